package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// reader walks a document once and collects what it says. The section it is
// in decides what a bare label means; the lot it is in goes with every
// statement.
type reader struct {
	kind              data.Kind // from the title, "" when that does not say
	facts             map[field]fact
	tally             tally
	sec               section
	lot               string
	lotName           string
	rank              int   // of the table group being read: 第一名 in front of its cells
	pending           *pair // a label whose value is still to come
	unit              int64 // 价格单位 in a field of its own
	headings          []string
	subject           []string
	text              strings.Builder
	lots              map[string]bool // lots named anywhere in a structured place
	correct           correction
	warnings          []data.Warning
	lead              string            // of a consortium spread over labels
	bySerial          map[string]bool   // lots that only a 序号 names
	serial            bool              // 序号 columns number the lots (政采云)
	lastPlain, signer string            // the line above the day under the text
	listing           bool              // the lines of a list of winners are being read
	lastOrg           string            // the last line that is an organisation and nothing else
	lastOrgAt         int               // where the readable text ended with it
	items             []item            // rows of 主要标的信息
	lotNames          map[string]string // names that tables of items give to lots
	signed            data.Day          // the day under the text
	top               data.Day          // the day under the title
	topQuote          string
	whyLot            bool // reading why the lot at hand failed; the next lot's heading ends that
}

// fact is one field's value with the reason for it; a lower rank is better.
type fact struct {
	value, rule, quote string
	rank               int
}

// maxText bounds the readable text kept per notice.
const maxText = 200_000

// set keeps a value unless a better one is known.
func (r *reader) set(f field, value, rule, quote string, rank int) {
	value = squeeze(value)
	if value == "" {
		return
	}
	if old, ok := r.facts[f]; ok && old.rank <= rank {
		return
	}
	r.facts[f] = fact{value: value, rule: rule, quote: clip(scrub(quote), 200), rank: rank}
}

func (r *reader) blocks(bs []block) {
	for i := 0; i < len(bs); i++ {
		if bs[i].table != nil {
			r.pending = nil
			r.table(bs[i].table)
			continue
		}
		if n := r.flatTable(bs[i:]); n > 0 {
			i += n - 1
			continue
		}
		for _, s := range splitHeadings(bs[i].text) {
			r.line(s)
		}
	}
}

// reNextNotice is a line that leads to another notice.
var reNextNotice = regexp.MustCompile(`^[【\[]?(?:上一篇|下一篇|上一条|下一条|上一则|下一则|相关公告|热门公告|相关推荐)`)

// keep adds a line to the readable text unless it is about people.
func (r *reader) keep(s string) {
	if r.sec.personal() || r.text.Len() > maxText || peopleOnly(s) || reNextNotice.MatchString(s) {
		return
	}
	r.text.WriteString(scrub(clipBytes(s, maxText-r.text.Len()+1)))
	r.text.WriteByte('\n')
}

// line reads one line of text.
func (r *reader) line(s string) {
	if s == "" {
		return
	}
	body, numbered, top := numberedHeading(s)
	if r.pending != nil && !numbered && r.takePending(s) || numbered && !top && r.listedWinner(body) {
		return
	}
	r.pending = nil
	pairs := splitPairs(s)
	if reListAhead.MatchString(s) && runeCount(s) < 80 {
		r.listing = r.readsAwards() && r.kind != data.KindCandidate
	} else {
		r.listing = r.listing && len(pairs) == 1 && pairs[0].name == "" && orgName(cleanSupplier(body))
	}
	if r.heading(body, numbered, top, pairs) {
		return
	}
	r.endWhy(s)
	if r.failedLine(s) {
		return
	}
	if lot, name, rest, ok := lotHeading(s); ok && r.lotLine(lot, name, rest, s) {
		return
	}
	if len(pairs) == 1 && pairs[0].name == "" {
		r.plain(s)
		return
	}
	r.pairLine(pairs, s)
}

// endWhy goes back to the results at the heading of the lot behind a failed one.
func (r *reader) endWhy(s string) {
	if !r.whyLot || r.sec != secFailed {
		return
	}
	if lot, _, _, ok := lotHeading(s); ok && lot != r.lot && strings.HasSuffix(foldString(s), ":") {
		r.leave(secAward)
		r.whyLot = false
	}
}

