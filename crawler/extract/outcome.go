package extract

import (
	"strings"

	"zhongbiao/data"
)

// decide settles the kind with what the body showed.
func (r *reader) decide(n *data.Notice, byTitle bool, cor data.Corrects) {
	n.Kind = r.kind
	won := false
	failed := false
	for _, a := range r.tally.awards {
		won = won || len(a.suppliers) > 0 && !a.failed
		failed = failed || a.failed
	}
	switch n.Kind {
	case "":
		n.Kind = data.KindOther
		if won {
			n.Kind = data.KindAward
			n.Warn("kind_from_body", "only the body says that this is an award")
		} else if calledCandidate(r.tally.candidates) {
			n.Kind = data.KindCandidate
			n.Warn("kind_from_body", "only the body says that these are candidates")
		}
	case data.KindAward:
		if failed && !won && len(firstRanked(r.tally.candidates)) == 0 && len(usable(r.tally.items)) == 0 {
			n.Kind = data.KindFailure
			n.Warn("all_lots_failed", "the title announces a result, but every lot failed")
		}
		if !won && !failed && len(r.tally.candidates) > 0 && reBarePublicity.MatchString(tight(n.Title)) {
			n.Kind = data.KindCandidate
			n.Warn("kind_from_body", "only the body says that these are candidates")
		}
	case data.KindFailure:
		if won && !n.Revokes {
			n.Kind = data.KindAward
			n.Warn("partly_awarded", "the title announces a failure, but a lot was awarded")
		}
	case data.KindCorrection:
		n.Corrects = r.correct.verdict(cor)
	case data.KindSingleSource:
		n.Direct = strings.Contains(n.Title, "直接采购") && hasAny(n.Title, "结果", "公示")
	}
	n.Evidence["kind"] = data.Evidence{Rule: kindRule(byTitle), Quote: clip(n.Title, 120)}
}

// calledCandidate tells whether one that the page calls a candidate is first.
func calledCandidate(cs []*award) bool {
	for _, c := range firstRanked(cs) {
		if !c.weak {
			return true
		}
	}
	return false
}

func kindRule(byTitle bool) string {
	if byTitle {
		return "kind-title"
	}
	return "kind-headings"
}

// fillLots folds the statements into lots, as far as the kind has lots.
func (r *reader) fillLots(n *data.Notice) {
	var ws []data.Warning
	switch n.Kind {
	case data.KindAward, data.KindContract, data.KindFramework, data.KindCandidate, data.KindFailure:
		n.Lots, ws = r.tally.fold(n.Kind)
	case data.KindCorrection:
		if n.Corrects == data.CorrectsResult || len(usable(r.tally.awards)) > 0 && n.Corrects == data.CorrectsUnknown {
			n.Lots, ws = r.tally.fold(data.KindAward)
		}
	case data.KindSingleSource:
		if n.Direct {
			n.Lots, ws = r.tally.fold(data.KindAward)
			for i := range n.Lots {
				n.Lots[i].Status = data.LotCandidate
			}
		}
	}
	for _, w := range ws {
		n.Warn(w.Code, w.Message)
	}
	if n.Lots == nil {
		n.Lots = []data.Lot{}
	}
	r.completeLots(n)
	r.nameLots(n)
}

// completeLots gives kinds that must have lots the one of the whole page, and
// makes the lots of a failure failed.
func (r *reader) completeLots(n *data.Notice) {
	switch n.Kind {
	case data.KindFailure:
		for i := range n.Lots {
			l := &n.Lots[i]
			l.Status, l.Amount, l.Suppliers = data.LotFailed, nil, []data.Supplier{}
		}
		if len(n.Lots) == 0 {
			n.Lots = []data.Lot{{Status: data.LotFailed, Suppliers: []data.Supplier{}, Evidence: clip(n.Title, 120)}}
		}
	case data.KindAward, data.KindFramework, data.KindContract, data.KindCandidate:
		if len(n.Lots) > 0 {
			break
		}
		l := data.Lot{Status: data.LotAwarded, Suppliers: []data.Supplier{}, Amount: &data.Money{Kind: data.Undisclosed, Tax: data.TaxUnknown}}
		if n.Kind == data.KindCandidate {
			l.Status = data.LotCandidate
		}
		n.Lots = []data.Lot{l}
	}
	for _, l := range n.Lots {
		if l.Status != data.LotFailed && len(l.Suppliers) == 0 {
			n.Warn("no_supplier", lotLabel(l.Lot)+": no supplier was found")
		}
	}
}

// nameLots gives a lone lot without number the one that the title or the
// page's structure names.
func (r *reader) nameLots(n *data.Notice) {
	r.itemLots(n)
	for i := range n.Lots {
		l := &n.Lots[i]
		if l.Name == "" && l.Lot != "" {
			l.Name = r.lotNames[l.Lot]
		}
		if saysNoMore(l.Name) {
			l.Name = ""
		}
	}
	if len(n.Lots) != 1 {
		return
	}
	l := &n.Lots[0]
	if r.bySerial[l.Lot] && !r.lots[l.Lot] {
		l.Lot = "" // the only row of a table is no lot
	}
	if l.Lot == "" {
		l.Lot = onlyLot(n.Title)
	}
	if l.Lot == "" && len(lotTokens(n.Title)) == 0 {
		l.Lot = onlyLot(n.ProjectName)
	}
	if l.Lot == "" && len(r.lots) == 1 {
		for lot := range r.lots {
			l.Lot = lot
		}
	}
}

// saysNoMore tells whether a lot's name is its number again (标包1) or a label
// that stood behind the number (标包1的中选人：).
func saysNoMore(name string) bool {
	if f := readLabel(name).field; f == fWinner || f == fCandidate || f == fAmount {
		return true
	}
	ts := lotTokens(name)
	return len(ts) == 1 && ts[0].start == 0 && ts[0].end == runeCount(name)
}

// finish sums up and settles the texts.
func finish(n *data.Notice, r *reader) {
	for i := range n.Lots {
		l := &n.Lots[i]
		if l.Status != data.LotFailed && l.Amount.Disclosed() {
			n.TotalFen += l.Amount.Fen
		}
		r.noteSubject(l.Name)
	}
	if n.ProjectName != "" && n.Evidence["project_name"].Rule != "name-title" { // the title is read as it is
		r.noteSubject(n.ProjectName)
	}
	n.Subject = r.subject
	n.Text = strings.TrimSpace(r.text.String())
	for _, w := range r.warnings {
		n.Warn(w.Code, w.Message)
	}
}
