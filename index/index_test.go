package index_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/bench"
	"zhongbiao/index/query"
	"zhongbiao/index/segment"
)

var cacheDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "zhongbiao-index-")
	if err != nil {
		panic(err)
	}
	cacheDir = dir
	if err := segment.Load(dir); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func openStore(t testing.TB, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func openIndex(t testing.TB, st *store.Store) *index.Index {
	t.Helper()
	ix, err := index.Open(st.Dir(), st, index.Options{CacheDir: cacheDir, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	return ix
}

// world is a store with the corpus, and its index.
func world(t testing.TB, n int) (*store.Store, *index.Index) {
	t.Helper()
	st := openStore(t, t.TempDir())
	if _, err := bench.Fill(st, bench.Corpus{Seed: 1, N: n}); err != nil {
		t.Fatal(err)
	}
	return st, openIndex(t, st)
}

// put writes one project with its notices.
func put(t testing.TB, st *store.Store, p *data.Project, notices ...*data.Notice) data.ProjectID {
	t.Helper()
	err := st.Derive(func(tx *store.Tx) (err error) {
		if p.ID == 0 {
			if p.ID, err = tx.NewProjectID(); err != nil {
				return err
			}
		}
		p.Notices = nil
		for _, n := range notices {
			if _, err := tx.PutNotice(n); err != nil {
				return err
			}
			p.Notices = append(p.Notices, data.Link{Notice: n.ID, Kind: n.Kind, Portal: n.Portal, Published: n.Published, Title: n.Title})
		}
		_, err = tx.PutProject(p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func notice(id, title, text string) *data.Notice {
	return &data.Notice{ID: data.NoticeID(id), Kind: data.KindAward, Title: title, Text: text, Portal: "ccgp", Published: 20240401}
}

func counted(title string) *data.Project {
	return &data.Project{Title: title, Counted: true, Stage: data.StageAwarded, Month: 202404, Awarded: 20240401, Relevance: data.RelevanceLabel{Label: data.Core}}
}

func search(t testing.TB, ix *index.Index, f query.Filter, r index.Request) *index.Result {
	t.Helper()
	res, err := ix.Search(context.Background(), f, r)
	if err != nil {
		t.Fatalf("search %q: %v", f.Q, err)
	}
	return res
}

func ids(t testing.TB, ix *index.Index, f query.Filter) []data.ProjectID {
	t.Helper()
	var out []data.ProjectID
	err := ix.Projects(context.Background(), f, func(id data.ProjectID) error {
		out = append(out, id)
		return nil
	})
	if err != nil {
		t.Fatalf("projects %q: %v", f.Q, err)
	}
	return out
}

// small is a store of hand-made notices, one project each.
func small(t *testing.T, texts ...string) (*store.Store, *index.Index, []data.ProjectID) {
	t.Helper()
	st := openStore(t, t.TempDir())
	var list []data.ProjectID
	for i, text := range texts {
		title, body, _ := strings.Cut(text, "|")
		n := notice(string(rune('a'+i)), title, body)
		list = append(list, put(t, st, counted(title), n))
	}
	return st, openIndex(t, st), list
}

// What is in the text is found, what is not is not.
func TestQueries(t *testing.T) {
	_, ix, p := small(t,
		"山东省电力有限公司大模型平台|由科大讯飞承建，金额１００万元。",
		"中国电信智能客服|供应商：华为技术有限公司",
		"城市规划馆扩大模型展示|沙盘 模 型 制作",
		"电力大模型知识库 DeepSeek-R1 一体机|GPT-4 接口；国家电网",
	)
	for _, c := range []struct {
		q    string
		want string // letters of the projects found
	}{
		{"大模型", "ad"},
		{"电力", "ad"},
		{"电力 大模型", "ad"},
		{"讯飞", "a"},
		{"国电", ""}, // not in 中国电信, not in 国家电网
		{"家电", ""},
		{"电信", "b"},
		{"省电力有限", "a"}, // across words
		{`"省电力有限"`, "a"},
		{`"大模型"`, "acd"}, // the string is in 扩大模型
		{`"模型制作"`, "c"},  // blanks between characters do not count
		{`"100万"`, "a"},
		{"deepseek", "d"},
		{"gpt-4", "d"},
		{`"GPT-4"`, "d"},
		{"大模型 -知识库", "a"},
		{"大模型 OR 客服", "abd"},
		{"(电力 OR 客服) -deepseek", "ab"},
		{"-大模型", "bc"},
		{"電力", "ad"},
		{"國家電網", "d"},
		{`"中國電信"`, "b"},
		{"title:华为", ""},
		{"华为", "b"},
		{"title:大模型", "ad"},
		{`title:"力有限公"`, "a"},
		{`title:"华为技术"`, ""}, // only in the text
		{`number:"大模型"`, ""},
		{"大", "acd"},
		{`"大"`, "acd"},
		{`"。"`, "a"},
		{`电力大模型 "电力大模型"`, "d"}, // the same string as words and as a phrase
		{`"电力大模型" OR 电力大模型`, "ad"},
		{"不存在的词", ""},
		{"region:浙江", ""},
	} {
		if got := letters(t, ix, p, c.q); got != c.want {
			t.Errorf("%s finds %q, want %q", c.q, got, c.want)
		}
	}
}

// letters names the projects that a query finds: a is the first of list.
func letters(t *testing.T, ix *index.Index, list []data.ProjectID, q string) string {
	t.Helper()
	var found []rune
	for _, id := range ids(t, ix, query.Filter{Q: q}) {
		found = append(found, rune('a'+slices.Index(list, id)))
	}
	slices.Sort(found)
	return string(found)
}

func TestSynonyms(t *testing.T) {
	_, ix, _ := small(t, "国家电网采购|x", "国网采购|x")
	if n := search(t, ix, query.Filter{Q: "国网"}, index.Request{}).Projects; n != 2 {
		t.Errorf("国网 finds %d, want 2: synonyms are on", n)
	}
	if n := search(t, ix, query.Filter{Q: "国网", Exact: true}, index.Request{}).Projects; n != 1 {
		t.Errorf("国网 finds %d with synonyms off, want 1", n)
	}
	if n := search(t, ix, query.Filter{Q: `"国网"`}, index.Request{}).Projects; n != 1 {
		t.Errorf("the phrase finds %d, want 1", n)
	}
}

// A synonym of several words is a name, not words that may stand apart; words
// of a run have synonyms as well; what is left out is only what was typed.
func TestSynonymsAreNames(t *testing.T) {
	_, ix, p := small(t, "国家重点 电力设施 投资集团|x", "国家电力投资集团有限公司|x", "国家电投采购|x", "国家电网大模型|x", "某市电信机房|x", "中国电信机房|x")
	for _, c := range []struct{ q, want string }{
		{"国电投", "bc"},
		{"国网大模型", "d"},
		{"电信", "ef"},
		{"机房 -中国电信", "e"},
		{"电信 -中国电信", "e"},
	} {
		if got := letters(t, ix, p, c.q); got != c.want {
			t.Errorf("%s finds %q, want %q", c.q, got, c.want)
		}
	}
}

// J9 for names: a buyer's or supplier's name is found by its words, and by
// pieces of words that no dictionary knows.
func TestNamesByWords(t *testing.T) {
	st := openStore(t, t.TempDir())
	var list []data.ProjectID
	for i, name := range []string{"中国电信股份有限公司", "国电南瑞科技股份有限公司", "山东省电力有限公司", "DeepSeek（杭州）有限公司"} {
		p := counted(name)
		p.Buyer, p.BuyerName = name, name
		p.Lots = []data.Lot{{Status: data.LotAwarded, Suppliers: []data.Supplier{{Name: name}}}}
		list = append(list, put(t, st, p, notice(string(rune('a'+i)), "x", "x")))
	}
	ix := openIndex(t, st)
	for word, want := range map[string]string{"国电": "b", "电信": "a", "中国电信": "a", "省电力": "c", "deep": "d", "电力有限": "c", "股份有限公司": "ab", "国家": ""} {
		for _, q := range []string{"buyer:" + word, "supplier:" + word} {
			if got := letters(t, ix, list, q); got != want {
				t.Errorf("%s finds %q, want %q", q, got, want)
			}
		}
		if got := ids(t, ix, query.Filter{Buyer: word}); len(got) != len(want) {
			t.Errorf("buyer=%s finds %d, want %d", word, len(got), len(want))
		}
	}
	// Names that come later are found as well.
	p := counted("国电投")
	p.Buyer, p.BuyerName = "国电集团", "国电集团"
	list = append(list, put(t, st, p, notice("z", "x", "x")))
	if _, err := ix.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := letters(t, ix, list, "buyer:国电"); got != "be" {
		t.Errorf("after another name came, buyer:国电 finds %q", got)
	}
}

// A single character of a run is found beside what the run puts beside it;
// particles are not looked for.
func TestSingleCharacters(t *testing.T) {
	_, ix, p := small(t, "新能源车采购|x", "新能源电站|公务用车一批", "电力行业云平台|x", "电力平台|祥云街道，云 服务", "大模型应用|x", "《云》平台|x")
	for _, c := range []struct{ q, want string }{
		{"新能源车", "a"},
		{"电力云平台", "c"},
		{"大模型的应用", "e"},
		{"云平台", "c"},
		{"《云》平台", "df"}, // alone, it is a word like any other
	} {
		if got := letters(t, ix, p, c.q); got != c.want {
			t.Errorf("%s finds %q, want %q", c.q, got, c.want)
		}
	}
}

// A project matches when one of its notices does; totals count it once.
func TestDistinctProjects(t *testing.T) {
	st := openStore(t, t.TempDir())
	p := counted("甲大模型")
	candidate, award := notice("n1", "甲大模型候选人公示", "电力"), notice("n2", "甲大模型中标结果", "通信")
	candidate.Kind = data.KindCandidate
	put(t, st, p, candidate, award)
	other := counted("乙大模型")
	other.Counted, other.Stage = false, data.StageTender
	put(t, st, other, notice("n3", "乙大模型招标", "电力"))
	ix := openIndex(t, st)
	for _, c := range []struct {
		f                 query.Filter
		projects, notices int
	}{
		{query.Filter{}, 1, 2},
		{query.Filter{Q: "大模型"}, 1, 2},
		{query.Filter{Q: "大模型", Scope: "all"}, 2, 3},
		{query.Filter{Q: "电力 通信"}, 0, 0}, // not in one and the same notice
		{query.Filter{Q: "大模型", Kind: []data.Kind{data.KindAward}}, 1, 1},
		{query.Filter{Q: "电力", Kind: []data.Kind{data.KindAward}}, 0, 0},
		{query.Filter{Q: "电力 kind:candidate"}, 1, 1},
		{query.Filter{Unit: "notice"}, 1, 2},
	} {
		res := search(t, ix, c.f, index.Request{Limit: 10})
		if res.Projects != c.projects || res.Notices != c.notices {
			t.Errorf("%+v: %d projects, %d notices; want %d, %d", c.f, res.Projects, res.Notices, c.projects, c.notices)
		}
		want := c.projects
		if c.f.Unit == "notice" {
			want = c.notices
		}
		if len(res.Hits) != want {
			t.Errorf("%+v: %d hits, want %d", c.f, len(res.Hits), want)
		}
	}
}

// The number on the chart is the number of rows behind it, for any filter.
func TestCountsAgree(t *testing.T) {
	n, rounds := 1500, 80
	if testing.Short() { // the race detector makes it ten times as slow
		n, rounds = 500, 30
	}
	_, ix := world(t, n)
	r := rand.New(rand.NewPCG(7, 7))
	for range rounds {
		f := randomFilter(r)
		facets := []string{"industry", "scene", "category", "region", "month", "stage", "relevance", "soe", "method", "sample", "kind", "portal", "supplier", "buyer"}
		res := search(t, ix, f, index.Request{Limit: 5, Facets: facets, Trend: "industry"})
		list := ids(t, ix, f)
		if len(list) != res.Projects {
			t.Fatalf("%v: Projects gives %d, the total says %d", f.Values(), len(list), res.Projects)
		}
		unique := slices.Clone(list)
		slices.Sort(unique)
		if len(slices.Compact(unique)) != len(list) {
			t.Fatalf("%v: a project comes twice", f.Values())
		}
		projects, notices, disclosed, fen := 0, 0, 0, int64(0)
		for _, p := range res.Trend {
			projects, notices, disclosed, fen = projects+p.Projects, notices+p.Notices, disclosed+p.Disclosed, fen+p.Fen
		}
		if projects != res.Projects || notices != res.Notices || disclosed != res.Disclosed || fen != res.Fen {
			t.Fatalf("%v: trend sums to %d %d %d %d, totals are %d %d %d %d", f.Values(), projects, notices, disclosed, fen, res.Projects, res.Notices, res.Disclosed, res.Fen)
		}
		checkLeads(t, ix, f, res, r)
		for _, name := range facets {
			checkFacet(t, ix, f, name, res.Facets[name], r)
		}
	}
}

// checkLeads splits the months by supplier: the parts add up, few names are
// kept, and any part has exactly the projects that its filter finds.
func checkLeads(t *testing.T, ix *index.Index, f query.Filter, all *index.Result, r *rand.Rand) {
	t.Helper()
	const top = 4
	res := search(t, ix, f, index.Request{Trend: "lead", TrendTop: top, TrendByFen: r.IntN(2) == 0})
	projects, fen, parts := 0, int64(0), map[string]int{}
	for _, p := range res.Trend {
		projects, fen = projects+p.Projects, fen+p.Fen
		parts[p.Key] += p.Projects
	}
	if projects != all.Projects || fen != all.Fen || len(parts) > top+2 {
		t.Fatalf("%v: by supplier %d %d in %d parts, totals are %d %d", f.Values(), projects, fen, len(parts), all.Projects, all.Fen)
	}
	var not []string
	for name, n := range parts {
		switch name {
		case index.TrendRest:
			continue
		case "":
			name = query.None
		}
		f.Lead = []string{name}
		not = append(not, "-"+name)
		if got := search(t, ix, f, index.Request{}).Projects; got != n {
			t.Fatalf("%v: %d projects, the trend says %d", f.Values(), got, n)
		}
	}
	if f.Lead = not; len(not) == 0 {
		return
	}
	if got := search(t, ix, f, index.Request{}).Projects; got != parts[index.TrendRest] {
		t.Fatalf("%v: %d projects, the trend says %d for the rest", f.Values(), got, parts[index.TrendRest])
	}
}

// checkFacet chooses a value of a facet and compares with what it said.
func checkFacet(t *testing.T, ix *index.Index, f query.Filter, name string, counts []index.FacetCount, r *rand.Rand) {
	t.Helper()
	if len(counts) == 0 {
		return
	}
	c := counts[r.IntN(len(counts))]
	g := choose(f, name, c.Value)
	res := search(t, ix, g, index.Request{})
	if res.Projects != c.Projects || res.Notices != c.Notices {
		t.Fatalf("%v: facet %s says %s: %d projects, %d notices; choosing it gives %d, %d", f.Values(), name, c.Value, c.Projects, c.Notices, res.Projects, res.Notices)
	}
}

func choose(f query.Filter, name, value string) query.Filter {
	v := f.Values()
	v.Set(name, value)
	if name == "month" {
		v.Set("from", value)
		v.Set("to", value)
	}
	g, err := query.FromValues(v)
	if err != nil {
		panic(err)
	}
	return g
}

func pick[T any](r *rand.Rand, v ...T) T { return v[r.IntN(len(v))] }

func randomFilter(r *rand.Rand) query.Filter {
	yes, no := true, false
	return query.Filter{
		Q:    pick(r, "", "", "大模型", "平台 -大模型", `"知识问答助手"`, "电力 OR 供电局", "industry:energy OR 大模型", "-industry:energy", "amount:>=500万", "date:2024 数据", "kind:award"),
		From: pick[data.Month](r, 0, 0, 202306), To: pick[data.Month](r, 0, 0, 202503),
		Industry: pick(r, nil, nil, []data.Industry{"energy", "telecom", "government"}), Scene: pick(r, nil, nil, nil, []data.Industry{"finance"}),
		Category: pick(r, nil, nil, []data.Category{"model", "app"}), Region: pick(r, nil, nil, []string{"110000", "440000", "330100"}),
		Kind: pick(r, nil, nil, nil, []data.Kind{data.KindAward, data.KindCandidate}), Portal: pick(r, nil, nil, nil, []string{"ccgp", "ggzy"}),
		SOE: pick(r, nil, nil, &yes, &no), MinFen: pick[int64](r, 0, 0, 0, 1e9), MaxFen: pick[int64](r, 0, 0, 0, 5e9),
		Relevance: pick(r, nil, nil, nil, []data.Relevance{"core"}), Stage: pick(r, nil, nil, nil, []data.Stage{"awarded", "candidate"}),
		Scope: pick(r, "", "", "all"), Candidates: pick(r, false, true), Sort: pick(r, "", "date", "-date", "amount", "-amount", "relevance"),
		Buyer: pick(r, "", "", "", "电力公司"), Supplier: pick(r, "", "", "", "讯飞"),
	}
}

// Pages by cursor give every project once, in the order of Projects.
func TestPaging(t *testing.T) {
	n := 1200
	if testing.Short() {
		n = 400
	}
	_, ix := world(t, n)
	for _, f := range []query.Filter{{}, {Q: "平台"}, {Q: "数据 OR 平台", Sort: "amount"}, {Sort: "-amount"}, {Sort: "-date"}, {Q: "平台", Sort: "relevance"}} {
		var got []data.ProjectID
		after := ""
		for range 1000 {
			res := search(t, ix, f, index.Request{Limit: 37, After: after})
			for _, h := range res.Hits {
				got = append(got, h.Project)
			}
			if after = res.Next; after == "" {
				break
			}
		}
		if d := cmp.Diff(ids(t, ix, f), got); d != "" {
			t.Errorf("%v by cursor: %s", f.Values(), d)
		}
		byOffset := search(t, ix, f, index.Request{Offset: 50, Limit: 10})
		for i, h := range byOffset.Hits {
			if h.Project != got[50+i] {
				t.Errorf("%v: offset %d gives %s, want %s", f.Values(), 50+i, h.Project, got[50+i])
			}
		}
	}
	if _, err := ix.Search(context.Background(), query.Filter{}, index.Request{Limit: 1, After: "nonsense"}); !errors.Is(err, index.ErrCursor) {
		t.Errorf("a bad cursor gives %v", err)
	}
}

// Every substring of the corpus is found in exactly the notices that hold it.
func TestExactSubstrings(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	st, ix := world(t, 150)
	type doc struct {
		id   data.ProjectID
		text []string
	}
	var docs []doc
	err := st.Projects(func(p *data.Project) error {
		d := doc{id: p.ID}
		for _, l := range p.Notices {
			n, err := st.Notice(l.Notice)
			if err != nil {
				return err
			}
			for _, s := range []string{n.Title, n.Text, n.Buyer, n.Agency, n.ProjectName, n.ProjectNumber, n.Lots[0].Suppliers[0].Name} {
				d.text = append(d.text, segment.Tight(s).Text)
			}
		}
		docs = append(docs, d)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range n {
		runes := []rune(pick(r, docs...).text[r.IntN(2)])
		size := min(2+r.IntN(11), len(runes))
		from := r.IntN(len(runes) - size + 1)
		q := string(runes[from : from+size])
		tight := segment.Tight(q).Text
		if tight == "" {
			continue
		}
		var want []data.ProjectID
		for _, d := range docs {
			if slices.ContainsFunc(d.text, func(s string) bool { return strings.Contains(s, tight) }) {
				want = append(want, d.id)
			}
		}
		got := ids(t, ix, query.Filter{Q: query.Quote(q), Scope: "all"})
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%q finds %d projects, %d hold it", q, len(got), len(want))
		}
	}
}

// B8: what is equal otherwise stands in the order of project ids, the newest
// first, before and after a restart.
func TestTies(t *testing.T) {
	st, ix, list := small(t, "大模型甲|x", "大模型甲|x", "大模型甲|x", "大模型甲|x")
	slices.Reverse(list)
	put(t, st, counted("大模型甲"), notice("zz", "大模型甲", "x")) // a higher id, indexed later
	for range 2 {
		for _, f := range []query.Filter{{Q: "大模型"}, {Sort: "date"}, {Sort: "amount"}, {Sort: "-amount"}, {Sort: "-date"}} {
			if d := cmp.Diff(list, ids(t, ix, f)); d != "" {
				t.Errorf("%v: %s", f.Values(), d)
			}
		}
		ix = reopen(t, ix, st)
		list = ids(t, ix, query.Filter{})
		if !slices.IsSortedFunc(list, func(a, b data.ProjectID) int { return int(b) - int(a) }) {
			t.Errorf("after a restart the order is %v", list)
		}
	}
}
