package portal

import (
	"time"

	"zhongbiao/data"
)

// Definition is one portal, as its YAML file says. The key of each field in
// the file is in its tag.
type Definition struct {
	Version int    `yaml:"version"`
	ID      string `yaml:"id"`      // short and permanent: part of page ids
	Extends string `yaml:"extends"` // id of the family whose definition this one completes
	Family  bool   `yaml:"family"`  // a family is completed by others and not crawled itself

	Aliases []string `yaml:"aliases"` // other names that people use for it, on the command line only

	Name     string `yaml:"name"`
	English  string `yaml:"english"`
	Home     string `yaml:"home"`
	Covers   string `yaml:"covers"`   // what it publishes, for people
	Tier     string `yaml:"tier"`     // A plain HTTP works, B fragile, C closed to programs
	Mode     Mode   `yaml:"mode"`     // crawl (default), list-only, import-only
	Default  string `yaml:"default"`  // "on" or "off"
	Why      string `yaml:"why"`      // the reason when off, list-only or import-only
	Verified string `yaml:"verified"` // against what it was last checked, and when

	Hosts   []string          `yaml:"hosts"`    // where requests and redirects may go, "host" or "host:port"
	Vars    map[string]string `yaml:"vars"`     // {name} in templates
	Delay   Duration          `yaml:"delay"`    // between two requests to a host, default 3 s
	Every   Duration          `yaml:"every"`    // how often serve crawls it, default 6 h
	Recheck int               `yaml:"recheck"`  // days before the watermark that are listed again, default 3
	First   string            `yaml:"first"`    // first day it has anything of, YYYY-MM-DD
	Last    string            `yaml:"last"`     // last day, for portals that are closed
	MaxBody int64             `yaml:"max_body"` // bytes after decompression, default 16 MiB
	TLS     TLS               `yaml:"tls"`
	Session string            `yaml:"session"` // fetched once before anything else, for its cookies
	Headers map[string]string `yaml:"headers"`

	Channels []Channel `yaml:"channels"`
	Queries  []string  `yaml:"queries"`
	Refilter bool      `yaml:"refilter"` // the portal's search may fall back to everything
	List     List      `yaml:"list"`
	Detail   Detail    `yaml:"detail"`
	Blocked  []Marker  `yaml:"blocked"`

	Sample data.Sample `yaml:"-"` // set by At for the sample portal
	file   string
}

// Mode says how much of a portal a program may read.
type Mode string

// The modes.
const (
	Crawl      Mode = ""
	ListOnly   Mode = "list-only"   // no details: the rows are all there is
	ImportOnly Mode = "import-only" // refuses programs: only saved pages are read
)

// Channel is one list of a portal. Kind is a hint, never trusted over the
// page itself.
type Channel struct {
	ID   string            `yaml:"id"`
	Name string            `yaml:"name"`
	Kind data.Kind         `yaml:"kind"`
	Vars map[string]string `yaml:"vars"`
}

// TLS holds what old servers need. Both weaken the connection, and the file
// says why.
type TLS struct {
	Renegotiate bool   `yaml:"renegotiate"` // allow the server to renegotiate once
	Min         string `yaml:"min"`         // "1.0" … "1.3", default 1.2
	OldCiphers  bool   `yaml:"old_ciphers"` // allow RSA key exchange and CBC suites
}

// List says how a page of a list is requested and read.
type List struct {
	Request   Request              `yaml:"request"`
	First     *Request             `yaml:"first"`     // for page one, when it differs
	History   *History             `yaml:"history"`   // another address for old windows
	Format    string               `yaml:"format"`    // "html" or "json"
	Inner     string               `yaml:"inner"`     // JSON path of a string that holds the JSON to read
	Container string               `yaml:"container"` // must be there; without it the page is "changed"
	Rows      string               `yaml:"rows"`
	Fields    Fields               `yaml:"fields"`
	Total     *Expr                `yaml:"total"` // number of results, by the portal's own count
	Pages     *Expr                `yaml:"pages"` // number of pages
	Page      Paging               `yaml:"page"`
	Window    Window               `yaml:"window"`
	Cap       Cap                  `yaml:"cap"`
	Split     *Split               `yaml:"split"`
	Whole     bool                 `yaml:"whole"` // the list goes back to the portal's first day
	Kinds     map[string]data.Kind `yaml:"kinds"` // text of the kind field → kind
	Keep      string               `yaml:"keep"`  // regular expression on kind text: only these rows are read
}

// Fields are the expressions for a row's fields. Extra ones are named by the
// portal and used in templates as {name}.
type Fields struct {
	Title     *Expr            `yaml:"title"`
	URL       *Expr            `yaml:"url"`
	Published *Expr            `yaml:"published"`
	Buyer     *Expr            `yaml:"buyer"`
	Region    *Expr            `yaml:"region"`
	Industry  *Expr            `yaml:"industry"`
	Summary   *Expr            `yaml:"summary"`
	Kind      *Expr            `yaml:"kind"`
	Extra     map[string]*Expr `yaml:"extra"`
}

