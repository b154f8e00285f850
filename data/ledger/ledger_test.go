package ledger

import (
	"fmt"
	"testing"

	"zhongbiao/data"
)

// award builds an award notice; opts change it.
func award(id string, day data.Day, number, buyer, title string, yuan int64, winner string, opts ...func(*data.Notice)) *data.Notice {
	n := &data.Notice{ID: data.NoticeID(id), Portal: "p1", URL: "https://p1.example/" + id, Kind: data.KindAward, Title: title, Version: 1,
		ProjectNumber: number, Buyer: buyer, Published: day, Category: data.CategoryApp,
		Relevance: data.RelevanceLabel{Label: data.Core, Rule: "term", Evidence: "大模型"}, Industry: data.Label{ID: "energy"}, Scene: data.Label{ID: "energy"},
		Lots: []data.Lot{lot("", yuan, winner)}}
	for _, o := range opts {
		o(n)
	}
	return n
}

func lot(name string, yuan int64, winner string) data.Lot {
	l := data.Lot{Lot: name, Status: data.LotAwarded, Relevance: data.RelevanceLabel{Label: data.Core, Evidence: "大模型"}}
	if winner != "" {
		l.Suppliers = []data.Supplier{{Name: winner, Role: data.RoleSupplier}}
	}
	if yuan > 0 {
		l.Amount = &data.Money{Fen: yuan * data.Yuan, Kind: data.Total}
	}
	return l
}

func kind(k data.Kind) func(*data.Notice) { return func(n *data.Notice) { n.Kind = k } }
func portal(p string) func(*data.Notice) {
	return func(n *data.Notice) { n.Portal, n.URL = p, "https://"+p+".example/"+string(n.ID) }
}
func lots(ls ...data.Lot) func(*data.Notice) { return func(n *data.Notice) { n.Lots = ls } }
func correction(n *data.Notice)              { n.Kind, n.Corrects = data.KindCorrection, data.CorrectsResult }
func correctsTender(n *data.Notice)          { n.Corrects = data.CorrectsTender }
func revoke(n *data.Notice)                  { n.Kind, n.Revokes = data.KindFailure, true }

// run applies notices in order to a fresh ledger.
func run(t testing.TB, ns ...*data.Notice) *fake {
	t.Helper()
	f := newFake()
	apply(t, f, ns...)
	return f
}

func apply(t testing.TB, f *fake, ns ...*data.Notice) {
	t.Helper()
	l := New(Options{Now: f.clock})
	for _, n := range ns {
		if _, err := l.Apply(f, n); err != nil {
			t.Fatalf("apply %s: %v", n.ID, err)
		}
	}
}

// shape prints who is with whom, and what counts when.
func shape(f *fake) []string {
	var out []string
	for _, p := range f.all() {
		s := fmt.Sprintf("%s %s %d:", p.Stage, p.Month, p.Fen/data.Yuan)
		if p.Counted {
			s = "+" + s
		}
		for _, l := range p.Notices {
			s += " " + string(l.Notice)
		}
		out = append(out, s)
	}
	return out
}

const (
	uni  = "示例大学"
	grid = "示例电网有限公司"
	num1 = "SLCG-2024-0012"
	name = "示例大学大模型教学平台采购项目"
)

