package crawler

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// clock is a time that tests set, and that goes on from there.
type clock struct{ offset atomic.Int64 }

func (c *clock) set(day data.Day, hour int) {
	c.offset.Store(int64(time.Until(day.Time().Add(time.Duration(hour) * time.Hour))))
}

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// living is a sample portal whose notices come out as its clock goes on.
func living(t *testing.T) (*sample.Server, *clock, Options) {
	t.Helper()
	c := &clock{}
	c.set(20240812, 20)
	srv, err := sample.Start(context.Background(), sample.Options{Set: data.Fictional, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	d := ccgp(t).At("ccgp", srv.URL, data.NotSample) // as a real portal: with re-checks
	d.List.Whole = true
	st, err := store.Open(t.TempDir(), store.Options{NoSync: true, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	o := options(st, d)
	o.From, o.Now, o.Lookback = 0, c.now, 12
	return srv, c, o
}

func stateOf(t *testing.T, st *store.Store, channel string, day data.Day) store.Coverage {
	t.Helper()
	v, err := st.CoverageOf("ccgp", channel, "", day)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestIncrementalWalksBackToTheLastCompleteDay(t *testing.T) {
	srv, c, o := living(t)
	if sum := crawl(t, o); sum.Incomplete() {
		t.Fatalf("first: %+v", sum.Portals[0])
	}
	first := len(srv.Requests())
	if v := stateOf(t, o.Store, "dfgg-zbgg", 20240812); v.State != store.CoveragePartial || v.Reason != notOver {
		t.Errorf("today is %+v", v)
	}
	if v := stateOf(t, o.Store, "dfgg-zbgg", 20240811); v.State != store.CoverageComplete {
		t.Errorf("yesterday is %+v", v)
	}
	mark, err := o.Store.Cursor(listID{"ccgp", "dfgg-zbgg", ""}.watermark())
	if err != nil || mark != "2024-08-11" {
		t.Errorf("watermark %q, %v", mark, err)
	}

	c.set(20240816, 20)
	srv.ClearLog()
	if sum := crawl(t, o); sum.Incomplete() {
		t.Fatalf("second: %+v", sum.Portals[0])
	}
	if n := len(srv.Requests()); n >= first {
		t.Errorf("%d requests after %d: it began anew", n, first)
	}
	for day := data.Day(20240801); day < 20240816; day = day.Add(1) {
		if v := stateOf(t, o.Store, "dfgg-zbgg", day); v.State != store.CoverageComplete {
			t.Errorf("%s is %+v", day, v)
		}
	}
	got := stored(t, o.Store)
	for _, p := range srv.Pages() {
		if d := p.Want.Published; d >= 20240801 && d <= 20240816 && !strings.Contains(p.Path, "/gkzb/") && got[p.Path] != 1 {
			t.Errorf("%s is there %d times", p.Path, got[p.Path])
		}
	}
}

func TestRecentDetailsAreAskedForAgainConditionally(t *testing.T) {
	srv, c, o := living(t)
	crawl(t, o)
	c.set(20240813, 19)
	srv.ClearLog()
	sum := crawl(t, o)
	again, fresh := 0, 0
	for _, r := range srv.Requests() {
		switch {
		case !strings.Contains(r.Path, "/t2024"):
		case r.Cond && r.Status == 304:
			again++
		default:
			fresh++
		}
	}
	if again == 0 || sum.Portals[0].Unchanged != again || sum.Portals[0].Pages != fresh {
		t.Errorf("%d asked again, %d new; %+v", again, fresh, sum.Portals[0])
	}
	c.set(20240813, 22) // three hours later nothing is asked for again
	srv.ClearLog()
	crawl(t, o)
	for _, r := range srv.Requests() {
		if strings.Contains(r.Path, "/t202408") && r.Cond {
			t.Errorf("%s was asked for again within hours", r.Path)
		}
	}
}

func TestUnchangedListEndsAWalk(t *testing.T) {
	srv, c, o := living(t)
	crawl(t, o)
	c.set(20240812, 21)
	crawl(t, o)
	srv.ClearLog()
	c.set(20240812, 22)
	sum := crawl(t, o)
	unchanged := sum.Portals[0].Outcomes[portal.Unchanged]
	if unchanged == 0 || sum.Incomplete() {
		t.Errorf("no list was unchanged: %+v", sum.Portals[0])
	}
	for _, r := range srv.Requests() {
		if strings.Contains(r.Path, "index_") {
			t.Errorf("%s was asked for although page one is unchanged", r.Path)
		}
	}
}

// A list that ends before the first day that was asked for says so.
func TestShortListIsNotComplete(t *testing.T) {
	srv, _, o := living(t)
	srv.SetCap(2)
	o.Portals[0].List.Whole = false
	o.From = 20240101
	sum := crawl(t, o)
	p := sum.Portals[0]
	if !sum.Incomplete() || p.Outcomes[portal.Capped] == 0 || !strings.Contains(strings.Join(p.Reasons, ";"), "goes back only to") {
		t.Errorf("%+v", p)
	}
	c := coverage(t, o.Store)
	if c[store.CoverageNotTried] == 0 || c[store.CoverageCapped] == 0 || c[store.CoverageComplete] == 0 {
		t.Errorf("coverage %v", c)
	}
}

func TestFailedDetailKeepsItsDayOpenUntilRetried(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	victim := ""
	for path := range wanted(srv) {
		victim = path
		break
	}
	srv.Break(&sample.Fault{Match: byPath(victim), Bad: sample.Status(500, "")})
	o := options(st, at(t, srv.URL))
	o.MaxTries = 2
	sum := crawl(t, o)
	channel, published := place(victim)
	v, err := st.CoverageOf("sample-fictional", channel, "", published)
	if err != nil || v.State != store.CoveragePartial || !strings.Contains(v.Reason, "1 of them failed") {
		t.Errorf("coverage %+v, %v", v, err)
	}
	if sum.Portals[0].Failed != 1 || !sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
	srv.Mend()
	if sum = crawl(t, o); sum.Portals[0].Failed != 1 {
		t.Errorf("a dead letter was taken up unasked: %+v", sum.Portals[0])
	}
	o.RetryFailed = true
	if sum = crawl(t, o); sum.Incomplete() {
		t.Errorf("after the retry: %+v", sum.Portals[0])
	}
	if v, _ = st.CoverageOf("sample-fictional", channel, "", published); v.State != store.CoverageComplete {
		t.Errorf("coverage %+v", v)
	}
}

func TestWindowsAndSpans(t *testing.T) {
	for _, s := range []span{{20240101, 20240107, ""}, {20240101, 20240101, "330000"}, {20231230, 20240102, "a/b#c"}} {
		got, page, err := parseWindow(window(s, 12))
		if err != nil || got != s || page != 12 {
			t.Errorf("%v became %v page %d, %v", s, got, page, err)
		}
	}
	for _, bad := range []string{"", "#1", "2024-01-01#1", "2024-01-02..2024-01-01#0", "x..y#1", "2024-01-01..2024-01-02#-1", "2024-01-01..2024-01-02"} {
		if _, _, err := parseWindow(bad); err == nil {
			t.Errorf("window %q was read", bad)
		}
	}
	h := span{20240101, 20240107, ""}.halves()
	if h[0] != (span{20240104, 20240107, ""}) || h[1] != (span{20240101, 20240103, ""}) {
		t.Errorf("halves %v", h)
	}
	for _, d := range []data.Day{20240101, 20231231, 19991231, 20240229} {
		start := gridStart(d, 7)
		if start > d || d.Sub(start) > 6 || gridStart(start, 7) != start || gridStart(start.Add(6), 7) != start {
			t.Errorf("grid of %s starts at %s", d, start)
		}
	}
}

// A portal that shows only its newest pages is complete all the same when it
// is crawled often enough: each walk meets the rows of the one before.
func TestShortListIsCompleteWhenWalksMeet(t *testing.T) {
	srv, c, o := living(t)
	srv.SetCap(1) // 20 rows: about a week of one channel
	o.Portals[0].List.Whole = false
	o.From = 0
	for day := data.Day(20240812); day <= 20240826; day = day.Add(1) {
		for hour := range 3 {
			c.set(day, 6+hour*8)
			crawl(t, o)
		}
	}
	got := stored(t, o.Store)
	for day := data.Day(20240813); day < 20240826; day = day.Add(1) {
		if v := stateOf(t, o.Store, "dfgg-zbgg", day); v.State != store.CoverageComplete {
			t.Errorf("%s is %+v", day, v)
		}
	}
	for _, p := range srv.Pages() {
		channel, day := place(p.Path)
		if day > 20240812 && day < 20240826 && channel == "dfgg-zbgg" {
			if got[p.Path] != 1 {
				t.Errorf("%s is there %d times", p.Path, got[p.Path])
			}
			if n := stateOf(t, o.Store, channel, day).Listed; n == 0 {
				t.Errorf("%s lists nothing", day)
			}
		}
	}
}

// After a long silence the walks of such a portal no longer meet, and the
// hole is named.
func TestGapBetweenWalksIsNamed(t *testing.T) {
	srv, c, o := living(t)
	srv.SetCap(1)
	o.Portals[0].List.Whole = false
	crawl(t, o)
	c.set(20240830, 20)
	if sum := crawl(t, o); !sum.Incomplete() || sum.Portals[0].Outcomes[portal.Capped] == 0 {
		t.Errorf("%+v", sum.Portals[0])
	}
	if v := stateOf(t, o.Store, "dfgg-zbgg", 20240815); v.State == store.CoverageComplete {
		t.Errorf("the gap is %+v", v)
	}
}

// Within hours a walk ends where it meets the one before it.
func TestWalkStopsWhereItMeetsTheLastOne(t *testing.T) {
	srv, c, o := living(t)
	crawl(t, o)
	c.set(20240813, 2)
	srv.ClearLog()
	if sum := crawl(t, o); sum.Incomplete() {
		t.Fatalf("%+v", sum.Portals[0])
	}
	for _, r := range srv.Requests() {
		if strings.Contains(r.Path, "index_") {
			t.Errorf("%s was asked for although page one meets the last walk", r.Path)
		}
	}
	for _, day := range []data.Day{20240811, 20240812} {
		if v := stateOf(t, o.Store, "dfgg-zbgg", day); v.State != store.CoverageComplete {
			t.Errorf("%s is %+v", day, v)
		}
	}
}

// Days that a stream no longer shows are not asked for again and again.
func TestLostDaysAreLeftAlone(t *testing.T) {
	srv, c, o := living(t)
	srv.SetCap(1)
	o.Portals[0].List.Whole = false
	crawl(t, o)
	c.set(20240830, 20)
	crawl(t, o)
	c.set(20240830, 22)
	srv.ClearLog()
	if sum := crawl(t, o); sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
	if v := stateOf(t, o.Store, "dfgg-zbgg", 20240815); v.State == store.CoverageComplete {
		t.Errorf("the gap is %+v", v)
	}
	o.From = 20240801 // but a backfill looks again
	if sum := crawl(t, o); !sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
}
