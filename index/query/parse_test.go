package query

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ q, want string }{
		{"", ""},
		{"  　", ""},
		{"大模型", "大模型"},
		{"大模型 电力", "(大模型 电力)"},
		{"大模型，电力；平台", "(大模型 电力 平台)"},
		{`"省电力有限"`, `"省电力有限"`},
		{"“省电力有限”", `"省电力有限"`},
		{"「省电力」", `"省电力"`},
		{`"他说\"好\""`, `"他说\"好\""`},
		{"大模型 -培训", "(大模型 -培训)"},
		{"大模型 －培训", "(大模型 -培训)"},
		{"NOT 培训 大模型", "(-培训 大模型)"},
		{"gpt-4 deepseek-r1", "(gpt-4 deepseek-r1)"},
		{"甲 - 乙", "(甲 乙)"},
		{"电力 OR 电网", "(电力 OR 电网)"},
		{"电力 或 电网 | 能源", "(电力 OR 电网 OR 能源)"},
		{"大模型 （电力 ＯＲ 电网）", "(大模型 (电力 OR 电网))"},
		{"a b OR c", "((a b) OR c)"},
		{"a AND b", "(a b)"},
		{"采购人：国家电网", "buyer:国家电网"},
		{"buyer:国家电网 大模型", "(buyer:国家电网 大模型)"},
		{`buyer:"中国电信股份有限公司"`, `buyer:"中国电信股份有限公司"`},
		{"industry:energy,telecom", "industry:energy,telecom"},
		{"行业：能源、电信", "industry:energy,telecom"},
		{"industry:(energy OR telecom)", "(industry:energy OR industry:telecom)"},
		{"-industry:energy", "-industry:energy"},
		{"region:浙江", "region:330000"},
		{"地区：330000", "region:330000"},
		{"amount:>=100万", "amount:1000000.."},
		{"amount:>= 100万 大模型", "(amount:1000000.. 大模型)"},
		{"金额：100万..5亿", "amount:1000000..500000000"},
		{"amount:1,000,000", "amount:1000000..1000000"},
		{"金额:100万以上", "amount:1000000.."},
		{"金额：50万元以下", "amount:0.01..500000"},
		{"日期：2025年下半年", "date:2025-07-01..2025-12-31"},
		{"date:2025H1", "date:2025-01-01..2025-06-30"},
		{"日期：2024年3月以来", "date:2024-03-01.."},
		{"日期：2024年以前", "date:..2024-12-31"},
		{"amount:<1万", "amount:0.01..9999.99"},
		{"date:2024-01..2024-04", "date:2024-01-01..2024-04-30"},
		{"日期：2024年", "date:2024-01-01..2024-12-31"},
		{"date:2024Q2", "date:2024-04-01..2024-06-30"},
		{"date:2024年第二季度", "date:2024-04-01..2024-06-30"},
		{"date:2024-02-29", "date:2024-02-29..2024-02-29"},
		{"soe:yes", "soe:yes"},
		{"央国企：否", "soe:no"},
		{"kind:award", "kind:award"},
		{"公告类型：更正", "kind:correction"},
		{"示例：大模型平台", "示例：大模型平台"},
		{"1:1油泥模型", "1:1油泥模型"},
		{"大模型 *", "大模型"},
		{"大模型！！！", "大模型"},
	} {
		e, err := Parse(c.q)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.q, err)
			continue
		}
		if got := e.String(); got != c.want {
			t.Errorf("Parse(%q) = %s, want %s", c.q, got, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		q, code string
		pos     int
	}{
		{`大模型 "电力`, "quote", 5},
		{"大模型 “电力", "quote", 5},
		{"(大模型", "open", 1},
		{"大模型)", "close", 4},
		{"大模型 ()", "empty-group", 5},
		{"OR 大模型", "operator", 1},
		{"大模型 OR", "operator", 5},
		{"大模型 AND", "operator", 5},
		{"大模型 OR OR 电力", "operator", 8},
		{"大模型 -", "not", 5},
		{`""`, "phrase", 1},
		{"*", "nothing", 1},
		{"，。！", "nothing", 1},
		{"industy:energy", "field", 1},
		{"foo:bar", "field", 1},
		{"大模型 industry:enrgy", "value", 14},
		{"industry:", "missing", 1},
		{"amount:many", "number", 8},
		{"amount:以上", "number", 8},
		{"date:以来", "date", 6},
		{"date:2024-13", "date", 6},
		{"date:2024-05..2024-01", "range", 6},
		{"soe:maybe", "value", 5},
		{"region:火星", "value", 8},
		{"buyer:>=3", "compare", 7},
		{strings.Repeat("长", 257), "long", 257},
		{strings.Repeat("a ", 33), "clauses", 65},
		{strings.Repeat("(", 40) + "a" + strings.Repeat(")", 40), "deep", 17},
		{strings.Repeat("-", 40) + "a", "deep", 17},
	} {
		_, err := Parse(c.q)
		var qe *Error
		if !errors.As(err, &qe) {
			t.Errorf("Parse(%q): %v, want an error %s", c.q, err, c.code)
			continue
		}
		if qe.Code != c.code || qe.Pos != c.pos {
			t.Errorf("Parse(%q): %s at %d, want %s at %d", c.q, qe.Code, qe.Pos, c.code, c.pos)
		}
		for _, lang := range []string{"zh", "en"} {
			msg, hint := qe.In(lang)
			if msg == "" || hint == "" || strings.Contains(msg+hint, "%!") {
				t.Errorf("Parse(%q) in %s: %q (%q)", c.q, lang, msg, hint)
			}
		}
	}
}

func TestFieldSuggestion(t *testing.T) {
	_, err := Parse("industy:energy")
	if err == nil || !strings.Contains(err.Error(), "industry") {
		t.Errorf("no suggestion in %v", err)
	}
	_, err = Parse("industry:enrgy")
	if err == nil || !strings.Contains(err.Error(), "energy") {
		t.Errorf("no suggestion in %v", err)
	}
}

// A printed expression means the same when it is read again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"大模型 -培训", `buyer:"a b" OR (c d)`, "amount:>=100万", "date:2024Q1..2024-06", "“省”|「电」", "((((", `"\`, "行业：能源、电信", "-\"a\"", "a:b:c", "kind:(award 更正)", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, q string) {
		e, err := Parse(q)
		if err != nil {
			var qe *Error
			if !errors.As(err, &qe) || qe.Msg == "" || qe.Pos < 0 || qe.Pos > len([]rune(q))+1 {
				t.Fatalf("Parse(%q): bad error %#v", q, err)
			}
			return
		}
		printed := e.String()
		again, err := Parse(printed)
		if err != nil {
			var qe *Error
			if errors.As(err, &qe) && (qe.Code == "long" || qe.Code == "deep") {
				return
			}
			t.Fatalf("Parse(%q) prints %q: %v", q, printed, err)
		}
		if again.String() != printed {
			t.Fatalf("Parse(%q) prints %q, read again as %q", q, printed, again.String())
		}
	})
}
