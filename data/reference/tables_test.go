package reference

import (
	"slices"
	"strings"
	"testing"

	"zhongbiao/data"
)

func TestRegionCode(t *testing.T) {
	for text, want := range map[string]string{
		"浙江省-杭州市":   "330100",
		"浙江省杭州市西湖区": "330106",
		"海淀区":       "110108",
		"北京市":       "110000",
		"北京市朝阳区":    "110105",
		"鼓楼区":       "", // four cities have one
		"南京市鼓楼区":    "320106",
		"吉林":        "220000",
		"新疆生产建设兵团":  "660000",
		"内蒙古自治区":    "150000",
		"中国移动通信集团山西有限公司":        "140000",
		"中国电信股份有限公司佛山分公司":       "440600",
		"北京银行股份有限公司深圳分行":        "440300",
		"国网湖北省电力有限公司宜昌市夷陵区供电公司": "420506",
		"国家税务总局泰州市姜堰区税务局":       "321204",
		"上海市黄浦区北京东路街道":          "310101",
		"湘西土家族苗族自治州":            "433100",
		"恩施州":                   "422800",
		"北京大学深圳医院":              "440300",
		"南京鼓楼医院集团宿迁市人民医院":       "321300",
		"海南州大数据局":               "632500",
		"华中科技大学协和深圳医院":          "440300",
		"仙桃市":                   "429004",
		"某某科技有限公司":              "",
		"":                      "",
		"中山大学附属医院":              "",
	} {
		if got := RegionCode(text); got != want {
			t.Errorf("%s: got %q (%s), want %q", text, got, RegionName(got, "zh"), want)
		}
	}
}

func TestRegionNames(t *testing.T) {
	for _, x := range []struct{ code, lang, want string }{
		{"330000", "zh", "浙江"}, {"330100", "en", "Hangzhou"}, {"110108", "zh", "海淀区"}, {"110108", "en", "海淀区"},
		{"422800", "zh", "恩施"}, {"660000", "zh", "兵团"}, {"150000", "zh", "内蒙古"}, {"999999", "zh", "999999"}, {"", "en", ""},
	} {
		if got := RegionName(x.code, x.lang); got != x.want {
			t.Errorf("%s %s: got %q, want %q", x.code, x.lang, got, x.want)
		}
	}
	if got := ProvinceCode("330106"); got != "330000" {
		t.Errorf("province: %q", got)
	}
	if ProvinceCode("x") != "" || ProvinceCode("990000") != "" {
		t.Error("province of nothing")
	}
}

// TestRegionTable checks the whole table: 34 provinces and 兵团, every code
// six digits, each prefecture and county under a province that exists.
func TestRegionTable(t *testing.T) {
	provinces, seen := 0, map[string]bool{}
	for _, r := range Regions() {
		if len(r.Code) != 6 || r.Zh == "" || seen[r.Code] {
			t.Errorf("bad or double entry %+v", r)
		}
		seen[r.Code] = true
		if r.Level() == 1 {
			provinces++
		}
		if r.Level() < 3 && r.En == "" {
			t.Errorf("%s %s has no English name", r.Code, r.Zh)
		}
		if ProvinceCode(r.Code) == "" {
			t.Errorf("%s lies in no province", r.Code)
		}
	}
	if provinces != 35 {
		t.Errorf("%d provinces, want 35 with 兵团", provinces)
	}
}

func TestPlacePrefix(t *testing.T) {
	for name, want := range map[string]string{
		"安徽省宿州市某某公司": "安徽省宿州市", "中国某某": "中国", "浦江县某公司": "浦江县", "某某公司": "", "内蒙古大唐国际": "内蒙古",
	} {
		if got := string([]rune(name)[:PlacePrefix(name)]); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestLabels asks that every value of every enumeration has both words.
func TestLabels(t *testing.T) {
	ids := map[string][]string{"money": {"total", "unit_price", "rate", "undisclosed"}, "status": {"awarded", "failed", "candidate"},
		"role": {"supplier", "lead", "member"}, "corrects": {"result", "tender", "unknown"}}
	for _, v := range data.Relevances {
		ids["relevance"] = append(ids["relevance"], string(v))
	}
	for _, v := range data.Categories {
		ids["category"] = append(ids["category"], string(v))
	}
	for _, v := range data.Kinds {
		ids["kind"] = append(ids["kind"], string(v))
	}
	for _, v := range data.Stages {
		ids["stage"] = append(ids["stage"], string(v))
	}
	for _, v := range data.Industries {
		ids["industry"] = append(ids["industry"], string(v))
		ids["scene"] = append(ids["scene"], string(v))
	}
	for kind, list := range ids {
		for _, id := range list {
			for _, lang := range []string{"zh", "en"} {
				if got := LabelText(kind, id, lang); got == "" || got == id {
					t.Errorf("no %s word for %s %q", lang, kind, id)
				}
			}
		}
	}
	if LabelText("kind", "nonsense", "zh") != "nonsense" || LabelText("group", "china-mobile", "en") != "China Mobile" ||
		LabelText("region", "330000", "en") != "Zhejiang" {
		t.Error("fallback, group or region word")
	}
}

// TestTablesAgree checks what the tables say of each other: industries that
// exist, ids used once, parents that exist, cues that can match.
func TestTablesAgree(t *testing.T) {
	var known []string
	for _, i := range Industries() {
		known = append(known, string(i.ID))
	}
	if len(known) != len(data.Industries) {
		t.Errorf("%d industries in the table, %d in package data", len(known), len(data.Industries))
	}
	ids := map[string]bool{}
	for _, g := range Groups() {
		if ids[g.ID] || g.Zh == "" || g.En == "" || len(g.Cues) == 0 {
			t.Errorf("group %+v is double or incomplete", g)
		}
		ids[g.ID] = true
		for _, i := range []string{g.Industry, g.Institutes} {
			if i != "" && !slices.Contains(known, i) {
				t.Errorf("group %s: unknown industry %q", g.ID, i)
			}
		}
	}
	for _, g := range Groups() {
		if g.Parent != "" && !ids[g.Parent] {
			t.Errorf("group %s: unknown parent %q", g.ID, g.Parent)
		}
	}
	rules := IndustryRules()
	for _, r := range slices.Concat(rules.Units, rules.Buyer, rules.Scene) {
		if !slices.Contains(known, string(r.Industry)) || r.ID == "" || len(r.Cues) == 0 {
			t.Errorf("rule %+v is incomplete", r)
		}
	}
	for _, r := range Terms().Rules {
		if !slices.Contains(data.Relevances, data.Relevance(r.Label)) {
			t.Errorf("rule %s: unknown label %q", r.ID, r.Label)
		}
	}
}

func TestGroups(t *testing.T) {
	if !SameGroup("china-resources-power", "china-resources") || SameGroup("", "") || SameGroup("baidu", "tencent") {
		t.Error("same group")
	}
	if _, ok := GroupByID("nobody"); ok {
		t.Error("a group that is not there")
	}
	if v := ClassifyVersion(); !strings.Contains(v, "+") || v != ClassifyVersion() {
		t.Errorf("version %q", v)
	}
}

func FuzzRegionCode(f *testing.F) {
	f.Add("浙江省-杭州市")
	f.Add("北京大学深圳医院")
	f.Add("\xff黑龙江龙江县")
	f.Fuzz(func(t *testing.T, text string) {
		code := RegionCode(text)
		if _, ok := FindRegion(code); code != "" && !ok {
			t.Fatalf("%q gives %q, which is no region", text, code)
		}
		if n := PlacePrefix(text); n > len([]rune(text)) {
			t.Fatalf("prefix of %d runes in %q", n, text)
		}
	})
}
