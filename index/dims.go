package index

import (
	"zhongbiao/data"
	"zhongbiao/index/query"
)

// enumeration numbers the values of an enumeration, 0 for none of them.
type enumeration struct {
	values []string
	index  map[string]uint8
}

func newCodes[T ~string](values ...T) enumeration {
	c := enumeration{values: []string{""}, index: map[string]uint8{query.None: 0}}
	for _, v := range values {
		c.index[string(v)] = uint8(len(c.values))
		c.values = append(c.values, string(v))
	}
	return c
}

func (c enumeration) code(v string) uint8 { return c.index[v] }

// mask gives a set of values as bits; with none given, every value.
func mask[T ~string](c enumeration, values []T) uint32 {
	if len(values) == 0 {
		return ^uint32(0)
	}
	var m uint32
	for _, v := range values {
		if i, ok := c.index[string(v)]; ok {
			m |= 1 << i
		}
	}
	return m
}

var (
	industries = newCodes(data.Industries...)
	categories = newCodes(data.Categories...)
	relevances = newCodes(data.Relevances...)
	stages     = newCodes(data.Stages...)
	kinds      = newCodes(data.Kinds...)
	samples    = newCodes(data.Facts, data.Fictional)
	switches   = newCodes("no", "yes")
)

// dim is a dimension of projects that can be a facet. Filters on different
// dimensions are ANDed, values of one ORed.
type dim uint8

const (
	dimMonth dim = iota
	dimIndustry
	dimScene
	dimCategory
	dimRelevance
	dimStage
	dimSOE
	dimSample
	dimRegion
	dimMethod
	dimLead
	numDims
)

var dimNames = map[string]dim{
	"month": dimMonth, "industry": dimIndustry, "scene": dimScene, "category": dimCategory, "relevance": dimRelevance, "stage": dimStage,
	"soe": dimSOE, "sample": dimSample, "region": dimRegion, "method": dimMethod,
}

// trendDim is the dimension that splits a trend: a facet's or, by name "lead",
// the supplier that a project counts for.
func trendDim(name string) (dim, bool) {
	if name == "lead" {
		return dimLead, true
	}
	d, ok := dimNames[name]
	return d, ok && d != dimMethod
}

// codes is how many codes a dimension has; methods and suppliers have as many
// as there are names, of which the first few make do.
func (d dim) codes() int {
	switch d {
	case dimMonth:
		return monthCodes
	case dimRegion:
		return 100
	}
	return 32
}

// value gives the code of a project in a dimension.
func (p *project) value(d dim) uint32 {
	switch d {
	case dimMonth:
		return monthCode(p.month)
	case dimIndustry:
		return uint32(p.industry)
	case dimScene:
		return uint32(p.scene)
	case dimCategory:
		return uint32(p.category)
	case dimRelevance:
		return uint32(p.relevance)
	case dimStage:
		return uint32(p.stage)
	case dimSOE:
		if p.is(flagSOE) {
			return 2
		}
		return 1
	case dimSample:
		return uint32(p.sample)
	case dimRegion:
		return uint32(p.region / 10000)
	}
	return p.method
}

// lead is the name of the supplier that a project counts for when it counts
// once: the first of a consortium or of several lots; 0 for none.
func (c *columns) lead(p *project) uint32 {
	if p.nsup == 0 {
		return 0
	}
	return c.lists[p.suppliers]
}

// text gives the word for a code of a dimension, "" for none.
func (c *columns) text(d dim, code uint32) string {
	switch d {
	case dimMonth:
		return codeMonth(code).String()
	case dimIndustry, dimScene:
		return industries.values[code]
	case dimCategory:
		return categories.values[code]
	case dimRelevance:
		return relevances.values[code]
	case dimStage:
		return stages.values[code]
	case dimSOE:
		return switches.values[code]
	case dimSample:
		if code == 0 {
			return query.SampleReal
		}
		return samples.values[code]
	case dimRegion:
		return provinceCode(code)
	}
	return c.names.shown[code]
}

// provinceCode is the six-digit code of a province by its first two.
func provinceCode(two uint32) string {
	if two < 10 || two > 99 {
		return ""
	}
	return string([]byte{'0' + byte(two/10), '0' + byte(two%10), '0', '0', '0', '0'})
}
