package crawler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

// maxCommits bounds the commits that are under way: they share transactions,
// so that many of them cost hardly more than one.
const maxCommits = 256

// run is one Run: what is known while it lasts.
type run struct {
	o       *Options
	st      *store.Store
	limit   *limiter
	began   time.Time
	portals map[string]*site
	open    *openDetails
	known   map[day]store.Coverage // coverage of before this run
	dead    map[listID][]queuedPage
	wanted  map[listID]span // what this run is to make complete
	sum     *tallies

	work    chan store.Task
	kick    chan struct{} // something ended: look for more work
	more    chan struct{} // a list goes on: see follow
	commits *pool
	slices  sync.Mutex
	sets    rowSets

	alone      sync.RWMutex // held for writing by a task that may end the process
	mu         sync.Mutex
	over       *sync.Cond // a task is no longer held
	inFlight   int
	ends       int // tasks that are no longer under way
	byHost     map[string]int
	held       map[string]*store.Task // leased, not ended; nobody changes one
	follow     []store.Task           // next pages of lists that are read ahead, for the dispatcher
	followers  map[uint64]*follower   // what is known of them, by their tokens
	foretokens uint64                 // how many of those were given
	early      sync.WaitGroup         // answers that are asked for ahead
	next       map[string]time.Time   // when tasks that failed may be tried again
	fatal      error
	stop       context.CancelFunc
}

// site is one portal during one run.
type site struct {
	def   *portal.Definition
	fetch *fetcher
	brake *breaker
	retry time.Duration // first back-off
}

// Run crawls all portals until nothing is left to do, or only what has to
// wait longer than Options.Patience. Its error is that of the store or of
// ctx; what portals did wrong is in the summary. The summary is never nil.
func (c *Crawler) Run(ctx context.Context) (*Summary, error) { return c.run(ctx, c.o) }

// RunOnly is Run for some of the portals. Calls for different portals may run
// at the same time: they share the rate limits of the hosts.
func (c *Crawler) RunOnly(ctx context.Context, ids ...string) (*Summary, error) {
	o := c.o
	o.Portals = slices.DeleteFunc(slices.Clone(o.Portals), func(d *portal.Definition) bool { return !slices.Contains(ids, d.ID) })
	if len(o.Portals) != len(ids) {
		return nil, fmt.Errorf("crawler: not all of the portals %q are known", ids)
	}
	return c.run(ctx, o)
}

func (c *Crawler) run(ctx context.Context, o Options) (*Summary, error) {
	ctx, stop := context.WithCancel(ctx)
	r := &run{o: &o, st: o.Store, limit: c.limit, began: o.Now(), portals: map[string]*site{}, open: newOpenDetails(),
		known: map[day]store.Coverage{}, wanted: map[listID]span{}, sum: newTallies(&o), stop: stop, sets: rowSets{walks: map[string]*rowSet{}},
		work: make(chan store.Task), kick: make(chan struct{}, 1), more: make(chan struct{}, 1), byHost: map[string]int{}, followers: map[uint64]*follower{}, next: map[string]time.Time{}, held: map[string]*store.Task{}}
	r.over = sync.NewCond(&r.mu)
	defer r.early.Wait()
	defer stop()
	err := r.prepare(ctx)
	if err == nil {
		err = r.crawl(ctx)
	}
	return r.finish(), err
}

// prepare reads what earlier runs left behind and queues the first pages.
func (r *run) prepare(ctx context.Context) error {
	rb := newRobots(r.o, r.limit)
	for _, d := range r.o.Portals {
		f, err := newFetcher(ctx, r.o, d, r.limit, rb)
		if err != nil {
			return err
		}
		b, err := newBreaker(r.o, d.ID)
		if err != nil {
			return err
		}
		f.mayAsk = b.closed
		r.portals[d.ID] = &site{def: d, fetch: f, brake: b, retry: retryBase(r.o, d)}
		if r.o.RetryFailed {
			if _, err := r.st.RetryFailed(d.ID); err != nil {
				return fmt.Errorf("retry failed tasks of %s: %w", d.ID, err)
			}
		}
	}
	walks, err := r.survey()
	if err != nil {
		return err
	}
	if err := r.readCoverage(); err != nil {
		return err
	}
	return r.plan(walks)
}

func retryBase(o *Options, d *portal.Definition) time.Duration {
	if o.RetryBase > 0 {
		return o.RetryBase
	}
	for _, h := range d.Hosts {
		if isLoopback(h) {
			return 100 * time.Millisecond
		}
	}
	return 10 * time.Second
}

