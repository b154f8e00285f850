package store

import (
	"fmt"
	"time"

	"zhongbiao/data"
)

// Commit writes what one fetched document brings, in one transaction: when it
// returns nil, all of it is on the disk; otherwise none of it is kept. Commits
// of several goroutines share a transaction, so more workers cost fewer syncs.
//
// Content that is the newest version's already is no new version: only the
// time of the check is noted. Rows of Listed whose page is stored are left
// out. ErrStale when c.Task does not hold the newest lease: another worker
// has the task by now, and nothing was written.
func (s *Store) Commit(c Commit) (Committed, error) {
	for _, t := range c.Tasks {
		if err := checkTask(t); err != nil {
			return Committed{}, err
		}
	}
	if c.Next != nil {
		if err := checkTask(*c.Next); err != nil {
			return Committed{}, err
		}
	}
	page := c.Packed
	if page == nil && c.Page != nil {
		var err error
		if page, err = s.Pack(c.Page); err != nil {
			return Committed{}, err
		}
	}
	var done Committed
	err := s.do(&op{patient: c.Patient, fn: func(tx *Tx) (err error) {
		done, err = tx.commit(c, page)
		return err
	}})
	if err != nil {
		return Committed{}, err
	}
	if page != nil {
		page.page.ID, page.page.Version, page.page.Hash = done.Page, done.Version, page.hash
	}
	return done, nil
}

func (tx *Tx) commit(c Commit, page *PackedPage) (done Committed, err error) {
	if c.Task != nil { // first: a refusal must not leave anything behind
		if err := tx.finishTask(c.Task, c.Outcome); err != nil {
			return done, err
		}
	}
	if page != nil {
		done.Page = page.rec.ID
		if done.Version, done.Changed, err = tx.putPage(page); err != nil {
			return done, err
		}
		if err := tx.unlist(page.rec.ID, page.rec.Row); err != nil {
			return done, err
		}
	}
	if done.Added, err = tx.enqueueAll(c.Tasks); err != nil {
		return done, err
	}
	if c.Next != nil {
		if done.Next, err = tx.enqueueLeased(*c.Next, c.NextFor); err != nil {
			return done, err
		}
		if done.Next != nil {
			done.Added++
		}
	}
	if err := tx.commitRecords(c); err != nil {
		return done, err
	}
	done.Seq = tx.Seq()
	return done, nil
}

// finishTask marks a leased task as done.
func (tx *Tx) finishTask(t *Task, outcome string) error {
	old, err := tx.held(t)
	if err != nil {
		return err
	}
	n := *old
	n.State, n.Lease, n.Next, n.Ended = TaskDone, time.Time{}, time.Time{}, tx.Now()
	n.Reason, n.Outcome = "", outcome
	return tx.move(old, &n)
}

func (tx *Tx) commitRecords(c Commit) error {
	for _, r := range c.Listed {
		if err := tx.list(r); err != nil {
			return err
		}
	}
	for _, v := range c.Coverage {
		if err := tx.putCoverage(v); err != nil {
			return err
		}
	}
	for name, v := range c.Cursors {
		if err := tx.setCursor(name, v); err != nil {
			return err
		}
	}
	for name, v := range c.State {
		if err := tx.setState(name, v); err != nil {
			return err
		}
	}
	return nil
}

// listedRow is a row of the bucket listed.
type listedRow struct {
	data.Row
	Seen time.Time `json:"seen"` // when it was listed first
}

// list keeps a row that was seen, unless its page is stored.
func (tx *Tx) list(r data.Row) error {
	if r.Portal == "" || r.URL == "" {
		return fmt.Errorf("keep listed row %q: portal %q and url %q must both be given", r.Title, r.Portal, r.URL)
	}
	id := data.NewPageID(r.Portal, r.URL)
	if tx.newest(id) != nil {
		return nil
	}
	var old listedRow
	known, err := tx.get("listed", []byte(id), &old)
	if err != nil {
		return err
	}
	if !known {
		old.Seen = tx.Now()
		tx.add("listed", 1)
	}
	_, err = tx.put("listed", []byte(id), listedRow{Row: r, Seen: old.Seen})
	return err
}

// unlist takes a row from the unread ones because its page is stored now. The
// list may have named the page by another address than the page's own.
func (tx *Tx) unlist(id data.PageID, r data.Row) error {
	ids := []data.PageID{id}
	if other := data.NewPageID(r.Portal, r.URL); r.URL != "" && other != id {
		ids = append(ids, other)
	}
	for _, id := range ids {
		if !tx.has("listed", []byte(id)) {
			continue
		}
		tx.add("listed", -1)
		if err := tx.delete("listed", []byte(id)); err != nil {
			return err
		}
	}
	return nil
}

// Listed calls fn for every row that was seen but not opened. fn may use the
// store; ErrStop ends the scan.
func (s *Store) Listed(fn func(data.Row) error) error {
	return noStop(scanJSON(s, "listed", start, func(r listedRow) error { return fn(r.Row) }))
}

// PutCoverage says what is known of days of lists; the newest word holds.
func (s *Store) PutCoverage(cs ...Coverage) error {
	return s.write(func(tx *Tx) error {
		for _, c := range cs {
			if err := tx.putCoverage(c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (tx *Tx) putCoverage(c Coverage) error {
	if c.Portal == "" || c.State == "" {
		return fmt.Errorf("put coverage of %q on %s: portal and state %q must both be given", c.Portal, c.Day, c.State)
	}
	changed, err := tx.put("coverage", coverageKey(c), c)
	tx.covers = tx.covers || changed
	return err
}

// CoverageSeq grows with every change of the coverage, which Seq does not
// follow. It begins at 0 whenever the store is opened.
func (s *Store) CoverageSeq() uint64 { return s.covered.Load() }

func coverageKey(c Coverage) []byte {
	return append(append(joined(c.Portal, c.Channel, c.Query), 0), be(uint64(c.Day))[4:]...)
}

// Coverage calls fn for everything that is known of the coverage, by portal,
// channel, query and day. fn may use the store; ErrStop ends the scan.
func (s *Store) Coverage(fn func(Coverage) error) error {
	return noStop(scanJSON(s, "coverage", start, fn))
}

// CoverageOf reads the coverage of one day; ErrNotFound when none is known.
func (s *Store) CoverageOf(portal, channel, query string, day data.Day) (Coverage, error) {
	c := Coverage{Portal: portal, Channel: channel, Query: query, Day: day}
	return find(s, func(tx *Tx) (Coverage, error) {
		var got Coverage
		ok, err := tx.get("coverage", coverageKey(c), &got)
		if err == nil && !ok {
			err = fmt.Errorf("coverage of %s %s on %s: %w", portal, channel, day, ErrNotFound)
		}
		return got, err
	})
}
