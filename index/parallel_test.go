package index_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/index"
	"zhongbiao/index/query"
)

// Searches at the same time find what they find alone: the dictionary of a
// segment, which they share, looks up one term at a time.
func TestParallelSearches(t *testing.T) {
	_, ix := world(t, 1500)
	texts := []string{"大模型", "智能体", "知识问答", "平台", "算力 服务", "大模型 -培训", "电网 OR 银行", "标题:平台", `"大模型平台"`, "客服"}
	request := index.Request{Limit: 20, Facets: []string{"industry", "buyer"}, Highlight: true}
	find := func(text string) (*index.Result, error) {
		res, err := ix.Search(context.Background(), query.Filter{Q: text, Scope: "all"}, request)
		if err == nil {
			res.Took = 0
		}
		return res, err
	}
	alone := map[string]*index.Result{}
	for _, text := range texts {
		res, err := find(text)
		if err != nil {
			t.Fatal(err)
		}
		alone[text] = res
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for round := range 40 {
				text := texts[(round*7)%len(texts)]
				res, err := find(text)
				if err != nil {
					t.Errorf("%s: %v", text, err)
				} else if d := cmp.Diff(alone[text], res); d != "" {
					t.Errorf("%s (-alone +among others):\n%s", text, d)
				}
			}
		})
	}
	wg.Wait()
}
