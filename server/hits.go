package server

import (
	"errors"
	"slices"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// span is a piece of text that matched the query or did not.
type span struct {
	Text string
	Hit  bool
}

type badge struct{ Class, Label, Title string }

// hit is one project in a list.
type hit struct {
	URL, ISO, Day   string
	Title           []span
	Badges          []badge
	Amount          string
	Buyer, BuyerURL string
	Suppliers       []link
	Fragments       [][]span
	Tags            []string
	Original        string
	links           []data.Link
}

// hits turns the index's answer into lines. A project that the store does not
// have any more (the index is a moment behind) is left out.
func (s *Server) hits(b base, found []index.Hit) ([]hit, error) {
	var out []hit
	for _, h := range found {
		p, err := s.project(h.Project)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, b.hit(p, h))
	}
	return out, nil
}

// project loads a project; the id of one that was merged leads to the one it
// was merged into.
func (s *Server) project(id data.ProjectID) (*data.Project, error) {
	p, err := s.o.Store.Project(id)
	if !errors.Is(err, store.ErrNotFound) {
		return p, err
	}
	to, aliasErr := s.o.Store.ProjectAlias(id)
	if aliasErr != nil || to == id || to == 0 {
		return nil, err
	}
	return s.o.Store.Project(to)
}

// maxFragments is how many excerpts a line shows.
const maxFragments = 2

func (b base) hit(p *data.Project, h index.Hit) hit {
	day := p.Awarded
	if day == 0 {
		day = p.Published
	}
	out := hit{URL: b.URL("/awards/" + p.ID.String()), ISO: day.String(), Day: b.Lang.Day(day), Title: spans(h.Title), Badges: b.badges(p),
		Amount: b.amount(p), Buyer: p.Buyer, BuyerURL: b.URL(profilePath("buyer", buyerName(p)))}
	if len(out.Title) == 0 {
		out.Title = []span{{Text: heading(p)}}
	}
	for _, f := range h.Text[:min(len(h.Text), maxFragments)] {
		out.Fragments = append(out.Fragments, spans(f))
	}
	for _, sup := range p.Suppliers()[:min(len(p.Suppliers()), 4)] {
		out.Suppliers = append(out.Suppliers, link{Label: sup.Name, URL: b.URL(profilePath("supplier", supplierName(sup)))})
	}
	for _, t := range []struct{ group, id string }{{"industry", p.Industry.ID}, {"category", string(p.Category)}, {"region", p.Region}} {
		if t.id != "" {
			out.Tags = append(out.Tags, b.Lang.Label(t.group, t.id))
		}
	}
	out.Tags = append(out.Tags, p.ID.String())
	out.Original, out.links = safeURL(bestLink(p).URL), p.Notices
	return out
}

// heading is what a project is called: its title, else its name or number.
func heading(p *data.Project) string {
	for _, s := range []string{p.Title, p.Name, p.Number} {
		if s != "" {
			return s
		}
	}
	return p.ID.String()
}

// bestLink is the notice to read first: the award, else the latest.
func bestLink(p *data.Project) data.Link {
	if len(p.Notices) == 0 {
		return data.Link{}
	}
	if i := slices.IndexFunc(p.Notices, func(l data.Link) bool { return l.Kind == data.KindAward }); i >= 0 {
		return p.Notices[i]
	}
	return p.Notices[len(p.Notices)-1]
}

func (b base) amount(p *data.Project) string {
	if !p.Disclosed {
		return b.T("amount.none")
	}
	return b.Lang.Money(p.Fen)
}

// badges are the things about a project that change how its line is read.
func (b base) badges(p *data.Project) []badge {
	var out []badge
	add := func(when bool, class, key string, args ...any) {
		if when {
			out = append(out, badge{class, b.T("badge."+key, args...), b.T("badge." + key + ".why")})
		}
	}
	if p.Sample != data.NotSample {
		out = append(out, badge{"sample", b.Lang.sampleWord(p.Sample), b.T("badge.sample.why")})
	}
	add(p.Stage == data.StageCandidate, "warn", "candidate")
	add(p.Stage == data.StageFailed, "bad", "failed")
	add(p.Stage == data.StageRevoked, "bad", "revoked")
	add(p.Stage == data.StageContract, "", "contract")
	add(p.Corrected, "warn", "corrected")
	failed := slices.ContainsFunc(p.Lots, func(l data.Lot) bool { return l.Status == data.LotFailed })
	add(failed && p.Stage != data.StageFailed, "warn", "lots")
	add(p.IntraGroup, "", "intra")
	add(p.Attempt > 1, "", "attempt", p.Attempt)
	add(!p.Counted, "", "uncounted")
	return out
}

func spans(in []index.Span) []span {
	out := make([]span, 0, len(in))
	for _, s := range in {
		out = append(out, span{s.Text, s.Hit})
	}
	return out
}

// newestSize is the length of the short list of what came last.
const newestSize = 6

// newestURL leads to all of that list.
func (b base) newestURL(f query.Filter) string {
	f.Sort = sortNewest
	return b.With("/awards", f.Values())
}
