package server

import (
	"net/http"

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
	Definitions []term
	Rankings    []ranking
	Hits        []hit
	Start       int
	AllURL      string
}

// term is a term and its definition.
type term struct{ Label, Value string }

func (s *Server) trendPage(w http.ResponseWriter, v *visit) error {
	q, err := trendQueryOf(v.URL.Query())
	if err != nil {
		return err
	}
	se, err := s.trend(v.Context(), q, index.Request{Limit: newestSize, Facets: []string{"industry", "buyer", "supplier", "region"}})
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
	if p.Hits, err = s.hits(p.base, se.Result.Hits); err != nil {
		return err
	}
	p.AllURL = p.newestURL(q.Filter)
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
		more = append(more, b.T("story.partial", b.Lang.Month(m.Month), b.listDays(m)))
	} else if last := se.Months[len(se.Months)-1]; last.Month > m.Month {
		more = append(more, b.T("story.later", b.Lang.Month(m.Month.Next()), b.Lang.Month(last.Month)))
	}
	return head, more
}

// listDays says in brackets how many list-days of the month are complete, if
// there are any.
func (b base) listDays(m monthRow) string {
	if m.Cover.All == 0 {
		return ""
	}
	return b.T("story.listdays", b.Lang.Int(m.Cover.Done), b.Lang.Int(m.Cover.All))
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

func unitOf(u string) string {
	if u == unitNotice {
		return unitNotice
	}
	return unitProject
}