// failedLine reads a line under 废标原因: one reason for each lot it names, or
// the reason of the lot (or the whole project) that is being read.
func (r *reader) failedLine(s string) bool {
	if r.sec != secFailed || runeCount(s) > 1000 {
		return false
	}
	ts := lotTokens(s)
	named := len(ts) > 0 && ts[0].start < 4
	if !named && (r.lot == "" && r.kind != data.KindFailure || strings.ContainsAny(s, ":：") || noPrice(s)) {
		return false
	}
	if named && runeCount(s) <= ts[0].end+1 {
		return false // the lot's heading alone
	}
	r.keep(s)
	if named {
		r.lot, r.lotName = "", ""
	}
	r.failReason(pair{name: "废标原因", value: s})
	return true
}

// lotLine enters a lot and reads what else its line holds.
func (r *reader) lotLine(lot, name, rest, s string) bool {
	r.enterLot(lot, name)
	if rest == "" || rest == name {
		r.keep(s)
		return true
	}
	pairs := splitPairs(rest)
	if len(pairs) == 1 && pairs[0].name == "" {
		r.keep(s)
		if (reFailedBare.MatchString(tight(rest)) || reFailedSaid.MatchString(tight(rest))) && r.readsAwards() && r.sec <= secCandidates {
			if name = strings.TrimSpace(name); strings.Contains(rest, name) {
				name = ""
			}
			r.lotName = name
			r.tally.fail(lot, name, "结果", rest)
			return true
		}
		r.narrative(rest)
		return true
	}
	r.pairLine(pairs, s)
	return true
}

func (r *reader) enterLot(lot, name string) {
	if lot != r.lot {
		r.lotName = ""
	}
	r.lot, r.rank = lot, 0
	if name != "" {
		r.lotName = name
		r.noteSubject(name)
	}
	r.lots[lot] = true
}

func (r *reader) noteSubject(s string) {
	s = strings.Trim(squeeze(s), " 。;；:：")
	if n := runeCount(s); n < 2 || n > 2000 || n < 14 && hasAny(s, "详见", "见附件", "见采购文件", "按文件", "按招标", "合格", "满足") {
		return
	}
	for _, old := range r.subject {
		if old == s {
			return
		}
	}
	if len(r.subject) < 200 {
		r.subject = append(r.subject, clip(s, 600))
	}
}

// heading reads a line that opens a section. Lines like 一、项目编号：X are
// numbered labels and are left to the caller.
func (r *reader) heading(body string, numbered, top bool, pairs []pair) bool {
	head, value := body, ""
	if l := readLabel(body); !numbered && l.field != fNone && (l.field != fStop || dayLabel(body)) && !isHeadingLabel(l.field) {
		return false
	}
	if len(pairs) > 0 && pairs[0].name != "" {
		if f := pairs[0].label.field; f != fNone && f != fStop && !(f == fSupplierAmount) && !(isHeadingLabel(f) && pairs[0].value == "") {
			if top {
				r.leave(secBasic)
			}
			return false
		}
		head, value = pairs[0].name, pairs[0].value
		if h, _, _ := numberedHeading(head); h != "" {
			head = h
		}
	} else if i := strings.IndexAny(body, " 　"); i > 0 && numbered {
		if _, ok := sectionOf(body[:i]); ok {
			head, value = body[:i], strings.TrimSpace(body[i:])
		}
	}
	if !numbered && (hasAny(head, "公告", "公示") || runeCount(head) > 22 || strings.ContainsAny(head, "。，,")) {
		return false
	}
	sec, ok := sectionOf(head)
	if !ok {
		if top && runeCount(head) < 30 {
			r.leave(secNone)
		}
		return false
	}
	if !numbered && !r.opens(sec, pairs, value) {
		return false
	}
	if !top && r.sec == secContact && (sec == secBasic || sec == secAward) {
		return false
	}
	if r.whyLot = sec == secFailed && !top && r.lot != "" && hasAny(head, "原因", "理由"); r.whyLot {
		r.sec = sec // 合同包2(…): / 废标/流标原因: / the reason
	} else {
		r.enter(sec, top)
	}
	r.keep(head)
	if len(r.headings) < 60 {
		r.headings = append(r.headings, clip(tight(head), 40))
	}
	if rest := restOf(pairs, value); rest != "" {
		r.line(rest)
	}
	return true
}

// isHeadingLabel tells labels that are printed as headings too, with their
// content below: 评审专家名单：, 废标原因：, 采购内容：.
func isHeadingLabel(f field) bool {
	return f == fPerson || f == fBudget || f == fPhone || f == fStatus || f == fFailReason
}

