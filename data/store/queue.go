package store

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"
)

// Every task stands in exactly one index bucket that follows from its state,
// so that leasing never looks at tasks that can't be leased:
//
//	queued, may start  ready   portal ‖ host ‖ ^priority, n
//	queued, not before later   next time, n
//	leased             leased  lease end, n
//	failed             failed  portal ‖ n
//	done               none

// maxPromoted bounds how many tasks one Lease moves from later to ready.
const maxPromoted = 5000

// taskIndex gives the index bucket of a task and its key there. A queued task
// that has a Next goes to later, whether or not that time has come; promote
// moves it on.
func taskIndex(t *Task) (bucket string, key []byte) {
	switch t.State {
	case TaskQueued:
		if t.Next.IsZero() {
			return "ready", readyKey(t)
		}
		return "later", append(timeKey(t.Next), be(t.N)...)
	case TaskLeased:
		return "leased", append(timeKey(t.Lease), be(t.N)...)
	case TaskFailed:
		return "failed", append(append(joined(t.Portal), 0), be(t.N)...)
	}
	return "", nil
}

// laneKey is what the tasks of one portal on one host have in common.
func laneKey(t *Task) []byte { return append(joined(t.Portal, t.Host), 0) }

func readyKey(t *Task) []byte {
	return append(append(laneKey(t), descending(t.Priority)...), be(t.N)...)
}

func taskCount(st TaskState) string { return "tasks." + string(st) }

// task reads a task, which is not to be changed; nil when the key is not known.
func (tx *Tx) task(key []byte) (*Task, error) {
	if tx.b.Writable() {
		if t := tx.s.recent[string(key)]; t != nil {
			return t, nil
		}
	}
	var t Task
	if ok, err := tx.get("tasks", key, &t); err != nil || !ok {
		return nil, err
	}
	return &t, nil
}

// move writes a task in its new form, and its index row with it. old is the
// form that is stored, nil for a new task.
func (tx *Tx) move(old, t *Task) error {
	if old != nil {
		tx.add(taskCount(old.State), -1)
		if bucket, k := taskIndex(old); bucket != "" {
			if err := tx.delete(bucket, k); err != nil {
				return err
			}
		}
	}
	tx.add(taskCount(t.State), 1)
	key := bounded(t.Key)
	if bucket, k := taskIndex(t); bucket != "" {
		if _, err := tx.putBytes(bucket, k, key); err != nil {
			return err
		}
	}
	_, err := tx.put("tasks", key, t)
	tx.s.recent.keep(key, t)
	return err
}

// enqueue adds a task, unless its key is known and need not be done again.
func (tx *Tx) enqueue(t Task) (added bool, err error) {
	t.Key = string(bounded(t.Key))
	old, err := tx.task([]byte(t.Key))
	if err != nil {
		return false, err
	}
	if old != nil && (!t.Again || old.State == TaskQueued || old.State == TaskLeased) {
		return false, nil
	}
	n := t
	n.State, n.Tries, n.Lost, n.Token, n.Lease, n.Ended = TaskQueued, 0, 0, 0, time.Time{}, time.Time{}
	n.Reason, n.Outcome = "", ""
	if old != nil {
		n.N, n.Added, n.Token = old.N, old.Added, old.Token
	} else if n.N, err = tx.bucket("tasks").NextSequence(); err != nil {
		return false, fmt.Errorf("queue task %s: %w", t.Key, err)
	} else {
		n.Added = tx.Now()
	}
	return true, tx.move(old, &n)
}

// enqueueLeased adds a task as leased; nil when enqueue would not add it.
func (tx *Tx) enqueueLeased(t Task, ttl time.Duration) (*Task, error) {
	added, err := tx.enqueue(t)
	if err != nil || !added {
		return nil, err
	}
	queued, err := tx.task(bounded(t.Key))
	if err != nil {
		return nil, err
	}
	return tx.grant(queued, tx.Now().Add(ttl))
}

// checkTask refuses tasks that could not be found or leased again.
func checkTask(t Task) error {
	switch {
	case t.Key == "":
		return fmt.Errorf("queue task %s: it has no key", t.URL)
	case t.Portal == "" || t.Host == "":
		return fmt.Errorf("queue task %s: portal %q and host %q must both be given", t.Key, t.Portal, t.Host)
	}
	return nil
}

// promote moves the tasks whose time has come from later to ready, and takes
// back the leases that have run out; more tells that there may be others.
func (tx *Tx) promote(now time.Time) (more bool, err error) {
	for _, bucket := range []string{"leased", "later"} {
		keys, err := tx.due(bucket, now)
		if err != nil {
			return false, err
		}
		more = more || len(keys) == maxPromoted
		for _, key := range keys {
			if err := tx.requeue(key); err != nil {
				return false, err
			}
		}
	}
	return more, nil
}

// due gives the tasks of later or leased whose time is not after now.
func (tx *Tx) due(bucket string, now time.Time) (keys [][]byte, err error) {
	end := append(timeKey(now), be(math.MaxUint64)...)
	c := tx.bucket(bucket).Cursor()
	for k, v := c.First(); k != nil && bytes.Compare(k, end) <= 0 && len(keys) < maxPromoted; k, v = c.Next() {
		keys = append(keys, copied(v))
	}
	return keys, nil
}

// requeue makes a task ready to be leased at once. A lease that ended without
// a word was no try: a task must not run out of tries because processes were
// killed. Lost counts it, for the task that kills its process each time.
func (tx *Tx) requeue(key []byte) error {
	old, err := tx.task(key)
	if err != nil {
		return err
	}
	if old == nil {
		return badValue("tasks", key, errDangling)
	}
	t := *old
	t.State, t.Next, t.Lease = TaskQueued, time.Time{}, time.Time{}
	if old.State == TaskLeased {
		t.Tries--
		t.Lost++
	}
	return tx.move(old, &t)
}

// requeueOrphans takes back all leases when a folder is opened by its owner:
// whoever held them was another process, and has ended.
func requeueOrphans(tx *Tx) error {
	return tx.scan("leased", nil, start, func(_, key []byte) error { return tx.requeue(key) })
}

// lanes lists the lanes that have a ready task, each with its first row.
func (tx *Tx) lanes() [][]byte {
	var rows [][]byte
	c := tx.bucket("ready").Cursor()
	for k, _ := c.First(); k != nil; {
		rows = append(rows, copied(k))
		lane := laneOf(k)
		k, _ = c.Seek(append(lane[:len(lane)-1:len(lane)-1], 1)) // behind the lane's last row
	}
	return rows
}

// laneOf is the lane part of a ready row, with the NUL behind it.
func laneOf(row []byte) []byte { return row[:len(row)-16] }

// rowOrder compares two ready rows across lanes: higher priority first, then
// the order of arrival.
func rowOrder(a, b []byte) int {
	return bytes.Compare(a[len(a)-16:], b[len(b)-16:])
}

// nextInLane is the ready row behind row in the same lane; nil if none.
func (tx *Tx) nextInLane(row []byte) []byte {
	c := tx.bucket("ready").Cursor()
	k, _ := c.Seek(row)
	if bytes.Equal(k, row) {
		k, _ = c.Next()
	}
	if k == nil || !bytes.HasPrefix(k, laneOf(row)) || len(k) != len(row) {
		return nil
	}
	return copied(k)
}

// laneName prints a lane for errors.
func laneName(row []byte) string {
	return strings.ReplaceAll(strings.TrimSuffix(string(laneOf(row)), "\x00"), "\x00", " on ")
}
