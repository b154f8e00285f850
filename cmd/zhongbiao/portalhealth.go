package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// portalHealth is how a portal fares in a data folder: what its newest crawl
// came to, and how many list-days (one day of one list) are complete.
type portalHealth struct {
	LastRun     time.Time `json:"last_run,omitzero"`     // end of the newest crawl
	LastSuccess time.Time `json:"last_success,omitzero"` // end of the newest that missed nothing
	Outcome     string    `json:"outcome"`               // "never", "complete", "incomplete" or "left alone"
	AloneUntil  time.Time `json:"alone_until,omitzero"`  // after a refusal
	Complete    int       `json:"complete"`              // list-days that are complete
	Known       int       `json:"known"`                 // list-days that anything is known of
	Newest      data.Day  `json:"newest,omitzero"`       // newest day that is complete in every list of the portal
	Reasons     []string  `json:"reasons,omitempty"`     // what the newest crawl missed
}

// columns are the health in a table's words; nil is a portal never seen.
func (h *portalHealth) columns(now time.Time) (last, outcome, days string) {
	if h == nil {
		return "-", "-", "-"
	}
	last, outcome, days = "never", h.Outcome, "-"
	if !h.LastRun.IsZero() {
		last = h.LastRun.In(data.Shanghai).Format("2006-01-02 15:04")
	}
	if h.AloneUntil.After(now) {
		outcome = "left alone until " + h.AloneUntil.In(data.Shanghai).Format("2006-01-02 15:04")
	}
	if h.Known > 0 {
		days = fmt.Sprintf("%d of %d", h.Complete, h.Known)
		if h.Newest != 0 {
			days += ", to " + h.Newest.String()
		}
	}
	return last, outcome, days
}

// portalHealth asks whoever owns the data folder, or reads the store itself.
// Without a folder nothing is known, which is no error: the definitions are
// there all the same.
func (a *app) portalHealth() (map[string]portalHealth, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	if o, ok := dialOwner(filepath.Join(dir, socketName)); ok {
		defer o.Close()
		var b bytes.Buffer
		if err := o.get(a.ctx, "/-/portals", nil, &b); err != nil {
			return nil, err
		}
		var health map[string]portalHealth
		return health, json.Unmarshal(b.Bytes(), &health)
	}
	st, err := store.Open(dir, store.Options{ReadOnly: true})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil
	case errors.Is(err, store.ErrLocked): // by a command that answers nobody; the definitions are worth showing
		fmt.Fprintf(a.stderr, "zhongbiao: the portals' state is not shown: %v\n", err)
		return nil, nil
	case err != nil:
		return nil, err
	}
	defer st.Close()
	return healthOf(st, time.Now())
}

// opPortals tells how every portal of the store fares.
func (s *stack) opPortals(w io.Writer, r *http.Request) error {
	health, err := healthOf(s.store, time.Now())
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(health)
}

// healthOf folds the coverage and the newest run of every portal in a store.
func healthOf(st *store.Store, now time.Time) (map[string]portalHealth, error) {
	days, err := listDays(st)
	if err != nil {
		return nil, err
	}
	for _, d := range known(nil) {
		if days[d.ID] == nil {
			days[d.ID] = nil // a portal that failed before its first list has no day
		}
	}
	out := map[string]portalHealth{}
	for id, byDay := range days {
		h := portalHealth{Outcome: "never"}
		for day, n := range byDay {
			h.Complete, h.Known = h.Complete+n.complete, h.Known+n.known
			if n.complete == n.known && day > h.Newest {
				h.Newest = day
			}
		}
		if err := h.lastRun(st, id, now); err != nil {
			return nil, err
		}
		out[id] = h
	}
	return out, nil
}

// lastRun adds what the newest crawl came to.
func (h *portalHealth) lastRun(st *store.Store, id string, now time.Time) error {
	last, err := crawler.LastRunOf(st, id)
	if err != nil {
		return err
	}
	brk, err := crawler.BreakerOf(st, id)
	if err != nil {
		return err
	}
	h.LastRun, h.LastSuccess, h.Reasons = last.Ended, last.Success, last.Summary.Reasons
	switch {
	case brk.Until.After(now):
		h.Outcome, h.AloneUntil = "left alone", brk.Until
	case last.Ended.IsZero():
	case last.Success.Equal(last.Ended):
		h.Outcome = "complete"
	default:
		h.Outcome = "incomplete"
	}
	return nil
}

type dayCount struct{ complete, known int }

// listDays counts, per portal and day, the lists that are complete and those
// that anything is known of.
func listDays(st *store.Store) (map[string]map[data.Day]dayCount, error) {
	out := map[string]map[data.Day]dayCount{}
	err := st.Coverage(func(c store.Coverage) error {
		if out[c.Portal] == nil {
			out[c.Portal] = map[data.Day]dayCount{}
		}
		n := out[c.Portal][c.Day]
		n.known++
		if c.State == store.CoverageComplete {
			n.complete++
		}
		out[c.Portal][c.Day] = n
		return nil
	})
	return out, err
}