// dayLabel tells whether a label asks for a time or a place: 开标时间 on a line
// of its own opens nothing.
func dayLabel(s string) bool {
	s = strings.TrimRight(tight(s), ":：")
	return strings.HasSuffix(s, "时间") || strings.HasSuffix(s, "日期") || strings.HasSuffix(s, "地点")
}

// opens tells whether an unnumbered line may open a section: it must stand
// alone, and weak words need a colon or their own line.
func (r *reader) opens(sec section, pairs []pair, value string) bool {
	if value != "" && sec != secAward && sec != secRanking {
		return sec == secExperts || sec == secFee || sec == secAttach
	}
	switch sec {
	case secOther, secBasic:
		return value == ""
	}
	return true
}

// restOf puts the pairs behind a heading together again for reading.
func restOf(pairs []pair, value string) string {
	if len(pairs) < 2 {
		return value
	}
	var b strings.Builder
	b.WriteString(value)
	for _, p := range pairs[1:] {
		b.WriteString(" " + p.name + "：" + p.value)
	}
	return strings.TrimSpace(b.String())
}

func (r *reader) enter(sec section, top bool) {
	if top || sec == secAward || sec == secItems || sec == secRanking || sec == secFailed || sec == secFee {
		r.leave(sec)
	}
	r.sec = sec
}

// leave ends the current lot with its section.
func (r *reader) leave(sec section) {
	r.sec, r.lot, r.lotName, r.rank, r.lead = sec, "", "", 0, ""
	r.tally.cur, r.tally.curCand = nil, nil
}

// plain reads a line without labels.
func (r *reader) plain(s string) {
	l := readLabel(s)
	bare := l.field == fName && r.sec != secBuyer && r.sec != secAgency && r.sec != secAward
	if l.field != fNone && l.field != fStop && !bare && runeCount(s) <= 24 {
		r.pending = &pair{label: l, name: s}
		if !personalLabel(l, s) {
			r.keep(s)
		}
		return
	}
	if personalLabel(l, s) && runeCount(s) <= 12 {
		r.pending = &pair{label: label{field: fPerson}, name: s}
		return
	}
	if r.spaced(s) || r.listed(s) || r.failedInLot(s) {
		return
	}
	r.keep(s)
	if d, end := findDay(s); d != 0 && runeCount(s) < 18 && strings.Trim(s[end:], " 日)）") == "" && readLabel(r.lastPlain).field != fStop {
		r.signed, r.signer = d, r.lastPlain
	}
	if c := orgValue(s); orgName(c) && c == tight(s) && r.signer == "" && !portalName(s) && !strings.HasSuffix(s, "网") {
		r.lastOrg, r.lastOrgAt = s, r.text.Len() // who signs without a day
	}
	r.lastPlain = s
	r.narrative(s)
}

// pairLine reads the labels and values of one line.
func (r *reader) pairLine(pairs []pair, s string) {
	for i, p := range pairs {
		if p.name == "" {
			r.namedBefore(p.value, pairs[i+1:])
			r.keep(p.value)
			r.narrative(p.value)
			continue
		}
		if p.value == "" && i == len(pairs)-1 && (p.label.field != fNone && p.label.field != fStop || personalLabel(p.label, p.name)) {
			q := p
			r.pending = &q
			continue
		}
		if p.label.field == fNone && r.sec == secAward && hasAny(p.name, "中标", "成交", "中选", "入围") {
			r.wonAt(p)
		}
		r.pair(p)
		r.keepPair(p)
		if p.label.field == fNumber || p.label.field == fPlanNumber {
			r.behindBracket(p.value)
			if _, rest, ok := strings.Cut(p.value, "，"); ok && runeCount(rest) > 8 {
				r.narrative(rest)
			}
		}
	}
}

func (r *reader) keepPair(p pair) {
	if personalLabel(p.label, p.name) {
		return
	}
	v := p.value
	if p.label.field == fSupplierAmount {
		v = reAddressPart.ReplaceAllString(v, "")
	}
	r.keep(p.name + "：" + v)
}

