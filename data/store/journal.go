package store

import (
	"encoding/json"
	"fmt"

	"zhongbiao/data"
)

// AppendJournal adds a line to the ledger's journal, and gives it its place.
// At is set to the store's clock when it is zero. There is no way to change
// or remove a line.
func (tx *Tx) AppendJournal(e data.JournalEntry) error {
	n, err := tx.bucket("journal").NextSequence()
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	if e.Seq = n; e.At.IsZero() {
		e.At = tx.Now()
	}
	tx.add("journal", 1)
	_, err = tx.put("journal", be(n), e)
	return err
}

// Journal calls fn for every line of the journal, oldest first. fn may write;
// ErrStop ends the scan.
func (tx *Tx) Journal(fn func(data.JournalEntry) error) error {
	return noStop(tx.scan("journal", nil, start, func(k, v []byte) error {
		var e data.JournalEntry
		if err := json.Unmarshal(v, &e); err != nil {
			return badValue("journal", k, err)
		}
		return fn(e)
	}))
}

// Journal calls fn for every line of the journal, oldest first. fn may use
// the store; ErrStop ends the scan.
func (s *Store) Journal(fn func(data.JournalEntry) error) error { return s.JournalAfter(0, fn) }

// JournalAfter is Journal from the line after seq on: who has read up to a
// line need not read the long past again.
func (s *Store) JournalAfter(seq uint64, fn func(data.JournalEntry) error) error {
	return noStop(scanJSON(s, "journal", be(seq+1), fn))
}

// PutDecision records a decision made by hand and gives it a new id. At is
// set to the store's clock when it is zero.
func (tx *Tx) PutDecision(d data.Decision) (uint64, error) {
	if (d.Verb != data.DecisionJoin && d.Verb != data.DecisionSplit) || d.A == "" || d.B == "" {
		return 0, fmt.Errorf("decision %q of %q and %q: the verb must be %s or %s, and both ids given",
			d.Verb, d.A, d.B, data.DecisionJoin, data.DecisionSplit)
	}
	id, err := tx.bucket("decisions").NextSequence()
	if err != nil {
		return 0, fmt.Errorf("record decision: %w", err)
	}
	if d.ID = id; d.At.IsZero() {
		d.At = tx.Now()
	}
	_, err = tx.put("decisions", be(id), d)
	return id, err
}

// Decisions calls fn for every decision, oldest first. ErrStop ends the scan.
func (tx *Tx) Decisions(fn func(data.Decision) error) error {
	return noStop(tx.scan("decisions", nil, start, func(k, v []byte) error {
		var d data.Decision
		if err := json.Unmarshal(v, &d); err != nil {
			return badValue("decisions", k, err)
		}
		return fn(d)
	}))
}
