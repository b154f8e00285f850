package crawler

import (
	"context"
	"os"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// ccgp gives the built-in definition that the sample portal speaks.
func ccgp(t testing.TB) *portal.Definition {
	t.Helper()
	all, err := portal.Load(os.DirFS("../data/reference/portals"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == "ccgp" {
			return d
		}
	}
	t.Fatal("there is no definition ccgp")
	return nil
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func startSample(t testing.TB, set data.Sample) *sample.Server {
	t.Helper()
	srv, err := sample.Start(context.Background(), sample.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	return srv
}

func TestCrawlSamplePortal(t *testing.T) {
	srv := startSample(t, data.Fictional)
	st := openStore(t)
	d := ccgp(t).At("sample-fictional", srv.URL, data.Fictional)
	d.First, d.Last = "2023-01-01", "2024-08-31"
	c, err := New(Options{Store: st, Portals: []*portal.Definition{d}, AllowLoopback: true, From: 20230101})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	sum, err := c.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v %+v", time.Since(start), sum.Portals)
	if sum.Incomplete() {
		t.Error("incomplete")
	}
}
