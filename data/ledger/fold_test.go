package ledger

import (
	"fmt"
	"testing"
	"time"

	"zhongbiao/data"
)

// one folds notices that must become one project.
func one(t *testing.T, ns ...*data.Notice) *data.Project {
	t.Helper()
	f := run(t, ns...)
	ps := f.all()
	if len(ps) != 1 {
		t.Fatalf("%d projects, want 1: %q", len(ps), shape(f))
	}
	return ps[0]
}

func TestLifeOfAProject(t *testing.T) {
	p := one(t,
		award("c", 20240320, num1, uni, name+"候选人公示", 100, "甲公司", kind(data.KindCandidate), func(n *data.Notice) { n.Lots[0].Status = data.LotCandidate }),
		award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
		award("x", 20240520, num1, uni, name+"更正公告", 80, "乙公司", correction),
		award("k", 20240601, num1, uni, name+"合同公告", 80, "乙公司", kind(data.KindContract)))
	if !p.Counted || p.Month != 202404 || p.Fen != 80*data.Yuan || !p.Corrected || p.Lots[0].Suppliers[0].Name != "乙公司" {
		t.Errorf("corrected award: month %v, fen %d, lots %+v", p.Month, p.Fen, p.Lots)
	}
	want := []data.Change{{Day: 20240520, Notice: "x", Field: "supplier", Old: "甲公司", New: "乙公司"},
		{Day: 20240520, Notice: "x", Field: "amount", Old: "100.00", New: "80.00"}}
	if fmt.Sprint(p.Changes) != fmt.Sprint(want) {
		t.Errorf("changes %v, want %v", p.Changes, want)
	}
}

func TestFailureTakesAnAwardOut(t *testing.T) {
	a := award("a", 20240401, num1, uni, name, 100, "甲公司")
	failed := award("f", 20240501, num1, uni, name+"终止公告", 0, "", kind(data.KindFailure), lots())
	p := one(t, a, failed)
	if p.Counted || p.Stage != data.StageFailed || p.Uncounted == "" || len(p.Changes) == 0 {
		t.Errorf("failed after award: %+v", p)
	}
	p = one(t, a, award("r", 20240501, num1, uni, name+"取消中标公告", 0, "", revoke, lots()))
	if p.Counted || p.Stage != data.StageRevoked {
		t.Errorf("revoked: stage %s, counted %v", p.Stage, p.Counted)
	}
	// The next in rank takes over, in the same notice or by a new award.
	p = one(t, a, award("r", 20240501, num1, uni, name+"重新确定中标人", 90, "乙公司", revoke))
	if !p.Counted || p.Month != 202404 || p.Fen != 90*data.Yuan {
		t.Errorf("replaced: %+v", p)
	}
	p = one(t, a, failed, award("b", 20240610, num1, uni, name+"成交公告", 70, "丙公司"))
	if !p.Counted || p.Month != 202404 || p.Fen != 70*data.Yuan || p.Stage != data.StageAwarded {
		t.Errorf("awarded again: %+v", p)
	}
}

func TestFailureOfOneLot(t *testing.T) {
	p := one(t,
		award("a", 20240401, num1, uni, name, 0, "", lots(lot("1", 100, "甲公司"), lot("2", 50, "乙公司"))),
		award("f", 20240501, num1, uni, name+"包2终止公告", 0, "", kind(data.KindFailure), lots()))
	if !p.Counted || p.Fen != 100*data.Yuan || p.Lots[1].Status != data.LotFailed {
		t.Errorf("%+v", p.Lots)
	}
	p = one(t,
		award("f", 20240401, num1, uni, name+"包2废标公告", 0, "", kind(data.KindFailure), lots()),
		award("a", 20240401, num1, uni, name, 0, "", lots(lot("1", 100, "甲公司"))))
	if !p.Counted || len(p.Lots) != 2 || p.Fen != 100*data.Yuan {
		t.Errorf("failed lot before award: counted %v, %+v", p.Counted, p.Lots)
	}
}

