package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
)

// host gives the host of a test server's address.
func host(address string) string {
	_, h, _ := strings.Cut(address, "://")
	return strings.TrimRight(h, "/")
}

// limitedTo gives options with a delay for the server, named by the user.
func limitedTo(o Options, address string, d time.Duration) Options {
	o.Delays = map[string]time.Duration{host(address): d}
	return o
}

// starts gives the times at which requests reached the portal, in order.
func starts(srv *sample.Server) []time.Time {
	var out []time.Time
	for _, r := range srv.Requests() {
		out = append(out, r.At)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Before(out[j]) })
	return out
}

func TestNeverFasterThanTheLimit(t *testing.T) {
	srv, st := startSample(t, data.Facts), openStore(t)
	const delay = 20 * time.Millisecond
	d := ccgp(t).At("sample-facts", srv.URL, data.Facts)
	d.First, d.Last = "2026-08-01", "2026-08-31"
	o := limitedTo(options(st, d), srv.URL, delay)
	o.From, o.Workers = 20260801, 8
	if sum := crawl(t, o); sum.Incomplete() || sum.Portals[0].Pages == 0 {
		t.Fatalf("%+v", sum.Portals[0])
	}
	at := starts(srv)
	// A token bucket of one: n requests take at least (n-1) delays. Single gaps
	// jitter on their way through the kernel, so any five in a row are looked at.
	if took, least := at[len(at)-1].Sub(at[0]), time.Duration(len(at)-1)*delay; took < least-delay {
		t.Errorf("%d requests in %s, want at least %s", len(at), took, least)
	}
	for i := 5; i < len(at); i++ {
		if took := at[i].Sub(at[i-5]); took < 2*delay {
			t.Errorf("requests %d to %d came within %s", i-4, i+1, took)
		}
	}
	if first := srv.Requests()[0]; first.Path != "/robots.txt" {
		t.Errorf("first request is %s, want robots.txt", first.Path)
	}
	for _, r := range srv.Requests() {
		if !strings.HasPrefix(r.UserAgent, "zhongbiao") {
			t.Errorf("user agent %q", r.UserAgent)
		}
	}
}

func TestDelayCanOnlyBeRaised(t *testing.T) {
	d := &portal.Definition{ID: "p", Hosts: []string{"www.example.org", "search.example.org"}, Delay: portal.Duration(5 * time.Second)}
	for name, tt := range map[string]struct {
		o    Options
		host string
		want time.Duration
	}{
		"file's":               {Options{}, "www.example.org", 5 * time.Second},
		"sibling host":         {Options{}, "search.example.org", 5 * time.Second},
		"lower is not heeded":  {Options{Delay: time.Second}, "www.example.org", 5 * time.Second},
		"lower, foreign host":  {Options{Delay: time.Second}, "other.example.net", 3 * time.Second},
		"higher is":            {Options{Delay: 9 * time.Second}, "www.example.org", 9 * time.Second},
		"named host":           {Options{Delays: map[string]time.Duration{"example.org": time.Second}}, "www.example.org", time.Second},
		"foreign host":         {Options{}, "other.example.net", 3 * time.Second},
		"loopback, allowed":    {Options{AllowLoopback: true}, "127.0.0.1:80", 0},
		"loopback, named":      {Options{AllowHosts: []string{"127.0.0.1"}}, "127.0.0.1:80", 0},
		"private, named":       {Options{AllowHosts: []string{"10.0.0.1"}}, "10.0.0.1", 3 * time.Second},
		"loopback, not so":     {Options{}, "127.0.0.1:80", 3 * time.Second},
		"public suffix of two": {Options{}, "www.example.gov.cn", 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			tt.o.Portals = []*portal.Definition{d}
			tt.o.Now = time.Now
			l := newLimiter(tt.o)
			l.ready(tt.host)
			if got := l.buckets[lane(tt.host)].delay; got != tt.want {
				t.Errorf("delay %s, want %s", got, tt.want)
			}
		})
	}
	if lane("www.ccgp.gov.cn") != lane("search.ccgp.gov.cn") || lane("a.gov.cn") == lane("b.gov.cn") {
		t.Error("lanes are not the registrable hosts")
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for name, bad := range map[string]sample.Bad{
		"seconds": sample.RetryIn(http.StatusTooManyRequests, 1),
		"date":    sample.RetryAt(http.StatusServiceUnavailable, 2*time.Second), // cut to the second: at least one
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, st := startSample(t, data.Fictional), openStore(t)
			srv.Break(&sample.Fault{Match: func(r *http.Request) bool {
				return strings.Contains(r.URL.Path, ".htm") && !strings.Contains(r.URL.Path, "index")
			}, Times: 1, Bad: bad})
			o := options(st, at(t, srv.URL))
			o.Patience, o.Workers = 5*time.Second, 2
			if sum := crawl(t, o); sum.Incomplete() {
				t.Errorf("%+v", sum.Portals[0])
			}
			refused := time.Time{}
			late := 0
			for _, r := range srv.Requests() {
				if r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable {
					refused = r.At
				}
			}
			for _, r := range srv.Requests() {
				// What was under way already may still arrive.
				if r.At.After(refused.Add(100*time.Millisecond)) && r.At.Before(refused.Add(time.Second)) {
					late++
				}
			}
			if refused.IsZero() || late > 0 {
				t.Errorf("%d requests within the time (refused at %s)", late, refused)
			}
		})
	}
}

