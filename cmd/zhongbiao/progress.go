package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"zhongbiao/crawler"
)

// progress shows how a crawl goes: a bar on a terminal, now and then a plain
// line elsewhere.
type progress struct {
	mu   sync.Mutex
	w    io.Writer
	bar  *progressbar.ProgressBar // nil where there is no terminal
	by   map[string]crawler.Event // the newest of each portal
	last time.Time
}

// plainEvery is the time between two plain lines.
const plainEvery = 5 * time.Second

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, by: map[string]crawler.Event{}, last: time.Now()}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(1, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
			progressbar.OptionSetItsString("pages"), progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetDescription("crawl"), progressbar.OptionClearOnFinish())
	}
	return p
}

// event takes one event; the crawler's workers call it at the same time.
func (p *progress) event(e crawler.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.by[e.Portal] = e
	done, queued := 0, 0
	for _, e := range p.by {
		done += e.Lists + e.Pages + e.Failed
		queued += e.Queued
	}
	if p.bar != nil {
		p.bar.ChangeMax(max(done+queued, 1))
		p.bar.Set(done)
		return
	}
	if e.Final || time.Since(p.last) > plainEvery {
		p.last = time.Now()
		fmt.Fprintf(p.w, "crawl %s: %d list pages, %d rows, %d pages kept, %d queued, %d failed\n", e.Portal, e.Lists, e.Rows, e.Pages, e.Queued, e.Failed)
	}
}

func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Finish()
	}
}
