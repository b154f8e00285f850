package store

import (
	"slices"
	"time"
)

// maxRecent bounds the tasks that recent holds; the leased ones may go above
// it, up to twice as many.
const maxRecent = 2048

// recent holds open tasks as they were written last, so that leasing and
// ending a task need not read its JSON again. Only the write transaction looks
// at it, under Store.writing, and a transaction that fails empties it: what it
// says is always what stands in the bucket tasks. Nobody changes a task of it.
type recent map[string]*Task

// keep notes how a task was written.
func (r recent) keep(key []byte, t *Task) {
	open := t.State == TaskQueued || t.State == TaskLeased
	if _, known := r[string(key)]; !open || t.State == TaskQueued && !known && len(r) >= maxRecent {
		delete(r, string(key))
		return
	}
	if len(r) >= 2*maxRecent {
		clear(r)
	}
	r[string(key)] = asStored(*t)
}

// asStored is a task as it would be read again: nothing of it is shared with
// the caller's, and what is never stored is gone.
func asStored(t Task) *Task {
	t.Again = false
	t.Row.Links = slices.Clone(t.Row.Links)
	for _, at := range []*time.Time{&t.Next, &t.Lease, &t.Added, &t.Ended} {
		*at = at.Round(0) // without the monotonic clock
	}
	return &t
}
