package ledger

import (
	"fmt"
	"slices"

	"zhongbiao/data"
)

// group is one project to be: its notices and how each came to it.
type group struct {
	members []int
	via     map[int]edge // member → the link that ties it to the members before it
}

// kindRank orders the notices of one day. A failure comes before an award of
// the same day, since it is about another lot or an earlier attempt, unless
// it takes the award back.
func kindRank(n *data.Notice) int {
	switch n.Kind {
	case data.KindIntention:
		return 0
	case data.KindTender, data.KindOther:
		return 1
	case data.KindSingleSource:
		return 2
	case data.KindCandidate:
		return 3
	case data.KindFramework:
		return 4
	case data.KindFailure:
		if n.Revokes {
			return 8
		}
		return 5
	case data.KindAward:
		return 6
	case data.KindCorrection:
		return 7
	}
	return 9 // contract
}

// cluster divides notices, sorted by sortNotices, into projects. Links are
// taken from the strongest to the weakest, and one that would join two
// projects that contradict each other is not taken: so a chain of weak links
// can't pull two numbered projects together. The result depends only on the
// set of notices and decisions.
func cluster(fs []*facts, ds decisions) []group {
	adoptAttempts(fs)
	cs := newClusters(fs, ds)
	for _, e := range edges(fs, ds) {
		cs.join(e)
	}
	return cs.groups()
}

// adoptAttempts gives a notice that names no attempt the attempt of a notice
// that reports the same award: portals cut "(二次)" from titles.
func adoptAttempts(fs []*facts) {
	for pair := range meetings(fs) {
		for _, p := range [][2]int{pair, {pair[1], pair[0]}} {
			a, b := fs[p[0]], fs[p[1]]
			if a.attempt == 1 && b.attempt > 1 && a.n.Attempt != 1 && sameWin(a, b) && sameButAttempt(a, b) &&
				daysApart(a, b) <= windowAward && relateBuyers(a.buyer, b.buyer) == buyerEqual {
				a.anyTry = true
			}
		}
	}
}

// sameButAttempt wants more than one winner of one buyer: the same amount, or
// two award notices of one number.
func sameButAttempt(a, b *facts) bool {
	return len(a.amounts) > 0 && len(b.amounts) > 0 || a.n.Kind == data.KindAward && b.n.Kind == data.KindAward && a.number.relation(b.number) == numberEqual
}

type clusters struct {
	fs      []*facts
	ds      decisions
	parent  []int
	members [][]int // of each root
	via     []map[int][]edge
}

func newClusters(fs []*facts, ds decisions) *clusters {
	c := &clusters{fs: fs, ds: ds, parent: make([]int, len(fs)), members: make([][]int, len(fs)), via: make([]map[int][]edge, len(fs))}
	for i := range fs {
		c.parent[i], c.members[i], c.via[i] = i, []int{i}, map[int][]edge{}
	}
	return c
}

func (c *clusters) root(i int) int {
	for c.parent[i] != i {
		c.parent[i] = c.parent[c.parent[i]]
		i = c.parent[i]
	}
	return i
}

func (c *clusters) join(e edge) {
	a, b := c.root(e.a), c.root(e.b)
	if a == b || c.conflict(a, b, e) {
		return
	}
	a, b = min(a, b), max(a, b)
	c.parent[b] = a
	c.members[a] = append(c.members[a], c.members[b]...)
	c.via[e.a][e.b] = append(c.via[e.a][e.b], e)
	c.via[e.b][e.a] = append(c.via[e.b][e.a], e)
}

// groups walks each cluster from its first notice along the links taken.
func (c *clusters) groups() []group {
	var out []group
	for i := range c.fs {
		if c.root(i) != i {
			continue
		}
		g := group{members: slices.Sorted(slices.Values(c.members[i])), via: map[int]edge{}}
		queue, seen := []int{g.members[0]}, map[int]bool{g.members[0]: true}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			for _, next := range g.members {
				if es := c.via[at][next]; len(es) > 0 && !seen[next] {
					seen[next] = true
					g.via[next] = es[0]
					queue = append(queue, next)
				}
			}
		}
		out = append(out, g)
	}
	return out
}

