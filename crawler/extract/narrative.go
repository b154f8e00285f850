package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// wonAt reads "某公司中标标准间协议价：400元/天".
func (r *reader) wonAt(p pair) {
	m := reXWon.FindStringSubmatch(p.name)
	if m == nil || !orgName(cleanSupplier(m[1])) {
		return
	}
	r.tally.winner(r.lot, r.lotName, "中标人", m[1], "winner-sentence")
	if hasAny(p.name[len(m[0]):], "价", "额", "费") {
		r.tally.amount(r.lot, r.lotName, p.name[len(m[0]):], p.value, readPrice(p.value, label{unit: r.unit}))
	}
}

// narrative reads sentences: who entrusted whom, who won, at what price.
func (r *reader) narrative(s string) {
	if len(s) > 6000 {
		s = s[:6000]
	}
	if m := reEntrust.FindStringSubmatchIndex(s); m != nil && r.sec <= secBasic {
		r.set(fBuyer, orgValue(s[m[2]:m[3]]), "buyer-entrusted", s[m[0]:m[1]], 6)
		if a := reAgentLead.FindStringSubmatch(s[:m[1]]); a != nil && orgName(joinHan(a[1])) {
			r.set(fAgency, joinHan(a[1]), "agency-entrusted", a[1], 6)
		}
	}
	if m := reEntrusted.FindStringSubmatch(s); m != nil && r.sec <= secBasic && orgName(joinHan(m[1])) {
		r.set(fAgency, joinHan(m[1]), "agency-entrusted", clip(m[0], 120), 7)
	}
	if m := reBuyerIs.FindStringSubmatch(s); m != nil && r.sec <= secAward && orgName(orgValue(m[1])) {
		r.set(fBuyer, orgValue(m[1]), "buyer-sentence", m[0], 6)
	}
	if m := reAgencyIs.FindStringSubmatch(s); m != nil && r.sec <= secAward && orgName(orgValue(m[1])) {
		r.set(fAgency, orgValue(m[1]), "agency-sentence", m[0], 7)
	}
	if m := rePeriod.FindStringSubmatch(s); m != nil {
		r.published(pair{label: label{field: fPeriod}, name: "公示期", value: m[1]})
	}
	if m := reTendered.FindStringSubmatch(s); m != nil {
		r.set(fProject, m[1], "name-sentence", clip(m[0], 120), 6)
	}
	switch r.sec {
	case secRules, secFee, secOther, secAttach, secExperts, secItems, secContact, secBuyer, secAgency, secPerson, secCorrect:
		return
	}
	if r.readsAwards() {
		r.narrativeAward(s)
	}
	if r.kind == data.KindCandidate || r.sec == secCandidates {
		r.rankedText(s)
	}
}

func (r *reader) narrativeAward(s string) {
	won := false
	if m := reWinnerIs.FindStringSubmatch(s); m != nil && orgName(cleanSupplier(m[1])) {
		r.tally.winner(r.lot, r.lotName, "中标人", m[1], "winner-sentence")
		won = true
	} else if m := reSetWinner.FindStringSubmatch(s); m != nil && orgName(cleanSupplier(m[1])) {
		r.tally.winner(r.lot, r.lotName, "中标人", m[1], "winner-sentence")
		won = true
	} else if m := reXWon.FindStringSubmatch(s); m != nil && r.sec == secAward && orgName(cleanSupplier(m[1])) {
		r.tally.winner(r.lot, r.lotName, "中标人", m[1], "winner-sentence")
		won = true
	} else if m := reWonBy.FindStringSubmatch(s); m != nil && orgName(cleanSupplier(m[1])) {
		r.tally.winner(r.lot, r.lotName, "中标人", m[1], "winner-sentence")
		won = true
	}
	if m := reWonMoney.FindStringSubmatch(s); m != nil && (won || r.sec == secAward) {
		p := readPrice(m[1], label{unit: r.unit})
		r.tally.amount(r.lot, r.lotName, "中标金额", m[1], p)
		return
	}
	if m := reNameSum.FindStringSubmatch(s); m != nil && r.sec == secAward && !won && orgName(cleanSupplier(m[1])) {
		r.tally.winner(r.lot, r.lotName, "供应商", m[1], "winner-line")
		r.tally.amount(r.lot, r.lotName, "金额", m[2], readPrice(m[2], label{unit: r.unit}))
		return
	}
	if r.sec == secAward && !won && (hasAny(s, "废标", "流标") && runeCount(s) < 80) {
		r.tally.fail(r.lot, r.lotName, "结果", s)
		return
	}
	if c := cleanSupplier(s); r.sec == secAward && !won && orgName(c) && runeCount(s) < 50 && !hasAny(s, "如下", "公告", "公示", "结果", "采购", "项目") {
		r.tally.winner(r.lot, r.lotName, "供应商", s, "winner-line")
	}
}

// rankedText reads "第一名 A公司 未含税总价1286000.00元 第二名 B公司 …".
func (r *reader) rankedText(s string) {
	ms := reRankText.FindAllStringSubmatchIndex(s, 12)
	for i, m := range ms {
		end := len(s)
		if i+1 < len(ms) {
			end = ms[i+1][0]
		}
		n, _ := cutRank("第" + s[m[2]:m[3]] + "名")
		before := len(r.tally.candidates)
		nameEnd := m[5]
		if i := reSupplierTail.FindStringIndex(s[m[4]:m[5]]); i != nil && i[0] > 0 {
			nameEnd = m[4] + i[0] // nothing stands between the name and its price
		}
		r.candidate(n, "第"+s[m[2]:m[3]]+"名", s[m[4]:nameEnd])
		p := rePriceTail.FindStringSubmatch(s[nameEnd:end])
		if p == nil || len(r.tally.candidates) <= before {
			continue
		}
		l := label{unit: r.unit}
		l.bracket(p[1])
		l.bracket(p[2])
		pr := readPrice(p[3], l)
		c := r.tally.candidates[before]
		c.price = &pr
		c.addQuote("报价", p[3])
	}
}

// candidate records a candidate of a rank (0: not ranked).
func (r *reader) candidate(rank int, name, value string) {
	ss := readSuppliers(value)
	withheld := rank > 0 && reWithheld.MatchString(squeeze(value)) // the price may still be told
	if !withheld && (len(ss) == 0 || !orgName(ss[0].Name) && rank == 0) {
		return
	}
	if withheld {
		ss = nil
	}
	a := &award{lot: r.lot, name: r.lotName, suppliers: ss, rank: rank, rule: "candidate-label"}
	a.addQuote(name, value)
	r.tally.candidates = room(r.tally.candidates, a)
	r.tally.curCand = a
}

// reDayBehind is a day that follows a signature on the same line.
var reDayBehind = regexp.MustCompile(`[\s，,]+(?:日期[:：]\s*)?[12]\d{3}\s*[年./-].*$`)

// cleanOrg strips what stands around an organisation's name.
func cleanOrg(s string) string {
	s = strings.Trim(squeeze(s), " ,，;；。:：、\"“”*")
	if d, _ := findDay(s); d != 0 {
		if i := reDayBehind.FindStringIndex(s); i != nil && i[0] > 0 {
			s = s[:i[0]] // 某某公司 2025年06月20日
		}
	}
	for _, cut := range []string{" 联系", " 地址", "，地址", ",地址", "；地址", " 电话", "（以下简称", "(以下简称", "（盖章", "(盖章"} {
		if i := strings.Index(s, cut); i > 0 {
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}
