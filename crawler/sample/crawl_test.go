package sample_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/data/store"
)

// target is a sample portal with the definition that reads it.
type target struct {
	*sample.Server
	def *portal.Definition
	set data.Sample
}

// serve starts the portal of a set. The definition is ccgp's own, on another
// host, with every detail opened.
func serve(t testing.TB, set data.Sample) *target { return serveAt(t, set, nil) }

// serveAt starts a portal that publishes as time goes on.
func serveAt(t testing.TB, set data.Sample, now func() time.Time) *target {
	t.Helper()
	s, err := sample.Start(context.Background(), sample.Options{Set: set, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &target{s, definition(t, s.URL, set), set}
}

func definition(t testing.TB, url string, set data.Sample) *portal.Definition {
	t.Helper()
	defs, err := portal.Load(reference.PortalFS())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defs {
		if d.ID == "ccgp" {
			return d.At("sample", url, set)
		}
	}
	t.Fatal("there is no definition of ccgp")
	return nil
}

func opened(t testing.TB, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(dir, store.Options{NoSync: true, Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// crawl runs the crawler once over the whole time of the set.
func (g *target) crawl(t testing.TB, st *store.Store, change func(*crawler.Options)) *crawler.Summary {
	t.Helper()
	o := options(st, g.def)
	if change != nil {
		change(&o)
	}
	c, err := crawler.New(o)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func options(st *store.Store, def *portal.Definition) crawler.Options {
	return crawler.Options{Store: st, Portals: []*portal.Definition{def}, AllowLoopback: true, From: 20230101, To: 20260831,
		RetryBase: 5 * time.Millisecond, BreakerBase: 50 * time.Millisecond, Patience: 20 * time.Second}
}

// listed gives the pages that the definition's channels lead to.
func (g *target) listed() []sample.Page {
	var out []sample.Page
	for _, pg := range g.Pages() {
		if g.channel(pg.Path) != "" {
			out = append(out, pg)
		}
	}
	return out
}

// channel is the definition's channel that lists a path, "" for none.
func (g *target) channel(path string) string {
	for _, c := range g.def.Channels {
		if strings.HasPrefix(path, "/cggg/"+c.Vars["level"]+"/"+c.Vars["chan"]+"/") {
			return c.ID
		}
	}
	return ""
}

// kept gives the stored pages by path, and complains about any whose notice is
// not what the portal serves. (An answer that broke off within the footer is
// as good as a whole one.)
func (g *target) kept(t testing.TB, st *store.Store) map[string]*data.Page {
	t.Helper()
	out := map[string]*data.Page{}
	err := st.Pages(func(p *data.Page) error {
		u, err := url.Parse(p.URL)
		if err != nil {
			return err
		}
		if out[u.Path] != nil {
			t.Errorf("%s is kept twice", u.Path)
		}
		out[u.Path] = p
		want, _ := g.Body(u.Path)
		if end := bytes.Index(want, []byte("<!--vF_detail_content_container-->")); end < 0 || !bytes.HasPrefix(p.Body, want[:end]) {
			t.Errorf("%s is kept with %d bytes that are not the portal's %d", u.Path, len(p.Body), len(want))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lies gives the days that the store calls complete although a notice of
// theirs is not kept.
func (g *target) lies(t testing.TB, st *store.Store, kept map[string]*data.Page) []string {
	t.Helper()
	complete := map[string]bool{}
	err := st.Coverage(func(c store.Coverage) error {
		complete[c.Channel+" "+c.Day.String()] = c.State == store.CoverageComplete
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, pg := range g.listed() {
		key := g.channel(pg.Path) + " " + pg.Want.Published.String()
		if complete[key] && kept[pg.Path] == nil {
			out = append(out, fmt.Sprintf("%s is called complete without %s", key, pg.Path))
		}
	}
	return out
}

func TestAnUndisturbedCrawlKeepsEveryNoticeOnce(t *testing.T) {
	for _, set := range []data.Sample{data.Facts, data.Fictional} {
		g := serve(t, set)
		st := opened(t, t.TempDir())
		sum := g.crawl(t, st, nil)
		if sum.Incomplete() {
			t.Errorf("%s: the run is incomplete: %+v", set, sum)
		}
		kept := g.kept(t, st)
		for _, pg := range g.listed() {
			if kept[pg.Path] == nil {
				t.Errorf("%s is missing", pg.Path)
			}
		}
		if len(kept) != len(g.listed()) {
			t.Errorf("%d pages kept, %d listed", len(kept), len(g.listed()))
		}
		seen := map[string]int{}
		for _, r := range g.Requests() {
			if seen[r.Path]++; seen[r.Path] > 1 && sample.IsDetail(r.Path) {
				t.Errorf("%s was asked for %d times", r.Path, seen[r.Path])
			}
		}
		t.Logf("%s: %d requests", set, len(g.Requests()))
	}
}
