package extract

import (
	"strings"

	"zhongbiao/data"
)

// award is one statement about an outcome, as found in one place.
type award struct {
	lot, name string
	suppliers []data.Supplier
	price     *price
	failed    bool
	rank      int // of a candidate; 0 when not ranked
	share     string
	quote     string
	rule      string
	split     bool    // came as a table row of its own
	table     *header // that table
	cell      *cell   // the cell that the price stands in; a span puts it into several rows
	weak      bool    // a bidder with a rank, not called a candidate
}

func (a *award) empty() bool { return len(a.suppliers) == 0 && a.price == nil && !a.failed }

func (a *award) addQuote(name, value string) {
	q := strings.TrimSpace(name + "：" + clip(value, 120))
	if a.quote != "" {
		q = a.quote + " " + q
	}
	a.quote = clip(scrub(q), 300)
}

// tally collects the statements by how much they can be trusted.
type tally struct {
	awards     []*award // the award section, or labels that name a winner
	items      []*award // the items table: supplier and amount per item
	candidates []*award // candidates and rankings
	cur        *award   // the statement that free labels are filling
	curCand    *award
	totals     []price // 总中标金额 on the page and in its summary
}

// maxStatements bounds each list of a tally: more outcomes than this are on
// no page, and folding compares them with each other.
const maxStatements = 3000

// room appends a statement while there is room.
func room(list []*award, a *award) []*award {
	if len(list) >= maxStatements {
		return list
	}
	return append(list, a)
}

// open gives the current free statement of a lot, or a new one.
func (t *tally) open(lot, name string, fits func(*award) bool) *award {
	if t.cur != nil && t.cur.lot == lot && fits(t.cur) {
		if t.cur.name == "" {
			t.cur.name = name
		}
		return t.cur
	}
	t.cur = &award{lot: lot, name: name}
	t.awards = room(t.awards, t.cur)
	return t.cur
}

// winner records a winner named by a free label.
func (t *tally) winner(lot, name, label, value, rule string) {
	if noWinner(value) {
		t.fail(lot, name, label, value)
		return
	}
	ss := readSuppliers(value)
	if len(ss) == 0 {
		return
	}
	a := t.open(lot, name, func(a *award) bool { return len(a.suppliers) == 0 && !a.failed })
	a.suppliers, a.rule = ss, rule
	a.addQuote(label, value)
}

func (t *tally) fail(lot, name, label, value string) {
	a := t.open(lot, name, func(a *award) bool { return len(a.suppliers) == 0 && a.price == nil })
	a.failed, a.rule = true, "failed-label"
	a.addQuote(label, value)
}

// amount records a price named by a free label.
func (t *tally) amount(lot, name, label, value string, p price) {
	fits := func(a *award) bool {
		return !a.failed && (a.price == nil || better(p, *a.price))
	}
	if t.cur != nil && t.cur.lot == lot && t.cur.price != nil && p.Kind == data.Undisclosed {
		return
	}
	a := t.open(lot, name, fits)
	a.price = &p
	a.addQuote(label, value)
}

// better tells whether a price says more than another of the same statement;
// of two totals the one with tax is what is paid.
func better(p, old price) bool {
	return weight(p.Kind) > weight(old.Kind) || p.Kind == data.Total && old.Kind == data.Total && p.Tax == data.TaxIncluded && old.Tax == data.TaxExcluded
}

func weight(k data.MoneyKind) int {
	switch k {
	case data.Total:
		return 3
	case data.UnitPrice:
		return 2
	case data.Rate:
		return 2
	}
	return 1
}
