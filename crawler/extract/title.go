package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// chooseTitle takes the page's own title, else the list's, else the first
// line that names a kind.
func chooseTitle(in Input, m meta, blocks []block) string {
	best := ""
	for _, t := range append(append([]string{}, m.titles...), in.Row.Title) {
		t = squeeze(t)
		if t == "" || strings.HasSuffix(t, "…") || strings.HasSuffix(t, "...") {
			continue
		}
		if k, _, _ := titleKind(t); k != "" && runeCount(t) > 8 {
			return t
		}
		if runeCount(t) > runeCount(best) && !siteName(t) {
			best = t
		}
	}
	if t := bodyTitle(blocks); t != "" {
		if best == "" || len(in.Row.Title) == 0 && (!strings.Contains(t, best) || orgName(best)) { // a page titled by its site alone
			return t
		}
	}
	return firstNonEmpty(best, squeeze(in.Row.Title))
}

func siteName(t string) bool {
	t = strings.TrimRight(tight(t), "-_ ")
	if runeCount(t) >= 24 {
		return false
	}
	for _, end := range []string{"网", "平台", "详情", "详细页面", "详情页", "首页", "网站", "系统", "门户"} {
		if strings.HasSuffix(t, end) {
			return true
		}
	}
	return t == "公告" || strings.HasPrefix(t, "首页")
}

// bodyTitle finds the title among the first lines of the body. A bare 中标公告
// belongs to the line above it.
func bodyTitle(blocks []block) string {
	prev := ""
	for i, b := range blocks {
		if i > 12 {
			return ""
		}
		s := b.text
		if b.table != nil || s == "" || strings.ContainsAny(s, "。") {
			continue
		}
		if n := runeCount(s); n > 120 || strings.ContainsAny(s, ":：") && n > 60 {
			prev = ""
			continue
		}
		contract := i == 0 && strings.HasSuffix(tight(s), "合同") && !strings.ContainsAny(s, ":：")
		if !contract && !hasAny(tight(s), "公告", "公示", "通知", "公开", "结果") {
			prev = s
			continue
		}
		if ps := splitPairs(s); ps[0].name != "" && ps[0].label.field != fNone {
			prev = ""
			continue
		}
		if h, numbered, _ := numberedHeading(s); numbered {
			if _, ok := sectionOf(h); ok {
				prev = ""
				continue
			}
		}
		k, _, _ := titleKind(s)
		if k == "" || breadcrumb(s) {
			prev = s
			continue
		}
		if runeCount(tight(s)) <= 10 && prev != "" && runeCount(prev) > 6 && !strings.ContainsAny(prev, ":：") {
			return prev + tight(s)
		}
		return s
	}
	return ""
}

// fallbackKind asks the list's hint, the portal's word, and the headings.
func fallbackKind(in Input, m meta, blocks []block) data.Kind {
	for _, s := range []string{m.kind, m.crumb} {
		if k, _, _ := titleKind(s); k != "" {
			return k
		}
	}
	if in.Row.KindHint != "" {
		return in.Row.KindHint
	}
	var heads []string
	for _, b := range blocks {
		if b.table != nil {
			continue
		}
		h, numbered, _ := numberedHeading(b.text)
		if n := runeCount(h); numbered && n < 30 || n < 16 {
			heads = append(heads, strings.TrimRight(h, ":： "))
		}
		if len(heads) > 200 {
			break
		}
	}
	return headingKind(heads)
}

// propertyDeal matches titles of land, property and asset deals, which stand
// on the same portals.
var propertyDeal = regexp.MustCompile(`转让|出让|拍卖|招租|出租|挂牌|拍租|产权|竞拍`)

func mentions(blocks []block, w string) bool {
	for _, b := range blocks {
		if strings.Contains(b.text, w) {
			return true
		}
		if b.table == nil {
			continue
		}
		for i, row := range b.table.grid {
			if i > 60 {
				break
			}
			for _, c := range row {
				if strings.Contains(c.text, w) {
					return true
				}
			}
		}
	}
	return false
}

// emptyPage tells whether nothing on the page speaks of a procurement.
func emptyPage(r *reader, title string) bool {
	if r.kind != "" && runeCount(title) > 8 && !siteName(title) {
		return false
	}
	facts := 0
	for _, f := range []field{fNumber, fProject, fBuyer, fAgency} {
		if _, ok := r.facts[f]; ok {
			facts++
		}
	}
	if propertyDeal.MatchString(title) {
		return false // a notice, though no procurement
	}
	return facts < 2 && len(r.tally.awards) == 0 && (r.kind == "" || runeCount(title) <= 8 || siteName(title))
}

// titleNumber reads (项目编号:X) or a code in brackets out of a title.
func titleNumber(t string) string {
	for _, s := range bracketed(t) {
		for _, p := range splitPairs(s) {
			if p.label.field == fNumber || p.label.field == fPlanNumber || p.label.field == fLotNumber {
				if v := cleanNumber(p.value); v != "" {
					return v
				}
			}
		}
	}
	for _, s := range bracketed(t) {
		if v := cleanNumber(s); v != "" && codeLike(v) {
			return v
		}
	}
	return ""
}

// codeLike tells whether a bracket's content looks like a number of a
// project: letters and digits, or a year with a document's word.
func codeLike(s string) bool {
	letters, nums, han := 0, 0, 0
	for _, c := range s {
		switch {
		case isDigit(c):
			nums++
		case asciiLetter(c):
			letters++
		case isHan(c):
			han++
		}
	}
	return nums >= 4 && (letters >= 1 && han == 0 || letters+nums >= 6 && han <= 6 && hasAny(s, "号", "-"))
}

// bracketed gives the contents of a title's brackets, the last ones first.
func bracketed(t string) []string {
	f := []rune(foldString(t))
	orig := []rune(t)
	var out []string
	for i := len(f) - 1; i >= 0; i-- {
		if f[i] != ')' {
			continue
		}
		depth := 0
		for j := i; j >= 0; j-- {
			if f[j] == ')' {
				depth++
			} else if f[j] == '(' {
				if depth--; depth == 0 {
					out = append(out, string(orig[j+1:i]))
					i = j
					break
				}
			}
		}
	}
	return out
}
