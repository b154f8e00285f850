package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// pair reads one label with its value, in the current section and lot.
func (r *reader) pair(p pair) {
	l := p.label
	if l.lot != "" {
		r.enterLot(l.lot, "")
	}
	if p.value == "" && l.field != fLot {
		return
	}
	if r.sec == secCorrect && r.correctPair(p) {
		return
	}
	switch l.field {
	case fNumber, fPlanNumber, fLotNumber:
		r.number(p)
	case fProject, fLotName:
		r.project(p)
	case fNameNumber:
		r.nameNumber(p)
	case fBuyer, fAgency, fName, fRegion, fMethod, fPublished, fPeriod, fTitle:
		r.party(p)
	case fLot:
		r.lotPair(p)
	case fWinner, fSupplier, fLead, fMember, fCandidate, fSupplierAmount, fBidder:
		r.supplierPair(p)
	case fAmount, fBid, fRate, fUnitPrice:
		r.moneyPair(p)
	case fPriceUnit:
		r.priceUnit(p.value)
	case fFailReason, fStatus, fChosen:
		r.outcome(p)
	case fItem, fScope:
		if !r.sec.personal() && r.sec != secRules && r.sec != secRanking {
			r.noteSubject(p.value)
		}
	case fCorrectItem:
		r.correct.item(p.value)
	case fShare:
		if c := r.tally.cur; c != nil && c.share == "" {
			c.share = clip(p.value, 40)
		}
	}
}

// number reads the project's number; plan numbers and whole lot numbers only
// stand in for it.
func (r *reader) number(p pair) {
	rank := map[field]int{fNumber: 2, fLotNumber: 4, fPlanNumber: 6}[p.label.field]
	if r.sec == secItems || r.sec == secAttach || r.sec == secRules || r.sec == secRanking {
		rank += 2
	}
	if hasAny(p.name, "合同") {
		rank += 2
	}
	if p.label.field == fLotNumber && lotName(p.value) != "" && runeCount(p.value) <= 3 {
		r.lotPair(p)
		return
	}
	if v := cleanNumber(p.value); v != "" {
		r.set(fNumber, v, "number-label", p.name+"："+p.value, rank)
	}
}

// cleanNumber cuts what follows a number: remarks in brackets, the next
// label. Brackets that are part of it stay: [231025]FAGC[GK]20260002.
func cleanNumber(s string) string {
	s = squeeze(s)
	depth := 0
	for i, c := range s {
		if f := fold(c); f == '(' || f == '[' {
			depth++
		} else if f == ')' || f == ']' {
			depth--
		}
		if depth < 0 || i > 0 && (c == '（' || c == '(') && remark(s[i:]) || strings.ContainsRune("，。；;、", c) || c == ',' {
			s = s[:i]
			break
		}
		if c == ' ' && i > 0 && hanNext(s[i+1:]) {
			s = s[:i]
			break
		}
	}
	s = strings.Trim(s, " :：.。*\"“”")
	if n := runeCount(s); n < 3 || n > 80 || !strings.ContainsAny(s, "0123456789０１２３４５６７８９") {
		return ""
	}
	return s
}

func hanNext(s string) bool {
	for _, c := range s {
		return isHan(c) || c == '（' || c == '('
	}
	return true
}

// remark tells whether a bracket holds a remark rather than part of a number.
func remark(s string) bool {
	in := foldString(s)
	if i := strings.IndexByte(in, ')'); i > 0 {
		in = in[1:i]
	}
	return strings.ContainsAny(in, ":") || runeCount(in) > 8 || hasAny(in, "重新", "项目", "编号", "如有")
}

var reNumberTail = regexp.MustCompile(`^(.{4,}?)[\s、,，;；/（(]+(?:(?:采购|招标)?(?:项目)?编号[:：]?)?\s*([A-Za-z0-9][A-Za-z0-9()（）\[\]【】〔〕#_./-]{4,50}号?)\s*[)）]?$`)

// nameNumber reads 项目名称及编号, whose value holds both, on one line or two.
func (r *reader) nameNumber(p pair) {
	v := p.value
	if m := reNumberTail.FindStringSubmatch(v); m != nil {
		v = m[1]
		r.set(fNumber, cleanNumber(m[2]), "number-beside-name", p.name+"："+p.value, 3)
	} else {
		r.pending = &pair{label: label{field: fPlanNumber}, name: "编号"}
	}
	r.project(pair{label: label{field: fProject}, name: p.name, value: strings.Trim(v, " （(、,，")})
}

func (r *reader) project(p pair) {
	if r.sec.personal() || r.sec == secRules || r.sec == secRanking || r.sec == secAttach {
		return
	}
	v := strings.Trim(p.value, " 。;；:：")
	if runeCount(v) < 2 {
		return
	}
	if i := strings.Index(v, "（项目编号"); i > 0 {
		v = v[:i]
	} else if i := strings.Index(v, "(项目编号"); i > 0 {
		v = v[:i]
	}
	if lot, name, _, ok := lotHeading(v); ok && p.label.field == fLotName && (r.sec == secAward || r.sec == secFailed) {
		r.enterLot(lot, name)
		return
	}
	r.noteSubject(v)
	if p.label.field == fLotName {
		if lot := onlyLot(v); lot != "" && r.lot == "" && r.sec != secAward {
			r.lots[lot] = true
		}
		if r.lot != "" && r.lotName == "" {
			r.lotName = v
			if c := r.tally.cur; c != nil && c.lot == r.lot && c.name == "" {
				c.name = v
			}
		}
		if r.lot == "" {
			r.set(fProject, v, "name-lot-label", p.name+"："+v, 5)
		}
		return
	}
	rank := 2
	if r.sec == secSummary {
		rank = 3
	}
	if hasAny(p.name, "工程名称") && r.sec == secItems {
		return
	}
	r.set(fProject, v, "name-label", p.name+"："+v, rank)
}

// party reads who buys, through whom, where, how and when.
func (r *reader) party(p pair) {
	l, v := p.label, p.value
	switch l.field {
	case fName:
		switch r.sec {
		case secBuyer:
			r.set(fBuyer, orgValue(v), "buyer-section", p.name+"："+v, 3)
		case secAgency:
			r.set(fAgency, orgValue(v), "agency-section", p.name+"："+v, 3)
		case secAward:
			r.supplierPair(pair{label: label{field: fSupplier}, name: p.name, value: v})
		default:
			if r.rank > 0 {
				r.candidate(r.rank, p.name, v)
			}
		}
	case fBuyer:
		rank := 2
		if r.sec == secSummary {
			rank = 1
		}
		if r.sec == secRules {
			rank = 5
		}
		r.set(fBuyer, orgValue(v), "buyer-label", p.name+"："+v, rank)
	case fAgency:
		rank := 2
		if r.sec == secSummary {
			rank = 1
		}
		if v := orgValue(v); orgName(v) {
			r.set(fAgency, v, "agency-label", p.name+"："+v, rank)
		}
	case fRegion:
		r.set(fRegion, v, "region-label", p.name+"："+v, 2)
	case fMethod:
		r.set(fMethod, cleanMethod(v), "method-label", p.name+"："+v, 2)
	case fTitle:
		r.set(fTitle, v, "title-label", v, 2)
	case fPublished, fPeriod:
		r.published(p)
	}
}

// orgValue cleans an organisation's name; "" when it names nobody.
func orgValue(s string) string {
	if ps := splitPairs(s); len(ps) > 0 && ps[0].label.field == fName && ps[0].value != "" {
		s = ps[0].value // 名称：X 地址：Y in one cell
	}
	s = joinHan(cleanOrg(s))
	switch tight(s) {
	case "采购人", "招标人", "采购单位", "招标单位", "业主", "委托人", "买方", "甲方", "/", "无", "-", "—", "--", "详见公告", "自行采购", "自行招标":
		return ""
	}
	if n := runeCount(s); n < 4 || n > 120 || personNames(s) {
		return ""
	}
	return s
}

// personNames tells whether a value lists people: 吴开颜、黄延芝. It stands in
// for an organisation where a form is signed.
func personNames(s string) bool {
	parts := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune("、,， /；;", c) })
	for _, p := range parts {
		if n := runeCount(p); n > 3 || n < 2 {
			return false
		}
	}
	return len(parts) > 1
}

func cleanMethod(s string) string {
	s = strings.Trim(squeeze(s), " 。;；")
	if i := strings.IndexAny(s, " ，。；;"); i > 0 {
		s = s[:i]
	}
	s = strings.TrimLeft(s, "√☑■ ")
	if !balanced(s) {
		s = strings.Trim(s, "()（）")
	}
	if runeCount(s) > 24 {
		return ""
	}
	return s
}

