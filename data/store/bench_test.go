package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	bolt "go.etcd.io/bbolt"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// html makes a page of about 30 KB that packs about as well as a real one.
func html(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	var b strings.Builder
	b.WriteString("<html><head><title>示例项目中标公告</title></head><body>")
	for b.Len() < 30_000 {
		fmt.Fprintf(&b, "<tr><td class=\"c%d\">示例单位%d</td><td>大模型平台采购%x</td></tr>\n", r.IntN(9), r.IntN(999), r.Uint32())
	}
	return []byte(b.String())
}

const benchWorkers = 8

// BenchmarkCommit compares what a crawler does (lease a task, commit its page)
// with a bare loop that puts the same packed pages into bbolt by db.Batch,
// each with 8 workers and a sync per transaction.
func BenchmarkCommit(b *testing.B) {
	pages := make([][]byte, 64)
	for i := range pages {
		pages[i] = html(i)
	}
	b.Run("bare", func(b *testing.B) { benchBare(b, pages) })
	b.Run("store", func(b *testing.B) { benchStore(b, pages) })
}

func benchBare(b *testing.B, pages [][]byte) {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "x.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("pages")); return err })
	enc, _ := zstd.NewWriter(nil)
	workers(b, func(i int) error {
		packed := enc.EncodeAll(pages[i%len(pages)], nil)
		id := data.NewPageID("p", fmt.Sprint(i))
		return db.Batch(func(tx *bolt.Tx) error { return tx.Bucket([]byte("pages")).Put([]byte(id), packed) })
	})
}

func benchStore(b *testing.B, pages [][]byte) {
	s := mustOpen(b, b.TempDir(), store.Options{})
	queueTasks(b, s, b.N)
	var mu sync.Mutex
	var leased []store.Task
	take := func() (store.Task, error) {
		mu.Lock()
		defer mu.Unlock()
		if len(leased) == 0 {
			var err error
			if leased, err = s.Lease(time.Now(), time.Hour, 16, nil); err != nil {
				return store.Task{}, err
			}
		}
		t := leased[0]
		leased = leased[1:]
		return t, nil
	}
	workers(b, func(i int) error {
		t, err := take()
		if err != nil {
			return err
		}
		_, err = s.Commit(store.Commit{Task: &t, Page: &data.Page{Portal: "p", URL: t.URL, Fetched: time.Now(), Status: 200, Body: pages[i%len(pages)], Row: t.Row}})
		return err
	})
}

// workers spreads b.N calls over the workers and reports pages per second.
func workers(b *testing.B, fn func(i int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range benchWorkers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := fn(int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

func queueTasks(tb testing.TB, s *store.Store, n int) {
	tb.Helper()
	var ts []store.Task
	for i := range n {
		url := fmt.Sprintf("https://portal%d.example.test/notice/%d.html?from=list", i%20, i)
		ts = append(ts, store.Task{Key: "p GET " + url, Portal: "p", Channel: "zbgg", Host: fmt.Sprintf("portal%d.example.test", i%20), URL: url, Kind: "detail",
			Priority: int64(i % 1000), Row: data.Row{Portal: "p", URL: url, Title: "示例单位大模型平台采购项目中标公告", Published: 20240506}})
		if len(ts) == 5000 || i == n-1 {
			if _, err := s.Enqueue(ts...); err != nil {
				tb.Fatal(err)
			}
			ts = ts[:0]
		}
	}
}

// BenchmarkLease leases and releases one of 100,000 tasks on 20 hosts.
func BenchmarkLease(b *testing.B) {
	s := mustOpen(b, b.TempDir(), store.Options{NoSync: true})
	queueTasks(b, s, 100_000)
	for b.Loop() {
		ts, err := s.Lease(time.Now(), time.Hour, 1, nil)
		if err != nil || len(ts) != 1 {
			b.Fatal(ts, err)
		}
		if err := s.Release(ts[0]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDerive puts a notice with its project, 50 to a transaction.
func BenchmarkDerive(b *testing.B) {
	s := mustOpen(b, b.TempDir(), store.Options{})
	text := string(html(1)[:6000])
	for i := 0; i < b.N; i += 50 {
		err := s.Derive(func(tx *store.Tx) error {
			for j := i; j < min(i+50, b.N); j++ {
				n := &data.Notice{ID: data.NoticeID(data.NewPageID("p", fmt.Sprint(j))), Title: "示例", Text: text}
				if _, err := tx.PutNotice(n); err != nil {
					return err
				}
				id, err := tx.NewProjectID()
				if err != nil {
					return err
				}
				if _, err := tx.PutProject(&data.Project{ID: id, Notices: []data.Link{{Notice: n.ID}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan reads notices with their texts, as a rebuild of the index.
func BenchmarkScan(b *testing.B) {
	s := mustOpen(b, b.TempDir(), store.Options{NoSync: true})
	fill(b, s, 500)
	b.ResetTimer()
	for range b.N {
		if err := s.Notices(func(*data.Notice) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(500*float64(b.N)/b.Elapsed().Seconds(), "notices/s")
}

// TestMemory holds 100,000 queued tasks, leases and commits some, and looks
// at the heap. The bound is the crawler's as a whole; the store's part of it
// must be small.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("queues 100,000 tasks")
	}
	s := mustOpen(t, t.TempDir(), store.Options{NoSync: true})
	queueTasks(t, s, 100_000)
	for range 20 {
		ts, err := s.Lease(time.Now(), time.Hour, 50, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range ts {
			if err := s.Fail(task, "later", "error", time.Now().Add(time.Hour), false); err != nil {
				t.Fatal(err)
			}
		}
	}
	n := 0
	if err := s.Tasks(func(store.Task) error { n++; return nil }); err != nil || n != 100_000 {
		t.Fatal(n, err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m) // without a collection: garbage counts
	t.Logf("heap in use %d MB, at most %d MB from the system", m.HeapInuse>>20, m.HeapSys>>20)
	if m.HeapSys > 100<<20 {
		t.Errorf("the heap has taken %d MB", m.HeapSys>>20)
	}
}
