package crawler

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
	"golang.org/x/time/rate"

	"zhongbiao/crawler/portal"
)

// limiter keeps one token bucket of one token per registrable host, so that
// all hosts of a site share one rate (colly's delays are per slot, C10).
type limiter struct {
	now    func() time.Time
	raise  time.Duration
	byHost map[string]time.Duration
	free   func(host string) bool

	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	delay time.Duration
	lim   *rate.Limiter
	until time.Time // not before, as the server asked
}

func newLimiter(o Options) *limiter {
	l := &limiter{now: o.Now, raise: o.Delay, byHost: o.Delays, buckets: map[string]*bucket{}}
	l.free = func(host string) bool { return isLoopback(host) && (o.AllowLoopback || o.allowed(host)) }
	for _, d := range o.Portals {
		for _, h := range d.Hosts {
			l.portalDelay(h, time.Duration(d.Delay))
		}
	}
	return l
}

// lane gives the name under which a host shares its rate: the registrable
// domain, or the address with its port.
func lane(host string) string {
	h := strings.ToLower(hostname(host))
	if _, err := netip.ParseAddr(strings.Trim(h, "[]")); err == nil || h == "localhost" {
		return strings.ToLower(host)
	}
	if d, err := publicsuffix.EffectiveTLDPlusOne(h); err == nil {
		return d
	}
	return h
}

// least is the delay of a host without regard to a portal: what the user set
// for it by name, none on loopback, else the default or what raises it.
func (l *limiter) least(host string) time.Duration {
	if v, ok := l.named(host); ok {
		return v
	}
	if l.free(host) {
		return 0
	}
	return max(portal.DefaultDelay, l.raise)
}

// named is the delay that the user set for a host.
func (l *limiter) named(host string) (time.Duration, bool) {
	for _, name := range []string{host, hostname(host), lane(host)} {
		if v, ok := l.byHost[name]; ok {
			return v, true
		}
	}
	return 0, false
}

func every(d time.Duration) rate.Limit {
	if d <= 0 {
		return rate.Inf
	}
	return rate.Every(d)
}

// portalDelay raises a host's delay to what a portal's file says, unless the
// user set one for this host.
func (l *limiter) portalDelay(host string, d time.Duration) {
	if _, ok := l.named(host); !ok && !l.free(host) {
		l.slow(host, d)
	}
}

// slow makes a host's delay at least d.
func (l *limiter) slow(host string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(host)
	if d > b.delay {
		b.delay = d
		b.lim.SetLimitAt(l.now(), rate.Every(d))
	}
}

// bucket gives the bucket of a host; l.mu is held.
func (l *limiter) bucket(host string) *bucket {
	key := lane(host)
	b := l.buckets[key]
	if b == nil {
		b = &bucket{delay: l.least(host)}
		b.lim = rate.NewLimiter(every(b.delay), 1)
		l.buckets[key] = b
	}
	return b
}

// pause leaves a host alone until t.
func (l *limiter) pause(host string, t time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.bucket(host); t.After(b.until) {
		b.until = t
	}
}

// paused tells until when the server asked to be left alone.
func (l *limiter) paused(host string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(host).until
}

// limited tells whether the host has a delay at all.
func (l *limiter) limited(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(host).delay > 0
}

// ready tells when the next request to a host may start.
func (l *limiter) ready(host string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.bucket(host)
	at := now
	if b.delay > 0 {
		if missing := 1 - b.lim.TokensAt(now); missing > 0 {
			at = now.Add(time.Duration(missing * float64(b.delay)))
		}
	}
	if b.until.After(at) {
		at = b.until
	}
	return at
}

// wait takes a token, waiting for it, and for the end of a pause.
func (l *limiter) wait(ctx context.Context, host string) error {
	for {
		l.mu.Lock()
		b := l.bucket(host)
		pause := b.until.Sub(l.now())
		l.mu.Unlock()
		if pause <= 0 {
			break
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
	l.mu.Lock()
	now := l.now()
	d := l.bucket(host).lim.ReserveN(now, 1).DelayFrom(now)
	l.mu.Unlock()
	return sleep(ctx, d)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
