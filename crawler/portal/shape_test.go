package portal

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// crawled gives every definition that is asked for lists.
func crawled(t testing.TB) []*Definition {
	t.Helper()
	all, err := Load(os.DirFS(definitions))
	if err != nil {
		t.Fatal(err)
	}
	var out []*Definition
	for _, d := range all {
		if d.Mode != ImportOnly {
			out = append(out, d)
		}
	}
	return out
}

func outcomeOf(err error) (Outcome, string) {
	var p *Problem
	if errors.As(err, &p) {
		return p.Outcome, p.Reason
	}
	return OK, fmt.Sprint(err)
}

// A firewall's challenge is "blocked" for every portal, as a list and as a
// detail, and never an empty list.
func TestRealChallengeBlocksEveryDefinition(t *testing.T) {
	text := realPage(t, "blocked/waf_challenge.html")
	for _, d := range crawled(t) {
		at := At{Channel: d.Channels[0]}
		if _, err := d.ReadList(Answer{URL: d.Home, Status: 200, Text: text}, at); err == nil {
			t.Errorf("%s reads it as a list", d.ID)
		} else if o, why := outcomeOf(err); o != Blocked {
			t.Errorf("%s, list: %s (%s)", d.ID, o, why)
		}
		if o, why := outcomeOf(d.CheckDetail(Answer{URL: d.Home, Status: 200, Text: text})); o != Blocked && d.Mode != ListOnly {
			t.Errorf("%s, detail: %s (%s)", d.ID, o, why)
		}
	}
}

// A page without what a definition expects is "changed", and says which
// selector or path found nothing.
func TestStrangePageIsChangedForEveryDefinition(t *testing.T) {
	const news = `<html><head><title>首页</title></head><body><ul class="news"><li><a href="/a.htm" title="大模型新闻">大模型新闻</a> 2024-05-01</li></ul></body></html>`
	for _, d := range crawled(t) {
		for _, text := range []string{news, `{"code":0,"message":"ok"}`} {
			_, err := d.ReadList(Answer{URL: d.Home, Status: 200, Text: text}, At{Channel: d.Channels[0]})
			o, why := outcomeOf(err)
			if o != Changed {
				t.Errorf("%s: %s (%s), want changed", d.ID, o, why)
			}
			if gjson.Valid(text) == (d.List.Format == "json") && !strings.Contains(why, d.List.Container) && d.List.Inner == "" {
				t.Errorf("%s: %q does not name list.container %q", d.ID, why, d.List.Container)
			}
		}
	}
}

func mobileAnswer(record string) string {
	var rows []string
	for i := range 4 {
		rows = append(rows, fmt.Sprintf(`{"name":"示例项目%d_中选结果公示","publishDate":"2024-05-0%d 10:00:00",%s}`, i, i+1, strings.ReplaceAll(record, "#", fmt.Sprint(i))))
	}
	return `{"code":0,"data":{"content":[` + strings.Join(rows, ",") + `]}}`
}

// Rows that share one address would be kept as one notice, so a portal whose
// ids moved is "changed".
func TestRowsWithoutTheirIDAreRefused(t *testing.T) {
	d := builtIn(t, "b2b-10086")
	at := At{Channel: d.Channels[0]}
	read := func(record string) (*ListPage, error) {
		return d.ReadList(Answer{URL: d.Home, Status: 200, Text: mobileAnswer(record)}, at)
	}
	if page, err := read(`"id":"#","uuid":"u#","publishType":"PROCUREMENT","publishOneType":"SELECTION_RESULTS"`); err != nil || len(page.Rows) != 4 {
		t.Fatalf("good rows: %v", err)
	}
	_, err := read(`"noticeId":"#","uuid":"u#","publishType":"PROCUREMENT","publishOneType":"SELECTION_RESULTS"`)
	if o, why := outcomeOf(err); o != Changed || !strings.Contains(why, "list.fields.extra.id") {
		t.Errorf("id renamed: %s (%s)", o, why)
	}
	_, err = read(`"id":"1","uuid":"u","publishType":"PROCUREMENT","publishOneType":"SELECTION_RESULTS"`)
	if o, why := outcomeOf(err); o != Changed || !strings.Contains(why, "same address") {
		t.Errorf("one id for all: %s (%s)", o, why)
	}
}

func TestLinksToNowhereAreRefused(t *testing.T) {
	d := builtIn(t, "ccgp")
	var b strings.Builder
	for i := range 5 {
		fmt.Fprintf(&b, `<li><a href="#" title="示例项目%d">x</a> 发布时间：<em>2024-05-0%d 10:00</em></li>`, i, i+1)
	}
	_, err := d.ReadList(Answer{URL: "http://www.ccgp.gov.cn/cggg/dfgg/zbgg/", Text: `<ul class="c_list_bid">` + b.String() + `</ul>`}, ccgpAt(d))
	if o, why := outcomeOf(err); o != Changed || !strings.Contains(why, "same address") {
		t.Errorf("%s (%s), want changed", o, why)
	}
}

// Two readings of China Unicom's answer differ; the definition reads both.
func TestUnicomInBothShapes(t *testing.T) {
	d := builtIn(t, "chinaunicom")
	rows := `[{"id":"1","annoName":"示例大模型服务_结果公示","annoType":"结果公示","createDate":"2024-05-02 10:00:00","bidCompany":"示例公司"},
		{"id":"2","annoName":"示例车辆租赁_询比公告","annoType":"采购公告","createDate":"2024-05-02 09:00:00"}]`
	for name, text := range map[string]string{
		"with records": `{"code":200,"data":{"total":2,"records":` + rows + `}}`,
		"plain":        `{"code":200,"data":` + rows + `}`,
	} {
		page, err := d.ReadList(Answer{URL: d.Home, Status: 200, Text: text}, At{Channel: d.Channels[0]})
		if err != nil || len(page.Rows) != 1 || page.Dropped != 1 || page.Rows[0].Row.KindHint != "award" {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
	}
}

// The body that a definition names holds the notice, not a table in it: what
// stands outside the body is not read.
func TestRealBodiesHoldTheNotice(t *testing.T) {
	for file, id := range map[string]string{"ccgp_hebei/award_2021.html": "hebei", "ggzy/detail_body.html": "ggzy",
		"jiangsu_ggzy/detail.html": "jiangsu", "ccgp/award_shenzhen.html": "ccgp"} {
		r := Check(builtIn(t, id), []byte(realPage(t, file)), "text/html")
		most, body := 0, 0
		for _, p := range r.Parts {
			switch p.Field {
			case "detail.expect":
				most = max(most, p.Letters)
			case "detail.body":
				body = max(body, p.Letters)
			}
		}
		if !r.OK() || body == 0 || body*10 < most*9 {
			t.Errorf("%s: the body holds %d of %d letters (%s)", file, body, most, r.Reason)
		}
	}
}
