package sample

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

func portal(t testing.TB, set data.Sample, seed int64) *Portal {
	t.Helper()
	p, err := New(Options{Set: set, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The counted projects follow the published series, for any seed.
func TestFictionalSetFollowsThePublishedSeries(t *testing.T) {
	for seed := int64(0); seed < 5; seed++ {
		byMonth, byYear := map[data.Month]int{}, map[int]int{}
		for _, a := range portal(t, data.Fictional, seed).Truth() {
			if a.Counted {
				byMonth[a.Month]++
				byYear[a.Month.Year()]++
			}
		}
		sum := func(from, to data.Month) (n int) {
			for m := from; m <= to; m = m.Next() {
				n += byMonth[m]
			}
			return n
		}
		for _, c := range []struct {
			from, to data.Month
			want     int
		}{{202301, 202312, 92}, {202401, 202403, 51}, {202404, 202406, 187}, {202407, 202407, 112}, {202408, 202408, 127}} {
			if got := sum(c.from, c.to); got != c.want {
				t.Errorf("seed %d: %v to %v: %d projects, want %d", seed, c.from, c.to, got, c.want)
			}
		}
		if n := sum(202401, 202403); n > 92 {
			t.Errorf("seed %d: the first quarter of 2024 has %d, more than 2023", seed, n)
		}
		if n := sum(202401, 202404); n <= 92 {
			t.Errorf("seed %d: by April 2024 there are %d, 2023 is not passed", seed, n)
		}
		if byMonth[202404] >= byMonth[202405] || byMonth[202405] >= byMonth[202406] {
			t.Errorf("seed %d: the second quarter does not rise: %d %d %d", seed, byMonth[202404], byMonth[202405], byMonth[202406])
		}
	}
}

// The sums are of the size that was published, so that a demo's amounts can be
// looked at beside the baseline's 7.89亿.
func TestFictionalSumsAreOfThePublishedSize(t *testing.T) {
	for seed := int64(0); seed < 5; seed++ {
		var sum int64
		for _, a := range portal(t, data.Fictional, seed).Truth() {
			if a.Counted && a.Month.Year() == 2023 {
				sum += a.Fen
			}
		}
		if yi := float64(sum) / 1e10; yi < 4 || yi > 14 {
			t.Errorf("seed %d: 2023 sums to %.2f亿", seed, yi)
		}
	}
}

func TestFictionalNamesSayThatTheyAre(t *testing.T) {
	p := portal(t, data.Fictional, 0)
	for _, pg := range p.Pages() {
		if !strings.HasPrefix(pg.Want.Title, "示例") || !strings.HasPrefix(pg.Want.Buyer, "示例") {
			t.Errorf("%s: title %q, buyer %q", pg.Path, pg.Want.Title, pg.Want.Buyer)
		}
		for _, l := range pg.Want.Lots {
			for _, s := range l.Suppliers {
				if !strings.HasPrefix(s.Name, "示例") {
					t.Errorf("%s: supplier %q", pg.Path, s.Name)
				}
			}
		}
	}
}

func TestTownsAreNoRealDivisions(t *testing.T) {
	for _, r := range reference.Regions() {
		for _, town := range towns {
			if strings.Contains(r.Zh, town) {
				t.Errorf("%s is the name of %s", town, r.Zh)
			}
		}
	}
}

func TestEnergyGovernmentAndTelecomAreInFront(t *testing.T) {
	n := map[data.Industry]int{}
	for _, a := range portal(t, data.Fictional, 0).Truth() {
		if a.Counted {
			n[a.Industry]++
		}
	}
	if !(n[data.Energy] > n[data.Government] && n[data.Government] > n[data.Telecom]) {
		t.Errorf("energy %d, government %d, telecom %d", n[data.Energy], n[data.Government], n[data.Telecom])
	}
	for ind, c := range n {
		if ind != data.Energy && ind != data.Government && ind != data.Telecom && c >= n[data.Telecom] {
			t.Errorf("%s has %d, telecom %d", ind, c, n[data.Telecom])
		}
	}
}

// Every turn that a project can take is there, so that a demo shows it.
func TestFictionalSetHasEveryTurn(t *testing.T) {
	n := map[string]int{}
	var disclosed int
	for _, a := range portal(t, data.Fictional, 0).Truth() {
		n[a.Variant]++
		if a.Counted && a.Disclosed {
			disclosed++
		}
	}
	for _, v := range []string{"plain", "lots", "failed-lot", "mixed-lots", "candidate-first", "corrected-amount", "corrected-supplier", "replaced", "contract-after",
		"two-channels", "rerun", "rerun-first", "consortium", "tender-first", "failed", "candidate-only", "contract-only", "tender-only", "single-source", "framework",
		"revoked", "reject", "adjacent"} {
		if n[v] < 2 {
			t.Errorf("variant %s occurs %d times", v, n[v])
		}
	}
	if disclosed < 400 || disclosed > 540 {
		t.Errorf("%d of 569 disclose an amount", disclosed)
	}
	t.Log(n)
}

func TestTheSameSeedGivesTheSamePages(t *testing.T) {
	a, b, c := portal(t, data.Fictional, 3), portal(t, data.Fictional, 3), portal(t, data.Fictional, 4)
	same := 0
	for i, pg := range a.Pages() {
		if i%5 > 0 {
			continue
		}
		x, y := a.document(pg.Path), b.document(pg.Path)
		if y == nil || string(x.body) != string(y.body) {
			t.Fatalf("%s differs between two portals of one seed", pg.Path)
		}
		if i < len(c.Pages()) && c.Pages()[i].Path == pg.Path {
			same++
		}
	}
	if same > len(a.Pages())/10 {
		t.Error("another seed gives the same set")
	}
}

func TestFactsShowTheirReportAndNothingElse(t *testing.T) {
	p := portal(t, data.Facts, 0)
	rows := map[string]reference.RegisterRow{}
	for _, r := range reference.Register() {
		rows[r.ID] = r
	}
	truth := p.Truth()
	if len(truth) < 46 || len(truth) > 50 {
		t.Errorf("%d facts", len(truth))
	}
	for _, a := range truth {
		r := rows[a.Key]
		body := string(p.document(a.Paths[0]).body)
		if !strings.Contains(body, esc("来源："+r.Source)) {
			t.Errorf("%s: the report %q is not on the page", a.Key, r.Source)
		}
		for _, invented := range []string{"示例专家", "示例联系人", "代理机构", "地址", "电话"} {
			if strings.Contains(body, invented) {
				t.Errorf("%s: the page says %q, the report does not", a.Key, invented)
			}
		}
		if r.Supplier == "" && !strings.Contains(body, unknown) {
			t.Errorf("%s: an unknown supplier is not printed as unknown", a.Key)
		}
	}
}

// Only reported names stand in the facts set; 示例 only in the portal's name.
func TestTheSetsAreNeverMixed(t *testing.T) {
	for _, pg := range portal(t, data.Facts, 0).Pages() {
		if strings.Contains(pg.Want.Title+pg.Want.Buyer, "示例") {
			t.Errorf("a fictional notice among the facts: %s", pg.Want.Title)
		}
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a portal without a set was made")
	}
}

// A walk over the lists, as a crawler does it, meets every notice once.
func TestListsLeadToEveryNotice(t *testing.T) {
	for _, set := range []data.Sample{data.Facts, data.Fictional} {
		p := portal(t, set, 0)
		seen := map[string]int{}
		for _, dir := range p.Lists() {
			if strings.Count(dir, "/") != 4 {
				continue // the folder of a level holds all its channels again
			}
			for _, link := range walk(t, p, dir) {
				seen[link]++
			}
		}
		for _, pg := range p.Pages() {
			if seen[pg.Path] != 1 {
				t.Errorf("%s is listed %d times", pg.Path, seen[pg.Path])
			}
		}
		if len(seen) != len(p.Pages()) {
			t.Errorf("%d rows for %d pages", len(seen), len(p.Pages()))
		}
	}
}

func walk(t *testing.T, p *Portal, dir string) []string {
	t.Helper()
	var out []string
	for i := 0; ; i++ {
		file := "index.htm"
		if i > 0 {
			file = "index_" + itoa(i) + ".htm"
		}
		d := p.document(dir + file)
		if d == nil {
			return out
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(d.body)))
		if err != nil {
			t.Fatal(err)
		}
		rows := doc.Find("ul.c_list_bid > li > a")
		if rows.Length() > pageSize {
			t.Errorf("%s%s has %d rows", dir, file, rows.Length())
		}
		rows.Each(func(_ int, a *goquery.Selection) {
			out = append(out, strings.TrimSuffix(dir, "/")+strings.TrimPrefix(a.AttrOr("href", ""), "."))
			if a.AttrOr("title", "") == "" {
				t.Errorf("%s%s: a row without a title", dir, file)
			}
		})
	}
}

func TestPagesHaveTheStructureOfTheModel(t *testing.T) {
	p := portal(t, data.Fictional, 0)
	for _, pg := range p.Pages()[:50] {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(p.document(pg.Path).body)))
		if err != nil {
			t.Fatal(err)
		}
		for _, sel := range []string{"meta[name=ArticleTitle]", "meta[name=PubDate]", "h2.tc", "#pubTime", "div.vF_deail_currentloc a.CurrChnlCls", "div.table td.title", "div.vF_detail_content"} {
			if doc.Find(sel).Length() == 0 {
				t.Errorf("%s has no %s", pg.Path, sel)
			}
		}
	}
}

