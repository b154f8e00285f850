package ledger

import (
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// MonthCoverage says of each month what the store's coverage knows, as the
// functions that Compare and Reconcile take. A month is complete when every
// list that was ever covered (portal, channel and query) is complete on every
// one of its days; it is covered when any list was read on any day.
func MonthCoverage(st *store.Store) (complete, covered func(data.Month) bool, err error) {
	mc := monthCoverage{lists: map[string]bool{}, done: map[data.Month]map[listDay]bool{}, any: map[data.Month]bool{}}
	if err := st.Coverage(func(c store.Coverage) error { mc.add(c); return nil }); err != nil {
		return nil, nil, err
	}
	return mc.complete, mc.covered, nil
}

type listDay struct {
	list string
	day  data.Day
}

type monthCoverage struct {
	lists map[string]bool
	done  map[data.Month]map[listDay]bool
	any   map[data.Month]bool
}

func (mc *monthCoverage) add(c store.Coverage) {
	list := c.Portal + "\x00" + c.Channel + "\x00" + c.Query
	mc.lists[list] = true
	m := c.Day.Month()
	switch c.State {
	case store.CoverageComplete:
		if mc.done[m] == nil {
			mc.done[m] = map[listDay]bool{}
		}
		mc.done[m][listDay{list, c.Day}] = true
		mc.any[m] = true
	case store.CoveragePartial, store.CoverageCapped:
		mc.any[m] = true
	}
}

func (mc *monthCoverage) complete(m data.Month) bool {
	return m != 0 && len(mc.lists) > 0 && len(mc.done[m]) == len(mc.lists)*int(m.Last()%100)
}

func (mc *monthCoverage) covered(m data.Month) bool { return mc.any[m] }
