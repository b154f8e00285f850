package server

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"zhongbiao/data"
)

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
	File     string            `json:"file"`
	Text     map[string]string `json:"text"`
}

type chartSeries struct {
	Rows   url.Values `json:"rows"` // what leads from the rows of a month to those of this part
	Label  string     `json:"label"`
	Color  int        `json:"color"`
	Values []*float64 `json:"values"`
}

func (b base) chart(se *series, t trendTable) string {
	shown, rest := se.parts()
	f := se.Query.Filter
	f.From, f.To = 0, 0
	c := chartData{Series: []chartSeries{}, Measure: se.Query.Measure, Baseline: chartValue(se.yard(), se.Query.Measure), Rows: b.With("/awards", f.Values()),
		Text: b.chartText(se, t), File: "zhongbiao-" + se.Query.Split + ".png"}
	colours := colourOf(se.Query.Split, shown)
	for i, k := range shown {
		c.Series = append(c.Series, chartSeries{Rows: se.Query.rowsOf(k), Label: t.Keys[i].Label, Color: colours[i]})
	}
	if rest {
		c.Series = append(c.Series, chartSeries{Rows: se.Query.rowsOfRest(se.Keys, shown), Label: b.T("split.rest"), Color: maxKeys + 1})
	}
	for i, sl := range se.slots() {
		m := sl.monthRow
		c.Months = append(c.Months, m.Month.String())
		c.Labels = append(c.Labels, m.Month.String())
		c.Last = append(c.Last, sl.last.String())
		c.Year = append(c.Year, m.Month.Year())
		c.State = append(c.State, m.State())
		c.Notes = append(c.Notes, t.Rows[i].Coverage)
		c.column(se, m)
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
func (c *chartData) column(se *series, m monthRow) {
	if m.State() == coverNone {
		for i := range c.Series {
			c.Series[i].Values = append(c.Series[i].Values, nil)
		}
		c.YTD = append(c.YTD, nil)
		return
	}
	num := func(v int64) *float64 { f := chartValue(v, se.Query.Measure); return &f }
	for i, v := range se.column(m) {
		c.Series[i].Values = append(c.Series[i].Values, num(v))
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
	if b.Sample != sampleNone && b.Sample != sampleAway {
		m["sample"] = b.T("sample.word") + " · " + b.T("sample.banner."+string(b.Sample))
	}
	return m
}
