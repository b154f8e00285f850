package query

import (
	"sort"
	"strings"

	"zhongbiao/data"
)

// fieldNames maps what people type before the colon to the field.
var fieldNames = map[string]FieldName{
	"buyer": FieldBuyer, "采购人": FieldBuyer, "采购单位": FieldBuyer, "招标人": FieldBuyer, "买方": FieldBuyer,
	"supplier": FieldSupplier, "winner": FieldSupplier, "vendor": FieldSupplier, "供应商": FieldSupplier, "中标人": FieldSupplier, "中标单位": FieldSupplier, "成交供应商": FieldSupplier, "厂商": FieldSupplier,
	"agency": FieldAgency, "代理": FieldAgency, "代理机构": FieldAgency, "采购代理机构": FieldAgency,
	"title": FieldTitle, "name": FieldTitle, "标题": FieldTitle, "项目名称": FieldTitle,
	"number": FieldNumber, "编号": FieldNumber, "项目编号": FieldNumber,
	"industry": FieldIndustry, "行业": FieldIndustry, "scene": FieldScene, "场景": FieldScene, "场景行业": FieldScene,
	"category": FieldCategory, "类型": FieldCategory, "类别": FieldCategory,
	"relevance": FieldRelevance, "class": FieldRelevance, "相关性": FieldRelevance,
	"stage": FieldStage, "阶段": FieldStage, "region": FieldRegion, "地区": FieldRegion, "省份": FieldRegion,
	"kind": FieldKind, "公告类型": FieldKind, "公告": FieldKind, "portal": FieldPortal, "来源": FieldPortal, "来源网站": FieldPortal, "source": FieldPortal,
	"method": FieldMethod, "采购方式": FieldMethod, "方式": FieldMethod,
	"amount": FieldAmount, "金额": FieldAmount, "中标金额": FieldAmount,
	"date": FieldDate, "month": FieldDate, "日期": FieldDate, "时间": FieldDate, "月份": FieldDate,
	"soe": FieldSOE, "央国企": FieldSOE, "国企": FieldSOE, "intra": FieldIntra, "集团内": FieldIntra,
}

func fieldByName(name string) (FieldName, bool) {
	f, ok := fieldNames[strings.ToLower(name)]
	return f, ok
}

// FieldNames lists every name of a field, the English one first.
func FieldNames(f FieldName) []string {
	out := []string{}
	for n, g := range fieldNames {
		if f == g && n != string(f) {
			out = append(out, n)
		}
	}
	sort.Strings(out)
	return append([]string{string(f)}, out...)
}

// nearField gives the field's name that was probably meant, "" for none.
func nearField(name string) string {
	best, names := "", make([]string, 0, len(fieldNames))
	for n := range fieldNames {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		if len([]rune(n)) >= 3 && Near(strings.ToLower(name), n) {
			best = n
		}
	}
	return best
}

// Near tells whether a and b differ by one inserted, missing or changed
// character, or two neighbours swapped.
func Near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 || len(x) == 0 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return string(x[i:]) == string(y[i+1:])
	}
	if i == len(x) {
		return true
	}
	if string(x[i+1:]) == string(y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}

// enum holds the values of a field and the words that people use for them.
type enum struct {
	ids   []string
	words map[string]string
}

// noneZh is the Chinese word for None.
const noneZh = "未知"

// orNone lets an enumeration be asked for what has no value in it.
func (e enum) orNone() enum {
	e.words[None], e.words[noneZh] = None, None
	return e
}

func newEnum[T ~string](all []T, words map[string]string) enum {
	e := enum{words: map[string]string{}}
	for _, id := range all {
		e.ids = append(e.ids, string(id))
		e.words[string(id)] = string(id)
	}
	for w, id := range words {
		e.words[w] = id
	}
	return e
}

// find gives the value that a word means.
func (e enum) find(word string) (string, bool) {
	id, ok := e.words[strings.ToLower(strings.TrimSpace(word))]
	return id, ok
}

// suggest names what was probably meant, or else lists the values.
func (e enum) suggest(word string) string {
	words := make([]string, 0, len(e.words))
	for w := range e.words {
		words = append(words, w)
	}
	sort.Strings(words)
	for _, w := range words {
		if len([]rune(w)) >= 3 && Near(strings.ToLower(word), w) {
			return w
		}
	}
	return strings.Join(e.ids, ", ")
}

var industryWords = map[string]string{
	"能源": "energy", "电力": "energy", "政务": "government", "政府": "government", "通信": "telecom", "电信": "telecom", "运营商": "telecom",
	"金融": "finance", "教育": "education", "科研": "research", "医疗": "health", "卫生": "health", "交通": "transport", "大交通": "transport",
	"制造": "manufacturing", "制造业": "manufacturing", "工业": "manufacturing", "传媒": "media", "文旅": "media", "传媒与文旅": "media", "法律": "legal",
	"建筑": "construction", "建筑地产": "construction", "地产": "construction", "农业": "agriculture", "信息技术": "it", "互联网": "it", "软件": "it", "其他": "other",
	"govt": "government", "telecoms": "telecom", "healthcare": "health", "medical": "health",
}

// enums are the fields whose values are fixed.
var enums = map[FieldName]enum{
	FieldIndustry: newEnum(data.Industries, industryWords).orNone(),
	FieldScene:    newEnum(data.Industries, industryWords).orNone(),
	FieldCategory: newEnum(data.Categories, map[string]string{"大模型": "model", "模型": "model", "应用": "app", "application": "app", "算力": "compute", "数据": "data"}).orNone(),
	FieldRelevance: newEnum(data.Relevances, map[string]string{"核心": "core", "模型与应用": "core", "算力": "compute", "数据": "data",
		"相关活动": "adjacent", "不相关": "reject"}),
	FieldStage: newEnum(data.Stages, map[string]string{"已中标": "awarded", "中标": "awarded", "候选": "candidate", "候选人": "candidate", "候选人公示中": "candidate",
		"合同": "contract", "仅见合同": "contract", "直接采购": "direct", "入围": "framework", "废标": "failed", "流标": "failed", "终止": "failed", "废标或终止": "failed",
		"取消": "revoked", "中标被取消": "revoked", "招标": "tender", "招标中": "tender"}),
	FieldKind: newEnum(data.Kinds, map[string]string{"中标": "award", "成交": "award", "结果": "award", "中标结果": "award", "候选人": "candidate", "候选人公示": "candidate",
		"更正": "correction", "废标": "failure", "流标": "failure", "终止": "failure", "废标或终止": "failure", "合同": "contract", "入围": "framework",
		"单一来源": "single_source", "招标": "tender", "采购意向": "intention", "意向": "intention", "其他": "other"}),
}

var switchWords = map[string]bool{
	"yes": true, "y": true, "true": true, "1": true, "on": true, "是": true, "有": true,
	"no": false, "n": false, "false": false, "0": false, "off": false, "否": false, "不是": false, "无": false,
}
