//go:build unix

package ledger

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// big is the size of the benchmarks' ledger in projects; 200000 makes about a
// million notices: go test ./data/ledger -run=- -bench=. -big=200000
var (
	big     = flag.Int("big", 2000, "projects in the benchmarks' ledger")
	durable = flag.Bool("durable", false, "each transaction of the benchmarks waits for the disk")
	kept    = flag.String("folder", "", "where the benchmarks' ledger is kept for the next run; a temporary one by default")
)

// filled is a store with a generated world, linked by a rebuild, and some of
// its notices from all over it. The world is never held as a whole, and ids
// are as random as those of real pages.
func filled(b *testing.B) (*store.Store, []*data.Notice) {
	b.Helper()
	dir := *kept
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "data")
	}
	st, err := store.Open(dir, store.Options{NoSync: !*durable})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	if c, err := st.Counts(); err != nil || c.Notices == 0 {
		fill(b, st)
	}
	return st, sampled(b, st)
}

// fill generates the world, reads it once to compare with, and rebuilds.
func fill(b *testing.B, st *store.Store) {
	b.Helper()
	generate(b, st)
	start, used := time.Now(), cpu(b)
	if err := st.NoticeFacts(func(*data.Notice) error { return nil }); err != nil {
		b.Fatal(err)
	}
	once, onceCPU := time.Since(start), cpu(b)-used
	start, used = time.Now(), cpu(b)
	if _, err := New(Options{}).RebuildOn(context.Background(), On(st)); err != nil {
		b.Fatal(err)
	}
	b.Logf("the store is read in %v (processor %v), and rebuilt in %v (processor %v); most heap %d MB", once.Round(time.Millisecond),
		onceCPU.Round(time.Millisecond), time.Since(start).Round(time.Millisecond), (cpu(b) - used).Round(time.Millisecond), heap()>>20)
}

func generate(b *testing.B, st *store.Store) {
	b.Helper()
	var chunk []*data.Notice
	flush := func() {
		err := st.Derive(func(tx *store.Tx) error {
			for _, n := range chunk {
				if _, err := tx.PutNotice(n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		chunk = nil
	}
	mk := newMaker(1, realistic, func(n *data.Notice, _ int) {
		n.ID = data.NoticeID(data.NewPageID(n.Portal, n.URL))
		if chunk = append(chunk, n); len(chunk) == 5000 {
			flush()
		}
	})
	mk.make(*big)
	flush()
}

// sampled takes a few notices from all over the store.
func sampled(b *testing.B, st *store.Store) (some []*data.Notice) {
	b.Helper()
	c, err := st.Counts()
	if err != nil {
		b.Fatal(err)
	}
	every, at := max(1, c.Notices/4000), 0
	if err := st.NoticeFacts(func(n *data.Notice) error {
		if at++; at%every == 0 {
			some = append(some, n)
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d notices in %d projects, %d MB", c.Notices, c.Projects, c.Bytes>>20)
	return some
}

// cpu gives the processor time that the process has used: on a machine that
// others use too, the wall clock says little.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	r := usage(b)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func usage(b *testing.B) (r syscall.Rusage) {
	b.Helper()
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return r
}

// heap is the most memory that the heap had so far, in bytes; the pages of the
// store's file that the system keeps at hand are no part of it.
func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapSys
}

func withCPU(b *testing.B, op func()) {
	b.Helper()
	before := cpu(b)
	for b.Loop() {
		op()
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

func BenchmarkLedger(b *testing.B) {
	st, some := filled(b)
	l := New(Options{})
	runtime.GC() // the filling is no part of what is measured
	b.Run("ApplyNewNotice", func(b *testing.B) {
		i, run := 0, time.Now().UnixNano() // a kept folder has the notices of earlier runs
		withCPU(b, func() {
			n := *some[i%len(some)] // a further portal prints the notice
			i++
			n.ID, n.Portal = data.NoticeID(fmt.Sprintf("new%x-%d", run, i)), "portal9"
			if err := st.Derive(func(tx *store.Tx) error { _, err := l.Apply(tx, &n); return err }); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("ApplyKnownNotice", func(b *testing.B) {
		i := 0
		withCPU(b, func() {
			n := some[i%len(some)]
			i++
			if err := st.Derive(func(tx *store.Tx) error { _, err := l.Apply(tx, n); return err }); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("RebuildUnchanged", func(b *testing.B) {
		withCPU(b, func() {
			if _, err := l.RebuildOn(context.Background(), On(st)); err != nil {
				b.Fatal(err)
			}
		})
		b.ReportMetric(float64(heap()>>20), "heap-MB")
	})
	reads := map[string]func(tx Reader) error{
		"Trend":           func(tx Reader) error { _, err := Trend(tx, Query{}); return err },
		"TrendByIndustry": func(tx Reader) error { _, err := TrendBy(tx, Query{}, "industry"); return err },
		"TrendByRegion":   func(tx Reader) error { _, err := TrendBy(tx, Query{}, "region"); return err },
		"RankLeads":       func(tx Reader) error { _, err := Rank(tx, RankQuery{Limit: 20}); return err },
		"AsOf":            func(tx Reader) error { _, err := AsOf(tx, 20990101, Query{}); return err },
	}
	for _, name := range sortedKeys(reads) {
		b.Run(name, func(b *testing.B) {
			withCPU(b, func() {
				if err := st.View(func(tx *store.Tx) error { return reads[name](tx) }); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}
