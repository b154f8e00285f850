package ledger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhongbiao/data"
)

// The sanity checks. None of them changes a number: each says pass, fail or
// n/a, and why, for a person to look at.
const (
	CheckNumberAsAmount = "amount_is_number"    // the amount is the project number, or a part of it
	CheckUnit           = "amount_unit"         // 万元 typed as 元, or the other way round
	CheckSum            = "lots_sum"            // portals or lots disagree about the total
	CheckOrder          = "award_before_tender" // notices in an impossible order
	CheckDates          = "date_range"          // dates before there were such awards
	CheckCorrection     = "correction_size"     // a correction by a factor of ten or more
	CheckOutlier        = "amount_outlier"      // far from the industry's usual amounts
	CheckRepeated       = "repeated_award"      // the same supplier and amount in another project
	CheckFuture         = "date_future"         // published after today
)

// CheckCodes lists every check in the order in which pages show them.
var CheckCodes = []string{CheckNumberAsAmount, CheckUnit, CheckSum, CheckOrder, CheckDates, CheckCorrection, CheckOutlier, CheckRepeated, CheckFuture}

func pass(code, why string, a ...any) data.Check {
	return data.Check{Code: code, Result: "pass", Why: fmt.Sprintf(why, a...)}
}
func fail(code, why string, a ...any) data.Check {
	return data.Check{Code: code, Result: "fail", Why: fmt.Sprintf(why, a...)}
}
func notApplicable(code, why string, a ...any) data.Check {
	return data.Check{Code: code, Result: "n/a", Why: fmt.Sprintf(why, a...)}
}

// ownChecks are those that need no other project.
func ownChecks(f *folder) []data.Check {
	return []data.Check{checkNumber(f.p), checkUnit(f), checkSum(f), checkOrder(f), checkDates(f), checkCorrection(f)}
}

// checkNumber finds amounts that were read from the number's digits: 20240012
// yuan for ZFCG-20240012.
func checkNumber(p *data.Project) data.Check {
	switch {
	case p.Number == "":
		return notApplicable(CheckNumberAsAmount, "no project number")
	case !p.Disclosed:
		return notApplicable(CheckNumberAsAmount, "no amount")
	}
	runs := strings.FieldsFunc(p.Number, func(r rune) bool { return r < '0' || r > '9' })
	runs = append(runs, strings.Join(runs, ""))
	for _, l := range p.Lots {
		if !l.Amount.Disclosed() {
			continue
		}
		for _, digits := range runs {
			n, err := strconv.ParseInt(digits, 10, 64)
			if err == nil && len(digits) >= 5 && (l.Amount.Fen == n || l.Amount.Fen == n*data.Yuan) {
				return fail(CheckNumberAsAmount, "the amount %s is the digits of the number %s", yuan(l.Amount.Fen), p.Number)
			}
		}
	}
	return pass(CheckNumberAsAmount, "no amount equals digits of %s", p.Number)
}

// The limits of DOMAIN §4.1 beyond which an amount is looked at.
const (
	tooSmall = 100 * data.Yuan
	tooLarge = 5_000_000_000 * data.Yuan
)

// checkUnit looks for amounts that are off by the factor between 万元 and 元,
// by size and against every other notice of the project.
func checkUnit(f *folder) data.Check {
	p := f.p
	if !p.Disclosed {
		return notApplicable(CheckUnit, "no amount")
	}
	for _, l := range p.Lots {
		if !l.Amount.Disclosed() {
			continue
		}
		switch fen := l.Amount.Fen; {
		case fen < tooSmall:
			return fail(CheckUnit, "%s yuan is less than 100: 万元 typed as 元?", yuan(fen))
		case fen > tooLarge:
			return fail(CheckUnit, "%s yuan is more than 50亿: 元 typed as 万元?", yuan(fen))
		}
		if other := tenThousandfold(f, l.Amount.Fen); other != 0 {
			return fail(CheckUnit, "%s yuan here, %s in another notice: exactly the factor of 万元", yuan(l.Amount.Fen), yuan(other))
		}
	}
	return pass(CheckUnit, "between 100 yuan and 50亿, and no notice differs by 10,000")
}

func tenThousandfold(f *folder, fen int64) int64 {
	for _, ev := range f.evs {
		for _, x := range ev.all {
			for _, other := range x.amounts {
				if other == fen*10_000 || fen == other*10_000 {
					return other
				}
			}
		}
	}
	return 0
}

// checkSum compares the totals of each award notice with its lots, and the
// portals with each other.
func checkSum(f *folder) data.Check {
	compared := false
	for _, ev := range f.evs {
		if ev.f.n.Kind != data.KindAward {
			continue
		}
		for _, x := range ev.all {
			sum := int64(0)
			for _, a := range x.amounts {
				sum += a
			}
			if x.n.TotalFen != 0 && len(x.amounts) > 1 {
				if compared = true; x.n.TotalFen != sum {
					return fail(CheckSum, "notice %s: total %s, lots %s", x.n.ID, yuan(x.n.TotalFen), yuan(sum))
				}
			}
			if x != ev.f && len(x.amounts) > 0 && len(ev.f.amounts) > 0 {
				if compared = true; !amountsAgree(x, ev.f) {
					return fail(CheckSum, "%s prints %s, %s prints %s", ev.f.n.Portal, yuanList(ev.f.amounts), x.n.Portal, yuanList(x.amounts))
				}
			}
		}
	}
	if !compared {
		return notApplicable(CheckSum, "one lot on one portal")
	}
	return pass(CheckSum, "lots add up to the total, and all portals agree")
}

