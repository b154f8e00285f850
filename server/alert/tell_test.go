package alert_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/server/alert"
)

// expect compares what was told with what should have been.
func expect(e *env, r *receiver, want string) {
	e.Helper()
	e.must(e.tell())
	if got := kinds(r.requests()); got != want {
		e.Errorf("told %q, want %q", got, want)
	}
}

func TestEachAwardIsToldOnce(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.publish(notice(1, today, 100, "示例甲公司"))
	e.add(alert.Alert{To: r.to()})
	expect(e, r, "") // it was there before the alert
	e.publish(notice(2, today, 200, "示例乙公司"))
	expect(e, r, "award zb-000002")
	expect(e, r, "")
	e.restart()
	expect(e, r, "")
	again := *notice(2, today, 200, "示例乙公司") // the same on another portal
	again.ID, again.Page, again.Portal, again.URL = "m2", "m2", "ggzy", "http://other.example.cn/2"
	e.publish(&again)
	expect(e, r, "")
	s := e.status("示例")
	if s.State != "ok" || s.Sent != 1 || s.Waiting != 0 {
		t.Errorf("status %+v", s)
	}
}

func TestExistingAndBackfillOnlyWhenAsked(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.publish(notice(1, today, 100, "示例甲公司"), notice(2, 20230601, 100, "示例甲公司"))
	e.add(alert.Alert{Name: "now", To: r.to()})
	expect(e, r, "")
	e.add(alert.Alert{Name: "existing", To: r.to(), Existing: true})
	expect(e, r, "award zb-000001")
	e.add(alert.Alert{Name: "all", To: r.to(), Existing: true, Backfill: true})
	expect(e, r, "award zb-000002; award zb-000001")
	e.publish(notice(3, 20230701, 100, "示例甲公司"))
	expect(e, r, "award zb-000003") // for the one that asked for backfill
}

func TestCorrections(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	a := notice(1, today, 100, "示例甲公司")
	e.add(alert.Alert{To: r.to(), Filter: "min=90"})
	e.publish(a, notice(2, today, 100, "示例甲公司"))
	expect(e, r, "award zb-000001; award zb-000002")
	e.publish(correction(a, 80, "示例乙公司")) // the search finds it no more, but it was told
	e.must(e.tell())
	got := r.requests()
	if kinds(got) != "correction zb-000001 published" {
		t.Fatalf("told %q", kinds(got))
	}
	if ev := got[0].event; ev.Was.Fen != 100*data.Yuan || ev.Award.Fen != 80*data.Yuan || ev.Award.Suppliers[0] != "示例乙公司" || !strings.HasSuffix(ev.Key, "_zb-000001_2") {
		t.Errorf("correction %+v was %+v", ev.Award, ev.Was)
	}
	gone := *a
	gone.ID, gone.Page, gone.Kind, gone.Title, gone.Lots = "n1z", "n1z", data.KindFailure, a.ProjectName+"废标公告", nil
	gone.Published = 20260310
	e.publish(&gone)
	expect(e, r, "correction zb-000001 published")
}

// A reread stores nothing for the first time. It brings up no old award,
// whatever comes to match; what it changes of an award that was told is told
// as what it is.
func TestRereadTellsNothingOld(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add(alert.Alert{To: r.to(), Filter: "industry=energy"})
	var ns []*data.Notice
	for i := range 5 {
		n := notice(i+1, today, 100, "示例甲公司")
		if i > 0 {
			n.Industry.ID = string(data.Finance)
		}
		ns = append(ns, n)
	}
	e.publish(ns...)
	expect(e, r, "award zb-000001")
	e.clock.advance(3 * time.Hour)
	expect(e, r, "")
	for _, n := range ns { // other rules: all match, titles and evidence differ
		n.Industry, n.Rules, n.Title = data.Label{ID: string(data.Energy), Rule: "new"}, "2", n.ProjectName+"结果公告"
		n.Lots[0].Suppliers[0].Name = "示例甲 公司"
	}
	e.publish(ns...)
	expect(e, r, "")
	other := *ns[0]
	other.Lots = []data.Lot{ns[0].Lots[0]}
	other.Lots[0].Amount, other.TotalFen = &data.Money{Fen: 7 * data.Yuan, Kind: data.Total, Raw: "7"}, 7*data.Yuan
	e.publish(&other)
	expect(e, r, "correction zb-000001 reading")
	e.publish(notice(9, today, 100, "示例甲公司"))
	expect(e, r, "award zb-000006")
}

