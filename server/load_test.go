package server

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/bench"
)

// TestLoad opens the pages of a big folder at 50 requests a second with wrk
// and prints how long they take. It runs only when asked, and asserts that
// every answer was given, nothing about time:
//
//	ZHONGBIAO_LOAD=100000 go test ./server -run TestLoad -v
//
// The number is that of the notices; ZHONGBIAO_LOAD_DIR keeps the folder for
// another time.
func TestLoad(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("ZHONGBIAO_LOAD"))
	if err != nil {
		t.Skip("ZHONGBIAO_LOAD does not say how many notices")
	}
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		t.Skip("no wrk on the path")
	}
	dir := os.Getenv("ZHONGBIAO_LOAD_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	web := httptest.NewServer(bigSite(t, dir, n))
	defer web.Close()
	for _, path := range []string{"/", "/?split=supplier&measure=amount", "/awards", "/awards?q=%E5%A4%A7%E6%A8%A1%E5%9E%8B", "/awards/zb-000100", "/buyers", "/suppliers", "/industries/energy",
		"/regions/330000", "/coverage", "/method", "/help", "/about", "/api", "/awards.rss", "/trend.csv", "new"} {
		long := "4s"
		if path == "new" {
			long = "30s"
		}
		out, err := exec.Command(wrk, "-t1", "-c50", "-d"+long, "-s", "testdata/load.lua", web.URL, "--", path).CombinedOutput()
		_, result, ok := strings.Cut(string(out), "RESULT ")
		if err != nil || !ok {
			t.Fatalf("wrk %s: %v\n%s", path, err, out)
		}
		t.Logf("%-40s %s", path, strings.TrimSpace(result))
		if !strings.Contains(result, " 0 bad") {
			t.Errorf("%s: not every request was answered", path)
		}
	}
}

// bigSite serves a folder of n notices, with the coverage and the journal that
// years of crawling leave behind. It is filled when it is empty.
func bigSite(t testing.TB, dir string, n int) *Server {
	t.Helper()
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	counts, err := st.Counts()
	if err == nil && counts.Notices == 0 {
		_, err = bench.Fill(st, bench.Corpus{Seed: 1, N: n})
		err = errors.Join(err, yearsOfCoverage(st), yearsOfJournal(st, n/2))
	}
	if err != nil {
		t.Fatal(err)
	}
	ix, err := index.Open(dir, st, index.Options{Unsafe: true, Batch: 2000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Store: st, Index: ix})
	if err == nil {
		err = s.Warm()
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// yearsOfCoverage says of a hundred lists how complete each day since 2023 is.
func yearsOfCoverage(st *store.Store) error {
	for i := range 100 {
		var rows []store.Coverage
		for d := data.Day(20230101); d <= data.DayOf(time.Now()); d = d.Add(1) {
			c := store.Coverage{Portal: fmt.Sprintf("portal%d", i/5), Channel: fmt.Sprintf("list%d", i%5), Day: d, State: store.CoverageComplete, Listed: 100, At: time.Now()}
			if i%7 == 0 && d > 20250101 {
				c.State = store.CoveragePartial
			}
			rows = append(rows, c)
		}
		if err := st.PutCoverage(rows...); err != nil {
			return err
		}
	}
	return nil
}

// yearsOfJournal enters projects, some of which are restated.
func yearsOfJournal(st *store.Store, n int) error {
	return st.Derive(func(tx *store.Tx) error {
		for i := range n {
			e := data.JournalEntry{Project: data.ProjectID(i + 1), NewMonth: 202405, NewCounted: true, NewFen: int64(i), OldCounted: i%20 == 0, OldMonth: 202404, Cause: "notice"}
			if err := tx.AppendJournal(e); err != nil {
				return err
			}
		}
		return nil
	})
}
