package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// pair is a label with its value as printed.
type pair struct {
	label label
	name  string // the label as printed, without its colon
	value string
}

// splitLabel reads the label that opens s, if any, and gives what follows it.
func splitLabel(s string) (label, string) {
	p := splitPairs(s)
	if len(p) == 0 || p[0].name == "" {
		return label{}, s
	}
	return p[0].label, p[0].value
}

// reUnitNote is a unit in brackets with a label of its own, which is no pair:
// 88.8（单位：万元）.
var reUnitNote = regexp.MustCompile(`[(（]\s*(?:金额|价格|货币|计价)?单位\s*[:：]\s*((?:人民币)?[亿万千]?元)\s*[)）]`)

// splitPairs cuts a line into labels and values: "项目号：A 采购方式：B" has two
// pairs. Text before the first label comes as a pair without a name.
func splitPairs(s string) []pair {
	if !strings.ContainsAny(s, ":：﹕︰∶") {
		return []pair{{value: s}}
	}
	if strings.Contains(s, "单位") {
		s = reUnitNote.ReplaceAllString(s, "（$1）")
	}
	var out []pair
	cur := pair{}
	from := 0 // where the current value began
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if fold(r) != ':' || !labelColon(s, i, n) {
			i += n
			continue
		}
		start, l, ok := labelBefore(s, from, i)
		if ok && !cur.swallows(l, strings.TrimSpace(s[from:start])) {
			cur.value = strings.TrimRight(strings.TrimSpace(s[from:start]), "（( ")
			if cur.name != "" || cur.value != "" {
				out = append(out, cur)
			}
			cur = pair{label: l, name: strings.TrimSpace(s[start:i])}
			from = i + n
		}
		i += n
	}
	cur.value = strings.TrimSpace(s[from:])
	return append(out, cur)
}

