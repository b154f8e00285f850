package extract

import "strings"

// flatTable reads a table that lost its markup: k labels on a line each, then
// rows of k lines. It returns how many blocks it read.
func (r *reader) flatTable(bs []block) int {
	if n := r.numberedRows(bs); n > 0 {
		return n
	}
	k := 0
	for k < len(bs) && k < 14 && bs[k].table == nil && readLabel(bs[k].text).field != fNone && !strings.ContainsAny(bs[k].text, ":：") {
		k++
	}
	if k < 2 || len(bs) < 2*k {
		return 0
	}
	cols := make([]column, k)
	useful := false
	for i := range cols {
		cols[i] = column{label: readLabel(bs[i].text), at: i}
		f := cols[i].label.field
		useful = useful || f == fWinner || f == fCandidate || f == fSupplier || f == fBidder
	}
	if !useful {
		return 0
	}
	h := newHeader(cols)
	n := k
	for n+k <= len(bs) && r.flatRow(h, bs[n:n+k]) {
		n += k
	}
	if n == k {
		return 0
	}
	r.endRecords(h)
	return n
}

// flatRow reads k lines as one record when they look like one: the supplier's
// place holds an organisation, and no line opens a section.
func (r *reader) flatRow(h *header, bs []block) bool {
	row := make([]*cell, len(bs))
	for i, b := range bs {
		if b.table != nil || len(b.text) > 400 {
			return false
		}
		if _, numbered, top := numberedHeading(b.text); numbered && top {
			return false
		}
		row[i] = &cell{text: b.text, blocks: bs[i : i+1], colspan: 1, rowspan: 1}
	}
	who, _ := h.text(row, h.supplierField())
	if !orgName(cleanSupplier(who)) {
		return false
	}
	r.record(h, row)
	return true
}

// numberedRows reads a lost table whose rows begin with 1, 2, 3 or 第一名,
// 第二名. Cells may be missing or broken, so a row that has not as many lines
// as there are labels is read by what its lines look like.
func (r *reader) numberedRows(bs []block) int {
	f := readLabel(bs[0].text).field
	if f != fSerial && f != fRank {
		return 0
	}
	k := 1
	for k < len(bs) && k < 16 && bs[k].table == nil && rowMarker(bs[k].text) != 1 {
		if strings.ContainsAny(bs[k].text, "。") || runeCount(bs[k].text) > 30 {
			return 0
		}
		k++
	}
	if k < 3 || k >= len(bs) || k == 16 {
		return 0
	}
	var cols []column
	for i := 0; i < k; i++ {
		cols = append(cols, column{label: readLabel(bs[i].text), at: i})
	}
	h := newHeader(cols)
	if h.supplierField() == fNone {
		return 0
	}
	n := k
	for want := 1; n < len(bs) && rowMarker(bs[n].text) == want; want++ {
		end := rowEnd(bs, n, k, want+1)
		r.numberedRow(h, bs[n:end], want)
		n = end
	}
	r.endRecords(h)
	return n
}

// rowMarker reads a line that is only a row's number or rank.
func rowMarker(s string) int {
	if len(s) > 12 {
		return 0
	}
	if n, k := digits([]rune(s), 2); k > 0 && k == len(s) {
		return n
	}
	if n, rest := cutRank(s); n > 0 && (rest == "" || rest == "名" || candidateWords[rest]) {
		return n
	}
	return 0
}

// rowEnd finds the line behind a row: the next marker, a heading, or as many
// lines as there are labels.
func rowEnd(bs []block, from, k, next int) int {
	if from+k < len(bs) && rowMarker(bs[from+k].text) == next {
		return from + k
	}
	for i := from + 1; i < len(bs) && i < from+2*k; i++ {
		if bs[i].table != nil || rowMarker(bs[i].text) == next {
			return i
		}
		if _, numbered, _ := numberedHeading(bs[i].text); numbered && runeCount(bs[i].text) > 3 {
			return i
		}
	}
	return min(from+k, len(bs))
}

func (r *reader) numberedRow(h *header, bs []block, rank int) {
	row := make([]*cell, len(h.cols))
	for i := range row {
		row[i] = blankCell
	}
	if len(bs) == len(h.cols) {
		for i, b := range bs {
			row[i] = &cell{text: b.text, blocks: bs[i : i+1], colspan: 1, rowspan: 1}
		}
	} else if !alignRow(h, bs, row) {
		return
	}
	r.rank = rank
	r.record(h, row)
	r.rank = 0
}

// alignRow puts the first organisation and the first price of a row under
// their labels.
func alignRow(h *header, bs []block, row []*cell) bool {
	row[0] = &cell{text: bs[0].text, blocks: bs[:1]}
	i := 1
	for i < len(bs) && !orgName(cleanSupplier(bs[i].text)) {
		i++
	}
	if i == len(bs) {
		return false
	}
	row[h.by[h.supplierField()]] = &cell{text: bs[i].text, blocks: bs[i : i+1]}
	for _, f := range []field{fAmount, fBid} {
		c, ok := h.by[f]
		if !ok {
			continue
		}
		for _, b := range bs[1:] {
			rs := []rune(foldString(b.text))
			if ts := scanNumbers(rs); bareNumber(rs, ts) && (ts[0].unit > 0 || ts[0].fen(fenYuan) >= 1000*fenYuan) {
				row[c] = &cell{text: b.text}
				return true
			}
		}
	}
	return true
}
