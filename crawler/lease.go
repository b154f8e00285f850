package crawler

import (
	"context"
	"errors"
	"strconv"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

// keepLeases makes the leases of all tasks that are under way last: a slow
// answer must not lose its page to a second try. It ends with ctx.
func (r *run) keepLeases(ctx context.Context) {
	tick := time.NewTicker(max(r.o.LeaseTime/3, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.renew()
		}
	}
}

func (r *run) renew() {
	r.mu.Lock()
	held := make([]store.Task, 0, len(r.held))
	for _, t := range r.held {
		if t.Token < foretoken {
			held = append(held, *t)
		}
	}
	r.mu.Unlock()
	for _, t := range held {
		_, err := r.st.Renew(t, r.o.Now().Add(r.o.LeaseTime))
		if err != nil && !errors.Is(err, store.ErrStale) { // stale: it has ended meanwhile
			r.die(err)
			return
		}
	}
}

// maxLost is after how many lost leases a task is suspect: a lease alone
// proves nothing, since a killed process loses also those it had not begun.
// maxEnds is how often the process may then end in the midst of it. An
// operator who kills a run again and again must not condemn the page that
// happens to be first each time, so it is generous.
const (
	maxLost = 3
	maxEnds = 20
)

var errKills = errors.New("the task ends its process")

func suspect(t store.Task) bool { return t.Lost >= maxLost }

func begunKey(task string) string { return "begun|" + task }

// room makes room for a task. A suspect is alone from its beginning until its
// commit is over: if the process ends then, no other page was the reason, and
// no other page takes the blame. leave is to be called when the task was
// handled.
func (r *run) room(t store.Task) (leave func()) {
	if !suspect(t) {
		r.alone.RLock()
		return r.alone.RUnlock
	}
	return r.emptyRoom(t.Key, t.Token)
}

// emptyRoom is room for a suspect.
func (r *run) emptyRoom(key string, token uint64) (leave func()) {
	r.alone.Lock()
	return func() {
		r.mu.Lock()
		for r.holding(key, token) {
			r.over.Wait()
		}
		r.mu.Unlock()
		if err := r.st.SetState(begunKey(key), nil); err != nil {
			r.die(err)
		}
		r.alone.Unlock()
	}
}

// watch notes that a suspect task is begun, and refuses the one that has
// ended its process too often.
func (r *run) watch(t store.Task) error {
	if !suspect(t) {
		return nil
	}
	b, err := r.st.State(begunKey(t.Key))
	if err != nil {
		return &storeError{err}
	}
	n, _ := strconv.Atoi(string(b))
	if n >= maxEnds {
		x := fail(portal.Failed, "the process ended %d times in the midst of this page", n)
		x.err = errKills
		return x
	}
	if err := r.st.SetState(begunKey(t.Key), []byte(strconv.Itoa(n+1))); err != nil {
		return &storeError{err}
	}
	return nil
}
