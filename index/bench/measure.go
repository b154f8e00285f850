package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/yanyiwu/gojieba"

	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
	"zhongbiao/index/segment"
)

// Case is one kind of search that is measured. Word is what a peer looks for,
// as words of the text; Phrase tells that they must stand together.
type Case struct {
	Name    string
	Filter  query.Filter
	Request index.Request
	Word    string
	Phrase  bool
}

var fourFacets = []string{"industry", "category", "region", "month"}

// Cases are the searches of the bench, each of which speaks of one line of
// the targets.
var Cases = []Case{
	{"1 in 1,000, four facets", query.Filter{Q: "碳排放核算"}, index.Request{Limit: 20, Facets: fourFacets}, "碳排放核算", false},
	{"1 in 10, four facets and trend", query.Filter{Q: "大模型", Scope: query.ScopeAll}, index.Request{Limit: 20, Facets: fourFacets, Trend: "month"}, "大模型", false},
	{"1 in 10, four facets", query.Filter{Q: "大模型", Scope: query.ScopeAll}, index.Request{Limit: 20, Facets: fourFacets}, "大模型", false},
	{"1 in 10, trend", query.Filter{Q: "大模型", Scope: query.ScopeAll}, index.Request{Trend: "month"}, "大模型", false},
	{"1 in 10, by date", query.Filter{Q: "大模型", Scope: query.ScopeAll, Sort: query.SortDate}, index.Request{Limit: 20}, "大模型", false},
	{"1 in 10, page 500", query.Filter{Q: "大模型", Scope: query.ScopeAll}, index.Request{Offset: 9980, Limit: 20}, "大模型", false},
	{"phrase, 1 in 2,000", query.Filter{Q: `"省电力有限公司信息通信分公司机房"`, Scope: query.ScopeAll}, index.Request{Limit: 20}, "省电力有限公司信息通信分公司机房", true},
	{"phrase, in every notice", query.Filter{Q: `"自本公告发布之日起"`, Scope: query.ScopeAll}, index.Request{Limit: 20}, "自本公告发布之日起", true},
	{"two words and a filter", query.Filter{Q: "知识问答 平台", Industry: []data.Industry{data.Energy}}, index.Request{Limit: 20, Facets: fourFacets}, "知识问答 平台", false},
	{"no text, four facets and trend", query.Filter{}, index.Request{Limit: 20, Facets: fourFacets, Trend: "month"}, "", false},
	{"highlights of a page", query.Filter{Q: "大模型 平台"}, index.Request{Limit: 20, Highlight: true}, "大模型 平台", false},
}

// Peer is another engine that answers the same searches.
type Peer interface {
	Name() string
	Load(ctx context.Context, c Corpus) error
	Size() (int64, error)
	// Search gives how many match, and computes what the request asks for.
	// ErrSkip tells that the engine has no way to do it.
	Search(ctx context.Context, c Case) (int, error)
	Close() error
}

// ErrSkip is for a case that a peer can't answer.
var ErrSkip = fmt.Errorf("not possible")

// Options of Run.
type Options struct {
	Notices int
	Dir     string // what is built is kept here and used again; a temporary folder when empty
	Repeat  time.Duration
	Only    string // measure only the cases whose name holds this
	Peers   []Peer
}

// Figures are what a run measured, for programs.
type Figures struct {
	Notices                 int
	TextBytes               int64
	BareMBs, WrapperMBs     float64
	BareDocs, RebuildDocs   float64
	IndexBytes, RankedBytes int64
	RSSAnon                 int64
	Latencies               map[string]map[string]Latency // engine, case
}

// Latency is what one kind of search took.
type Latency struct {
	P50, P99 time.Duration
	Hits     int
	Err      string
}

// Run measures the index on o.Notices notices and writes a report to w.
func Run(ctx context.Context, w io.Writer, o Options) (*Figures, error) {
	if o.Notices <= 0 {
		o.Notices = 10_000
	}
	if o.Repeat <= 0 {
		o.Repeat = 2 * time.Second
	}
	dir := o.Dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "zhongbiao-bench-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
	}
	r := &run{ctx: ctx, w: w, o: o, dir: dir, c: Corpus{Seed: 1, N: o.Notices}}
	r.f = &Figures{Notices: o.Notices, Latencies: map[string]map[string]Latency{}}
	steps := []func() error{r.segmenter, r.fill, r.bare, r.rebuild, r.keep, r.open, r.searches, r.follow, r.close, r.peers}
	if r.kept() {
		steps = []func() error{r.reopen, r.open, r.searches, r.follow, r.close, r.peers}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return r.f, err
		}
	}
	return r.f, r.report()
}

