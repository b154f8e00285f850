package query

import "strings"

// HelpEntry is one line of the help: what to type, and what it does.
type HelpEntry struct{ Example, Zh, En string }

// HelpSection is a part of the help of the query language.
type HelpSection struct {
	Zh, En  string // title
	Entries []HelpEntry
}

// Help is the text of /help and of `zhongbiao help query`. Every example is a
// query that Parse reads; a test holds that.
var Help = []HelpSection{
	{"词语", "Words", []HelpEntry{
		{"大模型 电力", "两个词都要有（同一则公告里）", "both words, in one and the same notice"},
		{"电力 OR 电网", "至少有一个；也可写 或、|", "at least one of them; 或 and | mean the same"},
		{"大模型 -培训", "有前者，没有后者（照所写的字，不扩展同义词）；也可写 NOT", "the first without the second, exactly as written, without its synonyms; NOT means the same"},
		{"(电力 OR 电网) 大模型", "括号表示先后", "parentheses group"},
		{"智能客服", "按词查找，不是按字：“国电”不会找到“中国电信”", "found as words, not as characters: 国电 does not find 中国电信"},
	}},
	{"原文", "Exact text", []HelpEntry{
		{`"省电力有限"`, "引号内的文字只要连着出现就能找到，不管在哪里断词；不分全角半角、大小写、空格", "found wherever these characters stand in a row, whatever words they are part of; width, case and blanks do not matter"},
		{`“人工智能+”`, "中文引号、「」同样可用", "Chinese quotation marks do as well"},
		{`"他说\"好\""`, "引号内的引号前加反斜杠", "a backslash before a quotation mark inside"},
	}},
	{"字段", "Fields", []HelpEntry{
		{"采购人:国家电网", "采购人名称含有这个词（“国电”不会找到“中国电信”）；英文名 buyer", "the buyer's name contains it, as a word; also buyer:"},
		{`采购人:"国家电网有限公司"`, "加引号则名称须完全相同", "in quotation marks: the name is exactly this"},
		{"供应商:科大讯飞", "中标供应商；英文名 supplier", "the supplier; also supplier:"},
		{"代理机构:招标", "采购代理机构；英文名 agency", "the agency; also agency:"},
		{"标题:知识库", "只看标题、项目名称和包名；英文名 title", "only in titles, project and lot names; also title:"},
		{"编号:ZB2024", "项目编号含有；英文名 number", "the project number contains it; also number:"},
		{"行业:能源、通信", "采购人的行业，多个用逗号分开；英文名 industry", "the buyer's industry, several with commas; also industry:energy,telecom"},
		{"场景:政务", "用途的行业；英文名 scene", "the industry of the purpose; also scene:"},
		{"类型:算力", "大模型、应用、算力、数据；英文名 category", "model, app, compute or data; also category:"},
		{"地区:浙江", "名称或代码，省包含其市县；英文名 region", "name or code; a province holds its cities; also region:"},
		{"公告类型:更正", "英文名 kind", "the kind of notice; also kind:"},
		{"来源:ccgp", "来源网站；英文名 portal", "the portal; also portal:"},
		{"采购方式:公开招标", "英文名 method", "the method; also method:"},
		{"阶段:候选", "项目走到哪一步；英文名 stage", "how far the project has come; also stage:"},
		{"相关性:core", "core、compute、data、adjacent、reject；英文名 relevance", "how it bears on language models; also relevance:"},
		{"央国企:是", "英文名 soe", "whether the buyer is state-owned; also soe:yes"},
		{"集团内:否", "供应商与采购人是否同一集团；英文名 intra", "whether supplier and buyer are of one group; also intra:no"},
	}},
	{"金额与日期", "Amounts and dates", []HelpEntry{
		{"金额:>=100万", "也可用 >、<、<=，或写 100万以上、以下；单位 万、亿；只含已公布的金额", "also >, < and <=; units 万 and 亿; disclosed amounts only; also amount:"},
		{"金额:100万..5000万", "从……到……，两端都算", "from … to …, both included"},
		{"日期:2024", "年、半年（2024年上半年、2024H1）、季（2024Q2）、月（2024-04）、日；英文名 date", "a year, half (2024H1), quarter (2024Q2), month (2024-04) or day; also date:"},
		{"日期:2024-01..2024-04", "从……到……，两端都算", "from … to …, both included"},
	}},
	{"其他", "More", []HelpEntry{
		{"電力 大模型", "繁体字也能找到简体的公告", "Traditional characters find simplified text"},
		{"国网", "也找同义的名称（国家电网）；选“不用同义词”可关掉", "synonyms (国家电网) are found as well; they can be switched off"},
		{"采购人：国家电网　行业：能源", "全角标点照样可用", "full-width punctuation is read as well"},
	}},
}

// HelpLimits says what a query may not exceed, in "zh" or "en".
func HelpLimits(lang string) string {
	if lang == "zh" {
		return "查询最多256个字符、32个条件。出错时会指出是第几个字符。"
	}
	return "A query has at most 256 characters and 32 conditions. An error names the character that is wrong."
}

// HelpText is the help as plain text, for a terminal.
func HelpText(lang string) string {
	var b strings.Builder
	for _, s := range Help {
		title := s.En
		if lang == "zh" {
			title = s.Zh
		}
		b.WriteString(title + "\n")
		for _, e := range s.Entries {
			text := e.En
			if lang == "zh" {
				text = e.Zh
			}
			b.WriteString("  " + e.Example + "\n      " + text + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString(HelpLimits(lang) + "\n")
	return b.String()
}
