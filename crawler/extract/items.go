package extract

import "zhongbiao/data"

// item is one row of 主要标的信息: what is bought, in which lot, from whom.
// Either of the latter may be missing.
type item struct {
	lot, supplier, name string
}

// maxItems bounds the rows that are kept; pages with thousands exist.
const maxItems = 500

// noteItem keeps the words of a row that say what is bought. A column that is
// only headed 名称 holds them too, where the table is one of items and does not
// name its suppliers so.
func (r *reader) noteItem(h *header, row []*cell, lot string) {
	name, _ := h.text(row, fItem)
	if name == "" && r.sec == secItems && h.supplierField() != fName {
		name, _ = h.text(row, fName)
	}
	if name == "" {
		return
	}
	r.noteSubject(name)
	if r.sec != secItems || len(r.items) >= maxItems {
		return
	}
	who := ""
	if f := h.supplierField(); f != fNone {
		who, _ = h.text(row, f)
	}
	r.items = append(r.items, item{lot, who, clip(squeeze(name), 200)})
}

// itemLots gives each lot the items that stand under its number, or that come
// from its supplier when the table of items does not number the lots.
func (r *reader) itemLots(n *data.Notice) {
	for i := range n.Lots {
		l := &n.Lots[i]
		for _, it := range r.items {
			if len(n.Lots) == 1 || it.lot != "" && it.lot == l.Lot || it.lot == "" && suppliedBy(l, it.supplier) {
				l.Items = addItem(l.Items, it.name)
			}
		}
	}
}

func suppliedBy(l *data.Lot, who string) bool {
	if who == "" || len(l.Suppliers) == 0 {
		return false
	}
	return sameSuppliers(readSuppliers(who), l.Suppliers)
}

func addItem(items []string, name string) []string {
	for _, old := range items {
		if old == name {
			return items
		}
	}
	if len(items) >= 20 {
		return items
	}
	return append(items, name)
}
