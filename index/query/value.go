package query

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// rangeSigns separate the ends of a range.
var rangeSigns = []string{"..", "~", "至", "到"}

// openEnds are words behind a value that leave one of its ends open. The value
// itself is included, as it is in the law's 以上 and 以下.
var openEnds = []struct {
	word string
	low  bool
}{{"以上", true}, {"以来", true}, {"以后", true}, {"之后", true}, {"起", true}, {"以下", false}, {"以内", false}, {"以前", false}, {"之前", false}}

// bounds splits "a..b", ">=a", "<a", "a以上" or "a" into its ends; an end that is not
// given is empty. after and before tell that the end itself is excluded.
func bounds(s string) (lo, hi string, after, before bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	s = strings.NewReplacer("≥", ">=", "≤", "<=", "...", "..", "——", "..").Replace(s)
	for _, p := range []struct {
		sign string
		low  bool
		open bool
	}{{">=", true, false}, {"<=", false, false}, {"=>", true, false}, {"=<", false, false}, {">", true, true}, {"<", false, true}} {
		if rest, ok := strings.CutPrefix(s, p.sign); ok {
			if p.low {
				return rest, "", p.open, false
			}
			return "", rest, false, p.open
		}
	}
	s = strings.TrimPrefix(s, "=")
	for _, sign := range rangeSigns {
		if a, b, ok := strings.Cut(s, sign); ok {
			return a, b, false, false
		}
	}
	for _, e := range openEnds {
		if v, ok := strings.CutSuffix(s, e.word); ok && e.low {
			return v, "", false, false
		} else if ok {
			return "", v, false, false
		}
	}
	return s, s, false, false
}

var amountForm = regexp.MustCompile(`^[¥￥]?(\d{1,15}(?:\.\d{1,6})?)(亿|千万|百万|万|千|k|m|w)?元?$`)

var amountUnits = map[string]float64{"": 1, "k": 1e3, "千": 1e3, "万": 1e4, "w": 1e4, "m": 1e6, "百万": 1e6, "千万": 1e7, "亿": 1e8}

