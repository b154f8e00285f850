package crawler

import (
	"cmp"
	"fmt"
	"slices"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// queuedPage is a page of a list that an earlier run left in the queue or on
// the dead-letter list.
type queuedPage struct {
	key  string
	span span
	page int
}

// leftovers are the pages of lists that earlier runs left, by list.
type leftovers struct {
	live, dead map[listID][]queuedPage
	drop       []string // keys of pages that nothing may follow from
	again      map[cell]bool
}

func newLeftovers() *leftovers {
	return &leftovers{live: map[listID][]queuedPage{}, dead: map[listID][]queuedPage{}, again: map[cell]bool{}}
}

// leftover takes up one page of a list. A page that its walk does not wait
// for belongs to an earlier walk of the same span.
func (r *run) leftover(left *leftovers, t store.Task) error {
	s, n, err := parseWindow(t.Window)
	if err != nil {
		return nil // of another version: its failure will tell
	}
	l := listID{t.Portal, t.Channel, t.Row.Query}
	q := queuedPage{t.Key, s, n}
	if t.State == store.TaskFailed {
		left.dead[l] = append(left.dead[l], q)
		return nil
	}
	ok, err := r.continuable(l, q)
	if err != nil {
		return err
	}
	if !ok {
		left.drop = append(left.drop, t.Key)
		left.again[cell{l.portal, l.key("", ""), s.From}] = s.Slice != ""
		return nil
	}
	if !slices.Contains(left.live[l], q) {
		left.live[l] = append(left.live[l], q)
	}
	return nil
}

// continuable tells whether a walk may go on with a page. A window's walk
// that began on one of its own days, and not today, does not know what came
// later on that day: it is begun anew.
func (r *run) continuable(l listID, q queuedPage) (bool, error) {
	if q.page == 0 {
		return true, nil
	}
	b, err := r.st.State(l.key("walk", q.span.String()))
	if err != nil {
		return false, fmt.Errorf("read a walk of %s: %w", l.portal, err)
	}
	w, err := decodeWalk(b)
	if err != nil || w == nil || !w.awaits(q.page) {
		return false, nil
	}
	began := data.DayOf(w.Started)
	late := !r.portals[l.portal].def.Stream() && q.span.To >= began && began < data.DayOf(r.o.Now())
	return !late, nil
}

// resolve leaves at most one walk for each day of a window, and one for each
// span of a stream, and ends the pages of the others: whatever days they
// leave open are planned anew.
func (r *run) resolve(left *leftovers) (map[listID][]span, error) {
	walks := map[listID][]span{}
	for l, pages := range left.live {
		// The walk that got furthest is kept; the key makes it the same each time.
		slices.SortFunc(pages, func(a, b queuedPage) int { return cmp.Or(cmp.Compare(b.page, a.page), cmp.Compare(a.key, b.key)) })
		stream := r.portals[l.portal].def.Stream()
		for _, q := range pages {
			clash := func(s span) bool { return s == q.span || !stream && s.meets(q.span) }
			cut := q.span.Slice != "" && left.again[cell{l.portal, l.key("", ""), q.span.From}] // a day's slices go together
			if cut || slices.ContainsFunc(walks[l], clash) {
				left.drop = append(left.drop, q.key)
				continue
			}
			walks[l] = append(walks[l], q.span)
			r.sum.queued(l.portal, 1)
		}
	}
	for _, key := range left.drop {
		delete(r.next, key)
	}
	if err := r.st.EndTasks("", left.drop...); err != nil {
		return nil, fmt.Errorf("end the pages of earlier walks: %w", err)
	}
	return walks, nil
}

// superseded ends the dead letters of walks that are begun anew: what was
// wrong with them shows again, or is over.
func (r *run) superseded(l listID, seeds []span) error {
	var drop []string
	for _, q := range r.dead[l] {
		within := func(s span) bool { return s.From <= q.span.From && s.To >= q.span.To }
		if slices.ContainsFunc(seeds, within) {
			drop = append(drop, q.key)
		}
	}
	if err := r.st.EndTasks("", drop...); err != nil {
		return fmt.Errorf("end dead letters of earlier walks: %w", err)
	}
	return nil
}

// meets tells whether two walks list the same rows.
func (s span) meets(o span) bool {
	return s.From <= o.To && o.From <= s.To && (s.Slice == o.Slice || s.Slice == "" || o.Slice == "")
}

// without gives the parts of a span whose days no walk is under way for,
// newest first.
func (s span) without(live []span) []span {
	out := []span{}
	for to := s.To; to >= s.From; to = to.Add(-1) {
		if slices.ContainsFunc(live, func(l span) bool { return l.From <= to && to <= l.To }) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].From == to.Add(1) {
			out[n-1].From = to
		} else {
			out = append(out, span{From: to, To: to, Slice: s.Slice})
		}
	}
	return out
}
