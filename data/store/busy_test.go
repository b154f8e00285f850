package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// TestCheckAndBackupWhileWriting runs both beside writers: neither may see a
// state that was never committed.
func TestCheckAndBackupWhileWriting(t *testing.T) {
	s := mustOpen(t, t.TempDir(), store.Options{NoSync: true})
	writing := make(chan struct{})
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Go(func() { writeMuch(t, s, w) })
	}
	go func() { wg.Wait(); close(writing) }()
	for {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
		checkCopy(t, s)
		select {
		case <-writing:
			return
		default:
		}
	}
}

func writeMuch(t *testing.T, s *store.Store, w int) {
	for i := range 300 {
		key := fmt.Sprint(w, "-", i)
		p := somePage(i, key)
		p.Portal = fmt.Sprint("p", w)
		if _, err := s.Commit(store.Commit{Page: p, Tasks: []store.Task{{Key: key, Portal: "p", Host: "h"}}}); err != nil {
			t.Error(err)
		}
		leased, err := s.Lease(time.Now(), time.Hour, 1, nil)
		if err != nil {
			t.Error(err)
		}
		for _, task := range leased {
			if err := s.Fail(task, "", "", time.Time{}, i%2 == 0); err != nil {
				t.Error(err)
			}
		}
	}
}

func checkCopy(t *testing.T, s *store.Store) {
	var b bytes.Buffer
	if err := s.Backup(&b); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, store.FileName), b.Bytes(), 0o600)
	c, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Check(); err != nil {
		t.Errorf("the copy: %v", err)
	}
}

// TestNeighboursOfAFailure commits good, bad, stale and panicking writes at
// once: they share transactions, and the good ones must all be kept.
func TestNeighboursOfAFailure(t *testing.T) {
	s := mustOpen(t, t.TempDir(), store.Options{})
	const n = 200
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			_, err := s.Commit(store.Commit{Page: somePage(i, "a"), Cursors: map[string]string{"last": "good"}})
			if err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			// Refused in the middle of the transaction, after the page is written.
			if _, err := s.Commit(store.Commit{Page: somePage(n+i, "a"), Listed: []data.Row{{}}}); err == nil {
				t.Error("a bad commit was taken")
			}
			if _, err := s.Commit(store.Commit{Task: &store.Task{Key: "unknown"}, Page: somePage(n+i, "a")}); err == nil {
				t.Error("an unknown task was taken")
			}
		})
		wg.Go(func() {
			defer func() {
				if recover() == nil {
					t.Error("a panic was swallowed")
				}
			}()
			s.Enqueue(store.Task{Key: fmt.Sprint(i), Portal: "p", Host: fmt.Sprint(i)})
			s.Lease(time.Now(), time.Hour, 1, func(store.Task) bool { panic("of the caller") })
		})
	}
	wg.Wait()
	if c, err := s.Counts(); err != nil || c.Pages != n || c.Tasks[store.TaskQueued] != n {
		t.Errorf("%+v, %v", c, err)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}
