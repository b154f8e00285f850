package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/index"
)

// switchGroup is a row of choices of which one is active.
type switchGroup struct {
	ID, Label string
	Options   []link
}

type figure struct{ Label, Value, Note string }

type trendPage struct {
	base
	Indexing    bool
	Headline    string
	Sentences   []string
	Chips       []chip
	ClearURL    string
	Figures     []figure
	Switches    []switchGroup
	Trend       trendTable
	Definitions []link2
	Rankings    []ranking
	Hits        []hit
	Start       int
	AllURL      string
}

// link2 is a term and its definition.
type link2 struct{ Label, Value string }

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

func (s *Server) trendPage(w http.ResponseWriter, v *visit) error {
	q, err := trendQueryOf(v.URL.Query())
	if err != nil {
		return err
	}
	se, err := s.trend(v.Context(), q, index.Request{Limit: 5, Facets: []string{"industry", "buyer", "supplier", "region"}})
	if err != nil {
		return err
	}
	p := trendPage{base: s.base(v, v.lang.T("trend.title")), Indexing: !s.o.Index.Ready(), Start: 1}
	p.Scripts = []string{"chart.umd.js", "trend.js", "app.js"}
	p.Feeds = p.feedLinks(q.Filter)
	p.Formats = p.trendFormats(q)
	p.Headline, p.Sentences = p.story(se)
	p.Chips, p.ClearURL = p.chips(q.Filter, "/", q.view()), p.With("/", q.view())
	p.Figures = p.figures(se)
	p.Switches = p.switches(q, data.DayOf(s.now()).Year())
	p.Trend = p.table(se)
	p.Definitions = p.definitions(se)
	p.Rankings = p.rankings(se.Result, q.Filter)
	newest := q.Filter
	newest.Sort = sortNewest
	if p.Hits, err = s.newestHits(v, p.base, newest); err != nil {
		return err
	}
	p.AllURL = p.With("/awards", newest.Values())
	return s.page(w, v, "trend", p)
}

// story says the answer in words: the month, the year, the money.
func (b base) story(se *series) (string, []string) {
	m, ok := se.headline()
	if !ok {
		return b.T("trend.nothing"), nil
	}
	unit := b.T("unit." + unitOf(se.Query.Filter.Unit))
	head := b.T("story.month", b.Lang.Month(m.Month), b.Lang.Int(m.Count), unit)
	if se.Yard != nil && se.Yard.Count > 0 {
		key := "story.ratio"
		if se.Yard.Own {
			key = "story.own"
		}
		head = b.T(key, b.Lang.Month(m.Month), b.Lang.Int(m.Count), unit,
			b.Lang.Percent(float64(m.Count)/float64(se.Yard.Count)), se.Yard.Year, b.Lang.Int(se.Yard.Count))
	}
	var more []string
	more = append(more, b.yearSentence(se, m))
	if m.Disclosed > 0 {
		more = append(more, b.T("story.money", b.Lang.Int(m.Disclosed), b.Lang.Money(m.SumFen)))
	}
	if m.State() != coverComplete {
		more = append(more, b.T("story.partial", b.Lang.Month(m.Month)))
	} else if last := se.Months[len(se.Months)-1]; last.Month > m.Month {
		more = append(more, b.T("story.later", b.Lang.Month(m.Month.Next()), b.Lang.Month(last.Month)))
	}
	return head, more
}

func (b base) yearSentence(se *series, m monthRow) string {
	year := m.Month.Year()
	s := b.T("story.year", year, b.Lang.Month(m.Month), b.Lang.Int(m.YTD))
	if se.Yard == nil || se.Query.Measure == measureAmount || year <= se.Yard.Year {
		return s + b.T("story.stop")
	}
	if at := se.passedIn(year); at != 0 && at <= m.Month {
		return s + b.T("story.passed", b.Lang.Month(at), se.Yard.Year)
	}
	return s + b.T("story.notyet", b.Lang.Percent(float64(m.YTD)/float64(se.Yard.Count)), se.Yard.Year)
}

