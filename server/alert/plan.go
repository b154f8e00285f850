package alert

import (
	"slices"

	"zhongbiao/data/store"
)

// next gives the message to send now. Which events are in it is written down
// before the first try, so that every try sends the same.
func (d *Deliverer) next(id uint64) (m message, err error) {
	var due bool
	if err := d.o.Store.View(func(tx *store.Tx) error { m, due, err = d.plan(tx, id); return err }); err != nil || !due {
		return message{}, err
	}
	err = d.o.Store.Derive(func(tx *store.Tx) error {
		var s state
		if m, due, err = d.plan(tx, id); err != nil || !due {
			return err
		}
		if _, err := getJSON(tx, alertKey("s", id), &s); err != nil || s.Batch != nil {
			return err
		}
		for _, e := range m.events {
			s.Batch = append(s.Batch, e.N)
		}
		return putJSON(tx, alertKey("s", id), s)
	})
	if !due {
		return message{}, err
	}
	return m, err
}

// atMost bounds the events of one message.
const atMost = 200

// plan reads the batch being sent, or chooses the next one.
func (d *Deliverer) plan(tx *store.Tx, id uint64) (m message, due bool, err error) {
	var a Alert
	var s state
	if ok, err := getJSON(tx, alertKey("a", id), &a); err != nil || !ok || !a.Removed.IsZero() {
		return m, false, err
	}
	if _, err := getJSON(tx, alertKey("s", id), &s); err != nil {
		return m, false, err
	}
	now := d.o.Now()
	if s.Next.After(now) {
		return m, false, nil
	}
	m = message{alert: &a, base: d.o.Base, now: now}
	err = scanJSON(tx, alertKey("q", id)+"/", func(_ string, e Event) error {
		if s.Batch != nil && !slices.Contains(s.Batch, e.N) || s.Batch == nil && (len(m.events) == atMost || a.When.slot(e.At).After(now)) {
			return store.ErrStop
		}
		m.events = append(m.events, e)
		return nil
	})
	if s.Batch == nil && len(m.events) > 0 {
		m.events = m.events[:d.senders[a.To.Kind()].fits(m)]
	}
	return m, len(m.events) > 0, err
}
