package alert

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"zhongbiao/data/store"
)

// Status is an alert and how it fares, without its secrets.
type Status struct {
	Alert
	To       string    `json:"to"`               // as Destination.String
	Secret   string    `json:"secret,omitempty"` // where the secret is, not what it is
	State    string    `json:"state"`            // "ok", "waiting" for its hour, "failing" or "removed"
	Waiting  int       `json:"waiting"`
	Oldest   time.Time `json:"oldest,omitzero"` // of what waits
	Due      time.Time `json:"due,omitzero"`    // when the next message goes out or is tried again
	Tries    int       `json:"tries,omitempty"`
	Failing  time.Time `json:"failing_since,omitzero"`
	Error    string    `json:"error,omitempty"`
	Sent     int       `json:"sent"`
	LastSent time.Time `json:"last_sent,omitzero"`
}

// Statuses gives every living alert, oldest first.
func (d *Deliverer) Statuses() ([]Status, error) {
	out := []Status{}
	err := d.o.Store.View(func(tx *store.Tx) error {
		return scanJSON(tx, "a/", func(_ string, a Alert) error {
			if !a.Removed.IsZero() {
				return nil
			}
			s, err := statusOf(tx, &a)
			out = append(out, s)
			return err
		})
	})
	return out, err
}

// Status gives one alert by its name.
func (d *Deliverer) Status(name string) (Status, error) {
	all, err := d.Statuses()
	for _, s := range all {
		if s.Name == name {
			return s, err
		}
	}
	if err == nil {
		err = fmt.Errorf("alert %q: %w (see `zhongbiao alerts list`)", name, ErrNotFound)
	}
	return Status{}, err
}

func statusOf(tx *store.Tx, a *Alert) (Status, error) {
	var s state
	if _, err := getJSON(tx, alertKey("s", a.ID), &s); err != nil {
		return Status{}, err
	}
	out := Status{Alert: *a, To: a.To.String(), Secret: a.To.Secret, State: "ok", Tries: s.Tries, Failing: s.Since, Sent: s.Sent, LastSent: s.LastSent}
	out.Alert.To = Destination{}
	err := scanJSON(tx, alertKey("q", a.ID)+"/", func(_ string, e Event) error {
		if out.Waiting++; out.Waiting == 1 {
			out.Oldest, out.Due, out.State = e.At, a.When.slot(e.At), "waiting"
		}
		return nil
	})
	if s.Next.After(out.Due) && out.Waiting > 0 {
		out.Due = s.Next
	}
	if out.Error = cmp.Or(s.Error, s.Trouble); out.Error != "" {
		out.State = "failing"
	}
	return out, err
}

// Log gives the newest events that were sent, or given up, newest first. An
// empty name means those of all alerts, also of removed ones.
func (d *Deliverer) Log(name string, limit int) ([]Line, error) {
	var out []Line
	known := false
	err := d.o.Store.View(func(tx *store.Tx) error {
		return scanJSON(tx, "a/", func(_ string, a Alert) error {
			if name != "" && a.Name != name {
				return nil
			}
			known = true
			return scanJSON(tx, alertKey("l", a.ID)+"/", func(_ string, s Sent) error {
				out = append(out, Line{Alert: a.Name, Sent: s})
				return nil
			})
		})
	})
	if err == nil && name != "" && !known {
		err = fmt.Errorf("alert %q: %w (see `zhongbiao alerts list`)", name, ErrNotFound)
	}
	return newest(out, limit), err
}

// Line is one line of the log.
type Line struct {
	Alert string `json:"alert"`
	Sent
}

// newest gives the last lines, newest first; limit 0 gives all.
func newest(lines []Line, limit int) []Line {
	slices.SortStableFunc(lines, func(a, b Line) int { return b.Sent.Sent.Compare(a.Sent.Sent) })
	if limit > 0 && len(lines) > limit {
		lines = lines[:limit]
	}
	return lines
}
