package index

import (
	"math/bits"
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/index/query"
)

// Filter is the filter of package query, which every view takes.
type Filter = query.Filter

// conditions is a filter in the form in which rows are tested.
type conditions struct {
	masks    [dimMethod + 1]uint32 // for enumerations; unused entries are full
	from, to data.Month
	region   func(int32) bool // nil for any
	method   nameSet          // nil for any

	all, candidates bool // scope
	lo, hi          int64
	amounts         bool
	intra           *bool
	buyer           func(*project) bool // nil for any
	supplier        nameSet             // nil for any
	lead            func(uint32) bool   // nil for any

	kinds  uint32
	portal nameSet // nil for any
}

func (c *columns) conditions(f Filter, variants func(string) []string) *conditions {
	q := &conditions{from: f.From, to: f.To, all: f.Scope == query.ScopeAll, candidates: f.Candidates, intra: f.IntraGroup, kinds: mask(kinds, f.Kind)}
	for d := range q.masks {
		q.masks[d] = ^uint32(0)
	}
	q.masks[dimIndustry], q.masks[dimScene] = mask(industries, f.Industry), mask(industries, f.Scene)
	q.masks[dimCategory], q.masks[dimRelevance] = mask(categories, f.Category), mask(relevances, f.Relevance)
	q.masks[dimStage] = mask(stages, f.Stage)
	if f.SOE != nil {
		q.masks[dimSOE] = 1 << 1
		if *f.SOE {
			q.masks[dimSOE] = 1 << 2
		}
	}
	switch f.Sample {
	case query.SampleAny:
	case "": // a sample is never added to what was really collected
		if c.real > 0 {
			q.masks[dimSample] = 1
		}
	case query.SampleReal:
		q.masks[dimSample] = 1
	default:
		q.masks[dimSample] = mask(samples, []string{f.Sample})
	}
	if len(f.Region) > 0 {
		q.region = regionTest(f.Region)
	}
	if len(f.Method) > 0 {
		q.method = c.names.containing(append([]string{}, f.Method...), true)
	}
	if len(f.Portal) > 0 {
		q.portal = c.names.containing(append([]string{}, f.Portal...), true)
	}
	q.lo, q.hi, q.amounts = f.Amounts()
	if f.Buyer != "" {
		set := c.named(f.Buyer, variants)
		q.buyer = func(p *project) bool { return set.has(p.buyer) || set.has(p.buyerName) || set.has(p.buyerKin) }
	}
	if f.Supplier != "" {
		q.supplier = c.named(f.Supplier, variants)
	}
	if len(f.Lead) > 0 {
		q.lead = c.leadTest(f.Lead)
	}
	return q
}

// leadTest compares whole names, as the trend gives them: the rows behind a
// bar are those that were counted for it.
func (c *columns) leadTest(list []string) func(uint32) bool {
	var any, not []uint32
	for _, name := range list {
		whole, negative := strings.CutPrefix(name, "-")
		id, known := c.names.ids[whole]
		if whole == query.None {
			id, known = 0, true
		}
		if !known {
			id = none
		}
		if negative {
			not = append(not, id)
		} else {
			any = append(any, id)
		}
	}
	return func(id uint32) bool {
		return (len(any) == 0 || slices.Contains(any, id)) && !slices.Contains(not, id)
	}
}

// named gives the names that a filter's buyer or supplier means. A whole name
// means itself, as facets and links give it; anything else is found in names.
func (c *columns) named(value string, variants func(string) []string) nameSet {
	whole := fold(value)
	known := false
	set := c.names.matching(func(n string) bool {
		known = known || n == whole
		return n == whole
	})
	if known {
		return set
	}
	return c.names.speaking(variants(value))
}

// base tests what is no dimension.
func (q *conditions) base(p *project, c *columns) bool {
	switch {
	case !p.is(flagAlive):
	case !q.all && !p.is(flagCounted) && !(q.candidates && p.stage == stageCandidate && counting&(1<<p.relevance) != 0):
	case q.amounts && (!p.is(flagDisclosed) || p.fen < q.lo || p.fen > q.hi):
	case q.intra != nil && *q.intra != p.is(flagIntra):
	case q.buyer != nil && !q.buyer(p):
	case q.supplier != nil && !c.hasSupplier(p, q.supplier):
	case q.lead != nil && !q.lead(c.lead(p)):
	default:
		return true
	}
	return false
}

var (
	stageCandidate = stages.code(string(data.StageCandidate))
	counting       = mask(relevances, []data.Relevance{data.Core, data.Compute, data.DataClass})
)

// fails gives the dimensions in which a project does not satisfy the filter,
// as bits.
func (q *conditions) fails(p *project) uint32 {
	var f uint32
	for _, d := range [...]dim{dimIndustry, dimScene, dimCategory, dimRelevance, dimStage, dimSOE, dimSample} {
		if q.masks[d] != ^uint32(0) && q.masks[d]&(1<<p.value(d)) == 0 {
			f |= 1 << d
		}
	}
	if (q.from != 0 && p.month < q.from) || (q.to != 0 && p.month > q.to) {
		f |= 1 << dimMonth
	}
	if q.region != nil && !q.region(p.region) {
		f |= 1 << dimRegion
	}
	if q.method != nil && !q.method.has(p.method) {
		f |= 1 << dimMethod
	}
	return f
}

// single gives the only dimension in a set of bits, ok false for more.
func single(f uint32) (dim, bool) {
	return dim(bits.TrailingZeros32(f)), bits.OnesCount32(f) == 1
}

func (q *conditions) kindOK(n *notice) bool   { return q.kinds&(1<<n.kind) != 0 }
func (q *conditions) portalOK(n *notice) bool { return q.portal == nil || q.portal.has(n.portal) }
