package ledger

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"zhongbiao/data"
)

var (
	// 二次 alone is also 二次供水, 二次开发, 二次元: it means a second attempt only
	// in brackets, at the end, or before a word of the procedure.
	attemptInTitle = regexp.MustCompile(`[(\[【〔]第?([二三四五2-5])次(?:招标|采购|公告|挂网|磋商|谈判|询价|比选)?[)\]】〕]|第?([二三四五2-5])次(?:公开)?(?:招标|采购|公告|挂网|磋商|竞争性|谈判|询价|比选|中标|成交|中选|结果|废标|流标|终止|候选人)|第?([二三四五2-5])次$|(重新(?:招标|采购|磋商|谈判|询价|比选)|\(重招\))`)
	lotInTitle     = regexp.MustCompile(`(?:采购包|合同包|标包|标段|分包|分标|标项|包)号?[:：]?(?:第)?([0-9]{1,3}|[一二三四五六七八九十]{1,2}|[a-z])|第?([0-9]{1,3}|[一二三四五六七八九十]{1,2}|[a-z])(?:标段|标包|分标|标项|采购包|合同包|分包|包)`)
)

// noise are the words of the procedure, which differ between the notices of
// one project; the longer ones come first, since the first match wins.
var noise = newNoise(`关于 的 推荐 预中标 预成交 拟中标 中标候选人 成交候选人 中选候选人 中标 成交 中选 定标 评标 开标 入围 候选人 候选
	供应商 结果 公告 公示 通告 更正 变更 澄清 补充 修正 异常 废标 流标 终止 中止 失败 撤销 取消 重新 招标 采购意向 采购 意向 公开 邀请
	竞争性磋商 竞争性谈判 竞争性 磋商 谈判 询价 询比 比选 竞价 单一来源 合同 资格预审 项目`)

func newNoise(words string) *strings.Replacer {
	ws := strings.Fields(words)
	slices.SortStableFunc(ws, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, w := range ws {
		pairs = append(pairs, w, "")
	}
	return strings.NewReplacer(pairs...)
}

// title is a notice's title (or project name) made comparable.
type title struct {
	print string // what remains without procedure words, lots, attempt, number and buyer
	full  string // the same with the buyer's name left in
	long  bool   // full is long enough to tell projects apart without a buyer
}

const (
	minPrint = 4  // runes; shorter ones say too little even within one buyer
	minFull  = 14 // runes; without a buyer only a long title tells projects apart
)

// parseTitle makes s comparable; buyers are the ways in which the notice writes
// its buyer, the printed one first.
func parseTitle(s, projectNumber string, buyers ...string) title {
	full := withoutFrame(foldText(s))
	if num := foldText(projectNumber); len(num) >= 6 {
		full = strings.ReplaceAll(full, num, "")
	}
	if mayNameAttempt(full) {
		full = attemptInTitle.ReplaceAllString(full, "")
	}
	if mayNameLot(full) {
		full = lotInTitle.ReplaceAllString(full, "")
	}
	full = lettersDigits(noise.Replace(full))
	t := title{full: full, print: full}
	for _, b := range buyers {
		if b = lettersDigits(noise.Replace(plainName(b))); utf8.RuneCountInString(b) >= 3 {
			t.print = strings.ReplaceAll(t.print, b, "")
		}
	}
	if utf8.RuneCountInString(t.print) < minPrint {
		t.print = ""
	}
	if utf8.RuneCountInString(t.full) < minPrint {
		t.full = ""
	}
	t.long = utf8.RuneCountInString(t.full) >= minFull
	return t
}

// The expressions are slow on Chinese text and most titles name neither.
func mayNameAttempt(s string) bool { return strings.ContainsAny(s, "次重") }
func mayNameLot(s string) bool     { return strings.ContainsAny(s, "包标") }

// What portals and agencies put in front of a title:
//
//	[政采云]…公告   【公开】[河南省·信阳市]…公告   某某招标代理有限公司关于…的公告
var (
	tagInFront    = regexp.MustCompile(`^(?:[\[【][^\]】]{1,16}[\]】])+`)
	numberInTitle = regexp.MustCompile(`[(\[【](?:项目|招标|采购|标段)?编号[:：]?[^)\]】]{0,40}[)\]】]|(?:项目|招标|采购|标段)?编号[:：]?[0-9a-z/._-]+`)
	agencyInFront = regexp.MustCompile(`^[^(\[【]{4,30}?(?:公司|中心|事务所|代理处|分公司)关于`)
)

func withoutFrame(s string) string {
	if tag := tagInFront.FindString(s); len(tag) < len(s)/2 {
		s = s[len(tag):]
	}
	if strings.Contains(s, "编号") {
		s = numberInTitle.ReplaceAllString(s, "")
	}
	if strings.Contains(s, "关于") {
		s = agencyInFront.ReplaceAllString(s, "")
	}
	return s
}

// foldText is NFKC, lower case, without white space.
func foldText(s string) string { return strings.ToLower(squeeze(norm.NFKC.String(s))) }

// attemptInText finds 2 in "…(二次)成交公告"; 0 when the title says nothing.
func attemptInText(s string) int {
	s = foldText(s)
	if !mayNameAttempt(s) {
		return 0
	}
	m := attemptInTitle.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	return attemptOf(m[1] + m[2] + m[3])
}

// lotInText finds "2" in "…项目包2中标公告"; empty when the title names none
// or more than one.
func lotInText(s string) string {
	s = foldText(s)
	if !mayNameLot(s) {
		return ""
	}
	found := ""
	for _, at := range lotInTitle.FindAllStringSubmatchIndex(s, -1) {
		lot := strings.ToUpper(plainNumeral(submatch(s, at, 1) + submatch(s, at, 2)))
		if begin := at[0]; lot >= "A" && lot <= "Z" && begin > 0 && s[begin-1] >= 'a' && s[begin-1] <= 'z' {
			return "" // ABC包 are three
		}
		if found != "" && lot != found {
			return ""
		}
		found = lot
	}
	return found
}

func submatch(s string, at []int, i int) string {
	if at[2*i] < 0 {
		return ""
	}
	return s[at[2*i]:at[2*i+1]]
}

// buyerKey makes a buyer's name comparable: canonical if there is one, NFKC,
// lower case, without brackets and punctuation, without （本级） and the like.
func buyerKey(n *data.Notice) string {
	if n.BuyerName != "" {
		return nameKey(n.BuyerName)
	}
	return nameKey(n.Buyer)
}

var buyerNoise = regexp.MustCompile(`[(\[](?:本级|本部|机关|采购人|甲方|盖章)[)\]]`)

func nameKey(s string) string { return lettersDigits(plainName(s)) }

// plainName folds a name and takes off （本级） and the like.
func plainName(s string) string {
	s = foldText(s)
	if strings.ContainsAny(s, "([") {
		s = buyerNoise.ReplaceAllString(s, "")
	}
	return s
}

// buyerRelation says how two buyers stand to each other.
type buyerRelation int

const (
	buyerUnknown   buyerRelation = iota // one of them is missing
	buyerEqual                          // the same name
	buyerBranch                         // one name holds the other: 大学 and 大学信息学院
	buyerDifferent                      // two different names
)

func relateBuyers(a, b string) buyerRelation {
	switch {
	case a == "" || b == "":
		return buyerUnknown
	case a == b:
		return buyerEqual
	case utf8.RuneCountInString(a) >= 4 && strings.Contains(b, a), utf8.RuneCountInString(b) >= 4 && strings.Contains(a, b):
		return buyerBranch
	}
	return buyerDifferent
}
