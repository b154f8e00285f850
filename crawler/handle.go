package crawler

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"time"

	"zhongbiao/crawler/charset"
	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

// handle does one task and writes how it ended. A panic is the page's
// failure, not the process's (C14).
func (r *run) handle(ctx context.Context, t store.Task) {
	s := r.portals[t.Portal]
	defer r.room(t)()
	defer func() {
		if p := recover(); p != nil {
			r.o.Log.Error("crawl page", "url", t.URL, "panic", p, "stack", string(debug.Stack()))
			r.failed(ctx, s, t, fail(portal.Failed, "panic: %v", p))
		}
	}()
	if ctx.Err() != nil || !s.brake.closed() || r.limit.paused(t.Host).Sub(r.o.Now()) > time.Second {
		s.brake.idle()
		r.release([]store.Task{t}) // the portal said no since it was leased
		return
	}
	err := r.watch(t)
	if err == nil {
		err = s.fetch.open(ctx)
	}
	if err == nil {
		if t.Kind == "list" {
			err = r.list(ctx, s, t)
		} else {
			err = r.detail(ctx, s, t)
		}
	}
	if err != nil {
		r.failed(ctx, s, t, err)
	}
}

// answer fetches and reads. Statuses that are no page are failures; 304 gives
// a nil answer.
func (r *run) answer(ctx context.Context, s *site, f portal.Fetch, header map[string]string) (*response, *portal.Answer, string, error) {
	resp, err := s.fetch.get(ctx, f, header)
	if err != nil {
		return nil, nil, "", err
	}
	a, label, err := r.read(s, resp)
	return resp, a, label, err
}

// read turns the bytes of an answer into text; nil for 304.
func (r *run) read(s *site, resp *response) (*portal.Answer, string, error) {
	if resp.status == http.StatusNotModified {
		return nil, "", nil
	}
	a := &portal.Answer{URL: resp.url, Status: resp.status, ContentType: resp.contentType}
	if isPDF(resp.body) {
		if bad := r.status(s, resp, *a); bad != nil {
			return nil, "", bad
		}
		if !s.def.Detail.PDF {
			return nil, "", fail(portal.Changed, "the answer is a PDF, where detail.pdf is not set")
		}
		return a, "", nil
	}
	text, label, err := charset.Decode(resp.body, resp.contentType)
	a.Text = text
	if bad := r.status(s, resp, *a); bad != nil {
		return nil, "", bad
	}
	if err != nil {
		return nil, "", fail(portal.Mojibake, "%v", err)
	}
	if !s.def.Detail.Unclosed && opensHTML(text) && !closesHTML(text) {
		if p := s.def.Refusal(*a); p != nil {
			return nil, "", p
		}
		return nil, "", fail(portal.Truncated, "the page has no end: </html> is missing")
	}
	return a, label, nil
}

// status turns every HTTP status but 200 into a failure.
func (r *run) status(s *site, resp *response, a portal.Answer) error {
	if resp.status == http.StatusOK {
		return nil
	}
	x := fail(portal.Failed, "HTTP status %d", resp.status)
	x.retryAfter = retryAfter(resp.header, r.o.Now())
	switch {
	case resp.status == http.StatusTooManyRequests || resp.status == http.StatusServiceUnavailable && !x.retryAfter.IsZero():
		x.Outcome, x.Means = portal.Blocked, portal.Throttle
	case resp.status == http.StatusNotFound || resp.status == http.StatusGone:
		x.Outcome = portal.Gone
	default:
		if p := s.def.RefusedStatus(a); p != nil {
			x.Problem = p
		}
	}
	return x
}

func isPDF(b []byte) bool { return len(b) > 4 && string(b[:5]) == "%PDF-" }

// asFailure gives every error the form of a failure.
func asFailure(err error) *failure {
	var x *failure
	if errors.As(err, &x) {
		return x
	}
	var p *portal.Problem
	if errors.As(err, &p) {
		return &failure{Problem: p}
	}
	f := fail(portal.Failed, "%v", err)
	f.err = err
	return f
}

