package extract

import (
	"math"
	"math/bits"
	"strings"

	"zhongbiao/data"
)

// Units in fen.
const (
	fenYuan = 100
	fenQian = 1000 * fenYuan
	fenWan  = 10_000 * fenYuan
	fenYi   = 100_000_000 * fenYuan
)

// unitOf reads a bracket or a unit field: "万元", "单位：元", "元/年",
// "人民币万元". per is true for a price per something.
func unitOf(s string) (fen int64, per bool) {
	s = tight(foldString(s))
	i := strings.Index(s, "元")
	switch {
	case hasAny(s, "美元", "欧元", "日元", "港元"):
		return 0, false
	case strings.Contains(s, "亿"):
		fen = fenYi
	case strings.Contains(s, "百万"):
		fen = 100 * fenWan
	case strings.Contains(s, "万"):
		fen = fenWan
	case strings.Contains(s, "千元"):
		fen = fenQian
	case i >= 0 || s == "人民币" || s == "RMB" || s == "CNY" || s == "¥":
		fen = fenYuan
	default:
		return 0, false
	}
	if i >= 0 {
		rest := strings.TrimLeft(s[i+len("元"):], ")")
		per = perSuffix([]rune(rest)) > 0
	}
	return fen, per
}

// numToken is one number in a price text with what stands around it.
type numToken struct {
	start, end int // rune positions
	digits     uint64
	frac       int // digits behind the point
	unit       int64
	pct        bool
	per        bool
	words      bool // written in words
	yen        bool // ¥ or 人民币 in front
	foreign    bool
	odd        bool // separators in odd places
	year       bool // named after a year of several: 第二年30万元
	cue        string
	depth      int // inside so many brackets
	tax        taxHint
}

func (t *numToken) fen(unit int64) int64 {
	if t.words {
		return int64(t.digits)
	}
	if t.unit > 0 {
		unit = t.unit
	}
	hi, lo := bits.Mul64(t.digits, uint64(unit))
	den := uint64(1)
	for i := 0; i < t.frac; i++ {
		den *= 10
	}
	if hi >= den {
		return math.MaxInt64
	}
	q, r := bits.Div64(hi, lo, den)
	if r*2 >= den {
		q++
	}
	if q > math.MaxInt64/4 {
		return math.MaxInt64
	}
	return int64(q)
}

// maxMoneyText bounds how much of a cell is read as a price.
const maxMoneyText = 1500

// scanNumbers finds the numbers and the amounts in words of rs.
func scanNumbers(rs []rune) []numToken {
	var out []numToken
	depth := 0
	for i := 0; i < len(rs); i++ {
		switch r := rs[i]; {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(depth-1, 0)
		case r >= '0' && r <= '9':
			t := readNumber(rs, i)
			t.depth = depth
			if i > 0 && asciiLetter(rs[i-1]) && !endsCurrency(rs[:i]) {
				i = t.end - 1
				continue
			}
			around(rs, &t)
			out = append(out, t)
			i = t.end - 1
		case wordsRune(r) && r != '元' && r != '分' && r != '整' && r != '正':
			if t, ok := wordsToken(rs, i); ok {
				t.depth = depth
				around(rs, &t)
				out = append(out, t)
				i = t.end - 1
			}
		}
	}
	return out
}

func asciiLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func endsCurrency(rs []rune) bool {
	s := strings.ToUpper(string(rs[max(0, len(rs)-3):]))
	return s == "RMB" || s == "CNY"
}

// readNumber reads 1,234,567.89 and 1.43E7 at i.
func readNumber(rs []rune, i int) numToken {
	t := numToken{start: i}
	point, group := false, 0
	j := i
	for ; j < len(rs); j++ {
		r := rs[j]
		switch {
		case r >= '0' && r <= '9':
			if point {
				if t.frac >= 10 {
					continue
				}
				t.frac++
			}
			if t.digits < 1e17 {
				t.digits = t.digits*10 + uint64(r-'0')
			} else if point {
				t.frac--
			}
			group++
		case r == ',' && !point && j+2 < len(rs) && isDigit(rs[j+1]) && isDigit(rs[j+2]):
			if n := digitRun(rs[j+1:]); n != 3 {
				t.odd = true
			}
			group = 0
		case r == ' ' && !point && j-i <= 3 && spacedGroups(rs[j:]) > 0:
			for k, n := j+1, j+spacedGroups(rs[j:]); k < n; k++ {
				if isDigit(rs[k]) {
					t.digits = t.digits*10 + uint64(rs[k]-'0')
				}
			}
			j += spacedGroups(rs[j:]) - 1
		case r == '.' && !point && j+1 < len(rs) && isDigit(rs[j+1]):
			point = true
		default:
			goto done
		}
	}
done:
	if j+1 < len(rs) && (rs[j] == 'E' || rs[j] == 'e') {
		j = t.exponent(rs, j)
	}
	t.end = j
	return t
}

// spacedGroups gives the length of at least two groups of three digits that
// blanks part (7 856 300.00), 0 for anything else.
func spacedGroups(rs []rune) int {
	n := 0
	for n+3 < len(rs) && n < 16 && rs[n] == ' ' && digitRun(rs[n+1:]) == 3 {
		n += 4
	}
	if n < 8 {
		return 0
	}
	return n
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func digitRun(rs []rune) int {
	n := 0
	for n < len(rs) && isDigit(rs[n]) {
		n++
	}
	return n
}

func (t *numToken) exponent(rs []rune, j int) int {
	k := j + 1
	if rs[k] == '+' {
		k++
	}
	e, n := digits(rs[min(k, len(rs)):], 2)
	if n == 0 || e > 12 {
		return j
	}
	for ; e > 0; e-- {
		if t.frac > 0 {
			t.frac--
		} else if t.digits < 1e17 {
			t.digits *= 10
		}
	}
	return k + n
}

// wordsToken reads an amount in words at i; ordinary text with a numeral in
// it (一批, 三年) is none.
func wordsToken(rs []rune, i int) (numToken, bool) {
	j := i
	for j < len(rs) && (wordsRune(rs[j]) || rs[j] == ' ' && j+1 < len(rs) && wordsRune(rs[j+1])) {
		j++
	}
	run := make([]rune, 0, j-i)
	money := false
	for _, r := range rs[i:j] {
		if r != ' ' {
			run = append(run, r)
			money = money || r == '元' || r == '圆' || r == '圓'
		}
	}
	if !money || len(run) < 3 {
		return numToken{}, false
	}
	fen, ok := readWords(run)
	return numToken{start: i, end: j, digits: uint64(fen), words: true, unit: fenYuan}, ok
}

// price is a price as read, with what is doubtful about it.
type price struct {
	data.Money
	partial  bool // part of it has no amount
	warnings []data.Warning
}

func (p *price) warn(code, msg string) {
	p.warnings = append(p.warnings, data.Warning{Code: code, Message: msg})
}