func (b base) figures(se *series) []figure {
	m, ok := se.headline()
	if !ok {
		return nil
	}
	r := se.Result
	out := []figure{
		{b.Lang.Month(m.Month), b.Lang.Int(m.Count), b.T("fig.month", b.T("unit."+unitOf(se.Query.Filter.Unit)))},
		{b.T("fig.year", m.Month.Year()), b.Lang.Int(m.YTD), b.T("fig.until", b.Lang.Month(m.Month))},
		{b.T("fig.sum", b.Lang.Month(m.Month)), b.Lang.Money(m.SumFen), b.T("fig.disclosed", b.Lang.Int(m.Disclosed), b.Lang.Int(m.Count))},
		{b.T("fig.all"), b.Lang.Int(r.Projects), b.T("fig.notices", b.Lang.Int(r.Notices))},
		{b.T("fig.allsum"), b.Lang.Money(r.Fen), b.T("fig.disclosed", b.Lang.Int(r.Disclosed), b.Lang.Int(r.Projects))},
	}
	if se.Own != nil && (se.Yard == nil || !se.Yard.Own) {
		out = append(out, figure{b.T("fig.own", se.Own.Year), b.Lang.Int(se.Own.Count), b.T("fig.ownnote")})
	}
	return out
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
	shown := se.Keys[:min(len(se.Keys), maxKeys)]
	for _, k := range shown {
		t.Keys = append(t.Keys, link{Label: b.Lang.Label(se.Query.Split, k)})
	}
	if len(se.Keys) > maxKeys {
		t.Keys = append(t.Keys, link{Label: b.T("split.rest")})
	}
	t.Span = 4 + len(t.Keys)
	if t.Baseline {
		t.Span++
	}
	for i, sl := range se.slots() {
		row := b.tableRow(se, sl.monthRow, shown)
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

func (b base) tableRow(se *series, m monthRow, shown []string) trendRow {
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
	rest := int64(se.value(m))
	for _, k := range shown {
		c := cellValue(m.Cells[k], se.Query.Measure)
		rest -= c
		row.Keys = append(row.Keys, b.measured(c, se.Query.Measure))
	}
	if len(se.Keys) > len(shown) {
		row.Keys = append(row.Keys, b.measured(rest, se.Query.Measure))
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
	words := b.T("cover.partial", b.Lang.Percent(float64(m.Cover.Done)/float64(m.Cover.All)))
	if m.Cover.Worst != "" {
		words += b.T("comma") + b.T("state."+string(m.Cover.Worst))
	}
	return words
}

// chartData is what trend.js draws, beside the labels.
type chartData struct {
	Months   []string          `json:"months"`
	Labels   []string          `json:"labels"`
	Last     []string          `json:"last"` // last month of the place, for a run that is not covered
	Year     []int             `json:"year"`
	State    []coverState      `json:"state"`
	Notes    []string          `json:"notes"`
	Series   []chartSeries     `json:"series"`
	YTD      []*float64        `json:"ytd"`
	Baseline float64           `json:"baseline,omitempty"`
	Measure  measure           `json:"measure"`
	Rows     string            `json:"rows"`
	Param    string            `json:"param,omitempty"`
	File     string            `json:"file"`
	Text     map[string]string `json:"text"`
}

type chartSeries struct {
	Key    string     `json:"key,omitempty"`
	Label  string     `json:"label"`
	Color  int        `json:"color"`
	Values []*float64 `json:"values"`
}

func (b base) chart(se *series, t trendTable) string {
	shown := se.Keys[:min(len(se.Keys), maxKeys)]
	f := se.Query.Filter
	f.From, f.To = 0, 0
	c := chartData{Measure: se.Query.Measure, Baseline: chartValue(se.yard(), se.Query.Measure), Rows: b.With("/awards", f.Values()),
		Param: splitParam[se.Query.Split], Text: b.chartText(se, t), File: "zhongbiao-" + se.Query.Split + ".png"}
	colours := colourOf(se.Query.Split, shown)
	for i, k := range shown {
		c.Series = append(c.Series, chartSeries{Key: k, Label: t.Keys[i].Label, Color: colours[i]})
	}
	if len(se.Keys) > len(shown) {
		c.Series = append(c.Series, chartSeries{Label: b.T("split.rest"), Color: maxKeys + 1})
	}
	for i, sl := range se.slots() {
		m := sl.monthRow
		c.Months = append(c.Months, m.Month.String())
		c.Labels = append(c.Labels, m.Month.String())
		c.Last = append(c.Last, sl.last.String())
		c.Year = append(c.Year, m.Month.Year())
		c.State = append(c.State, m.State())
		c.Notes = append(c.Notes, t.Rows[i].Coverage)
		c.column(se, m, shown)
	}
	out, err := json.Marshal(c)
	if err != nil {
		return "{}" // not reached: no channel, function or NaN in it
	}
	return string(out)
}

// steady are the keys that keep their colour whatever the filter, so that
// energy is the same blue on every chart; the others take what is left.
var steady = []string{"energy", "government", "telecom", "education", "finance", "research", "health", "transport"}

// colourOf gives each shown key a colour from 1 to maxKeys.
func colourOf(split string, shown []string) []int {
	out := make([]int, len(shown))
	used := map[int]bool{}
	for i, k := range shown {
		if at := slices.Index(steady, k); at >= 0 && (split == "industry" || split == "scene") {
			out[i], used[at+1] = at+1, true
		}
	}
	next := 1
	for i := range out {
		if out[i] != 0 {
			continue
		}
		for used[next] {
			next++
		}
		out[i], used[next] = next, true
	}
	return out
}

// column adds one month to every series; an uncovered month has no value at
// all, which is not the same as 0.
func (c *chartData) column(se *series, m monthRow, shown []string) {
	if m.State() == coverNone {
		for i := range c.Series {
			c.Series[i].Values = append(c.Series[i].Values, nil)
		}
		c.YTD = append(c.YTD, nil)
		return
	}
	num := func(v int64) *float64 { f := chartValue(v, se.Query.Measure); return &f }
	rest := se.value(m)
	for i, k := range shown {
		v := cellValue(m.Cells[k], se.Query.Measure)
		rest -= v
		c.Series[i].Values = append(c.Series[i].Values, num(v))
	}
	if len(c.Series) > len(shown) {
		c.Series[len(shown)].Values = append(c.Series[len(shown)].Values, num(rest))
	}
	c.YTD = append(c.YTD, num(se.ytd(m)))
}

// chartValue turns fen into yuan; counts stay as they are.
func chartValue(v int64, m measure) float64 {
	if m == measureAmount {
		return float64(v) / float64(data.Yuan)
	}
	return float64(v)
}

// splitParam is the filter's parameter for a key of a split.
var splitParam = map[string]string{"industry": "industry", "scene": "scene", "category": "category", "region": "region", "soe": "soe"}

func (b base) chartText(se *series, t trendTable) map[string]string {
	what := b.T("measure." + string(se.Query.Measure))
	if se.Query.Measure == measureCount {
		what = b.T("unit." + unitOf(se.Query.Filter.Unit))
	}
	m := map[string]string{"title": t.Caption, "ytd": b.T("chart.ytd"), "barAxis": b.T("chart.bars", what), "ytdAxis": b.T("chart.ytdaxis"), "png": b.T("chart.png"), "none": b.T("cover.none")}
	if se.Yard != nil {
		m["baseline"] = b.T("chart.baseline", se.Yard.Year)
	}
	m["source"] = strings.TrimSpace(t.BaselineNote + " " + t.NoBaseline)
	if b.Sample != sampleNone {
		m["sample"] = b.T("sample.word") + " · " + b.T("sample.banner."+string(b.Sample))
	}
	return m
}

func unitOf(u string) string {
	if u == unitNotice {
		return unitNotice
	}
	return unitProject
}
