package index

import (
	"errors"
	"log/slog"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Source is what the index follows; *store.Store satisfies it.
type Source interface {
	Seq() uint64
	Changed() <-chan struct{}
	ChangesAfter(seq uint64, limit int, fn func(seq uint64, c store.Change) error) error
	Notice(data.NoticeID) (*data.Notice, error)
	Project(data.ProjectID) (*data.Project, error)
	Projects(fn func(*data.Project) error) error
}

// Options of Open. The zero value is right.
type Options struct {
	Log      *slog.Logger
	CacheDir string        // where dictionaries are unpacked, "" for the user's cache folder
	Timeout  time.Duration // how long a search may take, default 5 s
	Batch    int           // notices per batch of a sync, default 500
	Unsafe   bool          // do not wait for the disk after each batch: for tests and throw-away folders
}

// The errors that callers may test for with errors.Is.
var (
	ErrLocked   = errors.New("index is in use")        // another process has it open
	ErrBuilding = errors.New("index is being built")   // text can't be searched yet
	ErrTimeout  = errors.New("search took too long")   // see Options.Timeout
	ErrCursor   = errors.New("cursor is not readable") // Request.After is not a Result.Next
	ErrClosed   = errors.New("index is closed")
)

// Request says what of the answer is wanted.
type Request struct {
	Offset, Limit int      // of the hits
	After         string   // Result.Next of the page before: cheaper than a large Offset
	Facets        []string // industry, scene, category, region, relevance, stage, method, month, soe, sample, kind, portal, buyer, supplier
	AllNames      bool     // all values of a facet, not only the MaxNames most frequent
	Trend         string   // "" for none, "month", or what to split the months by: industry, scene, category, region, relevance, soe, or lead (see query.Filter)
	TrendTop      int      // of a trend by lead: how many names to keep; the others are added up under TrendRest; 0 keeps all
	TrendByFen    bool     // the names to keep are those with the highest sum, not those with the most projects (or notices, with unit=notice)
	Highlight     bool     // mark what was found in Hit.Title and Hit.Text
}

// Result is the answer to a Filter. Projects and Notices count everything that
// matches, not only Hits; a notice counts when it matches itself. Fen sums the
// disclosed amounts of Disclosed of the projects.
type Result struct {
	Projects, Notices int
	Hits              []Hit
	Facets            map[string][]FacetCount
	Trend             []TrendPoint
	Disclosed         int
	Fen               int64
	Next              string // for Request.After; empty on the last page
	Suggest           []string
	Took              time.Duration
}

// Hit is one project of the result, with the notice of it that matches best;
// with unit=notice, one notice.
type Hit struct {
	Project data.ProjectID
	Notice  data.NoticeID
	Score   float64
	Title   []Span
	Text    []Fragment
}

// Span is a piece of an original text. Start and End are byte offsets in it;
// Hit tells that the query found this piece.
type Span struct {
	Text       string
	Hit        bool
	Start, End int
}

// Fragment is an excerpt of a notice's text.
type Fragment []Span

// FacetCount says how many projects choosing a value gives: those that match
// the filter with this facet set to the value. For a facet that the filter
// sets already, the counts of its other values are thus what they would give
// instead. Notices counts the matching notices of these projects.
type FacetCount struct {
	Value             string
	Projects, Notices int
}

// TrendRest is the key of a trend's points that TrendTop did not keep. No name
// has a tab in it.
const TrendRest = "\trest"

// TrendPoint is one month (of one value of the dimension that splits it).
type TrendPoint struct {
	Month                        data.Month
	Key                          string
	Projects, Notices, Disclosed int
	Fen                          int64
}

// Stats says what the index holds.
type Stats struct {
	Notices, Projects int
	Documents         uint64 // in bleve
	Segments          int
	Seq               uint64 // of the store, as far as it is searchable
	Behind            uint64 // how far the store is ahead
	Bytes             int64  // on disk
	Version           string
	Rebuilding        bool
	Unreadable        uint64 // notices in which no words could be found
}
