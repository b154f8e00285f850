package ledger

import (
	"fmt"
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
				if compared = true; yuanList(x.amounts) != yuanList(ev.f.amounts) {
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

// checkOrder compares the days of the notices.
func checkOrder(f *folder) data.Check {
	first := map[data.Kind]data.Day{}
	for _, ev := range f.evs {
		k := ev.f.n.Kind
		if k == data.KindCorrection && ev.f.n.Corrects != data.CorrectsResult {
			continue // corrections of the tender come before the award
		}
		if ev.day != 0 && (first[k] == 0 || ev.day < first[k]) {
			first[k] = ev.day
		}
	}
	award := first[data.KindAward]
	if award == 0 || len(first) < 2 {
		return notApplicable(CheckOrder, "no award together with other notices")
	}
	for _, k := range []data.Kind{data.KindTender, data.KindCandidate} {
		if first[k] > award {
			return fail(CheckOrder, "award of %s before the first %s notice of %s", award, k, first[k])
		}
	}
	for _, k := range []data.Kind{data.KindContract, data.KindCorrection} {
		if first[k] != 0 && first[k] < award {
			return fail(CheckOrder, "%s of %s before the award of %s", k, first[k], award)
		}
	}
	return pass(CheckOrder, "the notices come in order")
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
