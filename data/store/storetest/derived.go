package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

var derivedTests = map[string]func(*testing.T, *env){
	"notice comes back as it was":      testNotice,
	"same notice is a no-op":           testNoticeSame,
	"first seen survives":              testFirstSeen,
	"notices of a page":                testNoticesOfPage,
	"project comes back, same a no-op": testProject,
	"project ids are never reused":     testProjectIDs,
	"aliases are followed":             testAliases,
	"links follow the projects":        testLinks,
	"linking keys":                     testKeys,
	"cells and positions":              testCells,
	"feed is compact and complete":     testFeed,
	"changes wake who waits":           testChanged,
}

func notice(id string) *data.Notice {
	return &data.Notice{ID: data.NoticeID(id), Page: "p", Portal: "p", URL: "https://example.test/" + id, Kind: data.KindAward, Title: "示例中标公告",
		Published: 20240506, Lots: []data.Lot{{Status: data.LotAwarded, Suppliers: []data.Supplier{{Name: "示例公司", Role: data.RoleSupplier}},
			Amount: &data.Money{Fen: 12345, Kind: data.Total, Tax: data.TaxIncluded, Raw: "123.45元"}}},
		TotalFen: 12345, Warnings: []data.Warning{{Code: "c", Message: "m"}}, Evidence: map[string]data.Evidence{"title": {Rule: "r", Quote: "q"}},
		Subject: []string{"大模型"}, Text: "示例正文"}
}

// put stores notices, each in a project of its own, and gives the projects.
func (e *env) put(ids ...string) (ps []data.ProjectID) {
	e.t.Helper()
	e.derive(func(tx *store.Tx) error {
		for _, id := range ids {
			if _, err := tx.PutNotice(notice(id)); err != nil {
				return err
			}
			p, err := tx.NewProjectID()
			if err != nil {
				return err
			}
			ps = append(ps, p)
			if _, err := tx.PutProject(project(p, id)); err != nil {
				return err
			}
		}
		return nil
	})
	return ps
}

func project(id data.ProjectID, notices ...string) *data.Project {
	p := &data.Project{ID: id, Name: "示例项目", Stage: data.StageAwarded, Counted: true, Month: 202405, Awarded: 20240506, Fen: 12345,
		FirstSeen: time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)}
	for _, n := range notices {
		p.Notices = append(p.Notices, data.Link{Notice: data.NoticeID(n), Rule: "first"})
	}
	return p
}

func (e *env) changes(after uint64) (got []string, last uint64) {
	e.t.Helper()
	last = after
	e.must(e.ChangesAfter(after, 0, func(seq uint64, c store.Change) error {
		if seq <= last {
			e.t.Errorf("the feed goes from %d to %d", last, seq)
		}
		last = seq
		if c.Project != 0 {
			got = append(got, fmt.Sprint(c.Kind, " ", c.Project))
		} else {
			got = append(got, fmt.Sprint(c.Kind, " ", c.Notice))
		}
		return nil
	}))
	return got, last
}

func testNotice(t *testing.T, e *env) {
	e.put("a")
	e.reopen()
	got, err := e.Notice("a")
	e.must(err)
	if d := cmp.Diff(notice("a"), got); d != "" {
		t.Errorf("the notice came back differently (-put +got):\n%s", d)
	}
	want := notice("a")
	want.Text = ""
	e.must(e.View(func(tx *store.Tx) error {
		got, err := tx.Facts("a")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("the facts came back differently (-put +got):\n%s", d)
		}
		return err
	}))
	if _, err := e.Notice("b"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such notice: %v", err)
	}
	texts, facts := 0, 0
	e.must(e.Notices(func(n *data.Notice) error { texts += len(n.Text); return nil }))
	e.must(e.NoticeFacts(func(n *data.Notice) error { facts++; return nil }))
	if texts != len("示例正文") || facts != 1 {
		t.Errorf("scans met %d bytes of text, %d facts", texts, facts)
	}
}

func testNoticeSame(t *testing.T, e *env) {
	e.put("a")
	seq := e.Seq()
	for _, c := range []struct {
		change func(*data.Notice)
		want   bool
	}{
		{func(*data.Notice) {}, false},
		{func(n *data.Notice) { n.Text = "anderes" }, true},
		{func(n *data.Notice) { n.Text, n.Title = "anderes", "示例" }, true},
		{func(n *data.Notice) { n.Text, n.Title = "", "示例" }, true},
		{func(n *data.Notice) { n.Text, n.Title = "", "示例" }, false},
	} {
		n := notice("a")
		c.change(n)
		e.derive(func(tx *store.Tx) error {
			changed, err := tx.PutNotice(n)
			if changed != c.want {
				t.Errorf("put %q, %q: changed %v", n.Title, n.Text, changed)
			}
			return err
		})
		if moved := e.Seq() > seq; moved != c.want {
			t.Errorf("put %q, %q: sequence moved %v", n.Title, n.Text, moved)
		}
		seq = e.Seq()
		if got, _ := e.Notice("a"); got.Text != n.Text {
			t.Errorf("text is %q, want %q", got.Text, n.Text)
		}
	}
	if n := e.counts().Notices; n != 1 {
		t.Errorf("%d notices", n)
	}
}