// Request is a request with templates in it.
type Request struct {
	Method  string            `yaml:"method"` // default GET, or POST with a form or json
	URL     string            `yaml:"url"`
	Form    map[string]string `yaml:"form"`
	JSON    string            `yaml:"json"`
	Headers map[string]string `yaml:"headers"`
}

// History is the address of the portal's archive: windows that end more than
// Days days ago are asked for there, with the same request otherwise.
type History struct {
	Days int    `yaml:"days"`
	URL  string `yaml:"url"`
}

// Paging says how the pages of a list follow each other.
type Paging struct {
	First int   `yaml:"first"`      // number of the first page as the portal counts, default 1
	Size  int   `yaml:"size"`       // rows on a full page; a shorter one is the last
	Next  *Expr `yaml:"next"`       // link to the next page, instead of numbers
	Any   bool  `yaml:"any_length"` // a short page doesn't mean the last one
}

// Window says that the list takes a range of days. Without it a list is a
// stream, newest first, that is walked back.
type Window struct {
	Days int `yaml:"days"` // width of the windows of a backfill
}

// Cap is the most that a portal shows of one query.
type Cap struct {
	Rows  int `yaml:"rows"`
	Pages int `yaml:"pages"`
}

// Split cuts a one-day window that is still over the cap by another variable.
type Split struct {
	Var    string   `yaml:"var"`
	Values []string `yaml:"values"`
	All    string   `yaml:"all"` // value of the variable when nothing is cut
}

// Detail says how a notice's own page is requested and recognised.
type Detail struct {
	Open     string   `yaml:"open"`     // "wanted" (default) or "all"
	Request  *Request `yaml:"request"`  // default: GET the row's address
	Rewrite  *Rewrite `yaml:"rewrite"`  // of the row's address, for the request
	Follow   []Follow `yaml:"follow"`   // further requests, each from what the one before says
	PDF      bool     `yaml:"pdf"`      // the notice may be a PDF
	Unclosed bool     `yaml:"unclosed"` // the portal's pages lack </html>, so that a missing one says nothing
	Expect   []string `yaml:"expect"`   // selectors or JSON paths, one of which must be there
	Body     []string `yaml:"body"`     // where the notice's own text is
	Drop     []string `yaml:"drop"`     // what is not part of it
}

// Rewrite replaces what a regular expression matches.
type Rewrite struct {
	Match string `yaml:"match"`
	With  string `yaml:"with"`
}

// Follow is one more step to a notice's text: Find reads values from the
// answer before, and Request uses them as {value}. Without a match the answer
// before is the notice.
type Follow struct {
	Find    *Expr   `yaml:"find"`
	Request Request `yaml:"request"`
}

// Marker recognises a page that is a refusal. Every condition that is set
// must hold.
type Marker struct {
	Status  []int    `yaml:"status"`
	Title   string   `yaml:"title"`   // words in <title>
	Text    string   `yaml:"text"`    // words anywhere
	CSS     string   `yaml:"css"`     // an element
	Path    string   `yaml:"path"`    // JSON path …
	Is      []string `yaml:"is"`      // … that has one of these values
	Smaller int      `yaml:"smaller"` // bytes
	Means   Means    `yaml:"means"`   // default challenge
	// Sure markers are no part of any real page, so they count even when the
	// expected container is there. The others count only when it is missing.
	Sure bool `yaml:"sure"`
}

// The defaults of a definition's numbers.
const (
	DefaultDelay   = 3 * time.Second
	DefaultEvery   = 6 * time.Hour
	DefaultRecheck = 3
	DefaultMaxBody = 16 << 20
)

// On tells whether the portal is crawled unless somebody says otherwise.
func (d *Definition) On() bool { return d.Default == "on" && d.Mode != ImportOnly }

// OpensAll tells whether every row's detail is opened.
func (d *Definition) OpensAll() bool { return d.Detail.Open == "all" }

// Stream tells whether the list is walked back from today because it takes no
// range of days.
func (d *Definition) Stream() bool { return d.List.Window.Days == 0 }

// FirstDay and LastDay bound what the portal has; 0 means open.
func (d *Definition) FirstDay() data.Day { day, _ := data.ParseDay(d.First); return day }

// LastDay is the last day of a portal that is closed, else 0.
func (d *Definition) LastDay() data.Day { day, _ := data.ParseDay(d.Last); return day }

// File is the name of the file that the definition came from.
func (d *Definition) File() string { return d.file }

// Hints says where a notice's text stands on the portal's detail pages.
type Hints struct {
	Body []string
	Drop []string
}

// Hints gives the definition's selectors for the reader of details.
func (d *Definition) Hints() Hints { return Hints{Body: d.Detail.Body, Drop: d.Detail.Drop} }

// Channel gives the channel of that id.
func (d *Definition) Channel(id string) (Channel, bool) {
	for _, c := range d.Channels {
		if c.ID == id {
			return c, true
		}
	}
	return Channel{}, false
}

// Duration is a time span as a file writes it: "3s", "6h".
type Duration time.Duration

// UnmarshalYAML reads "3s".
func (d *Duration) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err != nil {
		return err
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		v = -1 // validate tells of it, with its field and line
	}
	*d = Duration(v)
	return nil
}
