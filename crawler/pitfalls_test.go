package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
)

// rules of robots.txt hold for where a redirect leads, too (C3).
func TestRobotsIsAskedAgainAfterARedirect(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	srv.SetRobots("User-agent: *\nDisallow: /secret/\n")
	srv.Break(&sample.Fault{Match: sample.Details, Bad: sample.Redirect("/secret/1.htm")})
	o := options(st, at(t, srv.URL))
	sum := crawl(t, o)
	if p := sum.Portals[0]; p.Outcomes[portal.Robots] == 0 || p.Pages > 0 || !sum.Incomplete() {
		t.Errorf("%+v", p)
	}
	for _, r := range srv.Requests() {
		if strings.HasPrefix(r.Path, "/secret/") {
			t.Errorf("%s was asked for", r.Path)
		}
	}
}

// fetcherOf makes the fetcher of one portal, without a run around it.
func fetcherOf(t *testing.T, o Options) *fetcher {
	t.Helper()
	o.defaults()
	l := newLimiter(o)
	f, err := newFetcher(context.Background(), &o, o.Portals[0], l, newRobots(&o, l))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// robots.txt is fetched within the host's limit: it takes the token that the
// first page then has to wait for (C3).
func TestRobotsTakesAToken(t *testing.T) {
	srv := startSample(t, data.Fictional)
	o := limitedTo(options(openStore(t), at(t, srv.URL)), srv.URL, time.Hour)
	f := fetcherOf(t, o)
	u, err := url.Parse(srv.URL + "/cggg/dfgg/zbgg/")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.robots.ask(context.Background(), f, u); err != nil || len(srv.Requests()) != 1 {
		t.Fatalf("%d requests, %v", len(srv.Requests()), err)
	}
	if next := time.Until(f.limit.ready(u.Host)); next < 30*time.Minute {
		t.Errorf("the first page may be asked for in %s, want an hour", next)
	}
}

// Every request waits for its turn, also those within one task, as after a
// redirect: one that may not start before an hour has passed does not (C10).
func TestEveryRequestWaitsForItsTurn(t *testing.T) {
	srv := startSample(t, data.Fictional)
	f := fetcherOf(t, limitedTo(options(openStore(t), at(t, srv.URL)), srv.URL, time.Hour))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	for i, path := range []string{"/cggg/dfgg/zbgg/", "/cggg/zygg/zbgg/"} {
		_, err := f.send(ctx, portal.Fetch{Method: "GET", URL: srv.URL + path}, nil)
		if (err == nil) != (i == 0) {
			t.Errorf("request %d: %v", i+1, err)
		}
	}
	if n := len(srv.Requests()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// What a portal's own robots.txt redirects to is dialled only if its address
// and port may be: the dialer refuses, after DNS and before a byte is sent (C4).
func TestDialerRefusesWhatARedirectNames(t *testing.T) {
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the secret server was asked") }))
	defer secret.Close()
	port := secret.URL[strings.LastIndex(secret.URL, ":"):]
	for _, to := range []string{secret.URL, "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port} {
		srv, st := startSample(t, data.Fictional), openStore(t)
		srv.Break(sample.Robots(sample.Redirect(to + "/robots.txt")))
		sum := crawl(t, options(st, at(t, srv.URL)))
		if p := sum.Portals[0]; p.Outcomes[portal.Robots] == 0 || !strings.Contains(strings.Join(p.Reasons, ";"), "not allowed") {
			t.Errorf("%s: %+v", to, p)
		}
	}
}

// An answer may take longer than the ten seconds that colly allows (C14).
func TestTimeoutIsOurs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes eleven seconds")
	}
	t.Parallel()
	o, _ := oneDetail(t, func(_ int, w http.ResponseWriter) {
		fmt.Fprint(w, notice("中标公告")[:20])
		_ = http.NewResponseController(w).Flush()
		time.Sleep(11 * time.Second)
		fmt.Fprint(w, notice("中标公告")[20:])
	})
	o.Timeout, o.MaxTries = time.Minute, 1
	if sum := crawl(t, o); sum.Incomplete() || sum.Portals[0].Pages != 1 {
		t.Errorf("%+v", sum.Portals[0])
	}
}

// Of the successful statuses only 200 is a page; none is kept as one, and none
// stops the run (C15).
func TestOnly200IsAPage(t *testing.T) {
	for _, code := range []int{201, 202, 203, 204, 206, 226} {
		o, _ := oneDetail(t, func(_ int, w http.ResponseWriter) {
			w.WriteHeader(code)
			if code != http.StatusNoContent {
				fmt.Fprint(w, notice("中标公告"))
			}
		})
		o.MaxTries = 1
		sum := crawl(t, o)
		if p := sum.Portals[0]; p.Pages != 0 || p.Failed != 1 || !strings.Contains(strings.Join(p.Reasons, ";"), fmt.Sprint("HTTP status ", code)) {
			t.Errorf("%d: %+v", code, p)
		}
	}
}

// A portal that sets a cookie and sends the client to the same address once
// more is followed there (C15).
func TestRedirectToItselfWithACookie(t *testing.T) {
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch _, err := r.Cookie("seen"); {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case err != nil:
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", Path: "/"})
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		default:
			asked.Add(1)
			fmt.Fprint(w, notice("中标公告"))
		}
	}))
	defer srv.Close()
	f := fetcherOf(t, options(openStore(t), at(t, srv.URL)))
	resp, err := f.get(context.Background(), portal.Fetch{Method: "GET", URL: srv.URL + "/x.htm"}, nil)
	if err != nil || resp.status != http.StatusOK || asked.Load() != 1 {
		t.Errorf("%+v, %v", resp, err)
	}
}

// Nothing that a portal answered once is taken from a cache of colly's (C12).
func TestNothingIsTakenFromACache(t *testing.T) {
	t.Setenv("COLLY_CACHE_DIR", t.TempDir())
	var n atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, notice(fmt.Sprint("第", n.Add(1), "次")))
	}))
	defer srv.Close()
	for i := range 3 {
		f := fetcherOf(t, options(openStore(t), at(t, srv.URL)))
		resp, err := f.get(context.Background(), portal.Fetch{Method: "GET", URL: srv.URL + "/x.htm"}, nil)
		if err != nil || !strings.Contains(string(resp.body), fmt.Sprint("第", i+1, "次")) {
			t.Errorf("request %d: %+v, %v", i+1, resp, err)
		}
	}
}

// What is no page by its media type is refused before its body is read.
func TestMediaTypesThatAreNoPage(t *testing.T) {
	for media, ok := range map[string]bool{"image/png": false, "video/mp4": false, "text/event-stream": false, "application/zip": false,
		"text/html": true, "": true, "application/octet-stream": true, "TEXT/HTML;charset=gbk": true} {
		o, _ := oneDetail(t, func(_ int, w http.ResponseWriter) {
			w.Header()["Content-Type"] = []string{media}
			fmt.Fprint(w, notice("中标公告"))
		})
		o.MaxTries = 1
		p := crawl(t, o).Portals[0]
		if (p.Pages == 1) != ok || !ok && !strings.Contains(strings.Join(p.Reasons, ";"), "not a page") {
			t.Errorf("%q: %+v", media, p)
		}
	}
}
