package crawler

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"strconv"
	"sync"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
)

// A list moves while it is walked: rows that are published at its head push
// others over to the next page, where they come up a second time. So a walk
// knows its rows. Each page's commit keeps those that it saw first, under
//
//	rows|portal|channel|query|span#page → (day, hash of address and title)*
//
// and a walk that another process goes on with reads them back. A stream needs
// only the rows of days that are still open.

// seenRow is what is kept of a row.
type seenRow struct {
	day  data.Day
	hash uint64
}

const seenRowLen = 12

func seenRowOf(r data.Row) seenRow {
	h := fnv.New64a()
	h.Write([]byte(r.URL + "\x00" + r.Title))
	return seenRow{r.Published, h.Sum64()}
}

func encodeRows(rows []seenRow) []byte {
	b := make([]byte, 0, len(rows)*seenRowLen)
	for _, r := range rows {
		b = binary.BigEndian.AppendUint32(b, uint32(r.day))
		b = binary.BigEndian.AppendUint64(b, r.hash)
	}
	return b
}

func decodeRows(b []byte) []seenRow {
	var rows []seenRow
	for ; len(b) >= seenRowLen; b = b[seenRowLen:] {
		rows = append(rows, seenRow{data.Day(binary.BigEndian.Uint32(b)), binary.BigEndian.Uint64(b[4:])})
	}
	return rows
}

// rowSet holds the rows of the first pages of a walk, by their day.
type rowSet struct {
	pages int
	days  map[data.Day]map[uint64]struct{}
}

func (s *rowSet) has(r seenRow) bool {
	_, ok := s.days[r.day][r.hash]
	return ok
}

func (s *rowSet) add(rows []seenRow) {
	for _, r := range rows {
		if s.days[r.day] == nil {
			s.days[r.day] = map[uint64]struct{}{}
		}
		s.days[r.day][r.hash] = struct{}{}
	}
}

// rowSets are the sets of the walks that are under way.
type rowSets struct {
	mu    sync.Mutex
	walks map[string]*rowSet
}

// clone is a set of its own.
func (s *rowSet) clone() *rowSet {
	c := &rowSet{pages: s.pages, days: make(map[data.Day]map[uint64]struct{}, len(s.days))}
	for day, rows := range s.days {
		c.days[day] = maps.Clone(rows)
	}
	return c
}

// take takes up the rows of the walk's next page. Of a stream's closed days
// none is needed any more.
func (s *rowSet) take(p *listPage) {
	s.pages++
	s.add(p.fresh)
	if !p.s.def.Stream() {
		return
	}
	for day := range s.days {
		if day >= p.walk.Low {
			delete(s.days, day)
		}
	}
}

// fresh gives the indices of a page's rows that the walk has not counted yet,
// and notes them on p for the commit.
func (r *run) fresh(p *listPage, page *portal.ListPage) (map[int]bool, error) {
	r.sets.mu.Lock()
	defer r.sets.mu.Unlock()
	set, err := r.rowSet(p)
	if err != nil {
		return nil, err
	}
	p.rows = set
	out := map[int]bool{}
	here := &rowSet{days: map[data.Day]map[uint64]struct{}{}}
	for i, e := range page.Rows {
		row := seenRowOf(e.Row)
		closed := p.s.def.Stream() && row.day >= p.walk.Low
		if closed || set.has(row) || here.has(row) {
			continue
		}
		out[i] = true
		here.add([]seenRow{row})
		p.fresh = append(p.fresh, row)
	}
	return out, nil
}

// rowsAfter gives the rows of a walk up to this page, which may not have been
// committed yet, for the page that follows. It is that page's own: the sets of
// the run hold only what was committed.
func (r *run) rowsAfter(p *listPage) *rowSet {
	r.sets.mu.Lock()
	defer r.sets.mu.Unlock()
	set := p.rows
	if r.follower(p.t) == nil {
		set = set.clone()
	}
	set.take(p)
	return set
}

// rowSet gives the rows of a walk's earlier pages; r.sets is locked. A page
// that is read ahead was given them. What is in memory may be of an earlier
// walk, or of a page that was not committed: then the store's word holds.
func (r *run) rowSet(p *listPage) (*rowSet, error) {
	w := p.walk
	if f := r.follower(p.t); f != nil {
		return f.rows, nil
	}
	if set := r.sets.walks[p.walkKey()]; set != nil && set.pages == w.Pages && w.Pages > 0 {
		return set, nil
	}
	set := &rowSet{pages: w.Pages, days: map[data.Day]map[uint64]struct{}{}}
	for n := w.Open; n < w.Pages; n++ {
		b, err := r.st.State(p.rowsKey(n))
		if err != nil {
			return nil, &storeError{fmt.Errorf("read the rows of a walk of %s: %w", p.id.portal, err)}
		}
		set.add(decodeRows(b))
	}
	r.sets.walks[p.walkKey()] = set
	return set, nil
}

func (p *listPage) rowsKey(n int) string {
	return p.id.key("rows", p.span.String()+"#"+strconv.Itoa(n))
}

// keepRows puts the page's rows into its commit, and takes out those that are
// no longer needed: of a walk that is over, and of a stream's closed days. The
// walk has counted the page already.
func (p *listPage) keepRows(state map[string][]byte) {
	w := p.walk
	page := w.Pages - 1
	open := w.Open
	switch {
	case w.Done:
		open = w.Pages
	case p.s.def.Stream() && !w.Mixed && w.Low < p.low:
		open = page // in order, the open day begins on this page
	}
	for n := w.Open; n < open; n++ {
		state[p.rowsKey(n)] = nil
	}
	if w.Open = open; !w.Done {
		state[p.rowsKey(page)] = encodeRows(p.fresh)
	}
}

// pageKept takes the rows of a committed page into the walk's set.
func (r *run) pageKept(p *listPage) {
	r.sets.mu.Lock()
	defer r.sets.mu.Unlock()
	key := p.walkKey()
	set := r.sets.walks[key]
	if p.walk.Done {
		delete(r.sets.walks, key)
		return
	}
	if set == nil || set.pages != p.walk.Pages-1 {
		return // the next page is under way already, and has read them
	}
	set.take(p)
}