func TestLinking(t *testing.T) {
	candidate := kind(data.KindCandidate)
	cases := []struct {
		name string
		ns   []*data.Notice
		want []string
	}{
		{"number and buyer", []*data.Notice{
			award("a", 20240401, num1, uni, name+"候选人公示", 0, "甲公司", candidate),
			award("b", 20240408, num1, uni, "教学平台结果", 100, "甲公司")}, []string{"+awarded 2024-04 100: a b"}},
		{"a number that two buyers use", []*data.Notice{
			award("a", 20240401, num1, uni, name, 100, "甲公司"),
			award("b", 20240401, num1, grid, "大模型客服系统", 100, "甲公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 100: b"}},
		{"a number that two buyers use under one title", []*data.Notice{
			award("a", 20240401, "2024-001", uni, "大模型服务采购项目成交公告", 100, "甲公司"),
			award("b", 20240401, "2024-001", grid, "大模型服务采购项目成交公告", 200, "乙公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 200: b"}},
		{"full-width, spaces, lot suffix", []*data.Notice{
			award("a", 20240401, "SLCG－2024－0012／包１", uni, name, 100, "甲公司"),
			award("b", 20240402, " slcg-2024-0012 包2", uni, name, 200, "乙公司")}, []string{"+awarded 2024-04 300: a b"}},
		{"suffix -1", []*data.Notice{
			award("a", 20240401, "SLCG-20240012", uni, name, 100, "甲公司"),
			award("b", 20240420, "SLCG-20240012-1", uni, "平台合同", 100, "甲公司", kind(data.KindContract))}, []string{"+awarded 2024-04 100: a b"}},
		{"lots that are serials of one number", []*data.Notice{
			award("a", 20240401, "YLA010079-202501-01", uni, name+"(一标段)中标结果公告", 100, "甲公司"),
			award("b", 20240401, "YLA010079-202501-02", uni, name+"(二标段)中标结果公告", 200, "乙公司")}, []string{"+awarded 2024-04 300: a b"}},
		{"lots that are serials only", []*data.Notice{
			award("a", 20240401, "YLA010079-202501-01", uni, name, 100, "甲公司"),
			award("b", 20240401, "YLA010079-202501-02", uni, name, 200, "乙公司")}, []string{"+awarded 2024-04 300: a b"}},
		{"serials of one number, two things", []*data.Notice{
			award("a", 20240401, "YLA010079-202501-01", uni, "大模型平台施工", 100, "甲公司"),
			award("b", 20240401, "YLA010079-202501-02", uni, "大模型平台监理", 200, "乙公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 200: b"}},
		{"attempt in brackets after the number", []*data.Notice{
			award("a", 20240401, "YLA010079-202501-01", uni, name, 0, "", kind(data.KindFailure), lots()),
			award("b", 20240501, "YLA010079-202501-01(2)", uni, name, 200, "乙公司")}, []string{"failed 2024-04 0: a", "+awarded 2024-05 200: b"}},
		{"an agency's number and a portal's", []*data.Notice{
			award("a", 20240401, "NMGZCS-G-H-260655", uni, name, 100, "甲公司"),
			award("b", 20240402, "ZYZB202607089", uni, "[自治区]"+name+"成交结果公告", 0, "", portal("p2"))}, []string{"+awarded 2024-04 100: a b"}},
		{"two numbers of one office", []*data.Notice{
			award("a", 20240401, "NMGZCS-G-H-260655", uni, name, 100, "甲公司"),
			award("b", 20240402, "NMGZCS-G-H-260656", uni, name, 0, "", portal("p2"))}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 0: b"}},
		{"no number, another title, the same odd amount", []*data.Notice{
			award("a", 20240401, num1, uni, name, 1_234_567, "甲公司"),
			award("b", 20240402, "", uni, "智慧教学系统建设中标结果", 1_234_567, "甲公司", portal("p2"))}, []string{"+awarded 2024-04 1234567: a b"}},
		{"no number, another title, the same round amount", []*data.Notice{
			award("a", 20240401, num1, uni, name, 1_200_000, "甲公司"),
			award("b", 20240402, "", uni, "智慧教学系统建设中标结果", 1_200_000, "甲公司", portal("p2"))}, []string{"+awarded 2024-04 1200000: a", "+awarded 2024-04 1200000: b"}},
		{"a number of zeros", []*data.Notice{
			award("a", 20240401, "FWFA010-00000000", uni, "大模型培训", 100, "甲公司"),
			award("b", 20240402, "FWFA010-00000000", "", "海砂开采科研服务", 90, "乙公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 90: b"}},
		{"lot and attempt behind the number", []*data.Notice{
			award("a", 20240401, "GQQS-TP2026070027-1", uni, name+"中标候选人公示", 100, "甲公司", candidate),
			award("b", 20240402, "GQQS-TP2026070027-001-2", uni, name, 100, "甲公司")}, []string{"+awarded 2024-04 100: a b"}},
		{"tags and agencies in front of the title", []*data.Notice{
			award("a", 20240401, "", uni, "[政采云]"+name+"中标公告", 100, "甲公司"),
			award("b", 20240402, "", uni, "示例招标代理有限公司关于"+name+"(项目编号:X1)结果公示", 0, "", portal("p2"))}, []string{"+awarded 2024-04 100: a b"}},
		{"serial -1 and -2 are two numbers", []*data.Notice{
			award("a", 20240401, "SLCG-2024-1", uni, "大模型一体机采购", 100, "甲公司"),
			award("b", 20240401, "SLCG-2024-2", uni, "大模型语料采购", 200, "乙公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 200: b"}},
		{"same notice on two portals without number", []*data.Notice{
			award("a", 20240401, num1, uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240402, "", uni, name+"成交结果公告", 100, "甲公司", portal("p2"))}, []string{"+awarded 2024-04 100: a b"}},
		{"name after more than 180 days is a new purchase", []*data.Notice{
			award("a", 20240101, "", uni, name+"中标公告", 100, "甲公司"),
			award("b", 20240901, "", uni, name+"中标公告", 120, "甲公司")}, []string{"+awarded 2024-01 100: a", "+awarded 2024-09 120: b"}},
		{"one title, two numbers, two awards", []*data.Notice{
			award("a", 20240401, num1, uni, name, 100, "甲公司"),
			award("b", 20240501, "SLCG-2024-0077", uni, name, 120, "乙公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-05 120: b"}},
		{"a notice without number does not pull two numbers together", []*data.Notice{
			award("a", 20240401, num1, uni, name, 100, "甲公司"),
			award("c", 20240415, "", uni, name, 0, ""),
			award("b", 20240501, "SLCG-2024-0077", uni, name, 120, "乙公司")}, []string{"+awarded 2024-04 100: a c", "+awarded 2024-05 120: b"}},
		{"portal link", []*data.Notice{
			award("a", 20240401, num1, uni, "教学系统升级", 100, "甲公司"),
			award("b", 20240601, "", uni, "更正通知", 90, "甲公司", correction, func(n *data.Notice) { n.Links = []string{"http://p1.example/a"} })},
			[]string{"+awarded 2024-04 90: a b"}},
		{"a generic number is no key", []*data.Notice{
			award("a", 20240401, "详见附件", uni, "大模型平台甲", 100, "甲公司"),
			award("b", 20240401, "详见附件", uni, "语料标注乙", 200, "乙公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 200: b"}},
		{"samples never meet", []*data.Notice{
			award("a", 20240401, num1, uni, name, 100, "甲公司", func(n *data.Notice) { n.Sample = data.Fictional }),
			award("b", 20240401, num1, uni, name, 100, "甲公司", func(n *data.Notice) { n.Sample = data.Facts }),
			award("c", 20240401, num1, uni, name, 100, "甲公司")}, []string{"+awarded 2024-04 100: a", "+awarded 2024-04 100: b", "+awarded 2024-04 100: c"}},
		{"a branch writes its whole name", []*data.Notice{
			award("a", 20240401, num1, "示例移动通信集团", name, 100, "甲公司"),
			award("b", 20240402, num1, "示例移动通信集团甲省分公司", "另一个名字", 100, "甲公司", portal("p2"))}, []string{"+awarded 2024-04 100: a b"}},
		{"without a buyer, by a strong number", []*data.Notice{
			award("a", 20240401, num1, uni, name, 100, "甲公司"),
			award("b", 20240402, num1, "", "结果", 0, "", portal("p2"))}, []string{"+awarded 2024-04 100: a b"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := shape(run(t, c.ns...)); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestReruns(t *testing.T) {
	second := func(n *data.Notice) { n.Attempt = 2 }
	f := run(t,
		award("t1", 20240301, num1, uni, name+"废标公告", 0, "", kind(data.KindFailure), lots()),
		award("a2", 20240410, num1, uni, name+"(二次)成交公告", 100, "甲公司", second),
		award("k2", 20240420, num1, uni, name+"合同公告", 100, "甲公司", kind(data.KindContract)))
	ps := f.all()
	if len(ps) != 2 {
		t.Fatalf("projects %q, want 2", shape(f))
	}
	if ps[1].Previous != ps[0].ID || ps[1].Attempt != 2 || !ps[1].Counted || len(ps[1].Notices) != 2 || ps[0].Counted {
		t.Errorf("rerun: %q, previous %v", shape(f), ps[1].Previous)
	}
}

// A number that a hundred buyers use is a word of the trade: it links nobody,
// it costs nothing, and each buyer's own notices still find each other.
func TestANumberThatEverybodyUses(t *testing.T) {
	f := newFake()
	for i := range 100 {
		apply(t, f, award(fmt.Sprintf("a%03d", i), 20240401, "ZGYD-2024-00001", fmt.Sprintf("示例%d号单位", i), fmt.Sprintf("第%d种大模型", i), 100, "甲公司"))
	}
	if n := len(f.all()); n != 100 {
		t.Fatalf("%d projects, want 100", n)
	}
	apply(t, f, award("b", 20240420, "ZGYD-2024-00001", "示例7号单位", "合同", 100, "甲公司", kind(data.KindContract)))
	if n := len(f.all()); n != 100 {
		t.Errorf("%d projects, want 100: the contract did not find its award", n)
	}
}
