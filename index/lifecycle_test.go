package index_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/bench"
	"zhongbiao/index/query"
)

func total(t testing.TB, ix *index.Index, q string) int {
	t.Helper()
	return search(t, ix, query.Filter{Q: q, Scope: "all"}, index.Request{}).Projects
}

// reopen closes and opens the index again, and syncs it unless told not to.
func reopen(t *testing.T, ix *index.Index, st *store.Store) *index.Index {
	t.Helper()
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	return openIndex(t, st)
}

// What changes in the store changes in the answers, and nothing is done twice.
func TestSyncFollows(t *testing.T) {
	st := openStore(t, t.TempDir())
	ix := openIndex(t, st)
	p, n := counted("甲大模型"), notice("n1", "甲大模型", "电力")
	id := put(t, st, p, n)
	sync := func(want int) {
		t.Helper()
		if got, err := ix.Sync(context.Background()); err != nil || got != want {
			t.Fatalf("sync takes in %d changes, want %d: %v", got, want, err)
		}
	}
	sync(2)
	sync(0)
	if total(t, ix, "电力") != 1 {
		t.Error("a new notice is not found")
	}
	n.Text = "通信"
	put(t, st, p, n)
	sync(1)
	if total(t, ix, "电力") != 0 || total(t, ix, "通信") != 1 || total(t, ix, `"通信"`) != 1 {
		t.Error("a changed notice is found by its old text")
	}
	// A second notice, then both move to another project, as in a merge.
	second := notice("n2", "甲大模型合同", "合同")
	put(t, st, p, n, second)
	sync(2)
	if res := search(t, ix, query.Filter{Q: "甲 OR 合同"}, index.Request{}); res.Projects != 1 || res.Notices != 2 {
		t.Errorf("%d projects, %d notices; want 1, 2", res.Projects, res.Notices)
	}
	other := counted("乙")
	otherID := put(t, st, other, n, second)
	p.Notices = nil
	err := st.Derive(func(tx *store.Tx) error { return tx.Alias(id, otherID) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, ix, query.Filter{Q: "合同"}); len(got) != 1 || got[0] != otherID {
		t.Errorf("after a merge %v is found, want %v", got, otherID)
	}
	if got := ids(t, ix, query.Filter{Scope: "all"}); len(got) != 1 {
		t.Errorf("after a merge there are %v", got)
	}
	err = st.Derive(func(tx *store.Tx) error { return tx.DeleteNotice("n2") })
	if err != nil {
		t.Fatal(err)
	}
	put(t, st, other, n)
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	if total(t, ix, "合同") != 0 {
		t.Error("a deleted notice is found")
	}
	again := reopen(t, ix, st)
	if total(t, again, "通信") != 1 || total(t, again, "合同") != 0 {
		t.Error("reopening changes the answers")
	}
}

// A new notice is findable within two seconds of its commit, without a call.
func TestRunFollows(t *testing.T) {
	st := openStore(t, t.TempDir())
	ix := openIndex(t, st)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := ix.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	// One after the other, so that looking again from time to time, which Run
	// does as well, would not be in time.
	begin := time.Now()
	for i := 1; i <= 15; i++ {
		put(t, st, counted("甲大模型"), notice(fmt.Sprint("n", i), "甲大模型", "电力"))
		for total(t, ix, "电力") < i {
			if time.Since(begin) > 30*time.Second { // a bound against hanging, no measurement
				t.Fatalf("%d of %d found", total(t, ix, "电力"), i)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}
	cancel()
	wg.Wait()
}

// B2: a damaged index is built anew, whatever was torn.
func TestDamage(t *testing.T) {
	st, ix := world(t, 300)
	want := total(t, ix, "平台")
	if want == 0 {
		t.Fatal("nothing to find")
	}
	dir := filepath.Join(st.Dir(), "index")
	for name, harm := range map[string]func() error{
		"folder deleted": func() error { return os.RemoveAll(dir) },
		"meta torn":      func() error { return os.WriteFile(filepath.Join(dir, "index_meta.json"), []byte("{"), 0o600) },
		"bolt torn":      func() error { return os.Truncate(filepath.Join(dir, "store", "root.bolt"), 100) },
		"segments gone": func() error {
			return eachSegment(dir, os.Remove)
		},
		"segments torn": func() error {
			return eachSegment(dir, func(p string) error { return os.Truncate(p, 50) })
		},
		"a file instead": func() error {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			return os.WriteFile(dir, []byte("x"), 0o600)
		},
	} {
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		ix = openIndex(t, st)
		if got := total(t, ix, "平台"); got != want {
			t.Errorf("%s: %d found, want %d", name, got, want)
		}
		if !ix.Ready() {
			t.Errorf("%s: not ready", name)
		}
	}
	left, _ := filepath.Glob(dir + ".*")
	if len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func eachSegment(dir string, fn func(string) error) error {
	files, err := filepath.Glob(filepath.Join(dir, "store", "*.zap"))
	if err != nil || len(files) == 0 {
		return errors.Join(err, errors.New("no segments"))
	}
	for _, f := range files {
		if err := fn(f); err != nil {
			return err
		}
	}
	return nil
}

// B10: an index of another version answers until the new one takes its place.
func TestOtherVersion(t *testing.T) {
	st := openStore(t, t.TempDir())
	if _, err := bench.Fill(st, bench.Corpus{Seed: 1, N: 200}); err != nil {
		t.Fatal(err)
	}
	ix, err := index.Open(t.TempDir(), st, index.Options{CacheDir: cacheDir}) // safe: all of it on disk
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := total(t, ix, "平台")
	ix.Close()
	dir := filepath.Join(ix.Dir(), "index")
	old, err := bleve.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := old.SetInternal([]byte("zhongbiao.version"), []byte("0-other")); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	if ix, err = index.Open(ix.Dir(), st, index.Options{CacheDir: cacheDir}); err != nil {
		t.Fatal(err)
	}
	if got := total(t, ix, "平台"); got != want || !ix.Stats().Rebuilding {
		t.Errorf("the old index gives %d, want %d; rebuilding %v", got, want, ix.Stats().Rebuilding)
	}
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := total(t, ix, "平台"); got != want || ix.Stats().Rebuilding || !ix.Ready() {
		t.Errorf("the new index gives %d, want %d", got, want)
	}
	ix.Close()
	if ix, err = index.Open(ix.Dir(), st, index.Options{CacheDir: cacheDir}); err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if ix.Stats().Rebuilding || total(t, ix, "平台") != want {
		t.Error("built anew a second time")
	}
}

// A store that was put back to an earlier state has an index from its future.
func TestIndexAheadOfStore(t *testing.T) {
	_, ix := world(t, 100)
	other := openStore(t, t.TempDir())
	put(t, other, counted("甲"), notice("n1", "甲大模型", "电力"))
	ix.Close()
	from := filepath.Join(ix.Dir(), "index")
	if err := os.CopyFS(filepath.Join(other.Dir(), "index"), os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	ix2 := openIndex(t, other)
	if got := total(t, ix2, "大模型"); got != 1 {
		t.Errorf("%d found, want 1", got)
	}
	if s := ix2.Stats(); s.Documents != 1 {
		t.Errorf("%d documents, want 1", s.Documents)
	}
}

// B1: a locked index is an error that says so, never damage.
func TestLocked(t *testing.T) {
	st, ix := world(t, 50)
	_, err := index.Open(st.Dir(), st, index.Options{CacheDir: cacheDir})
	if !errors.Is(err, index.ErrLocked) || !strings.Contains(err.Error(), "index") {
		t.Errorf("opening it twice gives %v", err)
	}
	if total(t, ix, "平台") == 0 {
		t.Error("the first one lost its index")
	}
}

// B3: killed while it builds, the next process goes on.
func TestKilledWhileBuilding(t *testing.T) {
	if dir := os.Getenv("ZHONGBIAO_TEST_BUILD"); dir != "" {
		st, err := store.Open(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ix, err := index.Open(dir, st, index.Options{Batch: 20, CacheDir: os.Getenv("ZHONGBIAO_TEST_CACHE")})
		if err != nil {
			t.Fatal(err)
		}
		_, err = ix.Sync(context.Background())
		t.Fatalf("not killed in time: %v", err)
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bench.Fill(st, bench.Corpus{Seed: 1, N: 1500}); err != nil {
		t.Fatal(err)
	}
	st.Close()
	for _, after := range []time.Duration{5, 50, 700, 900, 1200} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKilledWhileBuilding$")
		cmd.Env = append(os.Environ(), "ZHONGBIAO_TEST_BUILD="+dir, "ZHONGBIAO_TEST_CACHE="+cacheDir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	st = openStore(t, dir)
	ix := openIndex(t, st)
	if s := ix.Stats(); s.Documents != 1500 || s.Notices != 1500 {
		t.Errorf("%d documents, %d notices; want 1500", s.Documents, s.Notices)
	}
}

// Searches go on while notices come in, and their counts agree all the time.
func TestSearchWhileSyncing(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 300
	}
	st := openStore(t, t.TempDir())
	ix := openIndex(t, st)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = ix.Run(ctx) })
	wg.Go(func() {
		defer cancel()
		if _, err := bench.Fill(st, bench.Corpus{Seed: 2, N: n}); err != nil {
			t.Error(err)
		}
		for begin := time.Now(); ix.Stats().Behind > 0 && time.Since(begin) < time.Minute; time.Sleep(10 * time.Millisecond) {
		}
	})
	for ctx.Err() == nil {
		res := search(t, ix, query.Filter{Q: "平台"}, index.Request{Trend: "month", Facets: []string{"industry"}})
		sum := 0
		for _, p := range res.Trend {
			sum += p.Projects
		}
		facet := 0
		for _, f := range res.Facets["industry"] {
			facet += f.Projects
		}
		if sum != res.Projects || facet != res.Projects {
			t.Fatalf("total %d, trend %d, facet %d", res.Projects, sum, facet)
		}
	}
	wg.Wait()
	if s := ix.Stats(); s.Documents != uint64(n) {
		t.Errorf("%d documents, want %d", s.Documents, n)
	}
}

// B4, B13: the index stays small against the text.
func TestSize(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for merges")
	}
	st := openStore(t, t.TempDir())
	text, err := bench.Fill(st, bench.Corpus{Seed: 1, N: 2000})
	if err != nil {
		t.Fatal(err)
	}
	ix := openIndex(t, st)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = ix.Run(ctx) })
	defer wg.Wait()
	defer cancel()
	var got int64
	for range 150 { // segments are merged in the background
		if got = ix.Stats().Bytes; got <= 2*text {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("index of %d bytes for %d bytes of text", got, text)
}

// B2: segments whose ends are whole and whose middle is not open well, and
// prove damaged when they are read: that is an error once, and a rebuild.
func TestScribbledSegments(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index many times")
	}
	st, ix := world(t, 150)
	want := total(t, ix, "平台")
	dir := filepath.Join(st.Dir(), "index")
	broke := 0
	for from := 0; from <= 84; from += 6 {
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		if err := eachSegment(dir, func(p string) error { return scribble(p, from) }); err != nil {
			t.Fatal(err)
		}
		ix = openIndex(t, st)
		for _, q := range []string{"平台", `"平台建"`, "台", "大模型 -平台"} { // each reads other parts
			_, err := ix.Search(context.Background(), query.Filter{Q: q, Scope: "all"}, index.Request{Highlight: true})
			if err == nil {
				continue
			}
			broke++
			if _, err := ix.Sync(context.Background()); err != nil {
				t.Fatalf("from %d %%: sync after %v: %v", from, err, err)
			}
			if got := total(t, ix, "平台"); got != want {
				t.Errorf("from %d %%: after the rebuild %d found, want %d", from, got, want)
			}
		}
		if _, err := ix.Rebuild(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if broke == 0 {
		t.Error("no search met the damage")
	}
}

// scribble overwrites a tenth of a file, beginning at a percentage of it.
func scribble(path string, from int) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lo := len(b) * from / 100
	for i := lo; i < lo+len(b)/10; i++ {
		b[i] = 0xff
	}
	return os.WriteFile(path, b, 0o600)
}
