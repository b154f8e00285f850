package index

import (
	"cmp"
	"slices"
	"sync"

	"zhongbiao/data"
)

// collector counts what matches. It is fed the notices that satisfy the text
// and applies the filter's conditions.
type collector struct {
	c        *columns
	q        *conditions
	cells    []cell   // by project ordinal
	found    []uint32 // projects that match
	beside   []uint32 // projects that match but for one dimension
	kinded   []uint32 // projects whose cell has kinds
	hits     []scored // notices, when they are the unit
	byNotice bool
	notices  int

	wantKinds, wantPortals bool
	portals                map[uint32]*portalCount
	kindCounts             []FacetCount
}

// cell is the state of one project during a search.
type cell struct {
	state uint8  // 0 not seen, 1 matches, 2 matches but for one dimension
	only  dim    // that dimension
	kinds uint16 // kinds of its notices that match, kind conditions aside
	count uint16 // matching notices
	score float32
	best  uint32 // the notice with that score
}

type scored struct {
	notice uint32
	score  float32
}

type portalCount struct {
	seen              map[uint32]struct{}
	projects, notices int
}

// cellPool saves the allocation of cells: a million projects have 20 MB.
var cellPool sync.Pool

func newCollector(c *columns, q *conditions, byNotice bool) *collector {
	k := &collector{c: c, q: q, byNotice: byNotice, kindCounts: make([]FacetCount, len(kinds.values))}
	if v, ok := cellPool.Get().(*[]cell); ok && cap(*v) >= len(c.projects) {
		k.cells = (*v)[:len(c.projects)]
	} else {
		k.cells = make([]cell, len(c.projects), len(c.projects)+len(c.projects)/8+64)
	}
	return k
}

// release gives the cells back, clean.
func (k *collector) release() {
	touched := [][]uint32{k.found, k.beside, k.kinded}
	if (len(k.found)+len(k.beside)+len(k.kinded))*8 > len(k.cells) {
		clear(k.cells)
		touched = nil
	}
	for _, list := range touched {
		for _, p := range list {
			k.cells[p] = cell{}
		}
	}
	cells := k.cells
	k.cells = nil
	cellPool.Put(&cells)
}

// add takes a notice that satisfies the text, with its score.
func (k *collector) add(n uint32, score float32) {
	row := &k.c.notices[n]
	if row.project == none {
		return
	}
	p := &k.c.projects[row.project]
	if !k.q.base(p, k.c) {
		return
	}
	fails := k.q.fails(p)
	only, one := single(fails)
	if fails != 0 && !one {
		return
	}
	kindOK, portalOK := k.q.kindOK(row), k.q.portalOK(row)
	if fails == 0 {
		k.countNotice(row, kindOK, portalOK)
	}
	if !kindOK || !portalOK {
		return
	}
	cl := &k.cells[row.project]
	if cl.state == 0 {
		cl.best, cl.score = n, score
		if fails == 0 {
			cl.state = 1
			k.found = append(k.found, row.project)
		} else {
			cl.state, cl.only = 2, only
			k.beside = append(k.beside, row.project)
		}
	} else if score > cl.score || (score == cl.score && n < cl.best) {
		cl.best, cl.score = n, score
	}
	if cl.count < 1<<16-1 {
		cl.count++
	}
	if fails == 0 {
		k.notices++
		if k.byNotice {
			k.hits = append(k.hits, scored{n, score})
		}
	}
}

// accepts tells whether add would take a notice, for what is dear to find out
// about its text.
func (k *collector) accepts(row *notice, p *project) bool {
	if !k.q.base(p, k.c) {
		return false
	}
	fails := k.q.fails(p)
	return fails&(fails-1) == 0
}

// countNotice counts kinds and portals, which are facts of notices: a project
// counts for each kind of which it has a matching notice.
func (k *collector) countNotice(row *notice, kindOK, portalOK bool) {
	if k.wantKinds && portalOK {
		cl := &k.cells[row.project]
		k.kindCounts[row.kind].Notices++
		if cl.kinds == 0 {
			k.kinded = append(k.kinded, row.project)
		}
		if cl.kinds&(1<<row.kind) == 0 {
			cl.kinds |= 1 << row.kind
			k.kindCounts[row.kind].Projects++
		}
	}
	if k.wantPortals && kindOK {
		pc := k.portals[row.portal]
		if pc == nil {
			pc = &portalCount{seen: map[uint32]struct{}{}}
			k.portals[row.portal] = pc
		}
		pc.notices++
		if _, ok := pc.seen[row.project]; !ok {
			pc.seen[row.project] = struct{}{}
			pc.projects++
		}
	}
}

