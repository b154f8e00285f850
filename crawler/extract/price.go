package extract

import (
	"fmt"
	"regexp"
	"strings"

	"zhongbiao/data"
)

// readPrice reads the text of a price under its label. It tells totals from
// rates, unit prices and nothing at all (DOMAIN §4.1); what is doubtful comes
// out as a warning, never as a silent number.
func readPrice(text string, l label) price {
	text = squeeze(text)
	p := price{Money: data.Money{Kind: data.Undisclosed, Tax: taxBasis(l.tax), Raw: scrub(clip(strings.Trim(text, " ，,；;。、"), 160))}}
	if noPrice(text) {
		return p
	}
	rs := []rune(foldString(text))
	if len(rs) > maxMoneyText {
		rs = rs[:maxMoneyText]
	}
	toks := scanNumbers(rs)
	m := sortTokens(rs, toks, l)
	bothTaxes(m.totals, l.tax)
	switch {
	case m.foreign:
		p.warn("foreign_currency", "the price is not in yuan: "+clip(text, 60))
	case len(m.totals) > 0:
		p.total(rs, m, l)
	case len(m.per) > 0:
		p.unitPrice(m, l)
	case len(m.rates) > 0 || reDiscount.MatchString(text):
		p.Kind = data.Rate
	}
	return p
}

// reDiscount is a discount in words: 九五折, 八折.
var reDiscount = regexp.MustCompile(`[一二三四五六七八九]{1,2}折`)

// noPrice tells whether the text says that there is no price.
func noPrice(s string) bool {
	s = strings.Trim(tight(s), "/\\-—－–_*.。:：、无（）()")
	return s == "" || s == "元" || s == "万元" || s == "人民币" || hasAny(s, "详见", "见附件", "另附", "见公告", "保密", "不公开", "见采购文件", "见投标文件", "见响应文件", "见报价") && !strings.ContainsAny(s, "0123456789")
}

// meaning holds a price text's numbers by what they are.
type meaning struct {
	totals, per, rates []numToken
	foreign            bool
	mixed              bool // totals and rates side by side
}

// sortTokens decides for each number what it is; numbers that are no price
// (dates, document numbers, ceilings, tax rates) are left out.
func sortTokens(rs []rune, toks []numToken, l label) meaning {
	var m meaning
	bare := bareNumber(rs, toks)
	for i, t := range toks {
		switch {
		case hasAny(t.cue, "税率", "增值税", "税金", "税额") && !hasAny(t.cue, "含增值税", "含税"):
		case hasAny(t.cue, "不超过", "不高于", "不得超", "最高限", "限价", "预算", "不超", "上限", "暂列", "暂估", "保证金"):
		case t.pct && strings.Contains(string(rs[t.end:min(t.end+6, len(rs))]), "增值税"): // 含6%增值税
		case t.foreign:
			m.foreign = true
		case t.pct:
			m.rates = append(m.rates, t)
		case l.rate && t.unit == 0 && !t.yen:
			m.rates = append(m.rates, t)
		case t.per || l.per && (t.unit == 0 || bare) || hasAny(t.cue, "单价") && !hasAny(t.cue, "总"):
			m.per = append(m.per, t)
		case t.unit == 0 && !t.yen && hasAny(t.cue, "下浮", "折扣", "费率", "系数", "优惠率", "比例"):
			m.rates = append(m.rates, t)
		case t.unit > 0 || t.yen || i == 0 && leads(rs, t) || bare:
			m.totals = append(m.totals, t)
		}
	}
	if bare && len(m.totals) == 1 && strings.Contains(l.text, "%") && m.totals[0].unit == 0 && m.totals[0].fen(1) <= 100 {
		m.rates, m.totals = m.totals, nil // 投标报价(元/%) holds either
	}
	m.byYear()
	m.mixed = len(m.totals) > 0 && len(m.rates) > 0
	return m
}

// byYear makes unit prices of amounts that are each named after a year (第一年
// 30万元，第二年32万元), unless one beside them is the whole.
func (m *meaning) byYear() {
	if len(m.totals) < 2 {
		return
	}
	for _, t := range m.totals {
		if !t.year || saysTotal(t) {
			return
		}
	}
	m.per, m.totals = append(m.per, m.totals...), nil
}

// bareNumber tells whether the text is one number and nothing else of weight.
func bareNumber(rs []rune, toks []numToken) bool {
	if len(toks) != 1 {
		return false
	}
	t := toks[0]
	rest := string(rs[:t.start]) + string(rs[t.end:])
	return strings.Trim(rest, " ¥:,.。;()[]元万亿人民币整RMBrmb大小写总价报投标合计为/-") == ""
}

// leads tells whether a number without unit opens the text, before a bracket
// or the end: 514223306.80（其中建安费…）.
func leads(rs []rune, t numToken) bool {
	for _, r := range rs[:t.start] {
		if r != ' ' && r != ':' && r != '¥' {
			return false
		}
	}
	j := skipBlank(rs, t.end)
	return t.digits >= 1000 && (j >= len(rs) || rs[j] == '(' || rs[j] == ',' || rs[j] == ';')
}

