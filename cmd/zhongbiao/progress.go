package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"zhongbiao/crawler"
)

// progress shows how a crawl goes: a bar per portal on a terminal, now and
// then a plain line elsewhere.
type progress struct {
	mu   sync.Mutex
	w    io.Writer
	bars *mpb.Progress // nil where there is no terminal
	by   map[string]*mpb.Bar
	last map[string]time.Time // of each portal's plain line
	now  func() time.Time
}

// plainEvery is the time between two plain lines of a portal.
const plainEvery = 5 * time.Second

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, by: map[string]*mpb.Bar{}, last: map[string]time.Time{}, now: time.Now}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.draw()
	}
	return p
}

// draw makes it show bars.
func (p *progress) draw(o ...mpb.ContainerOption) {
	p.bars = mpb.New(append(o, mpb.WithOutput(p.w), mpb.WithWidth(80))...)
}

// logOut is where the log goes: above the bars while there are some, which a
// line in their midst would break.
type logOut struct {
	mu   sync.Mutex
	w    io.Writer
	bars io.Writer // nil while there are none
}

func (l *logOut) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bars != nil {
		if n, err := l.bars.Write(b); err == nil {
			return n, nil
		}
	}
	return l.w.Write(b)
}

// above has lines written above the bars of p until it is called with nil.
func (l *logOut) above(p *progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bars = nil
	if p != nil && p.bars != nil {
		l.bars = p.bars
	}
}

// event takes one event; the crawler's workers call it at the same time.
func (p *progress) event(e crawler.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bars != nil {
		p.bar(e)
		return
	}
	if p.last[e.Portal].IsZero() {
		p.last[e.Portal] = p.now() // the first line comes after a while, too
	}
	if e.Final || p.now().Sub(p.last[e.Portal]) > plainEvery {
		p.last[e.Portal] = p.now()
		fmt.Fprintf(p.w, "crawl %s: %d list pages, %d rows, %d pages kept, %d queued, %d failed\n", e.Portal, e.Lists, e.Rows, e.Pages, e.Queued, e.Failed)
	}
}

// bar brings a portal's bar up to date: what is done, of what is known of so
// far. p.mu is held.
func (p *progress) bar(e crawler.Event) {
	b := p.by[e.Portal]
	if b == nil {
		b = p.bars.AddBar(0, mpb.PrependDecorators(decor.Name(e.Portal, decor.WCSyncSpaceR), decor.CountersNoUnit("%d/%d pages", decor.WCSyncSpace)),
			mpb.AppendDecorators(decor.AverageSpeed(0, "%.1f/s", decor.WCSyncSpace), decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO, decor.WCSyncSpace), "done")))
		p.by[e.Portal] = b
	}
	done := int64(e.Lists + e.Pages + e.Failed)
	b.SetTotal(max(done+int64(e.Queued), 1), false)
	b.SetCurrent(done)
	if e.Final {
		if e.Queued > 0 {
			b.Abort(false) // it stays where it came to
		} else {
			b.SetTotal(-1, true)
		}
	}
}

// done leaves the bars as they are and waits until they are drawn.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bars == nil {
		return
	}
	for _, b := range p.by {
		if !b.Completed() {
			b.Abort(false)
		}
	}
	p.bars.Wait()
}
