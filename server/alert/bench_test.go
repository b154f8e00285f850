package alert_test

import (
	"context"
	"flag"
	"testing"

	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/bench"
	"zhongbiao/server/alert"
)

var benchNotices = flag.Int("notices", 20_000, "how many notices BenchmarkLook looks at")

// BenchmarkLook looks at every change of a store for one alert, as after a
// reread with other rules, and says how many changes a second that is.
func BenchmarkLook(b *testing.B) {
	st, err := store.Open(b.TempDir(), store.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	if _, err := bench.Fill(st, bench.Corpus{Seed: 1, N: *benchNotices}); err != nil {
		b.Fatal(err)
	}
	ix, err := index.Open(st.Dir(), st, index.Options{CacheDir: cacheDir, Unsafe: true})
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	if _, err := ix.Sync(context.Background()); err != nil {
		b.Fatal(err)
	}
	changes := 0
	if err := st.ChangesAfter(0, 0, func(uint64, store.Change) error { changes++; return nil }); err != nil {
		b.Fatal(err)
	}
	d := alert.New(alert.Options{Store: st, Index: ix})
	for b.Loop() {
		if _, err := d.Add(alert.Alert{Name: "示例", Filter: "q=平台", Existing: true, Backfill: true, To: alert.Destination{Address: "mailto:a@example.cn"}}); err != nil {
			b.Fatal(err)
		}
		if behind, err := d.Look(context.Background()); err != nil || behind {
			b.Fatal(behind, err)
		}
		b.StopTimer()
		s, err := d.Status("示例")
		if err != nil || s.Waiting == 0 {
			b.Fatalf("%d events, %v", s.Waiting, err)
		}
		b.ReportMetric(float64(s.Waiting), "events")
		if err := d.Remove("示例"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(changes*b.N)/b.Elapsed().Seconds(), "changes/s")
}