// One page is GBK and says so nowhere.
func TestOnePageIsSilentGBK(t *testing.T) {
	p := portal(t, data.Fictional, 0)
	n := 0
	for _, pg := range p.Pages() {
		d := p.document(pg.Path)
		if utf8.Valid(d.body) {
			continue
		}
		n++
		if strings.Contains(d.mime, "charset") || regexp.MustCompile(`(?i)charset\s*=`).Match(d.body) {
			t.Errorf("%s: the GBK page names a charset", pg.Path)
		}
	}
	if n != 1 {
		t.Errorf("%d pages are not UTF-8, want 1", n)
	}
}

// A portal publishes as time goes on.
func TestNotYetPublished(t *testing.T) {
	now := data.Day(20240101).Time()
	p, err := New(Options{Set: data.Fictional, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	before := len(p.Pages())
	for _, pg := range p.Pages() {
		if pg.Want.Published >= 20240101 {
			t.Errorf("%s is out too early", pg.Path)
		}
	}
	now = data.Day(20240201).Time()
	if len(p.Pages()) <= before || len(walk(t, p, "/cggg/dfgg/zbgg/")) == 0 {
		t.Error("nothing came out in January")
	}
}

func TestServerAnswersAndLogs(t *testing.T) {
	s, err := Start(context.Background(), Options{Set: data.Facts})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := s.Pages()[0].Path
	get := func(path, tag string) (*http.Response, string) {
		t.Helper()
		req, _ := http.NewRequest(http.MethodGet, s.URL+path, nil)
		req.Header.Set("User-Agent", "tester")
		if tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp, string(b)
	}
	resp, body := get(path, "")
	if resp.StatusCode != 200 || !strings.Contains(body, "vF_detail_content") {
		t.Fatalf("%s: %s", path, resp.Status)
	}
	if resp, _ := get(path, resp.Header.Get("ETag")); resp.StatusCode != http.StatusNotModified {
		t.Errorf("a conditional request got %s", resp.Status)
	}
	if resp, _ := get("/cggg/dfgg/zbgg/index_999.htm", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a page beyond the end got %s", resp.Status)
	}
	if resp, body := get("/robots.txt", ""); resp.StatusCode != 200 || !strings.Contains(body, "Disallow: /oss/") {
		t.Errorf("robots.txt: %s %q", resp.Status, body)
	}
	log := s.Requests()
	if len(log) != 4 || log[0].Path != path || log[0].UserAgent != "tester" || log[1].Status != 304 || !log[1].Cond || log[0].At.IsZero() {
		t.Errorf("log %+v", log)
	}
}

func TestCapitals(t *testing.T) {
	for yuan, want := range map[int64]string{
		1_200_000: "壹佰贰拾万元整", 1_205_000: "壹佰贰拾万伍仟元整", 16_369: "壹万陆仟叁佰陆拾玖元整", 100_400: "壹拾万零肆佰元整", 60_000_000: "陆仟万元整", 3_000_700: "叁佰万零柒佰元整",
	} {
		if got := capitals(yuan * 100); got != want {
			t.Errorf("%d: %s, want %s", yuan, got, want)
		}
	}
}

func BenchmarkWholeFictionalSet(b *testing.B) {
	for b.Loop() {
		p := portal(b, data.Fictional, 0)
		for _, pg := range p.Pages() {
			p.document(pg.Path)
		}
	}
}
