package server

import (
	"math"
	"strconv"
	"strings"
	"time"

	"zhongbiao/data"
)

// Int groups the digits of n by thousands.
func (l Lang) Int(n int) string { return groupDigits(strconv.Itoa(n)) }

func groupDigits(s string) string {
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	if neg {
		return "-" + b.String()
	}
	return b.String()
}

// Money prints a sum of fen as people of the language say it: 万 and 亿 in
// Chinese, millions and billions in English, always with the currency.
func (l Lang) Money(fen int64) string {
	yuan := float64(fen) / float64(data.Yuan)
	if l == EN {
		switch abs := math.Abs(yuan); {
		case abs >= 1e9:
			return "¥" + short(yuan/1e9) + "\u00a0bn"
		case abs >= 1e6:
			return "¥" + short(yuan/1e6) + "\u00a0m"
		}
		return "¥" + decimals(yuan, fraction(fen))
	}
	switch abs := math.Abs(yuan); {
	case abs >= 1e8:
		return short(yuan/1e8) + "亿元"
	case abs >= 1e4:
		return short(yuan/1e4) + "万元"
	}
	return decimals(yuan, fraction(fen)) + "元"
}

// Exact prints a sum of fen in yuan to the last digit.
func (l Lang) Exact(fen int64) string {
	s := decimals(float64(fen)/float64(data.Yuan), 2)
	if l == EN {
		return "¥" + s
	}
	return s + "\u00a0元"
}

func fraction(fen int64) int {
	if fen%data.Yuan == 0 {
		return 0
	}
	return 2
}

// decimals prints v with n decimals.
func decimals(v float64, n int) string {
	return groupDigits(strconv.FormatFloat(v, 'f', n, 64))
}

// short prints v with two decimals, or none when it is a round number.
func short(v float64) string { return strings.TrimSuffix(decimals(v, 2), ".00") }

// Percent prints a ratio as a whole percentage, with one decimal below 10 %.
func (l Lang) Percent(ratio float64) string {
	p, n := ratio*100, 0
	if math.Abs(p) < 9.95 {
		n = 1
	}
	s := groupDigits(strconv.FormatFloat(p, 'f', n, 64))
	if l == EN {
		return s + "\u00a0%"
	}
	return s + "%"
}

// Month prints a month in the language: 2024年8月, Aug 2024.
func (l Lang) Month(m data.Month) string {
	if m == 0 {
		return l.T("unknown")
	}
	t := m.First().Time()
	if l == EN {
		return t.Format("Jan 2006")
	}
	return t.Format("2006年1月")
}

// Day prints a day in the language: 2024年8月5日, 5 Aug 2024.
func (l Lang) Day(d data.Day) string {
	if d == 0 {
		return l.T("unknown")
	}
	if l == EN {
		return d.Time().Format("2 Jan 2006")
	}
	return d.Time().Format("2006年1月2日")
}

// Time prints a moment in Shanghai time to the minute.
func (l Lang) Time(t time.Time) string {
	if t.IsZero() {
		return l.T("unknown")
	}
	return t.In(data.Shanghai).Format("2006-01-02 15:04")
}
