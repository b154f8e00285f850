package crawler

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

var kills = flag.Int("kills", 50, "how often the kill test kills the crawl")

// TestMain lets the test binary be the process that gets killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("ZHONGBIAO_TEST_CRAWL_DIR"); dir != "" {
		crawlForKill(dir, os.Getenv("ZHONGBIAO_TEST_CRAWL_URL"))
		return
	}
	if os.Getenv("ZHONGBIAO_TEST_SERVE") != "" {
		serveForBench()
		return
	}
	os.Exit(m.Run())
}

// crawlForKill crawls as the command does, until it is done or killed.
func crawlForKill(dir, url string) {
	all, err := portal.Load(os.DirFS("../data/reference/portals"))
	if err != nil {
		panic(err)
	}
	if limit, err := strconv.ParseUint(os.Getenv("ZHONGBIAO_TEST_FILE_LIMIT"), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // the write fails instead
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			panic(err)
		}
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		panic(err)
	}
	defer st.Close()
	for _, d := range all {
		if d.ID != "ccgp" {
			continue
		}
		d = d.At("sample-fictional", url, data.Fictional)
		d.First, d.Last = "2024-08-01", "2024-08-31"
		c, err := New(options(st, d))
		if err != nil {
			panic(err)
		}
		if _, err := c.Run(context.Background()); err != nil {
			panic(err)
		}
	}
}

// kill -9 at random moments: after every one, no day is called complete that
// is not, and in the end every notice is there exactly once.
func TestKillLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	srv := startSample(t, data.Fictional)
	want := wanted(srv)
	killed := 0
	for killed < *kills {
		dir := t.TempDir()
		for longest := 250 * time.Millisecond; ; longest += 20 * time.Millisecond { // it ends on a slow machine, too
			dead := killedCrawl(t, dir, srv.URL, 20*time.Millisecond+rand.N(longest))
			st, err := store.Open(dir, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			noFalseCompleteness(t, st, srv.URL, want)
			got := stored(t, st)
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			if !dead {
				exactlyOnce(t, got, want)
				break
			}
			killed++
		}
	}
	t.Logf("%d kills", killed)
}

// killedCrawl runs a crawl in a process of its own and kills it after a time;
// it tells whether the crawl was cut off by that.
func killedCrawl(t *testing.T, dir, url string, after time.Duration) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ZHONGBIAO_TEST_CRAWL_DIR="+dir, "ZHONGBIAO_TEST_CRAWL_URL="+url)
	out := &tail{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	if !timer.Stop() && err != nil {
		return true
	}
	if err != nil {
		t.Fatalf("crawl: %v\n%s", err, out.b)
	}
	return false
}

// tail keeps the first part of what a process says.
type tail struct{ b []byte }

func (t *tail) Write(b []byte) (int, error) {
	if len(t.b) < 8<<10 {
		t.b = append(t.b, b...)
	}
	return len(b), nil
}

// A file that may not grow is a full disk: the crawl ends with an error that
// says so, and goes on when there is room again.
func TestFullDiskLosesNothing(t *testing.T) {
	srv := startSample(t, data.Fictional)
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ZHONGBIAO_TEST_CRAWL_DIR="+dir, "ZHONGBIAO_TEST_CRAWL_URL="+srv.URL, "ZHONGBIAO_TEST_FILE_LIMIT="+strconv.Itoa(512<<10))
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "file too large") {
		t.Fatalf("crawl on a full disk: %v\n%.2000s", err, out)
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	want := wanted(srv)
	noFalseCompleteness(t, st, srv.URL, want)
	d := at(t, srv.URL)
	if sum := crawl(t, options(st, d)); sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
	exactlyOnce(t, stored(t, st), want)
}

func exactlyOnce(t *testing.T, got map[string]int, want map[string]bool) {
	t.Helper()
	for path := range want {
		if got[path] != 1 {
			t.Errorf("%s is there %d times", path, got[path])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d pages, want %d", len(got), len(want))
	}
}

// noFalseCompleteness checks that every notice of a complete day is stored.
func noFalseCompleteness(t *testing.T, st *store.Store, url string, want map[string]bool) {
	t.Helper()
	got := stored(t, st)
	complete := map[string]bool{}
	if err := st.Coverage(func(c store.Coverage) error {
		if c.State == store.CoverageComplete {
			complete[c.Channel+c.Day.String()] = true
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for path := range want {
		channel, day := place(path)
		if complete[channel+day.String()] && got[path] == 0 {
			t.Errorf("%s is missing, and its day is called complete", path)
		}
	}
}
