package portal

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

const ccgpDetail = `<html><body><div class="vF_detail_content"><p>示例市第一中学大模型教学平台采购项目中标公告</p></div></body></html>`

func TestCheck(t *testing.T) {
	d := builtIn(t, "ccgp")
	for name, tt := range map[string]struct {
		text    string
		page    PageType
		outcome Outcome
		reason  string
		rows    int
	}{
		"list":           {ccgpList, ListPageType, OK, "", 2},
		"empty list":     {`<ul class="c_list_bid"></ul>`, ListPageType, Empty, "list.rows", 0},
		"one bad row":    {strings.Replace(ccgpList, "./202405/t20240501_900002.htm", "javascript:void(0)", 1), ListPageType, OK, "1 rows can't be used", 1},
		"dates moved":    {strings.ReplaceAll(ccgpList, "发布时间", "日期"), ListPageType, Changed, "list.fields.published", 0},
		"renamed list":   {strings.ReplaceAll(ccgpList, "c_list_bid", "c_list_new"), "", Changed, "ul.c_list_bid", 0},
		"detail":         {ccgpDetail, DetailPageType, OK, "", 0},
		"renamed detail": {strings.ReplaceAll(ccgpDetail, "vF_detail_content", "main"), "", Changed, "vF_detail_content", 0},
		"challenge":      {`<meta name="aliyun_waf_aa" content="x">`, "", Blocked, "aliyun_waf_aa", 0},
		"destroyed":      {strings.Repeat("锟斤拷", 200), "", Mojibake, "", 0},
		"nothing":        {"", "", Changed, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(d, []byte(tt.text), "text/html")
			if r.Page != tt.page || r.Outcome != tt.outcome || !strings.Contains(r.Reason, tt.reason) || len(r.Rows) != tt.rows {
				t.Errorf("%+v", r)
			}
			if r.OK() != (tt.outcome.Complete() && name != "one bad row") {
				t.Errorf("OK is %v", r.OK())
			}
		})
	}
}

func TestCheckCountsFields(t *testing.T) {
	r := Check(builtIn(t, "ccgp"), []byte(ccgpList), "")
	got := map[string]string{}
	for _, f := range r.Fields {
		got[f.Name] = fmt.Sprintf("%d/%d", f.Filled, f.Of)
	}
	for name, want := range map[string]string{"title": "2/2", "url": "2/2", "published": "2/2", "buyer": "1/2", "region": "2/2", "kind": "2/2"} {
		if got[name] != want {
			t.Errorf("%s is filled %s, want %s", name, got[name], want)
		}
	}
	without := Check(builtIn(t, "ccgp"), []byte(strings.ReplaceAll(ccgpList, "采购人", "单位")), "")
	if !strings.Contains(strings.Join(without.Missing, "|"), "list.fields.buyer finds nothing") {
		t.Errorf("missing %q", without.Missing)
	}
	if !strings.Contains(strings.Join(without.Look, "|"), `<em rel="bxlx">`) {
		t.Errorf("the first row's source is not shown: %q", without.Look)
	}
	other := Check(builtIn(t, "ccgp"), []byte(strings.Replace(ccgpList, "中标公告</em>", "新型公告</em>", 1)), "")
	if !strings.Contains(strings.Join(other.Missing, "|"), `no kind for "新型公告" (1 rows`) {
		t.Errorf("missing %q", other.Missing)
	}
}

// What a portal's page became is named, so that a definition is mended in a
// minute.
func TestCheckSaysWhereToLook(t *testing.T) {
	rows := ""
	for i := range 4 {
		rows += fmt.Sprintf(`<li><a href="./t%d.htm">示例采购项目%d</a><em>2024-05-0%d</em></li>`, i, i, i+1)
	}
	r := Check(builtIn(t, "ccgp"), []byte(`<body><ul class="new_list">`+rows+`</ul></body>`), "")
	if !strings.Contains(strings.Join(r.Look, "|"), `"ul.new_list > li" finds 4 rows`) {
		t.Errorf("list: %q", r.Look)
	}
	body := `<body><div class="top">首页</div><div id="news-text"><p>` + strings.Repeat("示例项目的结果公告正文。", 30) + `</p></div></body>`
	if r = Check(builtIn(t, "ccgp"), []byte(body), ""); !strings.Contains(strings.Join(r.Look, "|"), `"div#news-text" holds`) {
		t.Errorf("detail: %q", r.Look)
	}
	r = Check(builtIn(t, "sgcc"), []byte(`{"resultValue":{"list":[{"noticeId":1,"name":"示例"}]}}`), "application/json")
	if !strings.Contains(strings.Join(r.Look, "|"), `"resultValue.list" holds 1 records with the fields noticeId, name`) {
		t.Errorf("JSON: %q", r.Look)
	}
	r = Check(builtIn(t, "sgcc"), []byte(`{"result":"{\"records\":[{\"title\":\"示例\"}]}"}`), "application/json")
	if !strings.Contains(strings.Join(r.Look, "|"), "list.inner") {
		t.Errorf("JSON in JSON: %q", r.Look)
	}
}

