package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

var recordTests = map[string]func(*testing.T, *env){
	"coverage":               testCoverage,
	"listed rows":            testListed,
	"cursors and states":     testCursors,
	"namespaces":             testNamespaces,
	"journal":                testJournal,
	"decisions":              testDecisions,
	"backup":                 testBackup,
	"scans may write":        testScanWrites,
	"a scan can be ended":    testScanStops,
	"large scans in pieces":  testScanLarge,
	"closed":                 testClosed,
	"panic leaves no traces": testPanic,
}

func testCoverage(t *testing.T, e *env) {
	a := store.Coverage{Portal: "p", Channel: "zbgg", Query: "大模型", Day: 20240506, State: store.CoveragePartial, Listed: 20, Reported: 41, Pages: 1, Unread: 3, Reason: "stopped", At: e.now}
	b := a
	b.Day, b.State = 20240430, store.CoverageComplete
	seq := e.CoverageSeq()
	e.must(e.PutCoverage(a, b))
	if e.CoverageSeq() == seq {
		t.Error("the coverage has changed, its sequence has not")
	}
	seq = e.CoverageSeq()
	e.must(e.PutCoverage(b))
	if e.CoverageSeq() != seq {
		t.Error("the coverage's sequence grew without a change")
	}
	a.State, a.Pages = store.CoverageComplete, 3
	e.must(e.PutCoverage(a))
	var got []store.Coverage
	e.must(e.Coverage(func(c store.Coverage) error { got = append(got, c); return nil }))
	if d := cmp.Diff([]store.Coverage{b, a}, got); d != "" {
		t.Errorf("coverage (-want +got):\n%s", d)
	}
	if c, err := e.CoverageOf("p", "zbgg", "大模型", 20240506); err != nil || c.Pages != 3 {
		t.Errorf("coverage of the day: %+v, %v", c, err)
	}
	if _, err := e.CoverageOf("p", "zbgg", "", 20240506); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("coverage of another query: %v", err)
	}
	if err := e.PutCoverage(store.Coverage{Portal: "p"}); err == nil {
		t.Error("coverage without a state was taken")
	}
}

func testListed(t *testing.T, e *env) {
	rows := []data.Row{{Portal: "p", URL: page(1, "").URL, Title: "一"}, {Portal: "p", URL: "https://example.test/2", Title: "二"}}
	e.commit(store.Commit{Listed: rows})
	rows[1].Title = "二（更正）"
	e.commit(store.Commit{Listed: rows[1:]})
	if n := e.counts().Listed; n != 2 {
		t.Errorf("%d rows", n)
	}
	e.commit(store.Commit{Page: page(1, "read now")})
	e.commit(store.Commit{Listed: rows}) // listed again, but its page is there
	var got []data.Row
	e.must(e.Listed(func(r data.Row) error { got = append(got, r); return nil }))
	if d := cmp.Diff(rows[1:], got); d != "" || e.counts().Listed != 1 {
		t.Errorf("unread rows (-want +got):\n%s", d)
	}
	if _, err := e.Commit(store.Commit{Listed: []data.Row{{Title: "no address"}}}); err == nil {
		t.Error("a row without an address was taken")
	}
}

func testCursors(t *testing.T, e *env) {
	if c, err := e.Cursor("none"); c != "" || err != nil {
		t.Errorf("no cursor: %q, %v", c, err)
	}
	if v, err := e.State("none"); v != nil || err != nil {
		t.Errorf("no state: %q, %v", v, err)
	}
	e.must(e.SetCursor("p/zbgg", "20240506"))
	e.must(e.SetState("breaker/p", []byte(`{"open":true}`)))
	e.reopen()
	if c, _ := e.Cursor("p/zbgg"); c != "20240506" {
		t.Errorf("cursor %q", c)
	}
	if v, _ := e.State("breaker/p"); string(v) != `{"open":true}` {
		t.Errorf("state %q", v)
	}
}

func testNamespaces(t *testing.T, e *env) {
	e.derive(func(tx *store.Tx) error {
		for _, k := range []string{"a/1", "a/2", "b/1"} {
			e.must(tx.PutKV("one", k, []byte("1"+k)))
			e.must(tx.PutKV("two", k, nil))
		}
		e.must(tx.DeleteKV("one", "none"))
		return tx.DeleteKV("one", "a/2")
	})
	var got []string
	e.must(e.View(func(tx *store.Tx) error {
		if v := tx.GetKV("two", "a/1"); v == nil || len(v) != 0 {
			t.Errorf("an empty value reads %v", v)
		}
		if v := tx.GetKV("three", "a/1"); v != nil {
			t.Errorf("another namespace reads %q", v)
		}
		return tx.ScanKV("one", "", func(k string, v []byte) error {
			got = append(got, k+"="+string(v))
			return nil
		})
	}))
	if d := cmp.Diff([]string{"a/1=1a/1", "b/1=1b/1"}, got); d != "" {
		t.Errorf("namespace (-want +got):\n%s", d)
	}
}

func testJournal(t *testing.T, e *env) {
	in := data.JournalEntry{Project: 1, NewMonth: 202405, NewFen: 100, NewCounted: true, NewIndustry: data.Energy, Cause: "notice", Notice: "x"}
	e.derive(func(tx *store.Tx) error { return tx.AppendJournal(in) })
	failed := errors.New("failed")
	if err := e.Derive(func(tx *store.Tx) error { e.must(tx.AppendJournal(in)); return failed }); err != failed {
		t.Errorf("the error of the function became %v", err)
	}
	at := e.now.Add(-time.Hour)
	e.derive(func(tx *store.Tx) error { in.At = at; return tx.AppendJournal(in) })
	var got []data.JournalEntry
	e.must(e.Journal(func(j data.JournalEntry) error { got = append(got, j); return nil }))
	want := []data.JournalEntry{in, in}
	want[0].Seq, want[0].At, want[1].Seq = 1, e.now, 2
	var later []uint64
	e.must(e.JournalAfter(want[0].Seq, func(j data.JournalEntry) error { later = append(later, j.Seq); return nil }))
	if len(later) != 1 || later[0] != want[1].Seq {
		t.Errorf("after the first line: %v", later)
	}
	if d := cmp.Diff(want, got); d != "" || e.counts().Journal != 2 {
		t.Errorf("journal (-want +got):\n%s", d)
	}
}

