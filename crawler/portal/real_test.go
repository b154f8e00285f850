package portal

import (
	"errors"
	"os"
	"strings"
	"testing"

	"zhongbiao/data"
)

// The definitions read the real pages of the cases folder: every row with
// title, address and day, and nothing from a sidebar.
func TestRealLists(t *testing.T) {
	for name, tt := range map[string]struct {
		id, file string
		prepare  func(string) string
		rows     int
		first    data.Row
		total    int
	}{
		"ccgp": {"ccgp", "ccgp/list_central.html", nil, 20, data.Row{URL: "/qtgg/202607/t20260703_26871783.htm", Published: 20260703, Region: "辽宁", Buyer: "中国科学院金属研究所"}, -1},
		"ccgp search, old database": {"ccgp-search", "ccgp/search_results_old_database.html", nil, 3,
			data.Row{URL: "bidDetailShow.jsp?bidDoc=567378", Published: 20030317}, 3},
		"ccgp search, new row": {"ccgp-search", "ccgp/search_result_row.html", func(s string) string { return `<ul class="vT-srch-result-list-bid">` + s + `</ul>` }, 1,
			data.Row{URL: "/cggg/dfgg/cjgg/202508/t20250829_25257111.htm", Published: 20250829, Region: "陕西", Buyer: "西安市雁塔区电子城社区卫生服务中心", KindHint: data.KindAward}, -1},
		"ggzy": {"ggzy", "ggzy/list_response.json", nil, 20, data.Row{URL: "/information/deal/html/a/330000/0203/20260317/003346ed9dd8b0494c7aa507db162810f636.html",
			Published: 20260317, Region: "浙江省", KindHint: data.KindContract}, 1598},
		"jiangsu": {"jiangsu", "jiangsu_ggzy/list_response.json", nil, 3, data.Row{URL: "/jyxx/003001/003001001/20260706/3924dea6-84f4-4e82-b8cc-8beed9a46af8.html",
			Published: 20260707, Region: "镇江市", KindHint: data.KindTender}, 117650},
		"china mobile": {"b2b-10086", "operators/b2b10086_raw_open_tenders_2025-10-25.json", func(s string) string { return `{"code":0,"data":{"content":` + s + `}}` }, 311,
			data.Row{URL: "https://b2b.10086.cn/#/noticeDetail?publishId=1980972412248039425&publishUuid=eaa7fdcfb6bd41b79c4acbefe6953741&publishType=PROCUREMENT&publishOneType=PROCUREMENT",
				Published: 20251022, Buyer: "物联网公司", KindHint: data.KindTender}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			text := realPage(t, tt.file)
			if tt.prepare != nil {
				text = tt.prepare(text)
			}
			d := builtIn(t, tt.id)
			at := At{Channel: d.Channels[0], From: 20240101, To: 20240107}
			page, err := d.ReadList(Answer{URL: d.ListFetch(at).URL, Status: 200, Text: text}, at)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Rows) != tt.rows || len(page.Bad) > 0 || page.Total != tt.total {
				t.Errorf("%d rows (%v bad), total %d; want %d and %d", len(page.Rows), page.Bad, page.Total, tt.rows, tt.total)
			}
			got := page.Rows[0].Row
			if !strings.HasSuffix(got.URL, tt.first.URL) || got.Published != tt.first.Published || got.Region != tt.first.Region || got.Buyer != tt.first.Buyer {
				t.Errorf("first row %+v, want %+v", got, tt.first)
			}
			if tt.first.KindHint != "" && got.KindHint != tt.first.KindHint {
				t.Errorf("first row is hinted as %q, want %q", got.KindHint, tt.first.KindHint)
			}
			for _, e := range page.Rows {
				if e.Row.Title == "" || strings.ContainsAny(e.Row.Title, "<>\n") || !strings.HasPrefix(e.Row.URL, "http") {
					t.Errorf("row %+v", e.Row)
				}
			}
		})
	}
}

func TestRealDetails(t *testing.T) {
	for file, tt := range map[string]struct {
		id   string
		want Outcome
	}{
		"ccgp/award_shenzhen.html":              {"ccgp", OK},
		"ccgp/tender_yunnan.html":               {"ccgp", OK},
		"ccgp/single_source.html":               {"ccgp", OK},
		"ggzy/detail_body.html":                 {"ggzy", OK},
		"ggzy/detail_shell.html":                {"ggzy", Changed}, // the frame around the text
		"jiangsu_ggzy/detail.html":              {"jiangsu", OK},
		"ccgp_hebei/award_2021.html":            {"hebei", OK},
		"blocked/waf_challenge.html":            {"jiangsu", Blocked},
		"ccgp/list_central.html":                {"ccgp", Changed},
		"b2b_10086/list_rendered.html":          {"b2b-10086", Changed},
		"ccgp/search_results_old_database.html": {"hebei", Changed},
	} {
		text := realPage(t, file)
		err := builtIn(t, tt.id).CheckDetail(Answer{URL: "http://x/", Status: 200, Text: text})
		var p *Problem
		if got := err; tt.want == OK && got != nil || tt.want != OK && (!errors.As(got, &p) || p.Outcome != tt.want) {
			t.Errorf("%s as %s: %v, want %s", file, tt.id, err, tt.want)
		}
	}
}

// Every definition says what a reader of the coverage page needs.
func TestDefinitionsSayWhatTheyAre(t *testing.T) {
	all, err := Load(os.DirFS(definitions))
	if err != nil {
		t.Fatal(err)
	}
	on, imported := 0, 0
	for _, d := range all {
		if d.On() {
			on++
		}
		if d.Mode == ImportOnly {
			imported++
			if d.On() {
				t.Errorf("%s is import-only and on", d.ID)
			}
		}
	}
	if on < 5 || imported < 5 || len(all) < 25 {
		t.Errorf("%d definitions, %d on, %d import-only", len(all), on, imported)
	}
}

// Adding a portal of a known family is a file of under 15 lines.
func TestFamilyFilesAreShort(t *testing.T) {
	for _, name := range []string{"zcy-zhejiang", "zcy-guangxi", "freecms-shaanxi", "epoint-yichang"} {
		b, err := os.ReadFile(definitions + "/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), "\n"); n >= 15 {
			t.Errorf("%s has %d lines", name, n)
		}
	}
}
