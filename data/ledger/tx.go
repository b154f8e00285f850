package ledger

import (
	"time"

	"zhongbiao/data"
)

// Tx is what the ledger needs of a store's transaction. *store.Tx has it.
type Tx interface {
	Reader
	PutNotice(n *data.Notice) (changed bool, err error)
	DeleteNotice(id data.NoticeID) error
	PutProject(p *data.Project) (changed bool, err error)
	DeleteProject(id data.ProjectID) error
	NewProjectID() (data.ProjectID, error)
	Alias(from, to data.ProjectID) error
	Unalias(id data.ProjectID) error
	AddKey(key string, id data.ProjectID) error
	RemoveKey(key string, id data.ProjectID) error
	PutCell(key string, v []byte) error
	DeleteCell(key string) error
	AppendJournal(e data.JournalEntry) error
	SetPosition(name string, seq uint64) error
	PutDecision(d data.Decision) (uint64, error)
	PutKV(ns, key string, v []byte) error
	DeleteKV(ns, key string) error
}

// Reader is the reading half of Tx, enough for every report.
type Reader interface {
	Facts(id data.NoticeID) (*data.Notice, error)
	Project(id data.ProjectID) (*data.Project, error)
	Resolve(id data.ProjectID) data.ProjectID
	ProjectOf(id data.NoticeID) (data.ProjectID, bool)
	KeyProjects(key string) []data.ProjectID
	Cell(key string) []byte
	Cells(prefix string, fn func(key string, v []byte) error) error
	Position(name string) uint64
	Decisions(fn func(data.Decision) error) error
	FirstSeen(id data.NoticeID) time.Time
	GetKV(ns, key string) []byte
	Journal(fn func(data.JournalEntry) error) error
}
