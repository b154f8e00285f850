package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/vbauerster/mpb/v8"

	"zhongbiao/crawler"
)

// A terminal shows a bar for each portal, with its pages and its rate.
func TestBarPerPortal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.draw(mpb.WithAutoRefresh())
	p.event(crawler.Event{Portal: "ccgp", Lists: 2, Pages: 5, Queued: 3})
	p.event(crawler.Event{Portal: "csg", Lists: 1, Queued: 19})
	p.event(crawler.Event{Portal: "ccgp", Lists: 2, Pages: 8, Final: true})
	p.event(crawler.Event{Portal: "csg", Lists: 1, Queued: 19, Final: true}) // stopped
	p.done()
	for _, want := range []string{"ccgp", "10/10 pages", "csg", "1/20 pages", "/s", "done"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %q", want, out.String())
		}
	}
}

// Elsewhere each portal says a plain line now and then, and one at its end.
func TestPlainProgressLines(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	now := time.Now()
	p.now = func() time.Time { return now }
	for range 3 {
		p.event(crawler.Event{Portal: "ccgp", Lists: 1, Rows: 20, Queued: 20})
		p.event(crawler.Event{Portal: "csg", Lists: 1})
	}
	if out.Len() > 0 {
		t.Errorf("at once: %q", &out)
	}
	now = now.Add(plainEvery + time.Second)
	for range 3 {
		p.event(crawler.Event{Portal: "ccgp", Lists: 2, Rows: 40, Pages: 7, Queued: 33})
	}
	p.event(crawler.Event{Portal: "csg", Lists: 3, Rows: 9, Pages: 9, Failed: 1, Final: true})
	p.done()
	want := "crawl ccgp: 2 list pages, 40 rows, 7 pages kept, 33 queued, 0 failed\ncrawl csg: 3 list pages, 9 rows, 9 pages kept, 0 queued, 1 failed\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", &out, want)
	}
}

// What is logged while bars are drawn goes through them, so that it stands
// above them as whole lines; before and after them it goes straight out.
func TestLogStandsAboveTheBars(t *testing.T) {
	var out, drawn bytes.Buffer
	log := &logOut{w: &out}
	logger := newLogger(log, "warn", false)
	p := newProgress(&drawn)
	log.above(p)
	logger.Warn("no bars here")
	p.draw(mpb.WithAutoRefresh())
	log.above(p)
	p.event(crawler.Event{Portal: "ccgp", Lists: 2, Pages: 5, Queued: 3})
	logger.Warn("portal left alone")
	log.above(nil)
	logger.Warn("after them")
	p.done()
	log.above(p)
	logger.Warn("too late for them")
	for text, want := range map[string]*bytes.Buffer{"no bars here": &out, "portal left alone": &drawn, "after them": &out, "too late for them": &out} {
		if n := strings.Count(want.String(), text); n != 1 {
			t.Errorf("%q is there %d times in %q", text, n, want)
		}
	}
}