// survey looks at the tasks that earlier runs left: open details, walks that
// are under way, and when what failed may be tried again.
func (r *run) survey() (walks map[listID][]span, err error) {
	left := newLeftovers()
	err = r.st.OpenTasks(func(t store.Task) error {
		if t.State == store.TaskDone || r.portals[t.Portal] == nil {
			return nil
		}
		if t.Kind != "list" || t.State == store.TaskFailed {
			r.sum.queued(t.Portal, 1)
		}
		if t.State == store.TaskQueued && t.Next.After(r.o.Now()) {
			r.next[t.Key] = t.Next
		}
		if t.Kind == "detail" {
			r.open.add(t)
			return nil
		}
		return r.leftover(left, t)
	})
	if err != nil {
		return nil, fmt.Errorf("read the frontier: %w", err)
	}
	r.dead = left.dead
	return r.resolve(left)
}

// readCoverage reads what is known of the portals' days. Days that only
// waited for details which are done by now are complete; complete ones that
// got a new detail since are not.
func (r *run) readCoverage() error {
	var better []store.Coverage
	err := r.st.Coverage(func(v store.Coverage) error {
		if r.portals[v.Portal] == nil {
			return nil
		}
		if isListed(v) {
			v = r.open.judge(v)
			if v.State == store.CoverageComplete {
				better = append(better, v)
			} else {
				r.open.waitFor(v)
			}
		}
		if v.State == store.CoverageComplete && r.open.missing(v) {
			v = r.open.judge(v)
			better = append(better, v)
			r.open.waitFor(v)
		}
		r.known[day{listID{v.Portal, v.Channel, v.Query}, v.Day}] = v
		return nil
	})
	if err != nil {
		return fmt.Errorf("read coverage: %w", err)
	}
	if len(better) == 0 {
		return nil
	}
	return r.st.PutCoverage(better...)
}

// crawl leases tasks and hands them to the workers until nothing is left.
func (r *run) crawl(ctx context.Context) error {
	r.commits = newPool(maxCommits)
	var workers sync.WaitGroup
	for range r.o.Workers {
		workers.Go(func() {
			for t := range r.work {
				r.handle(ctx, t)
			}
		})
	}
	leases, stop := context.WithCancel(context.WithoutCancel(ctx))
	var keeper sync.WaitGroup
	keeper.Go(func() { r.keepLeases(leases) })
	err := r.dispatch(ctx)
	close(r.work)
	workers.Wait()
	r.release(r.following())
	r.commits.Wait()
	stop()
	keeper.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fatal != nil {
		return r.fatal
	}
	return err
}

// lease takes tasks of the lanes that may be asked now. wake is when a lane
// that was passed over becomes ready; zero when none was.
func (r *run) lease() (tasks []store.Task, wake time.Time, err error) {
	gates := r.gates()
	busy := r.busy()
	now := r.o.Now()
	begun := map[string]bool{}
	skip := func(t store.Task) bool {
		g, ours := gates[t.Portal]
		if !ours {
			return true
		}
		if !g.ok || begun[t.Portal] && g.trial {
			earliest(&wake, g.until)
			return true
		}
		if r.limit.limited(t.Host) && busy[t.Host] > 0 {
			return true // its end is the time to look again
		}
		if at := r.limit.ready(t.Host); at.After(r.o.Now()) {
			earliest(&wake, at)
			return true
		}
		busy[t.Host]++
		begun[t.Portal] = true
		return false
	}
	tasks, err = r.st.Lease(now, r.o.LeaseTime, leaseBatch*r.o.Workers, skip)
	if err != nil {
		return nil, wake, fmt.Errorf("lease tasks: %w", err)
	}
	for i := range tasks {
		r.begin(&tasks[i])
	}
	return tasks, wake, nil
}

// begin notes that a task was leased.
func (r *run) begin(t *store.Task) {
	r.portals[t.Portal].brake.begin()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inFlight++
	r.byHost[t.Host]++
	r.held[t.Key] = t
	delete(r.next, t.Key)
}

// gate is a breaker's state at the moment of leasing.
type gate struct {
	until     time.Time
	ok, trial bool
}

