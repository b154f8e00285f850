package server

// warnForms are the sentences with which the reading rules and the ledger
// explain a warning, each with the Chinese of it; %s and %d stand for what is
// filled in, in the same order. A test reads the source of both and fails when
// a sentence is not here.
var warnForms = map[string]string{
	"the price is not in yuan: %s":                                                    "不是人民币价格：%s",
	"a rate stands beside the amount: %s":                                             "金额旁另有费率：%s",
	"only a part of the price is an amount: %s":                                       "价格中只有一部分是金额：%s",
	"%d parts were added up: %s":                                                      "由 %s 项相加：%s",
	"a unit price stands beside the amount: %s":                                       "金额旁另有单价：%s",
	"more than one unit price: %s":                                                    "有多个单价：%s",
	"separators in odd places: %s":                                                    "分隔符位置异常：%s",
	"no unit is printed, read as yuan: %s":                                            "没有写单位，按元读取：%s",
	"digits and words disagree: %s":                                                   "大写与小写不一致：%s",
	"a price of nothing says nothing: %s":                                             "零价格不说明金额：%s",
	"less than 100 yuan: %s":                                                          "不到 100 元：%s",
	"more than 5 billion yuan: %s":                                                    "超过 50 亿元：%s",
	"the winner stands only in the table of items":                                    "中标人只出现在标的表中",
	"no winner is named, the first of the ranking is taken":                           "没有写明中标人，取排名第一者",
	"%s: amounts of several winners were added up":                                    "%s：多个中标人的金额已相加",
	"%s: several rows of one winner were added up":                                    "%s：同一中标人的多行金额已相加",
	"%s: another amount is printed: %s":                                               "%s：另有一个金额：%s",
	"the amount stands only in the page's summary":                                    "金额只出现在公告概要中",
	"the summary's total and the body differ by exactly 10,000: %s":                   "概要的总额与正文正好差一万倍：%s",
	"the summary's total %s is not the sum of the lots, %s yuan":                      "概要的总额 %s 不等于各包之和 %s 元",
	"%s: the candidates are not ranked, so no price is taken":                         "%s：候选人没有排序，因此不取价格",
	"no buyer is printed; who signed is taken":                                        "没有写明采购人，取落款单位",
	"no day of publication is printed; the day under the text is taken":               "没有写明发布日期，取正文落款日期",
	"no day of publication is printed; the publicity period's first day is taken":     "没有写明发布日期，取公示期的第一天",
	"no buyer is printed; who stands before the project's name in the title is taken": "没有写明采购人，取标题中项目名称之前的单位",
	"only the list's row was read, not the notice itself":                             "只读到列表中的一行，没有读到公告本身",
	"only the body says that this is an award":                                        "只有正文表明这是中标公告",
	"only the body says that these are candidates":                                    "只有正文表明这是候选人公示",
	"the title announces a result, but every lot failed":                              "标题公布结果，但各包均已废标",
	"the title announces a failure, but a lot was awarded":                            "标题公布废标，但有包已中标",
	"%s: no supplier was found":                                                       "%s：没有找到供应商",
	"a correction names no lot and the project has several; it changed nothing":       "更正没有写明包号，而项目有多个包；未作任何更改",
	"another portal prints %s, taken is %s":                                           "另一网站写 %s，此处取 %s",
	"lots with and without VAT; only those with VAT are summed":                       "各包有含税也有不含税，只合计含税的",
}

var warnSentences = compileForms(warnForms)

// warnWhy is the explanation of a warning in the page's language; one that is
// not known stays as it is.
func (b base) warnWhy(message string) string { return b.inForm(warnSentences, message) }
