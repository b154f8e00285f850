package ledger

import (
	"cmp"

	"zhongbiao/data"
)

// linkAttempts ties a rerun to the attempt before it: the project of the same
// number or title and buyer with the next lower attempt, or, where the title
// names no attempt, the failed project of the same title that came before.
func linkAttempts(fs []*facts, groups []group, ps []*data.Project) {
	for i, p := range ps {
		var best *data.Project
		for j, q := range ps {
			if i == j || !precedes(fs, groups[j], groups[i], q, p) {
				continue
			}
			if best == nil || cmp.Or(cmp.Compare(q.Attempt, best.Attempt), cmp.Compare(q.Published, best.Published), cmp.Compare(q.ID, best.ID)) > 0 {
				best = q
			}
		}
		if best != nil {
			p.Previous = best.ID
		}
	}
}

func precedes(fs []*facts, before, after group, q, p *data.Project) bool {
	if q.Published == 0 || p.Published == 0 || q.Published > p.Published || p.Published.Sub(q.Published) > 2*365 {
		return false
	}
	switch {
	case max(p.Attempt, 1) > max(q.Attempt, 1):
	case p.Attempt == q.Attempt && (q.Stage == data.StageFailed || q.Stage == data.StageRevoked) && q.Published < p.Published:
		if p.Published.Sub(q.Published) > windowTitle {
			return false
		}
	default:
		return false
	}
	for _, i := range before.members {
		for _, j := range after.members {
			if akin(fs[i], fs[j]) {
				return true
			}
		}
	}
	return false
}

// akin tells whether two notices could be of one purchase but for the attempt.
func akin(a, b *facts) bool {
	switch relateBuyers(a.buyer, b.buyer) {
	case buyerDifferent, buyerUnknown:
		return false
	}
	if r := a.number.relation(b.number); r == numberEqual || r == numberVariant {
		return true
	}
	same, _ := sameTitle(a, b)
	return same
}
