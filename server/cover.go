package server

import (
	"slices"
	"sync"
	"time"

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

// monthlyCover folds coverage into months, each once.
type monthlyCover struct {
	first, last data.Month
	of          func(data.Month) monthCover
}

func (s *Server) monthly(c coverage) monthlyCover {
	today := data.DayOf(s.now())
	known := map[data.Month]monthCover{}
	out := monthlyCover{of: func(m data.Month) monthCover {
		got, ok := known[m]
		if !ok {
			got = c.month(m, today)
			known[m] = got
		}
		return got
	}}
	out.first, out.last = c.span()
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

// coverage is the whole table by lane and day.
type coverage map[lane]map[data.Day]store.Coverage

// coverCache keeps the folded table for a few seconds: it is asked for on
// every page and changes only while a crawl runs.
type coverCache struct {
	mu  sync.Mutex
	at  time.Time
	all coverage
}

const coverFresh = 5 * time.Second

func (s *Server) coverage() (coverage, error) {
	c := &s.cover
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all != nil && time.Since(c.at) < coverFresh {
		return c.all, nil
	}
	all, err := s.readCoverage()
	if err != nil {
		return nil, err
	}
	c.all, c.at = all, time.Now()
	return all, nil
}

// readCoverage reads the table, and the span of each portal in it.
func (s *Server) readCoverage() (coverage, error) {
	var rows []store.Coverage
	if err := s.o.Store.Coverage(func(row store.Coverage) error { rows = append(rows, row); return nil }); err != nil {
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
		l := lane{row.Portal, row.Channel, row.Query, span[0], span[1]}
		if all[l] == nil {
			all[l] = map[data.Day]store.Coverage{}
		}
		all[l][row.Day] = row
	}
	return all, nil
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
	for _, days := range c {
		for d, row := range days {
			if row.State == store.CoverageNotTried {
				continue
			}
			if m := d.Month(); first == 0 || m < first {
				first = m
			}
			last = max(last, d.Month())
		}
	}
	return first, last
}

// month folds one month over all lanes. Days that lie ahead are left out, and
// a month that is not over is never complete.
func (c coverage) month(m data.Month, today data.Day) monthCover {
	out := monthCover{Running: m.Last() >= today && m.First() <= today}
	for d := m.First(); d <= m.Last() && d <= today; d = d.Add(1) {
		expected := 0
		for l, days := range c {
			if !l.expects(d) {
				continue
			}
			expected++
			row, ok := days[d]
			switch {
			case ok && row.State == store.CoverageComplete:
				out.Done++
			case ok && row.State != store.CoverageNotTried && worse(row.State, out.Worst):
				out.Worst = row.State
			}
		}
		out.All += max(expected, 1) // a day that no list can have is a hole, not a complete day
	}
	return out
}

// severity orders the reasons for a hole, the most telling last.
var severity = []store.CoverageState{"", store.CoverageNotTried, store.CoveragePartial, store.CoverageCapped, store.CoverageChanged, store.CoverageBlocked}

func worse(a, b store.CoverageState) bool {
	return slices.Index(severity, a) > slices.Index(severity, b)
}