func TestRetryAfterForms(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{
		"30": 30 * time.Second, " 7 ": 7 * time.Second, "0": 0, "-5": 0, "999999999": 24 * time.Hour,
		"Wed, 01 May 2024 12:10:00 GMT": 10 * time.Minute, "Wed, 01 May 2024 11:00:00 GMT": 0, "Thu, 01 May 2036 12:00:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(http.Header{"Retry-After": {v}}, now); got != now.Add(want) {
			t.Errorf("Retry-After %q: %s, want %s", v, got, now.Add(want))
		}
	}
	for _, v := range []string{"", "soon", "12 minutes"} {
		if got := retryAfter(http.Header{"Retry-After": {v}}, now); !got.IsZero() {
			t.Errorf("Retry-After %q: %s, want none", v, got)
		}
	}
}

func TestBreakerStaysOpenAndOutlivesTheRun(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	srv.Break(&sample.Fault{Match: func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/zbgg/") }, Bad: sample.Challenge})
	now := time.Now()
	var mu sync.Mutex
	o := options(st, at(t, srv.URL))
	o.Workers = 1
	o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	advance := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }

	sum := crawl(t, o)
	p := sum.Portals[0]
	if !sum.Incomplete() || p.Outcomes[portal.Blocked] != 1 || p.Breaker.Level != 1 || !strings.Contains(p.Breaker.Reason, "aliyun_waf_aa") {
		t.Fatalf("%+v", p)
	}
	srv.ClearLog()
	if crawl(t, o); len(srv.Requests()) != 0 {
		t.Errorf("%d requests while the breaker is open", len(srv.Requests()))
	}
	if c := coverage(t, st); c["blocked"] == 0 {
		t.Errorf("coverage %v names no blocked day", c)
	}
	advance(16 * time.Minute)
	sum = crawl(t, o) // the trial is refused again: one request, and a longer time
	if n := len(srv.Requests()); n != 1 || sum.Portals[0].Breaker.Level != 2 || sum.Portals[0].Breaker.Until.Sub(now) != time.Hour {
		t.Errorf("%d requests, breaker %+v", n, sum.Portals[0].Breaker)
	}
	srv.Mend()
	advance(2 * time.Hour)
	if sum = crawl(t, o); sum.Incomplete() {
		t.Errorf("after the portal recovered: %+v", sum.Portals[0])
	}
	if got, want := len(stored(t, st)), len(wanted(srv)); got != want {
		t.Errorf("%d pages, want %d", got, want)
	}
}

func TestThrottlePagesSlowDownAndThenTrip(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	srv.Break(&sample.Fault{Match: func(r *http.Request) bool { return r.URL.Path != "/robots.txt" }, Bad: sample.Throttle})
	o := options(st, at(t, srv.URL))
	o.Workers = 1
	sum := crawl(t, o)
	if n := len(srv.Requests()); n != 1+maxMisses || sum.Portals[0].Breaker.Level != 1 {
		t.Errorf("%d requests, breaker %+v; want robots.txt, %d pages and an open breaker", n, sum.Portals[0].Breaker, maxMisses)
	}
}

func TestRobotsOutcomes(t *testing.T) {
	for name, tt := range map[string]struct {
		robots func(w http.ResponseWriter, r *http.Request)
		open   bool
	}{
		"none":            {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, true},
		"forbidden file":  {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusForbidden) }, true},
		"server error":    {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusInternalServerError) }, false},
		"unavailable":     {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusServiceUnavailable) }, false},
		"too many":        {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusTooManyRequests) }, false},
		"hangs up":        {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, false},
		"disallow all":    {text("User-agent: *\nDisallow: /\n"), false},
		"disallow us":     {text("User-agent: *\nDisallow:\n\nUser-agent: zhongbiao\nDisallow: /cggg/\n"), false},
		"disallow others": {text("User-agent: *\nDisallow: /\n\nUser-agent: ZhongBiao\nAllow: /\n"), true},
		"a web page":      {text("<!doctype html><html><body>应用</body></html>"), true},
		"empty":           {text(""), true},
		"huge":            {text("User-agent: *\nAllow: /x\n" + strings.Repeat("# padding\n", 60_000) + "Disallow: /\n"), true},
		"redirected":      {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots2.txt", http.StatusFound) }, false},
		"redirect loop":   {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := sample.New(sample.Options{Set: data.Fictional})
			if err != nil {
				t.Fatal(err)
			}
			var tries atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/robots.txt":
					tries.Add(1)
					tt.robots(w, r)
				case "/robots2.txt":
					text("User-agent: *\nDisallow: /\n")(w, r)
				default:
					p.ServeHTTP(w, r)
				}
			}))
			defer srv.Close()
			st := openStore(t)
			d := at(t, srv.URL)
			d.Channels = d.Channels[:1]
			sum := crawl(t, options(st, d))
			asked := len(p.Requests()) > 0
			if n := tries.Load(); n > 6 { // the RFC's five redirects
				t.Errorf("robots.txt was asked for %d times", n)
			}
			if asked != tt.open || sum.Incomplete() == tt.open {
				t.Errorf("pages asked for: %v, want %v; %+v", asked, tt.open, sum.Portals[0])
			}
			if !tt.open && sum.Portals[0].Outcomes[portal.Robots] == 0 {
				t.Errorf("outcomes %v name no robots", sum.Portals[0].Outcomes)
			}
		})
	}
}

