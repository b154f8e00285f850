package ledger

import (
	"zhongbiao/data"
)

// setKind begins the cells that say how many projects of each sample set the
// store holds, whether they count or not.
const setKind = "s"

// defaultSets are the sets that count when none is asked for: the real pages
// where there are any, else the samples. A sample is never added to what was
// really collected.
func defaultSets(tx Reader) []data.Sample {
	if tx.Cell(cellKey(setKind, string(data.NotSample))) != nil {
		return []data.Sample{data.NotSample}
	}
	return []data.Sample{data.Facts, data.Fictional}
}

// Sets gives the sample sets that a query without any counts, and whether the
// store holds others, which it leaves out.
func Sets(tx Reader) (counted []data.Sample, others bool) {
	counted = defaultSets(tx)
	if counted[0] != data.NotSample {
		return counted, false
	}
	for _, s := range []data.Sample{data.Facts, data.Fictional} {
		others = others || tx.Cell(cellKey(setKind, string(s))) != nil
	}
	return counted, others
}

// in gives q with its sample sets chosen.
func (q Query) in(tx Reader) Query {
	if len(q.Samples) == 0 {
		q.Samples = defaultSets(tx)
	}
	return q
}
