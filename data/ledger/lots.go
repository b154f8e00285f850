package ledger

import (
	"fmt"
	"slices"
	"strings"

	"zhongbiao/data"
)

// lotState is one lot as the notices so far have it.
type lotState struct {
	key     string
	lot     data.Lot
	from    event
	revoked bool
}

// lotsOf gives a notice's lots. A notice without any has one lot of the
// notice's own relevance (rows of portals that show no detail), and a single
// lot without a name gets the name that number or title give.
func lotsOf(x *facts) []data.Lot {
	lots := x.n.Lots
	if len(lots) == 0 {
		lots = []data.Lot{{Status: statusOf(x.n.Kind), Relevance: x.n.Relevance}}
	}
	out := make([]data.Lot, 0, len(lots))
	for _, l := range lots {
		if l.Lot == "" && len(lots) == 1 {
			l.Lot = x.lot
		}
		if l.Relevance.Label == "" {
			l.Relevance = x.n.Relevance
		}
		out = append(out, l)
	}
	return out
}

func statusOf(k data.Kind) data.LotStatus {
	switch k {
	case data.KindFailure:
		return data.LotFailed
	case data.KindCandidate:
		return data.LotCandidate
	}
	return data.LotAwarded
}

// namedLots gives the lots that a failure names: those of its table, else the
// one of its number or title.
func namedLots(x *facts) []string {
	var out []string
	for _, l := range x.n.Lots {
		if l.Lot != "" && l.Status != data.LotAwarded {
			out = append(out, l.Lot)
		}
	}
	if len(out) == 0 && x.lot != "" {
		out = []string{x.lot}
	}
	return out
}

func (f *folder) hasNamedLots() bool {
	return slices.ContainsFunc(f.order, func(ls *lotState) bool { return ls.lot.Lot != "" })
}

// soleLot tells whether the names can mean the one lot without a name that
// there is: a project of one lot often calls it 1.
func (f *folder) soleLot(names []string) bool {
	return len(f.order) == 1 && len(names) == 1 && (names[0] == "1" || strings.EqualFold(names[0], "A"))
}

// setLot takes a lot from an award notice.
func (f *folder) setLot(ev event, l data.Lot) {
	if f.tellsTotal(ev, l) {
		return
	}
	ls := f.find(ev, l)
	if ls == nil {
		f.add(ev, l)
		return
	}
	if l.Status == data.LotFailed {
		if ls.lot.Status != data.LotAwarded { // an award stands until a failure notice takes it
			ls.lot = l
		}
		return
	}
	old := ls.lot
	if old.Lot != "" {
		l.Lot = old.Lot // one portal's A is the other's 1
	}
	ls.lot = merged(old, l)
	ls.revoked = false
	f.rename(ls)
	if old.Status == data.LotAwarded {
		f.lotChanges(ev, old, ls.lot)
	}
	ls.from = ev
}

// rename keeps the key of a lot that got its name by now.
func (f *folder) rename(ls *lotState) {
	if ls.key = lotKey(ls.lot); f.byKey[ls.key] == nil {
		f.byKey[ls.key] = ls
	}
}

// tellsTotal tells whether a lot without a name is the sum of the lots that
// another notice named: one portal prints the lots, the other their total.
func (f *folder) tellsTotal(ev event, l data.Lot) bool {
	if l.Lot != "" || !l.Amount.Disclosed() || len(f.order) < 2 {
		return false
	}
	sum, won := int64(0), 0
	for _, ls := range f.order {
		if ls.from.head == ev.head {
			return false
		}
		if ls.lot.Status == data.LotAwarded && ls.lot.Amount.Disclosed() {
			sum, won = sum+ls.lot.Amount.Fen, won+1
		}
	}
	return won > 1 && sum == l.Amount.Fen
}

// dropTotal is the same the other way round: what was one lot so far proves
// to be the total of the lots of ev.
func (f *folder) dropTotal(ev event, lots []data.Lot) {
	if len(f.order) != 1 || len(lots) < 2 || !f.order[0].lot.Amount.Disclosed() {
		return
	}
	sum := int64(0)
	for _, l := range lots {
		if l.Status == data.LotAwarded && l.Amount.Disclosed() {
			sum += l.Amount.Fen
		}
	}
	if one := f.order[0]; one.lot.Lot == "" && one.lot.Amount.Fen == sum && !slices.ContainsFunc(lots, func(l data.Lot) bool { return l.Status == data.LotAwarded && !l.Amount.Disclosed() }) {
		f.order, f.byKey = nil, map[string]*lotState{}
	}
}

// correctLot takes a lot from a correction: what it says replaces what was
// said, what it leaves out stays.
func (f *folder) correctLot(ev event, l data.Lot) {
	if l.Lot == "" && len(ev.f.n.Lots) == 1 {
		l.Lot = ev.f.lot
	}
	ls := f.find(ev, l)
	if ls == nil && l.Lot == "" && len(f.order) > 1 {
		f.warn("correction_unplaced", "a correction names no lot and the project has several; it changed nothing")
		return
	}
	if ls == nil && len(f.order) == 1 && (l.Lot == "" || f.order[0].lot.Lot == "") {
		ls = f.order[0]
	}
	if ls == nil {
		if l.Status == data.LotAwarded && len(l.Suppliers) > 0 {
			f.add(ev, l)
		}
		return
	}
	old := ls.lot
	if l.Status == data.LotFailed {
		f.endLot(ev, ls)
		return
	}
	ls.lot = corrected(old, l)
	ls.revoked = false
	f.lotChanges(ev, old, ls.lot)
	ls.from = ev
}

// find gives the lot that l speaks of, nil for a new one. Among several lots
// without a name it is the one that l's supplier won.
func (f *folder) find(ev event, l data.Lot) *lotState {
	var same []*lotState
	for _, ls := range f.order {
		if lotKey(ls.lot) == lotKey(l) {
			same = append(same, ls)
		}
	}
	if len(same) == 1 && !f.another(ev, same[0], l) {
		return same[0]
	}
	if l.Lot != "" {
		return f.otherwiseNamed(ev, l)
	}
	if len(same) == 0 {
		same = f.order // portals differ in whether they name a lot
	}
	for _, ls := range same {
		if ls.from.head != ev.head && len(l.Suppliers) > 0 && sameSuppliers(ls.lot, l) {
			return ls
		}
	}
	return nil
}

// otherwiseNamed finds the lot that another portal calls by no name or by one
// of another kind, A for 1: the same suppliers, and amounts that agree.
func (f *folder) otherwiseNamed(ev event, l data.Lot) *lotState {
	for _, ls := range f.order {
		o := ls.lot
		if ls.from.head == ev.head || o.Status != data.LotAwarded || l.Status != data.LotAwarded || len(l.Suppliers) == 0 || !sameSuppliers(o, l) {
			continue
		}
		both := o.Amount.Disclosed() && l.Amount.Disclosed()
		if both && o.Amount.Fen != l.Amount.Fen {
			continue
		}
		if o.Lot == "" || both && allDigits(o.Lot) != allDigits(l.Lot) {
			return ls
		}
	}
	return nil
}

// another tells whether a lot without a name, from a later award notice under
// another title, is a further award and not the same one again: buyers put
// several purchases under one number.
func (f *folder) another(ev event, ls *lotState, l data.Lot) bool {
	if l.Lot != "" || ls.from.f == nil {
		return false
	}
	if ls.from.head == ev.head {
		return l.Name != ls.lot.Name || !sameSuppliers(l, ls.lot)
	}
	if ev.f.n.Kind != data.KindAward || ls.lot.Status != data.LotAwarded || sameSuppliers(l, ls.lot) {
		return false
	}
	if a, b := l.Amount, ls.lot.Amount; a.Disclosed() && b.Disclosed() && a.Fen == b.Fen && particular(a.Fen) {
		return false // the supplier's name is written in two ways
	}
	same, _ := sameTitle(ev.f, ls.from.f)
	return !same
}

