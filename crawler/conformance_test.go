package crawler

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// protocol says how a portal is asked, in words of its own: the replay server
// must not depend on the definition that it tests.
type protocol struct {
	template string // testdata/replay/NAME.tmpl
	list     string // matches path and body of a request for a list
	page     string // finds the page's number
	first    int    // number of the first page; -1 when the number is an offset
	size     int
	from, to string // find the window's days
	query    string
	code     string // finds the channel's code
	source   string // finds whose list it is, where two channels have one code
	slice    string
	limit    int // results that are shown of one query; 0 for all
	fallback bool
	blocked  string // what it answers when it blocks
	change   [2]string
}

const day8 = `(\d{4}[-:]\d{2}[-:]\d{2})`

var html200 = `<html><head><title>频繁访问!</title></head><body></body></html>`

// protocols are written after PORTALS.md and the saved pages, one per
// definition or family.
var protocols = map[string]protocol{
	"ccgp": {template: "ccgp", list: `^/cggg/\wfgg/\w+/(index_\d+\.htm)?$|^/cggg/\wygg/\w+/(index_\d+\.htm)?$`, page: `index_(\d+)`, size: 20,
		code: `^(/cggg/\w+/\w+)/`, blocked: html200, change: [2]string{"c_list_bid", "c_list_new"}},
	"ccgp-search": {template: "ccgp-search", list: `^/bxsearch\?`, page: `page_index=(\d+)`, first: 1, size: 20, from: `start_time=` + day8, to: `end_time=` + day8,
		query: `kw=([^&]+)`, code: `bidType=(\d+)`, blocked: html200, change: [2]string{"vT-srch-result-list-bid", "result"}},
	"ggzy": {template: "ggzy", list: `getTradList`, page: `PAGENUMBER=(\d+)`, first: 1, size: 20, from: `TIMEBEGIN=` + day8, to: `TIMEEND=` + day8,
		query: `FINDTXT=([^&]+)`, code: `DEAL_STAGE=(\d+)`, source: `SOURCE_TYPE=(\d)`, slice: `DEAL_PROVINCE=(\d+)`, limit: 60, fallback: true,
		blocked: `{"code":829,"message":"请输入验证码","data":null}`, change: [2]string{`"records"`, `"rows"`}},
	"b2b-10086": {template: "b2b-10086", list: `queryList`, page: `"current":(\d+)`, first: 1, size: 20, code: `"publishOneType":"(\w+)"`,
		blocked: html200, change: [2]string{`"content"`, `"items"`}},
	"csg": {template: "csg", list: `^/zbhxrgs/index`, page: `index_(\d+)`, first: 1, size: 18, blocked: html200, change: [2]string{"List2", "List9"}},
	"cebpubservice": {template: "cebpubservice", list: `^/xxfbcmses/search/`, page: `page=(\d+)`, first: 1, size: 15, from: `startcheckDate=` + day8, to: `endcheckDate=` + day8,
		query: `word=([^&]+)`, code: `/(\w+)\.html`, blocked: html200, change: [2]string{"table_text", "table_new"}},
	"zcy": {template: "zcy", list: `^/portal/category`, page: `"pageNo":(\d+)`, first: 1, size: 15, from: `publishDateBegin":"` + day8, to: `publishDateEnd":"` + day8,
		code: `"categoryCode":"([^"]+)"`, blocked: html200, change: [2]string{`"data":[`, `"list":[`}},
	"freecms": {template: "freecms", list: `selectInfoMoreChannel`, page: `currPage=(\d+)`, first: 1, size: 20, from: `operationStartTime=` + day8, to: `operationEndTime=` + day8,
		code: `noticeType=(\d+)`, blocked: html200, change: [2]string{`"data"`, `"list"`}},
	"epoint": {template: "epoint", list: `getFullTextData`, page: `"pn":(\d+)`, first: -1, size: 20, from: `startTime":"` + day8, to: `endTime":"` + day8,
		code: `"equal":"(\d+)"`, blocked: html200, change: [2]string{`"records"`, `"rows"`}},
	"beijing": {template: "beijing", list: `/elasticsearch/search`, page: `"pn":(\d+)`, first: -1, size: 20, from: `startTime":"` + day8, to: `endTime":"` + day8,
		code: `"equal":"(\d+)"`, blocked: html200, change: [2]string{`\"records\"`, `\"rows\"`}},
	"hebei": {template: "hebei", list: `^/was5/web/search`, page: `page=(\d+)$`, first: 1, size: 50, code: `lanmu=(\w+)`, blocked: html200, change: [2]string{"moredingannctable", "more"}},
	"sgcc":  {template: "sgcc", list: `noteList`, page: `"index":(\d+)`, first: 1, size: 20, code: `"firstPageMenuId":"(\d+)"`, blocked: html200, change: [2]string{`"noteList"`, `"list"`}},
	"cnooc": {template: "cnooc", list: `businessannouncement/page`, page: `"pageNum":(\d+)`, first: 1, size: 20, code: `"announcementType":"(\d+)"`, blocked: html200,
		change: [2]string{`"records"`, `"list"`}},
	"chinatelecom": {template: "chinatelecom", list: `queryListNew`, page: `"pageNum":(\d+)`, first: 1, size: 20, blocked: html200, change: [2]string{`"list"`, `"rows"`}},
	"chinaunicom":  {template: "chinaunicom", list: `getAnnoList`, page: `"pageNo":(\d+)`, first: 1, size: 10, blocked: html200, change: [2]string{`"records"`, `"rows"`}},
}

