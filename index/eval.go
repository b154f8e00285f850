package index

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"zhongbiao/index/query"
)

// evaluator runs a compiled query over one segment, in three steps: the
// documents that it may give at all, from postings alone; the check of exact
// strings in those, each document read once; and the answer.
type evaluator struct {
	ctx   context.Context
	ix    *Index
	s     *segmentView
	looks map[*exact]*lookup
	ranks []ranked3 // by node.rank - 1
	sink  uint64    // see collector.warm
}

// ranked3 are the documents in which one word or phrase was found. having is
// how many documents may hold it, whatever else the query asks for.
type ranked3 struct {
	found, titles, names *roaring.Bitmap
	having               uint64
	weight               float32
}

// run gives the documents that satisfy a query and may satisfy the filter
// behind accept.
func (e *evaluator) run(root *node, accept func(*notice, *project) bool) (*roaring.Bitmap, error) {
	e.looks = map[*exact]*lookup{}
	within, err := e.upper(root)
	if err != nil {
		return nil, err
	}
	if accept != nil && e.toCheck() {
		within = e.filter(within, accept)
	}
	for x, l := range e.looks {
		if err := x.look(e.s, within, l); err != nil {
			return nil, err
		}
	}
	if err := check(e.ctx, e.s, e.looks); err != nil {
		return nil, err
	}
	docs, err := e.eval(root)
	if err != nil {
		return nil, err
	}
	docs.And(within)
	if e.s.deleted != nil {
		docs.AndNot(e.s.deleted)
	}
	return docs, nil
}

// upper gives at least the documents that satisfy a node, and notes the exact
// strings that are to be looked up. The bitmap is the caller's.
func (e *evaluator) upper(n *node) (*roaring.Bitmap, error) {
	if err := e.ctx.Err(); err != nil {
		return nil, err
	}
	switch n.op {
	case query.And:
		return e.upperAnd(n)
	case query.Or:
		out := roaring.New()
		for _, k := range n.kids {
			bm, err := e.upper(k)
			if err != nil {
				return nil, err
			}
			out.Or(bm)
		}
		return out, nil
	case query.Not:
		_, err := e.upper(n.kids[0]) // only to note its strings
		return e.all(), err
	case query.Field:
		return e.all(), nil
	}
	return e.upperText(n)
}

func (e *evaluator) upperAnd(n *node) (*roaring.Bitmap, error) {
	out := e.all()
	for _, k := range n.kids {
		bm, err := e.upper(k)
		if err != nil {
			return nil, err
		}
		out.And(bm)
	}
	for _, k := range n.kids {
		if k.op == query.Field {
			out = e.filter(out, k.test)
		}
	}
	return out, nil
}

func (e *evaluator) upperText(n *node) (*roaring.Bitmap, error) {
	out := roaring.New()
	field := n.scope.field()
	for _, a := range n.alts {
		inside := a.strings()
		for _, x := range inside {
			if _, err := e.lookUp(x, roaring.New()); err != nil {
				return nil, err
			}
		}
		bm, err := e.parts(field, a.parts, e.mayHold)
		if err != nil {
			return nil, err
		}
		out.Or(bm)
		if a.exact == nil {
			continue
		}
		if len(inside) > 0 { // some are not certain yet
			if bm, err = e.parts(field, a.parts, e.noString); err != nil {
				return nil, err
			}
		}
		l, err := e.lookUp(a.exact, bm)
		if err != nil {
			return nil, err
		}
		out.Or(l.may)
	}
	if n.rank > 0 {
		e.ranks[n.rank-1].having = out.GetCardinality()
	}
	return out, nil
}

// lookUp notes that a string is asked for, where it need not be found in the
// documents that are known to satisfy who asks.
func (e *evaluator) lookUp(x *exact, known *roaring.Bitmap) (l *lookup, err error) {
	if l = e.looks[x]; l != nil {
		l.known = roaring.And(l.known, known)
		return l, nil
	}
	l = &lookup{known: known}
	l.may, err = x.candidates(e.s)
	e.looks[x] = l
	return l, err
}

