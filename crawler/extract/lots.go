package extract

import (
	"strconv"
	"strings"
)

// Words that make a number a lot: 第1包, 标段一, 合同包2, 标项3. The longer
// ones come first, because 包 is a part of 合同包.
var lotWords = []string{"合同包", "采购包", "分标包", "标段包", "标段", "标包", "分包", "标项", "包组", "包件", "分标", "包段", "包"}

// lotName normalises a lot's printed number: 01 → 1, 三 → 3, a → A.
func lotName(s string) string {
	s = strings.ToUpper(strings.Trim(tight(foldString(s)), ".:、,()#号第 "))
	if s == "" || runeCount(s) > 12 {
		return ""
	}
	rs := []rune(s)
	if n := smallNumeral(rs); n > 0 {
		return strconv.Itoa(n)
	}
	if n := romanDigit(rs[0]); n > 0 && len(rs) == 1 {
		return strconv.Itoa(n)
	}
	for _, r := range rs {
		if !isDigit(r) && !asciiLetter(r) && r != '-' && r != '.' {
			return ""
		}
	}
	if t := strings.TrimLeft(s, "0"); t != "" && isDigit(rune(t[0])) {
		return t
	}
	return s
}

// numeralAt reads a lot's number at i: digits, Chinese numerals or one letter
// (with a digit: A1). It returns its length.
func numeralAt(rs []rune, i int) int {
	n := 0
	if i < len(rs) && romanDigit(rs[i]) > 0 {
		return 1
	}
	for i+n < len(rs) && isDigit(rs[i+n]) && n < 4 {
		n++
	}
	if n > 0 {
		return n
	}
	for i+n < len(rs) && chineseDigit(rs[i+n]) > 0 && n < 3 {
		n++
	}
	if n > 0 {
		return n
	}
	if i < len(rs) && asciiLetter(rs[i]) && (i+1 >= len(rs) || !asciiLetter(rs[i+1])) {
		n = 1
		for i+n < len(rs) && isDigit(rs[i+n]) && n < 3 {
			n++
		}
	}
	return n
}

// romanDigit reads the one-rune Roman numerals Ⅰ to Ⅻ.
func romanDigit(r rune) int {
	if r >= 'Ⅰ' && r <= 'Ⅻ' {
		return int(r-'Ⅰ') + 1
	}
	return 0
}

// lotToken is a lot named in a text: its number and the runes it covers.
type lotToken struct {
	lot        string
	start, end int
}

// lotAt reads a lot token at i: 第1包, 包1, 标段（一）, A包, 包号:2, 第二标段.
func lotAt(rs []rune, i int) (lotToken, bool) {
	if t, ok := lotNumberFirst(rs, i); ok {
		return t, true
	}
	return lotWordFirst(rs, i)
}

// lotNumberFirst reads 第1包, 01包, 一标段, A包.
func lotNumberFirst(rs []rune, i int) (lotToken, bool) {
	j := i
	ordinal := rs[j] == '第'
	if ordinal {
		j = skipBlank(rs, j+1)
	} else if i > 0 && (isDigit(rs[i-1]) || asciiLetter(rs[i-1]) || chineseDigit(rs[i-1]) > 0 || rs[i-1] == '-' || rs[i-1] == '.') {
		return lotToken{}, false
	}
	n := numeralAt(rs, j)
	if n == 0 {
		return lotToken{}, false
	}
	num := string(rs[j : j+n])
	k := skipBlank(rs, j+n)
	if k < len(rs) && rs[k] == '#' {
		k++
	}
	for _, w := range lotWords {
		if !hasPrefix(rs[min(k, len(rs)):], w) {
			continue
		}
		end := k + len([]rune(w))
		if end < len(rs) && strings.ContainsRune("装含括价裹容庇修", rs[end]) {
			return lotToken{}, false
		}
		if end < len(rs) && rs[end] == '号' {
			end++
		}
		return lotToken{lotName(num), i, end}, true
	}
	return lotToken{}, false
}

// lotWordFirst reads 包1, 标段一, 合同包3, 包号：2, 包组:A, 标项（一）.
func lotWordFirst(rs []rune, i int) (lotToken, bool) {
	if i > 0 && strings.ContainsRune("总承打面钱网外内同购标分段书", rs[i-1]) {
		return lotToken{}, false
	}
	for _, w := range lotWords {
		if !hasPrefix(rs[i:], w) {
			continue
		}
		j := i + len([]rune(w))
		if j < len(rs) && rs[j] == '号' || hasPrefix(rs[min(j, len(rs)):], "编号") || hasPrefix(rs[min(j, len(rs)):], "序号") {
			j++
			if rs[j-1] != '号' {
				j++
			}
		}
		if hasPrefix(rs[min(j, len(rs)):], "(包)") {
			j += 3 // 标段(包)[001]
		}
		j = skipBlank(rs, j)
		open := false
		if j < len(rs) && (rs[j] == ':' || rs[j] == '(' || rs[j] == '[') {
			open = rs[j] != ':'
			j = skipBlank(rs, j+1)
		}
		if j < len(rs) && rs[j] == '第' {
			j++
		}
		n := numeralAt(rs, j)
		if n == 0 || n > 0 && j+n < len(rs) && strings.ContainsRune("年月日元万份套台个批式.%", rs[j+n]) {
			return lotToken{}, false
		}
		end := j + n
		if open && end < len(rs) && (rs[end] == ')' || rs[end] == ']') {
			end++
		}
		return lotToken{lotName(string(rs[j : j+n])), i, end}, true
	}
	return lotToken{}, false
}