func (r *reader) published(p pair) {
	d := readDay(p.value)
	if d == 0 || r.sec == secRules && p.label.field != fPeriod || r.sec == secCorrect {
		return
	}
	rank := 3
	switch {
	case r.sec == secSummary:
		rank = 1
	case p.label.field == fPeriod:
		rank = 7
	case hasAny(p.name, "公示"):
		rank = 5
	case p.name == "日期":
		rank = 8
	}
	r.set(fPublished, d.String(), "published-label", p.name+"："+p.value, rank)
}

// lotPair reads 包号：1, 分包名称 and the like.
func (r *reader) lotPair(p pair) {
	v := squeeze(p.value)
	if lot := lotName(v); lot != "" {
		r.enterLot(lot, "")
		return
	}
	if lot, name, _, ok := lotHeading(v); ok {
		r.enterLot(lot, name)
		return
	}
	if ts := lotTokens(p.name + v); len(ts) > 0 {
		r.enterLot(ts[0].lot, "")
		return
	}
	if first, rest, ok := strings.Cut(v, " "); ok && lotName(first) != "" {
		r.enterLot(lotName(first), nameLike(rest))
	} else if lot := onlyLot(v); lot != "" {
		r.enterLot(lot, nameLike(v))
	}
}

// supplierPair reads labels that name suppliers, as far as the section lets
// them: a bare 供应商名称 is a winner only in an award section.
func (r *reader) supplierPair(p pair) {
	switch p.label.field {
	case fCandidate:
		r.candidatePair(p)
		return
	case fBidder:
		if r.rank > 0 {
			r.candidate(r.rank, p.name, p.value)
		}
		return
	}
	if !r.namesWinner(p.label) {
		return
	}
	if p.label.field == fLead || p.label.field == fMember {
		r.consortiumPair(p)
		return
	}
	if p.label.field == fSupplierAmount {
		r.narrativeAward(p.value)
		return
	}
	if r.kind == data.KindCandidate && hasAny(p.name, "预", "拟") {
		r.candidate(1, p.name, p.value)
		return
	}
	if r.rank > 1 {
		return
	}
	r.tally.winner(r.lot, r.lotName, p.name, p.value, "winner-label")
}

// namesWinner tells whether a label names a winner in this section.
func (r *reader) namesWinner(l label) bool {
	switch r.kind {
	case data.KindTender, data.KindIntention:
		return false
	case data.KindSingleSource:
		return l.field == fWinner || r.sec != secRules
	}
	switch r.sec {
	case secRules, secFee, secRanking, secExperts, secAttach:
		return false
	}
	if l.field == fWinner {
		return true
	}
	return r.sec == secAward || r.sec == secParties || r.kind == data.KindContract && r.sec != secContact ||
		r.kind == data.KindFramework && r.sec <= secBasic || r.sec == secNone && r.kind == data.KindAward && l.field != fSupplier
}

// candidatePair reads 第一中标候选人：X, or 中标候选人：X, Y, Z.
func (r *reader) candidatePair(p pair) {
	if r.sec == secRules {
		return
	}
	v := p.value
	if i := strings.IndexAny(v, "，,；;"); i > 0 && !orgName(cleanSupplier(v)) {
		r.candidate(p.label.rank, p.name, v[:i])
		r.candidateRest(v[i:])
		return
	}
	rank := p.label.rank
	if rank == 0 {
		rank = r.rank
	}
	r.candidate(rank, p.name, v)
}

// candidateRest reads the price behind a candidate's name on the same line.
func (r *reader) candidateRest(s string) {
	for _, p := range splitPairs(strings.TrimLeft(s, "，,；; ")) {
		if p.label.field == fBid || p.label.field == fAmount || p.label.field == fRate {
			r.moneyPair(p)
		}
	}
}

func (r *reader) consortiumPair(p pair) {
	ss := readSuppliers(p.value)
	if len(ss) == 0 {
		return
	}
	role := data.RoleLead
	if p.label.field == fMember {
		role = data.RoleMember
	}
	c := r.tally.cur
	if c == nil || c.lot != r.lot {
		c = r.tally.open(r.lot, r.lotName, func(*award) bool { return true })
	}
	for _, s := range ss {
		s.Role = role
		if i := indexSupplier(c.suppliers, s.Name); i >= 0 {
			c.suppliers[i].Role = role
			continue
		}
		c.suppliers = append(c.suppliers, s)
	}
	c.suppliers = fixRoles(c.suppliers, true)
	c.rule = "consortium-label"
	c.addQuote(p.name, p.value)
}

