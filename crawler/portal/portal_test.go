package portal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
)

const definitions = "../../data/reference/portals"

// builtIn gives one of the embedded definitions.
func builtIn(t testing.TB, id string) *Definition {
	t.Helper()
	all, err := Load(os.DirFS(definitions))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == id {
			return d
		}
	}
	t.Fatalf("there is no definition %q", id)
	return nil
}

// realPage reads a page of the cases folder, or skips.
func realPage(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../shared/cases", name))
	if err != nil {
		t.Skip("../shared/cases is not here")
	}
	return string(b)
}

const ccgpList = `<html><head><title>中标公告</title></head><body>
<div class="news"><ul><li><a href="/x.htm" title="大模型与智能体新闻">大模型与智能体新闻</a><em>2024-05-01</em></li></ul></div>
<ul class="c_list_bid">
<li> <a href="./202405/t20240502_900001.htm" title="示例市第一中学大模型教学平台采购项目中标公告全名">示例市第一中学大模型…</a>
 <em rel="bxlx">
中标公告</em> 发布时间：<em>2024-05-02 23:06</em> 地域：<em>浙江</em> 采购人：<em>示例市第一中学</em></li>
<li> <a href="./202405/t20240501_900002.htm">示例县办公家具采购项目中标公告</a>
 <em rel="bxlx">中标公告
</em> 发布时间：<em>2024-05-01 08:00</em> 地域：<em>北京</em> 采购人：<em></em></li>
</ul>
<p class="pager"><script language="javascript">function Pager(c){size:1};Pager({size:25, current:0, prefix:'index',suffix:'htm'});</script></p>
</body></html>`

func ccgpAt(d *Definition) At { c, _ := d.Channel("dfgg-zbgg"); return At{Channel: c} }

func TestReadHTMLList(t *testing.T) {
	d := builtIn(t, "ccgp")
	at := ccgpAt(d)
	page, err := d.ReadList(Answer{URL: d.ListFetch(at).URL, Status: 200, Text: ccgpList}, at)
	if err != nil {
		t.Fatal(err)
	}
	var rows []data.Row
	for _, e := range page.Rows {
		rows = append(rows, e.Row)
	}
	base := "http://www.ccgp.gov.cn/cggg/dfgg/zbgg/202405/"
	want := []data.Row{
		{Portal: "ccgp", Channel: "dfgg-zbgg", URL: base + "t20240502_900001.htm", Title: "示例市第一中学大模型教学平台采购项目中标公告全名",
			Published: 20240502, Buyer: "示例市第一中学", Region: "浙江", KindHint: data.KindAward},
		{Portal: "ccgp", Channel: "dfgg-zbgg", URL: base + "t20240501_900002.htm", Title: "示例县办公家具采购项目中标公告",
			Published: 20240501, Region: "北京", KindHint: data.KindAward},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if page.Pages != 25 || page.Total != -1 {
		t.Errorf("pages %d total %d, want 25 and -1", page.Pages, page.Total)
	}
}

func TestListOutcomes(t *testing.T) {
	d := builtIn(t, "ccgp")
	at := ccgpAt(d)
	for name, tt := range map[string]struct {
		text    string
		outcome Outcome
		reason  string
	}{
		"renamed container": {strings.ReplaceAll(ccgpList, "c_list_bid", "c_list_new"), Changed, "ul.c_list_bid"},
		"throttled":         {"<html><title>频繁访问!</title><body>您的访问过于频繁</body></html>", Blocked, "频繁访问"},
		"challenge":         {`<html><head><meta name="aliyun_waf_aa" content="x"></head></html>`, Blocked, "aliyun_waf_aa"},
		"dates moved":       {strings.ReplaceAll(ccgpList, "发布时间", "日期"), Changed, "published"},
		"empty page":        {"", Changed, "container"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.ReadList(Answer{URL: d.ListFetch(at).URL, Text: tt.text}, at)
			var p *Problem
			if !errors.As(err, &p) || p.Outcome != tt.outcome || !strings.Contains(p.Reason, tt.reason) {
				t.Errorf("got %v, want %s with %q", err, tt.outcome, tt.reason)
			}
		})
	}
	empty, err := d.ReadList(Answer{URL: "http://www.ccgp.gov.cn/", Text: `<ul class="c_list_bid"></ul>`}, at)
	if err != nil || empty.Found != 0 {
		t.Errorf("empty list: %+v, %v; want no rows and no error", empty, err)
	}
}

