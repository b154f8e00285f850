package server

import (
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/index/query"
)

// facts lists what is known, each with its evidence where the notice has it.
func (b base) facts(p *data.Project, n *data.Notice) []fact {
	l := factList{b: b, notice: n}
	l.add("param.buyer", p.Buyer, "buyer").URL = b.URL(profilePath("buyer", buyerName(p)))
	if p.BuyerName != p.Buyer {
		l.add("fact.canonical", p.BuyerName, "")
	}
	l.add("fact.group", b.labelOrEmpty("group", p.BuyerGroup), "")
	l.add("col.amount", b.exactAmount(p), "total").Note = b.T("fact.amount.note")
	l.add("fact.awarded", dayOrEmpty(b.Lang, p.Awarded), "published")
	l.add("fact.month", monthOrEmpty(b.Lang, p.Month), "")
	l.add("fact.number", p.Number, "project_number")
	l.add("fact.name", p.Name, "project_name")
	l.add("fact.agency", p.Agency, "agency")
	l.add("param.region", b.labelOrEmpty("region", p.Region), "region").URL = b.URL(profilePath("region", p.Region))
	l.add("fact.method", p.Method, "method")
	l.label("industry", p.Industry)
	l.label("scene", p.Scene)
	l.label("relevance", data.Label{ID: string(p.Relevance.Label), Rule: p.Relevance.Rule, Evidence: p.Relevance.Evidence})
	l.add("param.category", b.labelOrEmpty("category", string(p.Category)), "category")
	l.add("param.soe", b.Lang.Label("soe", boolID(p.SOE)), "soe")
	l.add("param.stage", b.labelOrEmpty("stage", string(p.Stage)), "")
	if n != nil {
		l.add("fact.source", n.Source, "")
	}
	return l.facts
}

// factList gathers facts with the evidence of the notice that they come from.
type factList struct {
	b      base
	notice *data.Notice
	facts  []fact
}

// add appends a fact that is known; field names its evidence.
func (l *factList) add(key, value, field string) *fact {
	if value == "" {
		return &fact{}
	}
	f := fact{Label: l.b.T(key), Value: value}
	if l.notice != nil {
		e := l.notice.Evidence[field]
		f.Quote, f.Rule = e.Quote, e.Rule
	}
	l.facts = append(l.facts, f)
	return &l.facts[len(l.facts)-1]
}

// label appends a classification, which carries its own evidence.
func (l *factList) label(group string, x data.Label) {
	f := l.add("param."+group, l.b.labelOrEmpty(group, x.ID), "")
	f.Quote, f.Rule = x.Evidence, x.Rule
}

func (b base) labelOrEmpty(group, id string) string {
	if id == "" {
		return ""
	}
	return b.Lang.Label(group, id)
}

func (b base) exactAmount(p *data.Project) string {
	if !p.Disclosed {
		return b.T("amount.none")
	}
	return b.Lang.Exact(p.Fen)
}

func boolID(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

func dayOrEmpty(l Lang, d data.Day) string {
	if d == 0 {
		return ""
	}
	return l.Day(d)
}

func monthOrEmpty(l Lang, m data.Month) string {
	if m == 0 {
		return ""
	}
	return l.Month(m)
}

func (b base) lot(l data.Lot) lotRow {
	row := lotRow{No: l.Lot, Name: l.Name, Status: b.Lang.Label("status", string(l.Status)), Failed: l.Status == data.LotFailed,
		Quote: l.Evidence, Amount: b.T("amount.none"), Relevance: b.Lang.Label("relevance", string(l.Relevance.Label))}
	if row.No == "" {
		row.No = "–"
	}
	switch a := l.Amount; {
	case row.Failed:
		row.Amount = "–"
	case a != nil && a.Fen != 0:
		row.Amount = b.Lang.Exact(a.Fen)
		if a.Kind != data.Total {
			row.AmountNote = b.Lang.Label("money", string(a.Kind))
		}
		if a.Tax != "" && a.Tax != data.TaxUnknown {
			row.AmountNote = strings.TrimSpace(row.AmountNote + " " + b.T("tax."+string(a.Tax)))
		}
	case a != nil && a.Kind == data.Rate:
		row.Amount, row.AmountNote = a.Raw, b.Lang.Label("money", string(a.Kind))
	}
	for _, s := range l.Suppliers {
		ln := link{Label: s.Name, URL: b.URL(profilePath("supplier", supplierName(s)))}
		if s.Role != data.RoleSupplier {
			ln.Note = b.Lang.Label("role", string(s.Role))
		}
		row.Suppliers = append(row.Suppliers, ln)
	}
	return row
}

// life lists the notices of a project by day, each with what it changed.
func (b base) life(p *data.Project, notices []*data.Notice) []lifeRow {
	links := slices.Clone(p.Notices)
	slices.SortStableFunc(links, func(x, y data.Link) int { return int(x.Published) - int(y.Published) })
	var out []lifeRow
	for _, l := range links {
		row := lifeRow{ISO: l.Published.String(), Day: b.Lang.Day(l.Published), Kind: b.Lang.Label("kind", string(l.Kind)), Class: string(l.Kind),
			Title: l.Title, URL: safeURL(l.URL), Portal: l.Portal, Because: b.T("life.because", b.named("link", l.Rule), l.Because)}
		if l.Same != "" {
			row.Badges = append(row.Badges, badge{Label: b.T("life.same"), Title: b.T("life.same.why")})
		}
		for _, n := range notices {
			if n.ID == l.Notice && n.ListOnly {
				row.Badges = append(row.Badges, badge{Label: b.T("life.listonly"), Title: b.T("life.listonly.why")})
			}
		}
		for _, c := range p.Changes {
			if c.Notice == l.Notice {
				row.Changes = append(row.Changes, b.T("life.change", b.changeField(c.Field), b.changeValue(c.Field, c.Old), b.changeValue(c.Field, c.New)))
			}
		}
		out = append(out, row)
	}
	return out
}

func (b base) changeField(f string) string {
	return b.named("change", f)
}

// changeValue prints one side of a change; "lot 2: …" names the lot first.
func (b base) changeValue(field, v string) string {
	if v == "" {
		return "–"
	}
	if lot, rest, ok := strings.Cut(strings.TrimPrefix(v, "lot "), ": "); ok && strings.HasPrefix(v, "lot ") {
		return b.T("lot.named", lot) + b.changeValue(field, rest)
	}
	switch field {
	case "amount":
		if fen, err := query.Amount(v); err == nil {
			return b.Lang.Exact(fen)
		}
	case "lot":
		return b.Lang.Label("status", v)
	case "stage", "industry", "relevance", "category", "region":
		return b.Lang.Label(field, v)
	}
	return v
}
