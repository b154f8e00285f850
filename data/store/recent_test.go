package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
)

// asRead fails the test when a task is held otherwise than it is stored.
func asRead(t *testing.T, s *Store) {
	t.Helper()
	err := s.View(func(tx *Tx) error {
		for key, held := range s.recent {
			var stored Task
			if err := json.Unmarshal(tx.bucket("tasks").Get([]byte(key)), &stored); err != nil {
				return err
			}
			if d := cmp.Diff(&stored, held); d != "" {
				t.Fatalf("%s is held otherwise than it is stored:\n%s", key, d)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What is held of the tasks is what is stored, whatever happens to them.
func TestRecentIsWhatIsStored(t *testing.T) {
	now := time.Now()
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rnd := rand.New(rand.NewPCG(1, 2))
	links := []string{"a", "b"}
	var leased []Task
	for step := range 2000 {
		now = now.Add(time.Duration(rnd.IntN(20)) * time.Second)
		if rnd.IntN(3) == 0 || len(leased) == 0 {
			key := fmt.Sprint(rnd.IntN(60))
			_, err = s.Enqueue(Task{Key: key, Portal: "p", Host: "h" + key[:1], URL: "u", Row: data.Row{Links: links}, Again: rnd.IntN(2) == 0})
			links[0] = key // the caller's own
			var got []Task
			if err == nil {
				got, err = s.Lease(now, time.Minute, 1+rnd.IntN(3), nil)
			}
			leased = append(leased, got...)
		} else {
			l := leased[0]
			leased = leased[1:]
			next := Task{Key: fmt.Sprint("next", rnd.IntN(9)), Portal: "p", Host: "h", Again: true}
			switch rnd.IntN(6) {
			case 0:
				err = s.Release(l)
			case 1:
				err = s.Fail(l, "why", "error", now.Add(time.Minute), false)
			case 2:
				err = s.Fail(l, "why", "error", now, true)
			case 3:
				if l, err = s.Renew(l, now.Add(time.Hour)); err == nil {
					leased = append(leased, l)
				}
			case 4:
				var done Committed
				if done, err = s.Commit(Commit{Task: &l, Next: &next, NextFor: time.Minute}); done.Next != nil {
					leased = append(leased, *done.Next)
				}
			default:
				_, err = s.RetryFailed("")
			}
		}
		if err != nil && !errors.Is(err, ErrStale) {
			t.Fatalf("step %d: %v", step, err)
		}
		asRead(t, s)
	}
	if len(s.recent) == 0 {
		t.Error("nothing was held")
	}
}

// A transaction that is undone leaves nothing behind in what is held: a task
// would seem leased that is queued.
func TestRecentForgetsWhatWasUndone(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Enqueue(Task{Key: "a", Portal: "p", Host: "h"}); err != nil {
		t.Fatal(err)
	}
	leaseThen := func(end func() error) func(tx *Tx) error {
		return func(tx *Tx) error {
			if got, err := tx.lease(time.Now(), time.Hour, 1, nil); err != nil || len(got) != 1 {
				t.Errorf("leased %v, %v", got, err)
			}
			return end()
		}
	}
	for name, undone := range map[string]func() error{
		"error": func() error { return errors.New("undone") },
		"panic": func() error { panic("undone") },
	} {
		func() {
			defer func() { _ = recover() }()
			if err := s.Derive(leaseThen(undone)); err == nil {
				t.Errorf("%s: the transaction was kept", name)
			}
		}()
		asRead(t, s)
	}
	if got, err := s.Lease(time.Now(), time.Hour, 1, nil); err != nil || len(got) != 1 || got[0].Tries != 1 {
		t.Errorf("leased %+v, %v", got, err)
	}
	if n, err := s.TaskCounts(); err != nil || n[TaskLeased] != 1 || n[TaskQueued] != 0 {
		t.Errorf("counts %v, %v", n, err)
	}
}

// However many tasks are queued, few are held.
func TestRecentIsBounded(t *testing.T) {
	r := recent{}
	for i := range 5 * maxRecent {
		state := TaskQueued
		if i > 3*maxRecent {
			state = TaskLeased
		}
		r.keep(fmt.Append(nil, i), &Task{Key: fmt.Sprint(i), State: state})
		if len(r) > 2*maxRecent {
			t.Fatalf("%d tasks are held", len(r))
		}
	}
	if len(r) == 0 {
		t.Error("nothing is held")
	}
}