// want prepares for the facets that are counted while notices come in.
func (k *collector) want(facets []string) {
	k.wantKinds = slices.Contains(facets, "kind")
	k.wantPortals = slices.Contains(facets, "portal")
	if k.wantPortals {
		k.portals = map[uint32]*portalCount{}
	}
}

// maxNames bounds facets over names, of which there are very many.
const maxNames = 1000

// facet gives the counts of one facet: most first, then by value; months by
// time.
func (k *collector) facet(name string) []FacetCount {
	var out []FacetCount
	switch name {
	case "kind":
		for i, f := range k.kindCounts {
			f.Value = kinds.values[i]
			out = append(out, f)
		}
	case "portal":
		for id, pc := range k.portals {
			out = append(out, FacetCount{k.c.names.shown[id], pc.projects, pc.notices})
		}
	case "buyer", "supplier":
		out = k.nameFacet(name == "supplier")
	default:
		d, ok := dimNames[name]
		if !ok {
			return nil
		}
		out = k.dimFacet(d)
	}
	out = slices.DeleteFunc(out, func(f FacetCount) bool { return f.Projects == 0 || f.Value == "" })
	slices.SortFunc(out, func(a, b FacetCount) int {
		if name == "month" {
			return cmp.Compare(a.Value, b.Value)
		}
		return cmp.Or(cmp.Compare(b.Projects, a.Projects), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), max(maxNames, len(dimNames)))]
}

// dimFacet counts a dimension over the projects that match, and those that
// match but for this dimension.
func (k *collector) dimFacet(d dim) []FacetCount {
	small := make([]FacetCount, 128)
	large := map[uint32]*FacetCount{}
	count := func(p uint32) {
		v := k.c.projects[p].value(d)
		f := &FacetCount{}
		if v < uint32(len(small)) {
			f = &small[v]
		} else if g, ok := large[v]; ok {
			f = g
		} else {
			large[v] = f
		}
		f.Projects++
		f.Notices += int(k.cells[p].count)
	}
	for _, p := range k.found {
		count(p)
	}
	for _, p := range k.beside {
		if k.cells[p].only == d {
			count(p)
		}
	}
	var out []FacetCount
	for v, f := range small {
		if f.Projects > 0 {
			f.Value = k.c.text(d, uint32(v))
			out = append(out, f)
		}
	}
	for v, f := range large {
		f.Value = k.c.text(d, v)
		out = append(out, *f)
	}
	return out
}

// nameFacet counts buyers, or suppliers: a project counts once for each.
func (k *collector) nameFacet(suppliers bool) []FacetCount {
	counts := map[uint32]*FacetCount{}
	count := func(id uint32, notices int) {
		f := counts[id]
		if f == nil {
			f = &FacetCount{}
			counts[id] = f
		}
		f.Projects++
		f.Notices += notices
	}
	for _, o := range k.found {
		p := &k.c.projects[o]
		if !suppliers {
			count(p.buyerName, int(k.cells[o].count))
			continue
		}
		names := k.c.supplierNames(p)
		for i := 0; i < len(names); i += 3 {
			if !slices.Contains(every3(names[:i]), names[i]) {
				count(names[i], int(k.cells[o].count))
			}
		}
	}
	out := make([]FacetCount, 0, len(counts))
	for id, f := range counts {
		f.Value = k.c.names.shown[id]
		out = append(out, *f)
	}
	return out
}

// every3 gives the first of each three names: the ranked ones.
func every3(names []uint32) []uint32 {
	out := make([]uint32, 0, len(names)/3)
	for i := 0; i < len(names); i += 3 {
		out = append(out, names[i])
	}
	return out
}

// trend folds the projects into months, split by a dimension unless it is
// dimMonth itself.
func (k *collector) trend(split dim) []TrendPoint {
	type key struct {
		month data.Month
		value uint32
	}
	points := map[key]*TrendPoint{}
	var last key
	var pt *TrendPoint
	for _, o := range k.found {
		p := &k.c.projects[o]
		at := key{month: p.month}
		if split != dimMonth {
			at.value = p.value(split)
		}
		if pt == nil || at != last {
			if pt = points[at]; pt == nil {
				pt = &TrendPoint{Month: p.month}
				if split != dimMonth {
					pt.Key = k.c.text(split, at.value)
				}
				points[at] = pt
			}
			last = at
		}
		pt.Projects++
		pt.Notices += int(k.cells[o].count)
		if p.is(flagDisclosed) {
			pt.Disclosed++
			pt.Fen += p.fen
		}
	}
	out := make([]TrendPoint, 0, len(points))
	for _, p := range points {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b TrendPoint) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// totals sums the disclosed amounts.
func (k *collector) totals() (disclosed int, fen int64) {
	for _, o := range k.found {
		if p := &k.c.projects[o]; p.is(flagDisclosed) {
			disclosed++
			fen += p.fen
		}
	}
	return disclosed, fen
}
