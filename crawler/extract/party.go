package extract

import (
	"strings"
)

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
	case hasAny(p.name, "公示"), strings.HasSuffix(p.name, "公告发布日期"): // the latter may be the tender's (Shandong)
		rank = 5
	case p.name == "日期":
		rank = 8
	}
	r.set(fPublished, d.String(), "published-label", p.name+"："+p.value, rank)
}
