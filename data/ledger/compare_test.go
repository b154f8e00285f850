package ledger

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// year gives one count per month from m on.
func year(m data.Month, counts ...int) (out []Point) {
	for _, c := range counts {
		if c > 0 {
			out = append(out, Point{Month: m, Count: c, Disclosed: c / 2, Fen: int64(c) * 1000})
		}
		m = m.Next()
	}
	return out
}

func until(last data.Month) func(data.Month) bool {
	return func(m data.Month) bool { return m <= last }
}

func TestComparePassesIn(t *testing.T) {
	points := append(year(202301, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 37), year(202401, 10, 20, 21, 41, 1)...)
	s := Compare(points, reference.DefaultBaseline(), CompareOptions{Complete: until(202404)})
	if len(s.Months) != 17 || len(s.Passed) != 1 || s.Passed[0] != (Passing{2024, 202405, 93}) {
		t.Fatalf("%d months, passed %+v", len(s.Months), s.Passed)
	}
	april, may := s.Months[15], s.Months[16]
	if april.YTD != 92 || april.Passed || *april.Ratio != 1 || !april.YTDComplete {
		t.Errorf("April equals the baseline and does not pass it: %+v", april)
	}
	if may.YTD != 93 || !may.Passed || may.Complete || may.YTDComplete || *may.MonthRatio != 1.0/92 || *may.Same2023 != 5 {
		t.Errorf("May: %+v", may)
	}
	if dec := s.Months[11]; dec.YTD != 92 || dec.Passed || s.Months[12].YTD != 10 {
		t.Errorf("the baseline's own year passes, or years run together: %+v", dec)
	}
}

func TestCompareGivesNoRatioAcrossUnits(t *testing.T) {
	points := year(202401, 200)
	for name, o := range map[string]CompareOptions{
		"another unit":    {Unit: reference.UnitNotice},
		"another classes": {Classes: []data.Relevance{data.Core}},
	} {
		s := Compare(points, reference.DefaultBaseline(), o)
		if s.Months[0].Ratio != nil || len(s.Passed) != 0 || len(s.Notes) == 0 || s.Notes[0].Code != "unit" {
			t.Errorf("%s: %+v", name, s)
		}
	}
	s := Compare(points, reference.DefaultBaseline(), CompareOptions{Classes: []data.Relevance{data.DataClass, data.Core, data.Compute}})
	if s.Months[0].Ratio == nil {
		t.Error("the order of the classes matters")
	}
	if s = Compare(points, reference.Baseline{}, CompareOptions{}); s.Baseline != nil || s.Months[0].Ratio != nil {
		t.Errorf("without a baseline: %+v", s)
	}
}

func TestGapsAreUnknownAndNotZero(t *testing.T) {
	points := append(year(202401, 3), year(202405, 4)...)
	s := Compare(points, reference.DefaultBaseline(), CompareOptions{
		Complete: func(m data.Month) bool { return m == 202402 }, Covered: func(m data.Month) bool { return m == 202403 }})
	got := ""
	for _, r := range s.Months {
		got += fmt.Sprintf("%s %d complete=%v covered=%v\n", r.Month, r.Count, r.Complete, r.Covered)
	}
	want := "2024-01 3 complete=false covered=true\n2024-02 0 complete=true covered=true\n2024-03 0 complete=false covered=true\n" +
		"2024-04 0 complete=false covered=false\n2024-05 4 complete=false covered=true\n"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Unit     string
		Classes  []string
		Baseline struct {
			Count  int
			Source string
		}
		Months []struct {
			Month     string
			Count     *int
			Disclosed *int
			SumFen    *int64 `json:"sum_fen"`
			YTD       *int
			Ratio     *float64
			Complete  *bool
		}
	}
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.Unit != "project" || len(back.Classes) != 3 || back.Baseline.Count != 92 || back.Baseline.Source == "" {
		t.Errorf("head of the contract: %+v", back)
	}
	if m := back.Months[3]; m.Month != "2024-04" || m.Count != nil || m.SumFen != nil || *m.YTD != 3 || *m.Complete {
		t.Errorf("a month of which nothing is known: %s", b)
	}
	if m := back.Months[1]; *m.Count != 0 || !*m.Complete {
		t.Errorf("a complete month without awards is zero: %s", b)
	}
	var row MonthRow
	if err := json.Unmarshal([]byte(`{"month":"2024-04","count":null}`), &row); err != nil || row.Month != 202404 {
		t.Errorf("%+v, %v", row, err)
	}
}

func TestFromToKeepTheRunningTotal(t *testing.T) {
	s := Compare(year(202401, 60, 40, 10), reference.DefaultBaseline(), CompareOptions{From: 202402, To: 202404})
	if len(s.Months) != 3 || s.Months[0].YTD != 100 || s.Passed[0].Month != 202402 || s.Months[2].Covered {
		t.Errorf("%+v", s)
	}
	if s = Compare(nil, reference.DefaultBaseline(), CompareOptions{}); len(s.Months) != 0 {
		t.Errorf("nothing in, %+v out", s.Months)
	}
	if s = Compare([]Point{{Month: 0, Count: 3}}, reference.Baseline{}, CompareOptions{}); s.Undated != 3 {
		t.Errorf("undated: %+v", s)
	}
	if s = Compare(nil, reference.Baseline{}, CompareOptions{From: 1, To: 999912}); len(s.Months) != 0 {
		t.Error("a hostile span makes months without end")
	}
}

func TestNotesBesideTheFigures(t *testing.T) {
	text := fmt.Sprint(Compare(year(202403, 5, 5), reference.DefaultBaseline(), CompareOptions{}).Notes)
	if !strings.Contains(text, "2024-04-01") || !strings.Contains(text, "lower bounds") {
		t.Errorf("notes %s", text)
	}
	if text = fmt.Sprint(Compare(year(202301, 6), reference.DefaultBaseline(), CompareOptions{}).Notes); strings.Contains(text, "2024-04-01") {
		t.Errorf("notes of 2023 alone: %s", text)
	}
}

func TestOwnBaselineNeedsACompleteYear(t *testing.T) {
	points := year(202301, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)
	if _, ok := OwnBaseline(points, CompareOptions{Complete: until(202311)}); ok {
		t.Error("an incomplete 2023 was taken as a baseline")
	}
	b, ok := OwnBaseline(points, CompareOptions{Complete: until(202312)})
	if !ok || b.Count != 12 || !b.Own || b.Source == "" {
		t.Errorf("%+v, %v", b, ok)
	}
	if s := Compare(year(202401, 13), b, CompareOptions{}); len(s.Passed) != 1 {
		t.Errorf("own baseline is not used: %+v", s)
	}
}
