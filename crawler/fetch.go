package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"github.com/gocolly/colly/v2"
	"golang.org/x/net/publicsuffix"

	"zhongbiao/crawler/portal"
)

// longPause is how long a worker waits for a host that asked for a pause;
// longer ones are waited for in the queue.
const longPause = 30 * time.Second

// maxRedirects bounds a chain of redirects, for pages as for robots.txt.
const maxRedirects = 5

// fetcher makes the requests of one portal during one run: through colly,
// behind the robots layer and the host's token bucket.
type fetcher struct {
	o      *Options
	d      *portal.Definition
	c      *colly.Collector
	limit  *limiter
	robots *robots
	mayAsk func() bool // asked once more when a request's turn has come; nil for always

	session    sync.Mutex
	hasSession bool
}

// errLeftAlone says that the portal refused another request while this one
// waited for its turn: it goes back to the queue as if it had not been tried.
var errLeftAlone = errors.New("the portal is left alone by now")

// response is an answer as it came, after content decoding.
type response struct {
	status      int
	header      http.Header
	contentType string
	body        []byte
	url         string // after redirects
}

// failure is a Problem with the time before which the server wants no more.
type failure struct {
	*portal.Problem
	retryAfter time.Time
	err        error
}

func (f *failure) Unwrap() error { return f.err }

func fail(outcome portal.Outcome, format string, args ...any) *failure {
	return &failure{Problem: &portal.Problem{Outcome: outcome, Reason: fmt.Sprintf(format, args...)}}
}

func newFetcher(ctx context.Context, o *Options, d *portal.Definition, l *limiter, r *robots) (*fetcher, error) {
	t, err := newTransport(*o, d)
	if err != nil {
		return nil, err
	}
	// Init instead of NewCollector: only the latter lets COLLY_* variables of
	// the environment override what is set here (C13).
	c := &colly.Collector{}
	c.Init()
	c.Context = ctx
	c.UserAgent = o.agent()
	c.IgnoreRobotsTxt = true // our own layer asks, see robots.go (C2, C3)
	c.AllowURLRevisit = true // what was visited is in the store (C7)
	c.MaxBodySize = 0        // the transport caps after decompression (C5)
	c.ParseHTTPErrorResponse = true
	c.DetectCharset = false // charset.Decode does it (C8)
	c.SetRequestTimeout(o.Timeout)
	c.WithTransport(t)
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, fmt.Errorf("cookies of %s: %w", d.ID, err)
	}
	c.SetCookieJar(jar)
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // followed by get, with all checks again
	})
	f := &fetcher{o: o, d: d, c: c, limit: l, robots: r}
	c.OnResponseHeaders(f.gate)
	c.OnResponse(func(r *colly.Response) { r.Ctx.Put("response", r) })
	return f, nil
}

// gate refuses media types that are no notice before their body is read.
func (f *fetcher) gate(r *colly.Response) {
	if r.StatusCode != http.StatusOK {
		return
	}
	if media := r.Headers.Get("Content-Type"); !readable(media) {
		r.Ctx.Put("refused", media)
		r.Request.Abort()
	}
}

// readable tells whether a media type may hold a list or a notice.
func readable(media string) bool {
	media = strings.ToLower(strings.TrimSpace(media))
	if media == "" || strings.HasPrefix(media, "text/") && media != "text/event-stream" {
		return true
	}
	for _, part := range []string{"html", "json", "xml", "javascript", "pdf", "octet-stream", "msword", "officedocument", "x-download", "force-download"} {
		if strings.Contains(media, part) {
			return true
		}
	}
	return false
}

// get sends a request and follows redirects, each through the limit, the
// robots rules and the list of the portal's hosts. Every error is a *failure.
func (f *fetcher) get(ctx context.Context, req portal.Fetch, header map[string]string) (*response, error) {
	for hop := 0; ; hop++ {
		if hop > maxRedirects {
			return nil, fail(portal.Failed, "more than %d redirects, last to %s", maxRedirects, req.URL)
		}
		u, err := f.mayGo(req.URL)
		if err != nil {
			return nil, err
		}
		if err := f.robots.ask(ctx, f, u); err != nil {
			return nil, err
		}
		resp, err := f.send(ctx, req, header)
		if err != nil {
			return nil, err
		}
		location := resp.header.Get("Location")
		if resp.status < 300 || resp.status > 399 || resp.status == http.StatusNotModified || location == "" {
			return resp, nil
		}
		next, err := u.Parse(location)
		if err != nil {
			return nil, fail(portal.Failed, "redirect to %q, which is no address", location)
		}
		if resp.status != http.StatusTemporaryRedirect && resp.status != http.StatusPermanentRedirect {
			req.Method, req.Body, req.ContentType = http.MethodGet, "", ""
		}
		req.URL = next.String()
	}
}

