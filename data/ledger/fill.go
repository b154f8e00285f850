package ledger

import (
	"slices"
	"strconv"
	"strings"

	"zhongbiao/data"
)

// lots closes the list: drops a lot without a name beside named ones, fills
// what only candidates and contracts say, and sorts.
func (f *folder) lots() {
	if len(f.order) == 0 {
		f.borrowLots()
	}
	f.dropUnnamed()
	for _, ls := range f.order {
		f.fill(ls)
		f.p.Lots = append(f.p.Lots, ls.lot)
	}
	slices.SortStableFunc(f.p.Lots, func(a, b data.Lot) int { return compareLots(a.Lot, b.Lot) })
}

// borrowLots takes the lots of the fullest candidate, contract, framework or
// tender notice while there is no award.
func (f *folder) borrowLots() {
	for _, kind := range []data.Kind{data.KindContract, data.KindFramework, data.KindCandidate, data.KindSingleSource, data.KindTender} {
		for _, ev := range f.other {
			if ev.f.n.Kind != kind {
				continue
			}
			for _, l := range ev.f.n.Lots {
				l.Status = borrowed(l.Status)
				f.add(ev, l)
			}
			if len(f.order) > 0 {
				return
			}
		}
	}
}

// borrowed keeps a lot that no award notice names out of the awarded ones.
func borrowed(s data.LotStatus) data.LotStatus {
	if s == data.LotFailed {
		return s
	}
	return data.LotCandidate
}

// dropUnnamed removes a lot without a name when another notice names the
// lots: a second portal that gives the whole in one line.
func (f *folder) dropUnnamed() {
	if !slices.ContainsFunc(f.order, func(ls *lotState) bool { return ls.lot.Lot != "" && ls.lot.Status == data.LotAwarded }) {
		return
	}
	var named []string
	var sum int64
	for _, ls := range f.order {
		if ls.lot.Lot != "" {
			named = append(named, supplierKeys(ls.lot)...)
			if ls.lot.Amount.Disclosed() {
				sum += ls.lot.Amount.Fen
			}
		}
	}
	f.order = slices.DeleteFunc(f.order, func(ls *lotState) bool {
		return ls.lot.Lot == "" && (subset(supplierKeys(ls.lot), named) || ls.lot.Amount.Disclosed() && ls.lot.Amount.Fen == sum)
	})
}

func subset(a, of []string) bool {
	for _, x := range a {
		if !slices.Contains(of, x) {
			return false
		}
	}
	return true
}

// fill takes what the award notice leaves out from the candidate and contract
// notices: a 中标结果公示 need not print the price (DOMAIN §2.2).
func (f *folder) fill(ls *lotState) {
	l := &ls.lot
	for _, ev := range f.other {
		for _, o := range lotsOf(ev.f) {
			if lotKey(o) != ls.key && !(o.Lot == "" && len(f.order) == 1) {
				continue
			}
			f.fillRelevance(l, o)
			if l.Status == data.LotAwarded && o.Status != data.LotFailed {
				f.fillAmount(l, o, ev)
			}
		}
	}
}

func (f *folder) fillRelevance(l *data.Lot, o data.Lot) {
	if l.Relevance.Label == "" || l.Relevance.Label == data.Reject && l.Relevance.Evidence == "" && o.Relevance.Label.Counts() {
		l.Relevance = o.Relevance
	}
}

func (f *folder) fillAmount(l *data.Lot, o data.Lot, ev event) {
	k := ev.f.n.Kind
	if k != data.KindCandidate && k != data.KindContract || !o.Amount.Disclosed() {
		return
	}
	if l.Amount != nil && l.Amount.Kind != data.Undisclosed {
		return
	}
	if len(l.Suppliers) > 0 && !sameSuppliers(*l, o) {
		return
	}
	m := *o.Amount
	l.Amount = &m
	l.Evidence = strings.TrimPrefix(l.Evidence+"; amount from the "+string(k)+" notice "+string(ev.head), "; ")
	if len(l.Suppliers) == 0 {
		l.Suppliers = o.Suppliers
	}
}

// compareLots sorts 2 before 10, and numbers before letters.
func compareLots(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	switch {
	case errX == nil && errY == nil:
		return x - y
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return strings.Compare(a, b)
}
