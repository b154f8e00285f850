package crawler

import (
	"context"
	"runtime/debug"

	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

// A list's next page is known as soon as a page has been read, and everything
// else waits for it: lists bring the work. Where no rate limit holds, it is
// therefore asked for at once, and read while the page before is still being
// written; its task is queued and leased by that commit. Nothing else changes:
// the pages of a walk are committed one after the other, each with its task.

// maxAhead bounds how many pages of a walk are read ahead of its last commit.
const maxAhead = 3

// foretoken begins the tokens of tasks that are not leased yet. The store
// counts its leases from one and never comes this far.
const foretoken = 1 << 63

// follower is the next page of a list, as long as its task is not leased yet:
// its answer, the walk as the page before left it, and the lease to come.
type follower struct {
	queue store.Task // for the commit of the page before
	token uint64     // under which it is known until it is leased
	depth int        // how many pages before it may not be committed either
	walk  *walk
	rows  *rowSet   // of the walk's pages before it
	next  *follower // what follows it in turn

	cancel  context.CancelFunc // of the request, as long as it has not been sent
	fetched chan struct{}      // closed when resp and err are there
	resp    *response          // nil without an error: it was not asked for
	err     error

	settled chan struct{} // closed when leased is there
	leased  *store.Task   // nil when the walk does not go on here
}

// leads tells whether the next page of a list is to be read ahead. With a
// limit there is one request at a time, and the queue says which comes first.
func (r *run) leads(p *listPage, next store.Task) bool {
	return !r.limit.limited(next.Host) && !suspect(p.t) && r.mayAsk(p.s, next.Host)
}

// mayAsk tells whether the portal has said nothing that would keep a task of
// it in the queue.
func (r *run) mayAsk(s *site, host string) bool {
	return s.brake.closed() && s.brake.state().Level == 0 && !r.limit.paused(host).After(r.o.Now())
}

// readAhead has a page written by commit, and the next one read meanwhile.
func (r *run) readAhead(ctx context.Context, p *listPage, next store.Task, f portal.Fetch, commit func() error) error {
	w := &follower{queue: next, depth: 1, fetched: make(chan struct{}), settled: make(chan struct{})}
	if before := r.follower(p.t); before != nil {
		if w.depth = before.ahead() + 1; w.depth > maxAhead {
			if !before.waitLease() {
				return r.drop(p)
			}
			w.depth = 1
		}
		before.next = w
	}
	ctx, w.cancel = context.WithCancel(ctx)
	w.rows = r.rowsAfter(p)
	p.next = w
	t := r.expect(p.s, w)
	written := false
	defer func() {
		if !written {
			r.ended(&t, w)
		}
	}()
	if err := commit(); err != nil {
		return err
	}
	// The commit has its place among the others by now, so that whoever waits
	// for it keeps none from one.
	written = true
	r.early.Go(func() { r.fetchEarly(ctx, p.s, w, f) })
	r.mu.Lock()
	r.follow = append(r.follow, t)
	r.mu.Unlock()
	select {
	case r.more <- struct{}{}:
	default:
	}
	return nil
}

// fetchEarly asks for a follower's page, unless the portal said no meanwhile.
// A panic is the page's failure (C14).
func (r *run) fetchEarly(ctx context.Context, s *site, w *follower, f portal.Fetch) {
	defer close(w.fetched)
	defer func() {
		if p := recover(); p != nil {
			r.o.Log.Error("crawl page", "url", f.URL, "panic", p, "stack", string(debug.Stack()))
			w.resp, w.err = nil, fail(portal.Failed, "panic: %v", p)
		}
	}()
	if !r.alone.TryRLock() { // a suspect is alone, or waits to be
		return
	}
	defer r.alone.RUnlock()
	if r.mayAsk(s, w.queue.Host) {
		w.resp, w.err = s.fetch.get(ctx, f, nil)
	}
}

// expect notes that a follower's task is under way, under a token of our own.
func (r *run) expect(s *site, w *follower) store.Task {
	s.brake.begin()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.foretokens++
	w.token = foretoken + r.foretokens
	t := w.queue
	t.State, t.Tries, t.Token = store.TaskLeased, 1, w.token
	r.inFlight++
	r.byHost[t.Host]++
	if r.held[t.Key] == nil { // else another walk's, which goes on with it
		r.held[t.Key] = &t
	}
	r.followers[w.token] = w
	return t
}

// settleLease ends the wait for a follower's lease, if there is a follower.
func (r *run) settleLease(w *follower, leased *store.Task) {
	if w == nil {
		return
	}
	if w.leased = leased; leased != nil {
		r.mu.Lock()
		r.held[w.queue.Key] = leased
		delete(r.next, leased.Key)
		r.mu.Unlock()
	}
	close(w.settled)
}

// drop ends a page whose lease did not come: the page before was not written,
// or another walk has this one.
func (r *run) drop(p *listPage) error {
	p.s.brake.idle()
	r.later(p.t, func(*store.Task) error { return nil })
	return nil
}

// following takes the next pages that readAhead has left.
func (r *run) following() []store.Task {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.follow
	r.follow = nil
	return t
}

// follower gives what is known of a task that was not leased from the queue;
// nil for all others.
func (r *run) follower(t store.Task) *follower {
	if t.Token < foretoken {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.followers[t.Token]
}

// ahead is how many pages before this one, and itself, are not committed.
func (w *follower) ahead() int {
	select {
	case <-w.settled:
		return 0
	default:
		return w.depth
	}
}

// waitLease waits until the page before was written. It is false when it was
// not, or did not lead here.
func (w *follower) waitLease() bool {
	if w == nil { // leased from the queue
		return true
	}
	<-w.settled
	return w.leased != nil
}

// lease gives a task as it was leased; false when it never was.
func (w *follower) lease(t *store.Task) (*store.Task, bool) {
	if !w.waitLease() {
		return t, false
	}
	if w != nil {
		return w.leased, true
	}
	return t, true
}

// get gives the answer for a page of a list: the one that was asked for ahead,
// if there is one.
func (r *run) get(ctx context.Context, s *site, t store.Task, f portal.Fetch, header map[string]string) (*response, error) {
	w := r.follower(t)
	if w == nil {
		return s.fetch.get(ctx, f, header)
	}
	<-w.fetched // it ends with ctx
	if w.resp == nil && w.err == nil {
		return s.fetch.get(ctx, f, header)
	}
	return w.resp, w.err
}