// mayGo checks an address before it is asked for: http or https, a host of
// the portal, no user name in it. What it resolves to is checked by the dialer.
func (f *fetcher) mayGo(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fail(portal.Failed, "address %q: %v", address, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Host == "" {
		return nil, fail(portal.Failed, "address %q is no plain http or https address", address)
	}
	for _, h := range f.d.Hosts {
		if strings.EqualFold(u.Host, h) || u.Port() == "" && strings.EqualFold(u.Hostname(), h) || defaultPort(u) && strings.EqualFold(u.Hostname(), h) {
			return u, nil
		}
	}
	return nil, fail(portal.Failed, "%s is not one of the portal's hosts (%s)", u.Host, strings.Join(f.d.Hosts, ", "))
}

func defaultPort(u *url.URL) bool {
	return u.Scheme == "http" && u.Port() == "80" || u.Scheme == "https" && u.Port() == "443"
}

// send makes one request by colly, after waiting for the host's turn.
func (f *fetcher) send(ctx context.Context, req portal.Fetch, header map[string]string) (*response, error) {
	u, err := url.Parse(req.URL)
	if err != nil {
		return nil, fail(portal.Failed, "address %q: %v", req.URL, err)
	}
	if err := f.turn(ctx, u.Host); err != nil {
		return nil, err
	}
	hdr := http.Header{"User-Agent": {f.o.agent()}, "Accept": {"text/html,application/xhtml+xml,application/json,application/pdf;q=0.9,*/*;q=0.5"}, "Accept-Language": {"zh-CN,zh;q=0.9"}}
	for _, m := range []map[string]string{req.Headers, header} {
		for k, v := range m {
			hdr.Set(k, v)
		}
	}
	hdr.Set("Accept-Encoding", "gzip") // what transport can decode
	var body io.Reader
	if req.Body != "" {
		body = strings.NewReader(req.Body)
		hdr.Set("Content-Type", req.ContentType)
	}
	cc := colly.NewContext()
	err = f.c.Request(req.Method, req.URL, body, cc, hdr)
	if refused := cc.Get("refused"); refused != "" {
		return nil, fail(portal.Changed, "the answer is of type %s, not a page", refused)
	}
	r, ok := cc.GetAny("response").(*colly.Response)
	if err != nil || !ok {
		return nil, f.explain(ctx, err)
	}
	resp := &response{status: r.StatusCode, header: *r.Headers, body: r.Body, url: req.URL}
	resp.contentType = resp.header.Get(rawContentType)
	resp.header.Del(rawContentType)
	return resp, nil
}

// turn waits for the host's turn. Whoever waits may find that the host asked
// for a pause meanwhile, or that the portal was given up.
func (f *fetcher) turn(ctx context.Context, host string) error {
	for {
		until := f.limit.paused(host)
		if until.Sub(f.o.Now()) > longPause {
			x := fail(portal.Blocked, "%s asked to be left alone", host)
			x.Means, x.retryAfter = portal.Throttle, until
			return x
		}
		if err := f.limit.wait(ctx, host); err != nil {
			return &failure{Problem: &portal.Problem{Outcome: portal.Failed, Reason: "stopped"}, err: err}
		}
		if f.mayAsk != nil && !f.mayAsk() {
			return &failure{Problem: &portal.Problem{Outcome: portal.Blocked, Reason: errLeftAlone.Error()}, err: errLeftAlone}
		}
		if !f.limit.paused(host).After(f.o.Now()) {
			return nil
		}
	}
}

// explain turns an error of the request into an outcome.
func (f *fetcher) explain(ctx context.Context, err error) *failure {
	var netErr net.Error
	x := fail(portal.Failed, "%v", err)
	x.err = err
	switch {
	case err == nil:
		x.Reason = "no answer"
	case ctx.Err() != nil:
		x.Reason, x.err = "stopped", ctx.Err()
	case errors.Is(err, errTooLarge):
		x.Reason = err.Error()
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort), errors.Is(err, ssrf.ErrProhibitedNetwork):
		x.Reason = "the address is not allowed: " + err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		x.Outcome, x.Reason = portal.Truncated, "the answer broke off: "+err.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		x.Reason = "the connection was refused"
	case errors.As(err, &netErr) && netErr.Timeout():
		x.Reason = "no complete answer in time: " + err.Error()
	}
	return x
}

// open fetches the portal's session page once, for its cookies.
func (f *fetcher) open(ctx context.Context) error {
	f.session.Lock()
	defer f.session.Unlock()
	if f.hasSession || f.d.Session == "" {
		return nil
	}
	resp, err := f.get(ctx, portal.Fetch{Method: http.MethodGet, URL: f.d.Session}, nil)
	if err != nil {
		return err
	}
	if resp.status >= 400 {
		return fail(portal.Failed, "the session page %s answers with HTTP status %d", f.d.Session, resp.status)
	}
	f.hasSession = true
	return nil
}

// retryAfter reads the header in both forms: seconds, or a date. The zero
// time means that there is none. A date more than a day away is cut to a day.
func retryAfter(h http.Header, now time.Time) time.Time {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return time.Time{}
	}
	var t time.Time
	if d, err := time.ParseDuration(v + "s"); err == nil {
		t = now.Add(d)
	} else if t, err = http.ParseTime(v); err != nil {
		return time.Time{}
	}
	if t.Before(now) {
		return now
	}
	if limit := now.Add(24 * time.Hour); t.After(limit) {
		return limit
	}
	return t
}