func (f *folder) add(ev event, l data.Lot) {
	ls := &lotState{key: lotKey(l), lot: l, from: ev}
	f.order = append(f.order, ls)
	if f.byKey[ls.key] == nil {
		f.byKey[ls.key] = ls
	}
}

func lotKey(l data.Lot) string { return strings.ToUpper(l.Lot) }

func (f *folder) failLot(ev event, key string) {
	if ls := f.byKey[strings.ToUpper(key)]; ls != nil {
		f.endLot(ev, ls)
		return
	}
	f.add(ev, data.Lot{Lot: key, Status: data.LotFailed, Relevance: ev.f.n.Relevance})
}

func (f *folder) endLot(ev event, ls *lotState) {
	if ls.lot.Status == data.LotAwarded {
		ls.revoked = ev.f.n.Revokes
		f.change(ev, "lot", lotLabel(ls.lot)+string(data.LotAwarded), lotLabel(ls.lot)+string(data.LotFailed))
	}
	ls.lot.Status = data.LotFailed
	ls.lot.Amount = nil
}

// merged is a lot told again by a later award notice.
func merged(old, l data.Lot) data.Lot {
	if old.Status == data.LotAwarded && sameSuppliers(old, l) && !l.Amount.Disclosed() {
		l.Amount = old.Amount
	}
	if len(l.Suppliers) == 0 && old.Status == data.LotAwarded {
		l.Suppliers = old.Suppliers
		if !l.Amount.Disclosed() {
			l.Amount = old.Amount
		}
	}
	return withGaps(old, l)
}

func corrected(old, l data.Lot) data.Lot {
	l.Status = data.LotAwarded
	if len(l.Suppliers) == 0 {
		l.Suppliers = old.Suppliers
	}
	if l.Amount == nil || l.Amount.Kind == data.Undisclosed {
		l.Amount = old.Amount
	}
	return withGaps(old, l)
}

func withGaps(old, l data.Lot) data.Lot {
	if l.Lot == "" {
		l.Lot = old.Lot
	}
	if l.Name == "" {
		l.Name = old.Name
	}
	if !l.Relevance.Label.Counts() && (old.Relevance.Label.Counts() || l.Relevance.Evidence == "") {
		l.Relevance = old.Relevance // a correction often no longer says what was bought
	}
	return l
}

func (f *folder) lotChanges(ev event, old, now data.Lot) {
	if !sameSuppliers(old, now) {
		f.change(ev, "supplier", lotLabel(now)+names(old), lotLabel(now)+names(now))
	}
	if a, b := amountText(old.Amount), amountText(now.Amount); a != b {
		f.change(ev, "amount", lotLabel(now)+a, lotLabel(now)+b)
	}
	if old.Status == data.LotFailed {
		f.change(ev, "lot", lotLabel(now)+string(data.LotFailed), lotLabel(now)+string(data.LotAwarded))
	}
}

func sameSuppliers(a, b data.Lot) bool {
	return slices.Equal(supplierKeys(a), supplierKeys(b))
}

func supplierKeys(l data.Lot) []string {
	var out []string
	for _, s := range l.Suppliers {
		out = append(out, supplierKey(s))
	}
	slices.Sort(out)
	return out
}

func lotLabel(l data.Lot) string {
	if l.Lot == "" {
		return ""
	}
	return "lot " + l.Lot + ": "
}

func names(l data.Lot) string {
	var out []string
	for _, s := range l.Suppliers {
		out = append(out, s.Name)
	}
	return strings.Join(out, ", ")
}

func amountText(m *data.Money) string {
	switch {
	case m == nil:
		return ""
	case m.Fen != 0:
		return yuan(m.Fen)
	}
	return string(m.Kind)
}

// yuan prints fen as yuan: "1234.50".
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func yuanList(fens []int64) string {
	var out []string
	for _, f := range fens {
		out = append(out, yuan(f))
	}
	return strings.Join(out, " + ")
}
