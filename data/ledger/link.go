package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"zhongbiao/data"
)

// The rules by which two notices belong together, as data.Link.Rule prints
// them, strongest first.
const (
	ruleFirst       = "first"
	ruleDecision    = "decision"
	ruleSameAward   = "same-award"
	ruleNumberBuyer = "number+buyer"
	rulePortalLink  = "portal-link"
	ruleNumber      = "number"
	ruleTitleBuyer  = "title+buyer"
	ruleTitle       = "title"
)

var strength = map[string]int{ruleDecision: 0, ruleSameAward: 1, ruleNumberBuyer: 2, rulePortalLink: 3, ruleNumber: 4,
	ruleTitleBuyer: 5, ruleTitle: 6}

// How many days may lie between two notices that a rule links.
const (
	windowStrong = 3 * 365 // a strong number: framework contracts run long
	windowWeak   = 400     // a short number may be used again by the same buyer
	windowTitle  = 180     // a title comes again with next year's purchase
	windowAward  = 30      // one award on several portals
	windowNotice = 3       // one notice on several portals
)

// edge is the reason why two notices belong together.
type edge struct {
	a, b    int // indexes of the sorted notices, a < b
	rule    string
	because string
	gap     int // days between them
}

// relate gives the strongest rule that links two notices. It looks at these
// two only; whether their projects may be one is for conflict to say.
func relate(a, b *facts) (rule, because string, ok bool) {
	if a.n.Sample != b.n.Sample {
		return "", "", false
	}
	gap, num, buyers := daysApart(a, b), a.number.relation(b.number), relateBuyers(a.buyer, b.buyer)
	same, print := sameTitle(a, b)
	numbered := num == numberEqual || num == numberVariant
	if gap <= windowAward && sameWin(a, b) && (numbered && (buyers != buyerDifferent || same) || same && buyers == buyerEqual) {
		return ruleSameAward, "winner " + a.winners[0] + ", " + firstOf(a.number.core, print), true
	}
	if gap <= windowAward && sameOddWin(a, b, num, buyers, same) {
		return ruleSameAward, "winner " + a.winners[0] + " and amount " + yuan(a.amounts[0]), true
	}
	if same && buyers == buyerEqual && num == numberDifferent && gap <= windowNotice && twoNumbers(a, b, print) {
		return ruleSameAward, a.n.ProjectNumber + " and " + b.n.ProjectNumber + ": one title, buyer and day, " + print, true
	}
	if rule, because, ok := relateNumbers(a, b, num, buyers, same, gap); ok {
		return rule, because, true
	}
	if (slices.Contains(a.links, b.url) || slices.Contains(b.links, a.url)) && buyers != buyerDifferent && num != numberDifferent {
		return rulePortalLink, firstOf(b.n.URL, a.n.URL), true
	}
	if same && gap <= windowTitle && num != numberDifferent {
		switch buyers {
		case buyerEqual:
			return ruleTitleBuyer, print, true
		case buyerUnknown:
			if full, print := sameFull(a, b); full {
				return ruleTitle, print, true
			}
		}
	}
	return "", "", false
}

func relateNumbers(a, b *facts, num numberRelation, buyers buyerRelation, sameTitle bool, gap int) (string, string, bool) {
	strong := a.number.strong && b.number.strong
	switch {
	case num != numberEqual && num != numberVariant:
		return "", "", false
	case gap > windowStrong || !strong && gap > windowWeak:
		return "", "", false
	case buyers == buyerEqual, buyers == buyerBranch && strong:
		return ruleNumberBuyer, a.n.ProjectNumber + ", " + firstOf(a.n.Buyer, b.n.Buyer), true
	case buyers == buyerUnknown && (strong || sameTitle):
		return ruleNumber, a.n.ProjectNumber, true
	}
	return "", "", false // a number that two buyers use says nothing
}

// sameOddWin tells whether one winner and one odd amount show two notices to
// be one award, although title, number or buyer differ: buyer and either
// title or the lack of a number must fit, and no two numbers of one scheme.
func sameOddWin(a, b *facts, num numberRelation, buyers buyerRelation, sameTitle bool) bool {
	w := a.winKey()
	if w == "" || w != b.winKey() || a.lot != b.lot || buyers == buyerDifferent {
		return false
	}
	if num == numberDifferent && a.number.scheme() == b.number.scheme() {
		return false
	}
	return sameTitle || buyers == buyerEqual
}

