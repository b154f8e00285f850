package crawler

import (
	"context"

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
	next  *follower // what follows it in turn

	fetched chan struct{} // closed when resp and err are there
	resp    *response
	err     error

	settled chan struct{} // closed when leased is there
	leased  *store.Task   // nil when the walk does not go on here
}

// leads tells whether the next page of a list is to be read ahead. With a
// limit there is one request at a time, and the queue says which comes first.
func (r *run) leads(p *listPage, next store.Task) bool {
	return !r.limit.limited(next.Host) && p.s.brake.state().Level == 0 && p.s.brake.closed()
}

// readAhead has a page written by commit, and the next one read meanwhile.
func (r *run) readAhead(ctx context.Context, p *listPage, next store.Task, f portal.Fetch, commit func() error) error {
	w := &follower{queue: next, depth: 1, fetched: make(chan struct{}), settled: make(chan struct{})}
	if before := r.follower(p.t); before != nil {
		if w.depth = before.ahead() + 1; w.depth > maxAhead {
			if !before.waitLease() {
				return r.drop(p.t)
			}
			w.depth = 1
		}
		before.next = w
	}
	p.next = w
	r.pageKept(p) // for the next page, which does not wait for the commit
	t := r.expect(w)
	if err := commit(); err != nil {
		r.ended(&t, w)
		return err
	}
	// The commit has its place among the others by now, so that whoever waits
	// for it keeps none from one.
	go func() {
		defer close(w.fetched)
		w.resp, w.err = p.s.fetch.get(ctx, f, nil)
	}()
	r.mu.Lock()
	r.follow = append(r.follow, t)
	r.mu.Unlock()
	select {
	case r.more <- struct{}{}:
	default:
	}
	return nil
}

// expect notes that a follower's task is under way, under a token of our own.
func (r *run) expect(w *follower) store.Task {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.foretokens++
	w.token = foretoken + r.foretokens
	t := w.queue
	t.State, t.Tries, t.Token = store.TaskLeased, 1, w.token
	r.holds(&t)
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
		if r.holding(leased.Key, w.token) {
			r.held[leased.Key] = leased
		}
		r.mu.Unlock()
	}
	close(w.settled)
}

// drop ends a page whose lease did not come: the page before was not written,
// or another walk has this one.
func (r *run) drop(t store.Task) error {
	r.later(t, func(*store.Task) error { return nil })
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
	return w.resp, w.err
}