func TestRealListPage(t *testing.T) {
	text := realPage(t, "ccgp/list_central.html")
	d := builtIn(t, "ccgp")
	at := ccgpAt(d)
	page, err := d.ReadList(Answer{URL: "http://www.ccgp.gov.cn/cggg/zygg/", Text: text}, at)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != 20 || page.Pages < 2 {
		t.Errorf("%d rows, %d pages", len(page.Rows), page.Pages)
	}
	for _, e := range page.Rows {
		if !strings.HasPrefix(e.Row.URL, "http://www.ccgp.gov.cn/cggg/zygg/") || e.Row.Buyer == "" || e.Row.Region == "" {
			t.Errorf("row %+v", e.Row)
		}
	}
}

func TestRealChallengeIsBlocked(t *testing.T) {
	text := realPage(t, "blocked/waf_challenge.html")
	d := builtIn(t, "ccgp")
	var p *Problem
	if err := d.CheckDetail(Answer{Status: 200, Text: text}); !errors.As(err, &p) || p.Outcome != Blocked {
		t.Errorf("got %v, want blocked", err)
	}
}

func TestRealDetailsAreRecognised(t *testing.T) {
	d := builtIn(t, "ccgp")
	files, _ := filepath.Glob("../../../shared/cases/ccgp/*award*.html")
	if len(files) == 0 {
		t.Skip("../shared/cases is not here")
	}
	for _, f := range files {
		b, _ := os.ReadFile(f)
		if err := d.CheckDetail(Answer{Status: 200, Text: string(b)}); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestAtMovesEverything(t *testing.T) {
	d := builtIn(t, "ccgp").At("sample-facts", "http://127.0.0.1:4711", data.Facts)
	at := ccgpAt(d)
	if got := d.ListFetch(at).URL; got != "http://127.0.0.1:4711/cggg/dfgg/zbgg/" {
		t.Errorf("page 1 at %s", got)
	}
	at.Page = 2
	if got := d.ListFetch(at).URL; got != "http://127.0.0.1:4711/cggg/dfgg/zbgg/index_2.htm" {
		t.Errorf("page 3 at %s", got)
	}
	page, err := d.ReadList(Answer{URL: d.ListFetch(at).URL, Text: ccgpList}, at)
	if err != nil {
		t.Fatal(err)
	}
	if r := page.Rows[0].Row; r.Sample != data.Facts || r.Portal != "sample-facts" || !strings.HasPrefix(r.URL, "http://127.0.0.1:4711/") {
		t.Errorf("row %+v", r)
	}
	if builtIn(t, "ccgp").List.Whole || !d.List.Whole {
		t.Error("only the sample's lists are whole")
	}
}

func TestLoadNamesFileLineAndField(t *testing.T) {
	good, err := os.ReadFile(filepath.Join(definitions, "ccgp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		old, new  string
		line      int
		field, in string
	}{
		"unknown field":   {"tier: A", "teir: A", 9, "", `unknown field "teir"`},
		"bad selector":    {"rows: ul.c_list_bid > li", "rows: 'ul[['", 0, "list.rows", "no CSS selector"},
		"bad regexp":      {`(\d+)'`, `(\d+'`, 0, "", "regular expression"},
		"too fast":        {"delay: 3s", "delay: 100ms", 0, "delay", "less than"},
		"foreign host":    {"hosts: [www.ccgp.gov.cn]", "hosts: [example.org]", 0, "list.request.url", "not in hosts"},
		"no container":    {"  container: ul.c_list_bid\n", "", 0, "list.container", "is missing"},
		"unfilled":        {"index_{page0}.htm", "index_{pgae}_{page0}.htm", 0, "list.request.url", "{pgae}"},
		"no kind":         {"kind: failure", "kind: failed", 0, "channels[6].kind", "no kind"},
		"not YAML":        {"home:", "\thome:", 0, "", ""},
		"no day":          {"    published:", "    #published:", 0, "list.fields.published", "is missing"},
		"same paging":     {"index_{page0}.htm", "index.htm", 0, "list.request", "page 2"},
		"off, no reason":  {"default: on", "default: off", 0, "why", "reason"},
		"wrong duration":  {"delay: 3s", "delay: soon", 0, "delay", "time span"},
		"channel doubled": {"id: dfgg-zbgg", "id: zygg-zbgg", 0, "channels[1].id", "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(string(good), tt.old, tt.new, 1)
			if body == string(good) {
				t.Fatalf("%q is not in ccgp.yaml", tt.old)
			}
			_, err := Load(fstest.MapFS{"ccgp.yaml": {Data: []byte(body)}})
			var fe *FileError
			if !errors.As(err, &fe) {
				t.Fatalf("got %v, want a FileError", err)
			}
			if fe.File != "ccgp.yaml" || fe.Line == 0 || tt.line != 0 && fe.Line != tt.line {
				t.Errorf("%v: line %d, want %d", err, fe.Line, tt.line)
			}
			if !strings.Contains(err.Error(), tt.in) || !strings.Contains(err.Error(), tt.field) {
				t.Errorf("%v does not name %q and %q", err, tt.field, tt.in)
			}
		})
	}
}

func TestCompoundSelector(t *testing.T) {
	for page, want := range map[string]bool{
		`<p><div id="x" class="a body b">`:                     true,
		`<div class='body'>`:                                   true,
		`<div class=body>`:                                     true,
		`<div class="bodyguard"><div class="nobody">`:          false,
		`<p class="body">`:                                     false,
		`<!-- <div class="body"> -->`:                          false,
		`<!-- x --><div class="body">`:                         true,
		`<script>var s = '<div class="body">'</script>`:        false,
		`<script src="x"></script><div data-x="1" class=body>`: true,
		`<style>.body{}</style>`:                               false,
		`body`:                                                 false,
		``:                                                     false,
	} {
		if got := (Answer{Text: page}).has("div.body"); got != want {
			t.Errorf("%s: %v, want %v", page, got, want)
		}
	}
}

func TestParseDay(t *testing.T) {
	for s, want := range map[string]data.Day{
		"2024-04-30": 20240430, "2024.04.30 23:46:51": 20240430, "2024/4/3": 20240403, "2024年4月30日 09:22": 20240430,
		"20240430": 20240430, "20240430101112": 20240430, "1714492800000": 20240501, "1714492799": 20240430,
		"2024-04-30T23:00:00Z": 20240501, "2024-04-30T23:00:00+0800": 20240430, "2024:04:30": 20240430,
		"[2024-04-30]": 20240430, "": 0, "2024-02-30": 0, "12345678901": 0, "昨天": 0,
	} {
		if got := ParseDay(s); got != want {
			t.Errorf("ParseDay(%q) = %v, want %v", s, got, want)
		}
	}
}

func FuzzReadList(f *testing.F) {
	d := builtIn(f, "ccgp")
	at := ccgpAt(d)
	f.Add(ccgpList)
	f.Add(`<ul class=c_list_bid><li><a href="javascript:x" title=y>`)
	f.Add(`<base href="://"><ul class=c_list_bid><li><a href="%zz" title=y>发布时间：2024-01-01`)
	f.Fuzz(func(t *testing.T, text string) {
		page, err := d.ReadList(Answer{URL: "http://www.ccgp.gov.cn/cggg/dfgg/zbgg/", Text: text}, at)
		var p *Problem
		if err != nil && !errors.As(err, &p) {
			t.Fatalf("error %v is no outcome", err)
		}
		if err != nil {
			return
		}
		for _, e := range page.Rows {
			if e.Row.Title == "" || e.Row.Published == 0 || !strings.HasPrefix(e.Row.URL, "http") {
				t.Errorf("row without a title, day or address: %+v", e.Row)
			}
		}
	})
}