type run struct {
	ctx context.Context
	w   io.Writer
	o   Options
	dir string
	c   Corpus
	f   *Figures
	st  *store.Store
	ix  *index.Index
}

func (r *run) say(format string, args ...any) { fmt.Fprintf(r.w, format+"\n", args...) }

// segmenter compares the wrapper with bare gojieba, on the same texts.
func (r *run) segmenter() error {
	if err := segment.Load(""); err != nil {
		return err
	}
	files, _, err := reference.Dictionaries("")
	if err != nil {
		return err
	}
	bare := gojieba.NewJieba(files.Paths()...)
	defer bare.Free()
	var texts []string
	size := 0
	for i := range min(2000, r.c.N) {
		texts = append(texts, r.c.Notice(i).Text)
		size += len(texts[i])
	}
	rate := func(cut func(string)) float64 {
		best := time.Duration(1 << 62)
		for range 3 {
			begin := time.Now()
			for _, t := range texts {
				cut(t)
			}
			best = min(best, time.Since(begin))
		}
		return float64(size) / 1e6 / best.Seconds()
	}
	for range 2 { // twice: the first warms up
		r.f.BareMBs = rate(func(s string) { bare.Tokenize(s, gojieba.SearchMode, true) })
		r.f.WrapperMBs = rate(func(s string) { _, _ = segment.CutSearch(s) })
	}
	runtime.KeepAlive(bare)
	r.say("segmenter: %.1f MB/s, bare gojieba %.1f MB/s: %.0f %%", r.f.WrapperMBs, r.f.BareMBs, 100*r.f.WrapperMBs/r.f.BareMBs)
	return nil
}

func (r *run) fill() (err error) {
	begin := time.Now()
	if err := r.openStore(); err != nil {
		return err
	}
	if r.f.TextBytes, err = Fill(r.st, r.c); err != nil {
		return err
	}
	r.say("store: %d notices, %.1f MB of text, filled in %s", r.c.N, mb(r.f.TextBytes), time.Since(begin).Round(time.Millisecond))
	return nil
}

// bare is the plain loop that the rebuild is compared with: notices of the
// store through bleve's mapping, 500 to a batch.
func (r *run) bare() error {
	begin := time.Now()
	n, size, err := r.loop(filepath.Join(r.dir, "bare"), func(n *data.Notice) any { return index.Fields(n) })
	if err != nil {
		return err
	}
	r.f.BareDocs = float64(n) / time.Since(begin).Seconds()
	m, ranked, err := r.loop(filepath.Join(r.dir, "ranked"), func(n *data.Notice) any {
		f := index.Fields(n)
		delete(f, "grams")
		delete(f, "kept")
		return f
	})
	if err != nil {
		return err
	}
	r.f.RankedBytes = ranked * int64(r.c.N) / int64(max(m, 1))
	r.say("bare loop gojieba → bleve: %.0f docs/s, %.1f MB on disk for %d notices", r.f.BareDocs, mb(size), n)
	return nil
}

func (r *run) loop(path string, fields func(*data.Notice) any) (n int, size int64, err error) {
	defer os.RemoveAll(path)
	m, err := index.Mapping()
	if err != nil {
		return 0, 0, err
	}
	idx, err := bleve.NewUsing(path, m, scorch.Name, bleve.Config.DefaultKVStore, map[string]any{})
	if err != nil {
		return 0, 0, err
	}
	b := idx.NewBatch()
	err = r.st.ChangesAfter(0, 0, func(_ uint64, c store.Change) error {
		if c.Notice == "" {
			return nil
		}
		nt, err := r.st.Notice(c.Notice)
		if err != nil {
			return err
		}
		if n == maxBare {
			return store.ErrStop
		}
		n++
		if err := b.Index(string(c.Notice), fields(nt)); err != nil {
			return err
		}
		if b.Size() >= 500 {
			err = idx.Batch(b)
			b = idx.NewBatch()
		}
		return err
	})
	if err == nil {
		err = idx.Batch(b)
	}
	settle(path)
	if e := idx.Close(); err == nil {
		err = e
	}
	return n, folder(path), err
}

