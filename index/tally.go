package index

import (
	"cmp"
	"maps"
	"slices"

	"zhongbiao/data"
)

// tally holds the counts that a request asks for. They are kept while notices
// come in, when the row of their project is at hand: reading a hundred thousand
// rows once more would cost more than everything else.
type tally struct {
	cols    *columns
	dims    []dimCount
	split   dim           // of the trend
	trend   []monthPoints // by month; nil for no trend
	kinds   []pair        // nil when not asked for
	portals map[uint32]*portalCount

	allNames  bool // see Request
	disclosed int
	fen       int64
}

// pair counts projects and their matching notices.
type pair struct{ projects, notices int }

type dimCount struct {
	dim   dim
	small []pair           // by code, for codes below its length
	large map[uint32]*pair // the others: methods are numbered as names are
}

type point struct {
	pair
	disclosed int
	fen       int64
}

// monthPoints is a month of the trend by value, as dimCount is a facet.
type monthPoints struct {
	small []point
	large map[uint32]*point
}

type portalCount struct {
	seen map[uint32]struct{}
	pair
}

// ask prepares a tally for the facets and the trend of a request.
func (t *tally) ask(facets []string, trend dim, wantTrend bool) {
	for _, name := range facets {
		if d, ok := dimNames[name]; ok {
			t.dims = append(t.dims, dimCount{d, make([]pair, d.codes()), map[uint32]*pair{}})
		}
	}
	if slices.Contains(facets, "kind") {
		t.kinds = make([]pair, len(kinds.values))
	}
	if slices.Contains(facets, "portal") {
		t.portals = map[uint32]*portalCount{}
	}
	if wantTrend {
		t.split, t.trend = trend, make([]monthPoints, monthCodes)
	}
}

// count takes a notice of a project that matches; first tells that it is the
// first one of it.
func (t *tally) count(p *project, first bool) {
	for i := range t.dims {
		t.dims[i].add(p, first)
	}
	if t.trend != nil {
		t.addTrend(p, t.splitOf(p), first)
	}
	if first && p.is(flagDisclosed) {
		t.disclosed++
		t.fen += p.fen
	}
}

// beside takes a notice of a project that matches but for one dimension: it
// counts for that dimension's facet only.
func (t *tally) beside(p *project, only dim, first bool) {
	for i := range t.dims {
		if t.dims[i].dim == only {
			t.dims[i].add(p, first)
		}
	}
}

func (c *dimCount) add(p *project, first bool) {
	var n *pair
	if v := p.value(c.dim); v < uint32(len(c.small)) {
		n = &c.small[v]
	} else if n = c.large[v]; n == nil {
		n = &pair{}
		c.large[v] = n
	}
	n.notices++
	if first {
		n.projects++
	}
}

// splitOf gives the part of the trend that a project belongs to.
func (t *tally) splitOf(p *project) uint32 {
	switch t.split {
	case dimMonth:
		return 0
	case dimLead:
		return t.cols.lead(p)
	}
	return p.value(t.split)
}

func (t *tally) addTrend(p *project, v uint32, first bool) {
	m := &t.trend[monthCode(p.month)]
	if m.small == nil {
		n := 1
		if t.split != dimMonth {
			n = t.split.codes()
		}
		m.small, m.large = make([]point, n), map[uint32]*point{}
	}
	var pt *point
	if v < uint32(len(m.small)) {
		pt = &m.small[v]
	} else if pt = m.large[v]; pt == nil {
		pt = &point{}
		m.large[v] = pt
	}
	pt.notices++
	if !first {
		return
	}
	pt.projects++
	if p.is(flagDisclosed) {
		pt.disclosed++
		pt.fen += p.fen
	}
}

func (t *tally) portal(row *notice) {
	pc := t.portals[row.portal]
	if pc == nil {
		pc = &portalCount{seen: map[uint32]struct{}{}}
		t.portals[row.portal] = pc
	}
	pc.notices++
	if _, ok := pc.seen[row.project]; !ok {
		pc.seen[row.project] = struct{}{}
		pc.projects++
	}
}

// MaxNames bounds facets over names, of which there are very many, unless
// Request.AllNames asks for all.
const MaxNames = 1000

// facet gives the counts of one facet: most first, then by value; months by
// time. Values are what a filter takes.
func (k *collector) facet(name string) []FacetCount {
	var out []FacetCount
	add := func(n pair, value func() string) {
		if n.projects == 0 {
			return
		}
		if v := value(); v != "" {
			out = append(out, FacetCount{v, n.projects, n.notices})
		}
	}
	named := func(id uint32) func() string { return func() string { return k.c.names.shown[id] } }
	switch name {
	case "kind":
		for i, n := range k.t.kinds {
			add(n, func() string { return kinds.values[i] })
		}
	case "portal":
		for id, pc := range k.t.portals {
			add(pc.pair, named(id))
		}
	case "buyer", "supplier":
		counts := k.nameCounts(name == "supplier")
		least := 1
		if !k.t.allNames {
			least = leastOf(counts, MaxNames)
		}
		for id, n := range counts {
			if n.projects >= least {
				add(n, named(uint32(id)))
			}
		}
	default:
		i := slices.IndexFunc(k.t.dims, func(c dimCount) bool { return c.dim == dimNames[name] })
		if _, ok := dimNames[name]; !ok || i < 0 {
			return nil
		}
		c := k.t.dims[i]
		for v, n := range c.small {
			add(n, func() string { return k.c.text(c.dim, uint32(v)) })
		}
		for v, n := range c.large {
			add(*n, func() string { return k.c.text(c.dim, v) })
		}
	}
	slices.SortFunc(out, func(a, b FacetCount) int {
		if name == "month" {
			return cmp.Compare(a.Value, b.Value)
		}
		return cmp.Or(cmp.Compare(b.Projects, a.Projects), cmp.Compare(a.Value, b.Value))
	})
	if k.t.allNames {
		return out
	}
	return out[:min(len(out), MaxNames)]
}

