package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"zhongbiao/data"
)

// region is a closed part of the ledger: notices that no key ties to any
// notice outside, and the projects that they were in so far.
type region struct {
	fs  []*facts
	was map[data.NoticeID]data.ProjectID
	old map[data.ProjectID]*data.Project
	ds  decisions
}

func (r *region) drop(id data.NoticeID) {
	r.fs = slices.DeleteFunc(r.fs, func(f *facts) bool { return f.n.ID == id })
	delete(r.was, id)
}

// maxProjects bounds how many projects a key may lead to. A key that more
// than these share is a word of the trade and no key.
const maxProjects = 64

// gather walks the link keys outwards from some notices until nothing new is
// met.
func gather(tx Tx, from ...*facts) (*region, error) {
	g, err := newGatherer(tx)
	if err != nil {
		return nil, err
	}
	for i, f := range from {
		g.look(f)
		if i == len(from)-1 { // the notice as it is now; those before are what it was
			g.add(f)
		}
	}
	return g.walk()
}

func newGatherer(tx Tx) (*gatherer, error) {
	ds, err := readDecisions(tx)
	if err != nil {
		return nil, err
	}
	return &gatherer{tx: tx, r: &region{was: map[data.NoticeID]data.ProjectID{}, old: map[data.ProjectID]*data.Project{}, ds: ds},
		have: map[data.NoticeID]bool{}, keys: map[string]bool{}}, nil
}

func (g *gatherer) walk() (*region, error) {
	for len(g.todo) > 0 {
		id := g.todo[0]
		g.todo = g.todo[1:]
		if err := g.project(id); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(g.r.fs, func(a, b *facts) int { return compareNotices(a.n, b.n) })
	return g.r, nil
}

type gatherer struct {
	tx   Tx
	r    *region
	have map[data.NoticeID]bool
	keys map[string]bool
	todo []data.ProjectID
}

func (g *gatherer) add(f *facts) {
	if g.have[f.n.ID] {
		return
	}
	g.have[f.n.ID] = true
	g.r.fs = append(g.r.fs, f)
	g.look(f)
	if id, ok := g.tx.ProjectOf(f.n.ID); ok {
		g.r.was[f.n.ID] = id
		g.todo = append(g.todo, id)
	}
	for _, other := range g.r.ds.with[f.n.ID] {
		if id, ok := g.tx.ProjectOf(other); ok {
			g.todo = append(g.todo, id)
		}
	}
}

// look queues the projects that share a key with f.
func (g *gatherer) look(f *facts) {
	_, look := f.keys()
	for _, k := range look {
		if g.keys[k] {
			continue
		}
		g.keys[k] = true
		if ids := g.tx.KeyProjects(k); len(ids) <= maxProjects {
			g.todo = append(g.todo, ids...)
		}
	}
}

func (g *gatherer) project(id data.ProjectID) error {
	id = g.tx.Resolve(id)
	if g.r.old[id] != nil {
		return nil
	}
	p, err := g.tx.Project(id)
	if err != nil {
		return fmt.Errorf("project %s: %w", id, err)
	}
	g.r.old[id] = p
	for _, link := range p.Notices {
		n, err := g.tx.Facts(link.Notice)
		if err != nil {
			continue // removed a moment ago
		}
		g.add(factsOf(n))
	}
	return nil
}

// compareNotices puts notices into the order in which their project lives: by
// day, then by kind, then by id.
func compareNotices(a, b *data.Notice) int {
	return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(kindRank(a), kindRank(b)), cmp.Compare(a.ID, b.ID))
}
