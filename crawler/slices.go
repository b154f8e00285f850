package crawler

import (
	"encoding/json"
	"fmt"

	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

func (p *listPage) slicesKey() string { return p.id.key("slices", p.span.From.String()) }

// commitSlice ends one slice of a day: the day is covered when all are. The
// slices of a day share a record, so they are written one after the other.
func (r *run) commitSlice(p *listPage, c store.Commit, outcome portal.Outcome, n counted) error {
	r.later(p.t, func(t *store.Task) error {
		c.Task = t
		r.slices.Lock()
		defer r.slices.Unlock()
		b, err := r.st.State(p.slicesKey())
		if err != nil {
			return err
		}
		all := map[string]store.Coverage{}
		if len(b) > 0 {
			if err := json.Unmarshal(b, &all); err != nil {
				return fmt.Errorf("slices of %s: %w", p.span.From, err)
			}
		}
		for _, v := range c.Coverage {
			all[p.span.Slice] = v
		}
		if b, err = json.Marshal(all); err != nil {
			return err
		}
		c.State[p.slicesKey()] = b
		c.Coverage = []store.Coverage{r.joinSlices(p, all)}
		return r.writeList(p, c, outcome, n)
	})
	return nil
}

func (r *run) joinSlices(p *listPage, all map[string]store.Coverage) store.Coverage {
	v := r.base(p, closedDay{day: p.span.From})
	v.Reported = 0
	missing := 0
	bad := store.Coverage{}
	for _, name := range p.s.def.List.Split.Values {
		s, ok := all[name]
		if !ok {
			missing++
			continue
		}
		v.Listed, v.Unread, v.Pages = v.Listed+s.Listed, v.Unread+s.Unread, v.Pages+s.Pages
		if s.State != store.CoverageComplete && !isListed(s) {
			bad = s
		}
	}
	switch {
	case missing > 0:
		v.State, v.Reason = store.CoveragePartial, fmt.Sprintf("%d of %d parts not listed yet", missing, len(p.s.def.List.Split.Values))
	case bad.State != "":
		v.State, v.Reason = bad.State, bad.Reason
	default:
		v = r.open.judge(v)
	}
	return v
}
