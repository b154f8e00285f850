package ledger

import (
	"cmp"
	"slices"
	"unicode/utf8"
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
	if gap <= windowAward && sameWin(a, b) && (numbered && (buyers != buyerDifferent || same) || same && buyers == buyerEqual || same && branchAward(a, b, num, buyers)) {
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

// branchAward tells whether two award notices may be one whose buyer is once
// the whole and once its branch (大学, 大学信息中心), or is left out: the amount must
// be the same, since a whole and its branches buy the same things from the
// same supplier.
func branchAward(a, b *facts, num numberRelation, buyers buyerRelation) bool {
	numbers := num != numberDifferent || a.number.scheme() != b.number.scheme()
	return buyers != buyerDifferent && numbers && a.n.Kind == b.n.Kind && len(a.amounts) > 0 && slices.Equal(a.amounts, b.amounts)
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
			switch {
			case x.print != "" && x.print == y.print:
				return true, x.print
			case x.full != "" && x.full == y.full: // one of them lacks the buyer or writes it longer
				return true, x.full
			}
		}
	}
	return false, ""
}

func sameFull(a, b *facts) (bool, string) {
	for _, x := range a.titles {
		for _, y := range b.titles {
			if x.long && x.full == y.full {
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
