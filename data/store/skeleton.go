// Package store keeps everything that zhongbiao knows in one bbolt file.
package store

import (
	"errors"
	"io"
	"time"

	"zhongbiao/data"
)

var errSoon = errors.New("store: not written yet")

type Store struct{}
type Tx struct{}

func Open(dir string, o Options) (*Store, error)              { return nil, errSoon }
func (s *Store) Close() error                                 { return errSoon }
func (s *Store) Dir() string                                  { return "" }
func (s *Store) Seq() uint64                                  { return 0 }
func (s *Store) Changed() <-chan struct{}                     { return nil }
func (s *Store) Commit(c Commit) (Committed, error)           { return Committed{}, errSoon }
func (s *Store) Enqueue(tasks ...Task) (added int, err error) { return 0, errSoon }
func (s *Store) Lease(now time.Time, ttl time.Duration, n int, skip func(Task) bool) ([]Task, error) {
	return nil, errSoon
}
func (s *Store) Renew(t Task, until time.Time) (Task, error) { return t, errSoon }
func (s *Store) Release(t Task) error                        { return errSoon }
func (s *Store) Fail(t Task, reason, outcome string, next time.Time, final bool) error {
	return errSoon
}
func (s *Store) RetryFailed(portal string) (int, error)                { return 0, errSoon }
func (s *Store) Task(key string) (Task, error)                         { return Task{}, errSoon }
func (s *Store) Tasks(fn func(Task) error) error                       { return errSoon }
func (s *Store) TaskCounts() (map[TaskState]int, error)                { return nil, errSoon }
func (s *Store) PutCoverage(c ...Coverage) error                       { return errSoon }
func (s *Store) Coverage(fn func(Coverage) error) error                { return errSoon }
func (s *Store) Cursor(name string) (string, error)                    { return "", errSoon }
func (s *Store) SetCursor(name, v string) error                        { return errSoon }
func (s *Store) State(name string) ([]byte, error)                     { return nil, errSoon }
func (s *Store) SetState(name string, v []byte) error                  { return errSoon }
func (s *Store) Listed(fn func(data.Row) error) error                  { return errSoon }
func (s *Store) Page(id data.PageID) (*data.Page, error)               { return nil, errSoon }
func (s *Store) PageVersion(id data.PageID, v int) (*data.Page, error) { return nil, errSoon }
func (s *Store) Pages(fn func(*data.Page) error) error                 { return errSoon }
func (s *Store) PagesAfter(seq uint64, fn func(seq uint64, id data.PageID) error) error {
	return errSoon
}
func (s *Store) Derive(fn func(tx *Tx) error) error                       { return errSoon }
func (s *Store) View(fn func(tx *Tx) error) error                         { return errSoon }
func (s *Store) Notice(id data.NoticeID) (*data.Notice, error)            { return nil, errSoon }
func (s *Store) Notices(fn func(*data.Notice) error) error                { return errSoon }
func (s *Store) Project(id data.ProjectID) (*data.Project, error)         { return nil, errSoon }
func (s *Store) ProjectOf(id data.NoticeID) (data.ProjectID, bool)        { return 0, false }
func (s *Store) ProjectAlias(id data.ProjectID) (data.ProjectID, error)   { return 0, errSoon }
func (s *Store) Projects(fn func(*data.Project) error) error              { return errSoon }
func (s *Store) ProjectNotices(id data.ProjectID) ([]*data.Notice, error) { return nil, errSoon }
func (s *Store) Journal(fn func(data.JournalEntry) error) error           { return errSoon }
func (s *Store) ChangesAfter(seq uint64, limit int, fn func(seq uint64, c Change) error) error {
	return errSoon
}
func (s *Store) Counts() (Counts, error)  { return Counts{}, errSoon }
func (s *Store) Backup(w io.Writer) error { return errSoon }
func (s *Store) Check() error             { return errSoon }

// Readers, in View and Derive alike.
func (tx *Tx) Now() time.Time                                                      { return time.Time{} }
func (tx *Tx) Notice(id data.NoticeID) (*data.Notice, error)                       { return nil, errSoon }
func (tx *Tx) Facts(id data.NoticeID) (*data.Notice, error)                        { return nil, errSoon }
func (tx *Tx) Project(id data.ProjectID) (*data.Project, error)                    { return nil, errSoon }
func (tx *Tx) Resolve(id data.ProjectID) data.ProjectID                            { return id }
func (tx *Tx) ProjectOf(id data.NoticeID) (data.ProjectID, bool)                   { return 0, false }
func (tx *Tx) KeyProjects(key string) []data.ProjectID                             { return nil }
func (tx *Tx) Cell(key string) []byte                                              { return nil }
func (tx *Tx) Cells(prefix string, fn func(key string, v []byte) error) error      { return errSoon }
func (tx *Tx) Position(name string) uint64                                         { return 0 }
func (tx *Tx) Decisions(fn func(data.Decision) error) error                        { return errSoon }
func (tx *Tx) FirstSeen(id data.NoticeID) time.Time                                { return time.Time{} }
func (tx *Tx) GetKV(ns, key string) []byte                                         { return nil }
func (tx *Tx) ScanKV(ns, prefix string, fn func(key string, v []byte) error) error { return errSoon }
func (tx *Tx) Journal(fn func(data.JournalEntry) error) error                      { return errSoon }
func (tx *Tx) Page(id data.PageID) (*data.Page, error)                             { return nil, errSoon }

// Writers, in Derive only.
func (tx *Tx) PutNotice(n *data.Notice) (changed bool, err error)   { return false, errSoon }
func (tx *Tx) DeleteNotice(id data.NoticeID) error                  { return errSoon }
func (tx *Tx) PutProject(p *data.Project) (changed bool, err error) { return false, errSoon }
func (tx *Tx) DeleteProject(id data.ProjectID) error                { return errSoon }
func (tx *Tx) NewProjectID() (data.ProjectID, error)                { return 0, errSoon }
func (tx *Tx) Alias(from, to data.ProjectID) error                  { return errSoon }
func (tx *Tx) Unalias(id data.ProjectID) error                      { return errSoon }
func (tx *Tx) AddKey(key string, id data.ProjectID) error           { return errSoon }
func (tx *Tx) RemoveKey(key string, id data.ProjectID) error        { return errSoon }
func (tx *Tx) PutCell(key string, v []byte) error                   { return errSoon }
func (tx *Tx) DeleteCell(key string) error                          { return errSoon }
func (tx *Tx) AppendJournal(e data.JournalEntry) error              { return errSoon }
func (tx *Tx) SetPosition(name string, seq uint64) error            { return errSoon }
func (tx *Tx) PutDecision(d data.Decision) (uint64, error)          { return 0, errSoon }
func (tx *Tx) PutKV(ns, key string, v []byte) error                 { return errSoon }
func (tx *Tx) DeleteKV(ns, key string) error                        { return errSoon }
