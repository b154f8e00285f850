package server

import (
	"errors"
	"net/http"

	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/index"
)

type prosePage struct {
	base
}

// prosePage shows a page of running text, which is a template per language.
func (s *Server) prosePage(name string) handler {
	return func(w http.ResponseWriter, v *visit) error {
		p := prosePage{base: s.base(v, v.lang.T(name+".title"))}
		return s.page(w, v, name+"."+string(v.lang), p)
	}
}

type methodPage struct {
	base
	Baselines    []reference.Baseline
	Figures      []figureRow
	Periods      []periodRow
	Audited      bool // there is a page of checks
	Restatements []restateRow
	More         string
	Versions     []term
}

type figureRow struct {
	Tracker, Period, Unit, Count, Amount, Status, Scope, Source, Note, Ours, Mine string
	SourceURL                                                                     string
}

type restateRow struct{ At, Month, Change, Cause, Project, URL string }

// methodPage gives definitions, baselines, the reconciliation with published
// figures and the log of restatements.
func (s *Server) methodPage(w http.ResponseWriter, v *visit) error {
	p := methodPage{base: s.base(v, v.lang.T("method.title")), Baselines: reference.Baselines()}
	err := s.figures(v, &p)
	if err != nil {
		return err
	}
	if p.Restatements, p.More, err = s.restateRows(p.base); err != nil {
		return err
	}
	return s.page(w, v, "method."+string(v.lang), p)
}

// figures are the published ones with ours beside them, as the ledger has
// them; without a ledger ours come from the index.
func (s *Server) figures(v *visit, p *methodPage) error {
	if p.Audited = s.o.Ledger != nil; p.Audited {
		if err := s.reconcile(p); !errors.Is(err, ErrLater) {
			return err
		}
	}
	ours, err := s.ourCounts(v)
	if err != nil {
		return err
	}
	for _, f := range reference.Reconciliation() {
		p.Figures = append(p.Figures, p.base.figureRow(f, ours))
	}
	return nil
}

func detail(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func (b base) causeWord(c string) string {
	if _, ok := messages["cause."+c]; ok {
		return b.T("cause." + c)
	}
	return c
}

func (b base) restateWords(e data.JournalEntry) string {
	switch {
	case !e.OldCounted:
		return b.T("restate.in")
	case !e.NewCounted:
		return b.T("restate.out")
	case e.OldMonth != e.NewMonth:
		return b.T("restate.moved", b.Lang.Month(e.NewMonth))
	}
	return b.T("restate.amount", b.Lang.Exact(e.OldFen), b.Lang.Exact(e.NewFen))
}

// figureRow prints a published figure, and ours for the same months where
// they are complete and count the same thing.
func (b base) figureRow(f reference.Figure, ours func(from, to data.Month) (int, bool)) figureRow {
	words := f.In(string(b.Lang))
	row := figureRow{Tracker: words.Tracker, Period: b.period(f.From, f.To), Unit: b.T("unit.of." + string(f.Unit)), Status: b.T("figure." + f.Status),
		Scope: words.Scope, Source: words.Source, Note: words.Note}
	if f.Count > 0 {
		row.Count = b.bound(f.Bound, "count") + b.Lang.Int(f.Count)
		if f.Approximate {
			row.Count = "≈ " + row.Count
		}
	}
	if f.AmountFen > 0 {
		row.Amount = b.bound(f.Bound, "amount") + b.Lang.Money(f.AmountFen)
	}
	if n, ok := ours(f.From, f.To); ok && f.Unit == reference.UnitProject && f.Subset == "" && f.Count > 0 {
		row.Ours = b.Lang.Int(n)
	}
	if safeURL(f.Source) != "" {
		row.SourceURL = f.Source
	}
	return row
}

func (b base) period(from, to data.Month) string {
	if from == to {
		return from.String()
	}
	return from.String() + " – " + to.String()
}

// bound prints how a figure is to be read: "≥ ", "< ", "≈ ".
func (b base) bound(bound reference.Bound, of string) string {
	signs := map[string]string{"at_least/count": "> ", "at_least_amount/amount": "> ", "nearly/count": "≲ ", "below/count": "< "}
	return signs[string(bound)+"/"+of]
}

// ourCounts gives the own count of a period whose months are all complete.
func (s *Server) ourCounts(v *visit) (func(from, to data.Month) (int, bool), error) {
	se, err := s.trend(v.Context(), trendQuery{Split: "month", Measure: measureCount, Baseline: "none"}, index.Request{})
	if err != nil {
		return nil, err
	}
	return func(from, to data.Month) (int, bool) {
		n, seen := 0, data.Month(0)
		for _, m := range se.Months {
			if m.Month < from || m.Month > to {
				continue
			}
			if !m.Complete {
				return 0, false
			}
			n, seen = n+m.Count, seen+1
		}
		want := data.Month(0)
		for m := from; m <= to; m = m.Next() {
			want++
		}
		return n, seen == want
	}, nil
}