// twoNumbers tells whether two notices may be one that an agency and a portal
// number differently: the same kind of notice, a title of some length, winners
// that don't contradict each other, and numbers of two schemes.
func twoNumbers(a, b *facts, print string) bool {
	return a.n.Kind == b.n.Kind && a.n.Portal != b.n.Portal && a.lot == b.lot && a.number.scheme() != b.number.scheme() &&
		utf8.RuneCountInString(print) >= 6 && !disjoint(a.winners, b.winners)
}

// sameWin tells whether two notices report one award: the same winners, and
// amounts that don't contradict each other.
func sameWin(a, b *facts) bool {
	if len(a.winners) == 0 || !slices.Equal(a.winners, b.winners) || a.lot != b.lot && a.lot != "" && b.lot != "" {
		return false
	}
	return len(a.amounts) == 0 || len(b.amounts) == 0 || slices.Equal(a.amounts, b.amounts)
}

func sameTitle(a, b *facts) (bool, string) {
	for _, x := range a.titles {
		for _, y := range b.titles {
			if x.print == y.print {
				return true, x.print
			}
		}
	}
	return false, ""
}

func sameFull(a, b *facts) (bool, string) {
	for _, x := range a.titles {
		for _, y := range b.titles {
			if x.full != "" && x.full == y.full {
				return true, x.full
			}
		}
	}
	return false, ""
}

// daysApart is the time between two publications; an unknown day is near all.
func daysApart(a, b *facts) int {
	if a.n.Published == 0 || b.n.Published == 0 {
		return 0
	}
	d := a.n.Published.Sub(b.n.Published)
	return max(d, -d)
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// edges lists every link between the notices, strongest first, in an order
// that depends on nothing but the notices themselves.
func edges(fs []*facts, ds decisions) []edge {
	var out []edge
	for pair := range meetings(fs) {
		a, b := pair[0], pair[1]
		if rule, because, ok := relate(fs[a], fs[b]); ok {
			out = append(out, edge{a, b, rule, because, daysApart(fs[a], fs[b])})
		}
	}
	out = append(out, ds.joins(fs)...)
	slices.SortFunc(out, func(x, y edge) int {
		return cmp.Or(cmp.Compare(strength[x.rule], strength[y.rule]), cmp.Compare(x.gap, y.gap),
			cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.because, y.because))
	})
	return out
}

// maxBlock bounds the pairs of one key: beyond it, each notice is compared
// with the neighbours in time only.
const maxBlock = 64

// meetings gives the pairs of notices that share a key.
func meetings(fs []*facts) map[[2]int]bool {
	index := map[string][]int{}
	looks := make([][]string, len(fs))
	for i, f := range fs {
		var keys []string
		keys, looks[i] = f.keys()
		for _, k := range keys {
			index[k] = append(index[k], i)
		}
	}
	pairs := map[[2]int]bool{}
	for i, look := range looks {
		for _, k := range look {
			for _, j := range near(index[k], i) {
				if i != j {
					pairs[[2]int{min(i, j), max(i, j)}] = true
				}
			}
		}
	}
	return pairs
}

// near gives the members of a block that i is compared with. The members are
// sorted, since notices are.
func near(block []int, i int) []int {
	if len(block) <= maxBlock {
		return block
	}
	at, _ := slices.BinarySearch(block, i)
	return block[max(0, at-maxBlock/2):min(len(block), at+maxBlock/2)]
}

// group is one project to be: its notices and how each came to it.
type group struct {
	members []int
	via     map[int]edge // member → the link that ties it to the members before it
}

// sortNotices puts notices into the order in which their project lives: by
// day, then by kind, then by id.
func sortNotices(ns []*data.Notice) {
	slices.SortFunc(ns, func(a, b *data.Notice) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(kindRank(a), kindRank(b)), cmp.Compare(a.ID, b.ID))
	})
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
			if a.attempt == 1 && b.attempt > 1 && a.n.Attempt != 1 && sameWin(a, b) && len(a.amounts) > 0 && len(b.amounts) > 0 &&
				daysApart(a, b) <= windowAward && relateBuyers(a.buyer, b.buyer) == buyerEqual {
				a.anyTry = true
			}
		}
	}
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
// winners: two purchases under one title, as buyers repeat them.
func (c *clusters) awardsDiffer(a, b int) bool {
	for _, i := range c.members[a] {
		for _, j := range c.members[b] {
			x, y := c.fs[i], c.fs[j]
			if x.n.Kind == data.KindAward && y.n.Kind == data.KindAward && x.lot == y.lot && x.number.serial == y.number.serial && disjoint(x.winners, y.winners) &&
				(len(x.amounts) == 0 || !slices.Equal(x.amounts, y.amounts)) {
				return true
			}
		}
	}
	return false
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
