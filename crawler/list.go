package crawler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// listPage is one page of a list under way.
type listPage struct {
	s     *site
	t     store.Task
	id    listID
	at    portal.At
	span  span
	walk  *walk
	today data.Day  // on which the walk began: what came later on it was not seen
	over  bool      // the portal shows only part of the results
	fresh []seenRow // rows that the walk has not seen on earlier pages
	low   data.Day  // the walk's Low before this page
	rows  *rowSet   // of the walk's pages before this one
	next  *follower // the page that follows, when it is read ahead
}

// list fetches one page of a list and commits everything that follows from
// it: rows, details to open, coverage of the days that are closed by it, the
// walk's state and its next page.
func (r *run) list(ctx context.Context, s *site, t store.Task) error {
	p, err := r.load(s, t)
	if err != nil {
		return err
	}
	f := s.def.ListFetch(p.at)
	if p.at.Page > 0 && s.def.List.Page.Next != nil {
		f = s.def.NextFetch(t.URL)
	}
	var known seen
	if p.at.Page == 0 && s.def.Stream() && !r.o.Again {
		if known, err = r.seen(p); err != nil {
			return err
		}
		p.walk.Before = known
	}
	header := map[string]string(nil)
	if known.URL == f.URL && known.Full && r.continues(p, known) {
		header = conditional(known.ETag, known.Changed)
	}
	resp, err := r.get(ctx, s, t, f, header)
	if err != nil {
		return err
	}
	a, _, err := r.read(s, resp)
	if err != nil {
		return err
	}
	if a == nil {
		return r.nothingNew(p, known)
	}
	page, err := s.def.ReadList(*a, p.at)
	if err != nil {
		var problem *portal.Problem
		if errors.As(err, &problem) && problem.Means == portal.TooWide {
			return r.split(p, problem.Reason)
		}
		return err
	}
	if p.at.Page == 0 {
		p.walk.ETag, p.walk.Changed = resp.header.Get("Etag"), resp.header.Get("Last-Modified")
	}
	return r.take(ctx, p, page)
}

// load finds the definition's channel and the walk's state for a task.
func (r *run) load(s *site, t store.Task) (*listPage, error) {
	span, n, err := parseWindow(t.Window)
	if err != nil {
		return nil, err
	}
	ch, ok := s.def.Channel(t.Channel)
	if !ok {
		return nil, fail(portal.Failed, "the portal's definition has no channel %q any more", t.Channel)
	}
	p := &listPage{s: s, t: t, id: listID{t.Portal, t.Channel, t.Row.Query}, span: span,
		at: portal.At{Channel: ch, Query: t.Row.Query, From: span.From, To: span.To, Slice: span.Slice, Now: r.o.Now()}}
	if n > 0 {
		if p.walk, err = r.walkBefore(p); err != nil {
			return nil, err
		}
		if p.walk == nil {
			return nil, fail(portal.Failed, "the walk that page %d belongs to is not known", n+1)
		}
		if !p.walk.awaits(n) {
			return nil, fail(portal.Failed, "page %d is of an earlier walk", n+1)
		}
		p.at.Page = n - p.walk.Base
	} else {
		p.walk = newWalk(span, r.o.Now())
	}
	p.low, p.today = p.walk.Low, data.DayOf(p.walk.Started)
	return p, nil
}

// walkBefore gives the walk as the page before left it.
func (r *run) walkBefore(p *listPage) (*walk, error) {
	if w := r.follower(p.t); w != nil {
		return w.walk, nil
	}
	b, err := r.st.State(p.walkKey())
	if err != nil {
		return nil, &storeError{err}
	}
	return decodeWalk(b)
}

func (p *listPage) walkKey() string { return p.id.key("walk", p.span.String()) }

// take commits a page of a list.
func (r *run) take(ctx context.Context, p *listPage, page *portal.ListPage) error {
	d := p.s.def
	if err := p.sane(page); err != nil {
		return err
	}
	more := p.more(page)
	p.over = p.capped(page, more)
	if p.over && len(p.parts()) > 0 {
		return r.split(p, fmt.Sprintf("%d results reach the cap", max(page.Total, p.walk.Seen+page.Found)))
	}
	c, n, err := r.rows(p, page)
	if err != nil {
		return err
	}
	if d.Stream() && p.walk.past(p.span, page) {
		more = false
	} else if more && r.mayStop(p) {
		more, p.walk.Stopped = false, true
	}
	if !d.Stream() && !p.over && !page.Astray {
		more = p.goesOn(more)
	}
	outcome := portal.OK
	if page.Found == 0 {
		outcome = portal.Empty
	}
	if !more || p.lastShown() {
		if !r.follower(p.t).waitLease() { // the end looks at what the pages before it wrote
			return r.drop(p)
		}
		outcome = r.end(p, page, &c)
		return r.commitList(p, c, outcome, n)
	}
	if d.Stream() {
		c.Coverage = r.cover(p, p.walk.closed(p.span, p.floor(page)))
	}
	next, f := r.nextPage(p, page)
	if !r.leads(p, next) {
		c.Tasks = append(c.Tasks, next)
		return r.commitList(p, c, outcome, n)
	}
	return r.readAhead(ctx, p, next, f, func() error { return r.commitList(p, c, outcome, n) })
}

