package index_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/bench"
	"zhongbiao/index/query"
)

func TestHostileQueries(t *testing.T) {
	_, ix := world(t, 200)
	for name, q := range bench.Hostile {
		_, err := ix.Search(context.Background(), query.Filter{Q: q, Scope: "all"}, index.Request{Limit: 10, Facets: []string{"industry"}, Highlight: true})
		var qe *query.Error
		if err != nil && !errors.As(err, &qe) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// B5: every search has a deadline, and says so when it is over.
func TestDeadline(t *testing.T) {
	st, whole := world(t, 100)
	whole.Close()
	ix, err := index.Open(st.Dir(), st, index.Options{CacheDir: cacheDir, Timeout: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if _, err := ix.Sync(context.Background()); err != nil { // loaded, with all the time it needs
		t.Fatal(err)
	}
	for _, q := range []string{"平台", `"平台建"`, "", "大模型 -平台", "industry:energy", "台"} {
		f := query.Filter{Q: q, Scope: "all"}
		if _, err := ix.Search(context.Background(), f, index.Request{Limit: 1}); !errors.Is(err, index.ErrTimeout) {
			t.Errorf("search %q: %v", q, err)
		}
		if err := ix.Projects(context.Background(), f, func(data.ProjectID) error { return nil }); !errors.Is(err, index.ErrTimeout) {
			t.Errorf("projects %q: %v", q, err)
		}
	}
}

// Each must take less than 100 ms.
func BenchmarkHostileQueries(b *testing.B) {
	_, ix := world(b, 5000)
	for name, q := range bench.Hostile {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = ix.Search(context.Background(), query.Filter{Q: q, Scope: "all"}, index.Request{Limit: 10, Facets: []string{"industry"}, Highlight: true})
			}
		})
	}
}

// Whatever is typed, the answer's numbers agree, or the error is one of ours.
func FuzzSearch(f *testing.F) {
	for _, q := range bench.Hostile {
		f.Add(q)
	}
	for _, q := range []string{"大模型 -平台", `"公告" OR 电力`, "buyer:电力 amount:>1万", "date:2024Q1..2024Q3", "-(大模型 OR kind:award)", "title:大模型 number:ZB2024", "電力", "国网"} {
		f.Add(q)
	}
	_, ix := world(f, 150)
	f.Fuzz(func(t *testing.T, q string) {
		flt := query.Filter{Q: q, Scope: "all"}
		res, err := ix.Search(context.Background(), flt, index.Request{Limit: 1000, Trend: "month", Highlight: true})
		if err != nil {
			var qe *query.Error
			if !errors.As(err, &qe) {
				t.Fatalf("%q: %v", q, err)
			}
			return
		}
		sum := 0
		for _, p := range res.Trend {
			sum += p.Projects
		}
		if sum != res.Projects || len(res.Hits) != res.Projects || len(ids(t, ix, flt)) != res.Projects {
			t.Fatalf("%q: total %d, trend %d, hits %d", q, res.Projects, sum, len(res.Hits))
		}
		for _, h := range res.Hits {
			for _, s := range h.Title {
				if s.Start < 0 || s.End < s.Start || len(s.Text) != s.End-s.Start {
					t.Fatalf("%q: span %+v", q, s)
				}
			}
		}
	})
}
