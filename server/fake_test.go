package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// fake is a store and an index in memory with the few filters that the page
// tests use. The tests of agreement run over the real ones.
type fake struct {
	projects   []*data.Project
	notices    map[data.ProjectID][]*data.Notice
	cover      []store.Coverage
	journal    []data.JournalEntry
	aliases    map[data.ProjectID]data.ProjectID
	indexing   bool
	slow       time.Duration // per project that is loaded
	breakAfter int32         // the store fails after so many projects, 0 for never
	loaded     atomic.Int32
	meant      []string // instead of a query that finds nothing
	err        error
	seq        uint64
	searches   atomic.Int32
	coverReads atomic.Int32
	lines      atomic.Int64 // of the journal that were read
}

func (f *fake) Project(id data.ProjectID) (*data.Project, error) {
	if n := f.loaded.Add(1); f.breakAfter > 0 && n > f.breakAfter {
		return nil, errGone
	}
	time.Sleep(f.slow)
	for _, p := range f.projects {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, fmt.Errorf("project %s: %w", id, store.ErrNotFound)
}

func (f *fake) ProjectAlias(id data.ProjectID) (data.ProjectID, error) { return f.aliases[id], nil }
func (f *fake) ProjectNotices(id data.ProjectID) ([]*data.Notice, error) {
	return f.notices[id], nil
}
func (f *fake) Notice(id data.NoticeID) (*data.Notice, error) {
	for _, list := range f.notices {
		for _, n := range list {
			if n.ID == id {
				return n, nil
			}
		}
	}
	return nil, fmt.Errorf("notice %s: %w", id, store.ErrNotFound)
}
func (f *fake) Coverage(fn func(store.Coverage) error) error {
	f.coverReads.Add(1)
	for _, c := range f.cover {
		if err := fn(c); err != nil {
			return err
		}
	}
	return nil
}
func (f *fake) JournalAfter(seq uint64, fn func(data.JournalEntry) error) error {
	for i, e := range f.journal[min(int(seq), len(f.journal)):] {
		f.lines.Add(1)
		e.Seq = seq + uint64(i) + 1
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}
func (f *fake) Counts() (store.Counts, error) { return store.Counts{Projects: len(f.projects)}, nil }
func (f *fake) restate(i int) {
	f.journal = append(f.journal, data.JournalEntry{Project: 1, OldCounted: true, OldMonth: 202401, NewMonth: 202402, NewCounted: true, OldFen: int64(i), Cause: "rule"})
}
func (f *fake) CoverageSeq() uint64 { return uint64(len(f.cover)) }
func (f *fake) Seq() uint64         { return 1 + f.seq }
func (f *fake) Ready() bool         { return !f.indexing }

func (f *fake) match(q query.Filter) []*data.Project {
	var out []*data.Project
	for _, p := range f.projects {
		switch {
		case q.Sample == query.SampleReal || q.Sample == string(data.Facts), // all are fictional
			q.Scope == "" && !p.Counted,
			q.From != 0 && p.Month < q.From, q.To != 0 && p.Month > q.To,
			len(q.Industry) > 0 && !slices.Contains(q.Industry, data.Industry(p.Industry.ID)),
			q.Buyer != "" && !strings.Contains(p.Buyer, q.Buyer),
			q.MinFen > 0 && p.Fen < q.MinFen,
			q.Q != "" && !strings.Contains(p.Title+` buyer:"`+p.Buyer+`" supplier:"`+names(p)+`"`, q.Q):
			continue
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b *data.Project) int {
		return cmp.Or(b.OrderTime().Compare(a.OrderTime()), cmp.Compare(b.ID, a.ID))
	})
	return out
}

func names(p *data.Project) string {
	var out []string
	for _, s := range p.Suppliers() {
		out = append(out, s.Name)
	}
	return strings.Join(out, " ")
}

func (f *fake) Search(_ context.Context, q query.Filter, r index.Request) (*index.Result, error) {
	f.searches.Add(1)
	if f.err != nil {
		return nil, f.err
	}
	if _, err := query.Parse(q.Q); err != nil {
		return nil, err
	}
	found := f.match(q)
	res := &index.Result{Projects: len(found), Facets: map[string][]index.FacetCount{}}
	if len(found) == 0 {
		res.Suggest = f.meant
	}
	trend := map[[2]string]*index.TrendPoint{}
	for _, p := range found {
		res.Notices += len(p.Notices)
		if p.Disclosed {
			res.Disclosed++
			res.Fen += p.Fen
		}
		k := [2]string{p.Month.String(), f.value(p, r.Trend)}
		if trend[k] == nil {
			trend[k] = &index.TrendPoint{Month: p.Month, Key: k[1]}
		}
		trend[k].Projects++
		trend[k].Notices += len(p.Notices)
		trend[k].Fen += p.Fen
		if p.Disclosed {
			trend[k].Disclosed++
		}
	}
	for _, t := range trend {
		res.Trend = append(res.Trend, *t)
	}
	for _, name := range r.Facets {
		res.Facets[name] = f.facet(found, name)
	}
	for i, p := range found {
		if i >= r.Offset && i < r.Offset+r.Limit {
			res.Hits = append(res.Hits, index.Hit{Project: p.ID, Title: []index.Span{{Text: p.Title}}})
		}
	}
	return res, nil
}

func (f *fake) value(p *data.Project, dim string) string {
	switch dim {
	case "industry", "scene":
		return p.Industry.ID
	case "buyer":
		return p.Buyer
	case "supplier":
		return names(p)
	case "region":
		return p.Region
	case "month":
		return p.Month.String()
	}
	return ""
}

func (f *fake) facet(found []*data.Project, name string) []index.FacetCount {
	n := map[string]int{}
	for _, p := range found {
		n[f.value(p, name)]++
	}
	var out []index.FacetCount
	for v, c := range n {
		out = append(out, index.FacetCount{Value: v, Projects: c, Notices: c})
	}
	slices.SortFunc(out, func(a, b index.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Projects, a.Projects), cmp.Compare(a.Value, b.Value))
	})
	return out
}

