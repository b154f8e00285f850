package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// 100,000 queued addresses hold under 150 MB of heap while a crawl runs (C9:
// colly took 1.3 GB for a fifth of that).
func TestHundredThousandQueuedStayOnDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("queues 100,000 tasks")
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<html><div class="vF_detail_content">示例</div></html>`)
	}))
	defer srv.Close()
	st := openStore(t)
	d := at(t, srv.URL)
	d.Channels = d.Channels[:1]
	row := func(i int) data.Row {
		return data.Row{Portal: d.ID, Channel: d.Channels[0].ID, Title: fmt.Sprintf("示例单位大模型服务采购项目%d中标公告", i), Published: data.Day(20240801 + i%31),
			URL: fmt.Sprintf("%s/cggg/zygg/zbgg/202408/t20240801_%08d.htm", srv.URL, i)}
	}
	for i := 0; i < 100_000; i += 5000 {
		var c []portal.Entry
		for j := range 5000 {
			c = append(c, portal.Entry{Row: row(i + j), Detail: portal.Fetch{Method: "GET", URL: row(i + j).URL}})
		}
		tasks := make([]store.Task, 0, len(c))
		for _, e := range c {
			tasks = append(tasks, detailTask(e))
		}
		if _, err := st.Enqueue(tasks...); err != nil {
			t.Fatal(err)
		}
	}
	before := heap()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var most uint64
	o := options(st, d)
	var mu sync.Mutex // commits tell of their pages at the same time
	o.Workers = 1
	n := 0
	o.Progress = func(Event) {
		mu.Lock()
		defer mu.Unlock()
		if n++; n%500 == 1 {
			most = max(most, heap())
			if c, err := st.TaskCounts(); err != nil || c[store.TaskLeased] > 2*16*o.Workers+maxCommits || runtime.NumGoroutine() > 2*maxCommits {
				t.Errorf("%d tasks are leased, %d goroutines (%v)", c[store.TaskLeased], runtime.NumGoroutine(), err)
			}
		}
		if n == 2001 {
			cancel()
		}
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Run(ctx); err == nil || n < 2001 {
		t.Fatalf("the crawl ended early: %v after %d events", err, n)
	}
	t.Logf("heap %d MB before, %d MB at most", before>>20, most>>20)
	if most > 150<<20 {
		t.Errorf("%d MB of heap", most>>20)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
