package sample_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/extract"
	"zhongbiao/crawler/read"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

const base = "http://127.0.0.1:1"

// filled puts the pages of a set into a new store, in the given order, and
// reads them.
func filled(t *testing.T, p *sample.Portal, set data.Sample, pages []sample.Page) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	for _, pg := range pages {
		body, mime := p.Body(pg.Path)
		row := data.Row{Portal: "ccgp", URL: base + pg.Path, Title: pg.Want.Title, Published: pg.Want.Published, Buyer: pg.Want.Buyer, Sample: set}
		_, err := st.Commit(store.Commit{Page: &data.Page{Portal: "ccgp", URL: base + pg.Path, Fetched: time.Now(), Status: 200,
			Header: map[string]string{"Content-Type": mime}, Body: body, Row: row, Sample: set}})
		if err != nil {
			t.Fatal(err)
		}
	}
	readAll(t, st)
	return st
}

// readAll reads what is stored and not yet read.
func readAll(t *testing.T, st *store.Store) {
	t.Helper()
	c, err := classify.New()
	if err != nil {
		t.Fatal(err)
	}
	r := read.New(st, ledger.New(ledger.Options{}), c, read.Options{Hints: func(string) extract.Hints { return extract.Hints{Body: []string{"div.vF_detail_content"}} }})
	rep, err := r.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Failed {
		t.Errorf("%s was not read: %s", f.URL, f.Reason)
	}
}

// byPath gives the project that each page belongs to.
func byPath(t *testing.T, st *store.Store) map[string]*data.Project {
	t.Helper()
	out := map[string]*data.Project{}
	err := st.Projects(func(p *data.Project) error {
		for _, l := range p.Notices {
			path := l.URL[strings.Index(l.URL, "/cggg/"):]
			if out[path] != nil {
				t.Errorf("%s belongs to %s and %s", path, out[path].ID, p.ID)
			}
			out[path] = p
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The projects that come out are those of the truth, whatever the order in
// which their notices come in: as published, or newest first as a crawler
// finds them.
func TestProjectsAreThoseOfTheTruth(t *testing.T) {
	for _, set := range []data.Sample{data.Facts, data.Fictional} {
		p, err := sample.New(sample.Options{Set: set})
		if err != nil {
			t.Fatal(err)
		}
		for _, order := range []string{"oldest first", "newest first"} {
			pages := p.Pages()
			if order == "newest first" {
				slices.Reverse(pages)
			}
			t.Run(string(set)+"/"+order, func(t *testing.T) {
				t.Parallel()
				compare(t, p, filled(t, p, set, pages), pages)
			})
		}
	}
}

func compare(t *testing.T, p *sample.Portal, st *store.Store, pages []sample.Page) {
	t.Helper()
	projects := byPath(t, st)
	wrong := map[string]int{}
	bad := func(a *sample.Award, field, format string, args ...any) {
		wrong[field]++
		if wrong[field] <= 4 {
			t.Errorf("%s of %s (%s): %s\n\t%s", field, a.Key, a.Variant, fmt.Sprintf(format, args...), a.Paths[0])
		}
	}
	for _, pg := range pages {
		if projects[pg.Path] == nil {
			t.Errorf("%s is in no project", pg.Path)
		}
	}
	used := map[data.ProjectID]string{}
	for _, a := range p.Truth() {
		pr := projects[a.Paths[0]]
		if pr == nil {
			continue
		}
		if other := used[pr.ID]; other != "" {
			bad(&a, "merged", "with %s", other)
		}
		used[pr.ID] = a.Key
		for _, path := range a.Paths[1:] {
			if q := projects[path]; q != nil && q.ID != pr.ID {
				bad(&a, "split", "%s stands in another project", path)
			}
		}
		compareAward(&a, pr, bad)
	}
	months(t, p, st)
	if len(wrong) > 0 {
		t.Errorf("wrong projects by field: %v", wrong)
	}
}

func compareAward(a *sample.Award, pr *data.Project, bad func(*sample.Award, string, string, ...any)) {
	same := func(field string, got, want any) {
		if got != want {
			bad(a, field, "got %v, want %v", got, want)
		}
	}
	same("counted", pr.Counted, a.Counted)
	same("stage", pr.Stage, a.Stage)
	same("buyer", pr.Buyer, a.Buyer)
	same("industry", pr.Industry.ID, string(a.Industry))
	if a.Counted {
		same("month", pr.Month, a.Month)
		same("fen", pr.Fen, a.Fen)
		same("disclosed", pr.Disclosed, a.Disclosed)
		var names []string
		for _, s := range pr.Suppliers() {
			names = append(names, s.Name)
		}
		same("suppliers", sorted(names), sorted(a.Suppliers))
	}
}

func sorted(names []string) string {
	names = slices.Clone(names)
	sort.Strings(names)
	return strings.Join(slices.Compact(names), ", ")
}

// months compares the ledger with the truth, month by month.
func months(t *testing.T, p *sample.Portal, st *store.Store) {
	t.Helper()
	type sum struct {
		Count, Disclosed int
		Fen              int64
	}
	want := map[data.Month]sum{}
	for _, a := range p.Truth() {
		if s := want[a.Month]; a.Counted {
			s.Count++
			if a.Disclosed {
				s.Disclosed++
				s.Fen += a.Fen
			}
			want[a.Month] = s
		}
	}
	err := st.View(func(tx *store.Tx) error {
		points, err := ledger.Trend(tx, ledger.Query{})
		for _, pt := range points {
			if got := (sum{pt.Count, pt.Disclosed, pt.Fen}); got != want[pt.Month] {
				t.Errorf("%v: the ledger says %+v, the truth %+v", pt.Month, got, want[pt.Month])
			}
			delete(want, pt.Month)
		}
		return err
	})
	if err != nil || len(want) > 0 {
		t.Errorf("months missing in the ledger: %v (%v)", want, err)
	}
}