func TestOnlyRelevantLotsAreSummed(t *testing.T) {
	chairs := lot("2", 900, "乙公司")
	chairs.Relevance = data.RelevanceLabel{Label: data.Reject, Rule: "none", Evidence: "桌椅"}
	p := one(t, award("a", 20240401, num1, uni, name, 0, "", lots(lot("1", 100, "甲公司"), chairs)))
	if p.Fen != 100*data.Yuan || !p.Counted {
		t.Errorf("fen %d", p.Fen)
	}
	failed := lot("1", 0, "")
	failed.Status = data.LotFailed
	p = one(t, award("a", 20240401, num1, uni, name, 0, "", lots(failed, chairs)))
	if p.Counted || p.Uncounted == "" {
		t.Errorf("the only awarded lot is chairs, yet counted: %+v", p)
	}
}

func TestAmountKindsAreNotSummed(t *testing.T) {
	unit, rate, net := lot("1", 10, "甲公司"), lot("2", 0, "乙公司"), lot("3", 100, "丙公司")
	unit.Amount.Kind = data.UnitPrice
	rate.Amount = &data.Money{Kind: data.Rate, Raw: "85%"}
	net.Amount.Tax = data.TaxExcluded
	p := one(t, award("a", 20240401, num1, uni, name, 0, "", lots(unit, rate)))
	if p.Fen != 0 || p.Disclosed || !p.Counted {
		t.Errorf("unit price and rate were summed: %d", p.Fen)
	}
	p = one(t, award("a", 20240401, num1, uni, name, 0, "", lots(net, lot("4", 50, "甲公司"))))
	if p.Fen != 50*data.Yuan || len(p.Warnings) != 1 {
		t.Errorf("with and without VAT were mixed: %d, %v", p.Fen, p.Warnings)
	}
}

func TestAmountComesFromTheCandidateNotice(t *testing.T) {
	c := award("c", 20240320, num1, uni, name+"候选人公示", 100, "甲公司", kind(data.KindCandidate))
	p := one(t, c, award("a", 20240401, num1, uni, name+"结果公示", 0, "甲公司"))
	if p.Fen != 100*data.Yuan || !p.Disclosed {
		t.Errorf("fen %d", p.Fen)
	}
	p = one(t, c, award("a", 20240401, num1, uni, name+"结果公示", 0, "乙公司"))
	if p.Fen != 0 {
		t.Errorf("took another bidder's price: %d", p.Fen)
	}
}

func TestSameNoticeOnTwoPortalsTakesTheFullerBody(t *testing.T) {
	p := one(t,
		award("a", 20240401, num1, uni, name+"中标公告", 0, "甲公司"),
		award("b", 20240402, num1, uni, name+"中标公告", 100, "甲公司", portal("p2")))
	if p.Fen != 100*data.Yuan || p.Awarded != 20240401 || p.Notices[1].Same != "a" || len(p.Changes) != 0 {
		t.Errorf("fen %d, awarded %v, links %+v, changes %v", p.Fen, p.Awarded, p.Notices, p.Changes)
	}
}

func TestAnEarlierAwardFoundLaterMovesTheMonth(t *testing.T) {
	f := run(t, award("b", 20240502, num1, uni, name, 100, "甲公司", portal("p2")))
	apply(t, f, award("a", 20240430, num1, uni, name, 100, "甲公司"))
	p := f.all()[0]
	if p.Month != 202404 {
		t.Errorf("month %v", p.Month)
	}
	e := f.journal[len(f.journal)-1]
	if e.OldMonth != 202405 || e.NewMonth != 202404 || e.Cause != CauseNotice {
		t.Errorf("journal %+v", e)
	}
}

func TestStagesThatDoNotCount(t *testing.T) {
	direct := func(n *data.Notice) { n.Kind, n.Direct = data.KindSingleSource, true }
	for want, o := range map[data.Stage]func(*data.Notice){
		data.StageCandidate: kind(data.KindCandidate), data.StageContract: kind(data.KindContract), data.StageFramework: kind(data.KindFramework),
		data.StageTender: kind(data.KindTender), data.StageFailed: kind(data.KindFailure), data.StageDirect: direct,
	} {
		p := one(t, award("a", 20240401, num1, uni, name, 100, "甲公司", o))
		if p.Stage != want || p.Counted || p.Uncounted == "" || p.Month != 202404 {
			t.Errorf("%s: stage %s, counted %v, why %q, month %v", want, p.Stage, p.Counted, p.Uncounted, p.Month)
		}
	}
}

