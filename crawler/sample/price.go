package sample

import (
	"fmt"
	"strconv"
	"strings"

	"zhongbiao/data"
)

// form is a way in which prices are printed.
type form int

const (
	formYuan     form = iota // 1,430,000.00元
	formPlain                // 6687920.0元
	formWanParen             // 182.0000000（万元）
	formYen                  // ￥17.490934 万元（人民币）
	formWan                  // 121.5万元
	formCaps                 // 人民币壹佰贰拾万元整（￥1200000.00）
	formSum                  // 总价：233600（元）
	formBare                 // 1267500
	formExcl                 // 1286000.00元（不含税）
	formIncl                 // 含税1286000.00元
	formWide                 // １２３．４５万元
	formTotals               // how many of the forms above are totals

	formRate     // 下浮率：5%
	formDiscount // 折扣率：85%
	formMonthly  // 1200.00元/人/月
	formTokens   // 12.80元/千Token
	formYearly   // 960000.00元/年
	formAttached // 详见附件
	formZero     // 0.00元
	formUnknown  // 未公开
)

// price is a price and the form in which it is printed. fen is the value of
// totals and unit prices, rate the percentage in hundredths.
type price struct {
	fen  int64
	rate int
	form form
}

// money is what a reader must find.
func (p price) money() *data.Money {
	m := &data.Money{Fen: p.fen, Kind: data.Total, Tax: data.TaxUnknown}
	switch p.form {
	case formExcl:
		m.Tax = data.TaxExcluded
	case formIncl:
		m.Tax = data.TaxIncluded
	case formRate, formDiscount:
		m.Kind, m.Fen = data.Rate, 0
	case formMonthly, formTokens, formYearly:
		m.Kind = data.UnitPrice
	case formAttached, formZero, formUnknown:
		m.Kind, m.Fen = data.Undisclosed, 0
	}
	return m
}

// total tells whether the price is a known total.
func (p price) total() bool { return p.form < formTotals }

// text prints the price with its unit.
func (p price) text() string {
	yuan := fmt.Sprintf("%d.%02d", p.fen/100, p.fen%100)
	switch p.form {
	case formPlain:
		return strconv.FormatFloat(float64(p.fen)/100, 'f', 1, 64) + "元"
	case formWanParen:
		return wan(p.fen, 7) + "（万元）"
	case formYen:
		return "￥" + wan(p.fen, 6) + " 万元（人民币）"
	case formWan:
		return shortWan(p.fen) + "万元"
	case formCaps:
		return "人民币" + capitals(p.fen) + "（￥" + yuan + "）"
	case formSum:
		return "总价：" + strconv.FormatInt(p.fen/100, 10) + "（元）"
	case formBare:
		return strconv.FormatInt(p.fen/100, 10)
	case formExcl:
		return yuan + "元（不含税）"
	case formIncl:
		return "含税" + yuan + "元"
	case formWide:
		return wide(shortWan(p.fen)) + "万元"
	case formRate:
		return "下浮率：" + percent(p.rate)
	case formDiscount:
		return "折扣率：" + percent(p.rate)
	case formMonthly:
		return yuan + "元/人/月"
	case formTokens:
		return yuan + "元/千Token"
	case formYearly:
		return yuan + "元/年"
	case formAttached:
		return "详见附件"
	case formZero:
		return "0.00元"
	case formUnknown:
		return unknown
	}
	return grouped(p.fen) + "元"
}

// inYuan prints the price for a column that is headed （元）.
func (p price) inYuan() string {
	if !p.total() {
		return p.text()
	}
	return fmt.Sprintf("%d.%02d", p.fen/100, p.fen%100)
}

// inWan prints the price for a column that is headed (万元).
func (p price) inWan() string {
	if !p.total() {
		return "/"
	}
	return shortWan(p.fen)
}

// wan prints fen in 万元 with so many decimals. Totals are whole yuan, so that
// four decimals are always exact.
func wan(fen int64, decimals int) string {
	s := fmt.Sprintf("%d.%06d", fen/1_000_000, fen%1_000_000)
	return s + strings.Repeat("0", decimals-6)
}

// shortWan prints fen in 万元 without trailing zeros.
func shortWan(fen int64) string {
	return strings.TrimRight(strings.TrimRight(wan(fen, 6), "0"), ".")
}

func grouped(fen int64) string {
	s := strconv.FormatInt(fen/100, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return fmt.Sprintf("%s.%02d", s, fen%100)
}

func percent(hundredths int) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100), "0"), ".") + "%"
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' {
			return r - '.' + '．'
		}
		return r
	}, s)
}

// capitals prints whole yuan in upper-case numerals, e.g. 壹佰贰拾万伍仟元整.
func capitals(fen int64) string {
	digits := []rune("零壹贰叁肆伍陆柒捌玖")
	units := []string{"", "拾", "佰", "仟"}
	groups := []string{"", "万", "亿"}
	n := fen / 100
	out, zero := "", false
	for g := len(groups) - 1; g >= 0; g-- {
		scale := int64(1)
		for range g {
			scale *= 10_000
		}
		part := n / scale % 10_000
		group := ""
		zero = out != "" && part < 1000 // a gap between the groups
		for u := 3; u >= 0; u-- {
			d := part / []int64{1, 10, 100, 1000}[u] % 10
			switch {
			case d == 0:
				zero = zero || out+group != ""
			default:
				if zero {
					group += "零"
				}
				zero = false
				group += string(digits[d]) + units[u]
			}
		}
		if group != "" {
			out += group + groups[g]
		}
	}
	return out + "元整"
}
