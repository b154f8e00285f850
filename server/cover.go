package server

import (
	"slices"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

// coverState is how much of a month is known.
type coverState string

const (
	coverComplete coverState = "complete"
	coverPartial  coverState = "partial"
	coverNone     coverState = "none"
)

// monthCover says how many of a month's list-days are complete. A list-day is
// one day of one list (portal × channel × query).
type monthCover struct {
	Done, All int
	Worst     store.CoverageState // the most telling reason among the others
	Running   bool                // the month is not over
}

// monthlyCover is the coverage of some portals by month.
type monthlyCover struct {
	first, last data.Month
	of          func(data.Month) monthCover
}

// monthly folds every month once; the answer may be used by many at a time.
func (c coverage) monthly(today data.Day) monthlyCover {
	known := map[data.Month]monthCover{}
	var out monthlyCover
	out.first, out.last = c.span()
	for m := out.first; m != 0 && m <= out.last; m = m.Next() {
		known[m] = c.month(m, today)
	}
	out.of = func(m data.Month) monthCover {
		got, ok := known[m]
		if !ok {
			got = c.month(m, today)
		}
		return got
	}
	return out
}

// options tell the ledger which months are complete and which are covered.
func (m monthlyCover) options() ledger.CompareOptions {
	return ledger.CompareOptions{
		Complete: func(x data.Month) bool { return m.of(x).State() == coverComplete },
		Covered:  func(x data.Month) bool { return m.of(x).read() },
	}
}

// State turns the counts into the word that pages and charts use.
func (m monthCover) State() coverState {
	switch {
	case m.Done == 0 && m.Worst == "":
		return coverNone
	case m.Done == m.All && m.All > 0 && !m.Running:
		return coverComplete
	}
	return coverPartial
}

// lane is one list of one portal.
// A portal that began or ended has anything only from first to last; 0 is no
// bound.
type lane struct {
	portal, channel, query string
	first, last            data.Day
}

// expects tells whether the list can have anything of the day.
func (l lane) expects(d data.Day) bool {
	return (l.first == 0 || d >= l.first) && (l.last == 0 || d <= l.last)
}

// expectsIn tells whether the list can have anything of the month.
func (l lane) expectsIn(m data.Month) bool {
	return (l.first == 0 || m.Last() >= l.first) && (l.last == 0 || m.First() <= l.last)
}

// coverage is the whole table, folded into months: a hundred lists over four
// years are 150,000 days, which no page has the time to go through.
type coverage map[lane]map[data.Month]*laneMonth

// laneMonth is what is known of one list in one month.
type laneMonth struct {
	done, listed, unread int
	worst                store.CoverageState
	tried                bool // any day of it was asked for
}

// add takes the word on one day.
func (m *laneMonth) add(l lane, row store.Coverage) {
	m.tried = m.tried || row.State != store.CoverageNotTried
	m.listed, m.unread = m.listed+row.Listed, m.unread+row.Unread
	switch {
	case !l.expects(row.Day):
	case row.State == store.CoverageComplete:
		m.done++
	case row.State != store.CoverageNotTried && worse(row.State, m.worst):
		m.worst = row.State
	}
}

// readCoverage reads the table, and the span of each portal in it. What is
// said of days that lie ahead is left out.
func (s *Server) readCoverage() (coverage, error) {
	var rows []store.Coverage
	today := data.DayOf(s.now())
	err := s.o.Store.Coverage(func(row store.Coverage) error {
		if row.Day <= today {
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all, spans := coverage{}, map[string][2]data.Day{}
	for _, row := range rows {
		span, ok := spans[row.Portal]
		if !ok {
			first, last, err := s.o.Store.Span(row.Portal)
			if err != nil {
				return nil, err
			}
			span = [2]data.Day{first, last}
			spans[row.Portal] = span
		}
		all.add(lane{row.Portal, row.Channel, row.Query, span[0], span[1]}, row)
	}
	return all, nil
}

func (c coverage) add(l lane, row store.Coverage) {
	if c[l] == nil {
		c[l] = map[data.Month]*laneMonth{}
	}
	m := c[l][row.Day.Month()]
	if m == nil {
		m = &laneMonth{}
		c[l][row.Day.Month()] = m
	}
	m.add(l, row)
}

// of keeps the lanes of the given portals; an empty list keeps all.
func (c coverage) of(portals []string) coverage {
	if len(portals) == 0 {
		return c
	}
	out := coverage{}
	for l, days := range c {
		if slices.Contains(portals, l.portal) {
			out[l] = days
		}
	}
	return out
}

// span gives the first and last month with anything known.
func (c coverage) span() (first, last data.Month) {
	for _, months := range c {
		for m, known := range months {
			if !known.tried {
				continue
			}
			if first == 0 || m < first {
				first = m
			}
			last = max(last, m)
		}
	}
	return first, last
}

// month folds one month over all lanes. Days that lie ahead are left out, and
// a month that is not over is never complete. A day that no list can have is a
// hole, not a complete day.
func (c coverage) month(m data.Month, today data.Day) monthCover {
	out := monthCover{Running: m.Last() >= today && m.First() <= today}
	expected := map[data.Day]bool{}
	spans := map[[2]data.Day]int{} // lists with the same period
	for l, months := range c {
		spans[[2]data.Day{l.first, l.last}]++
		if known := months[m]; known != nil {
			out.Done += known.done
			if worse(known.worst, out.Worst) {
				out.Worst = known.worst
			}
		}
	}
	for span, lists := range spans {
		l := lane{first: span[0], last: span[1]}
		for d := m.First(); d <= min(m.Last(), today); d++ { // days of a month follow each other
			if l.expects(d) {
				out.All += lists
				expected[d] = true
			}
		}
	}
	if days := int(min(m.Last(), today)-m.First()) + 1; days > len(expected) {
		out.All += days - len(expected)
	}
	return out
}

// severity orders the reasons for a hole, the most telling last.
var severity = []store.CoverageState{"", store.CoverageNotTried, store.CoveragePartial, store.CoverageCapped, store.CoverageChanged, store.CoverageBlocked}

func worse(a, b store.CoverageState) bool {
	return slices.Index(severity, a) > slices.Index(severity, b)
}
