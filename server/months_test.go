package server

import (
	"path/filepath"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

func coverStore(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(filepath.Join(t.TempDir(), "data"), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// months asks a server over st what it knows of the months, on a day.
func months(t *testing.T, st *store.Store, today data.Day) ledger.CompareOptions {
	t.Helper()
	s, err := New(Options{Store: st, Index: &fake{}, Now: func() time.Time { return today.Time().Add(12 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Months()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestMonths(t *testing.T) {
	st := coverStore(t)
	days := func(portal string, m data.Month, last int, s store.CoverageState) {
		t.Helper()
		for d := 1; d <= last; d++ {
			if err := st.PutCoverage(store.Coverage{Portal: portal, Channel: "c", Day: data.Day(int(m)*100 + d), State: s}); err != nil {
				t.Fatal(err)
			}
		}
	}
	days("p", 202402, 29, store.CoverageComplete)
	days("q", 202402, 29, store.CoverageComplete)
	days("p", 202403, 31, store.CoverageComplete)
	days("q", 202403, 30, store.CoverageComplete)
	days("p", 202404, 1, store.CoverageBlocked)
	o := months(t, st, 20241231)
	complete, covered := o.Complete, o.Covered
	if !complete(202402) || complete(202403) || complete(202404) || complete(202405) {
		t.Error("complete is wrong")
	}
	if !covered(202403) || covered(202404) || covered(202301) {
		t.Error("covered is wrong")
	}
	if months(t, st, 20240229).Complete(202402) {
		t.Error("a month that is not over is called complete")
	}
}

// A portal that ended is no hole in later months, but a month that no list
// can have anything of is not complete either.
func TestMonthsWithinSpans(t *testing.T) {
	st := coverStore(t)
	if err := st.SetSpan("ended", 20240201, 20240229); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		portal string
		month  data.Month
	}{{"ended", 202402}, {"new", 202402}, {"new", 202403}} {
		for d := c.month.First(); d <= c.month.Last(); d = d.Add(1) {
			if err := st.PutCoverage(store.Coverage{Portal: c.portal, Channel: "c", Day: d, State: store.CoverageComplete}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := st.SetSpan("new", 20240210, 0); err != nil {
		t.Fatal(err)
	}
	complete := months(t, st, 20241231).Complete
	if !complete(202402) || !complete(202403) {
		t.Error("days outside a portal's span count as holes")
	}
	if complete(202401) {
		t.Error("a month before every span counts as complete")
	}
}
