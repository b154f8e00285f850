package index_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/bench"
	"zhongbiao/index/query"
)

// A large index answers the same after a restart, by its snapshot or without,
// and also when the store went on meanwhile.
func TestSnapshot(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a large store")
	}
	st := openStore(t, t.TempDir())
	if _, err := bench.Fill(st, bench.Corpus{Seed: 3, N: 6500}); err != nil {
		t.Fatal(err)
	}
	ask := func(ix *index.Index) *index.Result {
		res := search(t, ix, query.Filter{Scope: "all"}, index.Request{Limit: 50, Facets: []string{"industry", "buyer", "supplier", "month", "kind", "portal", "method"}, Trend: "region"})
		res.Took = 0
		return res
	}
	ix := openIndex(t, st)
	want := ask(ix)
	ix.Close()
	path := filepath.Join(st.Dir(), "index", "columns.zst")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no snapshot: %v", err)
	}
	torn := append([]byte(nil), whole...)
	torn[len(torn)/2] ^= 0xff
	for name, content := range map[string][]byte{"as written": whole, "cut short": whole[:len(whole)/2], "torn": torn, "empty": {}} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		ix = openIndex(t, st)
		if d := cmp.Diff(want, ask(ix)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		ix.Close()
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	id := put(t, st, counted("新的大模型项目"), notice("new", "新的大模型项目", "独一无二"))
	if ix, err = index.Open(st.Dir(), st, index.Options{CacheDir: cacheDir}); err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if n, err := ix.Sync(context.Background()); err != nil || n != 2 {
		t.Errorf("%d changes taken in, want 2: %v", n, err)
	}
	if d := cmp.Diff([]data.ProjectID{id}, ids(t, ix, query.Filter{Q: "独一无二"})); d != "" {
		t.Error(d)
	}
	if got := ask(ix).Projects; got != want.Projects+1 {
		t.Errorf("%d projects, want %d", got, want.Projects+1)
	}
	// A rebuild takes the snapshot's folder away, and writes another.
	ix.Close()
	if ix, err = index.Open(st.Dir(), st, index.Options{CacheDir: cacheDir}); err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if _, err := ix.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("after a rebuild there is no snapshot: %v", err)
	}
}