// lotTokens finds every lot named in s.
func lotTokens(s string) []lotToken {
	if !hasAny(s, "包", "标段", "标项", "分标") {
		return nil
	}
	rs := []rune(foldString(s))
	if len(rs) > 2000 {
		rs = rs[:2000]
	}
	var out []lotToken
	for i := 0; i < len(rs); i++ {
		if t, ok := lotAt(rs, i); ok && t.lot != "" {
			out = append(out, t)
			i = t.end - 1
		}
	}
	return out
}

// onlyLot gives the lot of s when it names exactly one.
func onlyLot(s string) string {
	lot := ""
	for _, t := range lotTokens(s) {
		if lot != "" && t.lot != lot {
			return ""
		}
		lot = t.lot
	}
	return lot
}

// cutLotPrefix splits a label such as 包1中标供应商 or 第2标段中标人.
func cutLotPrefix(core string) (lot, rest string) {
	rs := []rune(core)
	t, ok := lotAt(rs, 0)
	if !ok || t.end >= len(rs) {
		return "", core
	}
	return t.lot, string(rs[t.end:])
}

// lotHeading reads a line that opens a lot: "第1包：", "合同包1(名称):",
// "包号：2 …", "标项1:名称", "……项目（一标段）". rest is what follows on the
// same line and is still to be read.
func lotHeading(line string) (lot, name, rest string, ok bool) {
	rs := []rune(foldString(line))
	if len(rs) > 300 {
		return "", "", line, false
	}
	orig := []rune(line)
	i := 0
	for i < len(rs) && strings.ContainsRune(" [(【<*●◆■▲→", rs[i]) {
		i++
	}
	if k := len(rs) - len(cutNumbering(append([]rune(nil), rs[i:]...))) - i; k > 0 && i+k < len(rs) {
		if _, yes := lotAt(rs, i); !yes {
			i += k
		}
	}
	if i >= len(rs) {
		return "", "", line, false
	}
	t, yes := lotAt(rs, i)
	if !yes || t.lot == "" {
		return trailingLot(rs, line)
	}
	j := skipBlank(rs, t.end)
	blank := j > t.end
	for j < len(rs) && (rs[j] == ']' || rs[j] == ')' || rs[j] == ' ') {
		j++
	}
	if j < len(rs) && rs[j] == '(' {
		if k := closing(rs, j); k > 0 {
			name = strings.TrimSpace(string(orig[j+1 : k]))
			j = skipBlank(rs, k+1)
		}
	}
	sep := blank
	for j < len(rs) && (rs[j] == ':' || rs[j] == ' ' || rs[j] == ',' || rs[j] == '、' || rs[j] == '-' || rs[j] == ';') {
		sep = true
		j++
	}
	sep = sep || t.end > 0 && rs[t.end-1] == ']' || t.end < len(rs) && rs[t.end] == ']'
	rest = strings.TrimPrefix(strings.TrimSpace(string(orig[j:])), "的")
	if rest != "" && !sep && name == "" && !lotFollower(rest) {
		return "", "", line, false
	}
	if lotName(rest) == "" || !strings.Contains(rest, ":") {
		name = firstNonEmpty(nameLike(name), nameLike(rest))
	}
	return t.lot, name, rest, true
}

// lotFollower tells whether text may follow a lot's number without a stop.
func lotFollower(s string) bool {
	l, _ := splitLabel(s)
	return l.field != fNone || hasAny(s[:min(len(s), 40)], "入围", "中标", "成交", "中选", "废标", "流标", "结果", "采购", "第一名", "第一中", "第1")
}

// nameLike gives s as a lot's name when it can be one.
func nameLike(s string) string {
	if i := strings.LastIndexAny(s, "（("); i > 0 && hasAny(s[i:], "预算", "限价", "万元") {
		s = s[:i] // 大模型服务能力（预算6000万元，不含税）
	}
	s = strings.Trim(s, " :：;；。,，()（）")
	n := runeCount(s)
	if n < 2 || n > 80 || strings.ContainsAny(s, ":：。") || hasAny(s, "元", "得分", "小型企业", "供应商", "中标", "成交", "废标", "流标", "如下", "中小企业", "入围") || lotName(s) != "" {
		return ""
	}
	return s
}

func closing(rs []rune, open int) int {
	depth := 0
	for i := open; i < len(rs) && i < open+120; i++ {
		switch rs[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// trailingLot reads "……采购项目（一标段）" as the heading of a table.
func trailingLot(rs []rune, line string) (string, string, string, bool) {
	if len(rs) > 90 || strings.ContainsAny(line, ":：。；;") {
		return "", "", line, false
	}
	ts := lotTokens(line)
	if len(ts) != 1 || len(rs)-ts[0].end > 1 {
		return "", "", line, false
	}
	return ts[0].lot, "", "", true
}

func firstNonEmpty(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
