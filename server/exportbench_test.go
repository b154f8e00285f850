package server

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"
)

// BenchmarkBigExport streams a big folder over a connection, and says rows per
// second and how far the heap rises above what the idle server holds. It runs
// only when asked: ZHONGBIAO_EXPORT=200000 is the number of projects wanted.
func BenchmarkBigExport(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("ZHONGBIAO_EXPORT"))
	if err != nil {
		b.Skip("ZHONGBIAO_EXPORT does not say how many notices")
	}
	web := exportSite(b, n)
	for _, suffix := range []string{"csv", "xlsx", "json", "ndjson", "ocds.json", "records.ocds.json"} {
		b.Run(suffix, func(b *testing.B) {
			idle, stop := heapAbove()
			rows := 0
			for b.Loop() {
				rows += drain(b, web.URL+"/awards."+suffix+"?scope=all")
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(stop()-idle)/(1<<20), "MB-above-idle")
		})
	}
}

// exportSite serves a folder with n of the bench's notices.
func exportSite(b *testing.B, n int) *httptest.Server {
	dir := os.Getenv("ZHONGBIAO_EXPORT_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	web := httptest.NewServer(bigSite(b, dir, n))
	b.Cleanup(web.Close)
	return web
}

// drain reads a whole answer and gives the number of awards that it says.
func drain(b *testing.B, address string) int {
	res, err := http.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(fmt.Errorf("status %d: %w", res.StatusCode, err))
	}
	n, err := strconv.Atoi(res.Header.Get("X-Total-Count"))
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// heapAbove gives the heap in use after a collection, and a function that
// gives the highest one sampled since.
func heapAbove() (idle uint64, stop func() uint64) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	peak, quit, done := m.HeapInuse, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapInuse)
			}
		}
	}()
	return m.HeapInuse, func() uint64 { close(quit); <-done; return peak }
}