// Amount reads a sum of money in yuan (100万, 3.5亿, 200000, 1,000.50) in fen.
func Amount(s string) (int64, error) {
	t := strings.ToLower(strings.NewReplacer(",", "", "，", "", " ", "").Replace(norm.NFKC.String(s)))
	m := amountForm.FindStringSubmatch(t)
	if m == nil {
		return 0, newError("number", 0, s)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	fen := math.Round(v * amountUnits[m[2]] * float64(data.Yuan))
	if err != nil || fen > 1e17 {
		return 0, newError("number", 0, s)
	}
	return int64(fen), nil
}

// yuan writes fen as yuan, the way Amount reads it; the open end is empty.
func yuan(fen int64) string {
	switch {
	case fen <= 0 || fen == math.MaxInt64:
		return ""
	case fen%data.Yuan == 0:
		return strconv.FormatInt(fen/data.Yuan, 10)
	}
	return strconv.FormatFloat(float64(fen)/float64(data.Yuan), 'f', 2, 64)
}

// amountRange reads a condition on an amount. An undisclosed amount (0) never
// satisfies one, so the lower end is at least 1 fen.
func amountRange(s string) (lo, hi int64, err error) {
	a, b, after, before := bounds(s)
	if a == "" && b == "" {
		return 0, 0, newError("number", 0, s)
	}
	lo, hi = 1, math.MaxInt64
	if a != "" {
		if lo, err = Amount(a); err != nil {
			return 0, 0, newError("number", 0, a)
		}
	}
	if b != "" {
		if hi, err = Amount(b); err != nil {
			return 0, 0, newError("number", 0, b)
		}
	}
	if after {
		lo++
	}
	if before {
		hi--
	}
	if lo > hi {
		return 0, 0, newError("range", 0, a, b)
	}
	return max(lo, 1), hi, nil
}

var (
	yearForm    = regexp.MustCompile(`^((?:19|20)\d\d)年?$`)
	quarterForm = regexp.MustCompile(`(?i)^((?:19|20)\d\d)年?[-]?(?:q([1-4])|第?([一二三四1-4])季度)$`)
	halfForm    = regexp.MustCompile(`(?i)^((?:19|20)\d\d)年?[-]?(?:h([12])|(上|下)半年)$`)
	monthForm   = regexp.MustCompile(`^((?:19|20)\d\d)[-/.年](\d{1,2})月?$`)
	dayForm     = regexp.MustCompile(`^((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	packedForm  = regexp.MustCompile(`^((?:19|20)\d\d)(\d\d)(\d\d)?$`)
)

// period reads a year, half, quarter, month or day and gives its first and last day.
func period(s string) (first, last data.Day, ok bool) {
	s = strings.TrimSpace(s)
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	months := func(y, from, to int) (data.Day, data.Day, bool) {
		if from < 1 || to > 12 {
			return 0, 0, false
		}
		return data.NewDay(y, from, 1), data.Month(y*100 + to).Last(), true
	}
	if m := yearForm.FindStringSubmatch(s); m != nil {
		return months(num(m[1]), 1, 12)
	}
	if m := quarterForm.FindStringSubmatch(s); m != nil {
		q := strings.Index("1234", m[2]+m[3]) + 1
		if q == 0 {
			q = strings.Index("一二三四", m[3])/3 + 1
		}
		return months(num(m[1]), q*3-2, q*3)
	}
	if m := halfForm.FindStringSubmatch(s); m != nil {
		if m[2] == "2" || m[3] == "下" {
			return months(num(m[1]), 7, 12)
		}
		return months(num(m[1]), 1, 6)
	}
	if m := monthForm.FindStringSubmatch(s); m != nil {
		return months(num(m[1]), num(m[2]), num(m[2]))
	}
	m := dayForm.FindStringSubmatch(s)
	if m == nil {
		m = packedForm.FindStringSubmatch(s)
	}
	if m == nil {
		return 0, 0, false
	}
	if m[3] == "" {
		return months(num(m[1]), num(m[2]), num(m[2]))
	}
	d := data.NewDay(num(m[1]), num(m[2]), num(m[3]))
	return d, d, d != 0
}

// dateRange reads a condition on a day. A range of two years, months or days
// includes both ends wholly.
func dateRange(s string) (lo, hi int64, err error) {
	a, b, after, before := bounds(s)
	if a == "" && b == "" {
		return 0, 0, newError("date", 0, s)
	}
	lo, hi = 1, math.MaxInt32
	if a != "" {
		first, last, ok := period(a)
		if !ok {
			return 0, 0, newError("date", 0, a)
		}
		if lo = int64(first); after {
			lo = int64(last.Add(1))
		}
	}
	if b != "" {
		first, last, ok := period(b)
		if !ok {
			return 0, 0, newError("date", 0, b)
		}
		if hi = int64(last); before {
			hi = int64(first.Add(-1))
		}
	}
	if lo > hi {
		return 0, 0, newError("range", 0, a, b)
	}
	return lo, hi, nil
}

// regionCode reads a region given by code (330000, 33) or name (浙江, 浙江省).
func regionCode(s string) (string, bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	if len(s) == 2 {
		s += "0000"
	}
	if s == None || s == noneZh {
		return None, true
	}
	if _, ok := reference.FindRegion(s); ok {
		return s, true
	}
	for _, r := range reference.Regions() {
		if s == r.Zh || s == reference.ShortRegion(r.Zh) || (r.En != "" && strings.EqualFold(s, r.En)) {
			return r.Code, true
		}
	}
	return "", false
}

// pred reads the value of a field.
func pred(f FieldName, value string, quoted bool) (Pred, *Error) {
	p := Pred{Field: f, Exact: quoted}
	if strings.TrimSpace(value) == "" {
		return p, newError("missing", 0, string(f))
	}
	var err error
	switch f {
	case FieldAmount:
		p.Min, p.Max, err = amountRange(value)
	case FieldDate:
		p.Min, p.Max, err = dateRange(value)
	case FieldSOE, FieldIntra:
		var ok bool
		if p.Yes, ok = switchWords[strings.ToLower(norm.NFKC.String(value))]; !ok {
			return p, newError("value", 0, string(f), value, "yes, no", "是、否")
		}
	default:
		return p.names(value, quoted)
	}
	if err != nil {
		return p, err.(*Error)
	}
	return p, nil
}

// names reads the values of a field whose values are names.
func (p Pred) names(value string, quoted bool) (Pred, *Error) {
	list := []string{value}
	e, fixed := enums[p.Field]
	if fixed || p.Field == FieldRegion || p.Field == FieldPortal {
		list = strings.FieldsFunc(norm.NFKC.String(value), func(r rune) bool { return r == ',' || r == '、' || r == ';' })
		p.Exact = false
	} else if !quoted && strings.ContainsAny(value, "<>=") && strings.IndexAny(value, "<>=") == 0 {
		return p, newError("compare", 0, string(p.Field), value[:1])
	}
	for _, v := range list {
		v = strings.TrimSpace(v)
		switch {
		case fixed:
			id, ok := e.find(v)
			if !ok {
				s := e.suggest(v)
				return p, newError("value", 0, string(p.Field), v, s, s)
			}
			v = id
		case p.Field == FieldRegion:
			code, ok := regionCode(v)
			if !ok {
				return p, newError("value", 0, "region", v, "like 330000 or 浙江", "例如浙江或330000")
			}
			v = code
		}
		if v != "" {
			p.Values = append(p.Values, v)
		}
	}
	if len(p.Values) == 0 {
		return p, newError("missing", 0, string(p.Field))
	}
	return p, nil
}
