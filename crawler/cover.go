package crawler

import (
	"fmt"

	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

// judge says whether the walk saw everything.
func (r *run) judge(p *listPage, page *portal.ListPage) (portal.Outcome, string) {
	w, l := p.walk, p.s.def.List
	switch {
	case p.over && !(p.s.def.Stream() && w.past(p.span, page)):
		return portal.Capped, fmt.Sprintf("the portal shows only part of %d results", max(w.Total, w.Seen))
	case w.Bad > 0:
		return portal.Changed, fmt.Sprintf("%d rows can't be used: %s", w.Bad, w.BadWhy)
	case !p.s.def.Stream() && !page.Astray && w.again():
		return portal.Truncated, fmt.Sprintf("the list changed each of the %d times that it was walked, %d results at last", w.Pass+1, w.Total)
	case !p.s.def.Stream() && !page.Astray && !w.caughtUp() && w.Total > w.Seen:
		return portal.Truncated, fmt.Sprintf("the list ends after %d of %d results", w.Seen, w.Total)
	case p.s.def.Stream() && !l.Whole && !w.past(p.span, page):
		if w.Oldest == 0 {
			return portal.Capped, "the list is empty, and does not say how far back it goes"
		}
		return portal.Capped, endsAt + w.Oldest.String()
	}
	if w.Seen == 0 {
		return portal.Empty, ""
	}
	return portal.OK, ""
}

// beyond is the coverage of the days that a stream no longer shows. What was
// complete once stays so.
func (r *run) beyond(p *listPage) []store.Coverage {
	var out []store.Coverage
	for _, c := range p.walk.closed(p.span, p.span.From) {
		v := r.base(p, c)
		v.State, v.Reason = store.CoverageNotTried, p.walk.Reason
		if c.day == p.walk.Oldest {
			v.State = store.CoverageCapped
		}
		if r.known[day{p.id, c.day}].State != store.CoverageComplete {
			out = append(out, v)
		}
	}
	return out
}

func (r *run) base(p *listPage, c closedDay) store.Coverage {
	reported := 0
	if p.walk.Total >= 0 && p.span.days() == 1 {
		reported = p.walk.Total
	}
	return store.Coverage{Portal: p.id.portal, Channel: p.id.channel, Query: p.id.query, Day: c.day, Listed: c.Listed,
		Unread: c.Unread, Pages: c.Pages, Reported: reported, At: r.o.Now()}
}

// cover gives the coverage of days that have been listed as a whole.
func (r *run) cover(p *listPage, days []closedDay) []store.Coverage {
	out := make([]store.Coverage, 0, len(days))
	for _, c := range days {
		v := r.base(p, c)
		if c.day >= p.today {
			if r.listedLater(v) {
				continue
			}
			v.State, v.Reason = store.CoveragePartial, notOver
		} else {
			v = r.open.judge(v)
		}
		out = append(out, v)
	}
	return out
}

// listedLater tells whether a later walk has listed the day after its end: an
// older one that goes on beside it knows less.
func (r *run) listedLater(v store.Coverage) bool {
	old, err := r.st.CoverageOf(v.Portal, v.Channel, v.Query, v.Day)
	return err == nil && (old.State == store.CoverageComplete || isListed(old))
}

// notOver is the reason of the day that a crawl runs on.
const notOver = "the day was not over yet"

// coverageState is how a walk's outcome shows on the coverage page.
func coverageState(o portal.Outcome) store.CoverageState {
	switch o {
	case portal.OK, portal.Unchanged, portal.Empty:
		return store.CoverageComplete
	case portal.Blocked, portal.Robots:
		return store.CoverageBlocked
	case portal.Changed, portal.Mojibake:
		return store.CoverageChanged
	case portal.Capped:
		return store.CoverageCapped
	}
	return store.CoveragePartial
}
