package extract

import (
	"regexp"

	"zhongbiao/data"
)

// reBareTitle matches titles that name the kind and nothing else.
var reBareTitle = regexp.MustCompile(`^(?:中标|成交|中选|采购|招标|评标|询价|磋商|结果|候选人|人|供应商|废标|流标|终止|更正|合同|公告|公示|通知书|信息|[（）()/])+$`)

// build reads the blocks of one notice and puts the notice together.
func build(in Input, m meta, blocks []block) (data.Notice, error) {
	title := chooseTitle(in, m, blocks)
	kind, cor, revokes := titleKind(title)
	byTitle := kind != ""
	if kind == "" {
		kind = fallbackKind(in, m, blocks)
	}
	r := &reader{kind: kind, facts: map[field]fact{}, lots: map[string]bool{}, bySerial: map[string]bool{}, lotNames: map[string]string{}}
	r.serial = mentions(blocks, "标项")
	r.top, r.topQuote = topDay(blocks, title)
	for _, f := range m.facts {
		r.set(f.field, f.value, "record-key", f.value, f.rank)
	}
	if m.total != nil {
		r.tally.totals = append(r.tally.totals, *m.total)
	}
	r.blocks(blocks)
	if r.kind == "" {
		r.kind = headingKind(r.headings)
	}
	n := data.Notice{Portal: in.Portal, URL: in.URL, Sample: in.Row.Sample, Kind: r.kind, Title: title, Revokes: revokes,
		Warnings: []data.Warning{}, Lots: []data.Lot{}, Evidence: map[string]data.Evidence{}, Links: in.Row.Links, ListOnly: in.Row.ListOnly, Rules: Version}
	if emptyPage(r, title) {
		return n, &Error{"no_notice", "no title, project, buyer or winner was found on this page"}
	}
	r.fields(&n, in, m)
	if in.Row.Sample == data.Facts { // elsewhere 来源 names the site that reprints a notice
		n.Source = m.source
	}
	if t := tight(n.Title); t != "" && reBareTitle.MatchString(t) && n.ProjectName != "" {
		n.Title = n.ProjectName + t // a form's bare 成交公示
	}
	r.decide(&n, byTitle, cor)
	r.fillLots(&n)
	finish(&n, r)
	return n, nil
}

// fields copies the facts into the notice, each with its evidence.
func (r *reader) fields(n *data.Notice, in Input, m meta) {
	put := func(name string, f field, dst *string) {
		v, ok := r.facts[f]
		if !ok || reWithheld.MatchString(v.value) {
			return
		}
		*dst = v.value
		n.Evidence[name] = data.Evidence{Rule: v.rule, Quote: v.quote}
	}
	put("project_number", fNumber, &n.ProjectNumber)
	put("project_name", fProject, &n.ProjectName)
	put("buyer", fBuyer, &n.Buyer)
	put("agency", fAgency, &n.Agency)
	put("method", fMethod, &n.Method)
	if n.ProjectNumber == "" {
		if v := titleNumber(n.Title); v != "" {
			n.ProjectNumber = v
			n.Evidence["project_number"] = data.Evidence{Rule: "number-title", Quote: n.Title}
		}
	}
	if n.Buyer == "" {
		n.Buyer = squeeze(in.Row.Buyer)
		if n.Buyer != "" {
			n.Evidence["buyer"] = data.Evidence{Rule: "buyer-list", Quote: n.Buyer}
		}
	}
	r.fromTitle(n)
	r.signedBuyer(n)
	if n.Agency == n.Buyer && n.Agency != "" {
		n.Agency = ""
	}
	r.day(n, in, m)
	r.regionOf(n, in, m)
	n.Attempt = attempt(n.Title + " " + n.ProjectName)
}

// reBarePublicity is a title that fits candidates as well as a winner: 中标公示,
// 中标公示信息（施工）.
var reBarePublicity = regexp.MustCompile(`(?:中标|中选|成交)公示(?:信息)?(?:[(（][^()（）]{1,8}[)）])?$`)