func testFirstSeen(t *testing.T, e *env) {
	first := e.now
	e.put("a")
	e.now = e.now.Add(time.Hour)
	e.derive(func(tx *store.Tx) error {
		if err := tx.DeleteNotice("a"); err != nil {
			return err
		}
		if err := tx.DeleteNotice("a"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		_, err := tx.PutProject(project(1))
		return err
	})
	if n := e.counts().Notices; n != 0 {
		t.Errorf("%d notices", n)
	}
	e.derive(func(tx *store.Tx) error {
		_, err := tx.PutNotice(notice("a"))
		return err
	})
	e.reopen()
	e.must(e.View(func(tx *store.Tx) error {
		if got := tx.FirstSeen("a"); !got.Equal(first) {
			t.Errorf("first seen %v, want %v", got, first)
		}
		if got := tx.FirstSeen("b"); !got.IsZero() {
			t.Errorf("never seen: %v", got)
		}
		return nil
	}))
}

func testNoticesOfPage(t *testing.T, e *env) {
	e.put("aa", "aa-2", "aa-3", "ab", "a")
	e.must(e.View(func(tx *store.Tx) error {
		if d := cmp.Diff([]data.NoticeID{"aa", "aa-2", "aa-3"}, tx.NoticesOfPage("aa")); d != "" {
			t.Errorf("notices of the page (-want +got):\n%s", d)
		}
		return nil
	}))
}

func testProject(t *testing.T, e *env) {
	p := project(e.put("a")[0], "a")
	seq := e.Seq()
	e.derive(func(tx *store.Tx) error {
		changed, err := tx.PutProject(p)
		if changed || p.Seq != seq {
			t.Errorf("same project: changed %v, its sequence %d, the store's %d", changed, p.Seq, seq)
		}
		return err
	})
	if e.Seq() != seq {
		t.Errorf("a no-op moved the sequence from %d to %d", seq, e.Seq())
	}
	p.Fen = 1
	e.derive(func(tx *store.Tx) error {
		changed, err := tx.PutProject(p)
		if !changed || p.Seq != seq+1 {
			t.Errorf("other project: changed %v, its sequence %d", changed, p.Seq)
		}
		return err
	})
	got, err := e.Project(p.ID)
	e.must(err)
	if d := cmp.Diff(p, got); d != "" {
		t.Errorf("the project came back differently (-put +got):\n%s", d)
	}
	if _, err := e.Project(99); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such project: %v", err)
	}
}

func testProjectIDs(t *testing.T, e *env) {
	ids := e.put("a", "b")
	e.derive(func(tx *store.Tx) error {
		if _, err := tx.PutProject(project(99)); err == nil {
			t.Error("an id that was never given was taken")
		}
		return tx.DeleteProject(ids[1])
	})
	e.reopen()
	if next := e.put("c"); next[0] <= ids[1] {
		t.Errorf("id %v after %v", next, ids)
	}
	if _, ok := e.ProjectOf("b"); ok {
		t.Error("a notice is linked to a deleted project")
	}
}

func testAliases(t *testing.T, e *env) {
	ids := e.put("a", "b", "c")
	a, b, c := ids[0], ids[1], ids[2]
	merge := func(from, to data.ProjectID) {
		e.derive(func(tx *store.Tx) error { return tx.Alias(from, to) })
	}
	merge(c, b)
	merge(b, a)
	merge(a, c) // a circle, if ids were not followed
	e.derive(func(tx *store.Tx) error {
		if _, err := tx.PutProject(project(b)); err == nil {
			t.Error("an alias was put as a project")
		}
		_, err := tx.PutProject(project(a, "a", "b", "c"))
		return err
	})
	e.reopen()
	for _, id := range ids {
		p, err := e.Project(id)
		if err != nil || p.ID != a {
			t.Errorf("project %s leads to %+v, %v", id, p, err)
		}
		if end, err := e.ProjectAlias(id); end != a || err != nil {
			t.Errorf("project %s is an alias of %s, %v", id, end, err)
		}
	}
	if ns, err := e.ProjectNotices(c); len(ns) != 3 || err != nil {
		t.Errorf("%d notices, %v", len(ns), err)
	}
	if n := e.counts().Projects; n != 1 {
		t.Errorf("%d projects", n)
	}
	e.derive(func(tx *store.Tx) error {
		e.must(tx.Unalias(b))
		e.must(second(tx.PutProject(project(b, "b"))))
		return second(tx.PutProject(project(a, "a", "c")))
	})
	if p, ok := e.ProjectOf("b"); !ok || p != b {
		t.Errorf("after the split b is in %s", p)
	}
}

