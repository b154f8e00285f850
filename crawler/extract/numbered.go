package extract

import (
	"strings"

	"zhongbiao/data"
)

// numberedCandidates reads a cell that ranks the candidates of a lot by
// numbers, with their prices numbered alike in another cell:
// 1.甲公司 2.乙公司 | 1.356.2 2.360 (CSG).
func (r *reader) numberedCandidates(h *header, row []*cell, lot, name, who string) bool {
	if r.kind != data.KindCandidate || hasAny(who, "联合体", "牵头", "成员") {
		return false
	}
	names := cutNumbered(squeeze(who))
	if len(names) < 2 {
		return false
	}
	prices, col := r.numberedPrices(h, row, len(names))
	for i, s := range names {
		a := &award{lot: lot, name: name, suppliers: readSuppliers(s), rank: i + 1, split: true, rule: "table-numbered"}
		a.addQuote("候选人", s)
		if prices != nil {
			l := h.cols[col].label
			if l.unit == 0 {
				l.unit = r.unit
			}
			p := r.priceOf(pair{label: l, name: l.text, value: prices[i]}, l)
			a.price = &p
			a.addQuote(l.text, prices[i])
		}
		h.list = room(h.list, a)
	}
	return true
}

// numberedPrices finds a price cell with as many numbered parts as names.
func (r *reader) numberedPrices(h *header, row []*cell, n int) ([]string, int) {
	for i, c := range h.cols {
		switch c.label.field {
		case fAmount, fBid, fRate:
		default:
			continue
		}
		if c.at >= len(row) {
			continue
		}
		v := squeeze(row[c.at].text)
		locs := reInlineNumber.FindAllStringIndex(v, n+1)
		if len(locs) != n || strings.TrimSpace(v[:locs[0][0]]) != "" {
			continue
		}
		parts := make([]string, n)
		for k, at := range locs {
			end := len(v)
			if k+1 < n {
				end = locs[k+1][0]
			}
			parts[k] = strings.TrimSpace(v[at[1]:end])
		}
		return parts, i
	}
	return nil, 0
}
