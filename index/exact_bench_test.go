package index_test

import (
	"testing"

	"zhongbiao/index"
	"zhongbiao/index/query"
)

// What checking one text costs: every notice holds all pairs of the phrase.
func BenchmarkExactCheck(b *testing.B) {
	_, ix := world(b, 3000)
	for b.Loop() {
		res := search(b, ix, query.Filter{Q: `"自本公告发布之日起"`, Scope: "all"}, index.Request{})
		if res.Notices != 3000 {
			b.Fatalf("%d found", res.Notices)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/3000, "ns/text")
}
