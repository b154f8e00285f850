package server

import (
	"net/http"
	"strings"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

// books is a Ledger over a real store.
type books struct{ r *real }

func (b books) Reconcile() (rec ledger.Reconciliation, err error) {
	err = b.r.store.View(func(tx *store.Tx) error {
		rec, err = ledger.Reconcile(tx, ledger.ReconcileOptions{})
		return err
	})
	return rec, err
}

func (b books) Audit() (*ledger.Corpus, ledger.CheckReport, error) {
	return ledger.Audit(b.r.store.Projects, 20241231)
}

// The reports of the ledger have pages: ours beside the published figures
// with what it is made of, and every failed check with its reason.
func TestReportPages(t *testing.T) {
	cheap := world(6, 1)[0]
	cheap.ID, cheap.ProjectNumber, cheap.ProjectName, cheap.Kind, cheap.Published = "cheap", "SLZB-2024-99999", "示例大模型平台<b>", data.KindAward, 20240503
	cheap.Title, cheap.Relevance = "示例大模型平台<b>中标公告", data.RelevanceLabel{Label: data.Core, Evidence: "大模型"}
	cheap.Lots = []data.Lot{{Status: data.LotAwarded, Relevance: cheap.Relevance, Suppliers: []data.Supplier{{Name: "示例科技"}}, Amount: &data.Money{Fen: 50 * data.Yuan, Kind: data.Total}}}
	r := newReal(t, append(world(5, 60), cheap))
	if w := get(t, r, "/checks"); w.Code != 404 {
		t.Errorf("without a ledger /checks is %d", w.Code)
	}
	var err error
	if r.Server, err = New(Options{Store: r.store, Index: r.index, Ledger: books{r}}); err != nil {
		t.Fatal(err)
	}
	id := ""
	if err := r.store.Projects(func(p *data.Project) error {
		if p.Number == cheap.ProjectNumber {
			id = p.ID.String()
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for path, needles := range map[string][]string{
		"/checks?lang=en":            {"50.00 yuan is less than 100", id, "amount_outlier", "Failed checks", "平台&lt;b&gt;"},
		"/checks?lang=zh":            {"数据检查", "未通过的检查", "金额与同行业相称"},
		"/method?lang=en":            {"Our own years and quarters", "2024 Q2", "repeats removed", "complete months 0/3", "/checks"},
		"/method?lang=zh":            {"本站各年各季", "已去重公告", "仅候选（未计）"},
		"/awards/" + id + "?lang=en": {"Amount is usual for the industry", "Dates are not in the future"},
	} {
		body := get(t, r, path).Body.String()
		for _, n := range needles {
			if !strings.Contains(body, n) {
				t.Errorf("%s lacks %q", path, n)
			}
		}
		if strings.Contains(body, "![") {
			t.Errorf("%s lacks a message", path)
		}
	}
}

// later is a Ledger whose reports are not made yet.
type later struct{}

func (later) Reconcile() (ledger.Reconciliation, error) { return ledger.Reconciliation{}, ErrLater }
func (later) Audit() (*ledger.Corpus, ledger.CheckReport, error) {
	return nil, ledger.CheckReport{}, ErrLater
}

// TestReportsLater: what needs no report over the whole ledger does not wait
// for it; the page of checks says that it comes, and asks again by itself.
func TestReportsLater(t *testing.T) {
	f := newFake(2, "示例")
	f.projects[0].Checks = []data.Check{{Code: ledger.CheckCodes[0], Result: "pass", Why: "no project number"}}
	s, err := New(Options{Store: f, Index: f, Ledger: later{}})
	if err != nil {
		t.Fatal(err)
	}
	w := get(t, s, "/checks")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Refresh") == "" {
		t.Errorf("status %d, header %v", w.Code, w.Header())
	}
	checkNeedles(t, w.Body.String(), []string{"正在逐一检查", "自动刷新"})
	if w := get(t, s, "/method?lang=en"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "ParaAI") {
		t.Errorf("the method page waits for the report: status %d", w.Code)
	}
	w = get(t, s, "/awards/"+f.projects[0].ID.String())
	if w.Code != http.StatusOK {
		t.Errorf("the project's page waits for the report: status %d", w.Code)
	}
	checkNeedles(t, w.Body.String(), []string{"没有项目编号"})
}
