package ledger

import (
	"cmp"
	"slices"
	"strings"

	"zhongbiao/data"
)

// The roles of a ranking.
const (
	RankBuyers    = "buyer"
	RankLeads     = "lead" // suppliers, of a consortium the lead only
	RankSuppliers = "all"  // suppliers, every member of a consortium
)

// ranks gives a project's part of the rankings. A supplier is credited with
// the lots that it won; the price of a lot that several suppliers share is
// credited to none of them, since nobody published the parts.
func ranks(p *data.Project, s string, c Cell) []share {
	tail := []string{string(p.Relevance.Label), monthKey(p.Month)}
	key := func(role, name string) string {
		return cellKey("r", append([]string{role, string(p.Sample), s, name}, tail...)...)
	}
	var out []share
	if b := firstOf(p.BuyerName, p.Buyer); b != "" {
		out = append(out, share{key(RankBuyers, b), c})
	}
	if p.Stage != data.StageAwarded && p.Stage != data.StageContract && p.Stage != data.StageDirect {
		return out
	}
	for _, role := range []string{RankLeads, RankSuppliers} {
		won := wins(p, role == RankSuppliers)
		for _, name := range sortedKeys(won) {
			out = append(out, share{key(role, name), won[name]})
		}
	}
	return out
}

func wins(p *data.Project, members bool) map[string]Cell {
	out := map[string]Cell{}
	for _, l := range p.Lots {
		if l.Status == data.LotFailed || !l.Relevance.Label.Counts() {
			continue
		}
		var who []string
		for _, s := range l.Suppliers {
			if name := firstOf(s.Canonical, s.Name); name != "" && (members || s.Role != data.RoleMember) {
				who = append(who, name)
			}
		}
		slices.Sort(who)
		who = slices.Compact(who)
		for _, name := range who {
			c := out[name]
			c.Projects, c.Notices = 1, 1
			if len(who) == 1 && l.Amount.Disclosed() {
				c.Disclosed = 1
				c.Fen += l.Amount.Fen
			}
			out[name] = c
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	ks := make([]K, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

// RankQuery chooses a ranking. Classes, Samples and Series are as in Query.
type RankQuery struct {
	Query
	Role     string     // RankLeads by default
	From, To data.Month // 0 is open
	ByAmount bool       // by sum, not by count
	Limit    int        // 0 is all
}

// Ranked is one line of a ranking.
type Ranked struct {
	Name string `json:"name"`
	Cell
}

// Rank lists buyers or suppliers by projects or amount, best first; ties are
// in the order of the names.
func Rank(tx Reader, q RankQuery) ([]Ranked, error) {
	if q.Role == "" {
		q.Role = RankLeads
	}
	q.Query = q.in(tx)
	sum := map[string]Cell{}
	err := q.scan(tx, "r|"+q.Role, func(k string, v []byte) error {
		part := strings.Split(k, "|") // r role sample series name class month
		if len(part) != 7 || !q.takes(part[2], part[3], part[5]) || !inMonths(part[6], q.From, q.To) {
			return nil
		}
		c, err := decodeCell(v)
		sum[part[4]] = sum[part[4]].plus(c)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]Ranked, 0, len(sum))
	for name, c := range sum {
		out = append(out, Ranked{name, c})
	}
	slices.SortFunc(out, func(a, b Ranked) int {
		byCount, byFen := cmp.Compare(b.Projects, a.Projects), cmp.Compare(b.Fen, a.Fen)
		if q.ByAmount {
			byCount, byFen = byFen, byCount
		}
		return cmp.Or(byCount, byFen, cmp.Compare(a.Name, b.Name))
	})
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out, nil
}
