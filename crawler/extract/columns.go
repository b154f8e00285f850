package extract

// varying tells whether the rows of a table differ in a field. Rows that name
// different projects name their lots by them, as in the lists of State Grid.
func varying(rows [][]*cell, h *header, f field) bool {
	first := ""
	for i, row := range rows {
		v, _ := h.text(row, f)
		if i > 50 || v == "" {
			continue
		}
		if first == "" {
			first = v
		}
		if v != first {
			return true
		}
	}
	return false
}

// ranksAsCandidates reads a column 中标候选人 that holds 第1名, 第2名 as the rank
// of whom another column names.
func ranksAsCandidates(cols []column, rows [][]*cell) {
	named := false
	for _, c := range cols {
		f := c.label.field
		named = named || f == fBidder || f == fSupplier || f == fName
	}
	for i, c := range cols {
		if c.label.field != fCandidate || !named || len(rows) == 0 {
			continue
		}
		ranks := true
		for _, row := range rows[:min(len(rows), 20)] {
			if c.at < len(row) && row[c.at].text != "" && rowMarker(row[c.at].text) == 0 {
				ranks = false
			}
		}
		if ranks {
			cols[i].label.field = fRank
		}
	}
}