var (
	reFailedBare = regexp.MustCompile(`^[(（]?(?:本(?:标段|包|标项|分标)?)?(?:已|予以|作)?(?:废标|流标|终止采购|采购失败|招标失败)(?:处理)?(?:[(（,，。;；].*)?[)）]?$`)                           // 第三标段：流标
	reFailedSaid = regexp.MustCompile(`^[^:：]{0,30}(?:不足三家|不足3家|少于三家|少于3家|废标|流标|采购失败)[^:：]{0,40}$|^(?:本|该)?(?:标段|包|标项|分标)?[^:：]{0,20}(?:重新招标|重新采购|重新组织采购)。?$`) // 本标段因投标人不足三家，重新招标
	reEntrust    = regexp.MustCompile(`受\s*([^，,。；;（(]{3,60}?(?:[（(][^（）()]{1,30}[）)])?)\s*(?:的)?委托`)
	reEntrusted  = regexp.MustCompile(`受[^，,。；;]{3,60}委托\s*[，,]\s*([^，,。；;：:]{4,40}?(?:公司|中心|事务所))\s*(?:对|就|于|组织|以)`)
	reBuyerIs    = regexp.MustCompile(`(?:采购人|招标人|采购单位|比选人)(?:名称)?为\s*([^，,。；;：:]{4,50})`)
	reAgencyIs   = regexp.MustCompile(`(?:采购|招标)?代理(?:机构|单位)(?:名称)?为\s*([^，,。；;：:]{4,50})`)
	reAgentLead  = regexp.MustCompile(`^\s*([^，,。；;]{4,50}?)\s*(?:[（(]采购代理机构[）)])?\s*受`)
	reWonBy      = regexp.MustCompile(`(?:确定|推荐|评定|选定)?(?:中标|成交|中选)(?:供应商|人|单位|公司|服务商|社会资本方)?(?:名称)?(?:确定)?(?:为|是|：|:)\s*([^，,。；;：:]{4,60})`)
	reWonMoney   = regexp.MustCompile(`(?:中标|成交|中选)(?:金额|价|价格|报价|总价|总金额)(?:为|是|：|:)?\s*((?:人民币|RMB|￥|¥)?\s*[\d０-９壹贰叁肆伍陆柒捌玖][^，。；;、]{0,40})`)
	rePeriod     = regexp.MustCompile(`公示(?:期|时间|期间|期限)(?:为|是|从|自|：|:)?\s*(\d{4}\s*[年/.-].{1,12})`)
	reTendered   = regexp.MustCompile(`^\s*([^，,。；;]{5,90}?)于\s*\d{4}年.{1,14}日.{0,40}发布(?:招标|采购|资格预审|磋商|谈判)公告`)
	reXWon       = regexp.MustCompile(`^\s*(?:[(（]?\d{1,2}[)）、.．]\s*)?([^，,。；;：:\s]{4,40}?)[;；]?(?:中标|成交|中选)`)
	reSetWinner  = regexp.MustCompile(`(?:确定|推荐|评定|选定|选择|同意|顺延|递补|由)\s*([^，,。；;：:]{4,50}?)\s*(?:为|作为|成为)(?:本项目|该项目|本次采购|本标段|本包|本次|项目)?(?:的)?(?:第一)?(?:中标|成交|中选)(?:人|供应商|单位|服务商|候选人)?`)
	rePriceTail  = regexp.MustCompile(`(不含税|未含税|含税)?(?:投标|应答|响应|最终|首轮)?(?:总价|报价|总报价|投标价|金额|价格)(?:[(（](不含税|未含税|含税|元|万元)[)）])?(?:为|是|：|:)?\s*([0-9０-９][^\s，,；;。]{0,30})`)
	reWinnerIs   = regexp.MustCompile(`^([^，,。；;：:]{4,50}?)(?:为|被确定为|被推荐为)(?:本项目|该项目|本次采购|本标段|本包)?(?:的)?(?:中标|成交|中选)(?:人|供应商|单位)`)
	reRankText   = regexp.MustCompile(`第([一二三四五六七八九十\d]+)(?:名|中标候选人|成交候选人|中选候选人|候选人|候选供应商)\s*(?:为|是|：|:)?\s*([^，,。；;：:\s]{4,50})`)
	reNameSum    = regexp.MustCompile(`^\s*(?:[(（]?\d{1,2}[)）、.．]\s*)?([^，,。；;：:]{4,50}?)[，,；;、\s]+(?:供应商地址|地址|联系地址)?[^。]{0,80}?(?:总价|(?:中标|成交)(?:金额|价|总价)|报价|金额)(?:为|是|：|:)?\s*((?:人民币|￥|¥)?\s*.{1,60})`)
)

// readsAwards tells whether statements about winners count here at all: a
// tender's text explains at length how the winner will be found.
func (r *reader) readsAwards() bool {
	switch r.kind {
	case data.KindTender, data.KindIntention:
		return false
	}
	return r.sec != secRules && r.sec != secRanking && r.sec != secFee
}
