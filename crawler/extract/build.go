package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

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
	if t := tight(n.Title); t != "" && runeCount(t) <= 8 && n.ProjectName != "" {
		n.Title = n.ProjectName + t // a form's bare 成交公示
	}
	r.decide(&n, byTitle, cor)
	r.fillLots(&n)
	finish(&n, r)
	return n, nil
}

// chooseTitle takes the page's own title, else the list's, else the first
// line that names a kind.
func chooseTitle(in Input, m meta, blocks []block) string {
	best := ""
	for _, t := range append(append([]string{}, m.titles...), in.Row.Title) {
		t = squeeze(t)
		if t == "" || strings.HasSuffix(t, "…") || strings.HasSuffix(t, "...") {
			continue
		}
		if k, _, _ := titleKind(t); k != "" && runeCount(t) > 8 {
			return t
		}
		if runeCount(t) > runeCount(best) && !siteName(t) {
			best = t
		}
	}
	if t := bodyTitle(blocks); t != "" {
		if best == "" || !strings.Contains(t, best) && len(in.Row.Title) == 0 {
			return t
		}
	}
	return firstNonEmpty(best, squeeze(in.Row.Title))
}

func siteName(t string) bool {
	t = strings.TrimRight(tight(t), "-_ ")
	if runeCount(t) >= 24 {
		return false
	}
	for _, end := range []string{"网", "平台", "详情", "详细页面", "详情页", "首页", "网站", "系统", "门户"} {
		if strings.HasSuffix(t, end) {
			return true
		}
	}
	return t == "公告" || strings.HasPrefix(t, "首页")
}

// bodyTitle finds the title among the first lines of the body. A bare 中标公告
// belongs to the line above it.
func bodyTitle(blocks []block) string {
	prev := ""
	for i, b := range blocks {
		if i > 12 {
			return ""
		}
		s := b.text
		if b.table != nil || s == "" || strings.ContainsAny(s, "。") {
			continue
		}
		if n := runeCount(s); n > 120 || strings.ContainsAny(s, ":：") && n > 60 {
			prev = ""
			continue
		}
		if !hasAny(tight(s), "公告", "公示", "通知", "公开", "结果") {
			prev = s
			continue
		}
		if ps := splitPairs(s); ps[0].name != "" && ps[0].label.field != fNone {
			prev = ""
			continue
		}
		if h, numbered, _ := numberedHeading(s); numbered {
			if _, ok := sectionOf(h); ok {
				prev = ""
				continue
			}
		}
		k, _, _ := titleKind(s)
		if k == "" || breadcrumb(s) || !hasAny(tight(s), "公告", "公示", "通知", "公开", "结果") {
			prev = s
			continue
		}
		if runeCount(tight(s)) <= 10 && prev != "" && runeCount(prev) > 6 && !strings.ContainsAny(prev, ":：") {
			return prev + tight(s)
		}
		return s
	}
	return ""
}

// fallbackKind asks the list's hint, the portal's word, and the headings.
func fallbackKind(in Input, m meta, blocks []block) data.Kind {
	for _, s := range []string{m.kind, m.crumb} {
		if k, _, _ := titleKind(s); k != "" {
			return k
		}
	}
	if in.Row.KindHint != "" {
		return in.Row.KindHint
	}
	var heads []string
	for _, b := range blocks {
		if b.table != nil {
			continue
		}
		h, numbered, _ := numberedHeading(b.text)
		if n := runeCount(h); numbered && n < 30 || n < 16 {
			heads = append(heads, strings.TrimRight(h, ":： "))
		}
		if len(heads) > 200 {
			break
		}
	}
	return headingKind(heads)
}

// propertyDeal matches titles of land, property and asset deals, which stand
// on the same portals.
var propertyDeal = regexp.MustCompile(`转让|出让|拍卖|招租|出租|挂牌|拍租|产权|竞拍`)

func mentions(blocks []block, w string) bool {
	for _, b := range blocks {
		if strings.Contains(b.text, w) {
			return true
		}
		if b.table == nil {
			continue
		}
		for i, row := range b.table.grid {
			if i > 60 {
				break
			}
			for _, c := range row {
				if strings.Contains(c.text, w) {
					return true
				}
			}
		}
	}
	return false
}

// emptyPage tells whether nothing on the page speaks of a procurement.
func emptyPage(r *reader, title string) bool {
	if r.kind != "" && runeCount(title) > 8 && !siteName(title) {
		return false
	}
	facts := 0
	for _, f := range []field{fNumber, fProject, fBuyer, fAgency} {
		if _, ok := r.facts[f]; ok {
			facts++
		}
	}
	if propertyDeal.MatchString(title) {
		return false // a notice, though no procurement
	}
	return facts < 2 && len(r.tally.awards) == 0 && (r.kind == "" || runeCount(title) <= 8 || siteName(title))
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
	r.signedBuyer(n)
	if n.Agency == n.Buyer && n.Agency != "" {
		n.Agency = ""
	}
	r.day(n, in, m)
	r.regionOf(n, in)
	n.Attempt = attempt(n.Title + " " + n.ProjectName)
}

// signedBuyer takes who signed for the buyer, when the page names none: the
// title begins with it, or no agency is involved.
func (r *reader) signedBuyer(n *data.Notice) {
	s := orgValue(r.signer)
	if n.Buyer != "" || !orgName(s) {
		return
	}
	agency := hasAny(s, "代理", "招标", "咨询", "项目管理", "交易", "采购中心", "监理")
	if !strings.HasPrefix(tight(n.Title), tight(s)) && (agency || n.Agency != "") {
		return
	}
	n.Buyer = s
	n.Evidence["buyer"] = data.Evidence{Rule: "buyer-signature", Quote: s}
	n.Warn("buyer_from_signature", "no buyer is printed; who signed is taken")
}

// titleNumber reads (项目编号:X) or a code in brackets out of a title.
func titleNumber(t string) string {
	for _, s := range bracketed(t) {
		for _, p := range splitPairs(s) {
			if p.label.field == fNumber || p.label.field == fPlanNumber || p.label.field == fLotNumber {
				if v := cleanNumber(p.value); v != "" {
					return v
				}
			}
		}
	}
	for _, s := range bracketed(t) {
		if v := cleanNumber(s); v != "" && codeLike(v) {
			return v
		}
	}
	return ""
}

// codeLike tells whether a bracket's content looks like a number of a
// project: letters and digits, or a year with a document's word.
func codeLike(s string) bool {
	letters, nums, han := 0, 0, 0
	for _, c := range s {
		switch {
		case isDigit(c):
			nums++
		case asciiLetter(c):
			letters++
		case isHan(c):
			han++
		}
	}
	return nums >= 4 && (letters >= 1 && han == 0 || letters+nums >= 6 && han <= 6 && hasAny(s, "号", "-"))
}

// bracketed gives the contents of a title's brackets, the last ones first.
func bracketed(t string) []string {
	f := []rune(foldString(t))
	orig := []rune(t)
	var out []string
	for i := len(f) - 1; i >= 0; i-- {
		if f[i] != ')' {
			continue
		}
		depth := 0
		for j := i; j >= 0; j-- {
			if f[j] == ')' {
				depth++
			} else if f[j] == '(' {
				if depth--; depth == 0 {
					out = append(out, string(orig[j+1:i]))
					i = j
					break
				}
			}
		}
	}
	return out
}

// day decides on the day of publication: the portal's own stamp, the page's
// label, the list, the address, and last a publicity period's first day.
func (r *reader) day(n *data.Notice, in Input, m meta) {
	f, ok := r.facts[fPublished]
	label := data.Day(0)
	if ok {
		label = readDay(f.value)
	}
	set := func(d data.Day, rule, quote string) {
		n.Published = d
		n.Evidence["published"] = data.Evidence{Rule: rule, Quote: quote}
	}
	switch {
	case m.published != 0:
		set(m.published, "published-stamp", m.published.String())
	case ok && f.rank <= 3 && label != 0:
		set(label, f.rule, f.quote)
	case m.labelled != 0:
		set(m.labelled, "published-label", m.labelled.String())
	case in.Row.Published != 0:
		set(in.Row.Published, "published-list", in.Row.Published.String())
	case ok && f.rank <= 5 && label != 0:
		set(label, f.rule, f.quote)
	case urlDay(in.URL) != 0:
		set(urlDay(in.URL), "published-address", in.URL)
	case r.signed != 0:
		set(r.signed, "published-signature", r.signed.String())
		n.Warn("published_from_signature", "no day of publication is printed; the day under the text is taken")
	case label != 0:
		set(label, "published-period", f.quote)
		n.Warn("published_from_period", "no day of publication is printed; the publicity period's first day is taken")
	}
}

