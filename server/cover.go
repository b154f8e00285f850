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

// lane is one list of one portal, and the period of the portal.
type lane struct {
	portal, channel, query string
	period
}

// coverage is the whole table, folded into months: a hundred lists over four
// years are 150,000 days, which no page has the time to go through.
type coverage struct {
	lists   map[lane]map[data.Month]*laneMonth
	periods []period // of every portal on record, also when lists only holds those of some
}

// laneMonth is what is known of one list in one month.
type laneMonth struct {
	done, listed, unread int
	worst                store.CoverageState
	tried                bool // any day of it was asked for
}

// add takes the word on one day. A day that is not over is not complete.
func (m *laneMonth) add(l lane, row store.Coverage, today data.Day) {
	m.tried = m.tried || row.State != store.CoverageNotTried
	m.listed, m.unread = m.listed+row.Listed, m.unread+row.Unread
	switch {
	case !l.has(row.Day):
	case row.State == store.CoverageComplete:
		if row.Day < today {
			m.done++
		}
	case row.State != store.CoverageNotTried && worse(row.State, m.worst):
		m.worst = row.State
	}
}

// readCoverage reads the table, and the period of each portal in it. What is
// said of days that lie ahead is left out.
func (s *Server) readCoverage() (coverage, error) {
	var rows []store.Coverage
	today := data.DayOf(s.now())
	all := coverage{lists: map[lane]map[data.Month]*laneMonth{}}
	err := s.o.Store.Coverage(func(row store.Coverage) error {
		if row.Day <= today {
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		return all, err
	}
	periods := map[string]period{}
	for _, row := range rows {
		p, ok := periods[row.Portal]
		if !ok {
			if p.first, p.last, err = s.o.Store.Span(row.Portal); err != nil {
				return all, err
			}
			periods[row.Portal] = p
			if !slices.Contains(all.periods, p) {
				all.periods = append(all.periods, p)
			}
		}
		all.add(lane{row.Portal, row.Channel, row.Query, p}, row, today)
	}
	return all, nil
}

func (c coverage) add(l lane, row store.Coverage, today data.Day) {
	if c.lists[l] == nil {
		c.lists[l] = map[data.Month]*laneMonth{}
	}
	m := c.lists[l][row.Day.Month()]
	if m == nil {
		m = &laneMonth{}
		c.lists[l][row.Day.Month()] = m
	}
	m.add(l, row, today)
}

// of keeps the lanes of the given portals; an empty list keeps all.
func (c coverage) of(portals []string) coverage {
	if len(portals) == 0 {
		return c
	}
	out := coverage{map[lane]map[data.Month]*laneMonth{}, c.periods}
	for l, days := range c.lists {
		if slices.Contains(portals, l.portal) {
			out.lists[l] = days
		}
	}
	return out
}

// span gives the first and last month with anything known.
func (c coverage) span() (first, last data.Month) {
	for _, months := range c.lists {
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

// only keeps one list.
func (c coverage) only(l lane) coverage {
	return coverage{map[lane]map[data.Month]*laneMonth{l: c.lists[l]}, c.periods}
}

// severity orders the reasons for a hole, the most telling last.
var severity = []store.CoverageState{"", store.CoverageNotTried, store.CoveragePartial, store.CoverageCapped, store.CoverageChanged, store.CoverageBlocked}

func worse(a, b store.CoverageState) bool {
	return slices.Index(severity, a) > slices.Index(severity, b)
}
