package ledger

import (
	"fmt"
	"testing"
	"time"

	"zhongbiao/data"
)

// on applies notices on a day.
func on(t *testing.T, f *fake, day data.Day, ns ...*data.Notice) {
	t.Helper()
	f.now = day.Time().Add(9 * time.Hour)
	apply(t, f, ns...)
}

func asOf(t *testing.T, f *fake, day data.Day, q Query) string {
	t.Helper()
	ps, err := AsOf(f, day, q)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, p := range ps {
		out += fmt.Sprintf("%s %d %d/%d; ", p.Month, p.Count, p.Fen/data.Yuan, p.Disclosed)
	}
	return out
}

func TestAsOf(t *testing.T) {
	f := newFake()
	on(t, f, 20240402, award("a", 20240401, num1, uni, "平台甲乙", 100, "甲公司"))
	on(t, f, 20240510, award("x", 20240509, num1, uni, "平台甲乙更正公告", 80, "甲公司", correction))
	on(t, f, 20240601, award("b", 20240320, num1, uni, "平台甲乙", 100, "甲公司", portal("p2"))) // an earlier award found later
	on(t, f, 20240701, award("f", 20240630, num1, uni, "平台甲乙终止公告", 0, "", kind(data.KindFailure), lots()))
	for day, want := range map[data.Day]string{
		20240401: "", 20240402: "2024-04 1 100/1; ", 20240509: "2024-04 1 100/1; ", 20240510: "2024-04 1 80/1; ",
		20240601: "2024-03 1 80/1; ", 20240630: "2024-03 1 80/1; ", 20240701: "",
	} {
		if got := asOf(t, f, day, Query{}); got != want {
			t.Errorf("as of %s: %q, want %q", day, got, want)
		}
	}
	if got := asOf(t, f, 20240402, Query{Classes: []data.Relevance{data.Compute}}); got != "" {
		t.Errorf("another class: %q", got)
	}
	rs, err := Restatements(f, RestateQuery{})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, r := range rs {
		got += fmt.Sprintf("%s %s %+d %+d %s; ", data.DayOf(r.At), r.Month, r.Count, r.Fen/data.Yuan, r.Cause)
	}
	want := "2024-05-10 2024-04 +0 -20 correction; 2024-06-01 2024-03 +1 +80 notice; 2024-06-01 2024-04 -1 -80 notice; 2024-07-01 2024-03 -1 -80 failure; "
	if got != want {
		t.Errorf("restatements\n%s\nwant\n%s", got, want)
	}
	if rs, _ = Restatements(f, RestateQuery{FirstCount: true}); len(rs) != 5 {
		t.Errorf("with first counts %d entries, want 5", len(rs))
	}
}

func TestALateFindIsARestatementAndABackfillIsNot(t *testing.T) {
	late := award("b", 20240410, "SLCG-2024-0099", grid, "智能体丙丁", 50, "乙公司")
	f := newFake()
	on(t, f, 20240402, award("a", 20240401, num1, uni, "平台甲乙", 100, "甲公司"))
	on(t, f, 20260801, late)
	if rs, _ := Restatements(f, RestateQuery{}); len(rs) != 1 || rs[0].Month != 202404 || rs[0].Count != 1 {
		t.Errorf("an award of 2024-04 found in 2026, when the month was long known: %+v", rs)
	}
	f = newFake()
	on(t, f, 20260801, late)
	if rs, _ := Restatements(f, RestateQuery{}); len(rs) != 0 {
		t.Errorf("the first crawl of an old month restates nothing: %+v", rs)
	}
}

func TestRulesAndDecisionsAreAlwaysListed(t *testing.T) {
	a := award("a", 20240401, num1, uni, "平台甲乙", 100, "甲公司")
	f := newFake()
	on(t, f, 20240402, a)
	again := *a
	again.Lots, again.Rules = []data.Lot{lot("", 90, "甲公司")}, "extract-2"
	on(t, f, 20240402, &again)
	if rs, _ := Restatements(f, RestateQuery{}); len(rs) != 1 || rs[0].Cause != CauseRule || rs[0].Detail != "extract-2" {
		t.Errorf("%+v", rs)
	}
}
