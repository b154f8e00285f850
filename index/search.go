package index

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"zhongbiao/data"
	"zhongbiao/index/query"
	"zhongbiao/index/segment"
)

// Search answers a filter. Errors in its text are *query.Error; ErrTimeout,
// ErrBuilding and ErrCursor are tested with errors.Is.
func (ix *Index) Search(ctx context.Context, f Filter, r Request) (*Result, error) {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, ix.o.Timeout)
	defer cancel()
	var res *Result
	err := ix.run(ctx, f, r, func(s *search) (err error) {
		res, err = s.result(ctx, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	if res.Projects == 0 && f.Q != "" {
		res.Suggest = ix.didYouMean(ctx, f)
	}
	res.Took = time.Since(begin)
	return res, nil
}

// Projects calls fn for every project that matches, in the filter's order.
// They are those that Search counts at the same moment. fn may take its time:
// the index is not held up.
func (ix *Index) Projects(ctx context.Context, f Filter, fn func(data.ProjectID) error) error {
	limited, cancel := context.WithTimeout(ctx, ix.o.Timeout)
	defer cancel()
	var ids []data.ProjectID
	f.Unit = ""
	err := ix.run(limited, f, Request{}, func(s *search) error {
		ids = s.ids()
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := fn(id); err != nil {
			return err
		}
	}
	return nil
}

// search is one filter while it is answered. It holds the index for reading.
type search struct {
	ix    *Index
	f     Filter
	expr  *query.Expr
	k     *collector
	order string
	marks marks
}

// run collects what matches f and hands it to fn.
func (ix *Index) run(ctx context.Context, f Filter, r Request, fn func(*search) error) error {
	if _, ok := trendDim(r.Trend); r.Trend != "" && !ok {
		return fmt.Errorf("trend can't be split by %q: use month, industry, scene, category, region, relevance, stage, sample, soe or lead", r.Trend)
	}
	expr, err := query.Parse(f.Q)
	if err != nil {
		return err
	}
	return ix.runExpr(ctx, f, expr, r, fn)
}

func (ix *Index) runExpr(ctx context.Context, f Filter, expr *query.Expr, r Request, fn func(*search) error) (err error) {
	err = ix.wait(ctx)
	if err == nil && expr.HasText() {
		err = waitForWords(ctx)
	}
	if err != nil {
		return err
	}
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.closed {
		return ErrClosed
	}
	if ix.view == nil && expr.HasText() {
		return ErrBuilding
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() { err = ix.judge(err, recover()) }()
	s := &search{ix: ix, f: f, expr: expr, order: f.Order(expr)}
	c := &compiler{view: ix.view, cols: ix.cols, synonyms: !f.Exact}
	root, err := c.compile(expr, s.order == query.SortRelevance)
	if err != nil {
		return err
	}
	s.marks = c.marks
	s.k = newCollector(ix.cols, ix.cols.conditions(f, func(v string) []string { return c.variants(v, false) }), f.Unit == query.UnitNotice)
	defer s.k.release()
	split, _ := trendDim(r.Trend)
	s.k.t.ask(r.Facets, split, r.Trend != "")
	s.k.t.allNames = r.AllNames
	if err := s.match(ctx, root, expr.HasText(), c.ranks); err != nil {
		return err
	}
	return fn(s)
}

// waitForWords waits for the dictionaries, which are loaded at start.
func waitForWords(ctx context.Context) error {
	select {
	case <-segment.Ready():
		return segment.Load("")
	default:
	}
	select {
	case <-segment.Ready():
		return segment.Load("")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// match feeds the collector. Without text, bleve is not asked at all.
func (s *search) match(ctx context.Context, root *node, text bool, ranks int) error {
	if !text {
		return s.matchRows(ctx, root)
	}
	type part struct {
		s     *segmentView
		docs  *roaring.Bitmap
		ranks []ranked3
	}
	var parts []part
	var all uint64
	having := make([]uint64, ranks)
	for _, sv := range s.ix.view.segments {
		e := &evaluator{ctx: ctx, ix: s.ix, s: sv, ranks: make([]ranked3, ranks)}
		docs, err := e.run(root, s.k.accepts)
		if err != nil {
			return err
		}
		all += uint64(len(sv.notices))
		for i, r := range e.ranks {
			having[i] += r.having
		}
		parts = append(parts, part{sv, docs, e.ranks})
	}
	for _, p := range parts {
		for i := range p.ranks {
			p.ranks[i].weight = rarity(all, having[i])
		}
		if err := s.feed(ctx, p.s, p.docs, p.ranks); err != nil {
			return err
		}
	}
	return nil
}

// scratch is room that searches use again and again.
type scratch struct {
	scores     []float32 // by document number; all zero between uses
	buf        []uint32
	ords, rows []uint32
}

var scratches = sync.Pool{New: func() any { return &scratch{buf: make([]uint32, 4096)} }}

// feed gives the documents of a segment to the collector, with their scores.
func (s *search) feed(ctx context.Context, sv *segmentView, docs *roaring.Bitmap, ranks []ranked3) error {
	if docs.IsEmpty() {
		return nil
	}
	x := scratches.Get().(*scratch) // lost, not put back dirty, when a read of the index panics
	if len(x.scores) < len(sv.notices) {
		x.scores = make([]float32, len(sv.notices)+len(sv.notices)/4)
	}
	for _, r := range ranks {
		r.addTo(x, docs)
	}
	it := docs.ManyIterator()
	for n := it.NextMany(x.buf[:blockSize]); n > 0; n = it.NextMany(x.buf[:blockSize]) {
		s.feedBlock(sv, x, x.buf[:n])
	}
	scratches.Put(x)
	return ctx.Err()
}

// feedBlock gives one block of documents to the collector, see warm.
func (s *search) feedBlock(sv *segmentView, x *scratch, docs []uint32) {
	c := s.ix.cols
	x.ords, x.rows = x.ords[:0], x.rows[:0]
	for _, d := range docs {
		x.ords = append(x.ords, sv.notices[d])
	}
	for _, o := range x.ords {
		if o != none && c.notices[o].project != none {
			x.rows = append(x.rows, c.notices[o].project)
		}
	}
	s.k.warm(x.rows, true)
	for i, d := range docs {
		score := x.scores[d]
		x.scores[d] = 0
		if o := x.ords[i]; o != none {
			s.k.add(o, score+s.age(o))
		}
	}
}

// matchRows feeds every notice whose rows satisfy a query without text.
func (s *search) matchRows(ctx context.Context, root *node) error {
	c := s.ix.cols
	for o := range c.projects {
		if o%8192 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		for n := c.projects[o].first; n != none; n = c.notices[n].next {
			if root == nil || root.rows(&c.notices[n], &c.projects[o]) {
				s.k.add(n, s.age(n))
			}
		}
	}
	return nil
}

// rows evaluates a query that has only fields.
func (n *node) rows(row *notice, p *project) bool {
	switch n.op {
	case query.And:
		for _, k := range n.kids {
			if !k.rows(row, p) {
				return false
			}
		}
		return true
	case query.Or:
		for _, k := range n.kids {
			if k.rows(row, p) {
				return true
			}
		}
		return false
	case query.Not:
		return !n.kids[0].rows(row, p)
	}
	return n.test(row, p)
}

// result makes the answer of what was collected.
func (s *search) result(ctx context.Context, r Request) (*Result, error) {
	c := s.ix.cols
	res := &Result{Projects: len(s.k.found), Notices: s.k.notices, Facets: map[string][]FacetCount{}}
	res.Disclosed, res.Fen = s.k.t.disclosed, s.k.t.fen
	for _, name := range r.Facets {
		res.Facets[name] = s.k.facet(name)
	}
	s.k.keepTop(r)
	res.Trend = s.k.points()
	after, err := c.after(r.After, s.order)
	if err != nil {
		return nil, err
	}
	st := sorter{s.k, s.order}
	items, more := st.page(max(r.Offset, 0), r.Limit, after)
	for _, it := range items {
		res.Hits = append(res.Hits, Hit{Project: c.ids[it.project], Notice: c.noticeID(it.notice), Score: float64(it.score)})
	}
	if more && len(items) > 0 {
		res.Next = c.cursor(items[len(items)-1], s.order)
	}
	if r.Highlight {
		return res, s.highlight(ctx, res.Hits)
	}
	return res, nil
}

// ids gives the projects in order.
func (s *search) ids() []data.ProjectID {
	var out []data.ProjectID
	for _, it := range (sorter{s.k, s.order}).all() {
		out = append(out, s.ix.cols.ids[it.project])
	}
	return slices.Clip(out)
}
