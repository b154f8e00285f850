package ledger

import (
	"fmt"
	"slices"
	"time"

	"zhongbiao/data"
)

// kvSpace is the ledger's namespace of records in the store.
const kvSpace = "ledger"

// Options of a Ledger. The zero value is right.
type Options struct {
	Now func() time.Time
}

// Ledger turns notices into projects and keeps the monthly ledger.
type Ledger struct {
	now func() time.Time
}

// New makes a ledger. It holds no state of its own.
func New(o Options) *Ledger {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Ledger{now: o.Now}
}

// The causes of a change, as the journal prints them.
const (
	CauseNotice     = "notice"     // a notice was read for the first time
	CauseCorrection = "correction" // a correction was read
	CauseFailure    = "failure"    // a failure or revocation was read
	CausePage       = "page"       // the page of a known notice changed
	CauseRule       = "rule"       // the same page was read by other rules
	CauseDecision   = "decision"   // a link was made or cut by hand
	CauseRemoved    = "removed"    // a notice was taken out
	CauseMerge      = "merge"      // two projects turned out to be one
)

// cause is why a settlement happens.
type cause struct {
	code, detail string
	notice       data.NoticeID
}

// Apply stores a notice, links it, folds the projects that it touches and
// brings the ledger up to date, all within tx. A notice that is known and
// unchanged changes nothing. It gives the projects that changed.
func (l *Ledger) Apply(tx Tx, n *data.Notice) ([]data.ProjectID, error) {
	old, _ := tx.Facts(n.ID)
	_, linked := tx.ProjectOf(n.ID)
	changed, err := tx.PutNotice(n)
	if err != nil {
		return nil, fmt.Errorf("store notice %s: %w", n.ID, err)
	}
	if !changed && linked {
		return nil, nil
	}
	now, err := tx.Facts(n.ID)
	if err != nil {
		return nil, fmt.Errorf("notice %s just stored: %w", n.ID, err)
	}
	if linked && old != nil {
		return l.settleFrom(tx, causeOf(old, now), factsOf(old), factsOf(now))
	}
	return l.settleFrom(tx, causeOf(old, now), factsOf(now))
}

func causeOf(old, n *data.Notice) cause {
	c := cause{code: CauseNotice, notice: n.ID}
	switch {
	case old != nil && old.Version != n.Version:
		c.code, c.detail = CausePage, fmt.Sprintf("version %d of the page", n.Version)
	case old != nil:
		c.code, c.detail = CauseRule, n.Rules
	case n.Kind == data.KindCorrection:
		c.code = CauseCorrection
	case n.Kind == data.KindFailure:
		c.code = CauseFailure
	}
	return c
}

// Remove takes a notice out of store and ledger. Removing an unknown one is
// no error.
func (l *Ledger) Remove(tx Tx, id data.NoticeID) ([]data.ProjectID, error) {
	n, err := tx.Facts(id)
	if err != nil {
		return nil, nil //nolint:nilerr // not there: nothing to remove
	}
	region, err := gather(tx, factsOf(n))
	if err != nil {
		return nil, err
	}
	if err := tx.DeleteNotice(id); err != nil {
		return nil, fmt.Errorf("remove notice %s: %w", id, err)
	}
	region.drop(id)
	return l.settle(tx, region, cause{code: CauseRemoved, notice: id})
}

// settleFrom settles everything that the given facts touch.
func (l *Ledger) settleFrom(tx Tx, c cause, from ...*facts) ([]data.ProjectID, error) {
	r, err := gather(tx, from...)
	if err != nil {
		return nil, err
	}
	return l.settle(tx, r, c)
}

// settleAll is settleFrom for several notices as they are now.
func (l *Ledger) settleAll(tx Tx, c cause, from ...*facts) ([]data.ProjectID, error) {
	g, err := newGatherer(tx)
	if err != nil {
		return nil, err
	}
	for _, f := range from {
		g.add(f)
	}
	r, err := g.walk()
	if err != nil {
		return nil, err
	}
	return l.settle(tx, r, c)
}

// settle divides a region into projects anew and writes what differs.
func (l *Ledger) settle(tx Tx, r *region, c cause) ([]data.ProjectID, error) {
	groups := cluster(r.fs, r.ds)
	ids, merged, err := claim(tx, r, groups)
	if err != nil {
		return nil, err
	}
	projects := make([]*data.Project, len(groups))
	for i, g := range groups {
		p := fold(r.fs, g)
		p.ID = ids[i]
		projects[i] = p
	}
	linkAttempts(r.fs, groups, projects)
	// Ended projects go first, so that their notices are free for the others.
	changed, err := l.retire(tx, r, ids, merged, c)
	if err != nil {
		return nil, err
	}
	for i, p := range projects {
		did, err := l.write(tx, r, groups[i], p, merged, c)
		if err != nil {
			return nil, err
		}
		if did {
			changed = append(changed, p.ID)
		}
	}
	return changed, nil
}

// claim gives each group its permanent id: the oldest of the projects that
// most of its notices come from, else the id that its notices had before a
// merge, else a new one. merged says which ids go into which.
func claim(tx Tx, r *region, groups []group) (ids []data.ProjectID, merged map[data.ProjectID]data.ProjectID, err error) {
	ids = make([]data.ProjectID, len(groups))
	merged = map[data.ProjectID]data.ProjectID{}
	claims := make([][]data.ProjectID, len(groups))
	for _, pid := range sortedIDs(r.old) {
		if at := bestHeir(r, groups, pid); at >= 0 {
			claims[at] = append(claims[at], pid)
		}
	}
	for i, g := range groups {
		if len(claims[i]) == 0 {
			if ids[i], err = freshID(tx, r, g, ids); err != nil {
				return nil, nil, err
			}
			continue
		}
		ids[i] = claims[i][0]
		for _, pid := range claims[i][1:] {
			merged[pid] = ids[i]
		}
	}
	return ids, merged, nil
}

// bestHeir is the group that takes most of a project's notices; of equals,
// the one with the earliest notice. -1 when none is left.
func bestHeir(r *region, groups []group, pid data.ProjectID) int {
	best, votes := -1, 0
	for i, g := range groups {
		n := 0
		for _, m := range g.members {
			if r.was[r.fs[m].n.ID] == pid {
				n++
			}
		}
		if n > votes {
			best, votes = i, n
		}
	}
	return best
}

// freshID gives a group its notices' first project, when that id was merged
// away or retired and is free, else a new id.
func freshID(tx Tx, r *region, g group, taken []data.ProjectID) (data.ProjectID, error) {
	for _, m := range g.members {
		id := recordedID(tx, r.fs[m].n.ID)
		if id == 0 || slices.Contains(taken, id) || r.old[id] != nil {
			continue
		}
		if tx.Resolve(id) != id {
			return id, tx.Unalias(id)
		}
		if p, err := tx.Project(id); err != nil || p == nil {
			return id, nil
		}
	}
	return tx.NewProjectID()
}

func recordedID(tx Reader, n data.NoticeID) data.ProjectID {
	b := tx.GetKV(kvSpace, "o:"+string(n))
	if b == nil {
		return 0
	}
	id, err := data.ParseProjectID(string(b))
	if err != nil {
		return 0
	}
	return id
}

func sortedIDs(m map[data.ProjectID]*data.Project) []data.ProjectID {
	out := make([]data.ProjectID, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