// nameCounts counts buyers, or suppliers: a project counts once for each.
// The answer is by number of the name.
func (k *collector) nameCounts(suppliers bool) []pair {
	counts := make([]pair, len(k.c.names.shown))
	count := func(id uint32, notices int) {
		counts[id].projects++
		counts[id].notices += notices
	}
	for _, o := range k.found {
		p, notices := &k.c.projects[o], int(k.cells[o].count)
		if !suppliers {
			count(p.buyerName, notices)
			continue
		}
		names := k.c.supplierNames(p)
		for i := 0; i < len(names); i += 3 {
			if !slices.Contains(every3(names[:i]), names[i]) {
				count(names[i], notices)
			}
		}
	}
	return counts
}

// leastOf gives the number of projects that a name needs to be among the
// first few, so that not all of many thousands have to be sorted.
func leastOf(counts []pair, few int) int {
	const steps = 256
	var having [steps + 1]int
	for _, n := range counts {
		having[min(n.projects, steps)]++
	}
	for least, sum := steps, 0; least > 1; least-- {
		if sum += having[least]; sum >= few {
			return least
		}
	}
	return 1
}

// every3 gives the first of each three names: the ranked ones.
func every3(names []uint32) []uint32 {
	out := make([]uint32, 0, len(names)/3)
	for i := 0; i < len(names); i += 3 {
		out = append(out, names[i])
	}
	return out
}

// each goes over the parts of a month that have anything.
func (m *monthPoints) each(fn func(v uint32, pt *point)) {
	for v := range m.small {
		if m.small[v].notices > 0 {
			fn(uint32(v), &m.small[v])
		}
	}
	for v, pt := range m.large {
		fn(v, pt)
	}
}

// add adds up two parts.
func (p *point) add(q *point) {
	p.projects, p.notices = p.projects+q.projects, p.notices+q.notices
	p.disclosed, p.fen = p.disclosed+q.disclosed, p.fen+q.fen
}

// keepTop folds the suppliers of a trend that are not among the first into one
// part: a chart shows a few of many thousands. Those without a supplier are a
// part of their own.
func (k *collector) keepTop(r Request) {
	if k.t.split != dimLead || r.TrendTop <= 0 {
		return
	}
	all := map[uint32]*point{}
	for m := range k.t.trend {
		k.t.trend[m].each(func(v uint32, pt *point) {
			if all[v] == nil {
				all[v] = &point{}
			}
			all[v].add(pt)
		})
	}
	delete(all, 0)
	weight := func(v uint32) int64 {
		switch {
		case r.TrendByFen:
			return all[v].fen
		case k.byNotice:
			return int64(all[v].notices)
		}
		return int64(all[v].projects)
	}
	names := slices.SortedFunc(maps.Keys(all), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(k.c.names.shown[a], k.c.names.shown[b]))
	})
	kept := append([]uint32{0}, names[:min(len(names), r.TrendTop)]...)
	for m := range k.t.trend {
		k.t.trend[m].fold(kept)
	}
}

// fold adds up the parts that are not kept, as the part none.
func (m *monthPoints) fold(kept []uint32) {
	few, rest := monthPoints{large: map[uint32]*point{}}, point{}
	m.each(func(v uint32, pt *point) {
		if slices.Contains(kept, v) {
			few.large[v] = pt
			return
		}
		rest.add(pt)
	})
	if rest.notices > 0 {
		few.large[none] = &rest
	}
	*m = few
}

// points gives the trend, by month and value.
func (k *collector) points() []TrendPoint {
	var out []TrendPoint
	for m := range k.t.trend {
		k.t.trend[m].each(func(v uint32, pt *point) {
			p := TrendPoint{Month: codeMonth(uint32(m)), Projects: pt.projects, Notices: pt.notices, Disclosed: pt.disclosed, Fen: pt.fen}
			switch {
			case v == none:
				p.Key = TrendRest
			case k.t.split != dimMonth:
				p.Key = k.c.text(k.t.split, v)
			}
			out = append(out, p)
		})
	}
	slices.SortFunc(out, func(a, b TrendPoint) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// Months are numbered from January 1990 on, 1 to monthCodes-1; 0 is none or
// one outside.
const monthCodes = 1 + 12*100

func monthCode(m data.Month) uint32 {
	if y := m.Year(); y < 1990 || y >= 2090 || m%100 < 1 || m%100 > 12 {
		return 0
	}
	return uint32(m.Year()-1990)*12 + uint32(m%100)
}

func codeMonth(c uint32) data.Month {
	if c == 0 {
		return 0
	}
	return data.Month((1990+(c-1)/12)*100 + (c-1)%12 + 1)
}