// total picks the whole price among several numbers.
func (p *price) total(rs []rune, m meaning, l label) {
	unit := l.unit
	if unit == 0 {
		unit = fenYuan
	}
	t, parts := pickTotal(rs, m.totals, unit)
	whole := t != nil && (saysTotal(*t) || explained(rs, *t))
	if t != nil && !whole && m.mixed && !rateInside(m.rates) {
		if onePart(rs, *t) {
			t, parts = nil, m.totals
		} else {
			p.warn("partial_price", "a rate stands beside the amount: "+clip(p.Raw, 80))
		}
	}
	if t == nil && (m.mixed || len(m.per) > 0) {
		p.Kind = data.Rate
		if !m.mixed {
			p.Kind = data.UnitPrice
		}
		p.partial = true
		p.warn("partial_price", "only a part of the price is an amount: "+clip(p.Raw, 80))
		return
	}
	p.Kind = data.Total
	if t == nil {
		for _, x := range parts {
			p.Fen += x.fen(unit)
		}
		p.warn("price_summed", fmt.Sprintf("%d parts were added up: %s", len(parts), clip(p.Raw, 80)))
	} else {
		p.Fen = t.fen(unit)
		if !whole && len(m.per) > 0 {
			p.warn("partial_price", "a unit price stands beside the amount: "+clip(p.Raw, 80))
		}
		if t.tax != taxNone {
			p.Tax = taxBasis(t.tax)
		}
		p.taxInText(rs)
		p.checkUnit(*t, l)
	}
	p.checkWords(m.totals, unit)
	p.checkSize()
}

// onePart tells whether the words before a number call it the price of one
// part of the work (设计费报价105万元) rather than of the whole.
func onePart(rs []rune, t numToken) bool {
	return hasAny(string(rs[:t.start]), "费", "报价1", "报价2", "部分", "设计", "施工", "勘察")
}

// rateInside tells whether all rates stand in brackets, where they explain.
func rateInside(rates []numToken) bool {
	for _, r := range rates {
		if r.depth == 0 {
			return false
		}
	}
	return true
}

// pickTotal gives the number that is the whole price, or nil and the parts
// that make it up.
func pickTotal(rs []rune, toks []numToken, unit int64) (*numToken, []numToken) {
	digits := withoutWords(toks)
	if len(digits) == 1 {
		return &digits[0], nil
	}
	for i := range digits {
		if (saysTotal(digits[i]) || i == 0 && explained(rs, digits[i])) && largest(digits, i, unit) {
			return &digits[i], nil
		}
	}
	if t := taxIncluded(digits); t != nil {
		return t, nil
	}
	var outer []numToken
	for _, t := range digits {
		if t.depth == 0 {
			outer = append(outer, t)
		}
	}
	if len(outer) == 1 {
		return &outer[0], nil
	}
	if len(outer) == 0 {
		outer = digits
	}
	for _, t := range outer[1:] {
		if t.fen(unit) != outer[0].fen(unit) {
			if sum(outer[1:], unit) == outer[0].fen(unit) {
				return &outer[0], nil
			}
			return nil, outer
		}
	}
	return &outer[0], nil
}

// largest tells whether no other number is greater: a "total" of one part
// among several is none of the whole.
func largest(ts []numToken, i int, unit int64) bool {
	for k := range ts {
		if ts[k].fen(unit) > ts[i].fen(unit) {
			return false
		}
	}
	return true
}

func sum(ts []numToken, unit int64) (s int64) {
	for _, t := range ts {
		s += t.fen(unit)
	}
	return s
}

// withoutWords drops amounts in words where the digits are there too.
func withoutWords(toks []numToken) []numToken {
	var out []numToken
	for _, t := range toks {
		if !t.words {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return toks
	}
	return out
}

// saysTotal tells whether the words in front of a number call it the whole.
func saysTotal(t numToken) bool {
	return hasAny(t.cue, "总价", "总金额", "总计", "合计", "总额", "总报价") && !hasAny(t.cue, "结算总", "单价合计")
}

// explained tells whether a number is taken apart behind it: "…元，其中". Only
// the first of several is the whole then; a later one is one part of it.
func explained(rs []rune, t numToken) bool {
	return strings.Contains(string(rs[t.end:min(t.end+8, len(rs))]), "其中")
}

func (p *price) unitPrice(m meaning, l label) {
	unit := l.unit
	if unit == 0 {
		unit = fenYuan
	}
	p.Kind = data.UnitPrice
	p.Fen = m.per[0].fen(unit)
	if t := m.per[0].tax; t != taxNone {
		p.Tax = taxBasis(t)
	}
	p.taxInText([]rune(foldString(p.Raw)))
	if len(m.per) > 1 {
		p.warn("several_unit_prices", "more than one unit price: "+clip(p.Raw, 80))
	}
}

// checkUnit flags a number whose unit is printed nowhere.
func (p *price) checkUnit(t numToken, l label) {
	if t.odd {
		p.warn("amount_malformed", "separators in odd places: "+clip(p.Raw, 60))
	}
	if t.unit == 0 && l.unit == 0 && !t.yen && p.Fen > 0 && p.Fen < 1000*fenYuan {
		p.warn("unit_assumed", "no unit is printed, read as yuan: "+clip(p.Raw, 60))
	}
}

// checkWords compares digits with the amount in words.
func (p *price) checkWords(toks []numToken, unit int64) {
	for _, t := range toks {
		if !t.words {
			continue
		}
		if d := t.fen(unit) - p.Fen; d > fenYuan || d < -fenYuan {
			p.warn("words_mismatch", "digits and words disagree: "+clip(p.Raw, 80))
			return
		}
	}
}

// checkSize turns nothing and symbolic prices into "undisclosed" and flags
// what is hardly believable.
func (p *price) checkSize() {
	switch {
	case p.Fen <= 1*fenYuan:
		p.Kind, p.Fen = data.Undisclosed, 0
		p.warn("symbolic_price", "a price of nothing says nothing: "+clip(p.Raw, 60))
	case p.Fen < 100*fenYuan:
		p.warn("amount_small", "less than 100 yuan: "+clip(p.Raw, 60))
	case p.Fen > 50*fenYi:
		p.warn("amount_huge", "more than 5 billion yuan: "+clip(p.Raw, 60))
	}
}