// gates looks at all breakers before the store is asked for tasks: a breaker
// saves itself to the store with its lock held, so that asking it from within
// a store transaction could wait for ever. For the same reason nobody asks a
// breaker with r.mu held, and no transaction takes r.mu.
func (r *run) gates() map[string]gate {
	out := map[string]gate{}
	for id, s := range r.portals {
		until, ok := s.brake.ready()
		out[id] = gate{until, ok, s.brake.state().Level > 0}
	}
	return out
}

func earliest(at *time.Time, t time.Time) {
	if !t.IsZero() && (at.IsZero() || t.Before(*at)) {
		*at = t
	}
}

// busy is how many tasks of each host are under way.
func (r *run) busy() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.byHost)
}

// pause waits until something ends or becomes ready, and tells whether the
// run is over.
//
// before is how many tasks had ended before the last look for work: what one
// of them queued since was not seen by it.
//
// looked is the time of that look. What it did not find although it was due is
// not in the queue any more.
func (r *run) pause(ctx context.Context, wake, looked time.Time, before int) (done bool) {
	r.mu.Lock()
	if r.ends != before {
		r.mu.Unlock()
		return false
	}
	idle := r.inFlight == 0
	next := maps.Clone(r.next)
	r.mu.Unlock()
	r.retries(next, looked, &wake)
	if idle && (wake.IsZero() || wake.Sub(r.o.Now()) > r.o.Patience) {
		return true
	}
	wait := time.Second
	if !wake.IsZero() {
		wait = min(max(wake.Sub(r.o.Now()), time.Millisecond), wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return true
	case <-r.kick:
	case <-r.more:
	case <-timer.C:
	}
	return false
}

// retries brings wake forward to the first task that may be tried again.
func (r *run) retries(next map[string]time.Time, looked time.Time, wake *time.Time) {
	for key, t := range next {
		if s := r.portals[portalOf(key)]; s != nil {
			if until, ok := s.brake.ready(); !ok && until.After(t) {
				t = until
			}
		}
		if t.After(looked) {
			earliest(wake, t)
			continue
		}
		r.mu.Lock()
		if r.next[key].Equal(next[key]) {
			delete(r.next, key)
		}
		r.mu.Unlock()
	}
}

func (r *run) endings() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ends
}

// holding tells whether a task is held under a token; r.mu is held.
func (r *run) holding(key string, token uint64) bool {
	t := r.held[key]
	return t != nil && t.Token == token
}

// ended notes that a task is no longer under way. w is what it was before it
// was leased, if it was not leased from the queue.
func (r *run) ended(t *store.Task, w *follower) {
	key := t.Key
	if w != nil {
		key = w.queue.Key // the store shortens very long ones
		w.cancel()
	}
	r.mu.Lock()
	r.inFlight--
	r.ends++
	if r.holding(key, t.Token) { // not the next holder's, if the lease was lost
		delete(r.held, key)
	}
	if w != nil {
		delete(r.followers, w.token)
	}
	r.over.Broadcast()
	if r.byHost[t.Host]--; r.byHost[t.Host] <= 0 {
		delete(r.byHost, t.Host)
	}
	r.mu.Unlock()
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// again notes when a task may be tried again.
func (r *run) again(key string, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next[key] = at.Round(0) // by the clock that the store goes by
}

// release gives leased tasks back that were not begun.
func (r *run) release(tasks []store.Task) {
	for _, t := range tasks {
		r.later(t, func(t *store.Task) error { return r.st.Release(*t) })
	}
}

// die ends the run because the store can't be written.
func (r *run) die(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fatal == nil && !errors.Is(err, context.Canceled) {
		r.fatal = err
	}
	r.stop()
}

// later writes the end of a task without holding up the worker. write gets
// the task with its lease.
func (r *run) later(t store.Task, write func(*store.Task) error) {
	r.commits.Go(func() {
		w := r.follower(t)
		t, leased := w.lease(&t)
		defer r.ended(t, w)
		if !leased {
			r.settleLease(w.next, nil) // nor will be what follows it
			return
		}
		err := write(t)
		switch {
		case errors.Is(err, store.ErrStale): // another worker has it: its word holds
			r.o.Log.Warn("lease lost", "task", t.Key)
		case err != nil:
			r.die(fmt.Errorf("keep %s: %w", t.URL, err))
		}
	})
}

// portalOf gives the portal in a task's key.
func portalOf(key string) string {
	_, rest, _ := cut(key, '|')
	id, _, _ := cut(rest, '|')
	return id
}

func cut(s string, sep byte) (before, after string, ok bool) {
	for i := range len(s) {
		if s[i] == sep {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}
