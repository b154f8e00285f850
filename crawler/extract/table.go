package extract

import (
	"strings"

	"zhongbiao/data"
)

// column is one column of a table with a header: its label and place.
type column struct {
	label label
	at    int
}

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
	h := newHeader(cols)
	h.past = trackRecord(grid[0], h)
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

// header is what is known of the columns of a table with records.
type header struct {
	cols    []column
	by      map[field]int // first column of each field
	rows    int
	upright bool // records are columns
	ranked  bool
	past    bool     // bidders' earlier contracts and prizes
	list    []*award // candidates or bidders of this table
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

// record reads one row under a header.
func (r *reader) record(h *header, row []*cell) {
	h.rows++
	if h.past {
		return
	}
	r.keepRecord(h, row)
	lot, name := r.recordLot(h, row)
	r.noteItem(h, row, lot)
	if v, _ := h.text(row, fScope); runeCount(v) > 4 {
		r.noteSubject(v)
	}
	if r.correctRecord(h, row) || !r.recordCounts(h) {
		return
	}
	r.recordFacts(h, row)
	f := h.supplierField()
	who, col := h.text(row, f)
	reason, _ := h.text(row, fFailReason)
	if f == fNone || tight(who) == "" || noWinner(who) {
		if (noWinner(who) || reason != "" && tight(reason) != "/" && tight(reason) != "无" && !h.ranking(r.sec)) && (r.sec != secItems) && r.sec != secRanking {
			r.failRecord(lot, name, firstNonEmpty(who, reason))
		} else if f == fNone && h.has(fAmount) && r.sec == secItems {
			r.item(h, row, lot, name, nil)
		}
		return
	}
	ss := readSuppliers(who)
	if len(ss) == 0 {
		return
	}
	a := &award{lot: lot, name: name, suppliers: ss, split: true, rule: "table"}
	a.addQuote(col.label.text, who)
	r.price(h, row, a)
	if v, _ := h.text(row, fShare); v != "" {
		a.share = clip(v, 40)
	}
	r.file(h, row, a, reason)
}

// file puts a record's statement where it belongs.
func (r *reader) file(h *header, row []*cell, a *award, reason string) {
	chosen, _ := h.text(row, fChosen)
	status, _ := h.text(row, fStatus)
	switch {
	case r.sec == secItems:
		r.tally.items = room(r.tally.items, a)
	case yes(chosen) && r.kind != data.KindCandidate:
		a.rule = "table-chosen"
		r.tally.awards = room(r.tally.awards, a)
	case r.sec == secFailed || hasAny(status, "废标", "流标", "终止", "失败"):
		a.failed, a.suppliers, a.price = true, nil, nil
		r.tally.awards = room(r.tally.awards, a)
	case h.ranking(r.sec):
		a.rank = r.recordRank(h, row)
		if yes(chosen) {
			a.rank = 1
			h.ranked = true
		} else if no(chosen) {
			a.rank = 99
		}
		if hasAny(reason, "不通过", "无效") {
			a.rank = 99
		}
		a.weak = h.supplierField() == fBidder && !h.has(fChosen)
		h.list = room(h.list, a)
	default:
		if no(chosen) {
			return
		}
		a.rule = "table-award"
		r.tally.awards = room(r.tally.awards, a)
	}
}

func yes(s string) bool {
	s = tight(s)
	return s == "是" || s == "中标" || s == "成交" || s == "中选" || s == "√" || s == "已中标" || s == "Y" || s == "入围" || s == "推荐中标" || strings.HasPrefix(s, "推荐为第一") || strings.HasPrefix(s, "第一中标")
}

func no(s string) bool {
	s = tight(s)
	return s == "否" || s == "×" || s == "N" || hasAny(s, "未中标", "未成交", "落标", "未中选", "不通过", "未入围")
}

// recordRank reads a rank from its column, or from the 第N in front.
func (r *reader) recordRank(h *header, row []*cell) int {
	v, _ := h.text(row, fRank)
	v = tight(foldString(v))
	if n, _ := cutRank(v); n > 0 {
		return n
	}
	if n, k := digits([]rune(v), 2); k > 0 && n > 0 && n < 100 {
		return n
	}
	if n := smallNumeral([]rune(strings.TrimRight(v, "名"))); n > 0 {
		return n
	}
	if v == "" && r.rank > 0 {
		return r.rank
	}
	if v == "" && h.ranked {
		return 98
	}
	return 0
}

// recordLot gives the lot of a record: its own column, the number in a lot
// name, or the lot that the table stands under.
func (r *reader) recordLot(h *header, row []*cell) (lot, name string) {
	lot, name = r.lot, r.lotName
	if v, _ := h.text(row, fLotName); v != "" {
		name = v
		if x, nm, _, ok := lotHeading(v); ok {
			lot, name = x, firstNonEmpty(nm, v)
		} else if x := onlyLot(v); x != "" {
			lot = x
		}
		r.noteSubject(name)
	}
	if v, c := h.text(row, fLot); v != "" {
		if x := lotName(v); x != "" {
			lot = x
		} else if ts := lotTokens(c.label.text + v); len(ts) > 0 {
			lot = ts[0].lot
			name = firstNonEmpty(nameLike(strings.TrimLeft(v, "包标段项0123456789一二三四五六七八九十：: ")), name)
		} else {
			lot = firstNonEmpty(onlyLot(v), r.lotBehindNumber(v), lot)
		}
	} else if v, _ := h.text(row, fLotNumber); v != "" {
		if x := lotName(v); x != "" && runeCount(v) <= 3 {
			lot = x
		} else {
			lot = firstNonEmpty(onlyLot(v), r.lotBehindNumber(v), lot)
		}
	} else if v, _ := h.text(row, fSerial); lot == "" && v != "" && r.serial && (h.has(fWinner) || h.has(fFailReason) || h.has(fLotName)) {
		lot = lotName(v)
		r.bySerial[lot] = true
		r.nameLot(lot, name)
		return lot, name
	}
	if lot != "" {
		r.lots[lot] = true
		r.nameLot(lot, name)
	}
	return lot, name
}

// lotBehindNumber reads the lot behind the project's own number:
// 豫财招-2024-5-2 is lot 2 of 豫财招-2024-5.
func (r *reader) lotBehindNumber(v string) string {
	rest, ok := strings.CutPrefix(tight(v), tight(r.facts[fNumber].value))
	if !ok || r.facts[fNumber].value == "" || rest == "" || runeCount(rest) > 5 {
		return ""
	}
	return lotName(strings.Trim(rest, "-_.()（）/"))
}

func (r *reader) nameLot(lot, name string) {
	if name != "" && r.lotNames[lot] == "" && len(r.lotNames) < 500 {
		r.lotNames[lot] = name
	}
}

func (r *reader) failRecord(lot, name, why string) {
	if why == "" {
		return
	}
	a := &award{lot: lot, name: name, failed: true, rule: "failed-row", split: true}
	a.addQuote("废标", why)
	r.tally.awards = room(r.tally.awards, a)
}

func (r *reader) item(h *header, row []*cell, lot, name string, ss []data.Supplier) {
	a := &award{lot: lot, name: name, suppliers: ss, split: true, rule: "items"}
	r.price(h, row, a)
	if a.price != nil {
		r.tally.items = room(r.tally.items, a)
	}
}

// recordCounts tells whether records matter in this section and kind.
func (r *reader) recordCounts(h *header) bool {
	switch r.kind {
	case data.KindTender, data.KindIntention:
		return false
	}
	switch r.sec {
	case secFee, secExperts, secRules, secAttach, secPerson, secSummary:
		return false
	case secOther:
		return h.has(fWinner) || h.ranking(r.sec)
	}
	return true
}

// price reads the record's price: 中标金额, else 总价, else a rate, else a
// unit price; several columns of one kind are told apart by their words.
func (r *reader) price(h *header, row []*cell, a *award) {
	var best *price
	var bestCol column
	unit, percent := h.unitColumn(row)
	if unit == 0 {
		unit = r.unit
	}
	for _, c := range h.cols {
		switch c.label.field {
		case fAmount, fBid, fRate, fUnitPrice:
		default:
			continue
		}
		if c.at >= len(row) || r.sec == secItems && c.label.field == fBid && !h.has(fAmount) && !hasAny(c.label.text, "总", "合") {
			continue
		}
		v := row[c.at].text
		l := c.label
		l.rate = l.rate || percent && l.field != fUnitPrice
		if l.unit == 0 {
			l.unit = unit
		}
		p := r.priceOf(pair{label: l, name: c.label.text, value: v}, l)
		if noPrice(v) && best != nil || l.field == fUnitPrice && r.sec == secItems {
			continue
		}
		if best == nil || betterColumn(p, c, *best, bestCol) {
			q := p
			best, bestCol = &q, c
		}
	}
	if v, c := h.text(row, fStatus); best == nil && strings.ContainsAny(v, "0123456789") && strings.Contains(v, "元") {
		if p := readPrice(v, label{unit: r.unit}); p.Kind != data.Undisclosed {
			best, bestCol = &p, c // 成交结果 holds the price (Shandong)
		}
	}
	if best != nil {
		a.price = best
		a.addQuote(bestCol.label.text, best.Raw)
	}
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

func betterColumn(p price, c column, old price, oc column) bool {
	if weight(p.Kind) != weight(old.Kind) {
		return weight(p.Kind) > weight(old.Kind)
	}
	return columnWeight(c) > columnWeight(oc)
}

func columnWeight(c column) int {
	w := 0
	switch c.label.field {
	case fAmount:
		w = 8
	case fBid:
		w = 4
	}
	if hasAny(c.label.text, "最终", "最后", "修正后") {
		w += 2
	}
	if c.label.tax == taxIn || hasAny(c.label.text, "总") {
		w++
	}
	return w
}

// recordFacts reads plain facts that tables with one record hold.
func (r *reader) recordFacts(h *header, row []*cell) {
	if r.sec == secItems || r.sec == secRanking {
		return
	}
	for _, c := range h.cols {
		switch c.label.field {
		case fNumber, fProject, fBuyer, fAgency, fMethod, fPublished:
			if c.at < len(row) && len(h.cols) < 12 && h.rows == 1 {
				r.pair(pair{label: c.label, name: c.label.text, value: row[c.at].text})
			}
		}
	}
}

// keepRecord adds a row to the readable text, without personal columns.
func (r *reader) keepRecord(h *header, row []*cell) {
	var b strings.Builder
	for _, c := range h.cols {
		if c.at >= len(row) || row[c.at].text == "" || personalLabel(c.label, c.label.text) {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(row[c.at].text)
	}
	r.keep(b.String())
}

// endRecords files the ranked list of a table as candidates. Order stands for
// rank where a candidates' table prints none and its page ranks them.
func (r *reader) endRecords(h *header) {
	for _, a := range h.list {
		r.tally.candidates = room(r.tally.candidates, a)
	}
}

// correctRecord reads 更正项|更正前|更正后 tables.
func (r *reader) correctRecord(h *header, row []*cell) bool {
	if !h.has(fAfter) {
		return false
	}
	v, _ := h.text(row, fAfter)
	what := ""
	for _, c := range h.cols {
		if c.label.field != fAfter && c.label.field != fBefore && c.label.field != fSerial && c.at < len(row) {
			what = row[c.at].text
			break
		}
	}
	r.afterText(what, v)
	return true
}
