package server

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"zhongbiao/data/store"
)

// TestCoverageCache: the coverage is read once for all pages while it does not
// change; when it has changed, it is read again for the readers who come
// later, and nobody gets a very old one.
func TestCoverageCache(t *testing.T) {
	f := newFake(2, "示例")
	s := newTest(t, f)
	if err := s.Warm(); err != nil || f.coverReads.Load() != 1 {
		t.Fatalf("warm: %d reads, %v", f.coverReads.Load(), err)
	}
	for _, path := range []string{"/", "/?industry=energy", "/?industry=energy&portal=ccgp", "/coverage", "/method", "/trend.csv"} {
		get(t, s, path)
	}
	if n := f.coverReads.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
	f.cover = append(f.cover, store.Coverage{Portal: "newportal", Channel: "zbgg", Day: 20240901, State: store.CoverageComplete})
	age := func(by time.Duration) {
		s.cover.mu.Lock()
		s.cover.now.at, s.cover.now.took = time.Now().Add(-by), coverCheap
		s.cover.mu.Unlock()
	}
	shown := func() bool {
		s.cache.entries = nil
		return strings.Contains(get(t, s, "/coverage").Body.String(), "newportal")
	}
	if shown() {
		t.Error("read again although it was read just now")
	}
	age(2 * coverFresh)
	if shown() {
		t.Error("the reader waited for the new coverage")
	}
	for !shown() { // it is read behind the readers' backs
		runtime.Gosched()
	}
	f.cover = append(f.cover, store.Coverage{Portal: "nextportal", Channel: "zbgg", Day: 20240902, State: store.CoverageComplete})
	age(time.Hour)
	s.cache.entries = nil
	if body := get(t, s, "/coverage").Body.String(); !strings.Contains(body, "nextportal") {
		t.Error("the coverage is an hour old")
	}
}

// TestCheapCoverageIsWaitedFor: where reading takes no time, nobody is given
// what was known during the crawl that has just ended.
func TestCheapCoverageIsWaitedFor(t *testing.T) {
	f := newFake(2, "示例")
	s := newTest(t, f)
	get(t, s, "/coverage")
	f.cover = append(f.cover, store.Coverage{Portal: "newportal", Channel: "zbgg", Day: 20240901, State: store.CoverageComplete})
	s.cover.now.at, s.cover.now.took = time.Now().Add(-2*coverFresh), time.Microsecond
	s.cache.entries = nil
	if !strings.Contains(get(t, s, "/coverage").Body.String(), "newportal") {
		t.Error("the coverage is that of before")
	}
}

// TestRestatementsOnce: the journal's past is read once.
func TestRestatementsOnce(t *testing.T) {
	f := newFake(1, "示例")
	s := newTest(t, f)
	for i := range 3 * maxRestatements {
		f.restate(i)
		if i%100 == 0 {
			if _, total, err := s.restatements(); err != nil || total != i+1 {
				t.Fatalf("%d restatements after %d, %v", total, i+1, err)
			}
		}
	}
	list, total, err := s.restatements()
	if err != nil || total != 3*maxRestatements || len(list) != maxRestatements {
		t.Fatalf("%d of %d, %v", len(list), total, err)
	}
	for i, e := range list {
		if want := uint64(3*maxRestatements - i); e.Seq != want || f.lines.Load() != int64(total) {
			t.Fatalf("row %d is line %d, want %d; %d lines read", i, e.Seq, want, f.lines.Load())
		}
	}
}
