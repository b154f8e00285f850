package crawler

import (
	"zhongbiao/crawler/portal"
)

// sane refuses pages that would make a walk wrong or endless.
func (p *listPage) sane(page *portal.ListPage) error {
	if p.walk.repeats(page, p.more(page)) {
		return fail(portal.Changed, "page %d begins like page %d: the list does not heed list.request's page", p.at.Page+1, p.at.Page)
	}
	if err := p.believable(page); err != nil {
		return err
	}
	if p.s.def.Stream() || len(page.Rows) == 0 || page.Astray {
		return nil
	}
	for _, e := range page.Rows {
		if e.Row.Published >= p.span.From.Add(-1) && e.Row.Published <= p.span.To.Add(1) {
			return nil
		}
	}
	return fail(portal.Changed, "no row of the window %s is of its days (first: %s): the list does not heed list.request's dates", p.span, page.Rows[0].Row.Published)
}

// emptyTries is how often an empty first page of a stream is asked for before
// it is believed.
const emptyTries = 3

// believable refuses an empty page where the list should go on, and asks for
// an empty first page of a stream again: many portals answer like that when
// their search is down.
func (p *listPage) believable(page *portal.ListPage) error {
	w := p.walk
	switch {
	case page.Found > 0:
		return nil
	case w.Last > p.at.Page:
		return fail(portal.Truncated, "page %d of %d is empty", p.at.Page+1, w.Last)
	case w.Total > w.Seen:
		return fail(portal.Truncated, "page %d is empty after %d of %d results", p.at.Page+1, w.Seen, w.Total)
	case page.Total > 0:
		return fail(portal.Truncated, "the page is empty, though it speaks of %d results", page.Total)
	case p.s.def.Stream() && p.at.Page == 0 && p.t.Tries < emptyTries:
		return fail(portal.Empty, "the list is empty; to be asked again")
	}
	return nil
}
