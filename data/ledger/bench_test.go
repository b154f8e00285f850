//go:build unix

package ledger

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// big is the size of the benchmarks' ledger in projects; 200000 makes about a
// million notices: go test ./data/ledger -run=- -bench=. -big=200000
var big = flag.Int("big", 2000, "projects in the benchmarks' ledger")

// filled is a store with a generated world, linked by a rebuild.
func filled(b *testing.B) (*store.Store, *world) {
	b.Helper()
	st := openStore(b)
	w := newWorld(1, *big, realistic)
	for chunk := range slicesOf(w.notices, 5000) {
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
	}
	start, used := time.Now(), cpu(b)
	read := 0
	if err := st.NoticeFacts(func(*data.Notice) error { read++; return nil }); err != nil {
		b.Fatal(err)
	}
	once, onceCPU := time.Since(start), cpu(b)-used
	start, used = time.Now(), cpu(b)
	if _, err := New(Options{}).RebuildOn(context.Background(), On(st)); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d notices; the store is read in %v (processor %v), and rebuilt in %v (processor %v)", read, once.Round(time.Millisecond),
		onceCPU.Round(time.Millisecond), time.Since(start).Round(time.Millisecond), (cpu(b) - used).Round(time.Millisecond))
	return st, w
}

// cpu gives the processor time that the process has used: on a machine that
// others use too, the wall clock says little.
func cpu(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
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
	st, w := filled(b)
	l := New(Options{})
	some := slices.Clone(w.notices[:min(len(w.notices), 2000)]) // they are shuffled
	w.notices, w.truth = nil, nil
	runtime.GC() // the world is no part of what is measured
	b.Run("ApplyNewNotice", func(b *testing.B) {
		i := 0
		withCPU(b, func() {
			n := *some[i%len(some)] // a further portal prints the notice
			i++
			n.ID, n.Portal = data.NoticeID(fmt.Sprintf("new%09d", i)), "portal9"
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
