package server

import (
	"slices"

	"zhongbiao/data"
)

// period is the days between which a portal has anything; 0 is no bound.
type period struct{ first, last data.Day }

func (p period) has(d data.Day) bool {
	return (p.first == 0 || d >= p.first) && (p.last == 0 || d <= p.last)
}

// touches tells whether any day of the month lies within.
func (p period) touches(m data.Month) bool {
	return (p.first == 0 || m.Last() >= p.first) && (p.last == 0 || m.First() <= p.last)
}

// days counts the days of the month that lie within, until one day.
func (p period) days(m data.Month, until data.Day) int {
	from, to := max(m.First(), p.first), min(m.Last(), until)
	if p.last != 0 {
		to = min(to, p.last)
	}
	return max(0, int(to-from)+1) // days of one month follow each other
}

// The one rule by which coverage is counted, wherever a share of it is shown:
//
// A list-day is one list on one day that it should have been listed. That is
// every day that is over and within the period of its portal, also days before
// the first crawl. What lies before or after the period is no hole, since
// another portal has it. A day that no portal has is a hole in fact: nobody
// looked at it. It is missing from every list that has anything of the month,
// so that the parts of a month still add up to the whole and a month of which
// a half is known by ten lists is not 95 % complete.

// due counts the days of the month on which a list of the period should have
// been listed.
func (c coverage) due(p period, m data.Month, today data.Day) int {
	if !p.touches(m) {
		return 0
	}
	return p.days(m, today.Add(-1)) + c.gaps(m, today)
}

// gaps counts the days of the month that are over and that no portal has.
func (c coverage) gaps(m data.Month, today data.Day) int {
	n, until := 0, min(m.Last(), today.Add(-1))
	for d := m.First(); d <= until; d++ {
		if !slices.ContainsFunc(c.periods, func(p period) bool { return p.has(d) }) {
			n++
		}
	}
	return n
}

// month folds one month over all lists. A month that is not over is never
// complete.
func (c coverage) month(m data.Month, today data.Day) monthCover {
	out := monthCover{Running: m.Last() >= today && m.First() <= today}
	alike := map[period]int{} // lists with the same period
	for l, months := range c.lists {
		alike[l.period]++
		known := months[m]
		if known == nil {
			continue
		}
		out.Done += known.done
		if worse(known.worst, out.Worst) {
			out.Worst = known.worst
		}
	}
	for p, lists := range alike {
		out.All += lists * c.due(p, m, today)
	}
	return out
}

// yearCover is a year's list-days, over all lists.
type yearCover struct {
	Year, Lists int // lists that should have been listed at all
	Done, All   int
	Unlisted    int // months that began and of which no list has anything
}

func (c coverage) year(year int, today data.Day) yearCover {
	out := yearCover{Year: year}
	due := map[period]bool{}
	from := data.Month(year*100 + 1)
	for m := from; m < from+12; m++ {
		got := c.month(m, today)
		out.Done, out.All = out.Done+got.Done, out.All+got.All
		if got.All == 0 && m.First() < today {
			out.Unlisted++
		}
		for l := range c.lists {
			due[l.period] = due[l.period] || c.due(l.period, m, today) > 0
		}
	}
	for l := range c.lists {
		if due[l.period] {
			out.Lists++
		}
	}
	return out
}

// share prints how many of the list-days are complete. All but a few is not
// all, and a few is not nothing.
func (l Lang) share(done, all int) string {
	switch {
	case all == 0:
		return "–"
	case done == all:
		return l.Percent(1)
	}
	return l.Percent(min(float64(done)/float64(all), .99))
}

// words says what is known of the year.
func (y yearCover) words(l Lang) string {
	if y.All == 0 {
		return l.T("cover.outlead", y.Year)
	}
	s := l.T("cover.lead", y.Year, l.Int(y.Lists), l.Int(y.Done), l.Int(y.All), l.share(y.Done, y.All))
	if y.Unlisted > 0 {
		s += l.T("cover.unlisted", y.Unlisted)
	}
	return s
}

// CoverageWords says, in English, how many list-days of each year are
// complete, and what a list-day is: as the coverage page does.
func (s *Server) CoverageWords() ([]string, error) {
	cov, err := s.coverage()
	if err != nil {
		return nil, err
	}
	first, last := cov.span()
	if last == 0 {
		return nil, nil
	}
	var out []string
	for y := first.Year(); y <= last.Year(); y++ {
		out = append(out, cov.year(y, data.DayOf(s.now())).words(EN))
	}
	return append(out, EN.T("cover.rule")), nil
}
