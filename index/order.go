package index

import (
	"cmp"
	"container/heap"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"zhongbiao/data"
	"zhongbiao/index/query"
)

// item is a hit in the making: a project, or a notice when that is the unit.
type item struct {
	project, notice uint32
	key             [2]int64 // what it is ordered by, higher first
	id              int64    // tie-break, higher first
	score           float32
}

// before orders items as the result shows them. No two are equal.
func before(a, b item) int {
	return cmp.Or(cmp.Compare(b.key[0], a.key[0]), cmp.Compare(b.key[1], a.key[1]), cmp.Compare(b.id, a.id), cmp.Compare(a.notice, b.notice))
}

// sorter makes items of what was collected.
type sorter struct {
	k     *collector
	order string
}

func (s sorter) project(o uint32) item {
	cl := &s.k.cells[o]
	p := &s.k.c.projects[o]
	it := item{project: o, notice: cl.best, id: int64(s.k.c.ids[o]), score: cl.score}
	it.key = s.key(p, p.day, cl.score)
	return it
}

func (s sorter) notice(h scored) item {
	row := &s.k.c.notices[h.notice]
	it := item{project: row.project, notice: h.notice, id: int64(s.k.c.ids[row.project]), score: h.score}
	it.key = s.key(&s.k.c.projects[row.project], row.day, h.score)
	return it
}

// rounded makes a whole number of a score, so that a cursor holds it exactly.
func rounded(score float32) int64 { return int64(score * 1024) }

// key gives what an order compares. Undisclosed amounts come last in either
// direction.
func (s sorter) key(p *project, day data.Day, score float32) [2]int64 {
	switch s.order {
	case query.SortRelevance:
		return [2]int64{rounded(score), int64(day)}
	case query.SortDateAsc:
		return [2]int64{-int64(day), 0}
	case query.SortNew:
		return [2]int64{p.order, int64(day)}
	case query.SortAmount, query.SortAmountAsc:
		switch {
		case !p.is(flagDisclosed):
			return [2]int64{-1 << 62, int64(day)}
		case s.order == query.SortAmountAsc:
			return [2]int64{-p.fen, int64(day)}
		}
		return [2]int64{p.fen, int64(day)}
	}
	return [2]int64{int64(day), 0}
}

// each calls fn for every item, in no order. Those that skip tells of by their
// score and project are left out.
func (s sorter) each(skip func(score float32, o uint32) bool, fn func(item)) {
	for _, h := range s.k.hits {
		if !skip(h.score, none) {
			fn(s.notice(h))
		}
	}
	if s.k.byNotice {
		return
	}
	for list := s.k.found; len(list) > 0; {
		block := list[:min(len(list), blockSize)]
		list = list[len(block):]
		s.k.warm(block, s.order != query.SortRelevance)
		for _, o := range block {
			if !skip(s.k.cells[o].score, o) {
				fn(s.project(o))
			}
		}
	}
}

// all gives every item in order.
func (s sorter) all() []item {
	out := make([]item, 0, max(len(s.k.found), len(s.k.hits)))
	s.each(func(float32, uint32) bool { return false }, func(it item) { out = append(out, it) })
	slices.SortFunc(out, before)
	return out
}

// worst is a heap with the last item of the order on top.
type worst []item

func (w worst) Len() int           { return len(w) }
func (w worst) Less(i, j int) bool { return before(w[i], w[j]) > 0 }
func (w worst) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *worst) Push(x any)        { *w = append(*w, x.(item)) }
func (w *worst) Pop() any {
	x := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return x
}

// page gives the items of one page, and whether there are more behind it.
// It keeps only as many as the page's end needs.
func (s sorter) page(offset, limit int, after *item) (items []item, more bool) {
	if limit <= 0 {
		return nil, false
	}
	want := offset + limit
	var top worst
	// Most items are known to be too low by their first key alone.
	low := func(score float32, o uint32) bool {
		switch {
		case len(top) < want:
			return false
		case s.order == query.SortRelevance:
			if rounded(score) >= top[0].key[0] {
				return false
			}
		case s.order != query.SortDate || o == none || int64(s.k.c.projects[o].day) >= top[0].key[0]:
			return false
		}
		more = true
		return true
	}
	s.each(low, func(it item) {
		switch {
		case after != nil && (before(*after, it) >= 0 || (!s.k.byNotice && it.id == after.id)):
		case len(top) < want:
			heap.Push(&top, it)
		case before(it, top[0]) < 0:
			more = true
			top[0] = it
			heap.Fix(&top, 0)
		default:
			more = true
		}
	})
	slices.SortFunc(top, before)
	return top[min(offset, len(top)):], more
}

// cursor is the form of Result.Next: the place of the last item of a page.
type cursor struct {
	Order  string        `json:"o"`
	Key    [2]int64      `json:"k"`
	ID     int64         `json:"i"`
	Notice data.NoticeID `json:"n"`
}

func (c *columns) cursor(it item, order string) string {
	b, _ := json.Marshal(cursor{order, it.key, it.id, c.noticeID(it.notice)}) // can't fail: plain values
	return base64.RawURLEncoding.EncodeToString(b)
}

// after reads a cursor as an item that stands at its place.
func (c *columns) after(s, order string) (*item, error) {
	if s == "" {
		return nil, nil
	}
	var k cursor
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &k)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %q", ErrCursor, s)
	case k.Order != order:
		return nil, fmt.Errorf("%w: it is of the order %q, not %q", ErrCursor, k.Order, order)
	}
	return &item{key: k.Key, id: k.ID, notice: c.ordinal(k.Notice)}, nil
}