// protocolOf gives the protocol that a definition speaks.
func protocolOf(t *testing.T, d *portal.Definition) protocol {
	for _, name := range []string{d.ID, d.Extends} {
		if p, ok := protocols[name]; ok {
			return p
		}
	}
	t.Fatalf("no protocol for %s: the conformance test must cover every definition", d.ID)
	return protocol{}
}

// record is one notice of the replayed portal.
type record struct {
	ID       string
	Title    string
	date     data.Day
	Channel  portal.Channel
	Province string
}

func (r record) Day() string    { return r.date.String() }
func (r record) Packed() string { return strings.ReplaceAll(r.date.String(), "-", "") }
func (r record) Dotted() string { return strings.ReplaceAll(r.date.String(), "-", ".") }
func (r record) Month() string  { return r.Packed()[:6] }
func (r record) Milli() int64   { return r.date.Time().Add(10 * time.Hour).UnixMilli() }
func (r record) Region() string { return "示例省" }
func (r record) Buyer() string  { return "示例单位" }
func (r record) Hex() string    { return fmt.Sprintf("%032s", r.ID) }
func (r record) Short() string  { return string([]rune(r.Title)[:8]) + "…" }
func (r record) Marked() string {
	return strings.ReplaceAll(r.Title, "大模型", `<font color="red">大模型</font>`)
}
func (r record) KindText() string { return kindTexts[r.Channel.Kind] }

var kindTexts = map[data.Kind]string{data.KindAward: "中标公告", data.KindCandidate: "中标候选人公示", data.KindCorrection: "更正公告",
	data.KindFailure: "废标公告", data.KindContract: "合同公告", "": "中标结果公示"}

// replay is a server that speaks a portal's protocol.
type replay struct {
	p       protocol
	d       *portal.Definition
	records []record // newest first
	tmpl    *template.Template
	host    string
	mode    string // "", "blocked", "changed", "detail-changed"

	mu    sync.Mutex
	asked map[string]int
}

const (
	replayFrom = data.Day(20240501)
	replayTo   = data.Day(20240524)
)

// newReplay fills a portal: one notice a day and channel, and one day with
// more than a page, or more than the cap.
func newReplay(t *testing.T, d *portal.Definition, p protocol) *replay {
	t.Helper()
	s := &replay{p: p, d: d, asked: map[string]int{}}
	var err error
	if s.tmpl, err = template.ParseFiles("testdata/replay/" + p.template + ".tmpl"); err != nil {
		t.Fatal(err)
	}
	busy := 2*p.size + 3
	if p.limit > 0 {
		busy = p.limit + 30
	}
	for day := replayTo.Add(4); day >= replayFrom.Add(-4); day = day.Add(-1) {
		for ci, c := range d.Channels {
			n := 2
			if day == 20240515 && ci == 0 {
				n = busy
			}
			for i := range n {
				r := record{ID: fmt.Sprintf("%d%d%03d", day, ci, i), date: day, Channel: c, Province: provinces(d)[i%len(provinces(d))]}
				r.Title = fmt.Sprintf("示例单位大模型服务采购项目%s号%s", r.ID, kindTexts[c.Kind])
				s.records = append(s.records, r)
			}
		}
	}
	return s
}

func provinces(d *portal.Definition) []string {
	if d.List.Split == nil {
		return []string{"330000"}
	}
	return d.List.Split.Values
}

