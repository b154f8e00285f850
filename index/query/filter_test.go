package query

import (
	"errors"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
)

func TestFromValues(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		in   string
		want Filter
	}{
		{"", Filter{}},
		{"lang=zh&page=3", Filter{}},
		{"q=+大模型+", Filter{Q: "大模型"}},
		{"from=2024-01&to=2024-04", Filter{From: 202401, To: 202404}},
		{"from=2023&to=2023", Filter{From: 202301, To: 202312}},
		{"from=2024Q2&to=2024Q2", Filter{From: 202404, To: 202406}},
		{"industry=telecom,energy&industry=能源", Filter{Industry: []data.Industry{"energy", "telecom"}}},
		{"kind=award&portal=ccgp", Filter{Kind: []data.Kind{"award"}, Portal: []string{"ccgp"}}},
		{"region=浙江,110000", Filter{Region: []string{"110000", "330000"}}},
		{"soe=yes&intra=0", Filter{SOE: &yes, IntraGroup: &no}},
		{"min=100万&max=1亿", Filter{MinFen: 100_0000_00, MaxFen: 1_0000_0000_00}},
		{"scope=all&unit=notice&sample=real&sort=-amount", Filter{Scope: "all", Unit: "notice", Sample: "real", Sort: "-amount"}},
		{"scope=counted&unit=project", Filter{}},
		{"lead=Acme, Co.&lead=-&lead=-甲公司&lead=none", Filter{Lead: []string{"-甲公司", "Acme, Co.", "none"}}},
		{"region=none,33&category=未知&industry=none,it", Filter{Region: []string{"330000", "none"}, Category: []data.Category{"none"}, Industry: []data.Industry{"it", "none"}}},
		{"candidates=1&exact=yes", Filter{Candidates: true, Exact: true}},
	} {
		v, err := url.ParseQuery(c.in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := FromValues(v)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.in, d)
		}
	}
}

func TestFromValuesErrors(t *testing.T) {
	for _, c := range []struct{ in, field string }{
		{"from=2024-13", "from"}, {"from=2024-05&to=2024-04", "from"}, {"industry=enrgy", "industry"}, {"region=火星", "region"},
		{"soe=perhaps", "soe"}, {"min=lots", "min"}, {"min=5&max=4", "min"}, {"scope=some", "scope"}, {"unit=lot", "unit"}, {"sort=name", "sort"},
	} {
		v, _ := url.ParseQuery(c.in)
		_, err := FromValues(v)
		var qe *Error
		if !errors.As(err, &qe) || qe.Field != c.field {
			t.Errorf("%s: %v, want an error of %s", c.in, err, c.field)
		}
	}
}

// Values and FromValues are inverse, for any filter.
func TestValuesRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		f := randomFilter(r)
		back, err := FromValues(f.Values())
		if err != nil {
			t.Fatalf("%v: %v", f.Values(), err)
		}
		if d := cmp.Diff(f, back); d != "" {
			t.Fatalf("%v: %s", f.Values(), d)
		}
	}
}

func pick[T any](r *rand.Rand, v ...T) T { return v[r.IntN(len(v))] }

func randomFilter(r *rand.Rand) Filter {
	yes, no := true, false
	return Filter{
		Q: pick(r, "", "大模型 电力", `"a&b=c"`), From: pick[data.Month](r, 0, 202301), To: pick[data.Month](r, 0, 202412),
		Industry: pick(r, nil, []data.Industry{"energy"}, []data.Industry{"energy", "it"}),
		Category: pick(r, nil, []data.Category{"app"}), Region: pick(r, nil, []string{"110000", "330100"}),
		Kind: pick(r, nil, []data.Kind{"award", "tender"}), Portal: pick(r, nil, []string{"ccgp"}), Method: pick(r, nil, []string{"公开招标"}),
		Buyer: pick(r, "", "国家电网"), Supplier: pick(r, "", "科大讯飞"), Lead: pick(r, nil, []string{"-甲公司", "乙, 丙"}), SOE: pick(r, nil, &yes, &no), IntraGroup: pick(r, nil, &yes, &no),
		MinFen: pick[int64](r, 0, 100, 12345), MaxFen: pick[int64](r, 0, 999999900), Relevance: pick(r, nil, []data.Relevance{"core"}),
		Stage: pick(r, nil, []data.Stage{"awarded"}), Scope: pick(r, "", "all"), Unit: pick(r, "", "notice"), Sample: pick(r, "", "facts"),
		Sort: pick(r, "", "date", "-amount"), Candidates: pick(r, false, true), Exact: pick(r, false, true),
	}
}
