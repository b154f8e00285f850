package store

import (
	"fmt"
	"testing"
	"time"
)

func TestOpenTasksLeavesOutTheDone(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 10 {
		if _, err := s.Enqueue(Task{Key: fmt.Sprint(i), Portal: "p", Host: "h", URL: "u", Priority: int64(10 - i)}); err != nil {
			t.Fatal(err)
		}
	}
	leased, err := s.Lease(time.Now(), time.Hour, 4, nil) // 0 to 3
	if err != nil || len(leased) != 4 {
		t.Fatal(leased, err)
	}
	if _, err := s.Commit(Commit{Task: &leased[0]}); err != nil {
		t.Fatal(err)
	}
	if err := s.Fail(leased[1], "x", "error", time.Now().Add(time.Hour), false); err != nil {
		t.Fatal(err)
	}
	if err := s.Fail(leased[2], "x", "error", time.Time{}, true); err != nil {
		t.Fatal(err)
	}
	got := map[string]TaskState{}
	if err := s.OpenTasks(func(task Task) error { got[task.Key] = task.State; return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 9 || got["0"] != "" || got["1"] != TaskQueued || got["2"] != TaskFailed || got["3"] != TaskLeased || got["9"] != TaskQueued {
		t.Errorf("open tasks %v", got)
	}
	n := 0
	if err := s.OpenTasks(func(Task) error { n++; return ErrStop }); err != nil || n == 0 {
		t.Errorf("stopped after %d, %v", n, err)
	}
}
