package extract

import "strings"

// field is what a label on a page stands for.
type field uint8

const (
	fNone       field = iota
	fStop             // a known label that we don't keep; it ends the value before it
	fNumber           // 项目编号
	fPlanNumber       // 采购计划编号 and other numbers that only stand in for the project's
	fProject          // 项目名称
	fLotName          // 标段名称
	fLotNumber        // 标段编号: a whole number like YCA020120-202501-01, not a bare 1
	fLot              // 包号
	fBuyer
	fAgency
	fRegion
	fMethod
	fPublished
	fPeriod         // 公示期, 公示开始时间
	fWinner         // 中标供应商: names a winner wherever it stands
	fSupplier       // 供应商名称: names a winner only inside an award section
	fCandidate      // 第N中标候选人
	fLead           // 联合体牵头人
	fMember         // 联合体成员
	fAmount         // 中标金额
	fBid            // 报价, 总价: an award's price only beside a winner
	fRate           // 下浮率
	fUnitPrice      // 单价
	fBudget         // 预算, 最高限价 and all other money that is no award
	fPriceUnit      // 价格单位: 万元
	fScore          // 得分
	fRank           // 排名
	fChosen         // 是否中标
	fFailReason     // 废标原因
	fStatus         // 中标状态, 结果
	fBidder         // 投标供应商: a bidder, never a winner by itself
	fItem           // 标的名称, 货物名称
	fScope          // 服务范围, 采购内容
	fName           // 名称: whose, the section says
	fPerson         // personal: names of people
	fPhone          // personal: phones, mail
	fAddress        // addresses
	fCorrectItem    // 更正事项
	fShare          // 份额
	fSerial         // 序号
	fBefore         // 更正前
	fAfter          // 更正后
	fTitle          // 公告标题
	fNameNumber     // 项目名称及编号 in one cell
	fSupplierAmount // 供应商名称及中标金额 in one cell
)

// label is a label as read: what it stands for and what its brackets say.
type label struct {
	field field
	rank  int    // of a candidate label: 第一 → 1
	lot   string // a lot token in front: 包1中标供应商 → "1"
	unit  int64  // fen per printed unit: 万元 → 1_000_000; 0 when not said
	tax   taxHint
	per   bool // a unit price: 元/年
	rate  bool // %, 下浮率
	text  string
	guess bool // no label of ours, but ends like one that asks for a day
}

type taxHint uint8

const (
	taxNone taxHint = iota
	taxIn
	taxEx
)

// maxLabel is the longest text, in runes, that is looked at as a label.
const maxLabel = 34

// readLabel reads s (without its colon) as a label; field is fNone when it is
// none of ours.
func readLabel(s string) label {
	l := label{text: s}
	if len(s) == 0 || len(s) > 4*maxLabel+40 {
		return l
	}
	core := labelCore(s, &l)
	if core == "" || runeCount(core) > maxLabel {
		return l
	}
	if l.lookup(core) {
		l.taxOf(core)
		return l
	}
	if bare := strings.TrimRight(core, "123456789一二三四五六"); bare != core && (labels[bare] == fWinner || labels[bare] == fAmount) {
		l.field = labels[bare] // 中标人1, 成交供应商二
		return l
	}
	if lot, rest := cutLotPrefix(core); lot != "" && rest != "" {
		if l.lookup(strings.TrimPrefix(rest, "的")) {
			l.lot = lot
			return l
		}
	}
	if strings.HasSuffix(core, "日期") || strings.HasSuffix(core, "时间") {
		l.field, l.guess = fStop, true // some other day than that of publication
	}
	return l
}

// taxOf reads the tax basis out of the label's own words.
func (l *label) taxOf(core string) {
	switch {
	case l.tax != taxNone || !strings.Contains(core, "税"):
	case hasAny(core, "不含税", "未含税", "除税"):
		l.tax = taxEx
	case strings.Contains(core, "含税"), strings.Contains(core, "价税合计"):
		l.tax = taxIn
	}
}

func (l *label) lookup(core string) bool {
	if f, ok := labels[core]; ok {
		l.field = f
		return true
	}
	if n, rest := cutRank(core); n > 0 {
		switch {
		case rest == "" || candidateWords[rest]:
			l.field, l.rank = fCandidate, n
			return true
		}
		if f, ok := labels[rest]; ok && (f == fBid || f == fAmount || f == fSupplier || f == fCandidate || f == fBidder) {
			if f == fBidder || f == fSupplier {
				f = fCandidate
			}
			l.field, l.rank = f, n
			return true
		}
	}
	return false
}

// labelCore strips numbering, blanks and brackets from a label and notes what
// the brackets say.
func labelCore(s string, l *label) string {
	if core, plain := plainCore(s); plain {
		return core
	}
	rs := make([]rune, 0, len(s))
	for _, r := range s {
		r = fold(r)
		if !isSpace(r) && !invisible(r) && r != '*' && r != '★' && r != '"' && r != '“' && r != '”' && r != '_' {
			rs = append(rs, r)
		}
	}
	rs = cutNumbering(rs)
	var b strings.Builder
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if r != '(' && r != '[' && r != '<' {
			if r == ')' || r == ']' || r == ':' || r == '/' || r == '、' || r == '或' && i+1 < len(rs) && rs[i+1] == '成' {
				continue
			}
			b.WriteRune(r)
			continue
		}
		j := i + 1
		for j < len(rs) && rs[j] != ')' && rs[j] != ']' && rs[j] != '>' {
			j++
		}
		inner := string(rs[i+1 : j])
		if keepBracket[inner] {
			b.WriteString(inner)
		} else {
			l.bracket(inner)
		}
		i = j
	}
	return b.String()
}