// What better rules count for the first time is told when it is recent.
func TestRereadFindsRecentAwards(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add(alert.Alert{To: r.to()})
	missed := func(i int, day data.Day) *data.Notice {
		n := notice(i, day, 100, "示例甲公司")
		n.Relevance.Label, n.Lots[0].Relevance.Label = data.Adjacent, data.Adjacent
		return n
	}
	e.publish(missed(1, today))
	e.clock.advance(40 * 24 * time.Hour)
	e.publish(missed(2, 20260409))
	expect(e, r, "")
	e.clock.advance(3 * time.Hour)
	expect(e, r, "")
	e.publish(notice(1, today, 100, "示例甲公司"), notice(2, 20260409, 100, "示例甲公司"))
	expect(e, r, "award zb-000002")
}

// What was told of a project is known when it is merged into another one, also
// into one that was not told.
func TestMergeTellsNothing(t *testing.T) {
	for name, join := range map[string][2]string{"both told": {"n2", "n3"}, "into one not told": {"n1", "n2"}} {
		t.Run(name, func(t *testing.T) {
			e, r := newEnv(t), newReceiver(t)
			e.publish(notice(1, today, 100, "示例甲公司"))
			e.add(alert.Alert{To: r.to()})
			e.publish(notice(2, today, 100, "示例甲公司"))
			e.publish(notice(3, today, 100, "示例甲公司"))
			expect(e, r, "award zb-000002; award zb-000003")
			e.must(e.st.Derive(func(tx *store.Tx) error { _, err := e.led.Join(tx, join[0], join[1], "test", ""); return err }))
			e.must(e.tell())
			for _, q := range r.requests() {
				if q.event.Type != alert.KindCorrection {
					t.Errorf("after a merge: %s %s", q.event.Type, q.event.Project)
				}
			}
		})
	}
}

func TestCandidateThenAward(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add(alert.Alert{To: r.to(), Filter: "scope=all"})
	c := notice(1, today, 100, "示例甲公司")
	c.ID, c.Page, c.Kind, c.Title, c.Lots[0].Status = "c1", "c1", data.KindCandidate, c.ProjectName+"候选人公示", data.LotCandidate
	e.publish(c)
	expect(e, r, "progress zb-000001")
	e.publish(notice(1, 20260305, 100, "示例甲公司"))
	expect(e, r, "award zb-000001")
}

// The words of a search are found by the same index as on the awards page, and
// an index that is behind is waited for.
func TestTextSearchWaitsForTheIndex(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.look()
	e.add(alert.Alert{To: r.to(), Filter: "q=调度"})
	n := notice(1, today, 100, "示例甲公司")
	n.Text += "电网调度助手"
	e.publish(n, notice(2, today, 100, "示例甲公司"))
	if behind, err := e.d.Look(context.Background()); err != nil || !behind {
		t.Fatalf("looked past the index: %v, %v", behind, err)
	}
	expect(e, r, "award zb-000001")
}

func TestDigest(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add(alert.Alert{To: r.to(), When: "daily@08:30"})
	e.publish(notice(1, today, 100, "示例甲公司"))
	expect(e, r, "")
	if s := e.status("示例"); s.State != "waiting" || !s.Due.Equal(time.Date(2026, 3, 3, 8, 30, 0, 0, data.Shanghai)) {
		t.Errorf("waits for %v: %+v", s.Due, s)
	}
	e.publish(notice(2, today, 100, "示例甲公司"))
	expect(e, r, "")
	e.clock.advance(20*time.Hour + 30*time.Minute)
	e.publish(notice(3, 20260303, 100, "示例甲公司"))
	expect(e, r, "award zb-000001; award zb-000002") // the third came after the hour
}