func testDecisions(t *testing.T, e *env) {
	e.derive(func(tx *store.Tx) error {
		if _, err := tx.PutDecision(data.Decision{Verb: "mend", A: "a", B: "b"}); err == nil {
			t.Error("an unknown verb was taken")
		}
		for _, v := range []string{data.DecisionJoin, data.DecisionSplit} {
			if _, err := tx.PutDecision(data.Decision{Verb: v, A: "a", B: "b", By: "analyst"}); err != nil {
				return err
			}
		}
		return nil
	})
	e.reopen()
	var got []data.Decision
	e.must(e.View(func(tx *store.Tx) error {
		return tx.Decisions(func(d data.Decision) error { got = append(got, d); return nil })
	}))
	want := []data.Decision{{ID: 1, At: e.now, Verb: "join", A: "a", B: "b", By: "analyst"}, {ID: 2, At: e.now, Verb: "split", A: "a", B: "b", By: "analyst"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("decisions (-want +got):\n%s", d)
	}
}

func testBackup(t *testing.T, e *env) {
	e.commit(store.Commit{Page: page(1, "a"), Tasks: []store.Task{task("x", 1)}})
	var b bytes.Buffer
	e.must(e.Backup(&b))
	e.commit(store.Commit{Page: page(2, "after")})
	dir := t.TempDir()
	e.must(os.WriteFile(filepath.Join(dir, store.FileName), b.Bytes(), 0o600))
	copied := e.open(t, dir, store.Options{})
	defer copied.Close()
	c, err := copied.Counts()
	if err != nil || c.Pages != 1 || c.Tasks[store.TaskQueued] != 1 {
		t.Errorf("the copy holds %+v, %v", c, err)
	}
	e.must(copied.Check())
}

func testScanWrites(t *testing.T, e *env) {
	e.derive(func(tx *store.Tx) error {
		for i := range 1000 {
			e.must(tx.PutKV("ns", fmt.Sprintf("%04d", i), []byte("x")))
		}
		n := 0
		e.must(tx.ScanKV("ns", "", func(k string, _ []byte) error { n++; return tx.DeleteKV("ns", k) }))
		if n != 1000 {
			t.Errorf("deleting while scanning met %d of 1000", n)
		}
		return nil
	})
	e.enqueue(task("a", 1), task("b", 1))
	e.must(e.Tasks(func(x store.Task) error { return e.SetCursor(x.Key, "seen") }))
	if c, _ := e.Cursor("b"); c != "seen" {
		t.Error("a write during a scan was lost")
	}
}

func testScanStops(t *testing.T, e *env) {
	e.enqueue(task("a", 1), task("b", 1))
	n := 0
	e.must(e.Tasks(func(store.Task) error { n++; return store.ErrStop }))
	failed := errors.New("failed")
	if err := e.Tasks(func(store.Task) error { return failed }); err != failed || n != 1 {
		t.Errorf("stopped after %d; the error of the function became %v", n, err)
	}
}

func testScanLarge(t *testing.T, e *env) {
	var ts []store.Task
	for i := range 2000 {
		x := task(fmt.Sprintf("%05d", i), 1)
		x.Body = string(make([]byte, i))
		ts = append(ts, x)
	}
	e.enqueue(ts...)
	var got []string
	e.must(e.Tasks(func(x store.Task) error { got = append(got, x.Key); return nil }))
	for i, k := range got {
		if k != ts[i].Key {
			t.Fatalf("item %d is %s", i, k)
		}
	}
	if len(got) != len(ts) {
		t.Errorf("%d of %d", len(got), len(ts))
	}
}

func testClosed(t *testing.T, e *env) {
	e.must(e.Close())
	for name, err := range map[string]error{
		"commit":  second(e.Commit(store.Commit{Page: page(1, "a")})),
		"enqueue": second(e.Enqueue(task("a", 1))),
		"page":    second(e.Page("x")),
		"derive":  e.Derive(func(*store.Tx) error { return nil }),
		"backup":  e.Backup(&bytes.Buffer{}),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s on a closed store: %v", name, err)
		}
	}
	e.must(e.Close())
	e.reopen()
}

func testPanic(t *testing.T, e *env) {
	for name, fn := range map[string]func(){
		"derive": func() {
			_ = e.Derive(func(tx *store.Tx) error { e.must(tx.PutKV("ns", "k", nil)); panic("of the caller") })
		},
		"lease": func() {
			e.enqueue(task("a", 1))
			_, _ = e.Lease(e.now, time.Minute, 1, func(store.Task) bool { panic("of the caller") })
		},
		"nil": func() { _ = e.View(func(*store.Tx) error { var p *data.Page; p.URL = ""; return nil }) },
	} {
		if r := recovered(fn); r == nil {
			t.Errorf("%s: the panic was swallowed", name)
		}
	}
	e.must(e.View(func(tx *store.Tx) error {
		if tx.GetKV("ns", "k") != nil {
			t.Error("a panic left half a transaction")
		}
		return nil
	}))
	if got := e.lease(1); len(got) != 1 {
		t.Error("the store does not work after a panic")
	}
}

func recovered(fn func()) (r any) {
	defer func() { r = recover() }()
	fn()
	return nil
}