// regionOf resolves the region: the page's words, the list's, the address,
// a code inside the project's number, the buyer's province.
func (r *reader) regionOf(n *data.Notice, in Input) {
	printed := r.facts[fRegion].value
	for _, c := range []struct{ code, rule, quote string }{
		{regionNamed(printed), "region-label", printed},
		{regionNamed(in.Row.Region), "region-list", in.Row.Region},
		{regionWithin(printed, n.Buyer), "region-buyer", n.Buyer + " " + printed},
		{regionInURL(in.URL), "region-address", in.URL},
	} {
		if c.code != "" {
			n.Region = c.code
			n.Evidence["region"] = data.Evidence{Rule: c.rule, Quote: c.quote}
			break
		}
	}
	if num := regionCode(strings.TrimLeft(n.ProjectNumber, "[(【")); strings.HasPrefix(n.ProjectNumber, "[") && num != "" && (n.Region == "" || n.Region[:2] == num[:2] && strings.HasSuffix(n.Region, "0000") && printed != "" && provinceCode(printed) == "") {
		n.Region = num
		n.Evidence["region"] = data.Evidence{Rule: "region-number", Quote: n.ProjectNumber}
	}
	for _, who := range []string{n.Buyer, n.Title, n.ProjectName} {
		if n.Region != "" {
			return
		}
		if c := regionNamed(clip(who, 60)); c != "" {
			n.Region = c
			n.Evidence["region"] = data.Evidence{Rule: "region-buyer", Quote: clip(who, 60)}
		}
	}
}

// regionInURL reads the province out of ggzy.gov.cn's addresses.
func regionInURL(u string) string {
	for _, mark := range []string{"/html/a/", "/html/b/"} {
		if i := strings.Index(u, mark); i >= 0 && len(u) >= i+len(mark)+6 {
			return regionCode(u[i+len(mark):])
		}
	}
	return ""
}

// reBarePublicity is a title that fits candidates as well as a winner: 中标公示.
var reBarePublicity = regexp.MustCompile(`(?:中标|中选|成交)公示$`)

// decide settles the kind with what the body showed.
func (r *reader) decide(n *data.Notice, byTitle bool, cor data.Corrects) {
	n.Kind = r.kind
	won := false
	failed := false
	for _, a := range r.tally.awards {
		won = won || len(a.suppliers) > 0 && !a.failed
		failed = failed || a.failed
	}
	switch n.Kind {
	case "":
		n.Kind = data.KindOther
		if won {
			n.Kind = data.KindAward
			n.Warn("kind_from_body", "only the body says that this is an award")
		}
	case data.KindAward:
		if failed && !won && len(firstRanked(r.tally.candidates)) == 0 && len(usable(r.tally.items)) == 0 {
			n.Kind = data.KindFailure
			n.Warn("all_lots_failed", "the title announces a result, but every lot failed")
		}
		if !won && !failed && len(r.tally.candidates) > 0 && reBarePublicity.MatchString(tight(n.Title)) {
			n.Kind = data.KindCandidate
			n.Warn("kind_from_body", "only the body says that these are candidates")
		}
	case data.KindFailure:
		if won && !n.Revokes {
			n.Kind = data.KindAward
			n.Warn("partly_awarded", "the title announces a failure, but a lot was awarded")
		}
	case data.KindCorrection:
		n.Corrects = r.correct.verdict(cor)
	case data.KindSingleSource:
		n.Direct = strings.Contains(n.Title, "直接采购") && hasAny(n.Title, "结果", "公示")
	}
	n.Evidence["kind"] = data.Evidence{Rule: kindRule(byTitle), Quote: clip(n.Title, 120)}
}

