package extract

import (
	"strings"
)

// table reads one table. Its rows are headers with records below them, or
// labels beside values, or (candidates) a label with one value per candidate.
func (r *reader) table(t *table) {
	labels := make(map[*cell]label, 16)
	read := func(c *cell) label {
		l, ok := labels[c]
		if !ok {
			l = readLabel(strings.TrimRight(c.text, ":： "))
			labels[c] = l
		}
		return l
	}
	outer := r.sec
	if summaryTable(t, read) {
		r.sec = secSummary
	}
	outerLot, outerName := r.lot, r.lotName
	headed := false
	for i := 0; i < len(t.grid); {
		if n := r.headerTable(t.grid[i:], read); n > 0 {
			i += n
			headed = true
			continue
		}
		if n := r.sideways(t.grid[i:], read); n > 0 {
			i += n
			continue
		}
		r.pairRow(t.grid[i], read)
		i++
	}
	r.rank = 0
	if r.sec == secSummary {
		r.sec = outer
	}
	if headed {
		r.lot, r.lotName = outerLot, outerName
	}
}

// summaryTable recognises the 公告概要 that portals put over the body.
func summaryTable(t *table, read func(*cell) label) bool {
	var region, when, buyer bool
	for i, row := range t.grid {
		if i > 12 {
			break
		}
		for _, c := range row {
			switch read(c).field {
			case fRegion:
				region = true
			case fPublished:
				when = true
			case fBuyer:
				buyer = true
			}
		}
	}
	return region && when && buyer
}

// headerTable reads a header row and the records below it; it returns the
// number of rows read, 0 when the first row is no header.
func (r *reader) headerTable(grid [][]*cell, read func(*cell) label) int {
	if !headerRow(grid, read) {
		return 0
	}
	n := 1
	cols := columns(grid[0], nil, read)
	if len(grid) > 2 && secondHeader(grid[0], grid[1], read) {
		cols, n = columns(grid[1], grid[0], read), 2
	}
	ranksAsCandidates(cols, grid[n:])
	h := newHeader(cols)
	h.past = trackRecord(grid[0], h)
	h.varies = (h.has(fLot) || h.has(fLotName) || h.has(fLotNumber) || h.has(fSerial) && !h.ranked) && varying(grid[n:], h, fProject)
	h.parts = h.varies && h.has(fLot) && varying(grid[n:], h, fLotNumber)
	start := n
	for ; n < len(grid); n++ {
		row := grid[n]
		cells := filled(row)
		if len(cells) == 0 {
			continue
		}
		if n > start && headerRow(grid[n:], read) || labelRow(row, read) {
			break
		}
		if len(cells) == 1 && len(grid[0]) > 1 {
			if r.spanning(cells[0], row, h) {
				continue
			}
		}
		r.record(h, row)
	}
	r.endRecords(h)
	return n
}

// headerRow tells whether the first row names columns: at least two known
// labels, hardly anything else, and a row of values below.
func headerRow(grid [][]*cell, read func(*cell) label) bool {
	cells := filled(grid[0])
	if len(cells) < 2 || len(grid) < 2 {
		return false
	}
	known, odd, alternate := 0, 0, len(cells)%2 == 0
	for i, c := range cells {
		l := read(c)
		isLabel := (l.field != fNone || personalLabel(l, c.text)) && !(i > 0 && bareRank(c.text))
		if isLabel {
			known++
		} else if !c.head && (runeCount(c.text) > 24 || strings.ContainsAny(c.text, ":：") || orgName(c.text) || longNumber(c.text)) {
			odd++
		}
		if isLabel != (i%2 == 0) {
			alternate = false
		}
	}
	if known < 2 || odd > 0 || alternate || 2*known < len(cells) {
		return false
	}
	below := filled(grid[1])
	again := 0
	for _, c := range below {
		if c != cellOf(grid[0], c) && read(c).field != fNone && read(c).field != fStop {
			again++
		}
	}
	return len(below) > 0 && 2*again <= len(below) || secondHeader(grid[0], grid[1], read)
}

// longNumber tells whether a cell holds a value such as an amount or a code.
func longNumber(s string) bool {
	n := 0
	for _, c := range s {
		if isDigit(fold(c)) {
			n++
		}
	}
	return n >= 5
}

// bareRank tells whether a cell is 第一名 or the like: a value beside 名次.
func bareRank(s string) bool {
	n, rest := cutRank(tight(s))
	return n > 0 && (rest == "" || rest == "名")
}

// cellOf gives c when the row holds it too (a span from above).
func cellOf(row []*cell, c *cell) *cell {
	for _, x := range row {
		if x == c {
			return c
		}
	}
	return nil
}

// secondHeader tells whether the second row refines the first: it shares
// spanning cells with it, and its own cells are labels too.
func secondHeader(a, b []*cell, read func(*cell) label) bool {
	shared, own, known := 0, 0, 0
	for i, c := range b {
		if c.text == "" {
			continue
		}
		if i < len(a) && a[i] == c {
			shared++
			continue
		}
		own++
		if l := read(c); l.field != fNone || c.head || hasAny(c.text, "含税", "税率", "小写", "大写") && runeCount(c.text) < 14 {
			known++
		}
	}
	return shared > 0 && own > 0 && known == own
}

func filled(row []*cell) []*cell {
	var out []*cell
	for i, c := range row {
		if c.text != "" && (i == 0 || c != row[i-1]) {
			out = append(out, c)
		}
	}
	return out
}

// labelRow tells whether a row is labels beside values: a table that changes
// its layout half way.
func labelRow(row []*cell, read func(*cell) label) bool {
	cells := filled(row)
	if len(cells) < 2 || len(cells) > 6 {
		return false
	}
	f := read(cells[0])
	return f.field != fNone && f.field != fStop && f.rank == 0 && read(cells[1]).field == fNone
}

// spanning reads a row of one cell inside a table: a lot's heading, a section
// heading, or a remark such as 无供应商 that belongs to the records.
func (r *reader) spanning(c *cell, row []*cell, h *header) bool {
	full := true
	for _, x := range row {
		if x != c && x.text == "" && x != blankCell {
			full = false
		}
	}
	if lot, name, _, ok := lotHeading(c.text); ok {
		r.enterLot(lot, name)
		return true
	}
	if !full && h.holds(row, c) {
		return false
	}
	for _, b := range c.blocks {
		if b.table == nil {
			r.keep(b.text)
		}
	}
	return true
}
