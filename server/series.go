package server

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/reference"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// cell is one part of a month: a month and a key of the split.
type cell struct {
	Count int
	Fen   int64
}

// monthRow is one month of the series with its parts and its coverage.
type monthRow struct {
	ledger.MonthRow
	Cover monthCover
	Cells map[string]cell
}

// State is how complete the month is. A month with awards but without any
// coverage on record is partial: something of it is known.
func (m monthRow) State() coverState {
	switch {
	case m.Complete:
		return coverComplete
	case !m.Covered:
		return coverNone
	}
	return coverPartial
}

// series is the computed trend of one filter, the same for page, chart, table
// and file.
type series struct {
	Query  trendQuery
	Months []monthRow
	Keys   []string            // of the split, biggest first
	Ledger ledger.Series       // as the ledger compared it
	Yard   *reference.Baseline // what it is compared with, nil for nothing
	Why    string              // message key: why there is no yardstick
	Own    *reference.Baseline // the own count of the baseline's year, if complete
	Result *index.Result
}

// value is the measured figure of a month.
func (s *series) value(m monthRow) int64 {
	if s.Query.Measure == measureAmount {
		return m.SumFen
	}
	return int64(m.Count)
}

func (s *series) ytd(m monthRow) int64 {
	if s.Query.Measure == measureAmount {
		return m.YTDFen
	}
	return int64(m.YTD)
}

func (s *series) yard() int64 {
	switch {
	case s.Yard == nil:
		return 0
	case s.Query.Measure == measureAmount:
		return s.Yard.AmountFen
	}
	return int64(s.Yard.Count)
}

// trend asks the index and lets the ledger compare the answer.
func (s *Server) trend(ctx context.Context, q trendQuery, req index.Request) (*series, error) {
	if req.Trend = q.Split; q.Split == splitSupplier {
		req.Trend, req.TrendTop, req.TrendByFen = "lead", maxKeys-1, q.Measure == measureAmount
	}
	asked := q.Filter
	asked.Sort = sortNewest // of the hits, if any are wanted
	res, err := s.o.Index.Search(ctx, asked, req)
	if err != nil {
		return nil, err
	}
	cov, err := s.monthly(q.Filter.Portal)
	if err != nil {
		return nil, err
	}
	out := &series{Query: q, Result: res}
	if err := s.measure(ctx, out, cov); err != nil {
		return nil, err
	}
	points, err := s.points(ctx, q.Filter, res)
	if err != nil {
		return nil, err
	}
	out.compare(points, cov)
	out.Keys = bigKeys(out.Months, q.Measure)
	return out, nil
}

// points are the months as the ledger takes them. When the filter begins in
// the middle of a year, the months before are asked for as well, because
// running totals begin in January.
func (s *Server) points(ctx context.Context, f query.Filter, res *index.Result) ([]ledger.Point, error) {
	list := res.Trend
	if f.From != 0 && f.From%100 != 1 {
		before := f
		before.From, before.To = data.Month(f.From.Year()*100+1), f.From.Prev()
		early, err := s.o.Index.Search(ctx, before, index.Request{Trend: "month"})
		if err != nil {
			return nil, err
		}
		list = append(slices.Clone(early.Trend), list...)
	}
	return ledgerPoints(list, f.Unit), nil
}

func ledgerPoints(list []index.TrendPoint, unit string) []ledger.Point {
	var out []ledger.Point
	for _, p := range list {
		n := p.Projects
		if unit == unitNotice {
			n = p.Notices
		}
		out = append(out, ledger.Point{Month: p.Month, Count: n, Disclosed: p.Disclosed, Fen: p.Fen, Notices: p.Notices})
	}
	return out
}

// compare fills the months between the first and the last that anything is
// known of, and sorts the parts into them.
func (s *series) compare(points []ledger.Point, cov monthlyCover) {
	o := cov.options()
	o.Unit, o.Classes = reference.Unit(unitOf(s.Query.Filter.Unit)), s.Query.Filter.Relevance
	o.From, o.To = s.span(cov)
	var base reference.Baseline
	if s.Yard != nil && s.Query.Measure == measureCount {
		base = *s.Yard
	}
	s.Ledger = ledger.Compare(points, base, o)
	at := map[data.Month]int{}
	for _, m := range s.Ledger.Months {
		at[m.Month] = len(s.Months)
		s.Months = append(s.Months, monthRow{MonthRow: m, Cover: cov.of(m.Month), Cells: map[string]cell{}})
	}
	for _, p := range s.Result.Trend {
		i, ok := at[p.Month]
		if !ok {
			continue
		}
		n := p.Projects
		if s.Query.Filter.Unit == unitNotice {
			n = p.Notices
		}
		c := s.Months[i].Cells[p.Key]
		s.Months[i].Cells[p.Key] = cell{c.Count + n, c.Fen + p.Fen}
	}
	s.passAmounts()
}