func (f *fake) Related(context.Context, data.ProjectID, int) ([]index.Hit, error) { return nil, f.err }

func (f *fake) Suggest(_ context.Context, typed string, _ int) ([]index.Suggestion, error) {
	return []index.Suggestion{{Text: typed + "移动", Field: query.FieldBuyer, Projects: 3}, {Text: typed + "词"}}, f.err
}

func (f *fake) Projects(_ context.Context, q query.Filter, fn func(data.ProjectID) error) error {
	if _, err := query.Parse(q.Q); err != nil {
		return err
	}
	for _, p := range f.match(q) {
		if err := fn(p.ID); err != nil {
			return err
		}
	}
	return f.err
}

var errGone = errors.New("disk gone")

// day0 is the fake's clock.
var day0 = time.Date(2024, 9, 10, 9, 0, 0, 0, data.Shanghai)

// newFake makes n awards a month from January 2023 to August 2024.
func newFake(n int, title string) *fake {
	f := &fake{notices: map[data.ProjectID][]*data.Notice{}, aliases: map[data.ProjectID]data.ProjectID{}}
	for m := data.Month(202301); m <= 202408; m = m.Next() {
		for i := range n {
			f.add(m, i, title)
		}
		for d := m.First(); d <= m.Last(); d = d.Add(1) {
			f.cover = append(f.cover, store.Coverage{Portal: "ccgp", Channel: "zbgg", Day: d, State: store.CoverageComplete})
		}
	}
	return f
}

func (f *fake) add(m data.Month, i int, title string) {
	id := data.ProjectID(len(f.projects) + 1)
	ind := string(data.Industries[i%len(data.Industries)])
	day := m.First().Add(i % 27)
	name := fmt.Sprintf("%s 第%d号", title, id)
	nid := data.NoticeID(fmt.Sprintf("n%d", id))
	sup := data.Supplier{Name: title + "有限公司", Role: data.RoleSupplier}
	lot := data.Lot{Lot: "1", Name: name, Status: data.LotAwarded, Suppliers: []data.Supplier{sup}, Evidence: title,
		Amount: &data.Money{Fen: int64(id) * 1234500, Kind: data.Total}, Relevance: data.RelevanceLabel{Label: data.Core}}
	n := &data.Notice{ID: nid, Kind: data.KindAward, Title: name, Buyer: title + "局", Published: day, Portal: "ccgp", URL: "https://example.org/" + string(nid),
		Lots: []data.Lot{lot}, Evidence: map[string]data.Evidence{"buyer": {Rule: "label", Quote: title}}}
	p := &data.Project{ID: id, Title: name, Name: name, Number: fmt.Sprintf("SL-%d", id), Buyer: n.Buyer, Region: "330000", Relevance: lot.Relevance,
		Industry: data.Label{ID: ind, Rule: "buyer", Evidence: title}, Scene: data.Label{ID: ind}, Category: data.CategoryApp, Stage: data.StageAwarded, Counted: true,
		Awarded: day, Month: m, Published: day, Lots: []data.Lot{lot}, Fen: lot.Amount.Fen, Disclosed: id%3 != 0, FirstSeen: day0, FirstCounted: day0, Updated: day0,
		Notices: []data.Link{{Notice: nid, Kind: data.KindAward, Published: day, Portal: "ccgp", URL: n.URL, Title: name, Rule: "first"}}}
	if !p.Disclosed {
		p.Fen = 0
	}
	f.projects = append(f.projects, p)
	f.notices[id] = []*data.Notice{n}
}

// newTest is a server over the fake.
func newTest(t testing.TB, f *fake) *Server {
	t.Helper()
	s, err := New(Options{Store: f, Index: f, Now: func() time.Time { return day0 }, Version: "test", Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks the server and gives status and body.
func get(t testing.TB, s http.Handler, path string, head ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (f *fake) Span(string) (first, last data.Day, err error) { return 0, 0, nil }