// conflict tells whether two clusters contradict each other, so that a link
// between two of their notices must not make them one project.
func (c *clusters) conflict(a, b int, e edge) bool {
	if e.rule == ruleDecision {
		return c.apart(a, b)
	}
	if c.apart(a, b) || c.attemptsDiffer(a, b) {
		return true
	}
	if e.rule == ruleSameAward {
		return false
	}
	if c.numbersDiffer(a, b) || c.buyersDiffer(a, b) {
		return true
	}
	return (e.rule == ruleTitleBuyer || e.rule == ruleTitle) && c.awardsDiffer(a, b)
}

func (c *clusters) apart(a, b int) bool {
	if len(c.ds.cut) == 0 {
		return false
	}
	for _, i := range c.members[a] {
		for _, j := range c.members[b] {
			if c.ds.apart(c.fs[i].n.ID, c.fs[j].n.ID) {
				return true
			}
		}
	}
	return false
}

func (c *clusters) attemptsDiffer(a, b int) bool {
	x, y := c.attempt(a), c.attempt(b)
	return x != 0 && y != 0 && x != y
}

// attempt is the attempt that a cluster's notices name, 0 when none does.
func (c *clusters) attempt(a int) int {
	for _, i := range c.members[a] {
		if !c.fs[i].anyTry {
			return c.fs[i].attempt
		}
	}
	return 0
}

// numbersDiffer tells whether both have numbers and none of one is one of the
// other.
func (c *clusters) numbersDiffer(a, b int) bool {
	differ := false
	for _, i := range c.members[a] {
		for _, j := range c.members[b] {
			switch c.fs[i].number.relation(c.fs[j].number) {
			case numberEqual, numberVariant:
				return false
			case numberDifferent:
				differ = true
			}
		}
	}
	return differ
}

func (c *clusters) buyersDiffer(a, b int) bool {
	differ := false
	for _, i := range c.members[a] {
		for _, j := range c.members[b] {
			switch relateBuyers(c.fs[i].buyer, c.fs[j].buyer) {
			case buyerEqual, buyerBranch:
				return false
			case buyerDifferent:
				differ = true
			}
		}
	}
	return differ
}

// awardsDiffer tells whether both hold an award of the same lot to different
// winners, or months apart at different prices: two purchases under one title,
// as buyers repeat them.
func (c *clusters) awardsDiffer(a, b int) bool {
	for _, i := range c.members[a] {
		for _, j := range c.members[b] {
			x, y := c.fs[i], c.fs[j]
			if x.n.Kind == data.KindAward && y.n.Kind == data.KindAward && x.lot == y.lot && x.number.serial == y.number.serial && otherAward(x, y) {
				return true
			}
		}
	}
	return false
}

func otherAward(x, y *facts) bool {
	if slices.Equal(x.amounts, y.amounts) && len(x.amounts) > 0 {
		return false
	}
	return disjoint(x.winners, y.winners) || daysApart(x, y) > windowAward && len(x.amounts) > 0 && len(y.amounts) > 0
}

func disjoint(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	for _, x := range a {
		if slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// link prints how member i came to its group.
func (g group) link(fs []*facts, i int) data.Link {
	n := fs[i].n
	l := data.Link{Notice: n.ID, Kind: n.Kind, Published: n.Published, Portal: n.Portal, URL: n.URL, Title: n.Title, Rule: ruleFirst}
	if e, ok := g.via[i]; ok {
		l.Rule, l.Because = e.rule, e.because
		if e.gap > 0 && (e.rule == ruleTitleBuyer || e.rule == ruleTitle) {
			l.Because = fmt.Sprintf("%s, %d days apart", e.because, e.gap)
		}
	}
	return l
}
