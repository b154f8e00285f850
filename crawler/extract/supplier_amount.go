package extract

import (
	"regexp"
	"strings"
)

// rePriceAhead finds where the price begins in a value that holds winner and
// price together: its label, the currency, or a number with a unit.
var rePriceAhead = regexp.MustCompile(`[,，;；。、\s(（]*(?:(?:中标|成交|中选|入围|最终|投标|合同)?(?:总|含税|不含税|未含税)?(?:金额|总价|总金额|总报价|报价|价格|价款|价)(?:[(（][^()（）]{1,8}[)）])?\s*(?:为|是|：|:)|人民币|RMB|￥|¥|[\d０-９][\d０-９,，.．]*\s*[(（]?\s*(?:亿|万|元)|[壹贰叁肆伍陆柒捌玖][壹贰叁肆伍陆柒捌玖拾佰仟万亿零]+[元圆])`)

// reAddressBehind is where an address follows the winner's name.
var reAddressBehind = regexp.MustCompile(`[,，;；\s]+(?:供应商|联系|单位)?地址\s*[:：]`)

// reAddressPart is such an address, which the readable text leaves out.
var reAddressPart = regexp.MustCompile(`[,，;；\s]+(?:供应商|联系|单位)?地址\s*[:：][^,，;；]*`)

// maxWinners bounds, in bytes, what is read as winners with their prices.
const maxWinners = 6000

// supplierAmount reads 成交供应商及成交金额, whose value names winner and price
// one behind the other: "甲公司，成交金额：98万元", "甲公司 980000元", "1、甲公司
// 30万元；2、乙公司 20万元".
func (r *reader) supplierAmount(p pair) {
	for _, part := range winnersWithPrices(clipBytes(p.value, maxWinners)) {
		who, money := part, ""
		if at := rePriceAhead.FindStringIndex(part); at != nil {
			who, money = part[:at[0]], strings.TrimLeft(part[at[0]:], " ,，;；。、(（")
		}
		if at := reAddressBehind.FindStringIndex(who); at != nil {
			who = who[:at[0]]
		}
		if i := strings.IndexAny(who, ",，;；"); i > 0 && cleanSupplier(who[:i]) != "" && !orgName(cleanSupplier(who)) {
			who = who[:i] // 甲公司，北京市某区1号
		}
		if cleanSupplier(who) == "" {
			r.narrativeAward(part)
			continue
		}
		r.tally.winner(r.lot, r.lotName, p.name, who, "winner-label")
		if money == "" {
			continue
		}
		l := label{unit: r.unit}
		if ps := splitPairs(money); ps[0].name != "" {
			l = ps[0].label
			if l.unit == 0 {
				l.unit = r.unit
			}
			money = ps[0].value
		}
		r.tally.amount(r.lot, r.lotName, p.name, money, readPrice(money, l))
	}
}

// winnersWithPrices cuts such a value where a new number or a semicolon opens
// the next winner; a semicolon before the same winner's price cuts nothing.
func winnersWithPrices(v string) []string {
	var out []string
	for _, s := range cutOutside(squeeze(v), ";；") {
		parts := []string{s}
		if locs := reInlineNumber.FindAllStringIndex(s, 30); len(locs) > 1 {
			parts = parts[:0]
			for i, at := range locs {
				end := len(s)
				if i+1 < len(locs) {
					end = locs[i+1][0]
				}
				parts = append(parts, s[at[1]:end])
			}
		}
		for _, x := range parts {
			at := rePriceAhead.FindStringIndex(x)
			if n := len(out); n > 0 && at != nil && at[0] == 0 {
				out[n-1] += "，" + x
			} else if strings.TrimSpace(x) != "" {
				out = append(out, x)
			}
		}
	}
	return out
}