// failed decides what becomes of a task that did not succeed: tried again
// later, put on the dead-letter list, or done because the page is gone.
func (r *run) failed(ctx context.Context, s *site, t store.Task, err error) {
	var storeErr *storeError
	if errors.As(err, &storeErr) {
		r.later(t, func(*store.Task) error { return storeErr.err })
		return
	}
	x := asFailure(err)
	if ctx.Err() != nil || errors.Is(x.err, context.Canceled) || errors.Is(x.err, errLeftAlone) {
		s.brake.idle()
		r.release([]store.Task{t})
		return
	}
	if x.Outcome == portal.Gone && t.Kind == "detail" && t.Tries >= goneTries {
		s.brake.idle()
		r.gone(s, t, x)
		return
	}
	next, final := r.verdict(s, t, x)
	r.later(t, func(t *store.Task) error {
		r.sum.outcome(*t, x.Outcome, x.Reason, final)
		r.o.Log.Info("crawl page", "url", t.URL, "outcome", x.Outcome, "reason", x.Reason, "try", t.Tries, "final", final)
		if !final {
			r.again(t.Key, next) // before it can be leased again
		}
		if err := r.st.Fail(*t, x.Reason, string(x.Outcome), next, final); err != nil {
			return err
		}
		if final && t.Kind == "detail" {
			r.open.fail(*t)
		}
		return nil
	})
}

// gone closes a task whose page no longer exists. The row stays listed.
func (r *run) gone(s *site, t store.Task, x *failure) {
	r.later(t, func(t *store.Task) error {
		c := store.Commit{Task: t, Outcome: string(portal.Gone)}
		if t.Row.URL != "" {
			c.Listed = append(c.Listed, t.Row)
		}
		if _, err := r.st.Commit(c); err != nil {
			return err
		}
		r.open.done(t.Key)
		r.sum.outcome(*t, portal.Gone, x.Reason, true)
		return r.settle(false)
	})
}

// goneTries is how often a page has to be missing before it is believed.
const goneTries = 2

// Refusals and strange pages in a row after which a portal is left alone.
const (
	maxMisses  = 3
	maxStrange = 5
)

// verdict says when a failed task may be tried again, or that it is final. It
// also lets the portal rest when the answer asks for that.
func (r *run) verdict(s *site, t store.Task, x *failure) (next time.Time, final bool) {
	now := r.o.Now()
	next = now.Add(r.backoff(s, t.Tries))
	last := t.Tries >= r.o.MaxTries
	switch x.Outcome {
	case portal.Blocked:
		return r.refused(s, t, x, next), t.Tries >= 4*r.o.MaxTries
	case portal.Robots:
		s.brake.idle()
		if x.retryAfter.IsZero() {
			return x.retryAfter, true
		}
		if err := s.brake.hold(x.retryAfter, x.Reason); err != nil {
			r.die(err)
		}
		return x.retryAfter, false
	case portal.Changed, portal.Mojibake:
		if s.brake.strange() >= maxStrange {
			next = r.trip(s, fmt.Sprintf("%d pages in a row are not as expected, last: %s", maxStrange, x.Reason))
		}
		return next, t.Tries >= min(2, r.o.MaxTries)
	case portal.Empty:
		s.brake.idle()
		return next, false
	case portal.Gone:
		s.brake.idle()
		return next, t.Kind == "list" && t.Tries >= goneTries
	}
	s.brake.idle()
	if x.retryAfter.After(next) {
		next = x.retryAfter
	}
	return next, last || errors.Is(x.err, errTooLarge) || errors.Is(x.err, errKills)
}

// refused handles a blocked page: a challenge trips the breaker at once, a
// throttle slows the host down, and several refusals in a row trip it too.
func (r *run) refused(s *site, t store.Task, x *failure, next time.Time) time.Time {
	if x.Means != portal.Throttle && x.Means != portal.Denied {
		return r.trip(s, x.Reason)
	}
	misses := s.brake.miss()
	if !x.retryAfter.IsZero() {
		if x.retryAfter.After(next) { // Retry-After: 0 does not hurry us
			next = x.retryAfter
		}
		r.limit.pause(t.Host, next)
		if err := s.brake.hold(next, x.Reason+", Retry-After"); err != nil {
			r.die(err)
		}
		return next
	}
	if misses >= maxMisses {
		return r.trip(s, fmt.Sprintf("%d refusals in a row, last: %s", misses, x.Reason))
	}
	if x.Means == portal.Throttle {
		next = r.o.Now().Add(3 * r.backoff(s, misses))
		r.limit.pause(t.Host, next)
	}
	return next
}

func (r *run) trip(s *site, reason string) time.Time {
	until, err := s.brake.trip(reason)
	if err != nil {
		r.die(err)
	}
	r.sum.brake(s.def.ID, s.brake.state())
	r.o.Log.Warn("portal left alone", "portal", s.def.ID, "until", until, "reason", reason)
	return until
}

// backoff is exponential with jitter: 0.5 to 1.5 times base × 2^(tries-1), an
// hour at most.
func (r *run) backoff(s *site, tries int) time.Duration {
	d := s.retry
	for i := 1; i < tries && d < time.Hour; i++ {
		d *= 2
	}
	d = min(d, time.Hour)
	return d/2 + rand.N(d+1)
}

// storeError is an error of the store within a task: it ends the run.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }
