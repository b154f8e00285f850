package server

import (
	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

// Months tells what is known of the coverage of each month, for reports of the
// ledger outside of the pages: by the same rules, so that no two of them call
// a month complete and incomplete.
func (s *Server) Months() (ledger.CompareOptions, error) {
	all, err := s.coverage()
	if err != nil {
		return ledger.CompareOptions{}, err
	}
	today, folded := data.DayOf(s.now()), map[data.Month]monthCover{}
	known := func(m data.Month) monthCover {
		if _, ok := folded[m]; !ok {
			folded[m] = all.month(m, today)
		}
		return folded[m]
	}
	return ledger.CompareOptions{
		Complete: func(m data.Month) bool { return known(m).State() == coverComplete },
		Covered:  func(m data.Month) bool { return known(m).read() },
	}, nil
}

// read tells whether anything of the month was read: one of which every list
// was blocked is not covered, and its count is not zero but unknown.
func (m monthCover) read() bool {
	return m.Done > 0 || m.Worst == store.CoveragePartial || m.Worst == store.CoverageCapped
}
