package server

import (
	"net/url"

	"zhongbiao/data/reference"
	"zhongbiao/index/query"
)

// measure is what the height of a bar means.
type measure string

const (
	measureCount  measure = "count"
	measureAmount measure = "amount"
)

const (
	unitProject = "project"
	unitNotice  = query.UnitNotice
)

// splits are the dimensions by which the bars can be divided.
var splits = []string{"industry", "scene", "category", "region", "soe", splitSupplier}

// splitSupplier divides by supplier: a project counts for the lead of a
// consortium, and with several lots for the first lot's, so that the parts add
// up to the whole.
const splitSupplier = "supplier"

// trendQuery is what the trend is asked: the filter of every view, and how to
// show it.
type trendQuery struct {
	Filter   query.Filter
	Split    string
	Measure  measure
	Baseline string // "" for the best fit, an id, "own" or "none"
}

// filterOf reads the filter of an address; what says how to show the answer
// (lang, split, offset …) is no part of it.
func filterOf(v url.Values) (query.Filter, error) { return query.FromValues(v) }

// trendQueryOf reads the trend's own parameters beside the filter.
func trendQueryOf(v url.Values) (trendQuery, error) {
	f, err := filterOf(v)
	if err != nil {
		return trendQuery{}, err
	}
	q := trendQuery{Filter: f, Split: v.Get("split"), Measure: measure(v.Get("measure")), Baseline: v.Get("baseline")}
	if q.Split == "" {
		q.Split = "industry"
	}
	if err := oneOf("split", q.Split, splits...); err != nil {
		return q, err
	}
	if q.Measure == "" {
		q.Measure = measureCount
	}
	if err := oneOf("measure", string(q.Measure), string(measureCount), string(measureAmount)); err != nil {
		return q, err
	}
	return q, oneOf("baseline", q.Baseline, baselineNames()...)
}

// baselineNames are what a series may be compared with; empty is the best fit.
func baselineNames() []string {
	names := []string{"", "own", "none"}
	for _, b := range reference.Baselines() {
		names = append(names, b.ID)
	}
	return names
}

// values is the address of the query, without what is the default.
func (q trendQuery) values() url.Values {
	v := q.Filter.Values()
	for k, vals := range q.view() {
		v[k] = vals
	}
	return v
}

// view is the part of the address that says how to show the series.
func (q trendQuery) view() url.Values {
	v := url.Values{}
	if q.Split != "industry" {
		v.Set("split", q.Split)
	}
	if q.Measure != measureCount {
		v.Set("measure", string(q.Measure))
	}
	if q.Baseline != "" {
		v.Set("baseline", q.Baseline)
	}
	return v
}
