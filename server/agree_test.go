package server

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"github.com/xuri/excelize/v2"

	"zhongbiao/data"
	"zhongbiao/index/query"
)

// drawFilter makes a random filter out of everything that a filter has.
func drawFilter(rnd *rand.Rand) query.Filter {
	var f query.Filter
	maybe := func(n int, set func()) {
		if rnd.IntN(n) == 0 {
			set()
		}
	}
	yes := func() *bool { b := rnd.IntN(2) == 0; return &b }
	maybe(3, func() {
		f.Q = []string{"智能体", "示例 平台", `"建设1"`, "buyer:energy", "-智能体", "amount:>100万", "平台 OR 没有的词", "supplier:供应1"}[rnd.IntN(8)]
	})
	maybe(3, func() { f.From = []data.Month{202301, 202305, 202401}[rnd.IntN(3)] })
	maybe(3, func() { f.To = []data.Month{202306, 202312, 202408}[rnd.IntN(3)] })
	if f.From != 0 && f.To != 0 && f.From > f.To {
		f.From, f.To = f.To, f.From
	}
	maybe(3, func() { f.Industry = slices.Clone(worldIndustries[:1+rnd.IntN(2)]) })
	maybe(6, func() { f.Scene = slices.Clone(worldIndustries[1:3]) })
	maybe(6, func() { f.Category = []data.Category{data.CategoryApp} })
	maybe(6, func() { f.Region = []string{"330000"} })
	maybe(8, func() { f.Kind = []data.Kind{data.KindAward} })
	maybe(8, func() { f.Portal = []string{"province"} })
	maybe(6, func() { f.SOE = yes() })
	maybe(8, func() { f.IntraGroup = yes() })
	maybe(6, func() { f.MinFen = 300000000 })
	maybe(8, func() { f.MaxFen = 500000000 })
	maybe(8, func() { f.Relevance = []data.Relevance{data.Core, data.Compute} })
	maybe(4, func() { f.Scope = query.ScopeAll })
	maybe(8, func() { f.Candidates = true })
	maybe(6, func() { f.Sort = []string{query.SortDate, query.SortAmount, query.SortNew}[rnd.IntN(3)] })
	return f
}

// TestAgreement: for every filter the chart, the table, the search's total,
// and every file say the same number, and hold the same projects.
func TestAgreement(t *testing.T) {
	r := newReal(t, world(1, 400))
	r.covered(t)
	rnd := rand.New(rand.NewPCG(3, 5))
	some := 0
	for i := range 60 {
		f := drawFilter(rnd)
		t.Run(fmt.Sprintf("%d?%s", i, f.Values().Encode()), func(t *testing.T) {
			if agree(t, r, f) > 0 {
				some++
			}
		})
	}
	if some < 20 {
		t.Errorf("only %d of 60 filters found anything: the test is too weak", some)
	}
}

// agree compares all views of a filter and gives the number that they share.
func agree(t *testing.T, r *real, f query.Filter) int {
	t.Helper()
	path := func(p string, more ...string) string {
		v := f.Values()
		v.Set("lang", "en")
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return p + "?" + v.Encode()
	}
	body := func(p string) string {
		t.Helper()
		w := get(t, r, p)
		if w.Code != 200 {
			t.Fatalf("%s: status %d: %s", p, w.Code, w.Body)
		}
		return w.Body.String()
	}
	total := pageTotal(t, body(path("/awards")))
	packed := func(p string) []string {
		t.Helper()
		if w := get(t, r, p); total == 0 {
			if w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d for an empty package", p, w.Code)
			}
			return []string{}
		}
		return ocdsIDs(t, body(p))
	}
	ids := csvColumn(t, body(path("/awards.csv", "bom", "0")), "id")
	if len(ids) != total {
		t.Errorf("the page says %d, the CSV has %d rows", total, len(ids))
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("the CSV has a project twice")
	}
	for _, split := range splits {
		trend := trendSums(t, body(path("/trend.json", "split", split)))
		if trend.count != total {
			t.Errorf("split by %s: the months add up to %d, the page says %d", split, trend.count, total)
		}
		if trend.parts != total {
			t.Errorf("split by %s: the parts add up to %d, the page says %d", split, trend.parts, total)
		}
	}
	if n := chartSum(t, body(path("/"))); n != total {
		t.Errorf("the chart adds up to %d, the page says %d", n, total)
	}
	if n := tableSum(t, body(path("/trend.csv", "bom", "0"))); n != total {
		t.Errorf("the table adds up to %d, the page says %d", n, total)
	}
	for name, got := range map[string][]string{"json": jsonIDs(t, body(path("/awards.json"))), "ndjson": ndjsonIDs(t, body(path("/awards.ndjson"))),
		"xlsx": xlsxIDs(t, body(path("/awards.xlsx"))), "ocds": packed(path("/awards.ocds.json")), "records": packed(path("/awards.records.ocds.json")),
		"rss": feedIDs(t, r, path("/awards.rss")), "atom": feedIDs(t, r, path("/awards.atom")), "json feed": feedIDs(t, r, path("/awards.feed.json"))} {
		slices.Sort(got)
		if diff := cmp.Diff(ids, got); diff != "" {
			t.Errorf("%s holds other projects than the CSV (-csv +%s):\n%s", name, name, diff)
		}
	}
	return total
}

