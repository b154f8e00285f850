package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

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
	blank := len(readSuppliers(who)) == 0 && !reWithheld.MatchString(who)
	if f != fNone && blank && reason == "" {
		reason = failedCell(row)
	}
	if f == fNone || blank || noWinner(who) {
		if (noWinner(who) || reason != "" && tight(reason) != "/" && tight(reason) != "无" && !h.ranking(r.sec)) && (r.sec != secItems) && r.sec != secRanking {
			r.failRecord(lot, name, firstNonEmpty(reason, who))
		} else if f == fNone && h.has(fAmount) && r.sec == secItems {
			r.item(h, row, lot, name, nil)
		}
		return
	}
	ss := readSuppliers(who)
	if len(ss) == 0 {
		return
	}
	if len(ss) == 1 {
		ss[0].Role = remarkedRole(row, ss[0].Role)
	}
	if r.numberedCandidates(h, row, lot, name, who) {
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

// remarkedRole reads a cell that says 联合体牵头人 or 联合体成员 of its row.
func remarkedRole(row []*cell, role data.SupplierRole) data.SupplierRole {
	for _, c := range row {
		if s := tight(c.text); runeCount(s) <= 9 && !hasAny(s, "公司", "非") {
			switch {
			case strings.Contains(s, "牵头"):
				return data.RoleLead
			case strings.Contains(s, "联合体成员") || strings.HasPrefix(s, "成员"):
				return data.RoleMember
			}
		}
	}
	return role
}

// failedCell finds a cell of a row without winner that calls its lot failed,
// whatever its column is named: 02 | / | / | 流标：有效供应商不足三家.
func failedCell(row []*cell) string {
	for _, c := range row {
		if s := tight(c.text); runeCount(s) < 60 && (strings.HasPrefix(s, "流标") || strings.HasPrefix(s, "废标")) {
			return c.text
		}
	}
	return ""
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
	if v, _ := h.text(row, fProject); h.varies && v != "" {
		name = v
		r.noteSubject(v)
	}
	if v, c := h.text(row, fLot); v != "" {
		if x := lotName(v); x != "" {
			lot = x
		} else if ts := lotTokens(c.label.text + v); len(ts) > 0 {
			lot = ts[0].lot
			name = firstNonEmpty(nameLike(strings.TrimLeft(v, "包标段项0123456789一二三四五六七八九十：: ")), name)
		} else {
			lot = firstNonEmpty(onlyLot(v), r.lotBehindNumber(v), lotBehindDash(v), lot)
		}
	} else if v, _ := h.text(row, fLotNumber); v != "" {
		if x := lotName(v); x != "" && runeCount(v) <= 3 {
			lot = x
		} else {
			lot = firstNonEmpty(onlyLot(v), r.lotBehindNumber(v), lot)
		}
	} else if v, _ := h.text(row, fSerial); lot == "" && v != "" && (r.serial || h.varies) && (h.has(fWinner) || h.has(fFailReason) || h.has(fLotName)) {
		lot = lotName(v)
		r.bySerial[lot] = true
		r.nameLot(lot, name)
		return lot, name
	}
	if v, _ := h.text(row, fLotNumber); h.parts && lot != "" && reLotBehindDash.MatchString("00000"+tight(foldString(v))) {
		lot = lotName(reLotBehindDash.FindStringSubmatch("00000" + tight(foldString(v)))[1]) + "-" + lot
	}
	if v, _ := h.text(row, fItem); name == "" && lot != "" && r.sec != secItems {
		name = v
	}
	if v, _ := h.text(row, fScope); name == "" && lot != "" && h.has(fLot) && (h.has(fWinner) || r.sec == secAward) {
		name = nameLike(v) // 包号 | 采购内容 | 供应商名称
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

var reLotBehindDash = regexp.MustCompile(`\d{4,}[A-Za-z\d]*-[A-Za-z]?(\d{1,2})$`)

// lotBehindDash reads the lot at the end of a number of its own in a column of
// packages: 豫政采(2)20250233-1 (Henan).
func lotBehindDash(v string) string {
	if m := reLotBehindDash.FindStringSubmatch(tight(foldString(v))); m != nil {
		return lotName(m[1])
	}
	return ""
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
		a.price, a.table = best, h
		if bestCol.at < len(row) {
			a.cell = row[bestCol.at]
		}
		a.addQuote(bestCol.label.text, best.Raw)
	}
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
			if c.at < len(row) && len(h.cols) < 12 && h.rows == 1 && !(h.varies && c.label.field == fProject) {
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
