package store

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// maxBatch bounds how many writes share a transaction, so that none waits
// long and a transaction stays small.
const maxBatch = 256

// A transaction costs two syncs of the disk and a copy of each page that it
// touches, however little it writes. So patient writes wait a moment for
// others to share theirs, but only while there are others: when at least busy
// were together the last time.
const (
	patience = 5 * time.Millisecond
	busy     = 4
	full     = 96 // little is gained by waiting on
)

// op is one write that waits for its turn. Writes of several goroutines that
// arrive while a transaction is being written share the next one: a group
// commit without a delay. fn may run twice and must then do the same.
type op struct {
	fn      func(tx *Tx) error
	patient bool // may wait for others
	err     error
	panic   any
	done    chan struct{}
}

// refusal is an error of an op that has not written anything yet, so that the
// other writes of the transaction can go on.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// write runs fn in a transaction that it may share with other writes. When it
// returns nil, the write is on the disk.
func (s *Store) write(fn func(tx *Tx) error) error { return s.do(&op{fn: fn}) }

func (s *Store) do(o *op) error {
	if s.o.ReadOnly {
		return fmt.Errorf("write to %s: %w", s.Path(), ErrReadOnly)
	}
	o.done = make(chan struct{})
	select {
	case s.ops <- o:
	case <-s.quit:
		return fmt.Errorf("store %s: %w", s.Dir(), ErrClosed)
	}
	select {
	case <-o.done:
	case <-s.idle: // the writer has stopped; it may have done o just before
		select {
		case <-o.done:
		default:
			return fmt.Errorf("store %s: %w", s.Dir(), ErrClosed)
		}
	}
	if o.panic != nil {
		panic(o.panic)
	}
	var r refusal
	if errors.As(o.err, &r) {
		return r.error
	}
	return o.err
}

// writer is the goroutine that runs the ops until Close.
func (s *Store) writer() {
	defer close(s.idle)
	for {
		select {
		case o := <-s.ops:
			s.commitBatch(s.gather(o))
		case <-s.quit:
			for { // what was accepted before Close is still written
				select {
				case o := <-s.ops:
					s.commitBatch(s.gather(o))
				default:
					return
				}
			}
		}
	}
}

// gather takes the ops that are waiting by now, and when all of them are
// patient those of the next moment.
func (s *Store) gather(first *op) []*op {
	batch := []*op{first}
	patient := first.patient && s.together >= busy
	var over <-chan time.Time
	for len(batch) < maxBatch {
		var o *op
		select {
		case o = <-s.ops:
		default:
			if !patient || len(batch) >= full {
				s.together = len(batch)
				return batch
			}
			if over == nil {
				over = time.After(s.patience)
			}
			select {
			case o = <-s.ops:
			case <-over:
				s.together = len(batch)
				return batch
			}
		}
		batch = append(batch, o)
		patient = patient && o.patient
	}
	s.together = len(batch)
	return batch
}

// commitBatch writes the ops in one transaction. When one of them fails in
// the middle, the transaction is undone and the others are written again
// without it.
func (s *Store) commitBatch(batch []*op) {
	for len(batch) > 0 {
		var culprit *op
		err := s.update(func(tx *Tx) error {
			for _, o := range batch {
				if o.run(tx); o.panic != nil || (o.err != nil && !isRefusal(o.err)) {
					culprit = o
					return cmp.Or(o.err, errUndo)
				}
			}
			return nil
		})
		if culprit == nil {
			finish(batch, err)
			return
		}
		batch = without(batch, culprit)
		close(culprit.done)
	}
}

var errUndo = errors.New("undo the transaction")

// run runs the op and keeps a panic of its function for the caller. Panics
// that come from a damaged file go on to guard.
func (o *op) run(tx *Tx) {
	defer func() {
		if r := recover(); r != nil {
			if damage(r) {
				o.err = &fileDamage{path: tx.s.Path(), what: fmt.Sprint(r)}
				return
			}
			o.panic = r
		}
	}()
	o.err = o.fn(tx)
}

// finish tells every op how it ended: a failed commit is everybody's failure.
func finish(batch []*op, err error) {
	for _, o := range batch {
		if err != nil {
			o.err = err
		}
		close(o.done)
	}
}

func isRefusal(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

func without(batch []*op, o *op) []*op {
	var rest []*op
	for _, b := range batch {
		if b != o {
			rest = append(rest, b)
		}
	}
	return rest
}
