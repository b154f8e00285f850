package extract

import (
	"fmt"
	"strings"

	"zhongbiao/data"
)

// spreadTotal uses the page's printed total: it fills a single lot that has
// no amount, and is compared with the sum of the lots otherwise (body wins).
func (f *folder) spreadTotal(totals []price) {
	var t *price
	for i := range totals {
		if totals[i].Kind == data.Total && (t == nil || totals[i].Fen > 0 && t.Fen == 0) {
			t = &totals[i]
		}
	}
	if t == nil {
		return
	}
	awarded, known, sum := 0, 0, int64(0)
	var open *data.Lot
	for i := range f.lots {
		l := &f.lots[i]
		if l.Status == data.LotFailed {
			continue
		}
		awarded++
		switch {
		case l.Amount.Disclosed():
			known++
			sum += l.Amount.Fen
		case l.Amount == nil || l.Amount.Kind == data.Undisclosed:
			open = l
		}
	}
	switch {
	case awarded == 1 && open != nil:
		m := t.Money
		open.Amount = &m
		open.Evidence = clip(strings.TrimSpace(open.Evidence+" 总金额："+t.Raw), 400)
		f.warnings = append(f.warnings, t.warnings...)
		f.warn("amount_from_summary", "the amount stands only in the page's summary")
	case known > 0 && known == awarded && differ(sum, t.Fen):
		f.compareTotal(sum, *t)
	}
}

func differ(a, b int64) bool { return a-b > fenYuan || b-a > fenYuan }

func (f *folder) compareTotal(sum int64, t price) {
	if sum == t.Fen*10_000 || t.Fen == sum*10_000 {
		f.warn("unit_mismatch", "the summary's total and the body differ by exactly 10,000: %s", t.Raw)
		return
	}
	f.warn("amount_mismatch", "the summary's total %s is not the sum of the lots, %s yuan", t.Raw, yuan(sum))
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// candidates folds a candidate notice: rank 1 of each lot; all of them when
// the page says that they are not ranked.
func (f *folder) candidates(t *tally) {
	list := strongest(usable(t.candidates))
	if more := usable(t.awards); !anyNamed(list) && len(more) > 0 {
		list = more
		for _, a := range list {
			if a.rank == 0 {
				a.rank = 1
			}
		}
	}
	groups, order := byLot(list)
	for _, lot := range order {
		f.lots = append(f.lots, f.candidateLot(lot, groups[lot]))
	}
	for _, a := range usable(t.awards) {
		if _, ok := groups[a.lot]; a.failed && !ok {
			f.lots = append(f.lots, f.lot(a.lot, []*award{a}))
		}
	}
}

func (f *folder) candidateLot(lot string, g []*award) data.Lot {
	out := data.Lot{Lot: lot, Status: data.LotCandidate, Suppliers: []data.Supplier{}}
	ranked := false
	for _, a := range g {
		ranked = ranked || a.rank > 0
	}
	var first []*award
	names := 0
	for _, a := range g {
		out.Name = firstNonEmpty(out.Name, a.name)
		if len(a.suppliers) == 0 && a.price == nil || ranked && a.rank > 1 || ranked && a.rank == 0 {
			continue
		}
		if ranked && len(first) > 0 && !(a.split && first[0].split) {
			if first[0].price == nil {
				first[0].price = a.price
			}
			continue // the same candidate named again
		}
		first = append(first, a)
		for _, s := range a.suppliers {
			if !seen(out.Suppliers, s.Name) {
				names++
				out.Suppliers = append(out.Suppliers, s)
			}
		}
		if a.quote != "" && !strings.Contains(out.Evidence, a.quote) {
			out.Evidence = clip(strings.TrimSpace(out.Evidence+" "+a.quote), 400)
		}
		out.Share = firstNonEmpty(out.Share, a.share)
	}
	if !ranked && len(first) > 1 {
		f.warn("candidates_unranked", "%s: the candidates are not ranked, so no price is taken", lotLabel(lot))
		out.Amount = &data.Money{Kind: data.Undisclosed, Tax: data.TaxUnknown}
		return out
	}
	out.Amount = f.price(lot, first)
	return out
}
