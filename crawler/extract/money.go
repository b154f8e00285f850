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

func (t *numToken) zero() bool { return t.digits == 0 }

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

// around reads what stands before and behind a number: currency, unit, per,
// percent, and the words in front that say what the number is.
func around(rs []rune, t *numToken) {
	i := t.start
	for i > 0 && rs[i-1] == ' ' {
		i--
	}
	if i > 0 && rs[i-1] == '¥' {
		t.yen = true
	}
	t.cue = cue(rs[max(0, t.start-14):t.start])
	t.yen = t.yen || strings.Contains(t.cue, "人民币") || strings.Contains(t.cue, "RMB")
	if hasAny(t.cue, "美元", "USD", "$", "欧元", "EUR", "日元", "港币", "港元", "英镑") {
		t.foreign = true
	}
	j := skipBlank(rs, t.end)
	if !t.words {
		j = t.readUnit(rs, j)
	}
	if n := perSuffix(rs[min(j, len(rs)):]); n > 0 && (t.unit > 0 || t.yen) {
		t.per = true
	}
	if hasAny(t.cue, "每年", "每月", "每人", "每次", "每台", "每吨", "每套", "每平方", "年均", "每亩", "每件", "每天", "每小时", "每个", "每孔", "每千", "每百万") {
		t.per = true
	}
	t.tax = taxBeside(t.cue, string(rs[min(j, len(rs)):min(j+8, len(rs))]))
}

// taxBeside reads the tax basis from the words behind a number, else from
// those in front: 1元（不含税）/2元（含税）.
func taxBeside(cue, tail string) taxHint {
	tail = strings.TrimLeft(tail, "( ")
	switch {
	case strings.HasPrefix(tail, "不含税") || strings.HasPrefix(tail, "未含税") || strings.HasPrefix(tail, "除税"):
		return taxEx
	case strings.HasPrefix(tail, "含税"):
		return taxIn
	case hasAny(cue, "不含税", "未含税", "除税", "不含增值税"):
		return taxEx
	case hasAny(cue, "含税", "含增值税"):
		return taxIn
	}
	return taxNone
}

// cue is the wording directly in front of a number, cut at the last stop.
func cue(rs []rune) string {
	s := string(rs)
	if i := strings.LastIndexAny(s, "。;；,，、"); i >= 0 {
		_, n := firstRune(s[i:])
		s = s[i+n:]
	}
	return s
}

func firstRune(s string) (rune, int) {
	for i, r := range s {
		if i > 0 {
			return r, i
		}
	}
	return 0, len(s)
}

func skipBlank(rs []rune, i int) int {
	for i < len(rs) && rs[i] == ' ' {
		i++
	}
	return i
}

// readUnit reads the unit at j: 万元, (万元), 元, %, 亿; it returns the
// position behind it.
func (t *numToken) readUnit(rs []rune, j int) int {
	open := false
	if j < len(rs) && (rs[j] == '(' || rs[j] == '[') {
		open = true
		j = skipBlank(rs, j+1)
	}
	if open && hasPrefix(rs[j:], "人民币") {
		j += 3
	}
	n := 0
	rest := rs[min(j, len(rs)):]
	switch {
	case hasPrefix(rest, "%") || hasPrefix(rest, "‰") || hasPrefix(rest, "％"):
		t.pct, n = true, 1
	case hasPrefix(rest, "亿元") || hasPrefix(rest, "亿人民币"):
		t.unit, n = fenYi, 2
	case hasPrefix(rest, "百万元"):
		t.unit, n = 100*fenWan, 3
	case hasPrefix(rest, "万元") || hasPrefix(rest, "萬元") || hasPrefix(rest, "万圆"):
		t.unit, n = fenWan, 2
	case hasPrefix(rest, "千元"):
		t.unit, n = fenQian, 2
	case hasPrefix(rest, "元") || hasPrefix(rest, "圆") || hasPrefix(rest, "园整"):
		t.unit, n = fenYuan, 1
	case hasPrefix(rest, "亿") && !open:
		t.unit, n = fenYi, 1
	case hasPrefix(rest, "万美元") || hasPrefix(rest, "美元") || hasPrefix(rest, "万欧元") || hasPrefix(rest, "欧元") || hasPrefix(rest, "日元") || hasPrefix(rest, "港元") || hasPrefix(rest, "英镑"):
		t.foreign = true
	case hasPrefix(rest, "万") && !hasPrefix(rest, "万吨") && !hasPrefix(rest, "万亩") && !hasPrefix(rest, "万平") && !hasPrefix(rest, "万人") && !hasPrefix(rest, "万字") && !hasPrefix(rest, "万条"):
		t.unit, n = fenWan, 1
	}
	if n == 0 {
		if open {
			return t.end
		}
		return j
	}
	j += n
	if open && j < len(rs) && rs[j] == ')' {
		j++
	}
	return j
}

func hasPrefix(rs []rune, p string) bool {
	i := 0
	for _, r := range p {
		if i >= len(rs) || rs[i] != r {
			return false
		}
		i++
	}
	return true
}

// perSuffix tells, as a length, whether rs begins with "/年", "/人/月", "每吨".
func perSuffix(rs []rune) int {
	i := 0
	for i < len(rs) && (rs[i] == ')' || rs[i] == ' ' || rs[i] == '整') {
		i++
	}
	if i+1 < len(rs) && (rs[i] == '/' || rs[i] == '∕' || rs[i] == '╱') {
		if r := rs[i+1]; isHan(r) && r != '元' && r != '万' || asciiLetter(r) || r == '㎡' || r == '㎥' || isDigit(r) {
			return i + 2
		}
	}
	if i+1 < len(rs) && rs[i] == '每' {
		return i + 2
	}
	return 0
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
