package query

import (
	"fmt"
	"strings"
)

// Error says what is wrong with a query or a filter value, where, and what to
// do. Pos is the 1-based character of the text that was given, 0 when the
// error is not about one place. Field names the URL value for errors of
// FromValues. Code is stable; Msg and Hint are English, In gives either language.
type Error struct {
	Code  string
	Field string
	Pos   int
	Msg   string
	Hint  string

	args []any
}

func (e *Error) Error() string {
	s := e.Msg
	switch {
	case e.Field != "" && e.Field != "q":
		s = e.Field + ": " + s
	case e.Pos > 0:
		s = fmt.Sprintf("query, character %d: %s", e.Pos, s)
	default:
		s = "query: " + s
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// In gives message and hint in "zh" or "en".
func (e *Error) In(lang string) (msg, hint string) {
	t, ok := errorTexts[e.Code]
	if lang != "zh" || !ok {
		return e.Msg, e.Hint
	}
	return format(t.zh, e.args), format(t.zhHint, e.args)
}

type errorText struct{ en, enHint, zh, zhHint string }

// The texts of errors. Arguments are given to message and hint alike; a text
// takes them by number.
var errorTexts = map[string]errorText{
	"long": {"the query has %[1]d characters, at most %[2]d are allowed", "leave out words that add nothing",
		"查询有%[1]d个字符，最多%[2]d个", "请去掉多余的词"},
	"clauses": {"the query has more than %[1]d clauses", "leave out words that add nothing",
		"查询条件超过%[1]d个", "请去掉多余的词"},
	"deep": {"parentheses are nested more than %[1]d deep", "use fewer parentheses",
		"括号嵌套超过%[1]d层", "请减少括号"},
	"quote": {"this quotation mark has no partner", `close it: "…"`,
		"引号没有配对", "请补上另一半引号"},
	"open": {"this parenthesis is never closed", "add )", "左括号没有配对", "请补上右括号"},
	"close": {"this parenthesis was never opened", "remove it, or put it in quotation marks",
		"右括号没有配对", "请删去，或放入引号中"},
	"empty-group": {"there is nothing between the parentheses", "remove them", "括号内为空", "请删去括号"},
	"operator":    {"%[1]s needs something on both sides", `to find the word itself, write "%[1]s"`, "%[1]s两边都要有内容", "若要查找这个词，请加引号"},
	"not":         {"there is nothing after the minus sign", "put a word after it", "减号后为空", "请在减号后写一个词"},
	"phrase":      {"there is nothing to find between the quotation marks", "remove them", "引号内为空", "请删去引号"},
	"nothing":     {"there is no word to find, only signs", `put signs in quotation marks: "…"`, "没有可查找的词，只有符号", "查找符号请加引号"},
	"field":       {"there is no field %[1]s", "%[2]s", "没有“%[1]s”这个字段", "%[3]s"},
	"value":       {"%[1]s has no value %[2]s", "%[3]s", "%[1]s没有“%[2]s”这个值", "%[4]s"},
	"missing":     {"%[1]s: needs a value", "write it right after the colon", "%[1]s：后缺少值", "请紧接冒号写上"},
	"number":      {"%[1]s is not an amount", "like 100万, >=50万 or 100万..500万", "“%[1]s”不是金额", "例如100万、>=50万、100万..500万"},
	"date":        {"%[1]s is not a date", "like 2024, 2024-04, 2024-04-30 or 2024-01..2024-04", "“%[1]s”不是日期", "例如2024、2024-04、2024-04-30、2024-01..2024-04"},
	"range":       {"%[1]s comes after %[2]s", "swap them", "%[1]s在%[2]s之后", "请对调"},
	"compare":     {"%[1]s can't be compared with %[2]s", "write %[1]s:value", "%[1]s不能用%[2]s比较", "请写成%[1]s:值"},
}

func newError(code string, pos int, args ...any) *Error {
	t := errorTexts[code]
	return &Error{Code: code, Pos: pos, Msg: format(t.en, args), Hint: format(t.enHint, args), args: args}
}

// format is Sprintf for texts that take their arguments by number, which may
// leave some out.
func format(text string, args []any) string {
	if !strings.Contains(text, "%[") {
		return text
	}
	return fmt.Sprintf(text, args...)
}
