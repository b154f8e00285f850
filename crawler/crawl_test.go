package crawler

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// ccgp gives the built-in definition that the sample portal speaks.
func ccgp(t testing.TB) *portal.Definition {
	t.Helper()
	all, err := portal.Load(os.DirFS("../data/reference/portals"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == "ccgp" {
			return d
		}
	}
	t.Fatal("there is no definition ccgp")
	return nil
}

// defined loads a portal's file that a test has written.
func defined(t testing.TB, yaml string) *portal.Definition {
	t.Helper()
	defs, err := portal.Load(fstest.MapFS{"p.yaml": {Data: []byte(yaml)}})
	if err != nil {
		t.Fatal(err)
	}
	return defs[0]
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func startSample(t testing.TB, set data.Sample) *sample.Server {
	t.Helper()
	srv, err := sample.Start(context.Background(), sample.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	return srv
}

// at gives the definition for a sample portal, bounded to August 2024.
func at(t testing.TB, url string) *portal.Definition {
	d := ccgp(t).At("sample-fictional", url, data.Fictional)
	d.First, d.Last = "2024-08-01", "2024-08-31"
	return d
}

// options are those of a test: fast, and impatient.
func options(st *store.Store, d ...*portal.Definition) Options {
	return Options{Store: st, Portals: d, AllowLoopback: true, From: 20240801, RetryBase: 2 * time.Millisecond,
		Patience: 300 * time.Millisecond, Timeout: 5 * time.Second}
}

func crawl(t testing.TB, o Options) *Summary {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := c.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// wanted gives the paths of the sample's notices within the test's days.
func wanted(srv *sample.Server) map[string]bool {
	out := map[string]bool{}
	for _, p := range srv.Pages() {
		if day := p.Want.Published; day >= 20240801 && day <= 20240831 && !strings.Contains(p.Path, "/gkzb/") {
			out[p.Path] = true
		}
	}
	return out
}

// stored gives the paths of the stored pages and how often each is there.
func stored(t testing.TB, st *store.Store) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := st.Pages(func(p *data.Page) error {
		_, rest, _ := strings.Cut(p.URL, "://")
		out[rest[strings.Index(rest, "/"):]]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// byPath meets the requests for one path.
func byPath(path string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.URL.Path == path }
}

// place gives the channel and day of a notice by its path,
// /cggg/dfgg/zbgg/202408/t20240801_….htm.
func place(path string) (channel string, published data.Day) {
	parts := strings.Split(path, "/")
	return parts[2] + "-" + parts[3], portal.ParseDay(parts[5][1:9])
}

func coverage(t testing.TB, st *store.Store) map[store.CoverageState]int {
	t.Helper()
	out := map[store.CoverageState]int{}
	if err := st.Coverage(func(c store.Coverage) error { out[c.State]++; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCrawlKeepsEveryPageAsItCame(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	d := at(t, srv.URL)
	sum := crawl(t, options(st, d))
	if sum.Incomplete() {
		t.Errorf("incomplete: %+v", sum.Portals)
	}
	want := wanted(srv)
	got := stored(t, st)
	for path := range want {
		if got[path] != 1 {
			t.Errorf("%s is there %d times", path, got[path])
		}
	}
	if len(got) != len(want) || sum.Portals[0].Pages != len(want) {
		t.Errorf("%d pages stored, %d counted, %d published", len(got), sum.Portals[0].Pages, len(want))
	}
	_ = st.Pages(func(p *data.Page) error {
		body, _ := srv.Body(strings.TrimPrefix(p.URL, srv.URL))
		if !bytes.Equal(body, p.Body) {
			t.Errorf("%s was not kept as it came", p.URL)
		}
		if p.Sample != data.Fictional || p.Row.Title == "" || p.Charset == "" || p.Header["Content-Type"] == "" {
			t.Errorf("page %+v lacks something", p.Row)
		}
		return nil
	})
	days := len(d.Channels) * data.Day(20240831).Sub(20240731)
	if c := coverage(t, st); c[store.CoverageComplete] != days || len(c) != 1 {
		t.Errorf("coverage %v, want %d complete days", c, days)
	}
}

func TestSecondCrawlAsksForNothing(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	crawl(t, options(st, at(t, srv.URL)))
	srv.ClearLog()
	sum := crawl(t, options(st, at(t, srv.URL)))
	if n := len(srv.Requests()); n != 0 || sum.Incomplete() {
		t.Errorf("%d requests for days that are complete: %+v", n, sum.Portals)
	}
}

func TestOnlyWantedRowsAreOpened(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	o := options(st, at(t, srv.URL))
	o.Wanted = func(r data.Row) bool { return strings.Contains(r.Title, "大模型") }
	sum := crawl(t, o)
	p := sum.Portals[0]
	if p.Pages == 0 || p.Unread == 0 || p.Pages+p.Unread != p.Rows {
		t.Errorf("%d pages and %d unread of %d rows", p.Pages, p.Unread, p.Rows)
	}
	n := 0
	if err := st.Listed(func(r data.Row) error {
		n++
		if o.Wanted(r) || r.Sample != data.Fictional {
			t.Errorf("listed row %+v", r)
		}
		return nil
	}); err != nil || n != p.Unread {
		t.Errorf("%d rows listed, %d unread (%v)", n, p.Unread, err)
	}
	d := at(t, srv.URL)
	d.Detail.Open = "all"
	st2 := openStore(t)
	o2 := options(st2, d)
	o2.Wanted = func(data.Row) bool { return false }
	if sum := crawl(t, o2); sum.Portals[0].Unread != 0 || sum.Portals[0].Pages != p.Rows {
		t.Errorf("detail.open all: %+v", sum.Portals[0])
	}
}

// The retries of every bad side end with the page, once it is served well.
func TestBadSidesAreRetried(t *testing.T) {
	bads := map[string]sample.Bad{
		"503": sample.Status(503, ""), "500": sample.Status(500, ""), "503 with seconds": sample.RetryIn(503, 0),
		"429 with date": sample.RetryAt(429, -time.Second), "truncated": sample.Truncate(0.5), "cut silently": sample.CutSilently(0.6),
		"hang up": sample.HangUp, "mojibake": sample.Mojibake, "empty body": sample.EmptyBody, "wrong type": sample.WrongType,
		"renamed": sample.Changed, "404 list, 404 detail": nil, "invalid text": sample.InvalidText, "empty list": sample.EmptyList,
	}
	for name, bad := range bads {
		if bad == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			srv, st := startSample(t, data.Fictional), openStore(t)
			onlyOnce := &sample.Fault{Match: func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/cggg/dfgg/") }, Script: []sample.Bad{bad}}
			if name == "empty list" {
				onlyOnce.Match = func(r *http.Request) bool {
					return strings.HasSuffix(r.URL.Path, "/") || strings.Contains(r.URL.Path, "index_")
				}
			}
			srv.Break(onlyOnce)
			o := options(st, at(t, srv.URL))
			o.BreakerBase = 10 * time.Millisecond
			o.Patience = 3 * time.Second
			sum := crawl(t, o)
			if sum.Incomplete() {
				t.Errorf("incomplete: %+v", sum.Portals[0])
			}
			if got, want := len(stored(t, st)), len(wanted(srv)); got != want {
				t.Errorf("%d pages, want %d", got, want)
			}
		})
	}
}

// A third of all answers is bad: every notice is there in the end, or its day
// is not called complete.
func TestChaosLosesNothingSilently(t *testing.T) {
	for seed := range int64(3) {
		srv, err := sample.Start(context.Background(), sample.Options{Set: data.Fictional})
		if err != nil {
			t.Fatal(err)
		}
		defer srv.Close()
		_ = seed
		srv.Break(&sample.Fault{Share: 0.33, Bad: sample.AnyOf(sample.Throttle, sample.Challenge, sample.Captcha, sample.Status(503, ""),
			sample.RetryIn(429, 0), sample.Truncate(0.7), sample.CutSilently(0.7), sample.HangUp, sample.Mojibake, sample.InvalidText, sample.Changed,
			sample.EmptyList, sample.EmptyBody, sample.WrongType, sample.Redirect("http://127.0.0.1:1/"), sample.RedirectLoop, sample.NULs,
			sample.Status(404, ""), sample.Status(502, ""), sample.WrongHeader("gbk"))})
		st := openStore(t)
		o := options(st, at(t, srv.URL))
		o.BreakerBase = 3 * time.Millisecond
		o.Patience = time.Second
		sum := crawl(t, o)
		got := stored(t, st)
		complete := map[day]bool{}
		_ = st.Coverage(func(c store.Coverage) error {
			complete[day{listID{c.Portal, c.Channel, c.Query}, c.Day}] = c.State == store.CoverageComplete
			return nil
		})
		gone := map[string]bool{}
		_ = st.Tasks(func(t store.Task) error {
			if t.Outcome == string(portal.Gone) {
				gone[strings.TrimPrefix(t.URL, srv.URL)] = true
			}
			return nil
		})
		missing := 0
		for _, p := range srv.Pages() {
			if !wanted(srv)[p.Path] || got[p.Path] == 1 || gone[p.Path] {
				continue
			}
			missing++
			channel, published := place(p.Path)
			if complete[day{listID{"sample-fictional", channel, ""}, published}] {
				t.Errorf("%s is missing, and its day is called complete", p.Path)
			}
		}
		if missing > 0 && !sum.Incomplete() {
			t.Errorf("%d notices are missing, and the summary says complete", missing)
		}
		t.Logf("%d of %d pages, %d gone, outcomes %v, holes %d", len(got), len(wanted(srv)), len(gone), sum.Portals[0].Outcomes, sum.Portals[0].Holes)
	}
}