// labelColon tells whether a colon may end a label: not the one of a time or
// of an address.
func labelColon(s string, i, n int) bool {
	if i == 0 {
		return false
	}
	if strings.HasPrefix(s[i+n:], "//") {
		return false
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	return !(digit(s[i-1]) && i+n < len(s) && digit(s[i+n]))
}

// swallows tells whether l, found inside the pair's value, belongs to that
// value: 中标金额：总价：233600（元）.
func (p *pair) swallows(l label, value string) bool {
	switch p.label.field {
	case fAmount, fBid, fRate, fUnitPrice, fSupplierAmount:
	case fProject: // 某公司2026年统一测试项目标包三：检测服务 is one name
		if (l.field == fLot || l.field == fNone && len(lotTokens(l.text)) > 0) && value != "" && runeCount(l.text) > 8 {
			return true
		}
		return l.field == fNone && p.name != "" && value == ""
	default:
		return l.field == fNone && p.name != "" && value == "" && p.label.field != fNone
	}
	switch l.field {
	case fAddress:
		return p.label.field == fSupplierAmount
	case fNone, fBudget:
		return !personalLabel(l, l.text)
	case fBid, fUnitPrice, fRate, fAmount:
		return value == "" || p.label.field == fSupplierAmount
	}
	return false
}

// labelBefore finds the label that ends at byte end, looking back to from.
// The longest text that is a known label wins.
func labelBefore(s string, from, end int) (start int, l label, ok bool) {
	cuts := make([]int, 0, 8)
	pos, runes := end, 0
	var next rune
	for pos > from && runes <= maxLabel {
		r, n := utf8.DecodeLastRuneInString(s[from:pos])
		// Spans glue a value to the next label without a blank: …JC57信息来源：
		glued := isHan(next) && r < 0x80 && (isDigit(r) || asciiLetter(r))
		next = r
		stop := stopRune(fold(r)) && (fold(r) != ')' || valueBracket(s[from:pos]))
		if stop || r == ' ' && runes > 0 || glued {
			cuts = append(cuts, pos)
			if hardStop(fold(r)) {
				break
			}
		}
		pos -= n
		runes++
	}
	if pos <= from {
		cuts = append(cuts, from)
	}
	guess, guessed := label{}, -1
	for k := len(cuts) - 1; k >= 0; k-- {
		if len(cuts) > 12 && k < len(cuts)-12 {
			break
		}
		l := readLabel(strings.TrimSpace(s[cuts[k]:end]))
		switch {
		case l.guess && guessed < 0: // 某处 发布时间 gives way to 发布时间
			guess, guessed = l, cuts[k]
		case l.field != fNone && !l.guess && (guessed < 0 || cuts[k] > 0 && s[cuts[k]-1] == ' '):
			return cuts[k], l, true
		}
	}
	if guessed >= 0 {
		return guessed, guess, true
	}
	return unknownLabel(s, from, end, cuts)
}

// unknownLabel takes a short word before a colon as a label that we don't
// know, so that it ends the value in front of it.
func unknownLabel(s string, from, end int, cuts []int) (int, label, bool) {
	for _, c := range cuts {
		if c != from && c > 0 && s[c-1] != ' ' && !glue(s, c) {
			r, _ := utf8.DecodeLastRuneInString(s[:c])
			if !strings.ContainsRune("；;。，,", r) {
				continue
			}
		}
		t := strings.TrimSpace(s[c:end])
		if n := runeCount(t); n >= 2 && n <= 16 {
			return c, label{text: t}, true
		}
	}
	return 0, label{}, false
}

func glue(s string, c int) bool {
	return s[c-1] < 0x80 && (isDigit(rune(s[c-1])) || asciiLetter(rune(s[c-1])))
}

// valueBracket tells whether the bracket that ends s closes a value (…(元),
// …（编号：X）) rather than a part of a label (招标（采购）公告发布日期).
func valueBracket(s string) bool {
	i := strings.LastIndexAny(s, "(（")
	if i < 0 || len(s)-i > 120 {
		return true
	}
	in := s[i:]
	return strings.ContainsAny(in, ":：0123456789%") || hasAny(in, "元", "人民币", "联合体", "牵头")
}

func stopRune(r rune) bool {
	switch r {
	case '。', ';', ',', '、', '(', ')', '[', ']', '!', '?', '|', '"', '”', '“', '>', '》', '■', '□', '☑', '√', '●', '.':
		return true
	}
	return hardStop(r)
}

func hardStop(r rune) bool { return r == ':' || r == '。' || r == ';' }

// splitHeadings cuts a line before each inline main heading: "… 二、项目名称：…".
func splitHeadings(s string) []string {
	if !strings.Contains(s, "、") || len(s) < 12 {
		return []string{s}
	}
	var out []string
	from := 0
	prev := ' '
	for i, r := range s {
		if i > from && chineseDigit(r) > 0 && headingNumeral(s[i:]) && (prev == ' ' || prev == '。' || prev == '；' || prev == ';' || gluedHeading(prev, s[i:])) {
			out = append(out, strings.TrimSpace(s[from:i]))
			from = i
		}
		prev = r
	}
	return append(out, strings.TrimSpace(s[from:]))
}

// gluedHeading tells whether a numeral right behind text opens a heading that
// we know, as where spans lost their breaks: …采购三、中标信息：.
func gluedHeading(prev rune, s string) bool {
	if prev == '第' || chineseDigit(prev) > 0 {
		return false
	}
	_, head, _ := strings.Cut(s[:min(len(s), 80)], "、") // a heading is short; looking further would be quadratic
	i := strings.IndexAny(head, ":：")
	if i < 0 || i > 60 {
		return false
	}
	if l := readLabel(head[:i]); l.field != fNone {
		return true
	}
	_, ok := sectionOf(head[:i])
	return ok
}

// headingNumeral tells whether s begins with 二、 or 十一、.
func headingNumeral(s string) bool {
	n := 0
	for _, r := range s {
		if r == '、' {
			return n > 0
		}
		if chineseDigit(r) == 0 || n == 3 {
			return false
		}
		n++
	}
	return false
}
