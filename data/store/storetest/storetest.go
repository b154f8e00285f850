// Package storetest holds the conformance test that every store of zhongbiao
// passes, whatever it is built on.
package storetest

import (
	"io"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Store is what the crawler, the readers and the servers need of a store.
type Store interface {
	Commit(store.Commit) (store.Committed, error)
	Enqueue(...store.Task) (int, error)
	Lease(now time.Time, ttl time.Duration, n int, skip func(store.Task) bool) ([]store.Task, error)
	Renew(t store.Task, until time.Time) (store.Task, error)
	Release(store.Task) error
	Fail(t store.Task, reason, outcome string, next time.Time, final bool) error
	RetryFailed(portal string) (int, error)
	NextDue() (time.Time, bool, error)
	Task(key string) (store.Task, error)
	TasksOf(keys ...string) (map[string]store.Task, error)
	Tasks(func(store.Task) error) error
	TaskCounts() (map[store.TaskState]int, error)

	Listed(func(data.Row) error) error
	PutCoverage(...store.Coverage) error
	Coverage(func(store.Coverage) error) error
	CoverageOf(portal, channel, query string, day data.Day) (store.Coverage, error)
	Cursor(name string) (string, error)
	SetCursor(name, v string) error
	State(name string) ([]byte, error)
	SetState(name string, v []byte) error

	Page(data.PageID) (*data.Page, error)
	PageVersion(id data.PageID, v int) (*data.Page, error)
	Pages(func(*data.Page) error) error
	PagesAfter(seq uint64, fn func(seq uint64, id data.PageID) error) error
	Checked(data.PageID) (time.Time, map[string]string, error)

	Derive(func(*store.Tx) error) error
	View(func(*store.Tx) error) error
	Notice(data.NoticeID) (*data.Notice, error)
	Notices(func(*data.Notice) error) error
	NoticeFacts(func(*data.Notice) error) error
	Project(data.ProjectID) (*data.Project, error)
	ProjectAlias(data.ProjectID) (data.ProjectID, error)
	ProjectOf(data.NoticeID) (data.ProjectID, bool)
	Projects(func(*data.Project) error) error
	ProjectNotices(data.ProjectID) ([]*data.Notice, error)
	Journal(func(data.JournalEntry) error) error
	JournalAfter(uint64, func(data.JournalEntry) error) error
	CoverageSeq() uint64
	ChangesAfter(seq uint64, limit int, fn func(seq uint64, c store.Change) error) error

	Seq() uint64
	Changed() <-chan struct{}
	Counts() (store.Counts, error)
	Backup(io.Writer) error
	Check() error
	Close() error
}

// Opener opens the store of a folder, new or old.
type Opener func(t testing.TB, dir string, o store.Options) Store

// Run runs the conformance test.
func Run(t *testing.T, open Opener) {
	for name, group := range map[string]map[string]func(*testing.T, *env){
		"pages": pageTests, "frontier": frontierTests, "records": recordTests, "derived": derivedTests,
	} {
		for test, fn := range group {
			t.Run(name+"/"+test, func(t *testing.T) { fn(t, newEnv(t, open)) })
		}
	}
}

// env is one test's folder, its open store and a clock that the test moves.
type env struct {
	Store
	t    *testing.T
	open Opener
	dir  string
	now  time.Time
}

func newEnv(t *testing.T, open Opener) *env {
	e := &env{t: t, open: open, dir: t.TempDir(), now: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)}
	e.Store = open(t, e.dir, store.Options{Now: e.clock})
	t.Cleanup(func() {
		if err := e.Check(); err != nil {
			t.Errorf("after the test the store does not hold together: %v", err)
		}
		e.Close()
	})
	return e
}

func (e *env) clock() time.Time { return e.now }

// reopen closes the store and opens it again, as the next process would.
func (e *env) reopen() {
	e.t.Helper()
	e.must(e.Close())
	e.Store = e.open(e.t, e.dir, store.Options{Now: e.clock})
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) commit(c store.Commit) store.Committed {
	e.t.Helper()
	done, err := e.Commit(c)
	e.must(err)
	return done
}

func (e *env) derive(fn func(tx *store.Tx) error) {
	e.t.Helper()
	e.must(e.Derive(fn))
}

func (e *env) lease(n int) []store.Task {
	e.t.Helper()
	ts, err := e.Lease(e.now, time.Minute, n, nil)
	e.must(err)
	return ts
}

func (e *env) counts() store.Counts {
	e.t.Helper()
	c, err := e.Counts()
	e.must(err)
	return c
}