func text(s string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
}

func TestRobotsIsKeptForADay(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	now := time.Now()
	o := options(st, at(t, srv.URL))
	o.Now = func() time.Time { return now }
	o.Again = true
	count := func() (n int) {
		for _, r := range srv.Requests() {
			if r.Path == "/robots.txt" {
				n++
			}
		}
		return n
	}
	for i, want := range []int{1, 1, 2} {
		crawl(t, o)
		if got := count(); got != want {
			t.Errorf("run %d: robots.txt asked for %d times, want %d", i+1, got, want)
		}
		now = now.Add(13 * time.Hour)
	}
}

func TestRobotRules(t *testing.T) {
	file := `# comment
User-agent: other
User-agent: Zhongbiao/2.0 # us too
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*kw=
Disallow: /%e5%85%ac/
Allow: /a*b
Disallow: /a*b
Crawl-delay: 2.5

user-agent: *
Disallow: /

User-Agent: zhongbiao
Disallow: /second-group
`
	r := parseRobots([]byte(file), "zhongbiao")
	for path, want := range map[string]bool{
		"/": true, "/private": false, "/private/x": false, "/privatex": false, "/private/open/1": true, "/x.pdf": false, "/x.pdf?v=1": true,
		"/search?a=1&kw=2": false, "/search?a=1": true, "/公/1": false, "/a1b": true, "/second-group": false, "/robots.txt": true, "/Private": true,
	} {
		u, err := url.Parse("http://h" + path)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.allows(u); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	if r.delay != 2500*time.Millisecond {
		t.Errorf("delay %s", r.delay)
	}
	if other := parseRobots([]byte(file), "somebody"); len(other.rules) != 1 {
		t.Errorf("the rules of * are %+v", other.rules)
	}
}

// Records that are no rules don't end the names of a group.
func TestOtherRecordsDontEndAGroup(t *testing.T) {
	for _, other := range []string{"Crawl-delay: 9", "Sitemap: http://h/s.xml", "Host: h", "# x"} {
		r := parseRobots([]byte("User-agent: zhongbiao\n"+other+"\nUser-agent: other\nDisallow: /no\n"), "zhongbiao")
		if u, _ := url.Parse("http://h/no/1"); r.allows(u) {
			t.Errorf("%s: the rule behind it is lost", other)
		}
	}
}

// A robots.txt that answers with Retry-After is left alone until then.
func TestRobotsRetryAfter(t *testing.T) {
	for name, bad := range map[string]sample.Bad{"seconds": sample.RetryIn(503, 7200), "date": sample.RetryAt(429, 2*time.Hour)} {
		srv, st := startSample(t, data.Fictional), openStore(t)
		srv.Break(sample.Robots(bad))
		c := &stepClock{at: time.Now()}
		o := options(st, at(t, srv.URL))
		o.Now, o.Workers = c.now, 1
		for i, want := range []int{1, 1, 2} {
			crawl(t, o)
			if n := len(srv.Requests()); n != want {
				t.Errorf("%s: %d requests after run %d, want %d", name, n, i+1, want)
			}
			c.advance(time.Hour + time.Minute)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*a*b$\n"), "/xaxb")
	f.Add([]byte("\xef\xbb\xbfuser agent:zhongbiao\rallow:%\r\ndisallow:%2"), "/%2")
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		u := &url.URL{Path: "/" + path}
		r := parseRobots(body, "zhongbiao")
		if got := r.allows(u); !got && len(r.rules) == 0 {
			t.Error("nothing forbids, and it is forbidden")
		}
	})
}

// The COLLY_* variables of the environment change nothing (C13).
func TestCollyVariablesAreIgnored(t *testing.T) {
	for k, v := range map[string]string{"COLLY_IGNORE_ROBOTSTXT": "y", "COLLY_MAX_BODY_SIZE": "10", "COLLY_USER_AGENT": "evil", "COLLY_MAX_DEPTH": "0",
		"COLLY_CACHE_DIR": os.TempDir(), "COLLY_FOLLOW_REDIRECTS": "y", "COLLY_DETECT_CHARSET": "y", "COLLY_ALLOWED_DOMAINS": "example.org", "COLLY_MAX_REQUESTS": "1"} {
		t.Setenv(k, v)
	}
	srv, st := startSample(t, data.Fictional), openStore(t)
	if sum := crawl(t, options(st, at(t, srv.URL))); sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
	for _, r := range srv.Requests() {
		if r.UserAgent == "evil" {
			t.Fatal("the user agent came from the environment")
		}
	}
}

func TestCancelDrainsAndResumes(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	o := options(st, at(t, srv.URL))
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	var mu sync.Mutex
	o.Progress = func(Event) {
		mu.Lock()
		defer mu.Unlock()
		if n++; n == 40 {
			cancel()
		}
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := c.Run(ctx)
	if err == nil || !sum.Incomplete() {
		t.Errorf("cancelled run: %v, %+v", err, sum.Portals[0])
	}
	if c := coverage(t, st); c["complete"] > 0 && len(stored(t, st)) < 20 {
		t.Errorf("coverage %v", c)
	}
	srv.ClearLog()
	o.Progress = nil
	if sum := crawl(t, o); sum.Incomplete() {
		t.Errorf("resumed: %+v", sum.Portals[0])
	}
	seen := map[string]int{}
	for _, r := range srv.Requests() {
		seen[r.Path]++
	}
	if got, want := len(stored(t, st)), len(wanted(srv)); got != want {
		t.Errorf("%d pages, want %d", got, want)
	}
	if total := len(srv.Requests()); total > len(wanted(srv)) {
		t.Errorf("%d requests after the resume: it began anew", total)
	}
}

func TestProbe(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	c, err := New(options(st, at(t, srv.URL)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Probe(context.Background(), "sample-fictional")
	if err != nil {
		t.Fatal(err)
	}
	if p.List.Page != portal.ListPageType || len(p.List.Rows) == 0 || p.Detail == nil || p.Detail.Page != portal.DetailPageType {
		t.Errorf("%+v", p)
	}
	if n := len(srv.Requests()); n != 3 {
		t.Errorf("%d requests, want robots.txt, a list and a detail", n)
	}
	srv.Break(&sample.Fault{Bad: sample.Challenge})
	if p, err = c.Probe(context.Background(), "sample-fictional"); err != nil || p.List.Outcome != portal.Blocked || p.Detail != nil {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := c.Probe(context.Background(), "nowhere"); err == nil {
		t.Error("a portal that is not there was probed")
	}
}

func TestLastRunIsKept(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	c, err := New(options(st, at(t, srv.URL)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.RunOnly(context.Background(), "sample-fictional"); err != nil {
		t.Fatal(err)
	}
	l, err := LastRunOf(st, "sample-fictional")
	if err != nil || l.Success.IsZero() || l.Summary.Pages != len(wanted(srv)) {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err := c.RunOnly(context.Background(), "nowhere"); err == nil {
		t.Error("an unknown portal was crawled")
	}
}
