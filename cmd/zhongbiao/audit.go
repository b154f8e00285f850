package main

import (
	"slices"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

// audit gives the server the reports that go through all projects. They are
// made again when the store has changed, but at most once a minute.
type audit struct {
	figures *behind[ledger.Reconciliation]
	checks  *behind[checked]
}

type checked struct {
	corpus *ledger.Corpus
	report ledger.CheckReport
}

const auditFresh = time.Minute

func newAudit(s *stack) *audit {
	return &audit{
		figures: newBehind(0, func() uint64 { return s.store.Seq() + s.store.CoverageSeq() }, func(<-chan struct{}) (ledger.Reconciliation, error) { return s.reconcile() }),
		checks: newBehind(auditFresh, s.store.Seq, func(stop <-chan struct{}) (checked, error) {
			corpus, report, err := s.check(stop)
			return checked{corpus, report}, err
		}),
	}
}

// Reconcile sets our figures beside the published ones.
func (a *audit) Reconcile() (ledger.Reconciliation, error) { return a.figures.get() }

// Audit runs the checks over the projects of the sets that count.
func (a *audit) Audit() (*ledger.Corpus, ledger.CheckReport, error) {
	c, err := a.checks.get()
	return c.corpus, c.report, err
}

func (a *audit) close() {
	a.figures.close()
	a.checks.close()
}

// reconcile sets our figures beside the published ones now.
func (s *stack) reconcile() (rec ledger.Reconciliation, err error) {
	months, err := s.server.Months()
	if err != nil {
		return rec, err
	}
	err = s.store.View(func(tx *store.Tx) error {
		rec, err = ledger.Reconcile(tx, ledger.ReconcileOptions{Complete: months.Complete})
		return err
	})
	return rec, err
}

// check runs every check now, until stop is closed.
func (s *stack) check(stop <-chan struct{}) (*ledger.Corpus, ledger.CheckReport, error) {
	sets, _, err := s.sets()
	if err != nil {
		return nil, ledger.CheckReport{}, err
	}
	return ledger.Audit(func(fn func(*data.Project) error) error {
		return s.store.Projects(func(p *data.Project) error {
			select {
			case <-stop:
				return errStopped
			default:
			}
			if !slices.Contains(sets, p.Sample) {
				return nil
			}
			return fn(p)
		})
	}, data.DayOf(time.Now()))
}
