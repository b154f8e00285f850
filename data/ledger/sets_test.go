package ledger

import (
	"fmt"
	"testing"
	"time"

	"zhongbiao/data"
)

// What was really collected is never added to samples, by no report; asked
// for, both are there; and a folder of samples shows these.
func TestSamplesAreNotAddedToRealPages(t *testing.T) {
	sample := func(n *data.Notice) { n.Sample = data.Fictional }
	f := run(t, award("s", 20240401, "SLCG-2024-0001", uni, "示例大模型平台", 100, "甲公司", sample))
	sums := func(q Query) string {
		t.Helper()
		sum := func(ps []Point, err error) (n int) {
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range ps {
				n += p.Count
			}
			return n
		}
		ranked, err := Rank(f, RankQuery{Query: q})
		if err != nil {
			t.Fatal(err)
		}
		log, err := Restatements(f, RestateQuery{Query: q, FirstCount: true})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(sum(Trend(f, q)), sum(AsOf(f, data.DayOf(f.now.Add(48*time.Hour)), q)), len(ranked), len(log))
	}
	if got := sums(Query{}); got != "1 1 1 1" {
		t.Errorf("a folder of samples counts %s, want its sample", got)
	}
	// A real page that does not even count makes the folder one of real pages.
	apply(t, f, award("r", 20240402, "SLCG-2024-0002", uni, "办公家具", 100, "乙公司", func(n *data.Notice) {
		n.Relevance.Label, n.Lots[0].Relevance.Label = data.Reject, data.Reject
	}))
	if got := sums(Query{}); got != "0 0 0 0" {
		t.Errorf("beside a real page, %s samples count", got)
	}
	if counted, others := Sets(f); len(counted) != 1 || counted[0] != data.NotSample || !others {
		t.Errorf("sets are %q, others %v", counted, others)
	}
	apply(t, f, award("r2", 20240402, "SLCG-2024-0003", uni, "大模型客服", 100, "乙公司"))
	all := []data.Sample{data.NotSample, data.Facts, data.Fictional}
	if got, both := sums(Query{}), sums(Query{Samples: all}); got != "1 1 1 1" || both != "2 2 2 2" {
		t.Errorf("real pages count %s, with samples %s", got, both)
	}
	l := New(Options{Now: f.clock})
	for _, id := range []data.NoticeID{"r", "r2"} {
		if _, err := l.Remove(f, id); err != nil {
			t.Fatal(err)
		}
	}
	if got := sums(Query{}); got[0] != '1' {
		t.Errorf("without real pages again, %s count", got)
	}
}
