package ledger

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// quarter is a ledger with three counted projects in 2024 Q1, one of them on
// two portals, and one that has candidates only.
func quarter(t *testing.T) *fake {
	compute := func(n *data.Notice) {
		n.Relevance.Label, n.Category, n.SOE = data.Compute, data.CategoryCompute, true
		n.Lots[0].Relevance = n.Relevance
	}
	return run(t,
		award("a", 20240110, num1, uni, "大模型平台甲", 100, "甲公司"),
		award("a2", 20240111, num1, uni, "大模型平台甲", 100, "甲公司", portal("p2")),
		award("b", 20240210, "SLCG-2024-0099", grid, "算力服务乙", 0, "乙公司", compute),
		award("c", 20240331, "SLCG-2024-0100", grid, "智能体丙", 50, "丙公司"),
		award("d", 20240320, "SLCG-2024-0101", grid, "知识库丁", 50, "丁公司", kind(data.KindCandidate)))
}

func TestReconcileTakesOurCountApart(t *testing.T) {
	rec, err := Reconcile(quarter(t), ReconcileOptions{Complete: until(202402)})
	if err != nil {
		t.Fatal(err)
	}
	if len(rec.Figures) != len(reference.Reconciliation()) {
		t.Errorf("%d figures", len(rec.Figures))
	}
	for _, f := range rec.Figures {
		switch {
		case f.Tracker == "ParaAI" && f.From == 202401 && f.To == 202403:
			o := f.Ours
			if f.Count != 3 || f.Difference != -48 || f.Share == nil || o.Class[data.Core] != 2 || o.Class[data.Compute] != 1 || o.Candidates != 1 ||
				o.Repeats != 1 || o.Complete != 2 || o.Months != 3 || o.Fen != 150*data.Yuan || o.Disclosed != 2 {
				t.Errorf("ParaAI Q1: %+v", f)
			}
			if !strings.Contains(fmt.Sprint(f.Remarks), "2 of 3 months") {
				t.Errorf("remarks %q", f.Remarks)
			}
		case f.Tracker == "SCMP" && f.Share != nil:
			t.Error("a ratio between contracts and projects")
		case f.Unit == reference.UnitNotice && f.From == 202401 && f.Count != 4:
			t.Errorf("notices of %s: %d, want 4", f.Tracker, f.Count)
		case f.Subset == "soe" && f.Count != 1:
			t.Errorf("state-owned buyers: %d, want 1", f.Count)
		}
	}
	if len(rec.Periods) != 2 || rec.Periods[0].Name != "2024" || rec.Periods[1].Name != "2024 Q1" {
		t.Errorf("periods %+v", rec.Periods)
	}
}

func TestRankings(t *testing.T) {
	consortium := lot("1", 100, "甲公司")
	consortium.Suppliers = []data.Supplier{{Name: "甲公司", Role: data.RoleLead}, {Name: "乙公司", Role: data.RoleMember}}
	shared := lot("2", 900, "甲公司")
	shared.Suppliers = []data.Supplier{{Name: "丙公司", Role: data.RoleSupplier}, {Name: "丁公司", Role: data.RoleSupplier}}
	f := run(t, award("a", 20240401, num1, uni, name, 0, "", lots(consortium, shared)), award("b", 20240501, "SLCG-2024-0099", grid, "智能体", 30, "乙公司"))
	rank := func(q RankQuery) string {
		t.Helper()
		rs, err := Rank(f, q)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, r := range rs {
			out += fmt.Sprintf("%s %d %d; ", r.Name, r.Projects, r.Fen/data.Yuan)
		}
		return out
	}
	for want, q := range map[string]RankQuery{
		"甲公司 1 100; 乙公司 1 30; 丁公司 1 0; 丙公司 1 0; ": {},
		"乙公司 2 30; 丁公司 1 0; 丙公司 1 0; 甲公司 1 0; ":   {Role: RankSuppliers},
		"示例大学 1 1000; 示例电网有限公司 1 30; ":            {Role: RankBuyers},
		"乙公司 1 30; ":  {From: 202405},
		"甲公司 1 100; ": {ByAmount: true, Limit: 1},
	} {
		if got := rank(q); got != want {
			t.Errorf("%+v:\ngot  %s\nwant %s", q, got, want)
		}
	}
}

func TestPrints(t *testing.T) {
	f := quarter(t)
	apply(t, f, award("x", 20240501, num1, uni, "大模型平台甲更正公告", 90, "甲公司", correction))
	var b bytes.Buffer
	rec, err := Reconcile(f, ReconcileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rep, err := CheckAll(f.Projects, 20240601)
	if err != nil {
		t.Fatal(err)
	}
	rs, err := Restatements(f, RestateQuery{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Project(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{rec.Print(&b), rep.Print(&b), PrintRestatements(&b, rs), PrintProject(&b, p, p.Checks), PrintRestatements(&b, nil)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, needle := range []string{"ParaAI", "2024-01..2024-03", "2024 Q1", "amount_unit", "correction", "-10", "number+buyer", "repeats a", "100.00 → 90.00", "no month was restated"} {
		if !strings.Contains(b.String(), needle) {
			t.Errorf("%q is not in\n%s", needle, b.String())
		}
	}
	if strings.Contains(b.String(), "%!") {
		t.Errorf("bad format in\n%s", b.String())
	}
}
