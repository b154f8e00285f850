package ledger

import (
	"encoding/json"
	"slices"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// CompareOptions say what is known beside the counts. A nil Complete means
// that no month is known to be complete; a nil Covered that a month is covered
// when it is complete or has a count.
type CompareOptions struct {
	Complete func(data.Month) bool // every day of every list was read to its end
	Covered  func(data.Month) bool // something of the month was read
	From, To data.Month            // the months to show; 0 is the first or last that has a count
	Unit     reference.Unit        // of the points; project by default
	Classes  []data.Relevance      // of the points; core, compute, data by default
}

// Series is a monthly series beside a baseline. Its JSON is the contract of
// `zhongbiao trend --json` (DESIGN), with some fields more.
type Series struct {
	Unit     reference.Unit      `json:"unit"`
	Classes  []data.Relevance    `json:"classes"`
	Baseline *reference.Baseline `json:"baseline"` // nil when none of the same unit and classes exists
	Months   []MonthRow          `json:"months"`
	Passed   []Passing           `json:"passed"`
	Undated  int                 `json:"undated,omitempty"` // counted without a month; never expected
	Notes    []Note              `json:"notes,omitempty"`
}

// MonthRow is one month of a Series.
type MonthRow struct {
	Month       data.Month `json:"month"`
	Count       int        `json:"count"`
	Disclosed   int        `json:"disclosed"` // how many of Count have a known total
	SumFen      int64      `json:"sum_fen"`   // of those
	YTD         int        `json:"ytd"`       // count of the calendar year up to this month
	Ratio       *float64   `json:"ratio"`     // YTD as a share of the baseline's year; nil without a baseline
	Complete    bool       `json:"complete"`
	Covered     bool       `json:"covered"`         // false: nothing is known of the month, and Count is null in JSON
	YTDComplete bool       `json:"ytd_complete"`    // every month of the year up to this one is complete
	YTDFen      int64      `json:"ytd_sum_fen"`     //
	MonthRatio  *float64   `json:"month_ratio"`     // Count as a share of the baseline's year
	Same2023    *int       `json:"same_month_2023"` // own count of the same month of 2023; nil when that is not covered
	Passed      bool       `json:"passed"`          // YTD is strictly greater than the baseline's year
	Notices     int        `json:"notices"`
}

// Passing is the first month of a year whose running total is greater than
// the baseline's whole year.
type Passing struct {
	Year  int        `json:"year"`
	Month data.Month `json:"month"`
	YTD   int        `json:"ytd"`
}

// Note is a remark that belongs beside the figures: Code for programs and
// translations, Text in English.
type Note struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The notes that a series may carry.
var (
	noteCCGP = Note{"ccgp-2024-04", "From 2024-04-01 all local government procurement notices go to ccgp.gov.cn (财办库〔2024〕30号), " +
		"so growth over 2023 as seen there is partly a matter of coverage."}
	noteUnit    = Note{"unit", "The baseline counts another unit or other classes than this series; no ratio is shown."}
	notePartial = Note{"disclosed", "Sums cover only the projects whose amount was published; they are lower bounds."}
)

// MarshalJSON writes null, not 0, for the count of a month of which nothing
// is known.
func (r MonthRow) MarshalJSON() ([]byte, error) {
	type plain MonthRow
	if r.Covered {
		return json.Marshal(plain(r))
	}
	return json.Marshal(struct {
		plain
		Count     *int   `json:"count"`
		Disclosed *int   `json:"disclosed"`
		SumFen    *int64 `json:"sum_fen"`
	}{plain: plain(r)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *MonthRow) UnmarshalJSON(b []byte) error {
	type plain MonthRow
	return json.Unmarshal(b, (*plain)(r)) // null leaves the number 0
}

// Compare lays a series beside a baseline: gaps filled with months that are
// not complete, running totals per calendar year, shares of the baseline's
// year, and the month in which each later year passes it. No ratio is given
// when the baseline counts another unit or other classes.
func Compare(points []Point, b reference.Baseline, o CompareOptions) Series {
	o = o.filled()
	s := Series{Unit: o.Unit, Classes: o.Classes, Months: []MonthRow{}, Passed: []Passing{}}
	usable := b.Count > 0 && b.Unit == o.Unit && sameClasses(b.Classes, o.Classes)
	if b.ID != "" {
		s.Baseline = &b
		if !usable {
			s.Notes = append(s.Notes, noteUnit)
		}
	}
	byMonth := map[data.Month]Point{}
	for _, p := range points {
		if p.Month == 0 {
			s.Undated += p.Count
			continue
		}
		byMonth[p.Month] = add(byMonth[p.Month], p)
	}
	s.rows(byMonth, b, usable, o)
	s.footnotes()
	return s
}

func (o CompareOptions) filled() CompareOptions {
	if o.Unit == "" {
		o.Unit = reference.UnitProject
	}
	if len(o.Classes) == 0 {
		o.Classes = []data.Relevance{data.Core, data.Compute, data.DataClass}
	}
	if o.Complete == nil {
		o.Complete = func(data.Month) bool { return false }
	}
	if o.Covered == nil {
		o.Covered = func(data.Month) bool { return false }
	}
	return o
}

func sameClasses(a, b []data.Relevance) bool {
	if len(a) != len(b) {
		return false
	}
	return !slices.ContainsFunc(a, func(r data.Relevance) bool { return !slices.Contains(b, r) })
}

func add(a, b Point) Point {
	return Point{b.Month, a.Count + b.Count, a.Disclosed + b.Disclosed, a.Fen + b.Fen, a.Notices + b.Notices}
}

// rows fills every month from the first to the last, counting each year from
// its January even when that is not shown.
func (s *Series) rows(byMonth map[data.Month]Point, b reference.Baseline, usable bool, o CompareOptions) {
	from, to := span(byMonth, o)
	if from == 0 {
		return
	}
	var ytd Point
	complete := true
	for m := data.Month(from.Year()*100 + 1); m <= to; m = m.Next() {
		if m%100 == 1 {
			ytd, complete = Point{}, true
		}
		p := byMonth[m]
		ytd, complete = add(ytd, p), complete && o.Complete(m)
		if m < from {
			continue
		}
		r := MonthRow{Month: m, Count: p.Count, Disclosed: p.Disclosed, SumFen: p.Fen, Notices: p.Notices, YTD: ytd.Count, YTDFen: ytd.Fen,
			Complete: o.Complete(m), YTDComplete: complete}
		r.Covered = p.Count > 0 || r.Complete || o.Covered(m)
		r.Same2023 = same2023(byMonth, m, o)
		if usable {
			r.Ratio, r.MonthRatio = share2(ytd.Count, b.Count), share2(p.Count, b.Count)
			r.Passed = m.Year() > b.Year && ytd.Count > b.Count
			s.pass(r)
		}
		s.Months = append(s.Months, r)
	}
}

func (s *Series) pass(r MonthRow) {
	if y := r.Month.Year(); r.Passed && (len(s.Passed) == 0 || s.Passed[len(s.Passed)-1].Year != y) {
		s.Passed = append(s.Passed, Passing{y, r.Month, r.YTD})
	}
}

func span(byMonth map[data.Month]Point, o CompareOptions) (from, to data.Month) {
	for m := range byMonth {
		if from == 0 || m < from {
			from = m
		}
		to = max(to, m)
	}
	if o.From != 0 {
		from = o.From
	}
	if o.To != 0 {
		to = o.To
	}
	if from == 0 || to == 0 || to < from || to.Year()-from.Year() > 200 {
		return 0, 0
	}
	return from, to
}

// same2023 is our own count of the same month of 2023, if we know of any.
func same2023(byMonth map[data.Month]Point, m data.Month, o CompareOptions) *int {
	y := 2023*100 + m%100
	p, ok := byMonth[y]
	if !ok && !o.Complete(y) && !o.Covered(y) {
		return nil
	}
	return &p.Count
}

func share2(n, of int) *float64 {
	v := float64(n) / float64(of)
	return &v
}

func (s *Series) footnotes() {
	for i, r := range s.Months {
		if r.Disclosed < r.Count && !slices.Contains(s.Notes, notePartial) {
			s.Notes = append(s.Notes, notePartial)
		}
		if r.Month >= 202404 && (i == len(s.Months)-1) {
			s.Notes = append(s.Notes, noteCCGP)
		}
	}
}

// OwnBaseline is our own count of 2023 as a baseline. ok is false unless
// every month of 2023 is complete: a partial year would overstate all growth.
func OwnBaseline(points []Point, o CompareOptions) (b reference.Baseline, ok bool) {
	o = o.filled()
	b = reference.Baseline{ID: "own", Name: "own count of 2023", Year: 2023, Unit: o.Unit, Classes: o.Classes, Partial: true, Own: true,
		Source: "this folder's own crawl of 2023", Scope: "the portals that this folder covers",
		ZH: reference.FigureText{Tracker: "本站 2023 年的统计", Source: "本数据目录对 2023 年的抓取", Scope: "本数据目录覆盖的网站"}}
	for _, p := range points {
		if p.Month.Year() == 2023 {
			b.Count += p.Count
			b.AmountFen += p.Fen
		}
	}
	for m := data.Month(202301); m <= 202312; m = m.Next() {
		if !o.Complete(m) {
			return b, false
		}
	}
	return b, b.Count > 0
}