// more tells whether the list has another page.
func (p *listPage) more(page *portal.ListPage) bool {
	l := p.s.def.List
	switch {
	case page.Found == 0 || page.Astray:
		return false
	case l.Page.Next != nil:
		return page.Next != ""
	case page.Total >= 0:
		return p.walk.Seen+page.Found < page.Total
	case page.Pages >= 0:
		return p.at.Page+1 < page.Pages
	}
	return l.Page.Any || page.Found >= l.Page.Size
}

// capped tells whether the portal shows only part of the results. A span that
// can't be cut is then read as far as it goes.
func (p *listPage) capped(page *portal.ListPage, more bool) bool {
	if page.Astray {
		return false
	}
	limit := p.s.def.List.Cap
	if limit.Rows > 0 && max(page.Total, p.walk.Seen+page.Found) >= limit.Rows {
		return true
	}
	return limit.Pages > 0 && p.at.Page+1 >= limit.Pages && more
}

// lastShown tells whether the portal shows no page after this one.
func (p *listPage) lastShown() bool {
	limit := p.s.def.List.Cap
	if p.walk.Base == p.walk.Pages && p.walk.Pages > 0 {
		return false // another pass begins
	}
	return limit.Pages > 0 && p.at.Page+1 >= limit.Pages || limit.Rows > 0 && p.walk.Seen >= limit.Rows
}

// parts cuts the span: in halves, and one day by the split variable.
func (p *listPage) parts() []span {
	d := p.s.def
	switch {
	case d.Stream():
		return nil
	case p.span.days() > 1:
		return p.span.halves()
	case d.List.Split != nil && p.span.Slice == "":
		var out []span
		for _, v := range d.List.Split.Values {
			out = append(out, span{p.span.From, p.span.To, v})
		}
		return out
	}
	return nil
}

// split replaces a walk by walks over its parts.
func (r *run) split(p *listPage, reason string) error {
	parts := p.parts()
	if len(parts) == 0 {
		return fail(portal.Capped, "%s, and the window %s can't be cut any more", reason, p.span)
	}
	c := store.Commit{}
	for _, s := range parts {
		at := p.at
		at.From, at.To, at.Slice, at.Page = s.From, s.To, s.Slice, 0
		c.Tasks = append(c.Tasks, listTask(p.s.def, p.id, s, 0, p.s.def.ListFetch(at), s.To))
	}
	if parts[0].Slice != "" {
		c.State = map[string][]byte{p.slicesKey(): []byte("{}")}
	}
	p.walk.Done, p.walk.Outcome, p.walk.Reason = true, portal.Capped, reason
	r.o.Log.Info("window cut", "portal", p.id.portal, "channel", p.id.channel, "window", p.span.String(), "parts", len(parts), "reason", reason)
	return r.commitList(p, c, portal.OK, counted{})
}

// counted is how many of a page's rows are new to the walk, and how many of
// these are not opened.
type counted struct{ rows, unread int }

// rows sorts a page's rows: details to open, and rows that stay unread. A row
// that was on an earlier page of the walk is not counted again.
func (r *run) rows(p *listPage, page *portal.ListPage) (c store.Commit, n counted, err error) {
	stream := p.s.def.Stream()
	unread := func(row data.Row) bool { return !p.s.def.OpensAll() && row.Query == "" && !r.o.Wanted(row) }
	fresh, err := r.fresh(p, page)
	if err != nil {
		return c, n, err
	}
	skip := map[string]bool{}
	wanted := make([]store.Task, 0, len(page.Rows))
	for i, e := range page.Rows {
		row := e.Row
		if stream && (row.Published < p.span.From || row.Published > p.span.To) {
			continue
		}
		skips := unread(row)
		n.add(fresh[i], skips)
		if skips {
			c.Listed = append(c.Listed, row)
			skip[row.URL] = true
			continue
		}
		wanted = append(wanted, detailTask(e))
	}
	if c.Tasks, err = r.toOpen(p, wanted); err != nil {
		return c, n, err
	}
	p.walk.count(p.span, page, fresh, func(row data.Row) bool { return skip[row.URL] })
	return c, n, nil
}

func (n *counted) add(fresh, unread bool) {
	if !fresh {
		return
	}
	n.rows++
	if unread {
		n.unread++
	}
}