// plainCore is the fast path: a label of Han characters only.
func plainCore(s string) (string, bool) {
	for i, r := range s {
		if !isHan(r) || i == 0 && chineseDigit(r) > 0 {
			return "", false
		}
	}
	return s, true
}

// keepBracket lists bracketed words that are part of the label itself:
// 中标（成交）金额, 标段(包)编号, 招标（采购）人.
var keepBracket = setOf("成交", "中标", "中选", "包", "合同包", "采购", "招标", "标包", "响应", "磋商", "谈判", "入围", "标段", "分包", "比选", "询价", "投标", "供货", "服务", "品目", "候选")

// bracket notes what a bracket after a label says about the value.
func (l *label) bracket(s string) {
	switch s {
	case "%", "百分比", "费率", "下浮率", "折扣率", "优惠率", "下浮", "折扣", "费率%", "下浮率%", "折扣率%", "百分数", "%下浮率", "单位:%", "单位%":
		l.rate = true
	}
	if u, per := unitOf(s); u > 0 {
		l.unit, l.per = u, per
	}
	switch {
	case hasAny(s, "不含税", "未含税", "除税", "不含增值税", "税前"):
		l.tax = taxEx
	case hasAny(s, "含税", "含增值税", "税后"):
		l.tax = taxIn
	}
}

// cutNumbering drops "一、", "1.", "（二）", "3、", "①", "2.1" in front of a
// label. An amount (513360.00元) is no numbering.
func cutNumbering(rs []rune) []rune {
	for round := 0; round < 2 && len(rs) > 1; round++ {
		n := numbering(rs)
		if n == 0 || n >= len(rs) {
			return rs
		}
		rs = rs[n:]
	}
	return rs
}

// numbering gives the length of the numeral at the start of rs with its stop.
func numbering(rs []rune) int {
	if rs[0] >= '①' && rs[0] <= '⑳' {
		return 1
	}
	i := 0
	open := rs[0] == '('
	if open {
		i++
	}
	from := i
	for i < len(rs) && i-from < 3 && chineseDigit(rs[i]) > 0 {
		i++
	}
	dotted := false
	if i == from {
		i, dotted = decimalNumbering(rs, from)
	}
	if i == from || i >= len(rs) {
		return 0
	}
	switch r := rs[i]; {
	case open && r == ')':
		return i + 1
	case open:
		return 0
	case r == '、' || r == ')' || r == ' ' && (dotted || chineseDigit(rs[0]) > 0):
		return i + 1
	case (r == '.' || r == ',' || r == ':') && !(i+1 < len(rs) && isDigit(rs[i+1])):
		return i + 1
	case dotted && isHan(r) && !strings.ContainsRune("万元亿年月日个米吨", r):
		return i
	}
	return 0
}

// decimalNumbering reads 1, 12, 2.1, 3.3.1; dotted tells the latter.
func decimalNumbering(rs []rune, i int) (end int, dotted bool) {
	for part := 0; part < 4; part++ {
		n := digitRun(rs[i:])
		if n == 0 || n > 2 {
			if part == 0 {
				return i, false
			}
			return i - 1, part > 1
		}
		i += n
		if i+1 >= len(rs) || rs[i] != '.' || !isDigit(rs[i+1]) {
			return i, part > 0
		}
		i++
	}
	return i, true
}

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

var candidateWords = setOf("中标候选人", "成交候选人", "中选候选人", "候选人", "中标候选单位", "候选单位", "成交候选供应商",
	"中标候选供应商", "候选供应商", "中标候选人名称", "成交候选人名称", "中标候选人单位名称", "名", "中标人", "预中标人", "中标单位", "成交供应商",
	"候选中标人", "候选中标单位", "候选成交人", "推荐中标候选人", "中选候选单位", "候选", "排名", "成交候选单位", "入围候选人")

// cutRank reads 第一…, 第1…, 排名第一… in front of a label.
func cutRank(s string) (int, string) {
	s = strings.TrimPrefix(s, "推荐")
	s = strings.TrimPrefix(s, "排名")
	rest, ok := strings.CutPrefix(s, "第")
	if !ok {
		for i, w := range []string{"首选", "备选"} {
			if r, ok := strings.CutPrefix(s, w); ok {
				return i + 1, r
			}
		}
		return 0, s
	}
	n, k := 0, 0
	for i, r := range rest {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case chineseDigit(r) > 0 && n == 0:
			n = chineseDigit(r)
		default:
			k = i
			if n > 20 {
				return 0, s
			}
			return n, strings.TrimPrefix(rest[k:], "推荐")
		}
		if n > 1000 {
			return 0, s
		}
	}
	return n, ""
}
