package alert

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// space is the namespace of all that this package keeps.
const space = "alert"

func alertKey(kind string, id uint64) string { return fmt.Sprintf("%s/%08x", kind, id) }
func numberKey(kind string, id, n uint64) string {
	return fmt.Sprintf("%s/%08x/%016x", kind, id, n)
}
func toldKey(id uint64, p data.ProjectID) string {
	return alertKey("t", id) + "/" + p.String()
}

// state is how far an alert is.
type state struct {
	Seq    uint64    `json:"seq"`    // changes of the store that were looked at
	Looked time.Time `json:"looked"` // when the last look at all of them began
	Last   uint64    `json:"last"`   // number of the newest event

	Trouble string `json:"trouble,omitempty"` // why it can't look, if it can't

	Batch []uint64  `json:"batch,omitempty"` // the events of the message being sent, fixed before its first try
	Tries int       `json:"tries,omitempty"`
	Next  time.Time `json:"next,omitzero"`  // not before
	Since time.Time `json:"since,omitzero"` // when the first try failed
	Error string    `json:"error,omitempty"`

	Sent     int       `json:"sent"` // events, all in all
	LastSent time.Time `json:"last_sent,omitzero"`
}

func getJSON(tx *store.Tx, key string, v any) (bool, error) {
	b := tx.GetKV(space, key)
	if b == nil {
		return false, nil
	}
	if err := json.Unmarshal(b, v); err != nil {
		return false, fmt.Errorf("%w: value of kv[alert %s]: %v", store.ErrCorrupt, key, err)
	}
	return true, nil
}

func putJSON(tx *store.Tx, key string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write alert %s: %w", key, err)
	}
	return tx.PutKV(space, key, b)
}

// scanJSON decodes the values under a prefix, in the order of their keys.
func scanJSON[T any](tx *store.Tx, prefix string, fn func(key string, v T) error) error {
	return tx.ScanKV(space, prefix, func(key string, b []byte) error {
		var v T
		if err := json.Unmarshal(b, &v); err != nil {
			return fmt.Errorf("%w: value of kv[alert %s]: %v", store.ErrCorrupt, key, err)
		}
		return fn(key, v)
	})
}

// Add checks an alert and saves it under a new id. It begins with what comes
// from now on, unless Existing asks for what is there as well.
func (d *Deliverer) Add(a Alert) (Alert, error) {
	if err := a.check(); err != nil {
		return a, err
	}
	err := d.o.Store.Derive(func(tx *store.Tx) error {
		switch other, err := byName(tx, a.Name); {
		case err != nil:
			return err
		case other != nil:
			return fmt.Errorf("%w: name: there is an alert %q already (remove it first, or choose another name)", ErrInvalid, a.Name)
		}
		last, _ := strconv.ParseUint(string(tx.GetKV(space, "last")), 10, 64)
		a.ID, a.UID, a.Created = last+1, "zb"+strings.ToLower(rand.Text()[:12]), d.o.Now()
		if err := tx.PutKV(space, "last", []byte(strconv.FormatUint(a.ID, 10))); err != nil {
			return err
		}
		s := state{}
		if !a.Existing {
			s.Seq, s.Looked = tx.Seq(), a.Created
		}
		if err := putJSON(tx, alertKey("s", a.ID), s); err != nil {
			return err
		}
		return putJSON(tx, alertKey("a", a.ID), a)
	})
	d.kick()
	return a, err
}

// byName finds a living alert; nil for none.
func byName(tx *store.Tx, name string) (*Alert, error) {
	var found *Alert
	err := scanJSON(tx, "a/", func(_ string, a Alert) error {
		if a.Removed.IsZero() && a.Name == name {
			found = &a
		}
		return nil
	})
	return found, err
}

// Remove ends an alert. What waits is not sent any more; what was sent stays
// on record.
func (d *Deliverer) Remove(name string) error {
	return d.change(name, func(tx *store.Tx, a *Alert, s *state) error {
		a.Removed = d.o.Now()
		s.Batch, s.Error, s.Since = nil, "", time.Time{}
		if err := putJSON(tx, alertKey("a", a.ID), a); err != nil {
			return err
		}
		return tx.ScanKV(space, alertKey("q", a.ID)+"/", func(key string, _ []byte) error { return tx.DeleteKV(space, key) })
	})
}

// change loads an alert by name with its state, and writes the state back.
func (d *Deliverer) change(name string, fn func(tx *store.Tx, a *Alert, s *state) error) error {
	err := d.o.Store.Derive(func(tx *store.Tx) error {
		a, err := byName(tx, name)
		if err != nil {
			return err
		}
		if a == nil {
			return fmt.Errorf("alert %q: %w (see `zhongbiao alerts list`)", name, ErrNotFound)
		}
		var s state
		if _, err := getJSON(tx, alertKey("s", a.ID), &s); err != nil {
			return err
		}
		if err := fn(tx, a, &s); err != nil {
			return err
		}
		return putJSON(tx, alertKey("s", a.ID), s)
	})
	d.kick()
	return err
}

// Retry lets a failing alert try again at once. With skip, what it fails to
// send is given up first: it goes on record as not sent, with the reason.
func (d *Deliverer) Retry(name string, skip bool) error {
	return d.change(name, func(tx *store.Tx, a *Alert, s *state) error {
		s.Next = time.Time{}
		if !skip {
			return nil
		}
		if s.Error == "" {
			return fmt.Errorf("%w: nothing that %q sends has failed", ErrInvalid, name)
		}
		return d.file(tx, a.ID, s, s.Error)
	})
}

// file moves the batch from the queue to the record of what was sent, or of
// what was given up for the reason skipped.
func (d *Deliverer) file(tx *store.Tx, id uint64, s *state, skipped string) error {
	now := d.o.Now()
	for _, n := range s.Batch {
		var e Event
		ok, err := getJSON(tx, numberKey("q", id, n), &e)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := putJSON(tx, numberKey("l", id, n), Sent{Event: e, Sent: now, Tries: s.Tries + 1, Skipped: skipped}); err != nil {
			return err
		}
		if err := tx.DeleteKV(space, numberKey("q", id, n)); err != nil {
			return err
		}
		if skipped == "" {
			s.Sent, s.LastSent = s.Sent+1, now
		}
	}
	s.Batch, s.Tries, s.Next, s.Since, s.Error = nil, 0, time.Time{}, time.Time{}, ""
	return nil
}

// enqueue gives an event the next number of its alert and lets it wait.
func enqueue(tx *store.Tx, a *Alert, s *state, e Event) error {
	s.Last++
	e.N = s.Last
	return putJSON(tx, numberKey("q", a.ID, e.N), e)
}
