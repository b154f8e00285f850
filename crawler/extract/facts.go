package extract

import (
	"regexp"
	"strings"
)

// pair reads one label with its value, in the current section and lot.
func (r *reader) pair(p pair) {
	l := p.label
	if l.lot != "" {
		r.enterLot(l.lot, "")
	}
	if p.value == "" && l.field != fLot {
		return
	}
	if r.sec == secCorrect && r.correctPair(p) {
		return
	}
	switch l.field {
	case fNumber, fPlanNumber, fLotNumber:
		r.number(p)
	case fSerial:
		if p.name == "编号" && codeLike(cleanNumber(p.value)) {
			r.set(fNumber, cleanNumber(p.value), "number-label", p.name+"："+p.value, 7)
		}
	case fProject, fLotName:
		r.project(p)
	case fNameNumber:
		r.nameNumber(p)
	case fBuyer, fAgency, fName, fRegion, fMethod, fPublished, fPeriod, fTitle:
		r.party(p)
	case fLot:
		r.lotPair(p)
	case fWinner, fSupplier, fLead, fMember, fCandidate, fSupplierAmount, fBidder:
		r.supplierPair(p)
	case fAmount, fBid, fRate, fUnitPrice:
		r.moneyPair(p)
	case fPriceUnit:
		r.priceUnit(p.value)
	case fFailReason, fStatus, fChosen:
		r.outcome(p)
	case fItem, fScope:
		if !r.sec.personal() && r.sec != secRules && r.sec != secRanking {
			r.noteSubject(p.value)
		}
	case fCorrectItem:
		r.correct.item(p.value)
	case fShare:
		if c := r.tally.cur; c != nil && c.share == "" {
			share, _, _ := strings.Cut(strings.ReplaceAll(p.value, "，", ","), ",")
			c.share = clip(share, 40)
		}
		r.trailingPrice(p.value)
	}
}

// number reads the project's number; plan numbers and whole lot numbers only
// stand in for it.
func (r *reader) number(p pair) {
	rank := map[field]int{fNumber: 2, fLotNumber: 4, fPlanNumber: 6}[p.label.field]
	if r.sec == secItems || r.sec == secAttach || r.sec == secRules || r.sec == secRanking {
		rank += 2
	}
	if hasAny(p.name, "合同") {
		rank += 2
	}
	if p.label.field == fLotNumber && lotName(p.value) != "" && runeCount(p.value) <= 3 {
		r.lotPair(p)
		return
	}
	if v := cleanNumber(p.value); v != "" {
		r.set(fNumber, v, "number-label", p.name+"："+p.value, rank)
	}
}

// cleanNumber cuts what follows a number: remarks in brackets, the next
// label. Brackets that are part of it stay: [231025]FAGC[GK]20260002.
func cleanNumber(s string) string {
	s = squeeze(s)
	depth := 0
	for i, c := range s {
		if f := fold(c); f == '(' || f == '[' {
			depth++
		} else if f == ')' || f == ']' {
			depth--
		}
		if depth < 0 || i > 0 && (c == '（' || c == '(') && remark(s[i:]) || strings.ContainsRune("，。；;、", c) || c == ',' {
			s = s[:i]
			break
		}
		if c == ' ' && i > 0 && hanNext(s[i+1:]) {
			s = s[:i]
			break
		}
	}
	s = strings.Trim(s, " :：.。*\"“”")
	if n := runeCount(s); n < 3 || n > 80 || !strings.ContainsAny(s, "0123456789０１２３４５６７８９") {
		return ""
	}
	return s
}

func hanNext(s string) bool {
	for _, c := range s {
		return isHan(c) || c == '（' || c == '('
	}
	return true
}

// remark tells whether a bracket holds a remark rather than part of a number.
func remark(s string) bool {
	in := foldString(s)
	if i := strings.IndexByte(in, ')'); i > 0 {
		in = in[1:i]
	}
	return strings.ContainsAny(in, ":") || runeCount(in) > 8 || hasAny(in, "重新", "项目", "编号", "如有")
}

var reNumberTail = regexp.MustCompile(`^(.{4,}?)[\s、,，;；/（(]+(?:(?:采购|招标)?(?:项目)?编号[:：]?)?\s*([A-Za-z0-9][A-Za-z0-9()（）\[\]【】〔〕#_./-]{4,50}号?)\s*[)）]?$`)

// nameNumber reads 项目名称及编号, whose value holds both, on one line or two.
func (r *reader) nameNumber(p pair) {
	v := p.value
	if m := reNumberTail.FindStringSubmatch(v); m != nil {
		v = m[1]
		r.set(fNumber, cleanNumber(m[2]), "number-beside-name", p.name+"："+p.value, 3)
	} else {
		r.pending = &pair{label: label{field: fPlanNumber}, name: "编号"}
	}
	r.project(pair{label: label{field: fProject}, name: p.name, value: strings.Trim(v, " （(、,，")})
}

// reNameNote is a note in brackets behind a project's name: （项目编号：X）,
// （采购方式：竞争性磋商）.
var reNameNote = regexp.MustCompile(`\s*[（(](?:项目编号|招标编号|采购编号|招标项目编号|采购方式|招标方式).*$`)

func (r *reader) project(p pair) {
	if r.sec.personal() || r.sec == secRules || r.sec == secRanking || r.sec == secAttach {
		return
	}
	v := strings.Trim(p.value, " 。;；:：")
	if runeCount(v) < 2 {
		return
	}
	v = reNameNote.ReplaceAllString(v, "")
	if lot, name, _, ok := lotHeading(v); ok && p.label.field == fLotName && (r.sec == secAward || r.sec == secFailed) {
		r.enterLot(lot, name)
		return
	}
	r.noteSubject(v)
	if p.label.field == fLotName {
		if lot := onlyLot(v); lot != "" && r.lot == "" && r.sec != secAward {
			r.lots[lot] = true
		}
		if r.lot != "" && r.lotName == "" {
			r.lotName = v
			if c := r.tally.cur; c != nil && c.lot == r.lot && c.name == "" {
				c.name = v
			}
		}
		if r.lot == "" {
			r.set(fProject, v, "name-lot-label", p.name+"："+v, 5)
		}
		return
	}
	rank := 2
	if r.sec == secSummary {
		rank = 3
	}
	if hasAny(p.name, "工程名称") && r.sec == secItems {
		return
	}
	r.set(fProject, v, "name-label", p.name+"："+v, rank)
}
