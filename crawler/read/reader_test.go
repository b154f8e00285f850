package read

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

// plain reads a page whose body is a JSON list of notices; other bodies stand
// for pages that fail in one way or another.
func plain(p *data.Page) ([]data.Notice, error) {
	switch s := string(p.Body); {
	case s == "none":
		return nil, fmt.Errorf("%w: a list", ErrNoNotice)
	case s == "panic":
		panic("bad table")
	case strings.HasPrefix(s, "["):
		var ns []data.Notice
		return ns, json.Unmarshal(p.Body, &ns)
	}
	return nil, errors.New("blocked: a challenge page")
}

type noClassifier struct{}

func (noClassifier) Notice(*data.Notice) {}

func awardOf(title string, day data.Day, yuan int64) data.Notice {
	core := data.RelevanceLabel{Label: data.Core, Rule: "term", Evidence: "大模型"}
	return data.Notice{Kind: data.KindAward, Title: title, Buyer: "示例大学", ProjectNumber: "SL-2024-" + title, Published: day, Relevance: core,
		Industry: data.Label{ID: "education"}, Lots: []data.Lot{{Status: data.LotAwarded, Relevance: core,
			Suppliers: []data.Supplier{{Name: "示例公司", Role: data.RoleSupplier}}, Amount: &data.Money{Fen: yuan * 100, Kind: data.Total}}}}
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	st, err := store.Open(filepath.Join(t.TempDir(), "data"), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func put(t testing.TB, st *store.Store, name, body string) data.PageID {
	t.Helper()
	url := "https://portal.example/" + name
	c, err := st.Commit(store.Commit{Page: &data.Page{ID: data.NewPageID("p", url), Portal: "p", URL: url, Status: 200, Body: []byte(body)}})
	if err != nil {
		t.Fatal(err)
	}
	return c.Page
}

func jsonOf(t testing.TB, ns ...data.Notice) string {
	t.Helper()
	b, err := json.Marshal(ns)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func reader(st *store.Store, ex Extractor) *Reader {
	return New(st, ledger.New(ledger.Options{}), noClassifier{}, Options{Extract: ex, Batch: 3})
}

func mustRun(t testing.TB, r *Reader) Report {
	t.Helper()
	rep, err := r.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func trend(t testing.TB, st *store.Store) []ledger.Point {
	t.Helper()
	var ps []ledger.Point
	if err := st.View(func(tx *store.Tx) (err error) { ps, err = ledger.Trend(tx, ledger.Query{}); return err }); err != nil {
		t.Fatal(err)
	}
	return ps
}

func TestRunReadsEachPageOnce(t *testing.T) {
	st := openStore(t)
	for i := range 8 {
		put(t, st, fmt.Sprint(i), jsonOf(t, awardOf(fmt.Sprintf("%04d", i), 20240401, 100)))
	}
	r := reader(st, plain)
	if rep := mustRun(t, r); rep.Pages != 8 || rep.Notices != 8 || rep.Changed != 8 || len(rep.Failed) != 0 {
		t.Errorf("first run %+v", rep)
	}
	if rep := mustRun(t, reader(st, plain)); rep.Pages != 0 {
		t.Errorf("second run read %d pages again", rep.Pages)
	}
	put(t, st, "late", jsonOf(t, awardOf("9999", 20240501, 50)))
	if rep := mustRun(t, r); rep.Pages != 1 {
		t.Errorf("third run %+v", rep)
	}
	if ps := trend(t, st); len(ps) != 2 || ps[0].Count != 8 || ps[0].Fen != 80_000 || ps[1].Count != 1 {
		t.Errorf("trend %+v", ps)
	}
}

func TestAFailingPageIsRecordedAndSkipped(t *testing.T) {
	st := openStore(t)
	put(t, st, "a", "panic")
	put(t, st, "b", "challenge")
	put(t, st, "c", "none")
	put(t, st, "d", jsonOf(t, awardOf("0001", 20240401, 100)))
	if rep := mustRun(t, reader(st, plain)); len(rep.Failed) != 2 || rep.NoNotice != 1 || rep.Notices != 1 {
		t.Errorf("report %+v", rep)
	}
	fs, err := Failures(st)
	if err != nil || len(fs) != 2 {
		t.Fatalf("failures %v, %v", fs, err)
	}
	put(t, st, "a", jsonOf(t, awardOf("0002", 20240401, 100))) // the portal mended it
	mustRun(t, reader(st, plain))
	if fs, _ = Failures(st); len(fs) != 1 || fs[0].URL != "https://portal.example/b" {
		t.Errorf("failures after mending: %+v", fs)
	}
}

func TestANoticeThatIsGoneFromItsPageIsRemoved(t *testing.T) {
	st := openStore(t)
	put(t, st, "a", jsonOf(t, awardOf("0001", 20240401, 100), awardOf("0002", 20240401, 100), awardOf("0003", 20240401, 100)))
	mustRun(t, reader(st, plain))
	put(t, st, "a", jsonOf(t, awardOf("0001", 20240401, 100)))
	if rep := mustRun(t, reader(st, plain)); rep.Removed != 2 {
		t.Errorf("report %+v", rep)
	}
	if ps := trend(t, st); len(ps) != 1 || ps[0].Count != 1 {
		t.Errorf("trend %+v", ps)
	}
}

func TestNoticesTakeTheirIdentityFromThePage(t *testing.T) {
	st := openStore(t)
	id := put(t, st, "a", jsonOf(t, awardOf("0001", 20240401, 100), awardOf("0002", 20240401, 100)))
	mustRun(t, reader(st, plain))
	n, err := st.Notice(data.NoticeID(id) + "-2")
	if err != nil {
		t.Fatal(err)
	}
	if n.Page != id || n.Portal != "p" || n.Version != 1 || n.URL != "https://portal.example/a" || !strings.Contains(n.Rules, "extract-") {
		t.Errorf("%+v", n)
	}
}

func TestCancelledRunKeepsWhatItCommitted(t *testing.T) {
	st := openStore(t)
	for i := range 9 {
		put(t, st, fmt.Sprint(i), jsonOf(t, awardOf(fmt.Sprintf("%04d", i), 20240401, 100)))
	}
	ctx, cancel := context.WithCancel(context.Background())
	var seen atomic.Int32 // pages are parsed on all cores
	r := reader(st, func(p *data.Page) ([]data.Notice, error) {
		if seen.Add(1) == 5 {
			cancel()
		}
		return plain(p)
	})
	if _, err := r.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("err %v", err)
	}
	mustRun(t, reader(st, plain))
	if ps := trend(t, st); len(ps) != 1 || ps[0].Count != 9 {
		t.Errorf("trend %+v", ps)
	}
}

// A notice that the store refuses must not stop every page after it.
func TestAPageThatCannotBeStoredDoesNotHoldUpTheOthers(t *testing.T) {
	st := openStore(t)
	for i := range 7 {
		put(t, st, fmt.Sprint(i), jsonOf(t, awardOf(fmt.Sprintf("%04d", i), 20240401, 100)))
	}
	cl := refusing{}
	r := New(st, ledger.New(ledger.Options{}), cl, Options{Extract: plain, Batch: 3})
	rep := mustRun(t, r)
	if rep.Pages != 7 || len(rep.Failed) != 1 || rep.Notices != 6 {
		t.Errorf("report %+v", rep)
	}
	if ps := trend(t, st); len(ps) != 1 || ps[0].Count != 6 {
		t.Errorf("trend %+v", ps)
	}
	if rep = mustRun(t, r); rep.Pages != 0 {
		t.Errorf("the position did not move: %+v", rep)
	}
}

// refusing makes notice 0004 one that no store takes: it has no id.
type refusing struct{}

func (refusing) Notice(n *data.Notice) {
	if n.Title == "0004" {
		n.ID = ""
	}
}

func TestLongNamesAreStored(t *testing.T) {
	st := openStore(t)
	n := awardOf("0001", 20240401, 100)
	n.Buyer = strings.Repeat("长", 40_000)
	n.Lots[0].Suppliers[0].Name = strings.Repeat("名|", 40_000)
	put(t, st, "a", jsonOf(t, n))
	if rep := mustRun(t, reader(st, plain)); len(rep.Failed) != 0 || rep.Changed != 1 {
		t.Errorf("report %+v", rep)
	}
	var rs []ledger.Ranked
	if err := st.View(func(tx *store.Tx) (err error) { rs, err = ledger.Rank(tx, ledger.RankQuery{}); return err }); err != nil || len(rs) != 1 {
		t.Errorf("ranking %v, %v", len(rs), err)
	}
}
