package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
	"zhongbiao/index"
)

// real is a server over a real store, ledger and index in a temporary folder.
type real struct {
	*Server
	store *store.Store
	index *index.Index
	led   *ledger.Ledger
}

func newReal(t testing.TB, notices []*data.Notice) *real {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	r := &real{store: st, led: ledger.New(ledger.Options{})}
	r.apply(t, notices...)
	if r.index, err = index.Open(dir, st, index.Options{Unsafe: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.index.Close() })
	r.sync(t)
	if r.Server, err = New(Options{Store: st, Index: r.index, Version: "test"}); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *real) apply(t testing.TB, notices ...*data.Notice) {
	t.Helper()
	err := r.store.Derive(func(tx *store.Tx) error {
		for _, n := range notices {
			if _, err := r.led.Apply(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (r *real) sync(t testing.TB) {
	t.Helper()
	if _, err := r.index.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// world draws n contracting processes with everything that makes counting
// hard: candidates, corrections, failures, contracts, copies on other portals,
// failed lots, undisclosed amounts, classes that do not count.
func world(seed uint64, n int) []*data.Notice {
	rnd := rand.New(rand.NewPCG(seed, 7))
	var out []*data.Notice
	for i := range n {
		out = append(out, process(rnd, i)...)
	}
	return out
}

func process(rnd *rand.Rand, i int) []*data.Notice {
	day := data.Day(20230101).Add(rnd.IntN(600))
	base := draw(rnd, i)
	var out []*data.Notice
	add := func(kind data.Kind, after int, portal string) *data.Notice {
		n := *base
		n.Kind, n.Portal, n.Published = kind, portal, day.Add(after)
		n.URL = fmt.Sprintf("https://%s.example.org/%d/%s/%d", portal, i, kind, after)
		n.Page = data.NewPageID(portal, n.URL)
		n.ID = data.NoticeID(n.Page)
		n.Title = base.ProjectName + " " + string(kind)
		n.Text = n.Title + " " + base.Buyer + " 采购大模型知识库与智能体服务。"
		out = append(out, &n)
		return &n
	}
	if rnd.IntN(4) == 0 {
		c := add(data.KindCandidate, 0, "ccgp")
		c.Lots = []data.Lot{c.Lots[0]}
		c.Lots[0].Status = data.LotCandidate
	}
	switch rnd.IntN(10) {
	case 0:
		f := add(data.KindFailure, 5, "ccgp")
		f.Lots = []data.Lot{{Name: base.ProjectName, Status: data.LotFailed, Relevance: base.Relevance}}
	case 1:
		add(data.KindContract, 30, "ccgp")
	case 2: // only a candidate, or only a tender
		add(data.KindTender, 0, "ccgp").Lots = nil
	default:
		add(data.KindAward, 5, "ccgp")
		if rnd.IntN(3) == 0 {
			add(data.KindAward, 6, "province")
		}
		if rnd.IntN(6) == 0 {
			c := add(data.KindCorrection, 12, "ccgp")
			c.Corrects = data.CorrectsResult
		}
	}
	return out
}

var (
	worldIndustries = []data.Industry{data.Energy, data.Government, data.Telecom, data.Education, data.Health}
	worldRegions    = []string{"110000", "330000", "330100", "440000", ""}
	worldClasses    = []data.Relevance{data.Core, data.Core, data.Core, data.Compute, data.DataClass, data.Adjacent, data.Reject}
	worldCategories = map[data.Relevance]data.Category{data.Core: data.CategoryApp, data.Compute: data.CategoryCompute, data.DataClass: data.CategoryData}
)

// draw makes the facts that the notices of one process share.
func draw(rnd *rand.Rand, i int) *data.Notice {
	ind := worldIndustries[rnd.IntN(len(worldIndustries))]
	rel := data.RelevanceLabel{Label: worldClasses[rnd.IntN(len(worldClasses))], Rule: "drawn", Evidence: "大模型"}
	buyer := fmt.Sprintf("示例%s%d公司", ind, rnd.IntN(30))
	n := &data.Notice{ProjectNumber: fmt.Sprintf("SLZB-2023-%05d", i), ProjectName: fmt.Sprintf("示例大模型智能体平台建设%d期", i), Buyer: buyer, BuyerName: buyer,
		Region: worldRegions[rnd.IntN(len(worldRegions))], Relevance: rel, Category: worldCategories[rel.Label], Industry: data.Label{ID: string(ind)},
		Scene: data.Label{ID: string(worldIndustries[rnd.IntN(len(worldIndustries))])}, SOE: rnd.IntN(2) == 0, IntraGroup: rnd.IntN(8) == 0, Sample: data.Fictional, Method: "公开招标"}
	sup := fmt.Sprintf("示例供应%d公司", rnd.IntN(20))
	lot := data.Lot{Lot: "1", Name: n.ProjectName, Status: data.LotAwarded, Relevance: rel, Suppliers: []data.Supplier{{Name: sup, Role: data.RoleSupplier, Canonical: sup}}}
	if rnd.IntN(3) > 0 {
		lot.Amount = &data.Money{Fen: int64(rnd.IntN(900)+1) * 1000000, Kind: data.Total, Tax: data.TaxUnknown}
		n.TotalFen = lot.Amount.Fen
	} else {
		lot.Amount = &data.Money{Kind: data.Undisclosed, Tax: data.TaxUnknown}
	}
	switch i % 12 { // a consortium, or nobody named
	case 3, 7:
		lot.Suppliers[0].Role = data.RoleLead
		other := fmt.Sprintf("示例供应%d公司", (i/12)%20)
		lot.Suppliers = append(lot.Suppliers, data.Supplier{Name: other, Role: data.RoleMember, Canonical: other})
	case 5:
		lot.Suppliers = nil
	}
	n.Lots = []data.Lot{lot}
	if rnd.IntN(6) == 0 {
		n.Lots = append(n.Lots, data.Lot{Lot: "2", Name: "第二包", Status: data.LotFailed, Relevance: rel})
	}
	return n
}

// covered marks every day of 2023 and 2024 until August as complete.
func (r *real) covered(t testing.TB) {
	t.Helper()
	var rows []store.Coverage
	for d := data.Day(20230101); d <= 20240831; d = d.Add(1) {
		rows = append(rows, store.Coverage{Portal: "ccgp", Channel: "zbgg", Day: d, State: store.CoverageComplete, At: time.Now()})
	}
	if err := r.store.PutCoverage(rows...); err != nil {
		t.Fatal(err)
	}
}
