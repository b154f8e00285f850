package ledger

import (
	"fmt"
	"slices"
	"testing"

	"zhongbiao/data"
)

// Sequences of notices in which an award was once counted twice, lost, or
// left standing after it was taken back; in any order they give the same.
func TestCountedOnceAndNeverLost(t *testing.T) {
	failed := func(n *data.Notice) { n.Kind, n.Lots = data.KindFailure, nil }
	again := func(n *data.Notice) { n.Attempt = 2 }
	both := func(n *data.Notice) {
		n.Lots[0].Suppliers = append(n.Lots[0].Suppliers, data.Supplier{Name: "乙公司"})
	}
	p2 := portal("p2")
	two := lots(lot("1", 100, "甲公司"), lot("2", 50, "乙公司"))
	cases := []struct {
		name string
		ns   []*data.Notice
		want []string
	}{
		{"the failure of one lot, the award names none", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"包2废标公告", 0, "", failed)}, []string{"+awarded 2024-04 100: a b"}},
		{"the failure of the only lot, which the award does not name", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"包1废标公告", 0, "", failed)}, []string{"failed 2024-04 0: a b"}},
		{"the award of a named lot is taken back", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"包2取消中标公告", 0, "", revoke, lots())}, []string{"revoked 2024-04 0: a b"}},
		{"lots A and B elsewhere 1 and 2", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 0, "", two),
			award("b", 20240402, num1, uni, name+"中标公告", 0, "", p2, lots(lot("A", 100, "甲公司"), lot("B", 50, "乙公司")))}, []string{"+awarded 2024-04 150: a b"}},
		{"lots 1 and 2 of one price and winner are two", []*data.Notice{
			award("a", 20240401, num1, uni, name+"包1中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"包2中标公告", 100, "甲公司", p2)}, []string{"+awarded 2024-04 200: a b"}},
		{"another portal prints the total under the first winner", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 0, "", two),
			award("b", 20240402, num1, uni, name+"中标公告", 150, "甲公司", p2)}, []string{"+awarded 2024-04 150: a b"}},
		{"the total first, then the lots", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 150, "甲公司"),
			award("b", 20240402, num1, uni, name+"中标公告", 0, "", p2, two)}, []string{"+awarded 2024-04 150: a b"}},
		{"one award without a lot's name, then with it", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"中标公告", 0, "", p2, two)}, []string{"+awarded 2024-04 150: a b"}},
		{"the total under both winners", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 0, "", two),
			award("b", 20240402, num1, uni, name+"中标公告", 150, "甲公司", p2, both)}, []string{"+awarded 2024-04 150: a b"}},
		{"one winner written in two ways under two titles", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 1234567, "示例科技有限公司"),
			award("b", 20240402, num1, uni, "智慧教学系统成交结果", 1234567, "示例科技股份有限公司", p2)}, []string{"+awarded 2024-04 1234567: a b"}},
		{"a weak number, and one portal leaves out the buyer", []*data.Notice{
			award("a", 20240401, "2024-015", uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, "2024-015", "", name+"中标公告", 100, "甲公司", p2)}, []string{"+awarded 2024-04 100: a b"}},
		{"a weak number, once the whole and once its branch", []*data.Notice{
			award("a", 20240401, "2024-015", uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, "2024-015", uni+"信息中心", name+"中标公告", 100, "甲公司", p2)}, []string{"+awarded 2024-04 100: a b"}},
		{"no number, once the whole and once its branch", []*data.Notice{
			award("a", 20240401, "", uni+"信息学院", name+"中标公告", 990000, "甲公司"),
			award("b", 20240401, "", uni, name+"中标公告", 990000, "甲公司", p2)}, []string{"+awarded 2024-04 990000: a b"}},
		{"the whole and its branch buy the same at two prices", []*data.Notice{
			award("a", 20240401, "", uni+"信息学院", name+"中标公告", 990000, "甲公司"),
			award("b", 20240401, "", uni, name+"中标公告", 880000, "甲公司", p2)}, []string{"+awarded 2024-04 990000: a", "+awarded 2024-04 880000: b"}},
		{"the buyer with 本级 in brackets", []*data.Notice{
			award("a", 20240401, "", uni+"（本级）", name+"候选人公示", 100, "甲公司", kind(data.KindCandidate)),
			award("b", 20240405, "", uni, name+"中标公告", 100, "甲公司")}, []string{"+awarded 2024-04 100: a b"}},
		{"one portal cuts 二次 and the amount", []*data.Notice{
			award("a", 20240401, num1+"(二次)", uni, name+"(二次)中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"中标公告", 0, "甲公司", p2)}, []string{"+awarded 2024-04 100: a b"}},
		{"the correction of a rerun does not say 二次", []*data.Notice{
			award("f", 20240301, num1, uni, name+"废标公告", 0, "", failed),
			award("a", 20240407, num1, uni, name+"(二次)中标公告", 100, "甲公司", again),
			award("c", 20240412, num1, uni, name+"结果更正公告", 90, "甲公司", correction)}, []string{"failed 2024-03 0: f", "+awarded 2024-04 90: a c"}},
		{"the revocation of a rerun does not say 二次", []*data.Notice{
			award("f", 20240301, num1, uni, name+"废标公告", 0, "", failed),
			award("a", 20240407, num1, uni, name+"(二次)中标公告", 100, "甲公司", again),
			award("c", 20240412, num1, uni, name+"取消中标公告", 0, "", revoke, lots())}, []string{"failed 2024-03 0: f", "revoked 2024-04 0: a c"}},
		{"one title without number months later at another price", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240901, "", uni, name+"中标公告", 120, "甲公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-09 120: b"}},
		{"the correction is known before its award", []*data.Notice{
			award("c", 20240512, num1, uni, name+"结果更正公告", 90, "甲公司", correction),
			award("a", 20240430, num1, uni, name+"中标公告", 100, "甲公司")}, []string{"+awarded 2024-04 90: a c"}},
		{"two portals on both sides of midnight at the month's end", []*data.Notice{
			award("a", 20240501, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240430, num1, uni, name+"中标公告", 100, "甲公司", p2)}, []string{"+awarded 2024-04 100: b a"}},
		{"one portal prints no day", []*data.Notice{
			award("a", 0, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, num1, uni, name+"中标公告", 100, "甲公司", p2)}, []string{"+awarded 2024-04 100: a b"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			reversed := slices.Clone(c.ns)
			slices.Reverse(reversed)
			for _, ns := range [][]*data.Notice{c.ns, reversed} {
				f := run(t, ns...)
				if got, want := slices.Sorted(slices.Values(shape(f))), slices.Sorted(slices.Values(c.want)); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("got  %q\nwant %q", got, want)
				}
				for _, p := range f.all() {
					if len(p.Warnings) > 0 {
						t.Errorf("warned of %v", p.Warnings)
					}
				}
			}
		})
	}
}
