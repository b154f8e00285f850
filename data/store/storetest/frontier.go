package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

var frontierTests = map[string]func(*testing.T, *env){
	"highest priority first":        testPriority,
	"known keys are left alone":     testKnownKeys,
	"again":                         testAgain,
	"not before its time":           testNext,
	"skip passes over a lane":       testSkip,
	"an expired lease comes back":   testExpiry,
	"renewed leases last":           testRenew,
	"old tokens are refused":        testStale,
	"release does not count":        testRelease,
	"failed for good, then retried": testRetryFailed,
	"commit is all or nothing":      testCommitAtomic,
	"commit leases what comes next": testNextTask,
	"leases end with their process": testOrphans,
	"bad tasks are refused":         testBadTasks,
	"odd keys":                      testOddKeys,
	"many workers":                  testWorkers,
}

func task(key string, priority int64) store.Task {
	return store.Task{Key: key, Portal: "p", Host: "example.test", URL: "https://example.test/" + key, Kind: "detail", Priority: priority}
}

func (e *env) enqueue(ts ...store.Task) int {
	e.t.Helper()
	n, err := e.Enqueue(ts...)
	e.must(err)
	return n
}

func keys(ts []store.Task) string {
	var ks []string
	for _, t := range ts {
		ks = append(ks, t.Key)
	}
	return strings.Join(ks, " ")
}

func testPriority(t *testing.T, e *env) {
	other := task("d", 6)
	other.Host = "other.test"
	e.enqueue(task("a", 5), task("b", -1), task("c", 7), other, task("e", 5))
	if got := keys(e.lease(3)); got != "c d a" {
		t.Errorf("leased %s first", got)
	}
	if got := keys(e.lease(9)); got != "e b" {
		t.Errorf("leased %s then", got)
	}
	if got := e.lease(9); len(got) != 0 {
		t.Errorf("leased %s twice", keys(got))
	}
	if c := e.counts().Tasks; c[store.TaskLeased] != 5 || c[store.TaskQueued] != 0 {
		t.Errorf("counts %v", c)
	}
}

func testKnownKeys(t *testing.T, e *env) {
	if n := e.enqueue(task("a", 1), task("b", 1), task("a", 2)); n != 2 {
		t.Errorf("added %d", n)
	}
	got := e.lease(1)
	if n := e.enqueue(task("a", 3), task("b", 3)); n != 0 || got[0].Priority != 1 {
		t.Errorf("added %d, leased %+v", n, got)
	}
	e.commit(store.Commit{Task: &got[0]})
	if n := e.enqueue(task("a", 3)); n != 0 {
		t.Errorf("a done task was added %d times", n)
	}
}

func testAgain(t *testing.T, e *env) {
	e.enqueue(task("a", 1))
	a := e.lease(1)[0]
	again := task("a", 9)
	again.Again = true
	if n := e.enqueue(again); n != 0 {
		t.Error("a leased task was queued again")
	}
	e.commit(store.Commit{Task: &a, Outcome: "ok"})
	if n := e.enqueue(again); n != 1 {
		t.Error("a done task was not queued again")
	}
	b := e.lease(1)[0]
	if b.Priority != 9 || b.Tries != 1 || b.Token <= a.Token || b.Outcome != "" {
		t.Errorf("leased again as %+v after %+v", b, a)
	}
	if _, err := e.Commit(store.Commit{Task: &a}); !errors.Is(err, store.ErrStale) {
		t.Errorf("the old lease still worked: %v", err)
	}
}

func testNext(t *testing.T, e *env) {
	late := task("late", 9)
	late.Next = e.now.Add(time.Hour)
	e.enqueue(late, task("a", 1))
	if got := keys(e.lease(9)); got != "a" {
		t.Errorf("leased %s", got)
	}
	if at, ok, err := e.NextDue(); err != nil || !ok || !at.Equal(e.now.Add(time.Minute)) {
		t.Errorf("next due %v, %v, %v: the lease that runs out", at, ok, err)
	}
	e.now = e.now.Add(time.Hour)
	if got := keys(e.lease(9)); got != "late a" {
		t.Errorf("leased %s an hour later", got)
	}
}

func testSkip(t *testing.T, e *env) {
	var want []string
	for i := range 300 {
		e.enqueue(task(fmt.Sprintf("busy%03d", i), 9))
	}
	for i := range 3 {
		x := task(fmt.Sprintf("free%d", i), 1)
		x.Host = "free.test"
		e.enqueue(x)
		want = append(want, x.Key)
	}
	asked := 0
	got, err := e.Lease(e.now, time.Minute, 9, func(t store.Task) bool { asked++; return t.Host != "free.test" })
	e.must(err)
	if keys(got) != strings.Join(want, " ") {
		t.Errorf("leased %s", keys(got))
	}
	if asked != 4 {
		t.Errorf("skip was asked %d times: the lane was walked", asked)
	}
}

