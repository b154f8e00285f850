package index

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

	t    *tally // what is counted on the way
	sink uint64 // see warm
}

// cell is the state of one project during a search.
type cell struct {
	state uint8  // 0 not seen, 1 matches, 2 matches but for one dimension
	kinds uint16 // kinds of its notices that match, kind conditions aside
	count uint16 // matching notices
	score float32
	best  uint32 // the notice with that score
}

type scored struct {
	notice uint32
	score  float32
}

// cellPool saves the allocation of cells: a million projects have 16 MB. The
// garbage collector empties a sync.Pool too often for that.
var cellPool = make(chan []cell, 2)

func newCollector(c *columns, q *conditions, byNotice bool) *collector {
	k := &collector{c: c, q: q, byNotice: byNotice, t: &tally{cols: c}}
	select {
	case k.cells = <-cellPool:
	default:
	}
	if cap(k.cells) < len(c.projects) {
		k.cells = make([]cell, len(c.projects), len(c.projects)+len(c.projects)/8+64)
	}
	k.cells = k.cells[:len(c.projects)]
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
	select {
	case cellPool <- k.cells:
	default:
	}
	k.cells = nil
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
	first := cl.state == 0
	switch {
	case first && fails == 0:
		cl.state, cl.best, cl.score = 1, n, score
		k.found = append(k.found, row.project)
	case first:
		cl.state, cl.best, cl.score = 2, n, score
		k.beside = append(k.beside, row.project)
	case score > cl.score || (score == cl.score && n < cl.best):
		cl.best, cl.score = n, score
	}
	if fails != 0 {
		k.t.beside(p, only, first)
		return
	}
	k.notices++
	if cl.count < 1<<16-1 {
		cl.count++
	}
	k.t.count(p, first)
	if k.byNotice {
		k.hits = append(k.hits, scored{n, score})
	}
}

// blockSize is how many rows are looked at in one go.
const blockSize = 512

// warm reads a little of every row of a block. Rows lie anywhere in memory,
// and a processor fetches many of them at once when nothing has to be decided
// between two reads; what is decided afterwards finds them in its cache. It
// halves the time of a search that matches 1 in 10.
func (k *collector) warm(projects []uint32, rows bool) {
	var sum uint64
	for _, o := range projects {
		sum += uint64(k.cells[o].state)
	}
	if rows {
		for _, o := range projects {
			sum += uint64(k.c.projects[o].flags)
		}
	}
	k.sink += sum // or the compiler leaves it all out
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
	if k.t.kinds != nil && portalOK {
		cl := &k.cells[row.project]
		k.t.kinds[row.kind].notices++
		if cl.kinds == 0 {
			k.kinded = append(k.kinded, row.project)
		}
		if cl.kinds&(1<<row.kind) == 0 {
			cl.kinds |= 1 << row.kind
			k.t.kinds[row.kind].projects++
		}
	}
	if k.t.portals != nil && kindOK {
		k.t.portal(row)
	}
}
