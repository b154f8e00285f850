package server

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

type coveragePage struct {
	base
	Lead   string
	Answer string // which months are complete
	Years  []link
	Months []string
	Rows   []coverRow
	Legend []coverCell
	Counts []figure
	Known  []portalRow
}

// coverRow is one list of one portal over the months of a year.
type coverRow struct {
	Portal, Channel, Query string
	Cells                  []coverCell
	All                    bool // over all lists
	Listed, Unread         string
}

// known is the row over all lists: it answers whether a month is complete.
func (p *coveragePage) known(cov monthlyCover, from data.Month, today data.Day) {
	row := coverRow{Portal: p.T("cover.all"), All: true}
	var whole []data.Month
	for m := from; m < from+12; m++ {
		c := cov.of(m)
		cell := p.coverCell(c, m, today)
		switch {
		case c.State() == coverComplete:
			cell.Text = "✓"
			whole = append(whole, m)
		case m.First() <= today && c.Done > 0:
			cell.Title += p.T("colon") + cell.Text
			cell.Text = p.Lang.share(c.Done, c.All)
		case m.First() <= today:
			cell.Text = "–"
		}
		row.Cells = append(row.Cells, cell)
	}
	p.Rows = append(p.Rows, row)
	if p.Answer = p.T("cover.whole", p.runs(whole)); len(whole) == 0 {
		p.Answer = p.T("cover.nowhole", from.Year())
	}
}

// runs prints months, those that follow each other as from–to.
func (b base) runs(months []data.Month) string {
	var out []string
	for i := 0; i < len(months); i++ {
		j := i
		for j+1 < len(months) && months[j+1] == months[j].Next() {
			j++
		}
		words := b.Lang.Month(months[i])
		if j > i {
			words = b.T("cover.run", words, b.Lang.Month(months[j]))
		}
		out, i = append(out, words), j
	}
	return strings.Join(out, b.T("list.comma"))
}

type coverCell struct{ Class, Text, Title string }

// coveragePage says which days of which list are complete, and why not.
func (s *Server) coveragePage(w http.ResponseWriter, v *visit) error {
	cov, err := s.coverage()
	if err != nil {
		return err
	}
	asked, err := yearOf(v.URL.Query().Get("year"))
	if err != nil {
		return err
	}
	b := s.base(v, v.lang.T("cover.title"))
	page := coveragePage{base: b}
	if page.Known, err = s.portalRows(b); err != nil {
		return err
	}
	if page.Counts, err = s.holdings(b); err != nil {
		return err
	}
	first, last := cov.span()
	if last == 0 {
		page.Lead = b.T("cover.nothing")
		return s.page(w, v, "coverage", page)
	}
	year := last.Year()
	switch {
	case asked == 0:
	case asked < first.Year() || asked > last.Year():
		return badParam("year", strconv.Itoa(asked), "hint.year", first.Year(), last.Year())
	default:
		year = asked
	}
	for y := first.Year(); y <= last.Year(); y++ {
		q := v.URL.Query()
		q.Set("year", strconv.Itoa(y))
		q.Del("lang")
		page.Years = append(page.Years, link{Label: strconv.Itoa(y), URL: b.With("/coverage", q), Active: y == year})
	}
	page.fill(cov, year, data.DayOf(s.now()))
	return s.page(w, v, "coverage", page)
}

// yearOf reads a year of four digits; 0 for none.
func yearOf(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 1000 || y > 9999 {
		return 0, badParam("year", s, "hint.anyyear")
	}
	return y, nil
}

// lanes lists the lists by portal, channel and query.
func (c coverage) lanes() []lane {
	var lanes []lane
	for l := range c.lists {
		lanes = append(lanes, l)
	}
	slices.SortFunc(lanes, func(x, y lane) int {
		return cmp.Or(cmp.Compare(x.portal, y.portal), cmp.Compare(x.channel, y.channel), cmp.Compare(x.query, y.query))
	})
	return lanes
}

func (p *coveragePage) fill(cov coverage, year int, today data.Day) {
	b := p.base
	lanes := cov.lanes()
	from := data.Month(year*100 + 1)
	for m := from; m < from+12; m++ {
		p.Months = append(p.Months, m.String()[5:])
	}
	p.known(cov.monthly(today), from, today)
	for _, l := range lanes {
		p.Rows = append(p.Rows, b.coverRow(cov, l, from, today))
	}
	p.Lead = cov.year(year, today).words(b.Lang)
	for _, st := range []coverState{coverComplete, coverPartial, coverNone} {
		p.Legend = append(p.Legend, coverCell{Class: string(st), Text: b.T("cover.legend." + string(st))})
	}
}

// coverRow is one list over the months of a year.
func (b base) coverRow(cov coverage, l lane, from data.Month, today data.Day) coverRow {
	row := coverRow{Portal: l.portal, Channel: l.channel, Query: l.query}
	one := cov.only(l)
	for m := from; m < from+12; m++ {
		if !l.touches(m) {
			row.Cells = append(row.Cells, coverCell{Class: "ahead", Text: "–", Title: b.T("cover.outside")})
			continue
		}
		row.Cells = append(row.Cells, b.coverCell(one.month(m, today), m, today))
	}
	listed, unread := 0, 0
	for m, c := range cov.lists[l] {
		if m.Year() == from.Year() {
			listed, unread = listed+c.listed, unread+c.unread
		}
	}
	row.Listed, row.Unread = b.Lang.Int(listed), b.Lang.Int(unread)
	return row
}

func (b base) coverCell(c monthCover, m data.Month, today data.Day) coverCell {
	if m.First() > today {
		return coverCell{Class: "ahead"}
	}
	st := c.State()
	cell := coverCell{Class: string(st), Text: b.T("cover.days", c.Done, c.All)}
	if c.All == 0 {
		cell.Text = "–"
	}
	cell.Title = b.Lang.Month(m) + b.T("colon") + b.T("cover.legend."+string(st))
	if c.Running {
		cell.Title += b.T("comma") + b.T("cover.running")
	}
	if c.Worst != "" {
		cell.Title += b.T("comma") + b.T("state."+string(c.Worst))
		if c.Worst != store.CoveragePartial {
			cell.Class = "blocked"
		}
	}
	return cell
}

// holdings says how much the folder holds.
func (s *Server) holdings(b base) ([]figure, error) {
	n, err := s.o.Store.Counts()
	if err != nil {
		return nil, err
	}
	figures := []figure{
		{b.T("hold.pages"), b.Lang.Int(n.Pages), ""}, {b.T("hold.notices"), b.Lang.Int(n.Notices), ""},
		{b.T("hold.projects"), b.Lang.Int(n.Projects), ""}, {b.T("hold.listed"), b.Lang.Int(n.Listed), b.T("hold.listed.note")},
		{b.T("hold.failed"), b.Lang.Int(n.Tasks[store.TaskFailed]), ""},
	}
	if s.o.Unreadable == nil {
		return figures, nil
	}
	unread, err := s.o.Unreadable()
	return append(figures, figure{b.T("hold.unread"), b.Lang.Int(unread), b.T("hold.unread.note")}), err
}