func testExpiry(t *testing.T, e *env) {
	e.enqueue(task("a", 1))
	first := e.lease(1)[0]
	e.now = e.now.Add(59 * time.Second)
	if got := e.lease(1); len(got) != 0 {
		t.Error("a lease ended early")
	}
	e.now = e.now.Add(2 * time.Second)
	second := e.lease(1)
	if len(second) != 1 || second[0].Tries != 1 || second[0].Lost != 1 || second[0].Token <= first.Token {
		t.Fatalf("after the lease ran out: %+v", second)
	}
	if _, err := e.Commit(store.Commit{Task: &first, Page: page(1, "zombie")}); !errors.Is(err, store.ErrStale) {
		t.Errorf("the old lease still committed: %v", err)
	}
	if c := e.counts(); c.Pages != 0 || c.Tasks[store.TaskDone] != 0 {
		t.Errorf("the refused commit left %+v", c)
	}
	e.commit(store.Commit{Task: &second[0], Page: page(1, "right")})
}

func testRenew(t *testing.T, e *env) {
	e.enqueue(task("a", 1))
	a := e.lease(1)[0]
	a, err := e.Renew(a, e.now.Add(time.Hour))
	e.must(err)
	e.now = e.now.Add(30 * time.Minute)
	if got := e.lease(1); len(got) != 0 {
		t.Error("a renewed lease ended early")
	}
	e.commit(store.Commit{Task: &a})
}

