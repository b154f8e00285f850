package ledger

import (
	"slices"

	"zhongbiao/data"
)

// stage is how far the project has come.
func (f *folder) stage() data.Stage {
	won, lost := false, false
	for _, ls := range f.order {
		won = won || ls.lot.Status == data.LotAwarded
		lost = lost || ls.revoked
	}
	reopened := f.lastAlive > f.lastFailed
	switch {
	case won:
		return data.StageAwarded
	case lost && !reopened:
		return data.StageRevoked
	case (f.failed || f.awarded) && !reopened:
		return data.StageFailed
	case f.framework:
		return data.StageFramework
	case f.contract:
		return data.StageContract
	case f.candidate:
		return data.StageCandidate
	case f.direct:
		return data.StageDirect
	}
	return data.StageTender
}

// count decides whether the project counts, and in which month.
func (f *folder) count() {
	p := f.p
	p.Stage = f.stage()
	if p.Stage == data.StageFailed || p.Stage == data.StageRevoked {
		f.stageChange(p.Stage)
	}
	p.Month = p.Awarded.Month()
	if p.Awarded == 0 {
		p.Month = f.seriesDay().Month()
	}
	f.sum()
	p.Uncounted = f.uncounted()
	p.Counted = p.Uncounted == ""
}

// seriesDay dates a project that has no award notice: by the first notice
// that puts it into its series, else by the first of all.
func (f *folder) seriesDay() data.Day {
	for _, ev := range f.other {
		k := ev.f.n.Kind
		if f.p.Stage == data.StageCandidate && k == data.KindCandidate || f.p.Stage == data.StageContract && k == data.KindContract ||
			f.p.Stage == data.StageFramework && k == data.KindFramework || f.p.Stage == data.StageDirect && ev.f.n.Direct {
			return ev.day
		}
	}
	return f.p.Published
}

func (f *folder) uncounted() string {
	p := f.p
	switch {
	case p.Stage != data.StageAwarded:
		return uncountedStage[p.Stage]
	case !p.Relevance.Label.Counts():
		return "relevance " + string(p.Relevance.Label)
	case !f.relevantAward():
		return "no awarded lot is relevant"
	case !f.awarded:
		return "only a correction of the award was seen"
	case p.Month == 0:
		return "publication day of the award is not known"
	}
	return ""
}

var uncountedStage = map[data.Stage]string{
	data.StageTender:    "no award seen yet",
	data.StageCandidate: "only candidates published so far",
	data.StageFailed:    "the procurement failed",
	data.StageRevoked:   "the award was taken back",
	data.StageContract:  "known only from a contract notice",
	data.StageDirect:    "known only from a direct procurement notice",
	data.StageFramework: "admission to a framework, no priced award",
}

func (f *folder) relevantAward() bool {
	return slices.ContainsFunc(f.p.Lots, func(l data.Lot) bool { return l.Status == data.LotAwarded && l.Relevance.Label.Counts() })
}

// sum adds the known totals of relevant awarded lots. Prices with and without
// VAT are not added to each other: the former are taken.
func (f *folder) sum() {
	p := f.p
	var incl, excl int64
	for _, l := range p.Lots {
		if l.Status == data.LotFailed || !l.Relevance.Label.Counts() || !l.Amount.Disclosed() {
			continue
		}
		if l.Amount.Tax == data.TaxExcluded {
			excl += l.Amount.Fen
		} else {
			incl += l.Amount.Fen
		}
	}
	p.Fen = incl
	if incl == 0 {
		p.Fen = excl
	} else if excl > 0 {
		f.warn("tax_mixed", "lots with and without VAT; only those with VAT are summed")
	}
	p.Disclosed = p.Fen > 0
}

func (f *folder) warn(code, message string) {
	w := data.Warning{Code: code, Message: message}
	if !slices.Contains(f.p.Warnings, w) {
		f.p.Warnings = append(f.p.Warnings, w)
	}
}

func (f *folder) change(ev event, field, from, to string) {
	f.p.Changes = append(f.p.Changes, data.Change{Day: ev.day, Notice: ev.head, Field: field, Old: from, New: to})
}
