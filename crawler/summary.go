package crawler

import (
	"sort"
	"sync"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Summary is what a run did, portal by portal.
type Summary struct {
	Started time.Time       `json:"started"`
	Ended   time.Time       `json:"ended"`
	Portals []PortalSummary `json:"portals"`
}

// PortalSummary is what a run did at one portal.
type PortalSummary struct {
	ID        string                 `json:"id"`
	Name      string                 `json:"name"`
	Lists     int                    `json:"lists"`     // list pages read
	Rows      int                    `json:"rows"`      // rows on them, within the days asked for
	Unread    int                    `json:"unread"`    // rows that were not opened
	Pages     int                    `json:"pages"`     // details kept that are new or changed
	Unchanged int                    `json:"unchanged"` // details that were the same as before
	Outcomes  map[portal.Outcome]int `json:"outcomes"`  // of all requests for lists and details
	Failed    int                    `json:"failed"`    // dead letters, all in all
	Queued    int                    `json:"queued"`    // tasks left for the next run
	Holes     int                    `json:"holes"`     // days of lists that are known not to be complete
	First     data.Day               `json:"first_hole"`
	Last      data.Day               `json:"last_hole"`
	Reasons   []string               `json:"reasons,omitempty"` // why something is missing, the most frequent first
	Breaker   BreakerState           `json:"breaker,omitzero"`  // zero when the portal is not left alone
}

// Incomplete tells whether something is known to be missing: then a command
// ends with exit code 3.
func (s *Summary) Incomplete() bool {
	for _, p := range s.Portals {
		if p.Incomplete() {
			return true
		}
	}
	return false
}

// Incomplete tells whether something of the portal is known to be missing.
func (p PortalSummary) Incomplete() bool {
	return p.Failed+p.Queued+p.Holes > 0 || !p.Breaker.Until.IsZero()
}

// tallies counts while the run lasts.
type tallies struct {
	o       *Options
	started time.Time

	mu     sync.Mutex
	byID   map[string]*PortalSummary
	queue  map[string]int
	reason map[string]map[string]int
}

func newTallies(o *Options) *tallies {
	s := &tallies{o: o, started: o.Now(), byID: map[string]*PortalSummary{}, queue: map[string]int{}, reason: map[string]map[string]int{}}
	for _, d := range o.Portals {
		s.byID[d.ID] = &PortalSummary{ID: d.ID, Name: d.Name, Outcomes: map[portal.Outcome]int{}}
		s.reason[d.ID] = map[string]int{}
	}
	return s
}

// of runs fn with the portal's summary, and tells the progress function.
func (s *tallies) of(id string, e *Event, fn func(p *PortalSummary)) {
	s.mu.Lock()
	p := s.byID[id]
	fn(p)
	if e != nil {
		e.Portal, e.Lists, e.Rows, e.Pages = id, p.Lists, p.Rows, p.Pages+p.Unchanged
		e.Queued = max(s.queue[id], 0)
		e.Failed = p.Failed
	}
	s.mu.Unlock()
	if e != nil && s.o.Progress != nil {
		s.o.Progress(*e)
	}
}

func (s *tallies) queued(id string, n int) {
	s.of(id, nil, func(*PortalSummary) { s.queue[id] += n })
}

func (s *tallies) list(t store.Task, o portal.Outcome, reason string, n counted, added int) {
	s.of(t.Portal, &Event{Kind: t.Kind, URL: t.URL, Outcome: o, Reason: reason}, func(p *PortalSummary) {
		p.Lists++
		p.Rows += n.rows
		p.Unread += n.unread
		p.Outcomes[o]++
		s.queue[t.Portal] += added - 1
		s.note(t.Portal, o, reason)
	})
}

func (s *tallies) page(t store.Task, o portal.Outcome, changed bool) {
	s.of(t.Portal, &Event{Kind: t.Kind, URL: t.URL, Outcome: o, Kept: changed}, func(p *PortalSummary) {
		if changed {
			p.Pages++
		} else {
			p.Unchanged++
		}
		p.Outcomes[o]++
		s.queue[t.Portal]--
	})
}

// outcome counts a request that brought nothing.
func (s *tallies) outcome(t store.Task, o portal.Outcome, reason string, final bool) {
	s.of(t.Portal, &Event{Kind: t.Kind, URL: t.URL, Outcome: o, Reason: reason}, func(p *PortalSummary) {
		p.Outcomes[o]++
		if final {
			s.queue[t.Portal]--
		}
		s.note(t.Portal, o, reason)
	})
}

// note counts a reason; s.mu is held.
func (s *tallies) note(id string, o portal.Outcome, reason string) {
	if reason != "" && len(s.reason[id]) < 1000 {
		s.reason[id][string(o)+": "+reason]++
	}
}

func (s *tallies) brake(id string, b BreakerState) {
	if !b.Until.After(s.o.Now()) {
		b = BreakerState{}
	}
	s.of(id, nil, func(p *PortalSummary) { p.Breaker = b })
}

// left counts a task that is not done.
func (s *tallies) left(t store.Task) {
	s.of(t.Portal, nil, func(p *PortalSummary) {
		if t.State == store.TaskFailed {
			p.Failed++
		} else {
			p.Queued++
		}
		if t.Reason != "" && len(s.reason[t.Portal]) == 0 {
			s.note(t.Portal, portal.Outcome(t.Outcome), t.Reason)
		}
	})
}

// hole counts a day that is not complete.
func (s *tallies) hole(v store.Coverage) {
	s.of(v.Portal, nil, func(p *PortalSummary) {
		p.Holes++
		if p.First == 0 || v.Day < p.First {
			p.First = v.Day
		}
		p.Last = max(p.Last, v.Day)
		if v.State != store.CoveragePartial {
			s.note(v.Portal, portal.Outcome(v.State), v.Reason)
		}
	})
}

// summary gives the result, and tells the progress function the last state.
func (s *tallies) summary() *Summary {
	out := &Summary{Started: s.started, Ended: s.o.Now()}
	for _, d := range s.o.Portals {
		s.of(d.ID, &Event{Final: true}, func(p *PortalSummary) {
			p.Reasons = frequent(s.reason[d.ID], 5)
			out.Portals = append(out.Portals, *p)
		})
	}
	return out
}

// frequent gives the n most frequent reasons.
func frequent(counts map[string]int, n int) []string {
	var out []string
	for r := range counts {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool {
		if counts[out[i]] != counts[out[j]] {
			return counts[out[i]] > counts[out[j]]
		}
		return out[i] < out[j]
	})
	return out[:min(n, len(out))]
}
