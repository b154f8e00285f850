package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/reference"
	"zhongbiao/data/store"
	"zhongbiao/index/query"
)

// The reports over the whole ledger. Each says when its figures are samples,
// and when samples were left out.

func (s *stack) opReconcile(w io.Writer, r *http.Request) error {
	rec, err := s.reconcile()
	if err != nil {
		return err
	}
	return show(w, r, rec, s.marked(rec.Print))
}

func (s *stack) opRestatements(w io.Writer, r *http.Request) error {
	var log []ledger.Restated
	err := s.store.View(func(tx *store.Tx) (err error) {
		log, err = ledger.Restatements(tx, ledger.RestateQuery{FirstCount: r.FormValue("all") != ""})
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, log, s.marked(func(w io.Writer) error { return ledger.PrintRestatements(w, log) }))
}

func (s *stack) opChecks(w io.Writer, r *http.Request) error {
	_, rep, err := s.check(nil)
	if err != nil {
		return err
	}
	return show(w, r, rep, s.marked(rep.Print))
}

// sets are the sample sets that reports count.
func (s *stack) sets() (counted []data.Sample, others bool, err error) {
	err = s.store.View(func(tx *store.Tx) error { counted, others = ledger.Sets(tx); return nil })
	return counted, others, err
}

// marked prints below a report whether its figures are samples.
func (s *stack) marked(print func(io.Writer) error) func(io.Writer) error {
	return func(w io.Writer) error {
		if err := print(w); err != nil {
			return err
		}
		sets, others, err := s.sets()
		switch {
		case err != nil:
			return err
		case others:
			_, err = fmt.Fprintln(w, "note: the folder also holds sample data, which are not counted")
		case !slices.Contains(sets, data.NotSample):
			_, err = fmt.Fprintln(w, "SAMPLE: these are figures of the sample portal, not real statistics")
		}
		return err
	}
}

// opAsOf gives the series as it was known at the end of a day.
func (s *stack) opAsOf(w io.Writer, r *http.Request) error {
	day, err := data.ParseDay(r.PathValue("day"))
	if err != nil {
		return usageError{fmt.Errorf("--as-of: %w", err)}
	}
	f, q, err := asOfQuery(r.URL.Query())
	if err != nil {
		return err
	}
	var points []ledger.Point
	if err := s.store.View(func(tx *store.Tx) (err error) { points, err = ledger.AsOf(tx, day, q); return err }); err != nil {
		return err
	}
	series, err := s.compare(points, f, r.FormValue("baseline"))
	if err != nil {
		return err
	}
	return show(w, r, series, s.marked(func(w io.Writer) error {
		fmt.Fprintf(w, "as known on %s; the coverage is that known now\n", day)
		t := trendAnswer{Series: series, States: map[string]string{}}
		for _, m := range series.Months {
			t.States[m.Month.String()] = monthState(m)
		}
		t.table(w)
		t.foot(w)
		return nil
	}))
}

// asOfQuery reads the filters that the journal can answer, and refuses the
// others: a filter that is passed over would give a wrong number.
func asOfQuery(v url.Values) (f query.Filter, q ledger.Query, err error) {
	if f, err = query.FromValues(v); err != nil {
		return f, q, usageError{err}
	}
	rest := f
	rest.From, rest.To, rest.Relevance, rest.Industry, rest.Sample = 0, 0, nil, nil, ""
	if left := rest.Values(); len(left) > 0 {
		var names []string
		for k := range left {
			names = append(names, k)
		}
		slices.Sort(names)
		return f, q, usagef("--as-of: the journal does not know %s; it knows relevance, industry, sample, from and to", strings.Join(names, ", "))
	}
	q = ledger.Query{Classes: f.Relevance, Industry: f.Industry}
	switch f.Sample {
	case "":
	case query.SampleReal:
		q.Samples = []data.Sample{data.NotSample}
	case query.SampleAny:
		q.Samples = []data.Sample{data.NotSample, data.Facts, data.Fictional}
	default:
		q.Samples = []data.Sample{data.Sample(f.Sample)}
	}
	return f, q, nil
}

// compare lays points beside the asked baseline: the default one, none, the
// own count of 2023 as these points have it, or that of an id. A part of the
// awards is never set beside a published total of all.
func (s *stack) compare(points []ledger.Point, f query.Filter, baseline string) (ledger.Series, error) {
	o, err := s.server.Months()
	if err != nil {
		return ledger.Series{}, err
	}
	o.From, o.To, o.Classes = f.From, f.To, f.Relevance
	var base reference.Baseline
	switch baseline {
	case "none":
	case "own":
		own, ok := ledger.OwnBaseline(points, o)
		if !ok {
			return ledger.Series{}, usagef("--baseline own: not every month of 2023 is completely covered")
		}
		base = own
	case "":
		base = reference.DefaultBaseline()
	default:
		if base, err = reference.BaselineByID(baseline); err != nil {
			return ledger.Series{}, usageError{fmt.Errorf("--baseline: %w", err)}
		}
	}
	if len(f.Industry) > 0 && !base.Own {
		base = reference.Baseline{}
	}
	return ledger.Compare(points, base, o), nil
}

func monthState(m ledger.MonthRow) string {
	switch {
	case m.Complete:
		return "complete"
	case m.Covered:
		return "partial"
	}
	return "none"
}
