package store

import (
	"errors"
	"time"

	"zhongbiao/data"
)

// The errors that callers may test for with errors.Is.
var (
	ErrLocked   = errors.New("data folder is in use")       // another process owns the folder
	ErrCorrupt  = errors.New("store is damaged")            // the file or a value in it can't be read
	ErrForeign  = errors.New("not a store")                 // the file never was one; it is ErrCorrupt as well
	ErrNewer    = errors.New("store is of a newer version") // written by a later program
	ErrNotFound = errors.New("not found")
	ErrStale    = errors.New("lease is stale") // another worker holds the task by now
	ErrReadOnly = errors.New("store is open for reading only")
	ErrClosed   = errors.New("store is closed")
)

// Options of Open. The zero value is right for the owner of a folder.
type Options struct {
	Timeout  time.Duration    // how long to wait for the folder's lock; default 2 s
	Now      func() time.Time // clock; default time.Now
	NoSync   bool             // no fsync per commit: for tests and throw-away folders
	ReadOnly bool             // for commands while no process owns the folder
}

// TaskState is where a task stands.
type TaskState string

// The states of a task: queued → leased → done or failed. A failed try that
// is to be repeated goes back to queued; TaskFailed is the dead-letter list.
const (
	TaskQueued TaskState = "queued"
	TaskLeased TaskState = "leased"
	TaskDone   TaskState = "done"
	TaskFailed TaskState = "failed"
)

// TaskStates lists every state in the order of a task's life.
var TaskStates = []TaskState{TaskQueued, TaskLeased, TaskDone, TaskFailed}

// Task is one request of the frontier. Key identifies it: a known key is
// never queued twice. Portal and Host name its lane, see Store.Lease.
type Task struct {
	Key         string    `json:"key"`
	Portal      string    `json:"portal"`
	Channel     string    `json:"channel,omitempty"`
	Host        string    `json:"host"`
	URL         string    `json:"url"`
	Kind        string    `json:"kind"` // "list" or "detail"
	Method      string    `json:"method,omitempty"`
	Body        string    `json:"body,omitempty"`
	ContentType string    `json:"content_type,omitempty"`
	Row         data.Row  `json:"row"`
	Window      string    `json:"window,omitempty"`
	Priority    int64     `json:"priority"` // higher first
	State       TaskState `json:"state"`
	Tries       int       `json:"tries,omitempty"`  // how often it was leased, but for what is in Lost
	Lost        int       `json:"lost,omitempty"`   // leases that ended without a word: expired, or the process was killed
	Next        time.Time `json:"next,omitzero"`    // not before
	Lease       time.Time `json:"lease,omitzero"`   // until when the lease holds
	Reason      string    `json:"reason,omitempty"` // why the last try failed
	Outcome     string    `json:"outcome,omitempty"`
	Token       uint64    `json:"token,omitempty"` // fencing token of the newest lease
	N           uint64    `json:"n,omitempty"`     // order of arrival, set by the store
	Added       time.Time `json:"added,omitzero"`  // when it was queued first
	Ended       time.Time `json:"ended,omitzero"`  // when it was done or failed for good

	// Again queues the task although its key is known, when it is done or
	// failed by now. It is a wish of the caller and never stored.
	Again bool `json:"-"`
}

// CoverageState says what is known of one day of one list.
type CoverageState string

// The states of coverage.
const (
	CoverageComplete CoverageState = "complete"
	CoveragePartial  CoverageState = "partial"
	CoverageBlocked  CoverageState = "blocked"
	CoverageNotTried CoverageState = "not_tried"
	CoverageCapped   CoverageState = "capped"
	CoverageChanged  CoverageState = "changed"
)

// Coverage is what is known of portal × channel × query × day. Reported is
// the total that the portal itself gives, -1 or 0 where it gives none.
type Coverage struct {
	Portal   string        `json:"portal"`
	Channel  string        `json:"channel"`
	Query    string        `json:"query,omitempty"`
	Day      data.Day      `json:"day"`
	State    CoverageState `json:"state"`
	Listed   int           `json:"listed"`
	Reported int           `json:"reported"`
	Pages    int           `json:"pages"`
	Unread   int           `json:"unread"`
	Reason   string        `json:"reason,omitempty"`
	At       time.Time     `json:"at"`
}

// Commit is everything that one fetched document brings. It is written in one
// transaction, or not at all. Every field may be empty.
type Commit struct {
	Task     *Task             // this leased task is done; its Token must be the newest
	Page     *data.Page        // ID, Version and Hash are set by the store
	Packed   *PackedPage       // instead of Page: one that Pack has made ready
	Tasks    []Task            // to queue, as by Enqueue
	Listed   []data.Row        // seen, not opened
	Coverage []Coverage        // to put, as by PutCoverage
	Cursors  map[string]string // to set, as by SetCursor
	State    map[string][]byte // to set, as by SetState: nil removes
	Outcome  string            // kept on the task
	Next     *Task             // to queue, and to lease at once: who reads a list goes on with its next page
	NextFor  time.Duration     // how long that lease lasts
	Patient  bool              // may wait some milliseconds for others, to share their transaction
}

// Committed is the result of a Commit.
type Committed struct {
	Page    data.PageID
	Version int    // of the page, 0 without one
	Changed bool   // whether the page's content is new
	Added   int    // tasks queued
	Next    *Task  // leased; nil when the key of Commit.Next was known and need not be done again
	Seq     uint64 // the store's sequence afterwards
}

// Change is one line of the feed that the index and the feeds follow: this
// thing is not what it was. Who reads it loads the thing as it is now.
type Change struct {
	Kind    ChangeKind
	Notice  data.NoticeID  // of a notice
	Project data.ProjectID // of a project
}

// ChangeKind says what changed.
type ChangeKind string

// The kinds of a change.
const (
	ChangeNotice        ChangeKind = "notice"
	ChangeProject       ChangeKind = "project"
	ChangeDeleteNotice  ChangeKind = "delete-notice"
	ChangeDeleteProject ChangeKind = "delete-project" // also one that became an alias
)

// Counts says how many things the store holds. It costs next to nothing.
type Counts struct {
	Pages    int               `json:"pages"`
	Versions int               `json:"versions"` // of pages, changed content counted again
	Notices  int               `json:"notices"`
	Projects int               `json:"projects"`
	Listed   int               `json:"listed"` // rows seen, not opened
	Journal  int               `json:"journal"`
	Tasks    map[TaskState]int `json:"tasks"`
	Seq      uint64            `json:"seq"`
	Bytes    int64             `json:"bytes"` // size of the file
}
