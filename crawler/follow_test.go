package crawler

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// longList is a portal with one list of many pages, newest row first, and a
// notice behind each row.
type longList struct {
	pages, rows int               // pages, and rows on each
	asked       func(list string) // called for each page of the list

	mu    sync.Mutex
	lists []string // pages of the list that were asked for
}

const longListPath = "/cggg/dfgg/zbgg/"

func (l *longList) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, longListPath)
	switch page, err := l.page(name); {
	case ok && err == nil:
		l.mu.Lock()
		l.lists = append(l.lists, name)
		l.mu.Unlock()
		if l.asked != nil {
			l.asked(name)
		}
		l.list(w, page)
	case ok:
		fmt.Fprint(w, notice("中标公告"))
	default:
		http.NotFound(w, r)
	}
}

func (l *longList) page(name string) (n int, err error) {
	if name == "" {
		return 0, nil
	}
	_, err = fmt.Sscanf(name, "index_%d.htm", &n)
	return n, err
}

func (l *longList) list(w http.ResponseWriter, page int) {
	fmt.Fprint(w, `<html><ul class="c_list_bid">`)
	for i := page * l.rows; i < (page+1)*l.rows; i++ {
		day := 31 - i*30/(l.pages*l.rows)
		fmt.Fprintf(w, `<li><a href="./202408/t202408%02d_%d.htm" title="示例%d大模型">示例</a><em rel="bxlx">中标公告</em> 发布时间：<em>2024-08-%02d 10:00</em> 地域：<em>示例省</em> 采购人：<em>示例单位</em></li>`, day, i, i, day)
	}
	fmt.Fprintf(w, `</ul><script>Pager({size:%d, current:%d, prefix:'index',suffix:'htm'});</script></html>`, l.pages, page)
}

func (l *longList) asks() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.lists)
}

// start serves the list and gives the options of a crawl of it.
func (l *longList) start(t *testing.T) Options {
	t.Helper()
	srv := httptest.NewServer(l)
	t.Cleanup(srv.Close)
	d := at(t, srv.URL)
	oneChannel(d)
	return options(openStore(t), d)
}

// oneChannel leaves a definition the channel that the tests' lists are of.
func oneChannel(d *portal.Definition) {
	for _, c := range d.Channels {
		if c.ID == "dfgg-zbgg" {
			d.Channels = []portal.Channel{c}
			return
		}
	}
}

// whole fails the test when not every notice is there once.
func (l *longList) whole(t *testing.T, o Options, sum *Summary) {
	t.Helper()
	if got := stored(t, o.Store); sum.Incomplete() || len(got) != l.pages*l.rows {
		t.Errorf("%d notices are there, want %d: %+v", len(got), l.pages*l.rows, sum.Portals[0])
	}
	if c := coverage(t, o.Store); c[store.CoverageComplete] != 31 || len(c) != 1 {
		t.Errorf("the month's days are %v", c)
	}
}