func testLinks(t *testing.T, e *env) {
	ids := e.put("a", "b")
	for _, order := range [][]*data.Project{
		{project(ids[0], "a", "b"), project(ids[1])},
		{project(ids[0], "a"), project(ids[1], "b")},
		{project(ids[1]), project(ids[0], "b", "a")},
	} {
		e.derive(func(tx *store.Tx) error {
			for _, p := range order {
				e.must(second(tx.PutProject(p)))
			}
			return nil
		})
		for _, p := range order {
			for _, l := range p.Notices {
				if got, ok := e.ProjectOf(l.Notice); !ok || got != p.ID {
					t.Errorf("%s is in %s, want %s", l.Notice, got, p.ID)
				}
			}
		}
		ns, err := e.ProjectNotices(ids[0])
		want, _ := e.Project(ids[0])
		if err != nil || !slices.EqualFunc(ns, want.Notices, func(n *data.Notice, l data.Link) bool { return n.ID == l.Notice && n.Text != "" }) {
			t.Errorf("notices %v, %v", ns, err)
		}
	}
	if _, ok := e.ProjectOf("c"); ok {
		t.Error("an unknown notice has a project")
	}
}

func testKeys(t *testing.T, e *env) {
	long := string(make([]byte, 5000))
	e.derive(func(tx *store.Tx) error {
		for _, k := range []string{"n", "n\x00", "nn", long, long + "x"} {
			for _, id := range []data.ProjectID{7, 300, 2} {
				e.must(tx.AddKey(k, id))
				e.must(tx.AddKey(k, id))
			}
		}
		if tx.AddKey("", 1) == nil || tx.AddKey("n", 0) == nil {
			t.Error("an empty key or project was taken")
		}
		return tx.RemoveKey("n\x00", 300)
	})
	e.must(e.View(func(tx *store.Tx) error {
		for k, want := range map[string][]data.ProjectID{"n": {2, 7, 300}, "n\x00": {2, 7}, long: {2, 7, 300}, "none": nil, "": nil} {
			if d := cmp.Diff(want, tx.KeyProjects(k)); d != "" {
				t.Errorf("projects of key %.9q (-want +got):\n%s", k, d)
			}
		}
		return nil
	}))
}

func testCells(t *testing.T, e *env) {
	e.derive(func(tx *store.Tx) error {
		for _, k := range []string{"m/202405", "m/202404", "n/1"} {
			e.must(tx.PutCell(k, []byte(k)))
		}
		e.must(tx.SetPosition("reader", 42))
		return tx.DeleteCell("n/1")
	})
	e.reopen()
	e.must(e.View(func(tx *store.Tx) error {
		var got []string
		e.must(tx.Cells("m/", func(k string, v []byte) error { got = append(got, k+string(v)); return nil }))
		if d := cmp.Diff([]string{"m/202404m/202404", "m/202405m/202405"}, got); d != "" {
			t.Errorf("cells (-want +got):\n%s", d)
		}
		all := 0
		e.must(tx.Cells("", func(string, []byte) error { all++; return nil }))
		if all != 2 || tx.Cell("n/1") != nil || string(tx.Cell("m/202405")) != "m/202405" {
			t.Errorf("%d cells", all)
		}
		if tx.Position("reader") != 42 || tx.Position("none") != 0 {
			t.Errorf("positions %d, %d", tx.Position("reader"), tx.Position("none"))
		}
		if err := tx.PutCell("x", nil); err == nil {
			t.Error("a read transaction took a write")
		}
		return nil
	}))
}

func testFeed(t *testing.T, e *env) {
	ids := e.put("a", "b")
	got, last := e.changes(0)
	want := []string{"notice a", "project zb-000001", "notice b", "project zb-000002"}
	if d := cmp.Diff(want, got); d != "" || last != e.Seq() {
		t.Errorf("the feed ends at %d, the sequence is %d (-want +got):\n%s", last, e.Seq(), d)
	}
	e.commit(store.Commit{Page: page(1, "pages are not in this feed")})
	for i := range 10 {
		e.derive(func(tx *store.Tx) error {
			n := notice("a")
			n.Title += fmt.Sprint(i)
			return second(tx.PutNotice(n))
		})
	}
	e.derive(func(tx *store.Tx) error {
		e.must(tx.DeleteNotice("b"))
		return tx.Alias(ids[1], ids[0])
	})
	after, end := e.changes(last)
	if d := cmp.Diff([]string{"notice a", "delete-notice b", "delete-project zb-000002"}, after); d != "" || end != e.Seq() {
		t.Errorf("changes after %d (-want +got):\n%s", last, d)
	}
	if all, _ := e.changes(0); len(all) != 4 {
		t.Errorf("four things have %d rows: %q", len(all), all)
	}
	n := 0
	e.must(e.ChangesAfter(0, 2, func(uint64, store.Change) error { n++; return nil }))
	if n != 2 {
		t.Errorf("a limit of 2 gave %d", n)
	}
}

func testChanged(t *testing.T, e *env) {
	ch := e.Changed()
	e.derive(func(tx *store.Tx) error { return tx.PutKV("ns", "k", nil) })
	e.enqueue(task("a", 1))
	select {
	case <-ch:
		t.Error("woken although the sequence stands still")
	default:
	}
	e.put("a")
	select {
	case <-ch:
	default:
		t.Error("not woken by a change")
	}
	if e.Changed() == ch {
		t.Error("the channel is not renewed")
	}
}
