package saved

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// column is what a column of a list stands for.
type column int

const (
	colTitle column = iota
	colProject
	colBuyer
	colSupplier
	colAmount
	colDate
	colURL
	colNumber
	colRegion
	colKind
	columns
)

// columnNames are the usual names of the columns, folded (see foldName). Where
// a list has two columns of one meaning, the name that stands first wins.
var columnNames = [columns][]string{
	colTitle:    {"公告标题", "标题", "公告名称", "信息标题", "title", "noticetitle"},
	colProject:  {"项目名称", "采购项目名称", "招标项目名称", "采购项目", "项目", "projectname", "project", "name"},
	colBuyer:    {"采购人", "采购人名称", "采购单位", "采购单位名称", "招标人", "招标人名称", "招标单位", "招标单位名称", "采购方", "甲方", "业主单位", "业主", "buyer", "buyername", "purchaser", "tenderee"},
	colSupplier: {"中标供应商", "中标供应商名称", "成交供应商", "成交供应商名称", "中标成交供应商", "中标人", "中标人名称", "中标单位", "中标单位名称", "成交单位", "中选人", "中选单位", "中标企业", "中标方", "供应商", "供应商名称", "乙方", "supplier", "suppliername", "suppliers", "winner", "winningbidder"},
	colAmount:   {"中标金额", "成交金额", "中标成交金额", "中选金额", "中标价", "成交价", "中标价格", "成交价格", "中标总金额", "合同金额", "金额", "amount", "awardamount", "amountyuan", "amountcny", "value", "price"},
	colDate:     {"发布日期", "公告日期", "发布时间", "公告时间", "公示日期", "公示时间", "中标日期", "成交日期", "日期", "时间", "date", "published", "publishdate", "publisheddate", "awarddate"},
	colURL:      {"链接", "网址", "公告链接", "原文链接", "链接地址", "公告地址", "公告网址", "原文地址", "来源链接", "url", "link", "href", "sourceurl"},
	colNumber:   {"项目编号", "采购项目编号", "招标编号", "采购编号", "项目号", "标书编号", "projectnumber", "projectno", "projectcode", "number"},
	colRegion:   {"地区", "所属地区", "省份", "行政区域", "区域", "省市", "region", "province"},
	colKind:     {"公告类型", "公告类别", "信息类型", "类型", "kind", "noticetype", "type"},
}

var byName = func() map[string]struct {
	col  column
	rank int
} {
	m := map[string]struct {
		col  column
		rank int
	}{}
	for c, names := range columnNames {
		for i, n := range names {
			m[n] = struct {
				col  column
				rank int
			}{column(c), i}
		}
	}
	return m
}()

var (
	reBracket  = regexp.MustCompile(`[(\[【（]([^)\]】）]*)[)\]】）]`)
	reUnitTail = regexp.MustCompile(`^(.*(?:金额|价|价格))(?:[:_/-]?)(亿元|百万元|万元|元)$`)
	reNameJunk = regexp.MustCompile(`[\s_*:：\-]+`)
)

// foldName folds a header's cell to the form of columnNames, and gives the
// unit of money that it names: 中标（成交）金额（万元） → 中标成交金额, 万元.
func foldName(s string) (name, unit string) {
	s = strings.ToLower(norm.NFKC.String(s))
	s = reBracket.ReplaceAllStringFunc(s, func(b string) string {
		inner := strings.TrimSpace(reBracket.FindStringSubmatch(b)[1])
		if u := unitIn(inner); u != "" {
			unit = u
			return ""
		}
		if inner == "成交" || inner == "中标" || inner == "中选" {
			return inner
		}
		return ""
	})
	s = reNameJunk.ReplaceAllString(s, "")
	if m := reUnitTail.FindStringSubmatch(s); m != nil && unit == "" {
		s, unit = m[1], m[2]
	}
	if s == "amountyuan" || s == "amountcny" {
		unit = "元"
	}
	return s, unit
}

// unitIn finds the unit in what a header's bracket says; the larger ones
// first, since each ends in 元.
func unitIn(s string) string {
	for _, u := range []string{"亿元", "百万元", "万元", "元"} {
		if strings.Contains(s, u) {
			return u
		}
	}
	switch strings.TrimSpace(s) {
	case "亿":
		return "亿元"
	case "万", "万人民币", "10k cny", "10k rmb":
		return "万元"
	case "yuan", "cny", "rmb", "人民币":
		return "元"
	}
	return ""
}

// header says which cell of a row is what.
type header struct {
	at     [columns]int // -1 when the list has no such column
	unit   string       // of the amounts, empty when not said
	amount string       // the amount column's own name
}

// readHeader recognises a list's header row. It wants a title or project name
// and one column more, so that no title row or note passes for one.
func readHeader(cells []string) (header, bool) {
	h := header{}
	var rank [columns]int
	for c := range h.at {
		h.at[c] = -1
	}
	found := 0
	for i, cell := range cells {
		if len(cell) > 100 {
			continue
		}
		name, unit := foldName(cell)
		k, ok := byName[name]
		if !ok || h.at[k.col] >= 0 && rank[k.col] <= k.rank {
			continue
		}
		if h.at[k.col] < 0 {
			found++
		}
		h.at[k.col], rank[k.col] = i, k.rank
		if k.col == colAmount {
			h.unit, h.amount = unit, name
		}
	}
	return h, found >= 2 && (h.at[colTitle] >= 0 || h.at[colProject] >= 0)
}

// cell gives the text of a column in a row, without the ' that guards cells
// of a CSV file against being read as formulas.
func (h header) cell(row []string, c column) string {
	i := h.at[c]
	if i < 0 || i >= len(row) {
		return ""
	}
	s := strings.TrimSpace(strings.ToValidUTF8(row[i], ""))
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@＝＋－＠", []rune(s[1:])[0]) {
		s = s[1:]
	}
	return s
}
