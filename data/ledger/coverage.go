package ledger

import (
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// MonthCoverage says of each month what the store's coverage knows, as the
// functions that Compare and Reconcile take. A month is complete when on every
// one of its days every list (portal, channel and query) that can have
// anything of the day is complete, and there is such a list; it is covered
// when any list was read on any day.
func MonthCoverage(st *store.Store) (complete, covered func(data.Month) bool, err error) {
	mc := monthCoverage{lists: map[list]bool{}, done: map[listDay]bool{}, any: map[data.Month]bool{}, spans: map[string]portalSpan{}}
	if err := st.Coverage(func(c store.Coverage) error { mc.add(c); return nil }); err != nil {
		return nil, nil, err
	}
	for l := range mc.lists {
		first, last, err := st.Span(l.portal)
		if err != nil {
			return nil, nil, err
		}
		mc.spans[l.portal] = portalSpan{first, last}
	}
	return mc.complete, mc.covered, nil
}

type list struct{ portal, channel, query string }

type listDay struct {
	list
	day data.Day
}

// portalSpan is from when to when a portal has anything; 0 is no bound.
type portalSpan struct{ first, last data.Day }

func (s portalSpan) has(d data.Day) bool {
	return (s.first == 0 || d >= s.first) && (s.last == 0 || d <= s.last)
}

type monthCoverage struct {
	lists map[list]bool
	done  map[listDay]bool
	any   map[data.Month]bool
	spans map[string]portalSpan
}

func (mc *monthCoverage) add(c store.Coverage) {
	l := list{c.Portal, c.Channel, c.Query}
	mc.lists[l] = true
	switch c.State {
	case store.CoverageComplete:
		mc.done[listDay{l, c.Day}] = true
		mc.any[c.Day.Month()] = true
	case store.CoveragePartial, store.CoverageCapped:
		mc.any[c.Day.Month()] = true
	}
}

func (mc *monthCoverage) complete(m data.Month) bool {
	if m == 0 {
		return false
	}
	for d := m.First(); d <= m.Last(); d = d.Add(1) {
		if !mc.completeOn(d) {
			return false
		}
	}
	return true
}

func (mc *monthCoverage) completeOn(d data.Day) bool {
	some := false
	for l := range mc.lists {
		if mc.spans[l.portal].has(d) {
			some = true
			if !mc.done[listDay{l, d}] {
				return false
			}
		}
	}
	return some
}

func (mc *monthCoverage) covered(m data.Month) bool { return mc.any[m] }