func kindRule(byTitle bool) string {
	if byTitle {
		return "kind-title"
	}
	return "kind-headings"
}

// fillLots folds the statements into lots, as far as the kind has lots.
func (r *reader) fillLots(n *data.Notice) {
	var ws []data.Warning
	switch n.Kind {
	case data.KindAward, data.KindContract, data.KindFramework, data.KindCandidate, data.KindFailure:
		n.Lots, ws = r.tally.fold(n.Kind)
	case data.KindCorrection:
		if n.Corrects == data.CorrectsResult || len(usable(r.tally.awards)) > 0 && n.Corrects == data.CorrectsUnknown {
			n.Lots, ws = r.tally.fold(data.KindAward)
		}
	case data.KindSingleSource:
		if n.Direct {
			n.Lots, ws = r.tally.fold(data.KindAward)
			for i := range n.Lots {
				n.Lots[i].Status = data.LotCandidate
			}
		}
	}
	for _, w := range ws {
		n.Warn(w.Code, w.Message)
	}
	if n.Lots == nil {
		n.Lots = []data.Lot{}
	}
	r.completeLots(n)
	r.nameLots(n)
}

// completeLots gives kinds that must have lots the one of the whole page, and
// makes the lots of a failure failed.
func (r *reader) completeLots(n *data.Notice) {
	switch n.Kind {
	case data.KindFailure:
		for i := range n.Lots {
			l := &n.Lots[i]
			l.Status, l.Amount, l.Suppliers = data.LotFailed, nil, []data.Supplier{}
		}
		if len(n.Lots) == 0 {
			n.Lots = []data.Lot{{Status: data.LotFailed, Suppliers: []data.Supplier{}, Evidence: clip(n.Title, 120)}}
		}
	case data.KindAward, data.KindFramework, data.KindContract, data.KindCandidate:
		if len(n.Lots) > 0 {
			break
		}
		l := data.Lot{Status: data.LotAwarded, Suppliers: []data.Supplier{}, Amount: &data.Money{Kind: data.Undisclosed, Tax: data.TaxUnknown}}
		if n.Kind == data.KindCandidate {
			l.Status = data.LotCandidate
		}
		n.Lots = []data.Lot{l}
	}
	for _, l := range n.Lots {
		if l.Status != data.LotFailed && len(l.Suppliers) == 0 {
			n.Warn("no_supplier", lotLabel(l.Lot)+": no supplier was found")
		}
	}
}

// nameLots gives a lone lot without number the one that the title or the
// page's structure names.
func (r *reader) nameLots(n *data.Notice) {
	r.itemLots(n)
	for i := range n.Lots {
		if l := &n.Lots[i]; l.Name == "" && l.Lot != "" {
			l.Name = r.lotNames[l.Lot]
		}
	}
	if len(n.Lots) != 1 {
		return
	}
	l := &n.Lots[0]
	if r.bySerial[l.Lot] && !r.lots[l.Lot] {
		l.Lot = "" // the only row of a table is no lot
	}
	if l.Lot == "" {
		l.Lot = onlyLot(n.Title)
	}
	if l.Lot == "" && len(lotTokens(n.Title)) == 0 {
		l.Lot = onlyLot(n.ProjectName)
	}
	if l.Lot == "" && len(r.lots) == 1 {
		for lot := range r.lots {
			l.Lot = lot
		}
	}
}

// finish sums up and settles the texts.
func finish(n *data.Notice, r *reader) {
	for i := range n.Lots {
		l := &n.Lots[i]
		if l.Status != data.LotFailed && l.Amount.Disclosed() {
			n.TotalFen += l.Amount.Fen
		}
		r.noteSubject(l.Name)
	}
	if n.ProjectName != "" {
		r.noteSubject(n.ProjectName)
	}
	n.Subject = r.subject
	n.Text = strings.TrimSpace(r.text.String())
	for _, w := range r.warnings {
		n.Warn(w.Code, w.Message)
	}
}