// maxBare bounds the bare loop: it tells a rate, which needs no million.
const maxBare = 50_000

// settle waits until merges have come to rest.
func settle(path string) {
	last := int64(-1)
	for range 60 {
		size := folder(path)
		if size == last {
			return
		}
		last = size
		time.Sleep(700 * time.Millisecond)
	}
}

func folder(dir string) (size int64) {
	_ = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
		}
		return nil
	})
	return size
}

func (r *run) rebuild() error {
	begin := time.Now()
	ix, err := index.Open(r.st.Dir(), r.st, index.Options{Timeout: time.Minute})
	if err != nil {
		return err
	}
	if _, err := ix.Sync(r.ctx); err != nil {
		return err
	}
	r.f.RebuildDocs = float64(r.c.N) / time.Since(begin).Seconds()
	r.say("rebuild from the store: %.0f docs/s, %.0f %% of the bare loop", r.f.RebuildDocs, 100*r.f.RebuildDocs/r.f.BareDocs)
	settle(filepath.Join(r.st.Dir(), "index"))
	return ix.Close()
}

// open opens the index that was built: what serves is a process that did not
// build it.
func (r *run) open() (err error) {
	begin := time.Now()
	if r.ix, err = index.Open(r.st.Dir(), r.st, index.Options{Timeout: time.Minute}); err != nil {
		return err
	}
	if _, err := r.ix.Search(r.ctx, query.Filter{Q: "平台"}, index.Request{}); err != nil {
		return err
	}
	opened := time.Since(begin)
	s := r.ix.Stats()
	r.f.IndexBytes = folder(filepath.Join(r.st.Dir(), "index"))
	r.say("opened, and the first search answered, in %s", opened.Round(time.Millisecond))
	r.say("size: %.1f MB in %d segments, %.2f × the text; ranked fields %.2f × the text", mb(r.f.IndexBytes), s.Segments,
		float64(r.f.IndexBytes)/float64(r.f.TextBytes), float64(r.f.RankedBytes)/float64(r.f.TextBytes))
	return nil
}

func (r *run) searches() error {
	r.f.Latencies["zhongbiao"] = r.measure(func(c Case) (int, error) {
		res, err := r.ix.Search(r.ctx, c.Filter, c.Request)
		if err != nil {
			return 0, err
		}
		return res.Notices, nil
	})
	if err := r.hostile(); err != nil {
		return err
	}
	r.f.RSSAnon = rssAnon()
	r.say("memory after the searches: %.0f MB (RssAnon)", mb(r.f.RSSAnon))
	return r.ctx.Err()
}

func (r *run) cases() []Case {
	return slices.DeleteFunc(slices.Clone(Cases), func(c Case) bool { return !strings.Contains(c.Name, r.o.Only) })
}

func (r *run) close() error {
	err := r.ix.Close()
	if e := r.st.Close(); err == nil {
		err = e
	}
	return err
}

// measure repeats every case for a while.
func (r *run) measure(search func(Case) (int, error)) map[string]Latency {
	out := map[string]Latency{}
	for _, c := range r.cases() {
		var took []time.Duration
		var l Latency
		for begin := time.Now(); len(took) < 3 || (time.Since(begin) < r.o.Repeat && len(took) < 1000); {
			start := time.Now()
			hits, err := search(c)
			if err != nil {
				l.Err = err.Error()
				break
			}
			l.Hits = hits
			took = append(took, time.Since(start))
		}
		if len(took) > 0 {
			slices.Sort(took)
			l.P50, l.P99 = took[len(took)/2], took[len(took)*99/100]
		}
		out[c.Name] = l
	}
	return out
}

func (r *run) peers() error {
	for _, p := range r.o.Peers {
		begin := time.Now()
		if err := p.Load(r.ctx, r.c); err != nil {
			r.say("%s: %v", p.Name(), err)
			continue
		}
		size, err := p.Size()
		r.say("%s: loaded in %s (%.0f docs/s), %.1f MB, %.2f × the text %v", p.Name(), time.Since(begin).Round(time.Millisecond),
			float64(r.c.N)/time.Since(begin).Seconds(), mb(size), float64(size)/float64(r.f.TextBytes), errText(err))
		r.f.Latencies[p.Name()] = r.measure(func(c Case) (int, error) { return p.Search(r.ctx, c) })
		if err := p.Close(); err != nil {
			r.say("%s: %v", p.Name(), err)
		}
	}
	return nil
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
