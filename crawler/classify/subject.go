package classify

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// blank stands for a rune of a title that is an organisation's name and says
// nothing about what is bought (某某人工智能科技有限公司办公家具采购).
const blank = '\uFFFC'

// maxTitleRunes bounds what is looked at as a title: nothing longer is one.
const maxTitleRunes = 600

// subject folds a title and blanks the buyer's and other companies' names.
func (c *Classifier) subject(title, buyer string) folded {
	f := fold(title)
	if len(f.runes) > maxTitleRunes {
		return f
	}
	if b := fold(buyer); len(b.runes) >= 4 {
		f.blankAll(b.runes)
		if bare := newOrgName(buyer); len(bare.runes) >= 4 && len(bare.runes) < len(b.runes) {
			f.blankAll(bare.runes)
		}
	}
	f.blankCompanies()
	return f
}

func (f *folded) blankAll(name []rune) {
	for i := 0; i+len(name) <= len(f.runes); i++ {
		if slices.Equal(f.runes[i:i+len(name)], name) {
			f.blank(i, i+len(name))
			i += len(name) - 1
		}
	}
}

func (f *folded) blank(start, end int) {
	for i := start; i < end; i++ {
		f.runes[i] = blank
	}
}

// nameEnds close a company's name inside a title; nameStops are words that no
// company's name holds, so a name begins behind them at the latest.
var (
	nameEnds  = []string{"有限责任公司", "股份有限公司", "有限公司", "集团公司"}
	nameStops = []string{"关于", "项目", "采购", "基于", "公告", "公示", "招标", "中标", "承揽", "委托", "征集", "受", "年",
		"平台", "系统", "应用", "智能体"}
)

// maxCompany is the longest company name that is looked for, in runes.
const maxCompany = 40

func (f *folded) blankCompanies() {
	for _, end := range nameEnds {
		e := []rune(end)
		for i := 2; i+len(e) <= len(f.runes); i++ {
			if slices.Equal(f.runes[i:i+len(e)], e) {
				f.blank(f.nameStart(i), f.branchEnd(i+len(e)))
			}
		}
	}
}

// nameStart goes back from the legal form to where the name begins.
func (f *folded) nameStart(at int) int {
	from := at
	for from > 0 && at-from < maxCompany && !strings.ContainsRune("],、:;-_《》“”\"'。,|/+", f.runes[from-1]) && f.runes[from-1] != blank {
		if f.gap(from) && f.runes[from] != '(' && from < at {
			break
		}
		from--
	}
	name := string(f.runes[from:at])
	cut := 0
	for _, s := range nameStops {
		if i := strings.LastIndex(name, s); i >= 0 {
			cut = max(cut, i+len(s))
		}
	}
	return from + len([]rune(name[:cut]))
}

// gap tells whether the source has a blank before rune i.
func (f *folded) gap(i int) bool {
	_, n := utf8.DecodeRuneInString(f.src[f.at[i-1]:])
	return int(f.at[i]-f.at[i-1]) > n
}

// branchEnd includes a branch behind the legal form: …有限公司山西分公司.
func (f *folded) branchEnd(at int) int {
	rest := string(f.runes[at:min(len(f.runes), at+12)])
	i := strings.Index(rest, "分公司")
	if i < 0 {
		return at
	}
	for _, s := range nameStops {
		if strings.Contains(rest[:i], s) {
			return at
		}
	}
	return at + len([]rune(rest[:i])) + 3
}
