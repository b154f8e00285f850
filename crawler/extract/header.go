package extract

import (
	"strings"
)

// column is one column of a table with a header: its label and place.
type column struct {
	label label
	at    int
}

func columns(row, above []*cell, read func(*cell) label) []column {
	var cols []column
	for i, c := range row {
		if i > 0 && row[i-1] == c {
			continue
		}
		l := read(c)
		if above != nil && i < len(above) && above[i] != c {
			l = joinedLabel(above[i], c, read)
		}
		l.text = c.text
		cols = append(cols, column{label: l, at: i})
	}
	return cols
}

// joinedLabel reads a two-row header: 投标报价 over 不含税.
func joinedLabel(up, down *cell, read func(*cell) label) label {
	if l := readLabel(up.text + down.text); l.field != fNone {
		return l
	}
	u, d := read(up), read(down)
	if u.field != fNone && (d.field == fNone || d.field == fStop) {
		d.field = u.field
		if d.unit == 0 {
			d.unit = u.unit
		}
	}
	if hasAny(down.text, "不含税", "未含税", "除税") {
		d.tax = taxEx
	} else if hasAny(down.text, "含税") {
		d.tax = taxIn
	}
	if u0, per := unitOf(down.text); d.unit == 0 && u0 > 0 && hasAny(down.text, "元") {
		d.unit, d.per = u0, per
	}
	return d
}

// header is what is known of the columns of a table with records.
type header struct {
	cols    []column
	by      map[field]int // first column of each field
	rows    int
	upright bool // records are columns
	ranked  bool
	past    bool     // bidders' earlier contracts and prizes
	list    []*award // candidates or bidders of this table
	varies  bool     // its rows name different projects
	parts   bool     // its rows number their lots anew in each part (分标)
}

// trackRecord recognises tables of what bidders did before: their contracts
// are no part of this project.
func trackRecord(row []*cell, h *header) bool {
	for _, c := range row {
		if t := tight(c.text); hasAny(t, "业绩", "奖项", "获奖", "类似项目") && runeCount(t) < 16 {
			return true
		}
	}
	return h.has(fProject) && h.has(fName) && !h.has(fWinner)
}

func newHeader(cols []column) *header {
	h := &header{cols: cols}
	h.index()
	return h
}

func (h *header) index() {
	h.by = map[field]int{}
	for i, c := range h.cols {
		if _, ok := h.by[c.label.field]; !ok {
			h.by[c.label.field] = i
		}
	}
	_, h.ranked = h.by[fRank]
}

func (h *header) has(f field) bool { _, ok := h.by[f]; return ok }

// holds tells whether cell c of row stands in a column that matters.
func (h *header) holds(row []*cell, c *cell) bool {
	for _, col := range h.cols {
		if col.at < len(row) && row[col.at] == c {
			switch col.label.field {
			case fWinner, fSupplier, fFailReason, fCandidate, fBidder:
				return true
			}
		}
	}
	return false
}

// text gives the record's cell of a field.
func (h *header) text(row []*cell, f field) (string, column) {
	i, ok := h.by[f]
	if !ok || h.cols[i].at >= len(row) {
		return "", column{}
	}
	return row[h.cols[i].at].text, h.cols[i]
}

// supplierField is the column that names whom a record is about.
func (h *header) supplierField() field {
	for _, f := range []field{fWinner, fCandidate, fSupplier, fBidder} {
		if h.has(f) {
			return f
		}
	}
	if h.has(fName) && (h.has(fAmount) || h.has(fRank) || h.has(fBid)) {
		return fName
	}
	return fNone
}

// ranking tells whether the table lists bidders rather than winners: it has
// ranks or scores and no column that speaks of an award.
func (h *header) ranking(sec section) bool {
	if h.has(fWinner) || h.has(fAmount) && !h.ranked {
		return false
	}
	if h.has(fCandidate) || h.has(fBidder) || h.ranked || h.has(fChosen) {
		return true
	}
	return sec == secRanking || sec == secCandidates || h.has(fScore) && sec != secAward
}

// unitColumn reads the unit that a column of its own prints (Henan: 中标金额 |
// 单位, with 元 or % below).
func (h *header) unitColumn(row []*cell) (unit int64, percent bool) {
	for _, c := range h.cols {
		if c.at >= len(row) || !hasAny(tight(c.label.text), "单位", "币种") || runeCount(c.label.text) > 8 {
			continue
		}
		v := tight(row[c.at].text)
		if v == "%" || v == "％" || strings.HasPrefix(v, "百分") {
			return 0, true
		}
		if u, _ := unitOf(v); u > 0 && runeCount(v) <= 8 {
			return u, false
		}
	}
	return 0, false
}
