package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

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
		r.supplierAmount(p)
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
	r.trailingPrice(p.value)
}

// reTrailingPrice is a price without a colon behind a name or a share on the
// same line: …，中选份额：70%，未含税总价2,860,000.00元.
var reTrailingPrice = regexp.MustCompile(`[，,；;。\s]((?:不含税|未含税|含税)?(?:投标|应答|中标|成交|中选|最终)?(?:总价|报价|总报价|金额|总金额|价)(?:[(（](?:不含税|未含税|含税)[)）])?(?:为|是)?\s*(?:人民币|￥|¥)?\s*[\d０-９][\d０-９,，.．]*\s*(?:亿|万)?元.*)$`)

// trailingPrice reads such a price for the winner at hand.
func (r *reader) trailingPrice(v string) {
	m := reTrailingPrice.FindStringSubmatch(v)
	if c := r.tally.cur; m == nil || c == nil || c.price != nil || len(c.suppliers) == 0 || !r.takesMoney(pair{label: label{field: fAmount}}) {
		return
	}
	r.tally.amount(r.lot, r.lotName, "报价", m[1], readPrice(m[1], label{unit: r.unit}))
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
	if strings.Contains(v, "份额") && !strings.Contains(p.name, "候选") && r.kind == data.KindAward {
		r.tally.winner(r.lot, r.lotName, p.name, v, "winner-share") // 第二中标人：X，中标份额20%
		return
	}
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
