package crawler

import "sync"

// pool runs functions in at most max goroutines, which stay for the next one:
// a new goroutine would have to grow its stack for each page anew.
type pool struct {
	max  int
	work chan func()
	all  sync.WaitGroup

	mu sync.Mutex
	n  int
}

func newPool(limit int) *pool { return &pool{max: limit, work: make(chan func())} }

// Go runs fn, and waits for a free goroutine if there is none.
func (p *pool) Go(fn func()) {
	select {
	case p.work <- fn: // one is idle
		return
	default:
	}
	p.mu.Lock()
	more := p.n < p.max
	if more {
		p.n++
	}
	p.mu.Unlock()
	if !more {
		p.work <- fn
		return
	}
	p.all.Go(func() {
		fn()
		for fn := range p.work {
			fn()
		}
	})
}

// Wait waits until everything has run. Go must not be called any more.
func (p *pool) Wait() {
	close(p.work)
	p.all.Wait()
}
