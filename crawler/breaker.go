package crawler

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"zhongbiao/data/store"
)

// breaker leaves a portal alone that says no: for a time that grows with each
// refusal and outlives the run, because it is kept in the store.
type breaker struct {
	st   *store.Store
	name string
	base time.Duration
	now  func() time.Time

	mu      sync.Mutex
	rec     BreakerState
	misses  int  // refusals in a row
	changed int  // changed pages in a row
	trial   bool // the one request after the time is under way
}

// BreakerState is what the store keeps of a portal's circuit breaker.
type BreakerState struct {
	Until  time.Time `json:"until"`
	Level  int       `json:"level"` // refusals since the last success
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// maxBreak is the longest time that a portal is left alone.
const maxBreak = 24 * time.Hour

// BreakerOf reads the state of a portal's breaker; Until is in the past, or
// zero, when the portal is not left alone.
func BreakerOf(st *store.Store, portalID string) (BreakerState, error) {
	var rec BreakerState
	b, err := st.State("breaker/" + portalID)
	if err != nil || len(b) == 0 {
		return rec, err
	}
	if err := json.Unmarshal(b, &rec); err != nil {
		return rec, fmt.Errorf("breaker of %s: %w", portalID, err)
	}
	return rec, nil
}

func newBreaker(o *Options, portalID string) (*breaker, error) {
	rec, err := BreakerOf(o.Store, portalID)
	if err != nil {
		return nil, err
	}
	return &breaker{st: o.Store, name: portalID, base: o.BreakerBase, now: o.Now, rec: rec}, nil
}

// ready tells when the next request may start, and whether one may start
// now. After the time, a single request is let through as a trial.
func (b *breaker) ready() (until time.Time, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rec.Level == 0 && b.rec.Until.IsZero() {
		return time.Time{}, true
	}
	if b.rec.Until.After(b.now()) {
		return b.rec.Until, false
	}
	return time.Time{}, !b.trial
}

// closed tells whether requests may be made at all; a trial may.
func (b *breaker) closed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.rec.Until.After(b.now())
}

// begin notes that a request starts.
func (b *breaker) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial = b.rec.Level > 0
}

// success closes the breaker.
func (b *breaker) success() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rec.Until.After(b.now()) { // the answer to an older request
		return nil
	}
	b.misses, b.changed, b.trial = 0, 0, false
	if b.rec.Level == 0 && b.rec.Until.IsZero() {
		return nil
	}
	b.rec = BreakerState{At: b.now()}
	return b.save()
}

// idle notes that a trial ended without telling anything about the portal.
func (b *breaker) idle() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial = false
}

// trip opens the breaker and gives the time until which it stays open. A
// request that was under way when it opened does not make it worse.
func (b *breaker) trip(reason string) (time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial, b.misses, b.changed = false, 0, 0
	if b.rec.Until.After(b.now()) && b.rec.Level > 0 {
		return b.rec.Until, nil
	}
	b.rec.Level++
	d := b.base
	for i := 1; i < b.rec.Level && d < maxBreak; i++ {
		d *= 4
	}
	b.rec.Until, b.rec.Reason, b.rec.At = b.now().Add(min(d, maxBreak)), reason, b.now()
	return b.rec.Until, b.save()
}

// hold leaves the portal alone until a time that it gave itself.
func (b *breaker) hold(until time.Time, reason string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial = false
	if !until.After(b.rec.Until) {
		return nil
	}
	b.rec.Until, b.rec.Reason, b.rec.At = until, reason, b.now()
	return b.save()
}

// miss counts a refusal that may be about one page only, and tells whether
// there were too many in a row.
func (b *breaker) miss() (count int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial = false
	b.misses++
	return b.misses
}

// strange counts a page that is not what the definition expects.
func (b *breaker) strange() (count int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trial = false
	b.changed++
	return b.changed
}

// state gives a copy of the record.
func (b *breaker) state() BreakerState {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rec
}

// save writes the record; b.mu is held.
func (b *breaker) save() error {
	v, err := json.Marshal(b.rec)
	if err != nil {
		return err
	}
	if err := b.st.SetState("breaker/"+b.name, v); err != nil {
		return fmt.Errorf("keep the breaker of %s: %w", b.name, err)
	}
	return nil
}
