package main

import (
	"slices"
	"sync"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

// audit gives the server the reports that go through all projects. They are
// made again when the store has changed, but at most once a minute.
type audit struct {
	s      *stack
	mu     sync.Mutex
	seq    uint64
	at     time.Time
	corpus *ledger.Corpus
	report ledger.CheckReport
}

const auditFresh = time.Minute

// Reconcile sets our figures beside the published ones.
func (a *audit) Reconcile() (rec ledger.Reconciliation, err error) {
	months, err := a.s.server.Months()
	if err != nil {
		return rec, err
	}
	err = a.s.store.View(func(tx *store.Tx) error {
		rec, err = ledger.Reconcile(tx, ledger.ReconcileOptions{Complete: months.Complete})
		return err
	})
	return rec, err
}

// Audit runs the checks over the projects of the sets that count.
func (a *audit) Audit() (*ledger.Corpus, ledger.CheckReport, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	seq := a.s.store.Seq()
	if a.corpus != nil && (a.seq == seq || time.Since(a.at) < auditFresh) {
		return a.corpus, a.report, nil
	}
	corpus, report, err := a.s.check()
	if err != nil {
		return nil, report, err
	}
	a.seq, a.at, a.corpus, a.report = seq, time.Now(), corpus, report
	return corpus, report, nil
}

// check runs every check now.
func (s *stack) check() (*ledger.Corpus, ledger.CheckReport, error) {
	sets, _, err := s.sets()
	if err != nil {
		return nil, ledger.CheckReport{}, err
	}
	return ledger.Audit(func(fn func(*data.Project) error) error {
		return s.store.Projects(func(p *data.Project) error {
			if !slices.Contains(sets, p.Sample) {
				return nil
			}
			return fn(p)
		})
	}, data.DayOf(time.Now()))
}
