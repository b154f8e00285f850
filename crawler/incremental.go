package crawler

import (
	"encoding/json"
	"fmt"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// seen reads what is kept of page one of a stream.
func (r *run) seen(p *listPage) (seen, error) {
	var s seen
	b, err := r.st.State(p.id.key("seen", ""))
	if err != nil {
		return s, &storeError{err}
	}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &s); err != nil {
			return s, fmt.Errorf("page one of %s %s: %w", p.id.portal, p.id.channel, err)
		}
	}
	return s, nil
}

// continues tells whether the days before the kept page one need no listing:
// only then may the portal answer "not modified".
func (r *run) continues(p *listPage, s seen) bool {
	if s.Day == 0 || s.Day < p.span.From {
		return false
	}
	for d := p.span.From; d < s.Day; d = d.Add(1) {
		if !r.settled(p.s.def, p.id, d) {
			return false
		}
	}
	return true
}

// remember keeps page one of a stream that was walked to its end today.
func (r *run) remember(p *listPage, cover []store.Coverage) map[string][]byte {
	at := p.at
	at.Page = 0
	s := seen{URL: p.s.def.ListFetch(at).URL, ETag: p.walk.ETag, Changed: p.walk.Changed, Day: data.DayOf(p.walk.Started), Heads: p.walk.Heads}
	if s.Day != p.span.To {
		return nil // a backfill: its page one says nothing about today
	}
	if s.Rechecked = r.o.Now(); p.walk.Stopped {
		s.Rechecked = p.walk.Before.Rechecked
	}
	for _, v := range append(r.todays(p, s.Day), cover...) {
		if v.Day == s.Day {
			s.Tally, s.Full = tally{v.Listed, v.Unread, v.Pages}, true
		}
	}
	b, err := json.Marshal(s)
	if err != nil {
		return nil
	}
	return map[string][]byte{p.id.key("seen", ""): b}
}

// todays gives the coverage of a day that was closed by an earlier page of the
// walk: it was listed as a whole.
func (r *run) todays(p *listPage, at data.Day) []store.Coverage {
	if p.walk.Low > at {
		return nil
	}
	v, err := r.st.CoverageOf(p.id.portal, p.id.channel, p.id.query, at)
	if err != nil || v.At.Before(p.walk.Started) {
		return nil
	}
	return []store.Coverage{v}
}

// mayStop tells whether a walk may end where it meets the walk before it: all
// older days are complete, and were looked at again not long ago.
func (r *run) mayStop(p *listPage) bool {
	w := p.walk
	return p.s.def.Stream() && w.Joined && w.Before.Full && !r.o.Again && r.continues(p, w.Before) &&
		r.o.Now().Sub(w.Before.Rechecked) < recheckAge
}

// join ends a walk that the portal cut off, or that needs to go no further,
// and that met a row of the walk before it: the day of then has its rows of then and the newer ones, the days
// after it were listed as a whole, and those before it are as they were.
func (r *run) join(p *listPage, c *store.Commit) portal.Outcome {
	w, b := p.walk, p.walk.Before
	days := w.closed(p.span, b.Day.Add(1))
	then := closedDay{day: b.Day, tally: tally{b.Tally.Listed + w.Above.Listed, b.Tally.Unread + w.Above.Unread, b.Tally.Pages + w.Above.Pages}}
	if b.Full && w.Low > b.Day && b.Day >= p.span.From {
		w.Low = b.Day
		days = append(days, then)
	}
	c.Coverage = r.cover(p, days)
	w.Outcome, w.Reason = portal.OK, ""
	c.State = r.remember(p, c.Coverage)
	return w.Outcome
}

// nothingNew ends a walk whose page one has not changed since the last one:
// the day of then has the rows that were seen, those after it have none.
func (r *run) nothingNew(p *listPage, s seen) error {
	w := p.walk
	w.Done, w.Outcome = true, portal.Unchanged
	var days []closedDay
	for d := p.span.To; d >= s.Day; d = d.Add(-1) {
		c := closedDay{day: d}
		if d == s.Day {
			c.tally = s.Tally
		}
		days = append(days, c)
	}
	w.Low = p.span.From
	c := store.Commit{Coverage: r.cover(p, days)}
	s.Day = p.span.To
	if p.span.To != data.DayOf(w.Started) {
		return r.commitList(p, c, portal.Unchanged, counted{})
	}
	if len(days) > 1 {
		s.Tally = tally{}
	}
	b, err := json.Marshal(s)
	if err != nil {
		return fail(portal.Failed, "%v", err)
	}
	c.State = map[string][]byte{p.id.key("seen", ""): b}
	return r.commitList(p, c, portal.Unchanged, counted{})
}
