package extract

import (
	"strings"
)

// sideways reads rows that give a label and one value per candidate:
// [中标候选人名称][A][B][C] / [投标报价][1][2][3].
func (r *reader) sideways(grid [][]*cell, read func(*cell) label) int {
	width, n := 0, 0
	var rows [][]*cell
	for _, row := range grid {
		cells := dropGroup(distinct(row), read)
		if len(cells) < 3 || read(cells[0]).field == fNone && !personalLabel(read(cells[0]), cells[0].text) && n == 0 {
			break
		}
		if width == 0 {
			width = len(cells)
		}
		if len(cells) != width || hasLabels(cells[1:], read) || n > 0 && cells[0] == rows[0][0] {
			break
		}
		rows = append(rows, cells)
		n++
	}
	if n < 2 || !namesCandidates(rows, read) {
		return 0
	}
	h := newHeader(nil)
	for _, cells := range rows {
		l := read(cells[0])
		l.text = cells[0].text
		if l.field == fCandidate && onlyRanks(cells[1:]) {
			l.field = fRank // 中标候选人 | 第一名 | 第二名: their names are in another row
		}
		h.cols = append(h.cols, column{label: l, at: len(h.cols)})
	}
	h.index()
	h.upright = true
	for k := 1; k < width; k++ {
		rec := make([]*cell, len(rows))
		for i := range rows {
			rec[i] = rows[i][k]
		}
		r.record(h, rec)
	}
	r.endRecords(h)
	return n
}

// dropGroup drops a grouping cell in front of the row's label: a span that
// covers several rows (拟派项目管理人员 | 项目经理 | …).
func dropGroup(cells []*cell, read func(*cell) label) []*cell {
	if len(cells) > 3 && cells[0].rowspan > 1 {
		return cells[1:]
	}
	return cells
}

func hasLabels(cells []*cell, read func(*cell) label) bool {
	for _, c := range cells {
		if i := strings.IndexAny(c.text, ":："); i > 0 && i < 30 && readLabel(c.text[:i]).field != fNone {
			return true
		}
		if f := read(c).field; f != fNone && f != fStop && f != fCandidate {
			return true
		}
	}
	return false
}

func onlyRanks(cells []*cell) bool {
	for _, c := range cells {
		if rowMarker(c.text) == 0 {
			return false
		}
	}
	return true
}

func namesCandidates(rows [][]*cell, read func(*cell) label) bool {
	for _, cells := range rows {
		switch read(cells[0]).field {
		case fCandidate, fWinner, fBidder, fSupplier, fName:
			return true
		}
	}
	return false
}

// pairRow reads labels beside their values. A label directly before another
// label is the group that the next ones belong to: 第一名 | 单位名称：X.
func (r *reader) pairRow(row []*cell, read func(*cell) label) {
	cells := filled(row)
	if len(cells) == 1 {
		for _, b := range cells[0].blocks {
			if b.table == nil {
				for _, s := range splitHeadings(b.text) {
					r.line(s)
				}
			}
		}
		return
	}
	for i := 0; i < len(cells); i++ {
		c := cells[i]
		l := read(c)
		if l.field == fNone && !personalLabel(l, c.text) {
			r.looseCell(c, i, len(cells))
			continue
		}
		if i+1 < len(cells) && read(cells[i+1]).field != fNone {
			r.group(l)
			continue
		}
		if i+1 >= len(cells) {
			continue
		}
		next := cells[i+1]
		if ps := splitPairs(next.text); (l.field == fCandidate || l.field == fRank) && len(ps) > 0 && ps[0].name != "" {
			r.group(l)
			continue
		}
		i++
		if r.longValue(c, l, next) {
			continue
		}
		p := pair{label: l, name: strings.TrimRight(c.text, ":： "), value: next.text}
		r.pair(p)
		r.keepPair(p)
	}
}

// longValue reads a value of many lines (评标情况) as text of its own.
func (r *reader) longValue(c *cell, l label, v *cell) bool {
	switch l.field {
	case fStop, fNone, fRank, fChosen, fStatus, fPerson, fScope:
	default:
		return false
	}
	if len(v.blocks) < 3 {
		return false
	}
	sec, lot, name := r.sec, r.lot, r.lotName
	if s, ok := sectionOf(c.text); ok {
		r.sec = s
	}
	r.blocks(v.blocks)
	r.pending = nil
	r.sec, r.lot, r.lotName = sec, lot, name
	return true
}

func (r *reader) group(l label) {
	if l.rank > 0 {
		r.rank = l.rank
	}
	if l.lot != "" {
		r.enterLot(l.lot, "")
	}
}

// looseCell reads a cell that is no label: "单位名称：X" inside the cell, a
// rank or a lot in front of the others, or text.
func (r *reader) looseCell(c *cell, i, n int) {
	if rank, rest := cutRank(tight(c.text)); rank > 0 && (rest == "" || candidateWords[rest]) {
		r.rank = rank
		return
	}
	if lot, name, _, ok := lotHeading(c.text); ok && i == 0 && n > 1 {
		r.enterLot(lot, name)
		return
	}
	for _, b := range c.blocks {
		if b.table != nil {
			continue
		}
		ps := splitPairs(b.text)
		if len(ps) == 1 && ps[0].name == "" {
			r.keep(b.text)
			continue
		}
		for _, p := range ps {
			if p.name != "" {
				r.pair(p)
				r.keepPair(p)
			}
		}
	}
}