func indexSupplier(ss []data.Supplier, name string) int {
	for i, s := range ss {
		if s.Name == name {
			return i
		}
	}
	return -1
}

// moneyPair reads a price: as the total of the page, of a candidate, or of
// the award that is being read.
func (r *reader) moneyPair(p pair) {
	l := p.label
	if l.unit == 0 {
		l.unit = r.unit
	}
	if !r.takesMoney(p) {
		return
	}
	pr := r.priceOf(p, l)
	if r.sec == secSummary || hasAny(p.name, "总中标", "总成交", "总中选") {
		r.tally.totals = append(r.tally.totals, pr)
		if r.sec == secSummary || r.kind != data.KindContract {
			return
		}
	}
	if l.rank > 0 || r.rank > 0 || r.tally.curCand != nil && (l.field != fAmount || r.kind == data.KindCandidate) && r.tally.cur == nil {
		r.candidateMoney(max(l.rank, r.rank), p, pr)
		return
	}
	if l.field != fAmount && r.sec != secAward && r.sec != secParties && (r.tally.cur == nil || len(r.tally.cur.suppliers) == 0) {
		if r.kind != data.KindSingleSource {
			return
		}
	}
	r.tally.amount(r.lot, r.lotName, p.name, p.value, pr)
}

func (r *reader) priceOf(p pair, l label) price {
	l.rate = l.rate || l.field == fRate
	pr := readPrice(p.value, l)
	if l.field == fUnitPrice && pr.Kind == data.Total {
		pr.Kind = data.UnitPrice
	}
	return pr
}

func (r *reader) takesMoney(p pair) bool {
	switch r.kind {
	case data.KindTender, data.KindIntention:
		return false
	}
	switch r.sec {
	case secFee, secRules, secRanking, secExperts, secContact, secBuyer, secAgency, secPerson, secAttach, secOther:
		return p.label.field == fAmount && r.sec == secOther
	case secItems:
		return p.label.field == fAmount
	}
	return true
}

func (r *reader) candidateMoney(rank int, p pair, pr price) {
	c := r.tally.curCand
	if rank > 0 {
		c = nil
		for i := len(r.tally.candidates) - 1; i >= 0; i-- {
			if x := r.tally.candidates[i]; x.rank == rank && x.lot == r.lot {
				c = x
				break
			}
		}
	}
	if c == nil || c.price != nil && !better(pr, *c.price) {
		return
	}
	c.price = &pr
	c.addQuote(p.name, p.value)
}

// priceUnit reads 价格单位：万元, which comes before or behind the number.
func (r *reader) priceUnit(v string) {
	u, _ := unitOf(v)
	if u == 0 {
		return
	}
	r.unit = u
	if c := r.tally.cur; c != nil && c.price != nil && c.price.Kind == data.Total && !hasAny(c.price.Raw, "元", "万", "亿") {
		p := readPrice(c.price.Raw, label{unit: u})
		c.price = &p
	}
}

// outcome reads 废标原因, 状态 and the like.
func (r *reader) outcome(p pair) {
	switch p.label.field {
	case fFailReason:
		if r.kind == data.KindTender || r.sec == secRules || tight(p.value) == "/" || tight(p.value) == "无" {
			return
		}
		r.failReason(p)
	case fStatus:
		if hasAny(p.value, "废标", "流标", "终止", "失败") && (r.sec == secAward || r.lot != "") && runeCount(p.value) < 60 {
			r.tally.fail(r.lot, r.lotName, p.name, p.value)
		} else if (r.sec == secAward || hasAny(p.name, "中标", "成交", "中选") && r.sec <= secAward) && orgName(cleanSupplier(p.value)) && r.readsAwards() {
			r.tally.winner(r.lot, r.lotName, p.name, p.value, "winner-result")
		}
	}
}

// failReason reads why lots failed: "标项1：…；标项3：…" names several.
func (r *reader) failReason(p pair) {
	ts := lotTokens(p.value)
	if len(ts) == 0 || r.lot != "" {
		r.tally.fail(r.lot, r.lotName, p.name, p.value)
		return
	}
	for _, t := range ts {
		r.lots[t.lot] = true
		r.tally.fail(t.lot, "", p.name, p.value)
	}
}
