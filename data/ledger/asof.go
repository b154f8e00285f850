package ledger

import (
	"cmp"
	"slices"
	"time"

	"zhongbiao/data"
)

// AsOf gives the series as it was known at the end of a day, by replaying the
// journal: never by applying today's rules to old pages. Of q it heeds
// classes, samples and industries, which is what the journal knows.
func AsOf(tx Reader, day data.Day, q Query) ([]Point, error) {
	q, until := q.in(tx), day.Add(1).Time()
	sums := map[data.Month]Cell{}
	err := tx.Journal(func(e data.JournalEntry) error {
		if !e.At.Before(until) || !q.takesSample(e.Sample) {
			return nil
		}
		if e.OldCounted && q.takesEntry(e.OldRelevance, e.OldIndustry) {
			sums[e.OldMonth] = sums[e.OldMonth].minus(entryCell(e.OldFen, e.OldDisclosed))
		}
		if e.NewCounted && q.takesEntry(e.NewRelevance, e.NewIndustry) {
			sums[e.NewMonth] = sums[e.NewMonth].plus(entryCell(e.NewFen, e.NewDisclosed))
		}
		return nil
	})
	for m, c := range sums {
		if c == (Cell{}) {
			delete(sums, m)
		}
	}
	return points(sums), err
}

func (q Query) takesSample(s data.Sample) bool {
	return len(q.Samples) == 0 || slices.Contains(q.Samples, s)
}

func (q Query) takesEntry(r data.Relevance, ind data.Industry) bool {
	return (len(q.Classes) == 0 || slices.Contains(q.Classes, r)) && q.takesIndustry(string(ind))
}

func entryCell(fen int64, disclosed bool) Cell {
	c := Cell{Projects: 1, Fen: fen}
	if disclosed {
		c.Disclosed = 1
	}
	return c
}

// Restated is one change of a month's figures, for the restatement log.
type Restated struct {
	At        time.Time      `json:"at"`
	Month     data.Month     `json:"month"`
	Count     int            `json:"count"`   // by how much the count changed
	Fen       int64          `json:"sum_fen"` // by how much the sum changed
	Disclosed int            `json:"disclosed"`
	Project   data.ProjectID `json:"project"`
	Cause     string         `json:"cause"`
	Detail    string         `json:"detail,omitempty"`
	Notice    data.NoticeID  `json:"notice,omitempty"`
}

// RestateQuery chooses what the restatement log lists.
type RestateQuery struct {
	Query
	From, To   data.Month // months that changed; 0 is open
	Since      time.Time  // changes made after this time
	FirstCount bool       // also growth: what a month gains while it is first filled
}

// A month's figures grow until they have settled: for firstFill after its
// first entry whatever the cause, since a crawl meets the notices of a project
// in any order, and for growing after the month's end by new projects.
const (
	firstFill = 24 * time.Hour
	growing   = 45 * 24 * time.Hour
)

// Restatements lists which months changed by how much, when and why, oldest
// first. What a month gains while it is first filled, or in the weeks after
// its end, is growth and no restatement; FirstCount lists that too. Changes
// by rules and decisions are always listed.
func Restatements(tx Reader, q RestateQuery) ([]Restated, error) {
	q.Query = q.in(tx)
	out := []Restated{}
	var rule RestateRule
	err := tx.Journal(func(e data.JournalEntry) error {
		grows := rule.grows(e)
		if !q.takesSample(e.Sample) || !q.Since.IsZero() && !e.At.After(q.Since) || !q.FirstCount && grows {
			return nil
		}
		for _, r := range restatedBy(e, q.Query) {
			if (q.From == 0 || r.Month >= q.From) && (q.To == 0 || r.Month <= q.To) {
				out = append(out, r)
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Restated) int { return a.At.Compare(b.At) })
	return out, err
}

// RestateRule tells which entries of the journal change a number that had
// been shown. It remembers when each month was first filled, so it is to be
// given every entry, in the journal's order. The zero value is ready.
type RestateRule struct {
	first map[data.Month]time.Time // each month's first entry
}

// Restates tells whether an entry is a restatement: it changes a month's count
// or sum, and is neither of its first filling nor of its growth.
func (r *RestateRule) Restates(e data.JournalEntry) bool {
	return !r.grows(e) && len(restatedBy(e, Query{})) > 0
}

// grows tells an entry that belongs to a month's first filling.
func (r *RestateRule) grows(e data.JournalEntry) bool {
	if r.first == nil {
		r.first = map[data.Month]time.Time{}
	}
	for _, m := range []data.Month{e.OldMonth, e.NewMonth} {
		if r.first[m].IsZero() {
			r.first[m] = e.At
		}
	}
	if e.Cause == CauseRule || e.Cause == CauseDecision {
		return false
	}
	m := e.OldMonth // what leaves a settled month restates it
	if !e.OldCounted {
		m = e.NewMonth
	}
	if e.At.Sub(r.first[m]) < firstFill {
		return true
	}
	return !e.OldCounted && e.Cause == CauseNotice && e.At.Sub(m.Last().Time()) < growing
}

func restatedBy(e data.JournalEntry, q Query) []Restated {
	base := Restated{At: e.At, Project: e.Project, Cause: e.Cause, Detail: e.Detail, Notice: e.Notice}
	by := map[data.Month]Cell{}
	if e.OldCounted && q.takesEntry(e.OldRelevance, e.OldIndustry) {
		by[e.OldMonth] = by[e.OldMonth].minus(entryCell(e.OldFen, e.OldDisclosed))
	}
	if e.NewCounted && q.takesEntry(e.NewRelevance, e.NewIndustry) {
		by[e.NewMonth] = by[e.NewMonth].plus(entryCell(e.NewFen, e.NewDisclosed))
	}
	var out []Restated
	for m, c := range by {
		if c == (Cell{}) {
			continue // moved between industries or classes only
		}
		r := base
		r.Month, r.Count, r.Fen, r.Disclosed = m, c.Projects, c.Fen, c.Disclosed
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Restated) int { return cmp.Compare(a.Month, b.Month) })
	return out
}

// RestatedBy gives the months that one entry of the journal changes.
func RestatedBy(e data.JournalEntry) []Restated { return restatedBy(e, Query{}) }

// MonthRestated sums a restatement log by month and cause.
type MonthRestated struct {
	Month     data.Month `json:"month"`
	Cause     string     `json:"cause"`
	Changes   int        `json:"changes"`
	Count     int        `json:"count"`
	Fen       int64      `json:"sum_fen"`
	Disclosed int        `json:"disclosed"`
	Last      time.Time  `json:"last"`
}

// ByMonth sums a restatement log by month and cause, earliest month first.
func ByMonth(rs []Restated) []MonthRestated {
	type key struct {
		m     data.Month
		cause string
	}
	at := map[key]int{}
	var out []MonthRestated
	for _, r := range rs {
		k := key{r.Month, r.Cause}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, MonthRestated{Month: r.Month, Cause: r.Cause})
		}
		m := &out[i]
		m.Changes++
		m.Count, m.Fen, m.Disclosed = m.Count+r.Count, m.Fen+r.Fen, m.Disclosed+r.Disclosed
		if r.At.After(m.Last) {
			m.Last = r.At
		}
	}
	slices.SortFunc(out, func(a, b MonthRestated) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Cause, b.Cause))
	})
	return out
}
