package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// moving is a portal whose list changes while it is walked: before hook, if
// given, is called with the number of each page that is asked for, from 1.
type moving struct {
	url      string
	hook     func(s *moving, page int)
	deaf     bool // it does not heed the page number
	failOnce int  // a page whose first request fails
	stop     int  // the page at which cancel is called, and no answer given
	cancel   func()

	mu    sync.Mutex
	rows  []movingRow // newest first
	asked []int
}

type movingRow struct {
	n   int
	day data.Day
}

const movingSize = 10

func startMoving(t *testing.T) *moving {
	t.Helper()
	s := &moving{}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

func (s *moving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked = append(s.asked, page); s.hook != nil {
		s.hook(s, page)
	}
	if page == s.stop {
		s.cancel()
		<-r.Context().Done()
		return
	}
	if page == s.failOnce {
		s.failOnce = 0
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	if s.deaf {
		page = 1
	}
	from, to := portal.ParseDay(r.URL.Query().Get("from")), portal.ParseDay(r.URL.Query().Get("to"))
	var all, rows []string
	for _, m := range s.rows {
		if from == 0 || m.day >= from && m.day <= to {
			all = append(all, fmt.Sprintf(`{"t":"示例大模型%d","u":"/n/%d.html","d":"%s"}`, m.n, m.n, m.day))
		}
	}
	rows = all[min((page-1)*movingSize, len(all)):min(page*movingSize, len(all))]
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"total":%d,"pages":%d,"rows":[%s]}`, len(all), (len(all)+movingSize-1)/movingSize, strings.Join(rows, ","))
}

// publish puts n new rows of a day at the head; the lock is held or not needed.
func (s *moving) publish(n int, day data.Day) {
	for range n {
		s.rows = append([]movingRow{{1000 + len(s.rows), day}}, s.rows...)
	}
}

func (s *moving) requests() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// definition lists s by windows of seven days with a total, or as a stream
// that names its number of pages.
func (s *moving) definition(t *testing.T, stream bool) *portal.Definition {
	t.Helper()
	address, rest := s.url+"/list?page={page}&from={from}&to={to}", "  total: total\n  window: {days: 7}\n"
	if stream {
		address, rest = s.url+"/list?page={page}", "  pages: pages\n  whole: true\n"
	}
	y := `version: 1
id: moving
name: 示例
english: moving
home: ` + s.url + `/
covers: x
tier: A
default: on
verified: no
why: because
mode: list-only
hosts: ["` + host(s.url) + `"]
recheck: 1
channels:
  - {id: cc, name: c, kind: award}
list:
  format: json
  request: {url: "` + address + `"}
  rows: rows
  container: rows
` + rest + `  page: {size: 10}
  fields:
    title: t
    url: u
    published: d
`
	return defined(t, y)
}

// window gives options for the week of 2024-08-05 to 11, long over.
func (s *moving) window(t *testing.T) Options {
	o := options(openStore(t), s.definition(t, false))
	o.From, o.To = 20240805, 20240811
	return o
}

// listed sums up the rows of all days, and complains about days that are not
// complete, but for those of the exceptions.
func listedRows(t *testing.T, st *store.Store, but ...data.Day) (n int) {
	t.Helper()
	err := st.Coverage(func(v store.Coverage) error {
		n += v.Listed
		for _, d := range but {
			if v.Day == d {
				return nil
			}
		}
		if v.State != store.CoverageComplete {
			t.Errorf("%s is %s: %s", v.Day, v.State, v.Reason)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// allKept checks that every row that the portal still shows is stored.
func (s *moving) allKept(t *testing.T, st *store.Store) {
	t.Helper()
	got := stored(t, st)
	for _, m := range s.rows {
		if path := fmt.Sprintf("/n/%d.html", m.n); got[path] != 1 {
			t.Errorf("%s is there %d times", path, got[path])
		}
	}
}

// Rows that are published while a window is walked push others over to the
// next page: each counts once, and the new ones are found by another pass
// that goes no further than it must.
func TestRowsPublishedDuringAWalkCountOnce(t *testing.T) {
	for _, late := range []int{1, movingSize - 1, movingSize, movingSize + 1, 3 * movingSize} {
		t.Run(fmt.Sprint(late), func(t *testing.T) {
			s := startMoving(t)
			s.publish(50, 20240807)
			s.hook = func(s *moving, page int) {
				if len(s.asked) == 3 {
					s.publish(late, 20240808)
				}
			}
			o := s.window(t)
			sum := crawl(t, o)
			if n := listedRows(t, o.Store); n != 50+late || sum.Incomplete() || sum.Portals[0].Rows != 50+late {
				t.Errorf("%d rows are listed, %d counted, want %d: %+v", n, sum.Portals[0].Rows, 50+late, sum.Portals[0])
			}
			s.allKept(t, o.Store)
			first, second := (50+late+movingSize-1)/movingSize, (late+movingSize-1)/movingSize
			if n := len(s.requests()); n > first+second {
				t.Errorf("%d pages were asked for, want %d and then %d at most: %v", n, first, second, s.requests())
			}
		})
	}
}

// A row that is taken back pulls the others up, and one of them over to a page
// that was read already: the list is walked once more.
func TestRowTakenBackDuringAWalkHidesNoOther(t *testing.T) {
	s := startMoving(t)
	s.publish(50, 20240807)
	s.hook = func(s *moving, page int) {
		if len(s.asked) == 3 {
			s.rows = s.rows[2:]
		}
	}
	o := s.window(t)
	if sum := crawl(t, o); sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
	s.allKept(t, o.Store)
	if n := listedRows(t, o.Store); n != 50 {
		t.Errorf("%d rows are listed, want the 48 and the two that were there", n)
	}
}

// A list that loses rows on each pass is never called complete.
func TestListThatNeverRestsIsNotComplete(t *testing.T) {
	s := startMoving(t)
	s.publish(90, 20240807)
	s.hook = func(s *moving, page int) {
		if page == 2 {
			s.rows = s.rows[1:]
		}
	}
	o := s.window(t)
	sum := crawl(t, o)
	c := coverage(t, o.Store)
	if !sum.Incomplete() || c[store.CoverageComplete] > 0 || !strings.Contains(strings.Join(sum.Portals[0].Reasons, ";"), "changed each of the 3 times") {
		t.Errorf("coverage %v: %+v", c, sum.Portals[0])
	}
}

// A portal that does not heed the page number is changed, not complete: with
// a total that two equal pages would fill, and with one that they would not.
func TestPageNumberThatIsNotHeeded(t *testing.T) {
	for _, total := range []int{2 * movingSize, 5 * movingSize} {
		s := startMoving(t)
		s.deaf = true
		s.publish(total, 20240807)
		o := s.window(t)
		o.BreakerBase = 1
		sum := crawl(t, o)
		if c := coverage(t, o.Store); !sum.Incomplete() || c[store.CoverageComplete] > 0 || sum.Portals[0].Outcomes[portal.Changed] == 0 {
			t.Errorf("total %d: coverage %v, %+v", total, c, sum.Portals[0])
		}
	}
}

// stopAt runs a crawl that is stopped while a page is asked for.
func (s *moving) stopAt(t *testing.T, o Options, page int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.stop, s.cancel = page, cancel
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Run(ctx); err == nil {
		t.Fatal("the run was not stopped")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop, s.asked = 0, nil
}

// A walk that was stopped goes on days later, when the head of the list has
// grown by pages: no row of it counts twice, and none is skipped.
func TestResumedWalkCountsShiftedRowsOnce(t *testing.T) {
	for _, stream := range []bool{false, true} {
		for _, late := range []int{3, movingSize, 2*movingSize + 5} {
			t.Run(fmt.Sprintf("stream %v, %d late", stream, late), func(t *testing.T) {
				s := startMoving(t)
				s.publish(25, 20240805)
				s.publish(45, 20240806)
				c := &clock{}
				c.set(20240811, 12)
				o := s.window(t)
				o.Portals[0], o.Now, o.To = s.definition(t, stream), c.now, 0
				if !stream {
					c.set(20240830, 12)
					o.To = 20240811
				}
				s.stopAt(t, o, 4)
				s.publish(late, 20240811)
				c.set(20240901, 12)
				if stream {
					c.set(20240812, 12)
				}
				if sum := crawl(t, o); sum.Incomplete() {
					t.Errorf("%+v", sum.Portals[0])
				}
				if first := s.requests()[0]; first != 4 && !stream { // a stream's head is listed first
					t.Errorf("it went on with page %d", first)
				}
				if n := listedRows(t, o.Store, 20240812); n != 70+late {
					t.Errorf("%d rows are listed, want %d", n, 70+late)
				}
				s.allKept(t, o.Store)
			})
		}
	}
}

// A window that reaches the portal's cap is halved down to a day. A day that
// still does, and can't be cut further, is read as far as it goes and called
// capped, with what the portal reports; the days beside it are complete.
func TestCappedDayIsReported(t *testing.T) {
	s := startMoving(t)
	s.publish(10, 20240806)
	s.publish(47, 20240807)
	s.publish(10, 20240808)
	o := s.window(t)
	o.Portals[0].List.Cap.Rows = 30
	sum := crawl(t, o)
	if p := sum.Portals[0]; !sum.Incomplete() || p.Holes != 1 || p.First != 20240807 || p.Outcomes[portal.Capped] != 1 {
		t.Errorf("%+v", p)
	}
	if n := listedRows(t, o.Store, 20240807); n != 50 {
		t.Errorf("%d rows are listed, want 30 of the capped day and 20", n)
	}
	v, err := o.Store.CoverageOf("moving", "cc", "", 20240807)
	if err != nil || v.State != store.CoverageCapped || v.Reported != 47 || !strings.Contains(v.Reason, "part of 47 results") {
		t.Errorf("%+v, %v", v, err)
	}
	if mark, err := o.Store.Cursor(listID{"moving", "cc", ""}.watermark()); err != nil || mark != "2024-08-11" {
		t.Errorf("watermark %q, %v", mark, err)
	}
	s.mu.Lock()
	s.rows = s.rows[30:] // the day has fewer rows now
	s.mu.Unlock()
	if sum := crawl(t, o); sum.Incomplete() {
		t.Errorf("after the day fits: %+v", sum.Portals[0])
	}
}

// A backfill goes from the newest window to the oldest.
func TestBackfillIsNewestFirst(t *testing.T) {
	s := startMoving(t)
	day := data.Day(20240701)
	for ; day < 20240812; day = day.Add(1) {
		s.publish(1, day)
	}
	o := s.window(t)
	o.From, o.Workers = 20240701, 1
	var seen []data.Day
	o.Wanted = func(r data.Row) bool { seen = append(seen, r.Published); return true }
	if sum := crawl(t, o); sum.Incomplete() || len(seen) != 42 {
		t.Errorf("%d rows: %+v", len(seen), sum.Portals[0])
	}
	for i := 1; i < len(seen); i++ {
		if seen[i] > seen[i-1] {
			t.Errorf("%s comes after %s", seen[i], seen[i-1])
		}
	}
}
