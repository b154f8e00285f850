package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
)

// Every hostile answer ends in an outcome, within the caps of size and time.
func TestHostileAnswersEndInAnOutcome(t *testing.T) {
	for name, tt := range map[string]struct {
		bad  sample.Bad
		want portal.Outcome
		in   string
	}{
		"gzip bomb":         {sample.GzipBomb, portal.Failed, "size limit"},
		"endless body":      {sample.Endless, portal.Failed, "size limit"},
		"endless redirects": {sample.RedirectLoop, portal.Failed, "more than 5 redirects"},
		"header flood":      {sample.HeaderFlood(2000), portal.Failed, ""},
		"slow drip":         {sample.Drip(64, 100*time.Millisecond), portal.Failed, "in time"},
		"silence":           {sample.Silence(5 * time.Second), portal.Failed, "in time"},
		"invalid UTF-8":     {sample.InvalidText, portal.Mojibake, ""},
		"mojibake":          {sample.Mojibake, portal.Mojibake, ""},
		"long line":         {sample.LongLine(50 << 20), portal.Failed, "size limit"},
		"deep HTML":         {sample.Deep(200_000), portal.Truncated, "</html>"},
		"redirect away":     {sample.Redirect("http://example.org/"), portal.Failed, "not one of the portal's hosts"},
		"redirect to file":  {sample.Redirect("file:///etc/passwd"), portal.Failed, "http or https"},
		"private address":   {sample.Redirect("http://169.254.169.254/latest/"), portal.Failed, "not one of the portal's hosts"},
		"other port":        {sample.Redirect("http://127.0.0.1:1/"), portal.Failed, "not one of the portal's hosts"},
		"user in address":   {sample.Redirect("http://a:b@127.0.0.1/"), portal.Failed, "plain"},
		"wrong length":      {sample.Truncate(0.5), portal.Truncated, "broke off"},
		"cut, length fits":  {sample.CutSilently(0.5), portal.Truncated, "</html>"},
		"nothing":           {sample.EmptyBody, portal.Changed, "finds nothing"},
		"not a page":        {sample.WrongType, portal.Changed, "PDF"},
		"hang up":           {sample.HangUp, portal.Failed, ""},
		"renamed":           {sample.Changed, portal.Changed, "vF_detail_content"},
	} {
		t.Run(name, func(t *testing.T) {
			srv, st := startSample(t, data.Facts), openStore(t)
			d := ccgp(t).At("sample-facts", srv.URL, data.Facts)
			d.First, d.Last = "2026-08-18", "2026-08-19"
			d.MaxBody = 4 << 20
			hit := false
			srv.Break(&sample.Fault{Match: func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/t2026") }, Bad: tt.bad})
			o := options(st, d)
			o.From, o.Timeout, o.MaxTries, o.Patience = 20260818, time.Minute, 2, time.Second
			if tt.in == "in time" { // the others must end by their own cap, however slow the machine
				o.Timeout = 500 * time.Millisecond
			}
			o.Progress = func(e Event) {
				if e.Kind == "detail" && e.Outcome == tt.want && strings.Contains(e.Reason, tt.in) {
					hit = true
				} else if e.Kind == "detail" && !hit {
					t.Logf("%s: %s", e.Outcome, e.Reason)
				}
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			sum := crawl(t, o)
			runtime.ReadMemStats(&after)
			if !hit || !sum.Incomplete() || len(stored(t, st)) != 0 {
				t.Errorf("want %s with %q; %d pages kept; %+v", tt.want, tt.in, len(stored(t, st)), sum.Portals[0])
			}
			if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 200<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
		})
	}
}

// A public portal never leads to a private address, even while a portal on
// loopback is allowed: the dialer looks at what a name resolves to (C4).
func TestPrivateAddressesAreRefusedAfterDNS(t *testing.T) {
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the private server was asked") }))
	defer secret.Close()
	port := secret.URL[strings.LastIndex(secret.URL, ":"):]
	d := ccgp(t).At("evil", "http://localtest.invalid"+port, data.NotSample)
	for name, tt := range map[string]struct {
		hosts []string
		o     Options
		open  bool
	}{
		"name that resolves to loopback":    {[]string{"localhost.localdomain" + port}, Options{AllowLoopback: true}, false},
		"loopback not allowed":              {[]string{"localhost" + port}, Options{}, false},
		"private, other portal allowed":     {[]string{"10.0.0.1"}, Options{AllowLoopback: true}, false},
		"loopback allowed":                  {[]string{"localhost" + port}, Options{AllowLoopback: true}, true},
		"another port of a loopback portal": {[]string{"localhost:1"}, Options{AllowLoopback: true}, false},
		"named by the user":                 {[]string{"localhost.localdomain" + port}, Options{AllowHosts: []string{"localhost.localdomain"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := *d
			d.Hosts = tt.hosts
			tt.o.Portals = []*portal.Definition{&d}
			err := guardian(tt.o, &d).Safe("tcp4", "127.0.0.1"+port, nil)
			if (err == nil) != tt.open {
				t.Errorf("dialling 127.0.0.1%s: %v, want open %v", port, err, tt.open)
			}
		})
	}
}

func TestNewRefusesWhatIsNotAllowed(t *testing.T) {
	st := openStore(t)
	loop := ccgp(t).At("a", "http://127.0.0.1:8080", data.Facts)
	private := ccgp(t).At("b", "http://10.1.2.3", data.NotSample)
	meta := ccgp(t).At("c", "http://169.254.169.254", data.NotSample)
	imported := *loop
	imported.Mode = portal.ImportOnly
	for name, o := range map[string]Options{
		"no store":        {Portals: []*portal.Definition{loop}, AllowLoopback: true},
		"loopback":        {Store: st, Portals: []*portal.Definition{loop}},
		"private address": {Store: st, Portals: []*portal.Definition{private}, AllowLoopback: true},
		"link-local":      {Store: st, Portals: []*portal.Definition{meta}, AllowLoopback: true},
		"import only":     {Store: st, Portals: []*portal.Definition{&imported}, AllowLoopback: true},
		"twice":           {Store: st, Portals: []*portal.Definition{loop, loop}, AllowLoopback: true},
		"from after to":   {Store: st, From: 20240102, To: 20240101},
		"negative delay":  {Store: st, Delay: -1},
		"bad proxy":       {Store: st, Proxy: "nowhere"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := New(Options{Store: st, Portals: []*portal.Definition{private}, AllowHosts: []string{"10.1.2.3"}}); err != nil {
		t.Errorf("a private address that the user named: %v", err)
	}
}

// A panic while a page is handled is that page's failure (C14).
func TestPanicIsThePagesFailure(t *testing.T) {
	srv, st := startSample(t, data.Facts), openStore(t)
	d := ccgp(t).At("sample-facts", srv.URL, data.Facts)
	d.First, d.Last = "2026-08-01", "2026-08-31"
	o := options(st, d)
	o.From = 20260801
	var n atomic.Int32
	o.Wanted = func(data.Row) bool {
		if n.Add(1) == 1 {
			panic("a bug in the term test")
		}
		return true
	}
	if sum := crawl(t, o); sum.Incomplete() || sum.Portals[0].Outcomes[portal.Failed] != 1 {
		t.Errorf("%+v", sum.Portals[0])
	}
}

func TestStoreFailureEndsTheRun(t *testing.T) {
	srv, st := startSample(t, data.Facts), openStore(t)
	d := ccgp(t).At("sample-facts", srv.URL, data.Facts)
	o := options(st, d)
	o.From = 20240101
	o.Progress = func(e Event) {
		if e.Pages == 3 {
			go st.Close()
		}
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { _, err := c.Run(context.Background()); done <- err }()
	select {
	case err := <-done:
		if err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the store's error", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the run does not end")
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("text/html", "", []byte(`<html><div class="vF_detail_content">示例</div></html>`), 200)
	f.Add("text/html; charset=gbk", "gzip", []byte("\x1f\x8b\x08"), 200)
	f.Add("application/json", "zstd", []byte("\x28\xb5\x2f\xfd"), 503)
	f.Add("image/png", "deflate", []byte{0x78, 0x9c}, 304)
	st := openStore(f)
	var body []byte
	var contentType, encoding string
	var status int
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "")
			return
		}
		w.Header().Set("Content-Type", contentType)
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		w.WriteHeader(status)
		w.Write(body)
	}))
	f.Cleanup(srv.Close)
	o := Options{Store: st, Portals: []*portal.Definition{ccgp(f).At("sample-facts", srv.URL, data.Facts)}, AllowLoopback: true, Timeout: time.Second}
	o.defaults()
	limit := newLimiter(o)
	fetch, err := newFetcher(context.Background(), &o, o.Portals[0], limit, newRobots(&o, limit))
	if err != nil {
		f.Fatal(err)
	}
	r := &run{o: &o, st: st, limit: limit}
	f.Fuzz(func(t *testing.T, ct, enc string, b []byte, code int) {
		body, contentType, encoding, status = b, strings.Map(printable, ct), strings.Map(printable, enc), 200+(code%400+400)%400
		resp, a, _, err := r.answer(context.Background(), &site{def: o.Portals[0], fetch: fetch}, portal.Fetch{Method: "GET", URL: srv.URL + "/x"}, nil)
		if err == nil && (resp == nil || a == nil && resp.status != http.StatusNotModified) {
			t.Errorf("no answer and no error for status %d", status)
		}
		if err != nil && asFailure(err).Outcome == "" {
			t.Errorf("no outcome for %v", err)
		}
	})
}

func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}