// recheckAge is how old the last fetch of a recent detail must be before it
// is fetched again, for corrections made in place.
const recheckAge = 20 * time.Hour

// toOpen gives the tasks for rows whose page is not there already. Recent ones
// are asked for again now and then.
//
// They are noted as open before the store is asked: what it says may be over
// a moment later, and a detail that ends then must be found among the open.
func (r *run) toOpen(p *listPage, wanted []store.Task) ([]store.Task, error) {
	keys := make([]string, len(wanted))
	for i, t := range wanted {
		keys[i] = t.Key
		r.open.add(t)
	}
	known, err := r.st.TasksOf(keys...)
	if err != nil {
		return nil, &storeError{err}
	}
	out := make([]store.Task, 0, len(wanted))
	for _, t := range wanted {
		old, ok := known[t.Key]
		if !ok {
			out = append(out, t)
			continue
		}
		if old.State != store.TaskDone {
			continue
		}
		r.open.done(t.Key)
		recent := t.Row.Published > p.today.Add(-p.s.def.Recheck) && p.s.def.Sample == data.NotSample
		if recent && r.o.Now().Sub(old.Ended) > recheckAge {
			t.Again = true
			out = append(out, t)
		}
	}
	return out, nil
}

// floor is the day down to which a stream's days are closed by this page: in
// order, everything newer than its last row, else newer than its newest.
func (p *listPage) floor(page *portal.ListPage) data.Day {
	if len(page.Rows) == 0 {
		return p.walk.Low
	}
	if p.walk.Mixed {
		return newest(page).Add(1)
	}
	return page.Rows[len(page.Rows)-1].Row.Published.Add(1)
}

// nextPage is the task for the page that follows, which is page one when the
// list is walked once more, and its request. Its number goes on over all passes.
func (r *run) nextPage(p *listPage, page *portal.ListPage) (store.Task, portal.Fetch) {
	at := p.at
	at.Page = p.walk.Pages - p.walk.Base
	f := p.s.def.ListFetch(at)
	if page.Next != "" && at.Page > 0 {
		f = p.s.def.NextFetch(page.Next)
	}
	oldest := p.span.To
	if p.s.def.Stream() && p.walk.Low < oldest {
		oldest = p.walk.Low
	}
	return listTask(p.s.def, p.id, p.span, p.walk.Pages, f, oldest), f
}

// end closes a walk after its last page, and says how it ended.
func (r *run) end(p *listPage, page *portal.ListPage, c *store.Commit) portal.Outcome {
	w := p.walk
	w.Done = true
	if w.Stopped {
		return r.join(p, c)
	}
	w.Outcome, w.Reason = r.judge(p, page)
	if p.s.def.Stream() && w.Outcome == portal.Capped {
		if w.Joined {
			return r.join(p, c)
		}
		c.Coverage = r.cover(p, w.closed(p.span, w.Oldest.Add(1)))
		c.State = r.remember(p, c.Coverage)
		c.Coverage = append(c.Coverage, r.beyond(p)...)
		return w.Outcome
	}
	c.Coverage = r.cover(p, w.closed(p.span, p.span.From))
	if w.Outcome.Complete() {
		if p.s.def.Stream() {
			c.State = r.remember(p, c.Coverage)
		}
		return w.Outcome
	}
	for i := range c.Coverage {
		c.Coverage[i].State, c.Coverage[i].Reason = coverageState(w.Outcome), w.Reason
	}
	return w.Outcome
}

// commitList writes a page of a list with everything that follows from it.
func (r *run) commitList(p *listPage, c store.Commit, outcome portal.Outcome, n counted) error {
	if err := p.s.brake.success(); err != nil {
		return &storeError{err}
	}
	c.Outcome, c.Patient = string(outcome), true
	if c.State == nil {
		c.State = map[string][]byte{}
	}
	p.keepRows(c.State)
	c.State[p.walkKey()] = p.walk.encode()
	if p.span.Slice != "" && p.walk.Done {
		return r.commitSlice(p, c, outcome, n)
	}
	if p.next != nil {
		p.next.walk = p.walk.clone()
		c.Next, c.NextFor = &p.next.queue, r.o.LeaseTime
	}
	r.later(p.t, func(t *store.Task) error {
		c.Task = t
		return r.writeList(p, c, outcome, n)
	})
	return nil
}

func (r *run) writeList(p *listPage, c store.Commit, outcome portal.Outcome, n counted) error {
	done, err := r.st.Commit(c)
	r.settleLease(p.next, done.Next)
	if err != nil {
		return err
	}
	if p.next == nil { // else the page that follows was given the rows
		r.pageKept(p)
	}
	r.open.wait(c.Coverage)
	r.sum.list(p.t, outcome, p.walk.Reason, n, done.Added)
	return r.settle(false)
}
