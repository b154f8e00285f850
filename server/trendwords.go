package server

import (
	"slices"
	"strconv"

	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/index/query"
)

// switches are the choices above the chart. Each is a link, so every view has
// an address.
func (b base) switches(q trendQuery, thisYear int) []switchGroup {
	var out []switchGroup
	group := func(id string, options []string, change func(*trendQuery, string), now string) {
		g := switchGroup{ID: id, Label: b.T("switch." + id)}
		for _, o := range options {
			next := q
			change(&next, o)
			g.Options = append(g.Options, link{Label: b.switchLabel(id, o), URL: b.With("/", next.values()), Active: o == now})
		}
		out = append(out, g)
	}
	group("measure", []string{string(measureCount), string(measureAmount)}, func(n *trendQuery, o string) { n.Measure = measure(o) }, string(q.Measure))
	group("split", splits, func(n *trendQuery, o string) { n.Split = o }, q.Split)
	group("unit", []string{unitProject, unitNotice}, func(n *trendQuery, o string) {
		if n.Filter.Unit = ""; o == unitNotice {
			n.Filter.Unit = unitNotice
		}
	}, unitOf(q.Filter.Unit))
	group("baseline", []string{"", "own", "none"}, func(n *trendQuery, o string) { n.Baseline = o }, q.Baseline)
	years := []string{""}
	for y := firstYear; y <= thisYear; y++ {
		years = append(years, strconv.Itoa(y))
	}
	group("period", years, setPeriod, periodOf(q.Filter))
	return out
}

func (b base) switchLabel(id, o string) string {
	if id == "period" && o != "" {
		return o
	}
	if o == "" {
		o = "auto"
	}
	return b.T("switch." + id + "." + o)
}

// firstYear is the year that everything is compared with; before it there
// were no such awards to speak of.
const firstYear = 2023

func setPeriod(n *trendQuery, year string) {
	n.Filter.From, n.Filter.To = 0, 0
	if year != "" {
		from, err1 := data.ParseMonth(year + "-01")
		to, err2 := data.ParseMonth(year + "-12")
		if err1 == nil && err2 == nil {
			n.Filter.From, n.Filter.To = from, to
		}
	}
}

// periodOf is the year that the filter asks for, "" for everything and "-"
// for another period.
func periodOf(f query.Filter) string {
	switch {
	case f.From == 0 && f.To == 0:
		return ""
	case f.From%100 == 1 && f.To == f.From+11:
		return f.From.First().String()[:4]
	}
	return "-"
}

// definitions stand beside the chart.
func (b base) definitions(se *series) []term {
	defs := []term{
		{b.T("file.counted"), b.T("def.counted")},
		{b.T("file.month"), b.T("def.month")},
		{b.T("file.amount"), b.T("def.amount")},
	}
	if se.Query.Filter.Unit == unitNotice {
		defs = append(defs, term{b.T("switch.unit.notice"), b.T("def.notice")})
	}
	if slices.Contains([]string{"industry", "scene", splitSupplier}, se.Query.Split) {
		defs = append(defs, term{b.T("param." + se.Query.Split), b.T("def." + se.Query.Split)})
	}
	return append(defs, term{b.T("def.hatch.term"), b.T("def.hatch")})
}

// yardNote prints unit and source of what the series is compared with.
func (b base) yardNote(y *reference.Baseline) string {
	if y.Own {
		return b.T("base.own", y.Year, b.Lang.Int(y.Count))
	}
	note := b.T("base.published", y.Year, b.Lang.Int(y.Count), b.T("unit."+unitOf(string(y.Unit))), b.Lang.Money(y.AmountFen), y.In(string(b.Lang)).Source)
	if y.Partial {
		note += b.T("base.partial")
	}
	return note
}

// footnotes are what a reader has to know before comparing years.
func (b base) footnotes(se *series) []string {
	notes := []string{b.T("note.ccgp")}
	for _, m := range se.Months {
		if m.State() != coverComplete {
			notes = append(notes, b.T("note.hatch"))
			break
		}
	}
	if se.Query.Measure == measureAmount {
		notes = append(notes, b.T("note.lower"))
	}
	return notes
}
