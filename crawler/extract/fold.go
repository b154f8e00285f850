package extract

import (
	"fmt"
	"strings"

	"zhongbiao/data"
)

// fold makes the notice's lots out of the statements.
func (t *tally) fold(kind data.Kind) ([]data.Lot, []data.Warning) {
	f := folder{kind: kind}
	switch {
	case kind == data.KindCandidate:
		f.candidates(t)
	default:
		f.winners(t)
	}
	return f.lots, f.warnings
}

type folder struct {
	kind     data.Kind
	lots     []data.Lot
	warnings []data.Warning
}

func (f *folder) warn(code, format string, args ...any) {
	f.warnings = append(f.warnings, data.Warning{Code: code, Message: fmt.Sprintf(format, args...)})
}

// winners folds an award notice: the award statements, with amounts from the
// items where they lack them; rankings only when nothing else names a winner.
func (f *folder) winners(t *tally) {
	groups, order := byLot(usable(t.awards))
	if !anySupplier(groups) {
		if more := usable(t.items); anyNamed(more) {
			f.warn("winner_from_items", "the winner stands only in the table of items")
			addTo(groups, &order, more)
		} else if first := firstRanked(t.candidates); len(first) > 0 {
			f.warn("winner_from_ranking", "no winner is named, the first of the ranking is taken")
			addTo(groups, &order, first)
		}
	} else {
		f.fillFromItems(groups, order, t.items)
	}
	for _, lot := range order {
		f.lots = append(f.lots, f.lot(lot, groups[lot]))
	}
	f.spreadTotal(t.totals)
}

func usable(as []*award) []*award {
	var out []*award
	for _, a := range as {
		if !a.empty() {
			out = append(out, a)
		}
	}
	return out
}

func anyNamed(as []*award) bool {
	for _, a := range as {
		if len(a.suppliers) > 0 {
			return true
		}
	}
	return false
}

func anySupplier(g map[string][]*award) bool {
	for _, as := range g {
		if anyNamed(as) {
			return true
		}
	}
	return false
}

func byLot(as []*award) (map[string][]*award, []string) {
	g := map[string][]*award{}
	var order []string
	addTo(g, &order, as)
	return g, order
}

func addTo(g map[string][]*award, order *[]string, as []*award) {
	for _, a := range as {
		if _, ok := g[a.lot]; !ok {
			*order = append(*order, a.lot)
		}
		g[a.lot] = append(g[a.lot], a)
	}
}

// strongest drops ranked bidders where candidates are named, and gives the
// candidates named without price the price that stands elsewhere.
func strongest(cs []*award) []*award {
	var strong []*award
	for _, c := range cs {
		if !c.weak {
			strong = append(strong, c)
		}
	}
	if len(strong) == 0 {
		return cs
	}
	for _, c := range strong {
		for _, o := range cs {
			if c.price == nil && o.price != nil && c.lot == o.lot && sameSuppliers(c.suppliers, o.suppliers) {
				c.price = o.price
			}
		}
	}
	return strong
}

// firstRanked gives the statements of rank 1, per lot.
func firstRanked(cs []*award) []*award {
	var out []*award
	for _, c := range strongest(usable(cs)) {
		if c.rank == 1 && len(c.suppliers) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// fillFromItems takes amounts from the items table for winners whose own
// statement has none (the Hebei template prints them only there).
func (f *folder) fillFromItems(groups map[string][]*award, order []string, items []*award) {
	for _, lot := range order {
		g := groups[lot]
		if priced(g) {
			continue
		}
		for _, a := range g {
			if a.failed || a.price != nil && a.price.Kind != data.Undisclosed {
				continue
			}
			if p := itemPrice(items, lot, a, len(order) == 1); p != nil {
				a.price, a.rule = p, a.rule+"+items"
			}
		}
	}
}

func priced(g []*award) bool {
	for _, a := range g {
		if a.price != nil && a.price.Kind != data.Undisclosed {
			return true
		}
	}
	return false
}

// itemPrice adds up the items of one winner: all must be totals.
func itemPrice(items []*award, lot string, a *award, single bool) *price {
	var out *price
	for _, it := range items {
		if it.price == nil || it.lot != lot && !(single && it.lot == "") {
			continue
		}
		if len(it.suppliers) > 0 && len(a.suppliers) > 0 && !sameSuppliers(it.suppliers, a.suppliers) {
			continue
		}
		if out == nil {
			p := *it.price
			out = &p
			continue
		}
		if out.Kind == data.Total && it.price.Kind == data.Total {
			out.Fen += it.price.Fen
			out.Raw = clip(out.Raw+" + "+it.price.Raw, 160)
		}
	}
	return out
}

func sameSuppliers(a, b []data.Supplier) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Name == y.Name {
				return true
			}
		}
	}
	return false
}

