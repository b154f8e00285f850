package ledger

import (
	"fmt"
	"strings"
	"testing"

	"zhongbiao/data"
)

func wantShape(t *testing.T, what string, f *fake, want ...string) {
	t.Helper()
	if got := shape(f); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

func TestJoinAndSplitByHand(t *testing.T) {
	a := award("a", 20240401, num1, uni, "大模型平台", 100, "甲公司")
	b := award("b", 20240405, "ABCD-2024-7788", "示例大学附属单位", "语料加工", 50, "乙公司")
	f := run(t, a, b)
	l := New(Options{Now: f.clock})
	if _, err := l.Join(f, "zb-1", "zb-2", "ana", "one purchase in two parts"); err != nil {
		t.Fatal(err)
	}
	wantOne := func(what string) {
		t.Helper()
		if ps := f.all(); len(ps) != 1 || ps[0].ID != 1 || ps[0].Notices[1].Rule != "decision" {
			t.Errorf("%s: %q", what, shape(f))
		}
	}
	wantOne("joined")
	rebuilt(t, f)
	wantOne("after a rebuild")
	if _, err := l.Split(f, 2, []data.NoticeID{"b"}, "ana", "after all not"); err != nil { // by its alias
		t.Fatal(err)
	}
	wantShape(t, "split", f, "+awarded 2024-04 100: a", "+awarded 2024-04 50: b")
	if f.Resolve(2) != 2 {
		t.Error("the id of the split project did not come back")
	}
	for _, e := range f.journal[2:] {
		if e.Cause != CauseDecision && e.Cause != CauseMerge {
			t.Errorf("journal %+v", e)
		}
	}
}

func TestASplitSurvivesRereadAndNewNotices(t *testing.T) {
	a := award("a", 20240401, num1, uni, name, 100, "甲公司")
	b := award("b", 20240402, num1, uni, name, 50, "乙公司", portal("p2"))
	f := run(t, a, b)
	l := New(Options{Now: f.clock})
	if _, err := l.Split(f, 1, []data.NoticeID{"b"}, "", ""); err != nil {
		t.Fatal(err)
	}
	c := award("c", 20240403, num1, uni, name, 100, "甲公司", portal("p3"))
	apply(t, f, c)
	rebuilt(t, f)
	wantShape(t, "split", f, "+awarded 2024-04 100: a c", "+awarded 2024-04 50: b")
	again := *b
	again.Rules = "extract-9"
	apply(t, f, &again)
	wantShape(t, "reread", f, "+awarded 2024-04 100: a c", "+awarded 2024-04 50: b")
	if _, err := l.Join(f, "b", "zb-1", "", ""); err != nil {
		t.Fatal(err)
	}
	if len(f.all()) != 1 {
		t.Errorf("joined again: %q", shape(f))
	}
}

func TestDecisionsRefuseNonsense(t *testing.T) {
	f := run(t, award("a", 20240401, num1, uni, name, 100, "甲公司"))
	l := New(Options{Now: f.clock})
	for _, err := range []error{
		second(l.Join(f, "zb-1", "zb-1", "", "")), second(l.Join(f, "zb-1", "zb-77", "", "")), second(l.Join(f, "xyz", "zb-1", "", "")),
		second(l.Split(f, 1, []data.NoticeID{"a"}, "", "")), second(l.Split(f, 1, nil, "", "")), second(l.Split(f, 9, []data.NoticeID{"a"}, "", "")),
		second(l.Split(f, 1, []data.NoticeID{"other"}, "", "")),
	} {
		if err == nil || strings.Contains(err.Error(), "%!") {
			t.Errorf("error %v", err)
		}
	}
	if len(f.decided) != 0 {
		t.Errorf("nonsense was recorded: %v", f.decided)
	}
}

func second[T any](_ T, err error) error { return err }