var totalWords = regexp.MustCompile(`<p class="total" role="status">([\d,]+) awards`)

func pageTotal(t *testing.T, page string) int {
	t.Helper()
	m := totalWords.FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page says no total")
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func csvColumn(t *testing.T, text, name string) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], name)
	out := []string{}
	for _, row := range rows[1:] {
		out = append(out, row[at])
	}
	return out
}

func tableSum(t *testing.T, text string) int {
	t.Helper()
	n := 0
	for _, v := range csvColumn(t, text, "Awards") {
		if v != "" {
			c, err := strconv.Atoi(v)
			if err != nil {
				t.Fatal(err)
			}
			n += c
		}
	}
	return n
}

type sums struct{ count, parts int }

func trendSums(t *testing.T, text string) sums {
	t.Helper()
	var doc struct {
		Months []struct{ Count *int }
		Parts  map[string]map[string]int
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	var s sums
	for _, m := range doc.Months {
		if m.Count != nil {
			s.count += *m.Count
		}
	}
	for _, m := range doc.Parts {
		for _, n := range m {
			s.parts += n
		}
	}
	return s
}

var chartAttr = regexp.MustCompile(`data-chart="([^"]*)"`)

func chartSum(t *testing.T, page string) int {
	t.Helper()
	m := chartAttr.FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no chart on the page")
	}
	var c chartData
	if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &c); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range c.Series {
		if len(s.Values) != len(c.Months) {
			t.Errorf("series %s has %d values for %d months", s.Label, len(s.Values), len(c.Months))
		}
		for _, v := range s.Values {
			if v != nil {
				n += int(*v)
			}
		}
	}
	return n
}

func jsonIDs(t *testing.T, text string) []string {
	t.Helper()
	var doc struct {
		Meta     struct{ Count int }
		Awards   []struct{ ID string }
		Complete bool
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil || !doc.Complete || doc.Meta.Count != len(doc.Awards) {
		t.Fatalf("complete %v, count %d of %d, err %v", doc.Complete, doc.Meta.Count, len(doc.Awards), err)
	}
	out := []string{}
	for _, a := range doc.Awards {
		out = append(out, a.ID)
	}
	return out
}

func ndjsonIDs(t *testing.T, text string) []string {
	t.Helper()
	out := []string{}
	for line := range strings.Lines(text) {
		var a struct{ ID string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a.ID)
	}
	return out
}

func xlsxIDs(t *testing.T, text string) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, row := range rows[1:] {
		out = append(out, row[0])
	}
	return out
}

