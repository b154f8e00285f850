package crawler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"zhongbiao/crawler/portal"
)

// maxRobots is how much of a robots.txt is read, as RFC 9309 §2.5 says.
const maxRobots = 500 << 10

// The ages after which a robots.txt is asked for again: a read one after 24
// hours (RFC 9309 §2.4), one that could not be read much sooner.
const (
	robotsAge       = 24 * time.Hour
	robotsAgeFailed = 30 * time.Minute
)

// robots is the layer that asks robots.txt: one record per origin, kept in
// the store so that it outlives a run.
type robots struct {
	o     *Options
	limit *limiter

	mu      sync.Mutex
	origins map[string]*origin
}

// origin is what is known of one scheme, host and port.
type origin struct {
	sync.Mutex
	rec   robotsRecord
	rules robotRules
	known bool
}

type robotsRecord struct {
	At      time.Time `json:"at"`
	Status  int       `json:"status"`
	Refused string    `json:"refused,omitempty"` // not empty: everything is disallowed, and why
	Body    string    `json:"body,omitempty"`
	Again   time.Time `json:"again,omitzero"` // not to be asked for before, as the answer itself says
}

func newRobots(o *Options, l *limiter) *robots {
	return &robots{o: o, limit: l, origins: map[string]*origin{}}
}

// ask gives a *failure when robots.txt forbids the address or can't be read.
func (r *robots) ask(ctx context.Context, f *fetcher, u *url.URL) error {
	key := u.Scheme + "://" + u.Host
	r.mu.Lock()
	o := r.origins[key]
	if o == nil {
		o = &origin{}
		r.origins[key] = o
	}
	r.mu.Unlock()

	o.Lock()
	defer o.Unlock()
	if err := r.refresh(ctx, f, o, key); err != nil {
		return err
	}
	if o.rec.Refused != "" {
		x := fail(portal.Robots, "robots.txt of %s: %s, so nothing may be fetched", key, o.rec.Refused)
		x.retryAfter = o.rec.due()
		return x
	}
	if !o.rules.allows(u) {
		return fail(portal.Robots, "robots.txt of %s forbids %s", key, u.Path)
	}
	return nil
}

// refresh makes sure that the origin's record is young enough.
func (r *robots) refresh(ctx context.Context, f *fetcher, o *origin, key string) error {
	if !o.known {
		if b, err := r.o.Store.State("robots/" + key); err == nil && json.Unmarshal(b, &o.rec) == nil {
			r.use(o, key)
		}
	}
	if now := r.o.Now(); o.known && now.Before(o.rec.due()) && !o.rec.At.After(now) {
		return nil
	}
	rec, err := r.fetch(ctx, f, key)
	if err != nil {
		return err
	}
	o.rec = rec
	b, _ := json.Marshal(rec) // no error for strings and a time
	if err := r.o.Store.SetState("robots/"+key, b); err != nil {
		return fmt.Errorf("keep robots.txt of %s: %w", key, err)
	}
	r.use(o, key)
	return nil
}

// due is when a record is too old.
func (rec robotsRecord) due() time.Time {
	if rec.Refused == "" {
		return rec.At.Add(robotsAge)
	}
	if at := rec.At.Add(robotsAgeFailed); at.After(rec.Again) {
		return at
	}
	return rec.Again
}

// use reads the rules of a record, and slows the host down when they ask so.
func (r *robots) use(o *origin, key string) {
	o.known = true
	o.rules = parseRobots([]byte(o.rec.Body), r.o.product())
	u, err := url.Parse(key)
	if err == nil && o.rules.delay > 0 && r.limit.limited(u.Host) {
		r.limit.slow(u.Host, min(o.rules.delay, time.Minute))
	}
}

// fetch asks for robots.txt as RFC 9309 says: 2xx is read, other 4xx mean
// that there is none, 5xx, 429 and no answer mean that all is disallowed.
// Five redirects are followed, also to hosts that are not the portal's.
func (r *robots) fetch(ctx context.Context, f *fetcher, key string) (robotsRecord, error) {
	rec := robotsRecord{At: r.o.Now()}
	at, err := url.Parse(key + "/robots.txt")
	if err != nil {
		return rec, fail(portal.Failed, "robots.txt of %s: %v", key, err)
	}
	for hop := 0; hop <= maxRedirects; hop++ {
		resp, err := f.send(ctx, portal.Fetch{Method: http.MethodGet, URL: at.String()}, nil)
		if errors.Is(err, context.Canceled) || errors.Is(err, errLeftAlone) || errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
			return rec, err
		}
		var x *failure
		if errors.As(err, &x) {
			if x.Outcome == portal.Changed { // an image or the like in its place: no rules in it
				return rec, nil
			}
			rec.Refused = "it can't be fetched (" + x.Reason + ")"
			return rec, nil
		}
		rec.Status = resp.status
		location := resp.header.Get("Location")
		if resp.status >= 300 && resp.status < 400 && location != "" {
			next, err := at.Parse(location)
			if err != nil || next.Scheme != "http" && next.Scheme != "https" {
				return rec, nil // no robots.txt there
			}
			at = next
			continue
		}
		return judgeRobots(rec, resp), nil
	}
	return rec, nil // more redirects: taken as unavailable, which allows
}

func judgeRobots(rec robotsRecord, resp *response) robotsRecord {
	switch {
	case resp.status >= 200 && resp.status < 300:
		rec.Body = string(resp.body[:min(len(resp.body), maxRobots)])
	case resp.status >= 500 || resp.status == http.StatusTooManyRequests:
		rec.Refused = fmt.Sprintf("it answers with HTTP status %d", resp.status)
		rec.Again = retryAfter(resp.header, rec.At)
	}
	return rec
}
