package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// A run that is stopped leaves a page of its walk in the queue: the next run
// must go on with it, and not walk the same days a second time beside it.
func TestStoppedWindowIsWalkedOnce(t *testing.T) {
	const total, size = 400, 20
	var stopAt atomic.Int64
	stopAt.Store(3)
	var cancel context.CancelFunc
	var mu sync.Mutex
	var log []int
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(404)
			return
		}
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		mu.Lock()
		log = append(log, n)
		mu.Unlock()
		if int64(n-1) == stopAt.Load() {
			cancel()
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		var rows []string
		for i := (n - 1) * size; i < min(n*size, total); i++ {
			rows = append(rows, fmt.Sprintf(`{"t":"示例大模型%d","u":"/n/%d.html","d":"2024-08-0%d"}`, i, i, 4-i/100))
		}
		fmt.Fprintf(w, `{"total":%d,"rows":[%s]}`, total, strings.Join(rows, ","))
	}))
	defer srv.Close()
	host := strings.TrimPrefix(srv.URL, "http://")
	y := `version: 1
id: win
name: w
english: w
home: ` + srv.URL + `/
covers: x
tier: A
default: on
verified: no
why: because
mode: list-only
hosts: ["` + host + `"]
recheck: 0
channels:
  - {id: cc, name: c, kind: award}
list:
  format: json
  request: {url: "` + srv.URL + `/list?page={page}&from={from}&to={to}"}
  rows: rows
  container: rows
  total: total
  page: {size: 20}
  window: {days: 7}
  fields:
    title: t
    url: u
    published: d
`
	def := defined(t, y)
	bad := 0
	for round := range 60 {
		st, err := store.Open(t.TempDir(), store.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		o := options(st, def)
		o.From, o.To = 20240801, 20240804
		stopAt.Store(int64(3 + round%9))
		log = nil
		var ctx context.Context
		ctx, cancel = context.WithCancel(context.Background())
		defer cancel()
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		c.Run(ctx)
		first := append([]int{}, log...)
		stopAt.Store(-99)
		log = nil
		c, _ = New(o)
		sum, err := c.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		st.Pages(func(p *data.Page) error { got[p.URL] = true; return nil })
		incomplete := 0
		listed := 0
		st.Coverage(func(v store.Coverage) error {
			if v.State != store.CoverageComplete {
				incomplete++
			}
			listed += v.Listed
			return nil
		})
		if len(got) != total || listed != total || incomplete > 0 || sum.Incomplete() {
			bad++
			t.Logf("round %d: %d of %d rows kept, %d days not complete, listed %d, Incomplete() %v; run 1 asked %v, run 2 %v", round, len(got), total, incomplete, listed, sum.Incomplete(), first, log)
		}
		st.Close()
	}
	if bad > 0 {
		t.Errorf("%d bad", bad)
	}
}
