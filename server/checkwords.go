package server

import (
	"regexp"
	"slices"
	"strings"

	"zhongbiao/data"
)

// checkForms are the sentences in which the ledger says why a check passed,
// failed or does not apply, each with the Chinese of it; %s stands for what is
// filled in, in the same order. A test reads the ledger's source and fails
// when a sentence is not here.
var checkForms = map[string]string{
	"no project number": "没有项目编号",
	"no amount":         "没有金额",
	"the amount %s is the digits of the number %s":                            "金额 %s 就是编号 %s 里的数字",
	"no amount equals digits of %s":                                           "没有金额等于编号 %s 里的数字",
	"%s yuan is less than 100: 万元 typed as 元?":                                "%s 元不到 100 元：把万元写成了元？",
	"%s yuan is more than 50亿: 元 typed as 万元?":                                "%s 元超过 50 亿：把元写成了万元？",
	"%s yuan here, %s in another notice: exactly the factor of 万元":            "此处 %s 元，另一份公告 %s 元：正好差一万倍",
	"between 100 yuan and 50亿, and no notice differs by 10,000":               "在 100 元与 50 亿元之间，各公告没有相差一万倍的",
	"notice %s: total %s, lots %s":                                            "公告 %s：总价 %s，各包 %s",
	"%s prints %s, %s prints %s":                                              "%s 写 %s，%s 写 %s",
	"one lot on one portal":                                                   "只有一个网站上的一个包",
	"lots add up to the total, and all portals agree":                         "各包之和等于总价，各网站一致",
	"no award together with other notices":                                    "没有与其他公告并存的中标公告",
	"award of %s before the first %s notice of %s":                            "中标公告（%s）早于首份%s公告（%s）",
	"%s of %s before the award of %s":                                         "%s公告（%s）早于中标公告（%s）",
	"the notices come in order":                                               "各公告先后有序",
	"not relevant":                                                            "不相关",
	"no notice has a publication day":                                         "没有公告带发布日期",
	"published %s, before there were such awards":                             "发布于 %s，那时还没有这类中标",
	"first published %s":                                                      "首次发布于 %s",
	"never corrected":                                                         "没有更正过",
	"corrected from %s to %s yuan":                                            "由 %s 元更正为 %s 元",
	"no correction by a factor of ten":                                        "没有相差十倍的更正",
	"no counted amount":                                                       "没有计入的金额",
	"only %d amounts in %s, %d are needed":                                    "只有 %s 个金额（%s），需要 %s 个",
	"%s yuan; the median of %d in %s is %s":                                   "%s 元；%s 个项目（%s）的中位数为 %s",
	"no amount that would be particular to one award":                         "没有足以辨认一个项目的金额",
	"%s has the same supplier %s and amount %s: one award twice?":             "%s 的供应商 %s 与金额 %s 相同：同一项目算了两次？",
	"no other project of that time or buyer has the same supplier and amount": "同期或同一采购人的其他项目没有相同的供应商和金额",
	"no publication day":                                                      "没有发布日期",
	"published %s, which is still to come":                                    "发布于 %s，还没有到",
	"last published %s":                                                       "最近发布于 %s",
}

type checkForm struct {
	en *regexp.Regexp
	zh string
}

var checkSentences = compileForms(checkForms)

var formVerb = regexp.MustCompile(`%[sd]`)

// compileForms makes patterns of the sentences, the most telling first.
func compileForms(forms map[string]string) []checkForm {
	keys := make([]string, 0, len(forms))
	for k := range forms {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return len(formVerb.ReplaceAllString(b, "")) - len(formVerb.ReplaceAllString(a, ""))
	})
	out := make([]checkForm, 0, len(keys))
	for _, k := range keys {
		out = append(out, checkForm{regexp.MustCompile("(?s)^" + strings.ReplaceAll(formVerb.ReplaceAllString(regexp.QuoteMeta(k), "\x00"), "\x00", "(.*?)") + "$"), forms[k]})
	}
	return out
}

// checkWhy is the ledger's sentence in the page's language; one that is not
// known stays as it is.
func (b base) checkWhy(why string) string { return b.inForm(checkSentences, why) }

func (b base) inForm(forms []checkForm, said string) string {
	if b.Lang != ZH {
		return said
	}
	for _, f := range forms {
		if m := f.en.FindStringSubmatch(said); m != nil {
			return b.fillForm(f.zh, m[1:])
		}
	}
	return said
}

func (b base) fillForm(form string, args []string) string {
	for _, a := range args {
		switch {
		case slices.Contains(data.Industries, data.Industry(a)):
			a = b.Lang.Label("industry", a)
		case slices.Contains(data.Kinds, data.Kind(a)):
			a = b.Lang.Label("kind", a)
		case a == "the award":
			a = b.T("warn.theaward")
		case strings.HasPrefix(a, "lot "):
			a = b.T("warn.thelot", strings.TrimPrefix(a, "lot "))
		}
		form = strings.Replace(form, "%s", a, 1)
	}
	return form
}
