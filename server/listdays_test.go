package server

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// spanned is the fake store with portals that have a period.
type spanned struct {
	*fake
	periods map[string]period
}

func (s spanned) Span(portal string) (first, last data.Day, err error) {
	p := s.periods[portal]
	return p.first, p.last, nil
}

// listDays is a store in which every kind of day occurs, as seen on 2024-06-11.
// Portal "old" ended on 10 March and "new" began on 21 March, so that nobody
// has the ten days between; neither was crawled from its first day on, and
// list b of "new" only since 20 May. "facts" has ten days of 2022, of which
// there is nothing else.
func listDays(t *testing.T) *Server {
	t.Helper()
	f := newFake(2, "示例")
	f.cover = nil
	for _, p := range f.projects {
		p.Month = 202403
	}
	put := func(portal, channel string, from, to data.Day, st store.CoverageState) {
		for d := from; d <= to; d = d.Add(1) {
			f.cover = append(f.cover, store.Coverage{Portal: portal, Channel: channel, Day: d, State: st, Listed: 1})
		}
	}
	put("old", "a", 20240301, 20240310, store.CoverageComplete)
	put("old", "a", 20240311, 20240312, store.CoverageBlocked) // past its period: no hole of its own
	put("old", "b", 20240301, 20240308, store.CoverageComplete)
	put("old", "b", 20240309, 20240309, store.CoverageCapped)
	put("old", "b", 20240310, 20240310, store.CoverageBlocked)
	put("new", "a", 20240321, 20240430, store.CoverageComplete)
	put("new", "a", 20240501, 20240610, store.CoverageComplete)
	put("new", "b", 20240520, 20240611, store.CoverageComplete)
	put("new", "a", 20240611, 20240611, store.CoveragePartial) // not over
	put("new", "a", 20240612, 20240630, store.CoverageNotTried)
	put("facts", "a", 20220810, 20220819, store.CoverageComplete)
	s, err := New(Options{Store: spanned{f, map[string]period{"old": {20230301, 20240310}, "new": {20240321, 0}, "facts": {20220810, 20220819}}}, Index: f,
		Now: func() time.Time { return data.Day(20240611).Time().Add(12 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tally is x of y list-days.
type tally struct{ done, all int }

var (
	cellWords = regexp.MustCompile(`(\d+)/(\d+)`)
	rowOf     = regexp.MustCompile(`(?s)<tr( class="all")?><th scope="row">([^<]*)</th>.*?</tr>`)
	cellOf    = regexp.MustCompile(`<td class="cell ([^"]*)" title="([^"]*)">([^<]*)</td>`)
	leadOf    = regexp.MustCompile(`([\d,]+) of ([\d,]+) list-days complete \(([^)]*)\)`)
)

// pageDays reads the coverage page of a year: the list-days of the lead, of
// the row over all lists by month, and the sum of the other rows by month.
func pageDays(t *testing.T, body string) (lead tally, all, sum [12]tally) {
	t.Helper()
	m := leadOf.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no lead:\n%s", body)
	}
	lead = tally{digits(m[1]), digits(m[2])}
	for _, row := range rowOf.FindAllStringSubmatch(body, -1) {
		for i, cell := range cellOf.FindAllStringSubmatch(row[0], -1) {
			into, words := &sum[i], cell[3]
			if row[1] != "" {
				into, words = &all[i], cell[2]
			}
			if d := cellWords.FindStringSubmatch(words); d != nil {
				into.done, into.all = into.done+digits(d[1]), into.all+digits(d[2])
			}
		}
	}
	return lead, all, sum
}

func digits(s string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	return n
}

// apiDays reads the list-days of each month from the API.
func apiDays(t *testing.T, s *Server) map[string]tally {
	t.Helper()
	var answer struct {
		Data []struct {
			Month string
			Done  int `json:"days_complete"`
			All   int `json:"days"`
		}
	}
	if err := json.Unmarshal(get(t, s, "/api/v1/coverage").Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	out := map[string]tally{}
	for _, r := range answer.Data {
		x := out[r.Month]
		out[r.Month] = tally{x.done + r.Done, x.all + r.All}
	}
	return out
}

// TestListDays: one rule counts what is complete, and every place that shows a
// share of it shows the same: lead, row over all lists, rows of the lists, API,
// the trend's words and those of the command.
func TestListDays(t *testing.T) {
	s := listDays(t)
	// Of March nobody has the 11th to the 20th: they are missing from each of
	// the four lists. Of June the 11th is not over.
	want := map[string]tally{
		"2022-08": {10, 31}, "2022-09": {}, "2024-01": {0, 62}, "2024-02": {0, 58}, "2024-03": {10 + 8 + 11, 10 + 10 + 11 + 11 + 4*10},
		"2024-04": {30, 60}, "2024-05": {31 + 12, 62}, "2024-06": {20, 20}, "2024-07": {},
	}
	fromAPI := apiDays(t, s)
	words, err := s.CoverageWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range []string{"2022", "2024"} {
		body := html.UnescapeString(get(t, s, "/coverage?lang=en&year="+year).Body.String())
		lead, all, sum := pageDays(t, body)
		var total tally
		for i := range 12 {
			m := year + "-" + []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"}[i]
			if w, ok := want[m]; ok && (sum[i] != w || fromAPI[m] != w) {
				t.Errorf("%s: rows %v, API %v, want %v", m, sum[i], fromAPI[m], w)
			}
			if all[i].all > 0 && all[i] != sum[i] {
				t.Errorf("%s: the row over all lists says %v, the lists %v", m, all[i], sum[i])
			}
			total.done, total.all = total.done+sum[i].done, total.all+sum[i].all
		}
		if lead != total {
			t.Errorf("%s: lead %v, table %v", year, lead, total)
		}
		if said := leadOf.FindString(body); !slices.ContainsFunc(words, func(l string) bool { return strings.HasPrefix(l, year) && strings.Contains(l, said) }) {
			t.Errorf("the page says %q, the command %q", said, words)
		}
		checkNeedles(t, body, []string{EN.T("cover.rule")})
	}
	if !slices.Contains(words, EN.T("cover.rule")) {
		t.Errorf("the command does not say what a list-day is: %q", words)
	}
	cov, err := s.monthly(nil)
	if err != nil {
		t.Fatal(err)
	}
	for m, w := range want {
		month, _ := data.ParseMonth(m)
		if got := cov.of(month); (tally{got.Done, got.All}) != w {
			t.Errorf("%s: the trend counts %d of %d, want %v", m, got.Done, got.All, w)
		}
	}
	checkNeedles(t, html.UnescapeString(get(t, s, "/?lang=en").Body.String()),
		[]string{"Mar 2024 is not complete yet (29 of 82 list-days)", "incomplete: 35\u00a0% of list-days, blocked"})
	checkNeedles(t, strings.Join(words, "\n"), []string{"2022 (lists: 1): 10 of 31 list-days complete (32\u00a0%). Another 11 months"})
}