func TestIrrelevantAndUndatedDoNotCount(t *testing.T) {
	adjacent := func(n *data.Notice) {
		n.Relevance.Label = data.Adjacent
		n.Lots[0].Relevance = n.Relevance
	}
	for _, o := range []func(*data.Notice){adjacent, func(n *data.Notice) { n.Published = 0 }, correction} {
		if p := one(t, award("a", 20240401, num1, uni, name, 100, "甲公司", o)); p.Counted || p.Uncounted == "" {
			t.Errorf("counted: %+v", p)
		}
	}
}

func TestListOnlyAwardCounts(t *testing.T) {
	p := one(t, award("a", 20240401, num1, uni, name, 0, "", lots(), func(n *data.Notice) { n.ListOnly = true }))
	if !p.Counted || p.Disclosed {
		t.Errorf("%+v", p)
	}
}

func TestRecordsSurviveRereads(t *testing.T) {
	a := award("a", 20240401, num1, uni, name, 100, "甲公司")
	f := run(t, a)
	p := f.all()[0]
	again := *a
	again.Rules, again.Warnings = "extract-2", []data.Warning{{Code: "x"}}
	apply(t, f, &again)
	q := f.all()[0]
	if !q.FirstCounted.Equal(p.FirstCounted) || !q.FirstSeen.Equal(p.FirstSeen) || !q.Updated.Equal(p.Updated) {
		t.Errorf("re-parsing moved times: %v %v %v", q.FirstSeen, q.FirstCounted, q.Updated)
	}
	if len(f.journal) != 1 {
		t.Errorf("journal %+v", f.journal)
	}
	again.Lots = []data.Lot{lot("", 90, "甲公司")}
	apply(t, f, &again)
	if q = f.all()[0]; !q.Updated.After(p.Updated) || !q.FirstCounted.Equal(p.FirstCounted) {
		t.Errorf("a new amount must move updated only")
	}
	if e := f.journal[1]; e.Cause != CauseRule || e.OldFen != 100*data.Yuan || e.NewFen != 90*data.Yuan {
		t.Errorf("journal %+v", e)
	}
}

func TestFirstSeenSurvivesTheFirstNotice(t *testing.T) {
	f := run(t, award("a", 20240401, num1, uni, name, 100, "甲公司"))
	seen := f.all()[0].FirstSeen
	f.now = f.now.Add(90 * 24 * time.Hour)
	apply(t, f, award("b", 20240402, num1, uni, name, 100, "甲公司", portal("p2")))
	if _, err := New(Options{Now: f.clock}).Remove(f, "a"); err != nil {
		t.Fatal(err)
	}
	if p := f.all()[0]; !p.FirstSeen.Equal(seen) || !p.FirstCounted.Before(seen.Add(time.Hour)) {
		t.Errorf("first seen %v, was %v; first counted %v", p.FirstSeen, seen, p.FirstCounted)
	}
}

func TestMergeKeepsTheOlderIDAndGivesItBackOnSplit(t *testing.T) {
	a := award("a", 20240401, num1, uni, "大模型平台", 100, "甲公司")
	b := award("b", 20240405, "", uni, "语料加工", 100, "甲公司")
	f := run(t, a, b)
	bridge := award("m", 20240410, num1, uni, "语料加工", 100, "甲公司", correction)
	apply(t, f, bridge)
	if len(f.all()) != 1 || f.Resolve(2) != 1 {
		t.Fatalf("merge: %q, 2 → %v", shape(f), f.Resolve(2))
	}
	if _, err := New(Options{Now: f.clock}).Remove(f, "m"); err != nil {
		t.Fatal(err)
	}
	if ps := f.all(); len(ps) != 2 || ps[1].ID != 2 || f.Resolve(2) != 2 {
		t.Errorf("split: %q, 2 → %v", shape(f), f.Resolve(2))
	}
}
