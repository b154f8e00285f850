package crawler

import (
	"fmt"
	"hash/maphash"
	"strings"
	"sync"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// cell is one day of one channel: what a detail counts for. Queries share it,
// since the same notice comes up in several.
type cell struct {
	portal, channel string
	day             data.Day
}

// day is one key of the coverage.
type day struct {
	listID
	day data.Day
}

// openDetails knows which details are not done yet, so that no day is called
// complete while one of its notices is missing. It holds a hash per task, not
// the task (C9).
type openDetails struct {
	mu      sync.Mutex
	seed    maphash.Seed
	tasks   map[uint64]cell
	open    map[cell]int
	failed  map[cell]int
	waiting map[cell]map[string]store.Coverage // listed days that wait for their details, by query
	settled []store.Coverage                   // days whose details are all done by now
}

func newOpenDetails() *openDetails {
	return &openDetails{seed: maphash.MakeSeed(), tasks: map[uint64]cell{}, open: map[cell]int{}, failed: map[cell]int{},
		waiting: map[cell]map[string]store.Coverage{}}
}

func cellOf(r data.Row) cell { return cell{r.Portal, r.Channel, r.Published} }

// add notes a detail that has to be fetched.
func (o *openDetails) add(t store.Task) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h := maphash.String(o.seed, t.Key)
	if _, known := o.tasks[h]; known {
		return
	}
	c := cellOf(t.Row)
	o.tasks[h] = c
	o.open[c]++
	if t.State == store.TaskFailed {
		o.failed[c]++
	}
}

// fail notes that a detail is a dead letter now: it stays open.
func (o *openDetails) fail(t store.Task) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if c, ok := o.tasks[maphash.String(o.seed, t.Key)]; ok {
		o.failed[c]++
	}
}

// done notes that a detail is in the store.
func (o *openDetails) done(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h := maphash.String(o.seed, key)
	c, ok := o.tasks[h]
	if !ok {
		return
	}
	delete(o.tasks, h)
	if o.open[c]--; o.open[c] > 0 {
		return
	}
	delete(o.open, c)
	for _, v := range o.waiting[c] {
		v.State, v.Reason = store.CoverageComplete, ""
		o.settled = append(o.settled, v)
	}
	delete(o.waiting, c)
}

// missing tells whether details of a day are open.
func (o *openDetails) missing(v store.Coverage) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.open[cell{v.Portal, v.Channel, v.Day}] > 0
}

// listed begins the reason of a day that only waits for its details.
const listed = "listed; "

// judge completes the coverage of a day that has been listed as a whole: with
// details open it is partial.
func (o *openDetails) judge(v store.Coverage) store.Coverage {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := cell{v.Portal, v.Channel, v.Day}
	v.State, v.Reason = store.CoverageComplete, ""
	if o.open[c] > 0 {
		v.State, v.Reason = store.CoveragePartial, o.reason(c)
	}
	return v
}

// wait takes up the days of a commit that wait for their details. It comes
// after the commit, so that the last word about a day is written last.
func (o *openDetails) wait(days []store.Coverage) {
	for _, v := range days {
		if isListed(v) {
			o.waitFor(v)
		}
	}
}

func (o *openDetails) waitFor(v store.Coverage) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := cell{v.Portal, v.Channel, v.Day}
	if o.open[c] == 0 {
		v.State, v.Reason = store.CoverageComplete, ""
		o.settled = append(o.settled, v)
		return
	}
	if o.waiting[c] == nil {
		o.waiting[c] = map[string]store.Coverage{}
	}
	o.waiting[c][v.Query] = v
}

// reason says how many details are missing; o.mu is held.
func (o *openDetails) reason(c cell) string {
	s := fmt.Sprintf("%s%d %s not read yet", listed, o.open[c], plural(o.open[c], "notice", "notices"))
	if n := o.failed[c]; n > 0 {
		s += fmt.Sprintf(", %d of them failed", n)
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// take gives the days that were settled since the last call.
func (o *openDetails) take() []store.Coverage {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.settled
	o.settled = nil
	return s
}

// rest gives the days that still wait, with their reasons brought up to date.
func (o *openDetails) rest() []store.Coverage {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []store.Coverage
	for c, byQuery := range o.waiting {
		for _, v := range byQuery {
			v.Reason = o.reason(c)
			out = append(out, v)
		}
	}
	return out
}

// isListed tells whether a day was partial only because of its details.
func isListed(v store.Coverage) bool {
	return v.State == store.CoveragePartial && strings.HasPrefix(v.Reason, listed)
}
