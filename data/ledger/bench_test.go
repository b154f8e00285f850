package ledger

import (
	"context"
	"flag"
	"fmt"
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
	start := time.Now()
	read := 0
	if err := st.NoticeFacts(func(*data.Notice) error { read++; return nil }); err != nil {
		b.Fatal(err)
	}
	once := time.Since(start)
	start = time.Now()
	if _, err := New(Options{}).RebuildOn(context.Background(), On(st)); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d notices; the store is read in %v, and rebuilt in %v", read, once.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	return st, w
}

func BenchmarkLedger(b *testing.B) {
	st, w := filled(b)
	l := New(Options{})
	b.Run("ApplyNewNotice", func(b *testing.B) {
		i := 0
		for b.Loop() {
			n := *w.notices[(i*7919)%len(w.notices)] // a further portal prints the notice
			i++
			n.ID, n.Portal = data.NoticeID(fmt.Sprintf("new%09d", i)), "portal9"
			if err := st.Derive(func(tx *store.Tx) error { _, err := l.Apply(tx, &n); return err }); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ApplyKnownNotice", func(b *testing.B) {
		i := 0
		for b.Loop() {
			n := w.notices[(i*7919)%len(w.notices)]
			i++
			if err := st.Derive(func(tx *store.Tx) error { _, err := l.Apply(tx, n); return err }); err != nil {
				b.Fatal(err)
			}
		}
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
			for b.Loop() {
				if err := st.View(func(tx *store.Tx) error { return reads[name](tx) }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
