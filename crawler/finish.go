package crawler

import (
	"fmt"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// settleAt is how many days may wait to be written as complete.
const settleAt = 256

// settle writes the days whose last detail has come in.
func (r *run) settle(all bool) error {
	r.open.mu.Lock()
	n := len(r.open.settled)
	r.open.mu.Unlock()
	if n == 0 || n < settleAt && !all {
		return nil
	}
	v := r.open.take()
	for i := range v {
		v[i].At = r.o.Now()
	}
	if err := r.st.PutCoverage(v...); err != nil {
		return fmt.Errorf("write coverage: %w", err)
	}
	return nil
}

// finish writes the last word about every day and moves the watermarks. It
// runs also after an error, as far as the store allows.
func (r *run) finish() *Summary {
	steps := []func() error{
		func() error { return r.settle(true) },
		func() error {
			if rest := r.open.rest(); len(rest) > 0 {
				return r.st.PutCoverage(rest...)
			}
			return nil
		},
		r.unfinished,
		r.mark,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			r.o.Log.Error("end of crawl", "err", err)
			break
		}
	}
	for id, s := range r.portals {
		r.sum.brake(id, s.brake.state())
	}
	sum := r.sum.summary()
	if err := sum.remember(r.st); err != nil {
		r.o.Log.Error("end of crawl", "err", err)
	}
	return sum
}

// unfinished writes why the days of walks that did not end are missing.
func (r *run) unfinished() error {
	var out []store.Coverage
	err := r.st.OpenTasks(func(t store.Task) error {
		s := r.portals[t.Portal]
		if s == nil || t.State == store.TaskDone {
			return nil
		}
		r.sum.left(t)
		if t.Kind != "list" {
			return nil
		}
		p, err := r.load(s, t)
		if err != nil {
			return nil // its definition has changed; the next plan walks anew
		}
		out = append(out, r.missing(p)...)
		return nil
	})
	if err != nil {
		return err
	}
	if len(out) == 0 {
		return nil
	}
	return r.st.PutCoverage(out...)
}

// missing is the coverage of the days that a walk has not closed.
func (r *run) missing(p *listPage) []store.Coverage {
	state, reason := coverageState(portal.Outcome(p.t.Outcome)), p.t.Reason
	if p.t.Outcome == "" {
		state, reason = store.CoveragePartial, "listing has not come to its end"
		if p.at.Page == 0 {
			state, reason = store.CoverageNotTried, "not listed yet"
		}
		if b := p.s.brake.state(); b.Until.After(r.o.Now()) {
			state, reason = store.CoverageBlocked, fmt.Sprintf("left alone until %s: %s", b.Until.In(data.Shanghai).Format("2006-01-02 15:04"), b.Reason)
		}
	}
	var out []store.Coverage
	for _, c := range p.walk.closed(p.span, p.span.From) {
		if r.known[day{p.id, c.day}].State == store.CoverageComplete {
			continue // it was complete before; this was only a second look
		}
		v := r.base(p, c)
		v.State, v.Reason = state, reason
		out = append(out, v)
	}
	return out
}

// mark moves each list's watermark over the days that are complete now, and
// counts for the summary what is not.
func (r *run) mark() error {
	cover := map[listID]map[data.Day]store.CoverageState{}
	err := r.st.Coverage(func(v store.Coverage) error {
		if r.portals[v.Portal] == nil {
			return nil
		}
		l := listID{v.Portal, v.Channel, v.Query}
		if cover[l] == nil {
			cover[l] = map[data.Day]store.CoverageState{}
		}
		cover[l][v.Day] = v.State
		want, ok := r.wanted[l]
		if ok && v.State != store.CoverageComplete && v.Reason != notOver && v.Day >= want.From && v.Day <= want.To {
			r.sum.hole(v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for l, days := range cover {
		if err := r.markList(l, days); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) markList(l listID, days map[data.Day]store.CoverageState) error {
	old, err := r.st.Cursor(l.watermark())
	if err != nil {
		return err
	}
	at, err := data.ParseDay(old)
	if err != nil || at == 0 {
		at = firstComplete(days)
	}
	if at == 0 {
		return nil
	}
	for days[at.Add(1)] == store.CoverageComplete {
		at = at.Add(1)
	}
	if at.String() == old {
		return nil
	}
	return r.st.SetCursor(l.watermark(), at.String())
}

// firstComplete is the first day of the newest run of complete days: a first
// crawl starts there, and a backfill fills in what is before it.
func firstComplete(days map[data.Day]store.CoverageState) data.Day {
	var last data.Day
	for d, s := range days {
		if s == store.CoverageComplete {
			last = max(last, d)
		}
	}
	return last
}