func ocdsIDs(t *testing.T, text string) []string {
	t.Helper()
	var doc struct{ Releases, Records []struct{ OCID string } }
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, r := range append(doc.Releases, doc.Records...) {
		out = append(out, strings.TrimPrefix(r.OCID, "ocds-zhongbiao-"))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// feedIDs follows a feed to its last page, by a reader that is not ours.
func feedIDs(t *testing.T, r *real, path string) []string {
	t.Helper()
	out := []string{}
	for path != "" {
		w := get(t, r, path)
		if w.Code != 200 {
			t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
		}
		next := nextPage.FindString(w.Body.String())
		feed, err := gofeed.NewParser().Parse(w.Body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, it := range feed.Items {
			out = append(out, strings.TrimPrefix(it.GUID, "urn:zhongbiao:"))
		}
		path = strings.TrimPrefix(html.UnescapeString(addressForm.FindString(next)), "http://example.com")
		path = strings.ReplaceAll(path, `\u0026`, "&")
	}
	return out
}

var (
	nextPage    = regexp.MustCompile(`<(?:atom:)?link [^>]*rel="next"[^>]*>|"next_url": "[^"]*"`)
	addressForm = regexp.MustCompile(`http://[^"]*`)
)

// TestBarsLeadToRows: every bar of the chart, opened, is as long as it says:
// by every split, with what has no value, and with the rest.
func TestBarsLeadToRows(t *testing.T) {
	r := newReal(t, world(2, 150))
	bars := map[string]int{}
	for _, split := range splits {
		for _, filter := range []string{"", "scope=all", "region=330100,110000", "unit=notice", "supplier=供应1", "lead=-示例供应3公司", "industry=energy,health&from=2023-06"} {
			page := get(t, r, "/?lang=en&split="+split+"&"+filter).Body.String()
			var c chartData
			if err := json.Unmarshal([]byte(html.UnescapeString(chartAttr.FindStringSubmatch(page)[1])), &c); err != nil {
				t.Fatal(err)
			}
			for _, s := range c.Series {
				bars[split+" "+s.Label] += checkBars(t, r, c, s)
			}
		}
	}
	for _, want := range []string{"region unknown", "supplier no supplier named", "supplier the rest", "soe state-owned", "soe not state-owned", "scene Health", "category unknown"} {
		if bars[want] == 0 {
			t.Errorf("no bar of %s: %v", want, bars)
		}
	}
}

// checkBars opens the bars of one series, of every third month.
func checkBars(t *testing.T, r *real, c chartData, s chartSeries) (bars int) {
	t.Helper()
	for i, v := range s.Values {
		if v == nil || *v == 0 || i%3 > 0 {
			continue
		}
		bars++
		u, err := url.Parse(c.Rows)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set("from", c.Months[i])
		q.Set("to", c.Months[i])
		for k, vals := range s.Rows {
			q[k] = vals
		}
		page := get(t, r, u.Path+"?"+q.Encode()).Body.String()
		n := 0
		if m := noticeWords.FindStringSubmatch(page); m != nil {
			n, _ = strconv.Atoi(m[1])
		} else {
			n = pageTotal(t, page)
		}
		if n != int(*v) {
			t.Errorf("%s %s: the bar says %v, its page %d: %s", c.Months[i], s.Label, *v, n, q.Encode())
		}
	}
	return bars
}

var noticeWords = regexp.MustCompile(`<p class="total" role="status">([\d,]+) notices of ([\d,]+) awards`)

// TestAgreementByNotice: with unit=notice, list, months and API count the same
// notices.
func TestAgreementByNotice(t *testing.T) {
	r := newReal(t, world(11, 200))
	rnd := rand.New(rand.NewPCG(9, 9))
	for range 25 {
		f := drawFilter(rnd)
		f.Unit = query.UnitNotice
		v := f.Values()
		v.Set("lang", "en")
		m := noticeWords.FindStringSubmatch(get(t, r, "/awards?"+v.Encode()).Body.String())
		if m == nil {
			t.Fatalf("%s: the page says no total", v.Encode())
		}
		total, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		if err != nil {
			t.Fatal(err)
		}
		if s := trendSums(t, get(t, r, "/trend.json?"+v.Encode()).Body.String()); s.count != total || s.parts != total {
			t.Errorf("%s: the page says %d notices, months %d, parts %d", v.Encode(), total, s.count, s.parts)
		}
		var api struct{ Total int }
		if err := json.Unmarshal(get(t, r, "/api/v1/notices?"+v.Encode()).Body.Bytes(), &api); err != nil || api.Total != total {
			t.Errorf("%s: the page says %d notices, the API %d (%v)", v.Encode(), total, api.Total, err)
		}
	}
}
