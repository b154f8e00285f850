package crawler

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
)

// walk is how far the pages of one span of one list have been read. It is
// kept in the store with every page, so that a killed run goes on where it
// was. Days between Low and the span's end are closed: every row of them has
// been seen, and their coverage is written.
type walk struct {
	Started time.Time `json:"started"`
	Pages   int       `json:"pages"`          // read so far, over all passes
	Open    int       `json:"open,omitempty"` // first page whose rows are still kept
	pass
	Seen    int                `json:"seen"`  // rows on the pages, with those that were dropped
	Rows    int                `json:"rows"`  // those of them that were not on an earlier page
	Total   int                `json:"total"` // as the portal says, -1 when it does not
	Last    int                `json:"last"`  // pages, as the portal says, -1 when it does not
	Low     data.Day           `json:"low"`
	Oldest  data.Day           `json:"oldest,omitempty"`
	Mixed   bool               `json:"mixed,omitempty"` // rows are not strictly newest first
	First   string             `json:"first,omitempty"` // first address of the last page
	Same    bool               `json:"same,omitempty"`  // it was that of the page before, too
	Days    map[data.Day]tally `json:"days,omitempty"`  // open days
	Bad     int                `json:"bad,omitempty"`
	BadWhy  string             `json:"bad_why,omitempty"`
	Done    bool               `json:"done,omitempty"`
	Outcome portal.Outcome     `json:"outcome,omitempty"`
	Reason  string             `json:"reason,omitempty"`
	ETag    string             `json:"etag,omitempty"` // of page one, for the next walk
	Changed string             `json:"changed,omitempty"`
	Heads   []string           `json:"heads,omitempty"`   // first addresses of page one, for the next walk
	Before  seen               `json:"before,omitzero"`   // what the walk before saw on its page one
	Joined  bool               `json:"joined,omitempty"`  // a row of Before was met
	Stopped bool               `json:"stopped,omitempty"` // there, since all that follows was looked at lately
	Above   tally              `json:"above,omitzero"`    // rows of Before.Day that are newer than that row
}

// maxHeads is how many rows of page one are remembered: more than one, because
// a publisher may take a notice back.
const maxHeads = 20

// seen is what is kept of page one of a stream after a walk. When the portal
// says that it has not changed since, nothing is new; and a later walk that
// meets one of its rows has missed nothing in between, even if the portal
// shows no more than that.
type seen struct {
	URL     string   `json:"url"`
	ETag    string   `json:"etag,omitempty"`
	Changed string   `json:"changed,omitempty"`
	Day     data.Day `json:"day"`
	Tally   tally    `json:"tally"` // of Day, which was not over then
	Full    bool     `json:"full"`  // the rows of Day were all seen, as far as they were there
	Heads   []string `json:"heads,omitempty"`
	// Rechecked is when a walk last went on to the end, to see what was
	// published late.
	Rechecked time.Time `json:"rechecked,omitzero"`
}

// tally counts the rows of one day.
type tally struct {
	Listed int `json:"l"`
	Unread int `json:"u,omitempty"`
	Pages  int `json:"p,omitempty"`
}

func newWalk(s span, now time.Time) *walk {
	return &walk{Started: now, Total: -1, Last: -1, Low: s.To.Add(1), Days: map[data.Day]tally{}, pass: pass{Grows: s.To >= data.DayOf(now)}}
}

// count takes up a page: its rows are tallied by their day. fresh has the
// indices of those that were not on an earlier page, unread tells which rows
// are not opened.
func (w *walk) count(s span, p *portal.ListPage, fresh map[int]bool, unread func(data.Row) bool) {
	if w.Days == nil {
		w.Days = map[data.Day]tally{}
	}
	for i, e := range p.Rows {
		if w.Pages == 0 && len(w.Heads) < maxHeads {
			w.Heads = append(w.Heads, e.Row.URL)
		}
		w.Joined = w.Joined || slices.Contains(w.Before.Heads, e.Row.URL)
		if !w.Joined && fresh[i] && e.Row.Published == w.Before.Day {
			w.Above.Listed++
			if unread(e.Row) {
				w.Above.Unread++
			}
		}
	}
	w.Pages++
	w.Seen += p.Found
	w.Bad += len(p.Bad)
	if len(p.Bad) > 0 && w.BadWhy == "" {
		w.BadWhy = p.Bad[0]
	}
	w.reckon(p, len(fresh))
	if p.Pages >= 0 {
		w.Last = p.Pages
	}
	onPage := map[data.Day]bool{}
	last := data.Day(99999999)
	for i, e := range p.Rows {
		day := e.Row.Published
		w.Mixed = w.Mixed || day > last
		last = day
		if w.Oldest == 0 || day < w.Oldest {
			w.Oldest = day
		}
		if day < s.From || day > s.To || !fresh[i] {
			continue
		}
		t := w.Days[day]
		t.Listed++
		if unread(e.Row) {
			t.Unread++
		}
		if !onPage[day] {
			t.Pages++
			onPage[day] = true
		}
		w.Days[day] = t
	}
}

// newest gives the day of the newest row of a page; 0 without rows.
func newest(p *portal.ListPage) data.Day {
	var n data.Day
	for _, e := range p.Rows {
		n = max(n, e.Row.Published)
	}
	return n
}

// closed gives the tallies of the days from low to the last open one, newest
// first, and takes them off the walk.
func (w *walk) closed(s span, low data.Day) []closedDay {
	low = max(low, s.From)
	var out []closedDay
	for day := w.Low.Add(-1); day >= low; day = day.Add(-1) {
		out = append(out, closedDay{day, w.Days[day]})
		delete(w.Days, day)
	}
	w.Low = min(w.Low, low)
	return out
}

type closedDay struct {
	day data.Day
	tally
}

// past tells whether everything that a stream still holds is older than the
// span. Pinned old rows at the top don't count as long as newer ones follow
// on the same page; once rows are out of order, only a page that is older as
// a whole ends the walk.
func (w *walk) past(s span, p *portal.ListPage) bool {
	if len(p.Rows) == 0 {
		return false
	}
	if newest(p) < s.From {
		return true
	}
	return !w.Mixed && p.Rows[len(p.Rows)-1].Row.Published < s.From
}

// repeats tells whether the portal does not heed the page number, so that a
// walk would lose rows or never end: a page begins like the one before it. A
// single page may do so when as many rows as a page holds were published
// between the two; then another page follows, which is not the same again.
func (w *walk) repeats(p *portal.ListPage, more bool) bool {
	if len(p.Rows) == 0 {
		return false
	}
	first := p.Rows[0].Row.URL
	same := w.Pages > w.Base && w.First == first && len(p.Rows) > 1
	twice := same && w.Same
	w.First, w.Same = first, same
	return twice || same && !more
}

// awaits tells whether page n is the one that the walk goes on with.
func (w *walk) awaits(n int) bool { return !w.Done && w.Pages == n }

func (w *walk) encode() []byte {
	b, err := json.Marshal(w)
	if err != nil { // unreachable: plain fields
		panic(err)
	}
	return b
}

// clone is a walk for the page that follows, while this page is being written.
func (w *walk) clone() *walk {
	c := *w
	c.Days, c.Heads = maps.Clone(w.Days), slices.Clone(w.Heads)
	return &c
}

func decodeWalk(b []byte) (*walk, error) {
	if len(b) == 0 {
		return nil, nil
	}
	w := &walk{}
	if err := json.Unmarshal(b, w); err != nil {
		return nil, fmt.Errorf("state of a walk can't be read: %w", err)
	}
	return w, nil
}