func TestOperatorsAlertsAreOthers(t *testing.T) {
	e, ops, readers := newEnv(t), newReceiver(t), newReceiver(t)
	trouble := []alert.Condition{{ID: "disk", ZH: "磁盘将满", EN: "disk is low"}, {ID: "portal/ccgp/blocked", ZH: "ccgp 拒绝", EN: "ccgp blocked"}}
	e.o.Health = func(context.Context) ([]alert.Condition, error) { return trouble, nil }
	e.restart()
	e.add(alert.Alert{Name: "ops", Operator: true, To: ops.to()})
	e.add(alert.Alert{Name: "readers", To: readers.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	e.must(e.tell())
	trouble = trouble[:1]
	e.clock.advance(2 * time.Minute)
	e.restart()
	e.must(e.tell())
	e.clock.advance(2 * time.Minute)
	e.must(e.tell())
	if got := kinds(ops.requests()); got != "raised; raised; cleared" {
		t.Errorf("operator was told %q", got)
	}
	if got := kinds(readers.requests()); got != "award zb-000001" {
		t.Errorf("readers were told %q", got)
	}
}

// An alert that can't look any more says so, and keeps no other.
func TestSearchThatCanNotBeAsked(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	a := e.add(alert.Alert{Name: "bad", To: r.to()})
	e.add(alert.Alert{Name: "good", To: r.to()})
	a.Filter = "q=amount:>=abc" // as if the language of queries had changed
	b, err := json.Marshal(a)
	e.must(err)
	e.must(e.st.Derive(func(tx *store.Tx) error { return tx.PutKV("alert", fmt.Sprintf("a/%08x", a.ID), b) }))
	e.publish(notice(1, today, 100, "示例甲公司"))
	_, err = e.ix.Sync(context.Background())
	e.must(err)
	if _, err := e.d.Look(context.Background()); err == nil {
		t.Error("no error")
	}
	_, err = e.d.Once(context.Background())
	e.must(err)
	if got := kinds(r.requests()); got != "award zb-000001" {
		t.Errorf("the other was told %q", got)
	}
	if s := e.status("bad"); s.State != "failing" || !strings.Contains(s.Error, "abc") {
		t.Errorf("status %+v", s)
	}
}

func TestRemove(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	first := e.add(alert.Alert{To: r.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	e.must(e.tell())
	e.publish(notice(2, today, 100, "示例甲公司"))
	e.look()
	e.must(e.d.Remove("示例"))
	expect(e, r, "award zb-000001")
	if _, err := e.d.Status("示例"); err == nil {
		t.Error("a removed alert is there still")
	}
	log, err := e.d.Log("", 0)
	e.must(err)
	if len(log) != 1 || log[0].Project != 1 {
		t.Errorf("the record of what was sent: %+v", log)
	}
	if again := e.add(alert.Alert{To: r.to()}); again.UID == first.UID || again.ID == first.ID {
		t.Error("another alert of the same name has the same keys")
	}
}

// A folder restored from a backup tells again what was told since, with the
// keys that receivers know already.
func TestRestoredFolderRepeatsItsKeys(t *testing.T) {
	e, r := newEnv(t), newReceiver(t)
	e.add(alert.Alert{To: r.to()})
	e.publish(notice(1, today, 100, "示例甲公司"))
	expect(e, r, "award zb-000001")
	var backup bytes.Buffer
	e.must(e.st.Backup(&backup))
	e.publish(notice(2, today, 200, "示例乙公司"))
	e.must(e.tell())
	before := r.requests()
	e.ix.Close()
	e.st.Close()
	dir := t.TempDir()
	e.must(store.Restore(dir, &backup, store.Options{}))
	e.open(dir)
	expect(e, r, "") // what was told before the backup is known
	e.publish(notice(2, today, 200, "示例乙公司"))
	e.must(e.tell())
	if after := r.requests(); kinds(after) != kinds(before) || after[0].event.Key != before[0].event.Key {
		t.Errorf("told %q, before %q", kinds(after), kinds(before))
	}
}
