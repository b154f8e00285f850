package ledger

import (
	"fmt"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// Ours is our own count of a period, taken apart so that a difference to a
// published figure can be explained.
type Ours struct {
	Cell                              // counted projects
	Class      map[data.Relevance]int `json:"class"`      // of them, by class
	Category   map[data.Category]int  `json:"category"`   // of them, by the trackers' four types
	Candidates int                    `json:"candidates"` // not counted: only candidates known
	Contracts  int                    `json:"contracts"`  // not counted: known only from a contract
	Direct     int                    `json:"direct"`     // not counted: 直接采购公示
	Framework  int                    `json:"framework"`  // not counted: admission to a panel
	Failed     int                    `json:"failed"`     // not counted: failed or taken back
	Repeats    int                    `json:"repeats"`    // award notices beyond one per project, removed from the count
	Months     int                    `json:"months"`     // of the period
	Complete   int                    `json:"complete"`   // of them known to be complete
}

// Reconciled is one published figure beside ours.
type Reconciled struct {
	reference.Figure
	Ours       Ours     `json:"ours"`
	Known      bool     `json:"known"`     // false: nothing of the period was read, and Count says nothing
	Count      int      `json:"our_count"` // in the figure's unit: award notices or projects
	Difference int      `json:"difference"`
	Share      *float64 `json:"share"`   // our count as a share of theirs; nil when the units differ
	Remarks    []string `json:"remarks"` // why the two may differ
}

// Period is one of our own years or quarters.
type Period struct {
	Name string     `json:"name"` // "2024", "2024 Q1"
	From data.Month `json:"from"`
	To   data.Month `json:"to"`
	Ours Ours       `json:"ours"`
}

// Reconciliation is the whole table.
type Reconciliation struct {
	Figures []Reconciled `json:"figures"`
	Periods []Period     `json:"periods"`
}

// ReconcileOptions choose what is set beside the published figures.
type ReconcileOptions struct {
	Samples  []data.Sample // as in Query
	Complete func(data.Month) bool
	Figures  []reference.Figure // reference.Reconciliation() by default
}

// Reconcile sets our figures beside the published ones.
func Reconcile(tx Reader, o ReconcileOptions) (Reconciliation, error) {
	if o.Figures == nil {
		o.Figures = reference.Reconciliation()
	}
	if o.Complete == nil {
		o.Complete = func(data.Month) bool { return false }
	}
	all, err := readBreakdown(tx, Query{Samples: o.Samples})
	if err != nil {
		return Reconciliation{}, fmt.Errorf("reconcile: %w", err)
	}
	yes := true
	soe, err := readBreakdown(tx, Query{Samples: o.Samples, SOE: &yes})
	if err != nil {
		return Reconciliation{}, fmt.Errorf("reconcile: %w", err)
	}
	var out Reconciliation
	for _, f := range o.Figures {
		of := all
		if f.Subset == "soe" {
			of = soe
		}
		out.Figures = append(out.Figures, reconciled(f, of.ours(f.From, f.To, o.Complete)))
	}
	out.Periods = all.periods(o.Complete)
	return out, nil
}

// breakdown is our series, split in every way that Ours shows.
type breakdown struct{ stage, class, category map[string][]Point }

func readBreakdown(tx Reader, q Query) (b breakdown, err error) {
	if b.class, err = TrendBy(tx, q, "class"); err != nil {
		return b, err
	}
	if b.category, err = TrendBy(tx, q, "category"); err != nil {
		return b, err
	}
	q.Stages = data.Stages
	b.stage, err = TrendBy(tx, q, "stage")
	return b, err
}

func within(points []Point, from, to data.Month) (c Cell) {
	for _, p := range points {
		if p.Month >= from && p.Month <= to {
			c = c.plus(Cell{p.Count, p.Disclosed, p.Fen, p.Notices})
		}
	}
	return c
}

func (b breakdown) ours(from, to data.Month, complete func(data.Month) bool) Ours {
	stage := func(s data.Stage) int { return within(b.stage[string(s)], from, to).Projects }
	o := Ours{Cell: within(b.stage[string(data.StageAwarded)], from, to), Class: map[data.Relevance]int{}, Category: map[data.Category]int{},
		Candidates: stage(data.StageCandidate), Contracts: stage(data.StageContract), Direct: stage(data.StageDirect),
		Framework: stage(data.StageFramework), Failed: stage(data.StageFailed) + stage(data.StageRevoked)}
	o.Repeats = o.Notices - o.Projects
	for k, ps := range b.class {
		o.Class[data.Relevance(k)] = within(ps, from, to).Projects
	}
	for k, ps := range b.category {
		o.Category[data.Category(k)] = within(ps, from, to).Projects
	}
	for m := from; m <= to; m = m.Next() {
		o.Months++
		if complete(m) {
			o.Complete++
		}
	}
	return o
}

// periods are the years and quarters in which we have anything.
func (b breakdown) periods(complete func(data.Month) bool) []Period {
	var out []Period
	ps := b.stage[string(data.StageAwarded)]
	if len(ps) == 0 {
		return nil
	}
	for y := ps[0].Month.Year(); y <= ps[len(ps)-1].Month.Year(); y++ {
		first := data.Month(y*100 + 1)
		spans := []Period{{Name: fmt.Sprint(y), From: first, To: first + 11}}
		for q := range data.Month(4) {
			spans = append(spans, Period{Name: fmt.Sprintf("%d Q%d", y, q+1), From: first + 3*q, To: first + 3*q + 2})
		}
		for _, p := range spans {
			if p.Ours = b.ours(p.From, p.To, complete); p.Ours.Projects > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

func reconciled(f reference.Figure, o Ours) Reconciled {
	r := Reconciled{Figure: f, Ours: o, Count: o.Projects, Remarks: []string{}}
	if f.Unit == reference.UnitNotice {
		r.Count = o.Notices
	}
	if r.Known = o.Projects > 0 || o.Complete > 0; !r.Known {
		r.Remarks = append(r.Remarks, "we have read nothing of this period")
		return r
	}
	if f.Count > 0 {
		r.Difference = r.Count - f.Count
	}
	if f.Count > 0 && (f.Unit == reference.UnitProject || f.Unit == reference.UnitNotice) && f.Bound == "" {
		r.Share = share2(r.Count, f.Count)
	}
	r.remark()
	return r
}

func (r *Reconciled) remark() {
	say := func(s string, a ...any) { r.Remarks = append(r.Remarks, fmt.Sprintf(s, a...)) }
	if r.Ours.Complete < r.Ours.Months {
		say("our coverage is complete for %d of %d months", r.Ours.Complete, r.Ours.Months)
	}
	switch r.Unit {
	case reference.UnitContract, reference.UnitBid, reference.UnitAward:
		say("they count a %s, we count projects: no ratio", r.Unit)
	case reference.UnitNotice:
		say("they count notices: ours are the award notices of counted projects, repeats included")
	}
	if n := r.Ours.Candidates; n > 0 {
		say("%d projects with candidates only are not in our count", n)
	}
	if n := r.Ours.Repeats; n > 0 && r.Unit == reference.UnitProject {
		say("%d repeated award notices were not counted again", n)
	}
	if n := r.Ours.Contracts + r.Ours.Direct + r.Ours.Framework; n > 0 {
		say("%d known only from contracts, direct procurement or framework admissions are not in our count", n)
	}
	switch r.Bound {
	case reference.BoundAtLeast:
		say("their figure is a lower bound")
	case reference.BoundBelow, reference.BoundNearly:
		say("their figure is an upper bound")
	}
	if r.Approximate {
		say("their figure is derived: %s", r.Note)
	}
}
