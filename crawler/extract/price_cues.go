package extract

import (
	"regexp"
	"strings"
)

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
	t.yen = t.yen || hasAny(t.cue, "人民币", "RMB", "CNY")
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
	t.year = reYearPrice.MatchString(string(rs[max(0, t.start-14):t.start]))
	t.tax = taxBeside(t.cue, string(rs[min(j, len(rs)):min(j+8, len(rs))]))
}

// reYearPrice is what stands before the price of one year of several: 第二年：,
// 首年服务费, 2026年度.
var reYearPrice = regexp.MustCompile(`(?:第\s*[一二三四五六七八九十\d]{1,2}\s*个?年|首年|次年|20\d\d\s*年)度?(?:服务费|服务费用|费用|价格|报价|金额|总价|价|运维费|租金|租赁费|维护费)?(?:为|是)?\s*[:(]?\s*(?:人民币|¥)?\s*$`)

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
	case hasPrefix(rest, "折") && !hasPrefix(rest, "折合"):
		t.pct, n = true, 1
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
