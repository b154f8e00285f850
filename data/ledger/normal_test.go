package ledger

import (
	"strings"
	"testing"
	"unicode/utf8"

	"zhongbiao/data"
)

func TestParseNumber(t *testing.T) {
	for in, want := range map[string]number{
		"":                        {},
		"/":                       {},
		"详见附件":                    {},
		"无":                       {},
		"2024":                    {},
		"000000":                  {},
		"FWFA010-00000000":        {},
		"2024-001":                {core: "2024001"},
		"ZNBX3966":                {core: "ZNBX3966", strong: true},
		"NMGZC-G-F-250199-4":      {core: "NMGZCGF2501994", base: "NMGZCGF250199", serial: "4", strong: true},
		"NMGZC-G-F-250199":        {core: "NMGZCGF250199", strong: true},
		"SLCG－2024－0012 ／ 包１":     {core: "SLCG20240012", lot: "1", strong: true},
		"SLCG-2024-0012第二包":       {core: "SLCG20240012", lot: "2", strong: true},
		"SLCG-2024-0012/标段03":     {core: "SLCG20240012", lot: "3", strong: true},
		"SLCG-2024-0012采购包A":      {core: "SLCG20240012", lot: "A", strong: true},
		"SLCG-2024-0012(二次)":      {core: "SLCG20240012", attempt: 2, strong: true},
		"SLCG-2024-0012（第三次）":     {core: "SLCG20240012", attempt: 3, strong: true},
		"SLCG-2024-0012(二次)包2":    {core: "SLCG20240012", attempt: 2, lot: "2", strong: true},
		"XSA070002-202402-01(2)":  {core: "XSA07000220240201", base: "XSA070002202402", serial: "1", attempt: 2, strong: true},
		"项目编号：SLCG-2024-0012":     {core: "SLCG20240012", strong: true},
		"SLCG-2024-0012；SDGP0099": {core: "SLCG20240012", strong: true},
		"豫财招标采购-2026-229":         {core: "豫财招标采购2026229", strong: true},
		"2024-01":                 {core: "202401"},
		"GQQS-TP2026070027-001-2": {core: "GQQSTP20260700270012", base: "GQQSTP2026070027", serial: "1", strong: true},
	} {
		if got := parseNumber(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}

func TestAttemptInText(t *testing.T) {
	for in, want := range map[string]int{
		"大模型平台项目(二次)成交公告": 2, "大模型平台第二次招标公告": 2, "大模型平台（第三次）中标公告": 3, "大模型平台二次公开招标公告": 2, "大模型平台重新招标公告": 2,
		"大模型平台项目二次": 2, "大模型平台中标公告": 0, "二次供水大模型平台中标公告": 0, "二次元数字人采购项目结果": 0, "平台二次开发服务成交公告": 0,
		"第二次全国污染源普查大模型": 0, "一次性采购": 0,
	} {
		if got := attemptInText(in); got != want {
			t.Errorf("%q: attempt %d, want %d", in, got, want)
		}
	}
}

func TestLotInText(t *testing.T) {
	for in, want := range map[string]string{
		"大模型平台项目包2中标公告": "2", "大模型平台（一标段）中标公告": "1", "大模型平台标项三成交公告": "3", "大模型平台采购包A结果": "A", "大模型平台第03包": "3",
		"大模型平台中标公告": "", "大模型平台包1、包2中标公告": "", "大模型平台ABC包公告": "",
	} {
		if got := lotInText(in); got != want {
			t.Errorf("%q: lot %q, want %q", in, got, want)
		}
	}
}

func TestTitlesOfOneProjectAreEqual(t *testing.T) {
	same := []string{
		"示例大学大模型教学平台采购项目中标公告", "示例大学大模型教学平台采购项目成交结果公告", "大模型教学平台采购项目竞争性磋商公告", "[政采云]示例大学大模型教学平台采购项目（二次）中标（成交）结果公告",
		"示例招标代理有限公司关于示例大学大模型教学平台项目的更正公告", "示例大学大模型教学平台采购项目（项目编号：SLCG-2024-0012）结果公示", "示例大学大模型教学平台采购项目包1中标公告",
		"示例大学大模型教学平台采购项目 中标候选人公示", "示例大学大模型教学平台采购项目SLCG-2024-0012废标公告", "示例大学　大模型教学平台　采购合同公告",
	}
	for _, s := range same {
		if got := parseTitle(s, "SLCG-2024-0012", "示例大学").print; got != "大模型教学平台" {
			t.Errorf("%q: %q", s, got)
		}
	}
	if a, b := parseTitle("大模型教学平台一期中标公告", "", ""), parseTitle("大模型教学平台二期中标公告", "", ""); a == b {
		t.Error("two phases have one title")
	}
	if p := parseTitle("示例大学-结果公告(CB119422026001852)", "CB119422026001852", "示例大学"); p.print != "" {
		t.Errorf("a title without a subject is a key: %q", p.print)
	}
}

func TestRelateBuyers(t *testing.T) {
	cases := []struct {
		a, b string
		want buyerRelation
	}{
		{"示例大学", "示例大学", buyerEqual}, {"示例(北京)科技有限公司", "示例（北京）科技有限公司", buyerEqual}, {"示例市税务局（本级）", "示例市税务局", buyerEqual},
		{"示例大学", "示例大学信息学院", buyerBranch}, {"示例移动通信集团", "示例移动通信集团甲省分公司", buyerBranch},
		{"示例大学", "示例电网", buyerDifferent}, {"示例大学", "", buyerUnknown}, {"大学", "示例大学", buyerDifferent},
	}
	for _, c := range cases {
		if got := relateBuyers(nameKey(c.a), nameKey(c.b)); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestURLKey(t *testing.T) {
	for in, want := range map[string]string{
		"https://A.example/x/y.htm": "a.example/x/y.htm", "http://a.example/x/y.htm/": "a.example/x/y.htm", "https://a.example/": "", "": "", "nonsense": "",
		"https://a.example/?id=7": "a.example/?id=7", "https://a.example/#/detail?id=7": "a.example/#/detail?id=7", "://": "",
	} {
		if got := urlKey(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Whatever a page prints, the keys are valid, short enough to store, and
// meet their own look-ups.
func FuzzKeys(f *testing.F) {
	f.Add("SLCG-2024-0012(二次)包2", "示例大学大模型平台（一标段）中标公告", "示例大学", "https://p.example/1?x=2#/a")
	f.Add("０７３３－２４１２３４５６／０１", "[政采云]【公开】关于二次供水", "", "::")
	f.Add("编号:", "编号:", "(((", "http://[")
	f.Fuzz(func(t *testing.T, number, title, buyer, url string) {
		n := &data.Notice{ID: "a", ProjectNumber: number, Title: title, Buyer: buyer, URL: url, Kind: data.KindAward, Links: []string{url + "x"}}
		x := factsOf(n)
		index, look := x.keys()
		for _, k := range append(index, look...) {
			if !strings.HasPrefix(k, "|") || utf8.ValidString(number+title+buyer+url) && !utf8.ValidString(k) {
				t.Errorf("key %q", k)
			}
		}
		if x.attempt < 1 || x.attempt > 9 {
			t.Errorf("attempt %d", x.attempt)
		}
		if rule, _, ok := relate(x, x); ok && rule == "" {
			t.Error("a link without a rule")
		}
		if r := x.number.relation(x.number); x.number.core != "" && r != numberEqual {
			t.Errorf("a number differs from itself: %v", r)
		}
	})
}
