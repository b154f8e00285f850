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
		Covered:  func(x data.Month) bool { return m.of(x).State() != coverNone },
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
type lane struct{ portal, channel, query string }

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
	all := coverage{}
	err := s.o.Store.Coverage(func(row store.Coverage) error {
		l := lane{row.Portal, row.Channel, row.Query}
		if all[l] == nil {
			all[l] = map[data.Day]store.Coverage{}
		}
		all[l][row.Day] = row
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.all, c.at = all, time.Now()
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
	for _, days := range c {
		for d := m.First(); d <= m.Last() && d <= today; d = d.Add(1) {
			out.All++
			row, ok := days[d]
			switch {
			case ok && row.State == store.CoverageComplete:
				out.Done++
			case ok && row.State != store.CoverageNotTried && worse(row.State, out.Worst):
				out.Worst = row.State
			}
		}
	}
	return out
}

// severity orders the reasons for a hole, the most telling last.
var severity = []store.CoverageState{"", store.CoverageNotTried, store.CoveragePartial, store.CoverageCapped, store.CoverageChanged, store.CoverageBlocked}

func worse(a, b store.CoverageState) bool {
	return slices.Index(severity, a) > slices.Index(severity, b)
}
