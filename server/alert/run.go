package alert

import (
	"context"
	"sync"
	"time"

	"zhongbiao/data/store"
)

const (
	idle    = time.Minute            // at least so often Run looks around
	gather  = 500 * time.Millisecond // a burst of changes is looked at once
	atATime = 8                      // messages being sent at the same time
)

// Run looks for what is to be told and sends it until ctx ends, and returns
// when the last try has ended. Each alert is sent on its own: a receiver that
// hangs holds up only its own alert, and never the crawl.
func (d *Deliverer) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	room := make(chan struct{}, atATime)
	for ctx.Err() == nil {
		changed := d.o.Store.Changed()
		behind, err := d.Look(ctx)
		if err != nil && ctx.Err() == nil {
			d.o.Log.Error("look for alerts", "err", err)
		}
		due, next, err := d.due()
		if err != nil && ctx.Err() == nil {
			d.o.Log.Error("look for due alerts", "err", err)
		}
		for _, id := range due {
			wg.Go(func() { d.background(ctx, room, id) })
		}
		if behind {
			next = min(next, time.Second)
		}
		d.sleep(ctx, changed, next)
	}
	return nil
}

// background sends one message, and has Run look again when more may be due.
func (d *Deliverer) background(ctx context.Context, room chan struct{}, id uint64) {
	select {
	case room <- struct{}{}:
	case <-ctx.Done():
		return
	}
	n, err := d.deliver(ctx, id) // a failure is logged and kept where it happened
	<-room
	if err != nil { // when it could not even be written down, it must not spin
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	if n > 0 || err != nil {
		d.kick()
	}
}

func (d *Deliverer) sleep(ctx context.Context, changed <-chan struct{}, wait time.Duration) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-d.wake:
	case <-t.C:
	case <-changed:
		select {
		case <-ctx.Done():
		case <-time.After(gather):
		}
	}
}

// due gives the alerts that a message is due of, and how long it is until the
// next one may be.
func (d *Deliverer) due() (ids []uint64, next time.Duration, err error) {
	next = idle
	now := d.o.Now()
	err = d.o.Store.View(func(tx *store.Tx) error {
		return scanJSON(tx, "a/", func(_ string, a Alert) error {
			if !a.Removed.IsZero() || d.sending(a.ID) {
				return nil
			}
			at, ok, err := dueAt(tx, &a)
			switch {
			case err != nil || !ok:
				return err
			case !at.After(now):
				ids = append(ids, a.ID)
			default:
				next = min(next, at.Sub(now))
			}
			return nil
		})
	})
	return ids, next, err
}

// dueAt is when the next message of an alert is due; ok is false without one.
func dueAt(tx *store.Tx, a *Alert) (at time.Time, ok bool, err error) {
	var s state
	if _, err := getJSON(tx, alertKey("s", a.ID), &s); err != nil {
		return at, false, err
	}
	err = scanJSON(tx, alertKey("q", a.ID)+"/", func(_ string, e Event) error {
		at, ok = a.When.slot(e.At), true
		return store.ErrStop
	})
	if s.Next.After(at) {
		at = s.Next
	}
	return at, ok, err
}

func (d *Deliverer) sending(id uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.busy[id]
}
