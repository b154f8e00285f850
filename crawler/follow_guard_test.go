package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// listOf serves a list of one channel by a function for its pages, and notices
// for everything that it links to.
func listOf(t *testing.T, page func(w http.ResponseWriter, n int)) Options {
	t.Helper()
	l := &longList{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, longListPath)
		if n, err := l.page(name); ok && err == nil {
			page(w, n)
			return
		}
		l.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	d := at(t, srv.URL)
	oneChannel(d)
	return options(openStore(t), d)
}

// listPageOf writes one page of a list: rows of "day:number" each.
func listPageOf(w http.ResponseWriter, page, pages int, base string, rows ...string) {
	fmt.Fprint(w, `<html><ul class="c_list_bid">`)
	for _, row := range rows {
		day, n, _ := strings.Cut(row, ":")
		fmt.Fprintf(w, `<li><a href="%s/202408/t202408%s_%s.htm" title="示例%s大模型">示例</a><em rel="bxlx">中标公告</em> 发布时间：<em>2024-08-%s 10:00</em> 地域：<em>示例省</em> 采购人：<em>示例单位</em></li>`, base, day, n, n, day)
	}
	fmt.Fprintf(w, `</ul><script>Pager({size:%d, current:%d, prefix:'index',suffix:'htm'});</script></html>`, pages, page)
}

// called tells whether one of the callers' names has the part.
func called(part string) bool {
	var pc [64]uintptr
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc[:])])
	for {
		f, more := frames.Next()
		if strings.Contains(f.Function, part) {
			return true
		}
		if !more {
			return false
		}
	}
}