// blockWrites holds up all commits from the moment that page one of a list is
// asked for, until want pages were asked for and no more come.
func blockWrites(t *testing.T, l *longList, o Options, want int) {
	var once sync.Once
	blocked := func(locked chan bool) {
		err := o.Store.Derive(func(*store.Tx) error {
			close(locked)
			until(t, fmt.Sprint("page ", want), func() bool { return l.asks() >= want })
			time.Sleep(100 * time.Millisecond) // one more would come by now
			if n := l.asks(); n != want {
				t.Errorf("%d pages were asked for before the first was written, want %d", n, want)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	l.asked = func(string) {
		once.Do(func() {
			locked := make(chan bool)
			go blocked(locked)
			<-locked
		})
	}
}

// While a page of a list is being written the next ones are read, but not
// more than a few: what is read and not written is lost with the process.
func TestListIsReadAheadOfItsCommits(t *testing.T) {
	l := &longList{pages: 12, rows: 3}
	o := l.start(t)
	blockWrites(t, l, o, 1+maxAhead)
	l.whole(t, o, crawlSoon(t, o))
	if n := l.asks(); n != l.pages {
		t.Errorf("the list's %d pages were asked for %d times: %q", l.pages, n, l.lists)
	}
}

// Where a rate limit holds, the queue says what is asked for next: nothing is
// read ahead.
func TestLimitedHostIsNotReadAhead(t *testing.T) {
	l := &longList{pages: 4, rows: 1}
	o := l.start(t)
	o.Delays = map[string]time.Duration{hostname(o.Portals[0].Hosts[0]): time.Millisecond}
	blockWrites(t, l, o, 1)
	l.whole(t, o, crawlSoon(t, o))
}

// There one request is made at a time, although tasks are leased ahead.
func TestLimitedHostIsAskedOneAtATime(t *testing.T) {
	l := &longList{pages: 3, rows: 8}
	var now, most atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(3 * time.Millisecond)
		l.ServeHTTP(w, r)
	}))
	defer srv.Close()
	d := at(t, srv.URL)
	oneChannel(d)
	o := options(openStore(t), d)
	o.Workers, o.Delays = 8, map[string]time.Duration{hostname(d.Hosts[0]): time.Millisecond}
	if l.whole(t, o, crawlSoon(t, o)); most.Load() != 1 {
		t.Errorf("%d requests at the same time", most.Load())
	}
}

// When the lease of a page was lost, the pages that were read ahead of its
// commit end with it; whoever has the lease walks on.
func TestLostLeaseEndsWhatFollows(t *testing.T) {
	l := &longList{pages: 6, rows: 2}
	o := l.start(t)
	var stolen []store.Task
	l.asked = func(name string) {
		var err error
		switch l.asks() {
		case 1: // page one: another worker takes it
			if stolen, err = o.Store.Lease(time.Now().Add(time.Hour), time.Hour, 1, nil); err != nil || len(stolen) != 1 {
				t.Errorf("took %d tasks, %v", len(stolen), err)
			}
		case 2: // page two, read ahead: the other gives page one back
			if name != "index_1.htm" {
				t.Errorf("%q was asked for second", name)
			}
			if err = o.Store.Release(stolen[0]); err != nil {
				t.Error(err)
			}
		}
	}
	l.whole(t, o, crawlSoon(t, o))
	if n := l.asks(); n < l.pages+2 {
		t.Errorf("the list's %d pages were asked for %d times, want two more: the first two were in vain", l.pages, n)
	}
}

// A run that is stopped while pages are read ahead gives all of them back.
func TestStopGivesBackWhatWasReadAhead(t *testing.T) {
	for range 20 { // where it stops is chance
		l := &longList{pages: 30, rows: 1}
		o := l.start(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		l.asked = func(string) {
			if l.asks() == 10 {
				stop()
			}
		}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Run(ctx); err == nil {
			t.Error("the run was not stopped")
		}
		if n, err := o.Store.TaskCounts(); err != nil || n[store.TaskLeased] != 0 {
			t.Errorf("leases are left: %v, %v", n, err)
		}
		l.asked = nil
		l.whole(t, o, crawlSoon(t, o))
	}
}

// The end of a walk looks at what its pages before have written: it waits for
// them.
func TestEndOfAWalkWaitsForItsPages(t *testing.T) {
	l := &longList{pages: 3, rows: 2}
	o := l.start(t)
	evening := time.Date(2024, 8, 31, 20, 0, 0, 0, data.Shanghai)
	o.Now = func() time.Time { return evening }
	blockWrites(t, l, o, l.pages)
	crawlSoon(t, o)
	var s seen
	id := listID{o.Portals[0].ID, o.Portals[0].Channels[0].ID, ""}
	if b, err := o.Store.State(id.key("seen", "")); err != nil || json.Unmarshal(b, &s) != nil {
		t.Fatalf("what is kept of page one: %s, %v", b, err)
	}
	if !s.Full || s.Tally.Listed != 1 || s.Day != 20240831 {
		t.Errorf("of page one this is kept: %+v, want all of the one row of the day", s)
	}
}

// The lease of a page that was read ahead is kept like all others, once there
// is one, however long its answer takes.
func TestFollowerKeepsItsLease(t *testing.T) {
	c := &stepClock{at: time.Now()}
	l := &longList{pages: 3, rows: 1}
	o := l.start(t)
	o.Now, o.Workers, o.LeaseTime, o.Timeout = c.now, 2, 60*time.Millisecond, time.Minute
	lease := func() (at time.Time) {
		err := o.Store.Tasks(func(k store.Task) error {
			if strings.HasSuffix(k.Window, "#1") && k.State == store.TaskLeased {
				at = k.Lease
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return at
	}
	l.asked = func(name string) {
		if name != "index_1.htm" {
			return
		}
		until(t, "the lease of page two", func() bool { return !lease().IsZero() })
		for range 5 {
			c.advance(o.LeaseTime / 2)
			until(t, "a longer lease", func() bool { return !lease().Before(c.now().Add(o.LeaseTime)) })
		}
	}
	l.whole(t, o, crawlSoon(t, o))
	if n := l.asks(); n != l.pages {
		t.Errorf("the list's %d pages were asked for %d times: %q", l.pages, n, l.lists)
	}
}
