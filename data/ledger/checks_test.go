package ledger

import (
	"fmt"
	"testing"

	"zhongbiao/data"
)

func result(t *testing.T, cs []data.Check, code string) string {
	t.Helper()
	for _, c := range cs {
		if c.Code == code {
			if c.Why == "" {
				t.Errorf("%s says %s and not why", code, c.Result)
			}
			return c.Result
		}
	}
	return "missing"
}

func TestOwnChecks(t *testing.T) {
	a := func(o ...func(*data.Notice)) *data.Notice {
		return award("a", 20240401, "SLCG-2024-1234567", uni, name, 800_000, "甲公司", o...)
	}
	yuanIs := func(v int64) func(*data.Notice) { return func(n *data.Notice) { n.Lots[0].Amount.Fen = v * data.Yuan } }
	other := func(id string, day data.Day, v int64, o ...func(*data.Notice)) *data.Notice {
		return award(id, day, "SLCG-2024-1234567", uni, name, v, "甲公司", o...)
	}
	cases := []struct {
		code, want string
		ns         []*data.Notice
	}{
		{CheckNumberAsAmount, "pass", []*data.Notice{a()}},
		{CheckNumberAsAmount, "fail", []*data.Notice{a(yuanIs(1234567))}},
		{CheckNumberAsAmount, "fail", []*data.Notice{a(yuanIs(20241234567))}},
		{CheckNumberAsAmount, "n/a", []*data.Notice{award("a", 20240401, "", uni, name, 800_000, "甲公司")}},
		{CheckUnit, "pass", []*data.Notice{a()}},
		{CheckUnit, "fail", []*data.Notice{a(yuanIs(80))}},
		{CheckUnit, "fail", []*data.Notice{a(yuanIs(8_000_000_000))}},
		{CheckUnit, "fail", []*data.Notice{a(), other("k", 20240420, 8_000_000_000, kind(data.KindContract))}},
		{CheckUnit, "n/a", []*data.Notice{award("a", 20240401, num1, uni, name, 0, "甲公司")}},
		{CheckSum, "n/a", []*data.Notice{a()}},
		{CheckSum, "pass", []*data.Notice{a(), other("b", 20240402, 800_000, portal("p2"))}},
		{CheckSum, "fail", []*data.Notice{a(), other("b", 20240402, 900_000, portal("p2"))}},
		{CheckSum, "fail", []*data.Notice{a(lots(lot("1", 5, "甲公司"), lot("2", 6, "乙公司")), func(n *data.Notice) { n.TotalFen = 1200 })}},
		{CheckSum, "pass", []*data.Notice{a(lots(lot("1", 5, "甲公司"), lot("2", 6, "乙公司")), func(n *data.Notice) { n.TotalFen = 1100 })}},
		{CheckOrder, "n/a", []*data.Notice{a()}},
		{CheckOrder, "pass", []*data.Notice{a(), other("t", 20240301, 0, kind(data.KindTender))}},
		{CheckOrder, "fail", []*data.Notice{a(), other("t", 20240501, 0, kind(data.KindTender))}},
		{CheckOrder, "fail", []*data.Notice{a(), other("k", 20240301, 0, kind(data.KindContract))}},
		{CheckOrder, "fail", []*data.Notice{a(), other("x", 20240301, 900_000, correction)}},
		{CheckOrder, "pass", []*data.Notice{a(), other("x", 20240301, 0, kind(data.KindCorrection), correctsTender)}},
		{CheckOrder, "n/a", []*data.Notice{a(), other("x", 20240301, 0, correction, lots())}}, // names no winner: nothing of the result
		{CheckOrder, "n/a", []*data.Notice{a(), other("x", 20240501, 0, kind(data.KindCorrection), func(n *data.Notice) { n.Corrects = data.CorrectsUnknown }, lots())}},
		{CheckOrder, "pass", []*data.Notice{a(), other("x", 20240301, 0, kind(data.KindCorrection), correctsTender), other("t", 20240501, 0, kind(data.KindTender))}},
		{CheckOrder, "pass", []*data.Notice{a(), other("r", 20240420, 0, revoke, lots()), other("c", 20240501, 700_000, kind(data.KindCandidate))}},
		{CheckOrder, "pass", []*data.Notice{a(lots(lot("1", 800_000, "甲公司"))), other("c", 20240501, 0, kind(data.KindCandidate), lots(lot("2", 700_000, "乙公司")))}},
		{CheckOrder, "fail", []*data.Notice{a(lots(lot("1", 800_000, "甲公司"))), other("c", 20240501, 0, kind(data.KindCandidate), lots(lot("1", 800_000, "甲公司")))}},
		{CheckDates, "pass", []*data.Notice{a()}},
		{CheckDates, "fail", []*data.Notice{a(func(n *data.Notice) { n.Published = 20170401 })}},
		{CheckDates, "fail", []*data.Notice{a(func(n *data.Notice) { n.Published = 0 })}},
		{CheckCorrection, "n/a", []*data.Notice{a()}},
		{CheckCorrection, "pass", []*data.Notice{a(), other("x", 20240501, 810_000, correction)}},
		{CheckCorrection, "fail", []*data.Notice{a(), other("x", 20240501, 80_000, correction)}},
	}
	for i, c := range cases {
		p := one(t, c.ns...)
		if got := result(t, p.Checks, c.code); got != c.want {
			t.Errorf("case %d: %s is %s, want %s: %+v", i, c.code, got, c.want, p.Checks)
		}
	}
}

func TestChecksAgainstTheOthers(t *testing.T) {
	f := newFake()
	for i := range 30 {
		apply(t, f, award(fmt.Sprintf("n%02d", i), 20240401, fmt.Sprintf("SLCG-2024-%05d", i), uni, fmt.Sprintf("大模型平台第%d期", i), int64(500_001+i*7919), fmt.Sprintf("公司%d", i)))
	}
	apply(t, f,
		award("big", 20240401, "SLCG-2024-90001", uni, "大模型集群", 900_000_001, "公司甲"),
		award("r1", 20240401, "SLCG-2024-90002", uni, "大模型问答", 612_345, "公司乙"),
		award("r3", 20220501, "SLCG-2024-90009", "示例银行", "大模型报表", 612_345, "公司乙"),
		award("r2", 20240501, "SLCG-2024-90003", grid, "大模型客服", 612_345, "公司乙"),
		award("f", 20990101, "SLCG-2024-90004", uni, "大模型写作", 555_555, "公司丙"))
	rep, err := CheckAll(f.Projects, 20240601)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, x := range rep.Findings {
		p, err := f.Project(x.Project)
		if err != nil {
			t.Fatal(err)
		}
		got[string(p.Notices[0].Notice)] += x.Code
	}
	want := map[string]string{"big": CheckOutlier, "r1": CheckRepeated, "r2": CheckRepeated, "f": CheckFuture}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("findings %v, want %v", got, want)
	}
	if rep.Projects != 35 || len(rep.Tallies) != len(CheckCodes) {
		t.Errorf("%d projects, tallies %+v", rep.Projects, rep.Tallies)
	}
	p, err := f.Project(32)
	if err != nil {
		t.Fatal(err)
	}
	cs, err := ProjectChecks(f.Projects, p, 20240601)
	if err != nil || len(cs) != len(CheckCodes) || result(t, cs, CheckRepeated) != "fail" {
		t.Errorf("checks of %s: %+v, %v", p.ID, cs, err)
	}
	for _, x := range rep.Tallies {
		if x.Pass+x.Fail+x.NA != rep.Projects {
			t.Errorf("tally does not add up: %+v", x)
		}
	}
}
