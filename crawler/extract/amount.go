package extract

import (
	"zhongbiao/data"
)

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
	if l.field != fAmount && !hasAny(p.name, "中标", "成交", "中选") && r.sec != secAward && r.sec != secParties && (r.tally.cur == nil || len(r.tally.cur.suppliers) == 0) {
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
		c := r.tally.cur // 中标单位 may stand below the agency's 联系方式, its price then too
		return p.label.field == fAmount && (r.sec == secOther || r.sec.personal() && c != nil && len(c.suppliers) > 0 && c.price == nil)
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