// eval gives the documents that satisfy a node. The bitmap is the caller's.
func (e *evaluator) eval(n *node) (*roaring.Bitmap, error) {
	if err := e.ctx.Err(); err != nil {
		return nil, err
	}
	switch n.op {
	case query.And:
		return e.and(n.kids)
	case query.Or:
		out := roaring.New()
		for _, k := range n.kids {
			bm, err := e.eval(k)
			if err != nil {
				return nil, err
			}
			out.Or(bm)
		}
		return out, nil
	case query.Not:
		bm, err := e.eval(n.kids[0])
		if err != nil {
			return nil, err
		}
		all := e.all()
		all.AndNot(bm)
		return all, nil
	case query.Field:
		return e.filter(e.all(), n.test), nil
	}
	return e.text(n)
}

func (e *evaluator) all() *roaring.Bitmap {
	out := roaring.New()
	out.AddRange(0, uint64(len(e.s.notices)))
	return out
}

// and evaluates what the index answers first and tests only what is left.
func (e *evaluator) and(kids []*node) (*roaring.Bitmap, error) {
	var out *roaring.Bitmap
	var tests, nots []*node
	for _, k := range kids {
		switch {
		case k.op == query.Field:
			tests = append(tests, k)
			continue
		case k.op == query.Not:
			nots = append(nots, k.kids[0])
			continue
		}
		bm, err := e.eval(k)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = bm
		} else {
			out.And(bm)
		}
	}
	if out == nil {
		out = e.all()
	}
	for _, k := range tests {
		out = e.filter(out, k.test)
	}
	for _, k := range nots {
		if out.IsEmpty() {
			break
		}
		bm, err := e.eval(k)
		if err != nil {
			return nil, err
		}
		out.AndNot(bm)
	}
	return out, nil
}

// toCheck tells whether texts may have to be read.
func (e *evaluator) toCheck() bool {
	for x := range e.looks {
		if !x.sure() {
			return true
		}
	}
	return false
}

// filter keeps the documents whose rows satisfy test. It looks at the rows of
// a block before it tests them, as collector.warm does and for its reason.
func (e *evaluator) filter(docs *roaring.Bitmap, test func(*notice, *project) bool) *roaring.Bitmap {
	c := e.ix.cols
	x := scratches.Get().(*scratch)
	defer scratches.Put(x)
	out := roaring.New()
	it := docs.ManyIterator()
	for n := it.NextMany(x.buf[:blockSize]); n > 0; n = it.NextMany(x.buf[:blockSize]) {
		block, sum := x.buf[:n], uint64(0)
		x.ords = x.ords[:0]
		for _, d := range block {
			x.ords = append(x.ords, e.s.notices[d])
		}
		for _, o := range x.ords {
			if o != none && c.notices[o].project != none {
				sum += uint64(c.projects[c.notices[o].project].flags)
			}
		}
		e.sink += sum
		keep := block[:0]
		for i, d := range block {
			o := x.ords[i]
			if o == none {
				continue
			}
			row := &c.notices[o]
			if row.project != none && test(row, &c.projects[row.project]) {
				keep = append(keep, d)
			}
		}
		out.AddMany(keep)
	}
	return out
}

// text finds a word or phrase in any of its ways, and notes where for ranking.
func (e *evaluator) text(n *node) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, a := range n.alts {
		bm, err := e.parts(n.scope.field(), a.parts, e.holds)
		if err != nil {
			return nil, err
		}
		out.Or(bm)
		if a.exact != nil {
			out.Or(e.looks[a.exact].holds)
		}
	}
	if n.rank > 0 {
		if err := e.note(n, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// field is where the words of a scope stand.
func (s scope) field() string {
	if s == inTitle {
		return fieldTitles
	}
	return fieldWords
}

// words gives the documents that have all words; none for no words.
func (e *evaluator) words(field string, words [][]byte) (*roaring.Bitmap, error) {
	lists := make([]*roaring.Bitmap, 0, len(words))
	for _, w := range words {
		bm, err := e.s.postings(field, w)
		if bm == nil || err != nil {
			return roaring.New(), err
		}
		lists = append(lists, bm)
	}
	return common(lists), nil
}

// common gives the documents that stand in every list, as a bitmap of its own;
// none for no lists.
func common(lists []*roaring.Bitmap) *roaring.Bitmap {
	switch len(lists) {
	case 0:
		return roaring.New()
	case 1:
		return lists[0].Clone()
	}
	return roaring.FastAnd(lists...)
}