// bareRun is a run without workers.
func bareRun(t *testing.T, o Options) *run {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{o: &c.o, st: c.o.Store, limit: c.limit, portals: map[string]*site{}, byHost: map[string]int{}, followers: map[uint64]*follower{}, next: map[string]time.Time{}, held: map[string]*store.Task{},
		work: make(chan store.Task), kick: make(chan struct{}, 1), more: make(chan struct{}, 1), commits: newPool(4)}
	r.over = sync.NewCond(&r.mu)
	for _, d := range c.o.Portals {
		b, err := newBreaker(&c.o, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		r.portals[d.ID] = &site{def: d, brake: b}
	}
	return r
}

// A breaker writes itself with its lock held, and a lease is a write, too: so
// neither may wait for a lock that is held while a breaker is asked.
func TestBreakerAndLeaseDoNotWaitForEachOther(t *testing.T) {
	o := (&longList{pages: 1, rows: 1}).start(t)
	r := bareRun(t, o)
	d := o.Portals[0]
	s := r.portals[d.ID]
	if _, err := o.Store.Enqueue(store.Task{Key: "list|x", Portal: d.ID, Host: d.Hosts[0]}); err != nil {
		t.Fatal(err)
	}
	locked, free := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	all.Go(func() {
		if err := o.Store.Derive(func(*store.Tx) error { close(locked); <-free; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-locked
	for _, do := range []func(){ // each waits for the one before it
		func() { _, _, _ = r.lease() },
		func() { _ = s.brake.hold(time.Now().Add(time.Hour), "503") },
		func() {
			r.expect(s, &follower{queue: store.Task{Key: "list|y", Portal: d.ID, Host: d.Hosts[0]}, cancel: func() {}})
		},
	} {
		all.Go(do)
		time.Sleep(50 * time.Millisecond)
	}
	close(free)
	done := make(chan bool)
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("they wait for each other")
	}
}

// What has no lease yet is not renewed: the store does not know it.
func TestFollowerWithoutALeaseIsNotRenewed(t *testing.T) {
	l := &longList{pages: 12, rows: 3}
	o := l.start(t)
	o.LeaseTime = 30 * time.Millisecond
	blockWrites(t, l, o, 1+maxAhead) // several times as long
	l.whole(t, o, crawlSoon(t, o))
}

// A page that was read ahead in vain, and failed, keeps no run from its end:
// the list may be shorter by now.
func TestFailureOfALostPageIsForgotten(t *testing.T) {
	var n atomic.Int32
	var stolen []store.Task
	var o Options
	o = listOf(t, func(w http.ResponseWriter, page int) {
		var err error
		switch n.Add(1) {
		case 1: // another worker takes the page
			if stolen, err = o.Store.Lease(time.Now().Add(time.Hour), time.Hour, 1, nil); err != nil || len(stolen) != 1 {
				t.Errorf("took %d tasks, %v", len(stolen), err)
			}
			listPageOf(w, 0, 2, ".", "31:0", "30:1")
		case 2: // the next one, read ahead
			if err = o.Store.Release(stolen[0]); err != nil {
				t.Error(err)
			}
			w.WriteHeader(http.StatusInternalServerError)
		default:
			listPageOf(w, 0, 1, ".", "31:0")
		}
	})
	if sum := crawlSoon(t, o); sum.Portals[0].Pages != 1 || sum.Portals[0].Outcomes[portal.Failed] != 0 {
		t.Errorf("%+v", sum.Portals[0])
	}
}

// Two readers of one walk, of which one has lost its lease, do not mix up
// which rows were on the pages before: each row is counted once.
func TestLostPageLeavesTheRowsOfTheWalkAlone(t *testing.T) {
	var n, first atomic.Int32
	second, third := make(chan bool), make(chan bool)
	var once sync.Once
	var stolen []store.Task
	var o Options
	o = listOf(t, func(w http.ResponseWriter, page int) {
		var err error
		switch n.Add(1) {
		case 1:
			if stolen, err = o.Store.Lease(time.Now().Add(time.Hour), time.Hour, 1, nil); err != nil || len(stolen) != 1 {
				t.Errorf("took %d tasks, %v", len(stolen), err)
			}
		case 2:
			if err = o.Store.Release(stolen[0]); err != nil {
				t.Error(err)
			}
			<-second // until page one is read for the second time
		}
		listPageOf(w, page, 3, ".", [][]string{{"31:0", "30:1"}, {"30:1", "29:2"}, {"02:3", "01:4"}}[page]...)
	})
	o.Wanted = func(row data.Row) bool {
		if strings.Contains(row.Title, "示例0") && first.Add(1) == 2 {
			close(second)
			select { // until page two is read for the first reader, if that comes
			case <-third:
			case <-time.After(time.Second):
			}
		}
		if strings.Contains(row.Title, "示例2") {
			once.Do(func() { close(third) })
		}
		return true
	}
	crawlSoon(t, o)
	if err := o.Store.Coverage(func(c store.Coverage) error {
		if c.Listed > 1 {
			t.Errorf("%s has one notice, %d are listed", c.Day, c.Listed)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// A panic while a page is fetched ahead is the page's failure, too (C14).
func TestPanicAheadIsThePagesFailure(t *testing.T) {
	l := &longList{pages: 4, rows: 1}
	o := l.start(t)
	var n atomic.Int32
	o.Now = func() time.Time {
		if called("fetchEarly") && called("(*fetcher).send") && n.Add(1) == 1 {
			panic("a bug below fetch")
		}
		return time.Now()
	}
	sum := crawlSoon(t, o)
	if l.whole(t, o, sum); !strings.Contains(strings.Join(sum.Portals[0].Reasons, ";"), "a bug below fetch") {
		t.Errorf("%+v", sum.Portals[0])
	}
}

// A portal that asked to be left alone by one host's answer is not asked for
// the next page of a list on another.
func TestNothingIsReadAheadOfAPortalLeftAlone(t *testing.T) {
	begun := make(chan bool)
	details := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		<-begun
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer details.Close()
	var o Options
	var once sync.Once
	var alone atomic.Bool
	o = listOf(t, func(w http.ResponseWriter, page int) {
		if alone.Load() {
			t.Errorf("page %d was asked for while the portal was to be left alone", page+1)
		}
		if page == 1 {
			once.Do(func() {
				close(begun)
				until(t, "the refusal", func() bool {
					b, err := BreakerOf(o.Store, o.Portals[0].ID)
					return err != nil || b.Until.After(time.Now())
				})
				alone.Store(true)
			})
		}
		listPageOf(w, page, 9, details.URL+"/x", fmt.Sprint(30-page, ":", page))
	})
	o.Portals[0].Hosts = append(o.Portals[0].Hosts, strings.TrimPrefix(details.URL, "http://"))
	crawlSoon(t, o)
	if !alone.Load() {
		t.Error("the portal did not refuse anything")
	}
}

// A request whose turn comes after the portal was given up is not made, and
// says nothing about its robots.txt.
func TestNoRequestAfterAPauseIfThePortalIsLeftAlone(t *testing.T) {
	var n atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { n.Add(1) }))
	defer srv.Close()
	f := fetcherOf(t, options(openStore(t), at(t, srv.URL)))
	f.mayAsk = func() bool { return false }
	for range 2 {
		if _, err := f.get(t.Context(), portal.Fetch{Method: "GET", URL: srv.URL + "/x.htm"}, nil); !errors.Is(err, errLeftAlone) || n.Load() > 0 {
			t.Errorf("asked %d times: %v", n.Load(), err)
		}
	}
	f.mayAsk = nil
	if _, err := f.get(t.Context(), portal.Fetch{Method: "GET", URL: srv.URL + "/x.htm"}, nil); err != nil || n.Load() != 2 {
		t.Errorf("asked %d times: %v", n.Load(), err)
	}
}

// When a page ends that was read ahead, a request that waits for its turn ends,
// too: the portal is not asked for a page that was given back.
func TestEndOfAFollowerEndsItsRequest(t *testing.T) {
	o := (&longList{pages: 1, rows: 1}).start(t)
	r := bareRun(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	d := o.Portals[0]
	w := &follower{queue: store.Task{Key: "list|y", Portal: d.ID, Host: d.Hosts[0]}, cancel: cancel}
	task := r.expect(r.portals[d.ID], w)
	if r.inFlight != 1 || len(r.held) != 1 || len(r.followers) != 1 || ctx.Err() != nil {
		t.Errorf("%d under way, %d held", r.inFlight, len(r.held))
	}
	r.ended(&task, w)
	if ctx.Err() == nil || r.inFlight+len(r.held)+len(r.followers)+len(r.byHost) != 0 {
		t.Errorf("%v, %d under way, %d held", ctx.Err(), r.inFlight, len(r.held))
	}
}

// While all workers are busy, the store is not asked for tasks over and over.
func TestDispatcherWaitsWhenNothingIsThere(t *testing.T) {
	o := (&longList{pages: 1, rows: 1}).start(t)
	var looks atomic.Int32
	o.Now = func() time.Time {
		if called("(*run).lease") {
			looks.Add(1)
		}
		return time.Now()
	}
	o.Workers = 1
	r := bareRun(t, o)
	d := o.Portals[0]
	w := &follower{queue: store.Task{Key: "list|x", Portal: d.ID, Host: d.Hosts[0]}, cancel: func() {}, settled: make(chan struct{})}
	close(w.settled)
	r.follow = []store.Task{r.expect(r.portals[d.ID], w)} // for which there is no worker
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := r.dispatch(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if n := looks.Load(); n > 3 {
		t.Errorf("the store was asked for tasks %d times", n)
	}
	r.commits.Wait()
}

// A suspect is alone: the page behind it is not asked for before it is written.
func TestNothingIsReadAheadOfASuspect(t *testing.T) {
	l := &longList{pages: 3, rows: 1}
	o := l.start(t)
	d := o.Portals[0]
	r := bareRun(t, o)
	p := &listPage{s: r.portals[d.ID], t: store.Task{Lost: maxLost}}
	next := store.Task{Host: d.Hosts[0]}
	if r.leads(p, next) {
		t.Error("a suspect is read ahead of")
	}
	if p.t.Lost = 0; !r.leads(p, next) {
		t.Error("others are not")
	}
	r.alone.Lock() // a suspect is at work
	w := &follower{queue: next, fetched: make(chan struct{})}
	r.fetchEarly(t.Context(), p.s, w, portal.Fetch{})
	if r.alone.Unlock(); w.resp != nil || w.err != nil {
		t.Errorf("a page was asked for beside a suspect: %v", w.err)
	}
}

// While one slow answer of a limited host is out, there is nothing to look for.
func TestDispatcherWaitsForASlowAnswer(t *testing.T) {
	var looks atomic.Int32
	var once sync.Once
	l := &longList{pages: 1, rows: 4}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "t2024") {
			once.Do(func() {
				before := looks.Load()
				time.Sleep(300 * time.Millisecond)
				if n := looks.Load() - before; n > 5 {
					t.Errorf("the store was asked for tasks %d times meanwhile", n)
				}
			})
		}
		l.ServeHTTP(w, r)
	}))
	defer srv.Close()
	d := at(t, srv.URL)
	oneChannel(d)
	o := options(openStore(t), d)
	o.Delays = map[string]time.Duration{hostname(d.Hosts[0]): time.Millisecond}
	o.Now = func() time.Time {
		if called("(*dispatcher).ask") {
			looks.Add(1)
		}
		return time.Now()
	}
	l.whole(t, o, crawlSoon(t, o))
}

// A request that waits for its turn heeds a pause that was asked for meanwhile,
// be it by another run.
func TestPauseHoldsForWhoWaits(t *testing.T) {
	var n atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			n.Add(1)
		}
	}))
	defer srv.Close()
	o := options(openStore(t), at(t, srv.URL))
	host := o.Portals[0].Hosts[0]
	o.Delays = map[string]time.Duration{hostname(host): 300 * time.Millisecond}
	f := fetcherOf(t, o)
	ended := make(chan error)
	go func() {
		_, err := f.get(context.Background(), portal.Fetch{Method: "GET", URL: srv.URL + "/x.htm"}, nil) // robots.txt first
		ended <- err
	}()
	until(t, "the wait", func() bool { return f.limit.ready(host).After(time.Now()) })
	time.Sleep(50 * time.Millisecond)
	f.limit.pause(host, time.Now().Add(time.Hour))
	var x *failure
	if err := <-ended; !errors.As(err, &x) || x.Outcome != portal.Blocked || n.Load() != 0 {
		t.Errorf("asked %d times: %v", n.Load(), err)
	}
}

// Retry-After: 0 is no reason to ask sooner than after the usual back-off.
func TestRetryAfterZeroDoesNotHurry(t *testing.T) {
	var n atomic.Int32
	o, _ := oneDetail(t, func(_ int, w http.ResponseWriter) {
		n.Add(1)
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	o.RetryBase, o.Patience = time.Hour, time.Second
	if crawlSoon(t, o); n.Load() != 1 {
		t.Errorf("asked %d times within the back-off", n.Load())
	}
}

// A clock that is set back lets no retry be forgotten.
func TestRetryIsKeptByTheStoresClock(t *testing.T) {
	r := bareRun(t, (&longList{}).start(t))
	at := time.Now().Add(time.Second) // with the monotonic clock, which goes on
	r.again("detail|x|y", at)
	var wake time.Time
	r.retries(r.next, at.Round(0).Add(-2*time.Second), &wake)
	if !wake.Equal(at) || len(r.next) != 1 || r.next["detail|x|y"] != at.Round(0) {
		t.Errorf("wakes at %v, %v", wake, r.next)
	}
	r.retries(r.next, at.Round(0), &wake) // it was due at that look, and not there
	if len(r.next) != 0 {
		t.Errorf("it is still waited for: %v", r.next)
	}
}