// passAmounts marks the months in which a year's sum goes past the yardstick;
// for counts the ledger has done it.
func (s *series) passAmounts() {
	if s.Query.Measure != measureAmount || s.yard() == 0 {
		return
	}
	for _, m := range s.Months {
		y := m.Month.Year()
		known := slices.ContainsFunc(s.Ledger.Passed, func(p ledger.Passing) bool { return p.Year == y })
		if y > s.Yard.Year && m.YTDFen > s.Yard.AmountFen && !known {
			s.Ledger.Passed = append(s.Ledger.Passed, ledger.Passing{Year: y, Month: m.Month, YTD: m.YTD})
		}
	}
}

// span gives the months to show: from the first to the last that has awards
// or coverage, inside the filter's period.
func (s *series) span(cov monthlyCover) (first, last data.Month) {
	first, last = cov.first, cov.last
	for _, p := range s.Result.Trend {
		if p.Month != 0 && (first == 0 || p.Month < first) {
			first = p.Month
		}
		last = max(last, p.Month)
	}
	if f := s.Query.Filter.From; f != 0 {
		first = max(first, f)
	}
	if t := s.Query.Filter.To; t != 0 {
		last = min(last, t)
	}
	return first, last
}

// bigKeys orders the keys of the split by their sum, ties by name.
func bigKeys(months []monthRow, m measure) []string {
	sums := map[string]int64{}
	for _, row := range months {
		for k, c := range row.Cells {
			sums[k] += cellValue(c, m)
		}
	}
	keys := slices.Collect(maps.Keys(sums))
	rest := map[string]int{index.TrendRest: 1} // always the last
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(rest[a], rest[b]), cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b))
	})
	return keys
}

// headline is the month that the page speaks of: the latest complete one with
// awards, else the latest with awards.
func (s *series) headline() (monthRow, bool) {
	var any *monthRow
	for i := len(s.Months) - 1; i >= 0; i-- {
		m := &s.Months[i]
		if m.Count == 0 {
			continue
		}
		if m.Complete {
			return *m, true
		}
		if any == nil {
			any = m
		}
	}
	if any == nil {
		return monthRow{}, false
	}
	return *any, true
}

// passedIn is the month in which a year went past the yardstick, 0 for never.
func (s *series) passedIn(year int) data.Month {
	for _, p := range s.Ledger.Passed {
		if p.Year == year {
			return p.Month
		}
	}
	return 0
}

// passedHere tells whether the year goes past the yardstick in this month.
func (s *series) passedHere(m data.Month) bool { return s.passedIn(m.Year()) == m }

// ratio is the month's figure against the yardstick's year, nil without one.
func (s *series) ratio(m monthRow) *float64 {
	y := s.yard()
	if y == 0 || m.State() == coverNone {
		return nil
	}
	r := float64(s.value(m)) / float64(y)
	return &r
}

// plain tells whether the filter asks for nothing but a period, the default
// classes and projects: only then may a published total stand beside it.
func plain(f query.Filter) bool {
	f.From, f.To, f.Sort = 0, 0, ""
	return len(f.Values()) == 0
}

// measure chooses the yardstick: the asked one, else the published total
// where unit and classes are the same, else the own count of the same filter
// in that year if that year is complete.
func (s *Server) measure(ctx context.Context, out *series, cov monthlyCover) error {
	q := out.Query
	if q.Baseline == "none" {
		out.Why = "base.off"
		return nil
	}
	base := reference.DefaultBaseline()
	if q.Baseline != "" && q.Baseline != "own" {
		b, err := reference.BaselineByID(q.Baseline)
		if err != nil {
			return badRequest(err)
		}
		base = b
	}
	var err error
	if out.Own, err = s.ownYear(ctx, out, cov); err != nil {
		return err
	}
	switch {
	case q.Baseline == "own" && out.Own == nil:
		out.Why = "base.noown"
	case q.Baseline == "own":
		out.Yard = out.Own
	case plain(q.Filter) && (q.Measure == measureCount || base.AmountFen > 0):
		out.Yard = &base
	case q.Baseline == "" && out.Own != nil:
		out.Yard = out.Own
	default:
		out.Why = "base.unlike"
	}
	return nil
}

// ownYear counts the same filter in 2023, if every month of it is complete;
// else nil. The index is asked again only when the series does not hold all of
// that year.
func (s *Server) ownYear(ctx context.Context, out *series, cov monthlyCover) (*reference.Baseline, error) {
	const first, last = data.Month(202301), data.Month(202312)
	o := cov.options()
	if _, ok := ledger.OwnBaseline([]ledger.Point{{Month: first, Count: 1}}, o); !ok {
		return nil, nil
	}
	f, points := out.Query.Filter, out.Result.Trend
	if f.From > first || f.To != 0 && f.To < last {
		f.From, f.To = first, last
		res, err := s.o.Index.Search(ctx, f, index.Request{Trend: "month"})
		if err != nil {
			return nil, err
		}
		points = res.Trend
	}
	o.Unit, o.Classes = reference.Unit(unitOf(f.Unit)), f.Relevance
	b, ok := ledger.OwnBaseline(ledgerPoints(points, f.Unit), o)
	if !ok {
		return nil, nil
	}
	return &b, nil
}
