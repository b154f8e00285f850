package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// Index is what an alert asks; *index.Index satisfies it.
type Index interface {
	Projects(context.Context, query.Filter, func(data.ProjectID) error) error
	Stats() index.Stats
}

// Options of New. Store and Index are needed, the rest has defaults.
type Options struct {
	Store   *store.Store
	Index   Index
	Log     *slog.Logger
	Now     func() time.Time
	Base    string                                     // address of the site, for links; empty leaves them out
	Mail    MailServer                                 // for mailto destinations
	Private []string                                   // hosts that webhooks may reach although they are private
	Timeout time.Duration                              // of one try, default 20 s
	Health  func(context.Context) ([]Condition, error) // troubles of the system; nil tells operators nothing
	Sent    func(result string, events int)            // called after each try with "sent" or "failed"; for metrics
}

// Deliverer finds what is to be told and tells it. Its methods may be called
// from any goroutine.
type Deliverer struct {
	o        Options
	senders  map[string]sender
	looking  sync.Mutex           // one Look at a time; guards examined
	examined map[uint64]time.Time // when operators' alerts last looked at the system
	wake     chan struct{}

	mu   sync.Mutex
	busy map[uint64]bool // alerts that a message is being sent for
}

// New makes a deliverer over a store. It does nothing before Run or Once.
func New(o Options) *Deliverer {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Sent == nil {
		o.Sent = func(string, int) {}
	}
	return &Deliverer{o: o, senders: senders(o), wake: make(chan struct{}, 1), busy: map[uint64]bool{}, examined: map[uint64]time.Time{}}
}

// kick lets Run look at once.
func (d *Deliverer) kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// message is what one try sends: the events of a batch, in order.
type message struct {
	alert  *Alert
	events []Event
	base   string
	now    time.Time
}

// sender sends messages to one kind of destination.
type sender interface {
	// fits tells how many of the events, at least one, go into one message.
	fits(m message) int
	send(ctx context.Context, m message) error
}

// pace is the time between two messages to a room of a chat service: they take
// 20 a minute.
const pace = 4 * time.Second

// retryAfter is an error of a receiver that says when it wants to be asked again.
type retryAfter struct {
	error
	wait time.Duration
}

func (r retryAfter) Unwrap() error { return r.error }

// Once sends what is due now, message after message, until nothing is due any
// more. It gives the number of events sent, and what failed.
func (d *Deliverer) Once(ctx context.Context) (sent int, err error) {
	alerts, err := d.alerts()
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, a := range alerts {
		for {
			n, err := d.deliver(ctx, a.ID)
			if sent += n; err != nil {
				errs = append(errs, fmt.Errorf("alert %q: %w", a.Name, err))
			}
			if n == 0 || err != nil {
				break
			}
		}
	}
	return sent, errors.Join(errs...)
}

// deliver sends the next message of an alert, if one is due and no other
// goroutine is at it. It gives the number of events sent.
func (d *Deliverer) deliver(ctx context.Context, id uint64) (int, error) {
	if !d.take(id) {
		return 0, nil
	}
	defer d.give(id)
	m, err := d.next(id)
	if err != nil || len(m.events) == 0 {
		return 0, err
	}
	try, cancel := context.WithTimeout(ctx, d.o.Timeout)
	defer cancel()
	sendErr := d.senders[m.alert.To.Kind()].send(try, m)
	if sendErr != nil && ctx.Err() != nil {
		return 0, ctx.Err() // stopped, which is not the receiver's fault
	}
	if sendErr != nil {
		return 0, d.failed(m, sendErr)
	}
	return len(m.events), d.sent(m)
}

func (d *Deliverer) take(id uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy[id] {
		return false
	}
	d.busy[id] = true
	return true
}

func (d *Deliverer) give(id uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.busy, id)
}

func (d *Deliverer) sent(m message) error {
	d.o.Sent("sent", len(m.events))
	return d.update(m, func(tx *store.Tx, s *state) error {
		if err := d.file(tx, m.alert.ID, s, ""); err != nil {
			return err
		}
		if k := m.alert.To.Kind(); k == WeCom || k == DingTalk || k == Feishu {
			s.Next = d.o.Now().Add(pace)
		}
		return nil
	})
}

// failed writes down why a try failed and when the next one is. The events
// stay at the head of the queue: an alert is told in order, or not at all.
func (d *Deliverer) failed(m message, cause error) error {
	text := masked(cause, m.alert.To.secrets()...)
	d.o.Sent("failed", len(m.events))
	d.o.Log.Warn("send alert", "alert", m.alert.Name, "to", m.alert.To.Kind(), "err", text)
	err := d.update(m, func(_ *store.Tx, s *state) error {
		if s.Tries++; s.Since.IsZero() {
			s.Since = m.now
		}
		s.Error = text
		s.Next = d.o.Now().Add(backoff(s.Tries, cause))
		return nil
	})
	return errors.Join(errors.New(text), err)
}

// backoff is 15 s, 30 s, 1 min … to an hour, or what the receiver asks for, and
// a tenth more or less, so that alerts that failed together spread out.
func backoff(tries int, cause error) time.Duration {
	wait := min(15*time.Second<<min(tries-1, 10), time.Hour)
	var r retryAfter
	if errors.As(cause, &r) {
		wait = max(wait, min(r.wait, 24*time.Hour))
	}
	return wait + rand.N(wait/10+1)
}

// update writes an alert's state after a try, unless the alert was removed or
// the message given up meanwhile.
func (d *Deliverer) update(m message, fn func(tx *store.Tx, s *state) error) error {
	return d.o.Store.Derive(func(tx *store.Tx) error {
		var s state
		id := m.alert.ID
		if _, err := getJSON(tx, alertKey("s", id), &s); err != nil {
			return err
		}
		if len(s.Batch) == 0 || s.Batch[0] != m.events[0].N {
			return nil
		}
		if err := fn(tx, &s); err != nil {
			return err
		}
		return putJSON(tx, alertKey("s", id), s)
	})
}

// Test sends a message at once that says that it is a test. It is not queued,
// and not repeated.
func (d *Deliverer) Test(ctx context.Context, name string) error {
	var a *Alert
	err := d.o.Store.View(func(tx *store.Tx) (err error) { a, err = byName(tx, name); return err })
	if err != nil {
		return err
	}
	if a == nil {
		return fmt.Errorf("alert %q: %w (see `zhongbiao alerts list`)", name, ErrNotFound)
	}
	now := d.o.Now()
	e := Event{Key: fmt.Sprintf("%s_test_%d", a.UID, now.Unix()), Kind: KindTest, At: now}
	ctx, cancel := context.WithTimeout(ctx, d.o.Timeout)
	defer cancel()
	if err := d.senders[a.To.Kind()].send(ctx, message{alert: a, events: []Event{e}, base: d.o.Base, now: now}); err != nil {
		return errors.New(masked(err, a.To.secrets()...))
	}
	return nil
}