func (s *replay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	body := string(b)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		body, _ = url.QueryUnescape(body)
	}
	ask := r.URL.RequestURI()
	if q, err := url.QueryUnescape(ask); err == nil {
		ask = q
	}
	ask += body
	s.mu.Lock()
	s.asked[ask]++
	s.mu.Unlock()
	switch {
	case r.URL.Path == "/robots.txt":
		http.NotFound(w, r)
	case regexp.MustCompile(s.p.list).MatchString(r.URL.RequestURI() + body):
		s.list(w, ask)
	case s.d.Session != "" && r.URL.Path == "/":
		http.SetCookie(w, &http.Cookie{Name: "JSESSIONID", Value: "1"})
		fmt.Fprint(w, "<html></html>")
	default:
		s.detail(w, r, ask)
	}
}

func find(pattern, s string) string {
	if pattern == "" {
		return ""
	}
	m := regexp.MustCompile(pattern).FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return m[1]
}

func (s *replay) list(w http.ResponseWriter, ask string) {
	if s.mode == "blocked" {
		fmt.Fprint(w, s.p.blocked)
		return
	}
	rows := s.matching(ask)
	page := s.page(ask)
	total := len(rows)
	if s.p.limit > 0 {
		total = min(total, s.p.limit)
	}
	v := map[string]any{"Rows": rows[min(page*s.p.size, total):min((page+1)*s.p.size, total)], "Total": total, "Pages": (total + s.p.size - 1) / s.p.size,
		"Page": page, "Number": page + 1, "Query": find(s.p.query, ask), "Code": find(s.p.code, ask), "Host": s.host, "Channel": s.channel(ask)}
	if s.tmpl.Lookup("inner") != nil {
		inner, _ := json.Marshal(s.render("inner", v))
		v["Inner"] = string(inner)
	}
	out := s.render("list", v)
	if s.mode == "changed" {
		out = strings.ReplaceAll(out, s.p.change[0], s.p.change[1])
	}
	fmt.Fprint(w, out)
}

func (s *replay) page(ask string) int {
	n, err := strconv.Atoi(find(s.p.page, ask))
	if err != nil {
		return 0
	}
	if s.p.first < 0 {
		return n / s.p.size
	}
	return n - s.p.first
}

func (s *replay) channel(ask string) portal.Channel {
	code, source := find(s.p.code, ask), find(s.p.source, ask)
	for _, c := range s.d.Channels {
		if source != "" && source != cmp.Or(c.Vars["source"], s.d.Vars["source"]) {
			continue
		}
		for _, v := range c.Vars {
			if v == code {
				return c
			}
		}
		if code == "/cggg/"+c.Vars["level"]+"/"+c.Vars["chan"] {
			return c
		}
	}
	return s.d.Channels[0]
}

// matching gives the records that a request asks for; a search for words that
// nothing holds may fall back to everything.
func (s *replay) matching(ask string) []record {
	c := s.channel(ask)
	from := portal.ParseDay(find(s.p.from, ask))
	to := portal.ParseDay(find(s.p.to, ask))
	query, _ := url.QueryUnescape(find(s.p.query, ask))
	slice := strings.Trim(find(s.p.slice, ask), "0")
	var all, hits []record
	for _, r := range s.records {
		if r.Channel.ID != c.ID || from != 0 && r.date < from || to != 0 && r.date > to || slice != "" && !strings.HasPrefix(r.Province, slice) {
			continue
		}
		all = append(all, r)
		if strings.Contains(r.Title, query) {
			hits = append(hits, r)
		}
	}
	if len(hits) == 0 && s.p.fallback {
		return all
	}
	return hits
}

func (s *replay) detail(w http.ResponseWriter, r *http.Request, ask string) {
	for _, rec := range s.records {
		if !strings.Contains(ask, rec.ID) {
			continue
		}
		switch {
		case s.mode == "detail-changed":
			fmt.Fprint(w, "<html><body>新版</body></html>")
		case strings.Contains(r.URL.Path, "getWinFile"):
			fmt.Fprint(w, s.render("files", rec))
		case strings.Contains(r.URL.Path, "showPDF"):
			fmt.Fprint(w, "%PDF-1.4 "+rec.Title)
		default:
			fmt.Fprint(w, s.render("detail", rec))
		}
		return
	}
	http.NotFound(w, r)
}

func (s *replay) render(name string, v any) string {
	var b bytes.Buffer
	if err := s.tmpl.ExecuteTemplate(&b, name, v); err != nil {
		return "template: " + err.Error()
	}
	return b.String()
}