func testStale(t *testing.T, e *env) {
	e.enqueue(task("a", 1))
	a := e.lease(1)[0]
	e.must(e.Fail(a, "timeout", "error", e.now, false))
	for name, err := range map[string]error{
		"commit":  second(e.Commit(store.Commit{Task: &a})),
		"fail":    e.Fail(a, "", "", e.now, false),
		"release": e.Release(a),
		"renew":   second(e.Renew(a, e.now)),
	} {
		if !errors.Is(err, store.ErrStale) {
			t.Errorf("%s with an old lease: %v", name, err)
		}
	}
	unknown := task("nobody", 1)
	if _, err := e.Commit(store.Commit{Task: &unknown}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown task: %v", err)
	}
	b := e.lease(1)[0]
	e.commit(store.Commit{Task: &b})
	if _, err := e.Commit(store.Commit{Task: &b}); !errors.Is(err, store.ErrStale) {
		t.Errorf("committed twice: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func testRelease(t *testing.T, e *env) {
	e.enqueue(task("a", 1))
	e.must(e.Release(e.lease(1)[0]))
	if a := e.lease(1)[0]; a.Tries != 1 {
		t.Errorf("tries %d", a.Tries)
	}
}

func testRetryFailed(t *testing.T, e *env) {
	for i := range 300 {
		e.enqueue(task(fmt.Sprintf("a%d", i), 1))
	}
	other := task("b", 1)
	other.Portal = "p2"
	e.enqueue(other)
	for _, x := range e.lease(400) {
		e.must(e.Fail(x, "status 503", "error", time.Time{}, true))
	}
	if got := e.lease(9); len(got) != 0 {
		t.Errorf("dead letters were leased: %s", keys(got))
	}
	x, err := e.Task("b")
	e.must(err)
	if x.State != store.TaskFailed || x.Reason != "status 503" || x.Outcome != "error" || x.Ended.IsZero() {
		t.Errorf("dead letter %+v", x)
	}
	if n, err := e.RetryFailed("p"); n != 300 || err != nil {
		t.Errorf("retried %d of p, %v", n, err)
	}
	if n, err := e.RetryFailed(""); n != 1 || err != nil {
		t.Errorf("retried %d of the rest, %v", n, err)
	}
	if got := e.lease(400); len(got) != 301 || got[0].Tries != 1 {
		t.Errorf("leased %d again", len(got))
	}
}

func testCommitAtomic(t *testing.T, e *env) {
	e.enqueue(task("list", 1))
	l := e.lease(1)[0]
	c := store.Commit{Task: &l, Outcome: "ok", Page: page(1, "a"), Tasks: []store.Task{task("x", 1), task("y", 1)},
		Listed:   []data.Row{{Portal: "p", URL: "https://example.test/unread", Title: "家具采购"}},
		Coverage: []store.Coverage{{Portal: "p", Channel: "zbgg", Day: 20240506, State: store.CoverageComplete}},
		Cursors:  map[string]string{"p/zbgg": "20240506"}, State: map[string][]byte{"s": []byte("1")}}
	bad := c
	bad.Coverage = []store.Coverage{{Portal: "p"}} // refused, after everything else was written
	if _, err := e.Commit(bad); err == nil {
		t.Fatal("coverage without a state was taken")
	}
	if got := e.counts(); got.Pages+got.Listed+got.Tasks[store.TaskQueued]+got.Tasks[store.TaskDone] != 0 || got.Seq != 0 {
		t.Errorf("the failed commit left %+v", got)
	}
	done := e.commit(c)
	if done.Added != 2 {
		t.Errorf("committed %+v", done)
	}
	got := e.counts()
	want := map[store.TaskState]int{store.TaskQueued: 2, store.TaskDone: 1, store.TaskLeased: 0, store.TaskFailed: 0}
	if d := cmp.Diff(want, got.Tasks); d != "" || got.Pages != 1 || got.Listed != 1 {
		t.Errorf("counts %+v\n%s", got, d)
	}
	if cur, _ := e.Cursor("p/zbgg"); cur != "20240506" {
		t.Errorf("cursor %q", cur)
	}
	if st, _ := e.State("s"); string(st) != "1" {
		t.Errorf("state %q", st)
	}
}

func testNextTask(t *testing.T, e *env) {
	e.enqueue(task("one", 1), task("known", 0))
	l := e.lease(1)[0]
	next := task("two", 1)
	c := store.Commit{Task: &l, Next: &next, NextFor: time.Minute, Patient: true}
	stale := l
	stale.Token++
	bad := c
	bad.Task = &stale
	if done, err := e.Commit(bad); !errors.Is(err, store.ErrStale) || done.Next != nil {
		t.Errorf("a stale commit leased %+v, %v", done.Next, err)
	}
	two := e.commit(c)
	if two.Next == nil || two.Next.Token == 0 || two.Next.Tries != 1 || !two.Next.Lease.Equal(e.now.Add(time.Minute)) || two.Added != 1 {
		t.Fatalf("leased %+v, %d added", two.Next, two.Added)
	}
	known := task("known", 0)
	if done := e.commit(store.Commit{Task: two.Next, Next: &known, NextFor: time.Minute}); done.Next != nil || done.Added != 0 {
		t.Errorf("what is queued already was leased: %+v", done)
	}
	if _, err := e.Commit(store.Commit{Next: &store.Task{Key: "x"}}); err == nil {
		t.Error("a task without portal and host was taken")
	}
	got, err := e.TasksOf("one", "two", "three", "known")
	e.must(err)
	if len(got) != 3 || got["one"].State != store.TaskDone || got["two"].State != store.TaskDone || got["known"].State != store.TaskQueued {
		t.Errorf("tasks are %+v", got)
	}
}

func testOrphans(t *testing.T, e *env) {
	e.enqueue(task("a", 1), task("b", 1))
	a := e.lease(1)[0]
	e.reopen()
	got := e.lease(9)
	if keys(got) != "a b" || got[0].Tries != 1 || got[0].Lost != 1 || got[1].Lost != 0 {
		t.Errorf("the next process leased %+v", got)
	}
	if _, err := e.Commit(store.Commit{Task: &a}); !errors.Is(err, store.ErrStale) {
		t.Errorf("the lease of the last process still worked: %v", err)
	}
}

func testBadTasks(t *testing.T, e *env) {
	for _, x := range []store.Task{{Portal: "p", Host: "h"}, {Key: "k", Host: "h"}, {Key: "k", Portal: "p"}} {
		if _, err := e.Enqueue(task("good", 1), x); err == nil {
			t.Errorf("%+v was queued", x)
		}
		if _, err := e.Commit(store.Commit{Tasks: []store.Task{x}, Cursors: map[string]string{"c": "1"}}); err == nil {
			t.Errorf("%+v was committed", x)
		}
	}
	if c, _ := e.Cursor("c"); c != "" || e.counts().Tasks[store.TaskQueued] != 0 {
		t.Error("a refused call left something behind")
	}
}

func testOddKeys(t *testing.T, e *env) {
	long := strings.Repeat("https://example.test/搜索?q=大模型&", 2000)
	odd := []string{"\x00", "a\x00b", "\xff\xfe", " ", long + "1", long + "2"}
	for _, k := range odd {
		x := task(k, 1)
		x.Portal, x.Host = "p\x00q", "h\x00"
		if n := e.enqueue(x); n != 1 {
			t.Errorf("key %.20q was taken for another", k)
		}
	}
	for _, x := range e.lease(9) {
		e.commit(store.Commit{Task: &x})
	}
	if n := e.counts().Tasks[store.TaskDone]; n != len(odd) {
		t.Errorf("%d of %d done", n, len(odd))
	}
}

// testWorkers lets workers lease, fail, release and commit at the same time:
// every task must end done exactly once.
func testWorkers(t *testing.T, e *env) {
	const total = 400
	for i := range total {
		x := task(fmt.Sprint(i), int64(i%7))
		x.Host = fmt.Sprintf("h%d.test", i%5)
		e.enqueue(x)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() { worker(t, e, w) })
	}
	wg.Wait()
	if c := e.counts(); c.Tasks[store.TaskDone] != total || c.Pages != total || c.Versions != total {
		t.Errorf("counts %+v", c)
	}
}

func worker(t *testing.T, e *env, w int) {
	for round := 0; ; round++ {
		got, err := e.Lease(e.now, time.Minute, 3, nil)
		if err != nil || (len(got) == 0 && idle(e)) {
			if err != nil {
				t.Error(err)
			}
			return
		}
		for i, x := range got {
			switch (round + i + w) % 5 {
			case 0:
				err = e.Release(x)
			case 1:
				err = e.Fail(x, "again", "error", e.now, false)
			default:
				p := page(0, x.Key)
				p.URL = x.URL
				_, err = e.Commit(store.Commit{Task: &x, Page: p})
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
}

func idle(e *env) bool {
	c, err := e.TaskCounts()
	return err != nil || c[store.TaskQueued]+c[store.TaskLeased] == 0
}
