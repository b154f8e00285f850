package store

import (
	"bytes"
	"container/heap"
	"fmt"
	"time"
)

// Enqueue adds tasks to the frontier. A known key is left alone, unless the
// task says Again and the known one is done or failed. added counts the tasks
// that are queued by it.
func (s *Store) Enqueue(tasks ...Task) (added int, err error) {
	for _, t := range tasks {
		if err := checkTask(t); err != nil {
			return 0, err
		}
	}
	for len(tasks) > 0 && err == nil {
		part := tasks[:min(len(tasks), maxPromoted)]
		tasks = tasks[len(part):]
		var n int
		err = s.write(func(tx *Tx) (err error) {
			n, err = tx.enqueueAll(part)
			return err
		})
		added += n
	}
	return added, err
}

func (tx *Tx) enqueueAll(tasks []Task) (added int, err error) {
	for _, t := range tasks {
		ok, err := tx.enqueue(t)
		if err != nil {
			return 0, err
		}
		if ok {
			added++
		}
	}
	return added, nil
}

// Lease takes up to n tasks whose time has come, for ttl: highest priority
// first, then in order of arrival. A lease that is not renewed, committed,
// failed or released within ttl goes back to the queue, and so do all leases
// when the folder is opened anew.
//
// The tasks of one portal on one host are a lane. skip, if given, is asked
// with each task before it is leased; when it says true, the rest of the
// task's lane is passed over in this call. It may be asked about a task more
// than once, and must not write to the store.
func (s *Store) Lease(now time.Time, ttl time.Duration, n int, skip func(Task) bool) ([]Task, error) {
	var leased []Task
	for more := true; more && len(leased) == 0; {
		err := s.write(func(tx *Tx) (err error) {
			if more, err = tx.promote(now); err != nil {
				return err
			}
			leased, err = tx.lease(now, ttl, n, skip)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return leased, nil
}

// lease takes tasks that are ready.
func (tx *Tx) lease(now time.Time, ttl time.Duration, n int, skip func(Task) bool) ([]Task, error) {
	rows := rowHeap(tx.lanes())
	leased := make([]Task, 0, min(n, 64*len(rows)))
	heap.Init(&rows)
	for len(rows) > 0 && len(leased) < n {
		row := rows[0]
		old, err := tx.task(tx.bucket("ready").Get(row))
		if err != nil {
			return nil, err
		}
		if old == nil {
			return nil, badValue("ready", row, fmt.Errorf("lane %s: %w", laneName(row), errDangling))
		}
		next := tx.nextInLane(row)
		if skip != nil && skip(*old) {
			next = nil
		} else if t, err := tx.grant(old, now.Add(ttl)); err != nil {
			return nil, err
		} else {
			leased = append(leased, *t)
		}
		rows.replace(next)
	}
	return leased, nil
}

// rowHeap has the best ready row of each lane, the best of all on top.
type rowHeap [][]byte

func (h rowHeap) Len() int           { return len(h) }
func (h rowHeap) Less(i, j int) bool { return rowOrder(h[i], h[j]) < 0 }
func (h rowHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *rowHeap) Push(x any)        { *h = append(*h, x.([]byte)) }
func (h *rowHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// replace puts the lane's next row in the place of the top one.
func (h *rowHeap) replace(next []byte) {
	if next == nil {
		heap.Pop(h)
		return
	}
	(*h)[0] = next
	heap.Fix(h, 0)
}

// grant leases a task under a new token.
func (tx *Tx) grant(old *Task, until time.Time) (*Task, error) {
	token, err := tx.bucket("leased").NextSequence()
	if err != nil {
		return nil, fmt.Errorf("lease task %s: %w", old.Key, err)
	}
	t := *old
	t.State, t.Lease, t.Token, t.Next = TaskLeased, until, token, time.Time{}
	t.Tries++
	return &t, tx.move(old, &t)
}

// held gives the stored form of a task that t leases, or a refusal when the
// lease is not the newest or has been given up.
func (tx *Tx) held(t *Task) (*Task, error) {
	old, err := tx.task(bounded(t.Key))
	switch {
	case err != nil:
		return nil, err
	case old == nil:
		return nil, refusal{fmt.Errorf("task %s: %w", t.Key, ErrNotFound)}
	case old.State != TaskLeased || old.Token != t.Token:
		return nil, refusal{fmt.Errorf("task %s is %s under token %d, not leased under %d: %w", t.Key, old.State, old.Token, t.Token, ErrStale)}
	}
	return old, nil
}

// settle changes a leased task; t must hold its lease.
func (s *Store) settle(t Task, change func(tx *Tx, n *Task)) (Task, error) {
	var n Task
	err := s.write(func(tx *Tx) error {
		old, err := tx.held(&t)
		if err != nil {
			return err
		}
		n = *old
		change(tx, &n)
		return tx.move(old, &n)
	})
	return n, err
}

// Renew makes a lease last until the given time.
func (s *Store) Renew(t Task, until time.Time) (Task, error) {
	return s.settle(t, func(_ *Tx, n *Task) { n.Lease = until })
}

// Release gives a leased task back as if it had not been tried.
func (s *Store) Release(t Task) error {
	_, err := s.settle(t, func(_ *Tx, n *Task) {
		n.State, n.Lease, n.Tries = TaskQueued, time.Time{}, n.Tries-1
	})
	return err
}

// Fail ends a try that did not succeed. The task is queued again, not before
// next; when final, it goes to the dead-letter list until RetryFailed.
func (s *Store) Fail(t Task, reason, outcome string, next time.Time, final bool) error {
	_, err := s.settle(t, func(tx *Tx, n *Task) {
		n.State, n.Next, n.Lease = TaskQueued, next, time.Time{}
		n.Reason, n.Outcome = reason, outcome
		if final {
			n.State, n.Next, n.Ended = TaskFailed, time.Time{}, tx.Now()
		}
	})
	return err
}

// RetryFailed queues the tasks of the dead-letter list again, with a fresh
// count of tries; of one portal, or of all when portal is empty.
func (s *Store) RetryFailed(portal string) (int, error) {
	var prefix []byte
	from := start
	if portal != "" {
		prefix = append(joined(portal), 0)
		from = prefix
	}
	total := 0
	for {
		n := 0
		err := s.write(func(tx *Tx) (err error) {
			n, err = tx.retry(prefix, from)
			return err
		})
		if total += n; err != nil || n == 0 {
			return total, err
		}
	}
}

// retry queues one chunk of failed tasks again.
func (tx *Tx) retry(prefix, from []byte) (int, error) {
	items, _ := tx.chunk("failed", prefix, from)
	for _, it := range items {
		old, err := tx.task(it.v)
		if err != nil {
			return 0, err
		}
		if old == nil {
			return 0, badValue("failed", it.k, errDangling)
		}
		t := *old
		t.State, t.Tries, t.Lost, t.Next, t.Ended = TaskQueued, 0, 0, time.Time{}, time.Time{}
		if err := tx.move(old, &t); err != nil {
			return 0, err
		}
	}
	return len(items), nil
}

// Task reads one task by its key.
func (s *Store) Task(key string) (Task, error) {
	t, err := find(s, func(tx *Tx) (*Task, error) { return tx.task(bounded(key)) })
	if err != nil {
		return Task{}, err
	}
	if t == nil {
		return Task{}, fmt.Errorf("task %s: %w", key, ErrNotFound)
	}
	return *t, nil
}

// TasksOf reads the tasks of those of the keys that are known, by their keys.
func (s *Store) TasksOf(keys ...string) (map[string]Task, error) {
	known := map[string]Task{}
	err := s.View(func(tx *Tx) error {
		for _, key := range keys {
			t, err := tx.task(bounded(key))
			if err != nil {
				return err
			}
			if t != nil {
				known[key] = *t
			}
		}
		return nil
	})
	return known, err
}

// Tasks calls fn for every task, in the order of their keys. fn may use the
// store; ErrStop ends the scan.
func (s *Store) Tasks(fn func(Task) error) error { return noStop(scanJSON(s, "tasks", start, fn)) }

// NextDue is the time from which a task may be leased: zero when one may be
// now, false when none is queued or leased.
func (s *Store) NextDue() (at time.Time, ok bool, err error) {
	err = s.View(func(tx *Tx) error {
		if k, _ := tx.bucket("ready").Cursor().First(); k != nil {
			ok = true
			return nil
		}
		var first []byte
		for _, bucket := range []string{"later", "leased"} {
			k, _ := tx.bucket(bucket).Cursor().First()
			if k != nil && (first == nil || bytes.Compare(k, first) < 0) {
				first = k
			}
		}
		if ok = first != nil; ok {
			at = time.Unix(0, int64(un(first[:8])))
		}
		return nil
	})
	return at, ok, err
}

// TaskCounts says how many tasks are in each state.
func (s *Store) TaskCounts() (map[TaskState]int, error) {
	c, err := s.Counts()
	return c.Tasks, err
}
