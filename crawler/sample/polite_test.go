package sample_test

import (
	"strings"
	"testing"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// The portal itself measures how polite the crawler is: robots.txt first, an
// honest name, and never more often than the limit allows.
func TestPolitenessAsThePortalSeesIt(t *testing.T) {
	g := serve(t, data.Facts)
	const delay = 20 * time.Millisecond
	g.crawl(t, opened(t, t.TempDir()), func(o *crawler.Options) {
		o.Delays, o.Workers, o.Contact = map[string]time.Duration{"127.0.0.1": delay}, 8, "mailto:crawl@example.invalid"
	})
	log := g.Requests()
	if len(log) < 50 || log[0].Path != "/robots.txt" {
		t.Fatalf("%d requests, the first for %q, want robots.txt first", len(log), log[0].Path)
	}
	for i, r := range log {
		if !strings.HasPrefix(r.UserAgent, "zhongbiao") || !strings.Contains(r.UserAgent, "crawl@example.invalid") {
			t.Errorf("request %d comes as %q", i, r.UserAgent)
		}
		// A busy machine may hold one request up and so shorten the next gap;
		// it can never make many requests come too early.
		if i >= 10 && r.At.Sub(log[i-10].At) < 8*delay {
			t.Errorf("ten requests up to %s within %v, want at least %v", r.Path, r.At.Sub(log[i-10].At), 10*delay)
		}
	}
}

// Retry-After is kept in both its forms: nothing is asked for until then.
func TestRetryAfterIsKept(t *testing.T) {
	for name, bad := range map[string]sample.Bad{
		"429 seconds": sample.RetryIn(429, 1), "503 seconds": sample.RetryIn(503, 1), "429 date": sample.RetryAt(429, 2*time.Second), "503 date": sample.RetryAt(503, 2*time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, data.Facts)
			path := g.listed()[3].Path
			g.Break(&sample.Fault{Match: sample.OnPath(path), Script: []sample.Bad{bad}})
			sum := g.crawl(t, opened(t, t.TempDir()), func(o *crawler.Options) { o.Workers = 1 })
			if sum.Incomplete() {
				t.Errorf("incomplete: %+v", sum)
			}
			var refused time.Time
			for _, r := range g.Requests() {
				// A date says whole seconds, so that up to one of the two is cut off.
				if !refused.IsZero() && r.At.Sub(refused) < 990*time.Millisecond {
					t.Fatalf("%s was asked for %v after the refusal", r.Path, r.At.Sub(refused))
				}
				if refused = (time.Time{}); r.Path == path && r.Status != 200 {
					refused = r.At
				}
			}
		})
	}
}

// A portal that shows a challenge is left alone: what was under way ends, and
// then nothing is asked for, not by a second run either.
func TestChallengedPortalIsLeftAlone(t *testing.T) {
	g := serve(t, data.Fictional)
	g.Break(&sample.Fault{Match: sample.Details, Bad: sample.Challenge})
	st := opened(t, t.TempDir())
	long := func(o *crawler.Options) { o.BreakerBase, o.Workers, o.Patience = time.Hour, 4, time.Second }
	sum := g.crawl(t, st, long)
	if !sum.Incomplete() || sum.Portals[0].Breaker.Until.IsZero() {
		t.Errorf("the breaker is not open: %+v", sum.Portals)
	}
	details := 0
	for _, r := range g.Requests() {
		if sample.IsDetail(r.Path) {
			details++
		}
	}
	if details > 4 {
		t.Errorf("%d notices were asked for, want no more than the 4 that were under way", details)
	}
	before := len(g.Requests())
	g.crawl(t, st, long)
	if n := len(g.Requests()) - before; n > 0 {
		t.Errorf("%d requests while the breaker is open", n)
	}
	if lies := g.lies(t, st, g.kept(t, st)); len(lies) > 0 {
		t.Errorf("days are called complete: %v", lies)
	}
}

// robots.txt decides what is asked for at all (RFC 9309).
func TestRobotsDecide(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		fault   *sample.Fault
		allowed func(path string) bool
	}{
		"everything is forbidden": {text: "User-agent: *\nDisallow: /\n", allowed: nothing},
		"one folder is forbidden": {text: "User-agent: *\nDisallow: /cggg/dfgg/cjgg/\n", allowed: func(p string) bool { return !strings.HasPrefix(p, "/cggg/dfgg/cjgg/") }},
		"we are named":            {text: "User-agent: zhongbiao\nDisallow: /\n\nUser-agent: *\nAllow: /\n", allowed: nothing},
		"others are named":        {text: "User-agent: otherbot\nDisallow: /\n", allowed: everything},
		"server error":            {fault: sample.Robots(sample.Status(503, "")), allowed: nothing},
		"too many requests":       {fault: sample.Robots(sample.Status(429, "")), allowed: nothing},
		"hangs up":                {fault: sample.Robots(sample.HangUp), allowed: nothing},
		"not found":               {fault: sample.Robots(sample.Status(404, "")), allowed: everything},
		"forbidden by status":     {fault: sample.Robots(sample.Status(403, "")), allowed: everything},
		"rule beyond 500 KiB":     {text: sample.HugeRobots(600 << 10), allowed: everything},
		"endless redirects":       {fault: sample.Robots(sample.RedirectLoop), allowed: nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, data.Facts)
			if c.text != "" {
				g.SetRobots(c.text)
			}
			if c.fault != nil {
				g.Break(c.fault)
			}
			st := opened(t, t.TempDir())
			sum := g.crawl(t, st, func(o *crawler.Options) { o.Patience, o.MaxTries = 300*time.Millisecond, 2 })
			others := 0
			for _, r := range g.Requests() {
				if strings.HasPrefix(r.Path, "/robots.txt") {
					continue
				}
				others++
				if c.allowed != nil && !c.allowed(r.Path) {
					t.Errorf("%s was asked for", r.Path)
				}
			}
			if c.allowed == nil {
				return // the RFC leaves it open whether it is a 404 or a failure; it must only end
			}
			if c.allowed("/") && others == 0 {
				t.Error("nothing was asked for")
			}
			if forbids := !c.allowed("/cggg/dfgg/cjgg/"); forbids != sum.Incomplete() {
				t.Errorf("incomplete is %v: %+v", sum.Incomplete(), sum.Portals)
			}
			g.accounted(t, st)
		})
	}
}

func nothing(string) bool    { return false }
func everything(string) bool { return true }

// A portal that shows only its newest pages is capped, and says so.
func TestCappedListIsNeverComplete(t *testing.T) {
	g := serve(t, data.Fictional)
	g.SetCap(2)
	g.def.List.Whole = false // as on the real portal, whose lists end long before its notices do
	st := opened(t, t.TempDir())
	sum := g.crawl(t, st, func(o *crawler.Options) { o.Patience = time.Second })
	if !sum.Incomplete() {
		t.Errorf("the run calls itself complete: %+v", sum.Portals)
	}
	if lies := g.lies(t, st, g.kept(t, st)); len(lies) > 0 {
		t.Errorf("%d days are called complete, first: %s", len(lies), lies[0])
	}
	capped := 0
	if err := st.Coverage(func(c store.Coverage) error {
		if c.State == store.CoverageCapped {
			capped++
		}
		return nil
	}); err != nil || capped == 0 {
		t.Errorf("no day is called capped (%v)", err)
	}
}

// What is published after a crawl comes with the next one, and nothing is
// fetched twice for it.
func TestNewNoticesComeWithTheNextCrawl(t *testing.T) {
	clock := data.Day(20240615).Time()
	g := serveAt(t, data.Fictional, func() time.Time { return clock })
	st := opened(t, t.TempDir())
	upTo := func(day data.Day) func(*crawler.Options) {
		return func(o *crawler.Options) { o.From, o.To, o.Now = 20240501, day, func() time.Time { return clock } }
	}
	g.crawl(t, st, upTo(20240614))
	first := len(g.kept(t, st))
	g.ClearLog()
	clock = data.Day(20240701).Time()
	g.crawl(t, st, upTo(20240630))
	kept := g.kept(t, st)
	for _, pg := range g.listed() {
		if day := pg.Want.Published; day >= 20240501 && day <= 20240630 && kept[pg.Path] == nil {
			t.Errorf("%s is missing", pg.Path)
		}
	}
	details := 0
	for _, r := range g.Requests() {
		if sample.IsDetail(r.Path) {
			details++
		}
	}
	if got := len(kept) - first; got == 0 || details != got {
		t.Errorf("%d notices were asked for, %d are new", details, got)
	}
}