func TestCheckKnowsTheChannelByItsAddress(t *testing.T) {
	r := CheckAt(builtIn(t, "ccgp"), "http://www.ccgp.gov.cn/cggg/dfgg/cjgg/", []byte(ccgpList), "")
	if r.Rows[0].Channel != "dfgg-cjgg" || !strings.HasPrefix(r.Rows[0].URL, "http://www.ccgp.gov.cn/cggg/dfgg/cjgg/") {
		t.Errorf("%+v", r.Rows[0])
	}
}

func TestCheckOfPDFAndImportOnly(t *testing.T) {
	pdf := []byte("%PDF-1.4\n…")
	if r := Check(builtIn(t, "sgcc"), pdf, "application/pdf"); r.Page != DetailPageType || !r.OK() {
		t.Errorf("sgcc: %+v", r)
	}
	if r := Check(builtIn(t, "ccgp"), pdf, ""); r.Outcome != Changed || !strings.Contains(r.Reason, "detail.pdf") {
		t.Errorf("ccgp: %+v", r)
	}
	if r := Check(builtIn(t, "cnpc"), []byte(ccgpDetail), ""); r.Page != DetailPageType || r.Reason == "" {
		t.Errorf("cnpc: %+v", r)
	}
}

// Somebody with a saved page need not know which portal it is of.
func TestCheckBest(t *testing.T) {
	all := crawled(t)
	all = append(all, builtIn(t, "cnpc"))
	ggzy := `{"code":200,"data":{"records":[{"title":"示例市大模型平台采购项目中标公告","url":"/html/a/1.html","publishTime":"2024-05-01","provinceText":"浙江省","informationType":"0202"}],"total":1,"pages":1}}`
	for name, tt := range map[string]struct{ address, text, id string }{
		"list":      {"", ccgpList, "ccgp"},
		"detail":    {"", ccgpDetail, "ccgp"},
		"JSON":      {"", ggzy, "ggzy"},
		"by host":   {"https://www.bidding.csg.cn/zbhxrgs/1.jhtml", ccgpList, "csg"},
		"by name":   {"", `<p>www.ccgp-hebei.gov.cn</p>`, "hebei"},
		"unheard":   {"https://example.org/1", ccgpDetail, "ccgp"},
		"nobody's":  {"", `<p>示例</p>`, ""},
		"challenge": {"", `<meta name="aliyun_waf_aa" content="x">`, ""},
	} {
		r := CheckBest(all, tt.address, []byte(tt.text), "")
		if tt.id != "" && r.Portal != tt.id {
			t.Errorf("%s: taken for %s, want %s", name, r.Portal, tt.id)
		}
		if name == "nobody's" && (r.Portal != "" || r.OK()) {
			t.Errorf("%s: taken for %q, %s", name, r.Portal, r.Outcome)
		}
		if name == "challenge" && r.Outcome != Blocked {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestRealPagesAreRecognised(t *testing.T) {
	all, err := Load(os.DirFS(definitions))
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"ccgp/list_central.html": "ccgp", "ccgp/award_shenzhen.html": "ccgp", "ccgp/search_results_old_database.html": "ccgp-search",
		"ggzy/list_response.json": "ggzy", "ggzy/detail_body.html": "ggzy", "jiangsu_ggzy/list_response.json": "jiangsu", "jiangsu_ggzy/detail.html": "jiangsu", "ccgp_hebei/award_2021.html": "hebei"} {
		if r := CheckBest(all, "", []byte(realPage(t, file)), ""); r.Portal != want || !r.OK() {
			t.Errorf("%s: taken for %s (%s), want %s", file, r.Portal, r.Outcome, want)
		}
	}
}

func TestCheckReportPrints(t *testing.T) {
	var b bytes.Buffer
	if err := Check(builtIn(t, "ccgp"), []byte(ccgpList), "").Print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ccgp: a page of a list, ok (utf-8)", "2 rows, 2 usable", "25 pages", "buyer", "1 of 2", "示例市第一中学"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	b.Reset()
	_ = Check(builtIn(t, "ccgp"), []byte(ccgpDetail), "").Print(&b)
	if !strings.Contains(b.String(), "detail.body") || !strings.Contains(b.String(), "1 found, 22 letters") {
		t.Errorf("detail:\n%s", b.String())
	}
}

func TestRealMojibakeIsRefused(t *testing.T) {
	text := realPage(t, "blocked/mojibake_page.html")
	for _, d := range crawled(t) {
		if r := Check(d, []byte(text), "text/html"); r.Outcome != Mojibake {
			t.Errorf("%s: %s (%s), want mojibake", d.ID, r.Outcome, r.Reason)
		}
	}
}

func FuzzCheck(f *testing.F) {
	var defs []*Definition
	for _, id := range []string{"ccgp", "ggzy", "beijing", "cnpc", "cebpubservice", "sgcc"} {
		defs = append(defs, builtIn(f, id))
	}
	f.Add(uint8(0), ccgpList)
	f.Add(uint8(1), `{"code":200,"data":{"records":[{"title":1}]}}`)
	f.Add(uint8(2), `{"result":"{\"records\":[{}]}"}`)
	f.Add(uint8(3), `<table><tr><td><a href=x>2024-01-01`)
	f.Fuzz(func(t *testing.T, n uint8, text string) {
		r := Check(defs[int(n)%len(defs)], []byte(text), "")
		if r.Outcome == "" || len(r.Rows) > r.Found {
			t.Errorf("%+v", r)
		}
		if err := r.Print(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}
