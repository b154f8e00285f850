package index

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	bquery "github.com/blevesearch/bleve/v2/search/query"

	"zhongbiao/data"
	"zhongbiao/index/query"
)

// Reading postings as bitmaps gives what bleve's own searchers give.
func TestSameAsBleve(t *testing.T) {
	idx, v := handMade(t)
	ix := &Index{cols: newColumns()}
	words := []string{"大模型", "平台", "电力", "数据", "公告", "没有"}
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		e, q := randomQuery(r, words, 3)
		c := &compiler{view: v, cols: ix.cols}
		root, err := c.compile(e, false)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range v.segments {
			docs, err := (&evaluator{ctx: context.Background(), ix: ix, s: s}).run(root, nil)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, docIDs(t, s, docs)...)
		}
		req := bleve.NewSearchRequestOptions(q, 1000, 0, false)
		res, err := idx.Search(req)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, h := range res.Hits {
			want = append(want, h.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %d documents, bleve finds %d", e, len(got), len(want))
		}
	}
}

func docIDs(t *testing.T, s *segmentView, docs *roaring.Bitmap) []string {
	t.Helper()
	var out []string
	for _, d := range docs.ToArray() {
		id, err := s.segment.DocID(uint64(d))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(id))
	}
	return out
}

// handMade is a bleve index of 200 short documents in several batches, some
// replaced and some deleted, as a sync leaves them.
func handMade(t *testing.T) (bleve.Index, *view) {
	t.Helper()
	dir, err := os.MkdirTemp("", "zhongbiao-bleve-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	g, err := create(dir+"/index", true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.close() })
	r := rand.New(rand.NewPCG(2, 2))
	words := []string{"大模型", "平台", "电力", "数据", "公告"}
	for batch := range 8 {
		b := g.idx.NewBatch()
		for i := range 25 {
			n := &data.Notice{ID: data.NoticeID(rune('a'+batch)) + data.NoticeID(rune('a'+i))}
			for _, w := range words {
				if r.IntN(2) == 0 {
					n.Text += w + "，"
				}
			}
			if err := b.Index(string(n.ID), Fields(n)); err != nil {
				t.Fatal(err)
			}
			if r.IntN(9) == 0 {
				b.Delete("a" + string(rune('a'+i)))
			}
		}
		if err := g.commit(b, uint64(batch)); err != nil {
			t.Fatal(err)
		}
	}
	v, err := newView(g.idx, nil, func(data.NoticeID) uint32 { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.close)
	return g.idx, v
}

// randomQuery makes the same query for us and for bleve.
func randomQuery(r *rand.Rand, words []string, depth int) (*query.Expr, bquery.Query) {
	if depth == 0 || r.IntN(3) == 0 {
		w := words[r.IntN(len(words))]
		q := bleve.NewTermQuery(w)
		q.SetField(fieldWords)
		return &query.Expr{Op: query.Word, Text: w}, q
	}
	a, qa := randomQuery(r, words, depth-1)
	b, qb := randomQuery(r, words, depth-1)
	switch r.IntN(3) {
	case 0:
		return &query.Expr{Op: query.And, Kids: []*query.Expr{a, b}}, bleve.NewConjunctionQuery(qa, qb)
	case 1:
		return &query.Expr{Op: query.Or, Kids: []*query.Expr{a, b}}, bleve.NewDisjunctionQuery(qa, qb)
	}
	not := bleve.NewBooleanQuery()
	not.AddMust(bleve.NewMatchAllQuery())
	not.AddMustNot(qa)
	return &query.Expr{Op: query.Not, Kids: []*query.Expr{a}}, not
}
