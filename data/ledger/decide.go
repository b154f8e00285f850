package ledger

import (
	"fmt"
	"slices"
	"strings"

	"zhongbiao/data"
)

// decisions are the links made and cut by hand, by notice. A later decision
// about the same two notices outweighs an earlier one.
type decisions struct {
	join map[[2]data.NoticeID]data.Decision
	cut  map[[2]data.NoticeID]data.Decision
	with map[data.NoticeID][]data.NoticeID // joined to
}

func readDecisions(tx Reader) (decisions, error) {
	ds := decisions{map[[2]data.NoticeID]data.Decision{}, map[[2]data.NoticeID]data.Decision{}, map[data.NoticeID][]data.NoticeID{}}
	var all []data.Decision
	if err := tx.Decisions(func(d data.Decision) error { all = append(all, d); return nil }); err != nil {
		return ds, err
	}
	slices.SortFunc(all, func(a, b data.Decision) int { return int(int64(a.ID) - int64(b.ID)) })
	for _, d := range all {
		k := pairOf(data.NoticeID(d.A), data.NoticeID(d.B))
		delete(ds.join, k)
		delete(ds.cut, k)
		if d.Verb == data.DecisionSplit {
			ds.cut[k] = d
		} else {
			ds.join[k] = d
		}
	}
	for k := range ds.join {
		ds.with[k[0]] = append(ds.with[k[0]], k[1])
		ds.with[k[1]] = append(ds.with[k[1]], k[0])
	}
	return ds, nil
}

func pairOf(a, b data.NoticeID) [2]data.NoticeID {
	if b < a {
		a, b = b, a
	}
	return [2]data.NoticeID{a, b}
}

func (ds decisions) apart(a, b data.NoticeID) bool { _, ok := ds.cut[pairOf(a, b)]; return ok }

// joins gives the edges that decisions make between these notices.
func (ds decisions) joins(fs []*facts) []edge {
	if len(ds.join) == 0 {
		return nil
	}
	at := map[data.NoticeID]int{}
	for i, f := range fs {
		at[f.n.ID] = i
	}
	var out []edge
	for k, d := range ds.join {
		a, okA := at[k[0]]
		b, okB := at[k[1]]
		if okA && okB && a != b {
			out = append(out, edge{a: min(a, b), b: max(a, b), rule: ruleDecision, because: because(d)})
		}
	}
	return out
}

func because(d data.Decision) string {
	return strings.TrimSpace(fmt.Sprintf("decision %d %s", d.ID, d.Note))
}
