package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/bench"
)

// TestLoad opens the pages of a big folder at 50 requests a second and says
// how long they take. It runs only when asked: ZHONGBIAO_LOAD=100000 is the
// number of notices. It asserts nothing about time.
func TestLoad(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("ZHONGBIAO_LOAD"))
	if err != nil {
		t.Skip("ZHONGBIAO_LOAD does not say how many notices")
	}
	dir := t.TempDir()
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if _, err := bench.Fill(st, bench.Corpus{Seed: 1, N: n}); err != nil {
		t.Fatal(err)
	}
	ix, err := index.Open(dir, st, index.Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Store: st, Index: ix})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	defer web.Close()
	mixed := 0
	load(t, "always another filter", 50, 6*time.Second, func() string {
		mixed++
		ind, region := data.Industries[mixed%15], []string{"110000", "330000", "440000"}[mixed/15%3]
		page := []string{"/", "/awards", "/awards", "/suppliers"}[mixed%4]
		return fmt.Sprintf("%s%s?industry=%s&region=%s&from=202%d-%02d", web.URL, page, ind, region, 3+mixed%2, 1+mixed/45%12)
	})
	for _, path := range []string{"/", "/?split=region&measure=amount", "/awards", "/awards?q=大模型", "/awards?q=知识问答助手&industry=education", "/awards/zb-000100",
		"/buyers", "/industries/energy", "/coverage", "/method", "/awards.rss", "/trend.csv", "/api/v1/facets?facets=industry"} {
		load(t, path, 50, 3*time.Second, func() string { return web.URL + path })
	}
}

// load sends perSecond requests a second, each on its time whether or not the
// one before has been answered, and prints percentiles.
func load(t *testing.T, name string, perSecond int, long time.Duration, address func() string) {
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	bad := 0
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for end := time.Now().Add(long); time.Now().Before(end); {
		<-tick.C
		url := address()
		wg.Go(func() {
			start := time.Now()
			res, err := http.Get(url)
			ok := err == nil
			if ok {
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				ok = err == nil && res.StatusCode == http.StatusOK
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(start))
			if !ok {
				bad++
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	at := func(p int) time.Duration {
		return took[min(len(took)-1, len(took)*p/100)].Round(100 * time.Microsecond)
	}
	t.Logf("%-60s p50 %8v  p99 %8v  max %8v  %d requests, %d bad", name, at(50), at(99), at(100), len(took), bad)
}