// lot folds the statements of one lot.
func (f *folder) lot(lot string, g []*award) data.Lot {
	out := data.Lot{Lot: lot, Status: data.LotAwarded, Suppliers: []data.Supplier{}}
	failed, known := 0, map[string]bool{}
	for _, a := range g {
		out.Name = firstNonEmpty(out.Name, a.name)
		out.Share = firstNonEmpty(out.Share, a.share)
		if a.failed {
			failed++
		}
		for _, s := range a.suppliers {
			if !known[s.Name] {
				known[s.Name] = true
				out.Suppliers = append(out.Suppliers, s)
			}
		}
		if a.quote != "" && !strings.Contains(out.Evidence, a.quote) {
			out.Evidence = clip(strings.TrimSpace(out.Evidence+" "+a.quote), 400)
		}
	}
	if failed > 0 && len(out.Suppliers) == 0 {
		out.Status = data.LotFailed
		return out
	}
	out.Amount = f.price(lot, g)
	return out
}

// price folds the prices of one lot: each statement of a different winner
// counts once, a repeated one not at all.
func (f *folder) price(lot string, g []*award) *data.Money {
	var main *price
	var counted []*award
	paid := winners{}
	for _, a := range g {
		if a.price == nil || repeats(counted, a) {
			continue
		}
		other := len(a.suppliers) > 0 && paid.without(a)
		counted = append(counted, a)
		paid.add(a)
		p := *a.price
		switch {
		case main == nil || main.Kind == data.Undisclosed && p.Kind != data.Undisclosed:
			main = &p
		case p.Kind == data.Undisclosed:
		case main.Kind == data.Total && p.Kind == data.Total && other:
			main.Fen += p.Fen
			main.Raw = clip(main.Raw+" + "+p.Raw, 160)
			main.warnings = append(main.warnings, p.warnings...)
			if !sameSuppliers(counted[0].suppliers, a.suppliers) {
				f.warn("several_winners", "%s: amounts of several winners were added up", lotLabel(lot))
			} else {
				f.warn("price_summed", "%s: several rows of one winner were added up", lotLabel(lot))
			}
		case main.Kind == data.Total && p.Kind == data.Total && main.Fen != p.Fen:
			f.warn("amount_conflict", "%s: another amount is printed: %s", lotLabel(lot), p.Raw)
		}
	}
	if main == nil {
		return &data.Money{Kind: data.Undisclosed, Tax: data.TaxUnknown}
	}
	f.warnings = append(f.warnings, main.warnings...)
	m := main.Money
	return &m
}

func lotLabel(lot string) string {
	if lot == "" {
		return "the award"
	}
	return "lot " + lot
}

// repeats tells whether a says the same price for the same winner again.
func repeats(before []*award, a *award) bool {
	for _, b := range before {
		if a.table != nil && a.table == b.table {
			if a.cell == b.cell {
				return true // one price that spans several rows
			}
			continue // equal prices in two rows of one table are two prices
		}
		if b.price.Fen == a.price.Fen && b.price.Kind == a.price.Kind && (len(a.suppliers) == 0 || len(b.suppliers) == 0 || sameSuppliers(a.suppliers, b.suppliers)) && !(a.split && b.split && len(a.suppliers) == 0) {
			return true
		}
	}
	return false
}

// winners holds who was paid already: true when by more than rows of tables.
// It is asked for every row, so it must not look at all rows before.
type winners map[string]bool

func (w winners) add(a *award) {
	for _, s := range a.suppliers {
		w[s.Name] = w[s.Name] || !a.split
	}
}

// without tells whether a's price comes on top of those before: it is another
// winner's, or another row of the same one.
func (w winners) without(a *award) bool {
	for _, s := range a.suppliers {
		if beyondRows, ok := w[s.Name]; ok && (beyondRows || !a.split) {
			return false
		}
	}
	return true
}