// checkOrder compares the days of the notices. What a correction of the tender
// says is of the tender side, whenever the tender itself was seen; and a
// project that failed or lost its award begins anew.
func checkOrder(f *folder) data.Check {
	award, others := f.p.Awarded, false
	first := map[string]event{} // the first notice of each step
	for _, ev := range f.evs {
		step := stepOf(ev.f.n)
		others = others || step != "" && step != stepAward
		if old, ok := first[step]; ev.day != 0 && (!ok || ev.day < old.day) {
			first[step] = ev
		}
	}
	if award == 0 || !others {
		return notApplicable(CheckOrder, "no award together with other notices")
	}
	for _, step := range []string{stepTender, stepCandidate} {
		if ev := first[step]; ev.day > award && !f.endedBetween(award, ev.day) && !f.otherLot(ev) {
			return fail(CheckOrder, "award of %s before the first %s notice of %s", award, step, ev.day)
		}
	}
	for _, step := range []string{stepContract, stepCorrection} {
		if ev := first[step]; ev.day != 0 && ev.day < award && !f.otherLot(ev) {
			return fail(CheckOrder, "%s of %s before the award of %s", step, ev.day, award)
		}
	}
	return pass(CheckOrder, "the notices come in order")
}

// The steps of a project that checkOrder puts in order.
const (
	stepTender     = "tender"
	stepCandidate  = "candidate"
	stepAward      = "award"
	stepContract   = "contract"
	stepCorrection = "correction"
)

// stepOf gives the step that a notice belongs to, empty for none. A correction
// is one of the award only if it says so and names a winner or an amount:
// titles like 结果更正 are put on corrections of the tender's answers too.
func stepOf(n *data.Notice) string {
	switch n.Kind {
	case data.KindTender:
		return stepTender
	case data.KindCandidate:
		return stepCandidate
	case data.KindAward:
		return stepAward
	case data.KindContract:
		return stepContract
	case data.KindCorrection:
		switch {
		case n.Corrects == data.CorrectsTender:
			return stepTender
		case n.Corrects == data.CorrectsResult && slices.ContainsFunc(n.Lots, func(l data.Lot) bool { return len(l.Suppliers) > 0 || l.Amount != nil }):
			return stepCorrection
		}
	}
	return ""
}

// endedBetween tells whether a failure or revocation came from one day to the
// other, so that what follows may be another round.
func (f *folder) endedBetween(from, to data.Day) bool {
	return slices.ContainsFunc(f.evs, func(ev event) bool {
		return (ev.f.n.Kind == data.KindFailure || ev.f.n.Revokes) && ev.day >= from && ev.day <= to
	})
}

// otherLot tells a notice about a lot that no award notice of the first day
// speaks of: lots are awarded one after the other.
func (f *folder) otherLot(ev event) bool {
	names := lotNames(ev.f.n)
	if ev.f.lot != "" {
		names = []string{ev.f.lot}
	}
	for _, a := range f.evs {
		if a.f.n.Kind != data.KindAward || a.day != f.p.Awarded {
			continue
		}
		won := lotNames(a.f.n)
		if a.f.lot != "" {
			won = append(won, a.f.lot)
		}
		if len(won) == 0 || slices.ContainsFunc(names, func(s string) bool { return slices.Contains(won, s) }) {
			return false
		}
	}
	return len(names) > 0
}

// firstPlausible: the first public awards that name a large language model
// are of 2021; a relevant award before 2020 is a misread date or a false hit.
const firstPlausible data.Day = 20200101

func checkDates(f *folder) data.Check {
	p := f.p
	switch {
	case !p.Relevance.Label.Counts():
		return notApplicable(CheckDates, "not relevant")
	case p.Published == 0:
		return fail(CheckDates, "no notice has a publication day")
	case p.Published < firstPlausible:
		return fail(CheckDates, "published %s, before there were such awards", p.Published)
	}
	return pass(CheckDates, "first published %s", p.Published)
}

func checkCorrection(f *folder) data.Check {
	if !f.corrected {
		return notApplicable(CheckCorrection, "never corrected")
	}
	for _, c := range f.p.Changes {
		if c.Field != "amount" {
			continue
		}
		from, errA := strconv.ParseFloat(lastWord(c.Old), 64)
		to, errB := strconv.ParseFloat(lastWord(c.New), 64)
		if errA == nil && errB == nil && from > 0 && to > 0 && (to/from >= 10 || from/to >= 10) {
			return fail(CheckCorrection, "corrected from %s to %s yuan", lastWord(c.Old), lastWord(c.New))
		}
	}
	return pass(CheckCorrection, "no correction by a factor of ten")
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }
