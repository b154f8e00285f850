package server

import "zhongbiao/data"

// maxKeys is how many parts of a split get a colour and a column of their
// own; the rest is drawn together.
const maxKeys = 8

// trendTable is the series as the page prints it, and as the chart gets it.
type trendTable struct {
	Caption      string
	CountLabel   string
	Baseline     bool
	BaselineNote string
	NoBaseline   string
	Notes        []string
	Keys         []link
	Rows         []trendRow
	Span         int
	ChartJSON    string
}

type trendRow struct {
	Month, URL                                   string
	Count, Ratio, YTD, Passed, Amount, Disclosed string
	Keys                                         []string
	Coverage, Class                              string
	None                                         bool
}

func (b base) table(se *series) trendTable {
	t := trendTable{CountLabel: b.T("col.count." + unitOf(se.Query.Filter.Unit)), Baseline: se.Yard != nil}
	t.Caption = b.T("trend.caption", b.T("unit."+unitOf(se.Query.Filter.Unit)), b.T("split."+se.Query.Split))
	if se.Yard != nil {
		t.BaselineNote = b.yardNote(se.Yard)
	} else {
		t.NoBaseline = b.T(se.Why)
	}
	t.Notes = b.footnotes(se)
	shown, rest := se.parts()
	for _, k := range shown {
		t.Keys = append(t.Keys, link{Label: b.Lang.part(se.Query.Split, k)})
	}
	if rest {
		t.Keys = append(t.Keys, link{Label: b.T("split.rest")})
	}
	t.Span = 4 + len(t.Keys)
	if t.Baseline {
		t.Span++
	}
	for i, sl := range se.slots() {
		row := b.tableRow(se, sl.monthRow)
		if sl.last != sl.Month {
			row.Month = b.T("cover.run", row.Month, b.Lang.Month(sl.last))
		}
		if i > 0 && sl.Month%100 == 1 {
			row.Class += " year"
		}
		t.Rows = append(t.Rows, row)
	}
	t.ChartJSON = b.chart(se, t)
	return t
}

// slot is one place on the time axis of chart and table: a month, or a run of
// months of which nothing is known.
type slot struct {
	monthRow
	last data.Month
}

// longRun is how many uncovered months in a row share one place: two empty
// years would leave no room for what is known. Files list every month.
const longRun = 4

func (s *series) slots() []slot {
	var out []slot
	for i := 0; i < len(s.Months); i++ {
		end := i
		for end < len(s.Months) && s.Months[end].State() == coverNone {
			end++
		}
		if end-i >= longRun {
			out = append(out, slot{s.Months[i], s.Months[end-1].Month})
			i = end - 1
			continue
		}
		out = append(out, slot{s.Months[i], s.Months[i].Month})
	}
	return out
}

func (b base) tableRow(se *series, m monthRow) trendRow {
	row := trendRow{Month: b.Lang.Month(m.Month), Class: string(m.State()), Coverage: b.coverWords(m)}
	if m.State() == coverNone {
		row.None = true
		return row
	}
	f := se.Query.Filter
	f.From, f.To = m.Month, m.Month
	row.URL = b.With("/awards", f.Values())
	row.Count = b.Lang.Int(m.Count)
	row.YTD, row.Amount = b.Lang.Int(m.YTD), b.Lang.Money(m.SumFen)
	if m.Disclosed == 0 {
		row.Amount = "–"
	}
	row.Disclosed = b.T("disclosed.of", b.Lang.Int(m.Disclosed), b.Lang.Int(m.Count))
	if y := se.yard(); y > 0 {
		row.Ratio = b.Lang.Percent(float64(se.value(m)) / float64(y))
	}
	if se.passedHere(m.Month) {
		row.Passed = b.T("trend.passed", m.Month.Year(), se.Yard.Year)
	}
	for _, v := range se.column(m) {
		row.Keys = append(row.Keys, b.measured(v, se.Query.Measure))
	}
	return row
}

func cellValue(c cell, m measure) int64 {
	if m == measureAmount {
		return c.Fen
	}
	return int64(c.Count)
}

func (b base) measured(v int64, m measure) string {
	switch {
	case v == 0:
		return "·"
	case m == measureAmount:
		return b.Lang.Money(v)
	}
	return b.Lang.Int(int(v))
}

// coverWords explains a month's coverage in a few words.
func (b base) coverWords(m monthRow) string {
	switch {
	case m.State() == coverComplete:
		return b.T("cover.complete")
	case m.State() == coverNone:
		return b.T("cover.none")
	case m.Cover.Running:
		return b.T("cover.running")
	case m.Cover.All == 0 || m.Cover.Done == 0 && m.Cover.Worst == "":
		return b.T("cover.unknown")
	}
	words := b.T("cover.partial", b.Lang.share(m.Cover.Done, m.Cover.All))
	if m.Cover.Worst != "" {
		words += b.T("comma") + b.T("state."+string(m.Cover.Worst))
	}
	return words
}