// definitionsToTest are all that are crawled; those that need a capped portal
// get its small cap.
func definitionsToTest(t *testing.T) []*portal.Definition {
	all, err := portal.Load(os.DirFS("../data/reference/portals"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(d *portal.Definition) bool { return d.Mode == portal.ImportOnly })
}

func start(t *testing.T, d *portal.Definition) (*replay, *portal.Definition) {
	t.Helper()
	p := protocolOf(t, d)
	s := newReplay(t, d, p)
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	s.host = host(srv.URL)
	moved := d.At(d.ID, srv.URL, data.NotSample)
	moved.Vars = map[string]string{}
	for k, v := range d.Vars {
		moved.Vars[k] = v
	}
	if p.limit > 0 {
		moved.List.Cap.Rows = p.limit
	}
	moved.Queries = d.Queries[:min(len(d.Queries), 2)]
	return s, moved
}

func conformanceOptions(st *store.Store, d *portal.Definition) Options {
	o := options(st, d)
	o.From, o.To = replayFrom, replayTo
	began := time.Now()
	o.Now = func() time.Time { return data.Day(20240601).Time().Add(12 * time.Hour).Add(time.Since(began)) }
	return o
}

// Every definition lists its portal's whole window, with the right rows and
// kinds, without duplicates, and without loss under the cap.
func TestConformance(t *testing.T) {
	for _, d := range definitionsToTest(t) {
		t.Run(d.ID, func(t *testing.T) {
			s, moved := start(t, d)
			st := openStore(t)
			sum := crawl(t, conformanceOptions(st, moved))
			if sum.Incomplete() {
				t.Errorf("incomplete: %+v", sum.Portals[0])
			}
			want := map[string]record{}
			for _, r := range s.records {
				if r.date >= replayFrom && r.date <= replayTo {
					want[r.Title] = r
				}
			}
			got := map[string]bool{}
			_ = st.Pages(func(p *data.Page) error {
				r, ok := want[p.Row.Title]
				switch {
				case !ok:
					t.Errorf("page of a row that was not asked for: %+v", p.Row)
				case got[p.Row.Title]:
					t.Errorf("%s is there twice", p.Row.Title)
				case p.Row.Published != r.date:
					t.Errorf("%s is of %s, want %s", p.Row.Title, p.Row.Published, r.date)
				case p.Row.KindHint != r.Channel.Kind && r.Channel.Kind != "":
					t.Errorf("%s is hinted as %q, want %q", p.Row.Title, p.Row.KindHint, r.Channel.Kind)
				case !strings.Contains(string(p.Body), r.Title) && !strings.Contains(string(p.Body), r.ID):
					t.Errorf("%s has another notice's body: %.200s", p.Row.Title, p.Body)
				}
				got[p.Row.Title] = true
				return nil
			})
			if len(got) != len(want) {
				t.Errorf("%d of %d notices", len(got), len(want))
			}
			if c := coverage(t, st); len(c) != 1 || c[store.CoverageComplete] == 0 {
				t.Errorf("coverage %v", c)
			}
			for ask, n := range s.asked {
				if n > 1 {
					t.Errorf("asked %d times: %s", n, ask)
				}
			}
		})
	}
}

// A blocked portal and a renamed container are recognised at every portal.
func TestConformanceOfTrouble(t *testing.T) {
	for _, d := range definitionsToTest(t) {
		for mode, want := range map[string]portal.Outcome{"blocked": portal.Blocked, "changed": portal.Changed} {
			t.Run(d.ID+"/"+mode, func(t *testing.T) {
				s, moved := start(t, d)
				s.mode = mode
				st := openStore(t)
				o := conformanceOptions(st, moved)
				o.Workers, o.Patience = 1, 20*time.Millisecond
				sum := crawl(t, o)
				if !sum.Incomplete() || sum.Portals[0].Outcomes[want] == 0 || sum.Portals[0].Pages > 0 {
					t.Errorf("want %s: %+v", want, sum.Portals[0])
				}
				if c := coverage(t, st); c[store.CoverageComplete] > 0 {
					t.Errorf("coverage %v", c)
				}
			})
		}
		if d.Mode == portal.ListOnly {
			continue
		}
		t.Run(d.ID+"/detail-changed", func(t *testing.T) {
			s, moved := start(t, d)
			s.mode = "detail-changed"
			st := openStore(t)
			o := conformanceOptions(st, moved)
			o.From, o.Patience = replayTo, 20*time.Millisecond
			if sum := crawl(t, o); !sum.Incomplete() || sum.Portals[0].Pages > 0 || sum.Portals[0].Outcomes[portal.Changed] == 0 {
				t.Errorf("%+v", sum.Portals[0])
			}
		})
	}
}
