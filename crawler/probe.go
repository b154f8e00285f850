package crawler

import (
	"context"
	"fmt"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
)

// Probe is what one polite live look at a portal found: page one of a list,
// and the first notice on it.
type Probe struct {
	Portal string              `json:"portal"`
	List   *portal.CheckReport `json:"list"`
	Detail *portal.CheckReport `json:"detail,omitempty"`
}

// Probe asks a portal for one page of a list and one detail, through the same
// layers as a crawl, and reports what its definition finds. Nothing is kept
// but robots.txt.
func (c *Crawler) Probe(ctx context.Context, id string) (*Probe, error) {
	o := c.o
	var d *portal.Definition
	for _, p := range o.Portals {
		if p.ID == id {
			d = p
		}
	}
	if d == nil {
		return nil, fmt.Errorf("crawler: portal %q is not one of those to crawl", id)
	}
	f, err := newFetcher(ctx, &o, d, c.limit, newRobots(&o, c.limit))
	if err != nil {
		return nil, err
	}
	r := &run{o: &o, st: o.Store, limit: c.limit}
	s := &site{def: d, fetch: f}
	out := &Probe{Portal: id}
	at := portal.At{Channel: d.Channels[0], To: data.DayOf(o.Now()), Now: o.Now()}
	at.From = at.To.Add(1 - max(d.List.Window.Days, 1))
	if len(d.Queries) > 0 {
		at.Query = d.Queries[0]
	}
	var rows []portal.Entry
	if out.List, rows = r.probe(ctx, s, d.ListFetch(at), at); len(rows) == 0 || d.Mode == portal.ListOnly {
		return out, ctx.Err()
	}
	out.Detail, _ = r.probe(ctx, s, rows[0].Detail, at)
	return out, ctx.Err()
}

// probe makes one request and checks the answer.
func (r *run) probe(ctx context.Context, s *site, f portal.Fetch, at portal.At) (*portal.CheckReport, []portal.Entry) {
	err := s.fetch.open(ctx)
	var resp *response
	var a *portal.Answer
	if err == nil {
		resp, a, _, err = r.answer(ctx, s, f, nil)
	}
	if err != nil {
		x := asFailure(err)
		return &portal.CheckReport{Portal: s.def.ID, Outcome: x.Outcome, Reason: x.Reason, Total: -1, Pages: -1}, nil
	}
	report := portal.CheckAt(s.def, f.URL, resp.body, resp.contentType)
	page, err := s.def.ReadList(*a, at)
	if err != nil {
		return report, nil
	}
	return report, page.Rows
}
