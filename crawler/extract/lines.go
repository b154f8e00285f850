package extract

import (
	"regexp"
	"strings"
)

// spaced reads a label that only a blank parts from its value: 采购人 某某公司.
func (r *reader) spaced(s string) bool {
	name, value, ok := strings.Cut(s, " ")
	if !ok || runeCount(name) < 3 || value == "" || runeCount(value) > 120 {
		return false
	}
	p := pair{label: readLabel(name), name: name, value: strings.TrimSpace(value)}
	switch p.label.field {
	case fBuyer, fAgency, fWinner:
		if !orgName(cleanSupplier(p.value)) {
			return false
		}
	case fAmount:
		if !strings.ContainsAny(foldString(p.value), "0123456789") {
			return false
		}
	case fNumber:
		if cleanNumber(p.value) == "" {
			return false
		}
	case fProject, fMethod, fRegion:
	case fPublished:
		if readDay(p.value) == 0 {
			return false
		}
	default:
		return false
	}
	r.pair(p)
	r.keepPair(p)
	return true
}

// reListAhead announces a list of winners: 下列供应商入围, 入围供应商名单如下.
var reListAhead = when(`下列 以下 如下 名单`, `(?:下列|以下|如下).{0,24}(?:入围|中标|成交|中选)|(?:入围|中标|成交|中选).{0,16}(?:如下|名单)(?:[(（].{0,14}[)）])?[:：]?$`)

// listed reads the names of a list of winners, a line each.
func (r *reader) listed(s string) bool {
	if !r.listing || reListAhead.MatchString(s) || !orgName(cleanSupplier(s)) || runeCount(s) > 50 || hasAny(s, "公告", "公示") {
		return false
	}
	r.keep(s)
	r.tally.winner(r.lot, r.lotName, "名单", s, "winner-list")
	return true
}

// failedInLot reads a line below a lot's heading that says that it failed:
// 标段三：景区闸机 / 因有效投标人不足三家，本标段流标。
func (r *reader) failedInLot(s string) bool {
	if r.lot == "" || r.sec > secCandidates || !r.readsAwards() || runeCount(s) > 70 {
		return false
	}
	t := strings.TrimRight(tight(s), "。.")
	if !reFailedBare.MatchString(t) && !reFailedSaid.MatchString(t) {
		return false
	}
	r.keep(s)
	r.tally.fail(r.lot, r.lotName, "结果", s)
	return true
}

// takePending gives a line to the label that waits for its value.
func (r *reader) takePending(s string) bool {
	p := *r.pending
	if l := readLabel(s); l.field != fNone && p.label.field != fLotName && p.label.field != fProject {
		return false
	}
	if ps := splitPairs(s); len(ps) > 0 && ps[0].name != "" && ps[0].label.field != fNone && (p.label.field == fSupplierAmount || !p.swallows(ps[0].label, "")) {
		return false
	}
	if _, _, _, ok := lotHeading(s); ok && p.label.field != fFailReason && p.label.field != fProject && p.label.field != fLotName && p.label.field != fLot {
		return false
	}
	r.pending = nil
	p.value = s
	r.pair(p)
	r.keepPair(p)
	return true
}

// listedWinner reads one of several winners in numbered lines below their
// label: 标包1的中选人： / 1.甲公司，中选份额70% / 2.乙公司.
func (r *reader) listedWinner(body string) bool {
	if r.pending == nil || r.pending.label.field != fWinner || runeCount(body) > 80 || !orgName(cleanSupplier(body)) {
		return false
	}
	p := *r.pending
	p.value = body
	r.pair(p)
	r.keepPair(p)
	return true
}

// reWhoBuys is an agency in front of the name of what it buys: 某公司对某项目.
var reWhoBuys = regexp.MustCompile(`^.{4,40}?(?:公司|中心|事务所|大学|学院|医院|局)(?:受.{2,30}委托)?(?:就|对|关于|组织的)`)

// namedBefore reads the project's name out of 本某某项目（招标项目编号：X），… and
// 某某项目（项目编号：X）于某日进行比选.
func (r *reader) namedBefore(s string, next []pair) {
	if len(next) == 0 || next[0].label.field != fNumber && next[0].name != "编号" || !strings.ContainsAny(next[0].value, ")）") {
		return
	}
	name := s[strings.LastIndexAny(s, "，。；,;:：")+1:]
	name = reWhoBuys.ReplaceAllString(strings.TrimLeft(name, "，。；：\u3000 \"“"), "")
	for _, w := range []string{"我公司", "我单位", "关于", "就", "对", "组织的", "本"} {
		name = strings.TrimPrefix(name, w)
	}
	if n := runeCount(name); n >= 6 && n <= 90 && balanced(name) && readLabel(name).field == fNone {
		r.set(fProject, name, "name-sentence", s, 6)
	}
}

// behindBracket reads on where a number stood in brackets inside a sentence:
// 我公司就某服务（项目编号：X）组织谈判，确定甲公司为成交供应商.
func (r *reader) behindBracket(v string) {
	if i := strings.IndexAny(v, "）)"); i > 0 {
		if rest := strings.TrimLeft(v[i:], "）) ，,"); runeCount(rest) > 8 {
			r.narrative(rest)
		}
	}
}
