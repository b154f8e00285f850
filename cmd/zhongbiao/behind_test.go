package main

import (
	"errors"
	"testing"
	"time"

	"zhongbiao/server"
)

// TestBehind: nobody waits for a report that takes long; it is made once, the
// one before is given meanwhile, and what is being made ends before the store
// is closed.
func TestBehind(t *testing.T) {
	key, n := uint64(1), 0
	begun, goOn := make(chan bool), make(chan bool)
	b := newBehind(0, func() uint64 { return key }, func(stop <-chan struct{}) (int, error) {
		begun <- true
		select {
		case <-goOn:
			n++
			return n, nil
		case <-stop:
			return 0, errStopped
		}
	})
	b.patience = 0
	wait := func() int { // as a reader who has the time
		t.Helper()
		b.mu.Lock()
		next := b.next
		b.mu.Unlock()
		<-begun
		goOn <- true
		<-next
		v, err := b.get()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for range 3 {
		if _, err := b.get(); !errors.Is(err, server.ErrLater) {
			t.Fatalf("nothing is made yet, and the error is %v", err)
		}
	}
	if v := wait(); v != 1 {
		t.Fatalf("report %d, want the first", v)
	}
	b.now.took, b.now.at = time.Nanosecond, time.Now().Add(-time.Hour)
	key = 2
	if v, err := b.get(); v != 1 || err != nil {
		t.Fatalf("report %d, %v while the next is made; want the one before", v, err)
	}
	if v := wait(); v != 2 {
		t.Fatalf("report %d, want the second", v)
	}
	b.now.took, b.now.at = time.Hour, time.Now().Add(-2*time.Minute)
	key = 3
	if v, err := b.get(); v != 2 || err != nil || b.next != nil {
		t.Errorf("report %d, %v; one that takes an hour is made again after two minutes", v, err)
	}
	b.now.took = 0
	b.get()
	<-begun
	b.close()
	if v, err := b.get(); v != 2 || err != nil || n != 2 {
		t.Errorf("report %d of %d, %v after closing", v, n, err)
	}
}
