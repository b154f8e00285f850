package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// orgEnds are the words that names of organisations end with.
var orgEnds = []string{"公司", "厂", "院", "所", "中心", "社", "店", "部", "行", "校", "大学", "中学", "小学", "队", "站", "局", "会", "集团", "工作室", "联合体",
	"馆", "台", "室", "基地", "超市", "酒店", "饭店", "学会", "银行", "户", "园", "场", "处", "城", "坊", "库", "团", "联盟", "企业", "合伙", "办", "厅", "府", "委", "庄", "机构", "分部", "项目部", "党校", "门市", "行政", "网", "铺", "居", "阁", "苑", "轩", "Ltd", "Ltd.", "Inc", "Inc.", "LLC", "GmbH", "LTD", "LIMITED", "Limited", "Co."}

// orgName tells whether s can be the name of an organisation.
func orgName(s string) bool {
	n := runeCount(s)
	if n < 4 || n > 60 {
		return false
	}
	base := s
	if i := strings.LastIndexAny(base, "（("); i > 0 && strings.HasSuffix(foldString(base), ")") {
		base = base[:i]
	}
	for _, e := range orgEnds {
		if strings.HasSuffix(base, e) || strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

var (
	reSupplierTail  = regexp.MustCompile(`[,，;；。\s]*(?:[(（]?(?:统一社会信用代码|社会信用代码|信用代码|组织机构代码|供应商地址|地址|联系地址|注册地址|评审得分|综合得分|得分|评分|最终得分|总得分|联系人|联系电话|电话|中标金额|成交金额|中标价|成交价|中选金额|投标报价|报价|最终报价|总价|金额|中选份额|中标份额|份额|税率|未含税|不含税|含税|服务期|排名|法人|企业规模|小型企业|微型企业|中型企业|监狱企业|中小企业|小微企业)).*$`)
	reSupplierHead  = regexp.MustCompile(`^(?:[(（]?[0-9一二三四五六七八九十]{1,2}[)）]?[、.．:：)）]\s*|[①②③④⑤⑥⑦⑧⑨⑩]\s*|(?:供应商名称|中标供应商|成交供应商|中标人|成交人|中选人|供应商|单位名称|名称|中标单位|牵头人|联合体牵头人|牵头单位|牵头方|联合体牵头单位|联合体牵头方|联合体成员单位|联合体成员|成员单位|成员|主体方|联合体)\s*[:：]\s*|为\s*)+`)
	reRoleNote      = regexp.MustCompile(`[(（【\[]\s*(?:联合体)?\s*(?:投标)?(?:牵头人|牵头单位|牵头方|牵头|主办方|主体方|主办人|成员单位|成员方|成员|协办方|联合体|联合体投标|联合体中标|主|成员[一二三四\d])\s*[)）】\]]`)
	reBracketMember = regexp.MustCompile(`[(（]\s*联合体(?:成员|成员单位|成员方|单位|另一方)?\s*[:：]\s*((?:[^()（）]|[(（][^()（）]*[)）])+)[)）]`) // 甲公司（联合体：乙公司）
	reRanked        = regexp.MustCompile(`^(?:综合)?(?:排名第[一二三四五六\d](?:名|位)?的?|第[一二三四五六\d](?:名|(?:中标|成交|中选)?候选(?:人|供应商))的?\s*[:：]?)`)
	reLeadWord      = regexp.MustCompile(`牵头|主办|主体方`)
	reMemberWord    = regexp.MustCompile(`成员|协办`)
	reWithheld      = regexp.MustCompile(`^(?:未公开|不公开|未公布|未披露|不予公开|保密|涉密|\*+|[详参]?见.{0,12}附件.*)$`) // there is a winner, the page does not say who
	reNotSupplier   = regexp.MustCompile(`^(?:/|-+|—+|无|无效|废标|流标|空|暂无|详见.*|见附件.*|不足三家.*|无供应商.*|无投标.*|本项目.*|终止.*|采购失败.*|没有.*|未.{0,8}|\*+|null|本包.*|因.*|有效投标.*|有效供应商.*|投标人不足.*)$`)
	reScoreNote     = regexp.MustCompile(`[(（][^()（）]{0,30}(?:得分|分\)|分）|排名|第.名|报价|份额|价格|小型|微型|中型|企业|信用代码|中标|成交|代码|评审|\d{10,}|[\d.]+%)[^()（）]{0,30}[)）]`)
)

// tailWords are the words of reSupplierTail: most names have none of them, and
// looking for words is many times faster.
var tailWords = []string{"代码", "地址", "分", "联系", "电话", "金额", "价", "份额", "税", "服务期", "排名", "法人", "企业"}

// reRankOnly is the heading of the next candidate's column, no name: 第二名.
var reRankOnly = regexp.MustCompile(`^第[一二三四五六七八九十\d]{1,2}名$`)

// readSuppliers reads the value of a winner's label: one name, a consortium
// (lead first), or several winners of a panel.
func readSuppliers(v string) []data.Supplier {
	v = squeeze(v)
	if v == "" || len(v) > 4000 {
		return nil
	}
	joint := hasAny(v, "联合体", "牵头", "成员单位", "成员：", "成员:", "主办方")
	v = reBracketMember.ReplaceAllString(v, "、$1")
	var out []data.Supplier
	for _, part := range splitNames(v, joint) {
		role := data.RoleSupplier
		if joint {
			role = partRole(part, len(out))
		}
		name := cleanSupplier(part)
		if name == "" || seen(out, name) {
			continue
		}
		out = append(out, data.Supplier{Name: name, Role: role})
	}
	return fixRoles(out, joint)
}

func seen(ss []data.Supplier, name string) bool {
	for _, s := range ss {
		if s.Name == name {
			return true
		}
	}
	return false
}

func partRole(part string, n int) data.SupplierRole {
	switch {
	case reLeadWord.MatchString(part):
		return data.RoleLead
	case reMemberWord.MatchString(part):
		return data.RoleMember
	case n == 0:
		return data.RoleLead
	}
	return data.RoleMember
}

// fixRoles makes one lead of a consortium, and plain suppliers of all else.
func fixRoles(ss []data.Supplier, joint bool) []data.Supplier {
	if len(ss) == 1 && ss[0].Role != data.RoleMember {
		ss[0].Role = data.RoleSupplier
	}
	if !joint || len(ss) < 2 {
		return ss
	}
	lead := -1
	for i := range ss {
		if ss[i].Role == data.RoleLead {
			if lead >= 0 {
				ss[i].Role = data.RoleMember
			} else {
				lead = i
			}
		}
	}
	if lead < 0 {
		ss[0].Role, lead = data.RoleLead, 0
	}
	if lead > 0 {
		l := ss[lead]
		copy(ss[1:lead+1], ss[:lead])
		ss[0] = l
	}
	return ss
}

// splitNames cuts a value at separators outside brackets, when every part can
// be an organisation; 联合体 and label words allow weaker separators.
func splitNames(v string, joint bool) []string {
	strong := cutOutside(v, ";；\n|")
	var out []string
	for _, s := range strong {
		if numbered := cutNumbered(s); len(numbered) > 1 {
			out = append(out, numbered...)
			continue
		}
		parts := cutOutside(s, "、,，/")
		if joint {
			parts = cutConjunction(parts)
		}
		if allOrgs(parts) {
			out = append(out, parts...)
			continue
		}
		if bySpace := strings.Fields(s); len(bySpace) > 1 && allOrgs(bySpace) {
			out = append(out, bySpace...)
			continue
		}
		out = append(out, s)
	}
	return out
}

// cutOutside cuts s at any rune of seps that is not inside brackets.
func cutOutside(s, seps string) []string {
	if !strings.ContainsAny(s, seps) {
		return []string{s}
	}
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch fold(r) {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		}
		if depth == 0 && strings.ContainsRune(seps, r) && !companyTail(s[i:]) {
			out = append(out, s[from:i])
			from = i + len(string(r))
		}
	}
	return append(out, s[from:])
}

// companyTail tells whether a comma belongs to a foreign name: Co., Ltd.
func companyTail(s string) bool {
	s = strings.TrimLeft(s, ",， ")
	return strings.HasPrefix(s, "Ltd") || strings.HasPrefix(s, "LTD") || strings.HasPrefix(s, "Inc") || strings.HasPrefix(s, "LLC") || strings.HasPrefix(s, "Limited")
}

// cutConjunction cuts "A与B联合体" and "A和B（联合体）".
func cutConjunction(parts []string) []string {
	var out []string
	for _, p := range parts {
		done := false
		for _, w := range []string{"与", "和", "及", "+", "&", "联合"} {
			a, b, ok := strings.Cut(p, w)
			if ok && orgName(cleanSupplier(a)) && orgName(cleanSupplier(b)) {
				out, done = append(out, a, b), true
				break
			}
		}
		if !done {
			out = append(out, p)
		}
	}
	return out
}

func allOrgs(parts []string) bool {
	n := 0
	for _, p := range parts {
		c := cleanSupplier(p)
		if c == "" && strings.Trim(p, " 、,，；;") == "" {
			continue
		}
		if !orgName(c) {
			return false
		}
		n++
	}
	return n > 0
}

var reInlineNumber = regexp.MustCompile(`(?:^|[\s;；。])(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、．])\s*`)

// cutNumbered cuts "1、A公司 2、B公司".
func cutNumbered(s string) []string {
	locs := reInlineNumber.FindAllStringIndex(s, 30)
	if len(locs) < 2 || strings.TrimSpace(s[:locs[0][0]]) != "" {
		return nil
	}
	var out []string
	for i, l := range locs {
		end := len(s)
		if i+1 < len(locs) {
			end = locs[i+1][0]
		}
		if p := strings.TrimSpace(s[l[1]:end]); !orgName(cleanSupplier(p)) {
			return nil
		} else {
			out = append(out, p)
		}
	}
	return out
}

// cleanSupplier strips numbering, scores, codes, roles and addresses from a
// name, and gives "" for what is no name.
func cleanSupplier(s string) string {
	s = strings.Trim(squeeze(s), " ,，;；。:：、\"“”*")
	s = reSupplierHead.ReplaceAllString(s, "")
	if cut := reRanked.ReplaceAllString(s, ""); cut != "" {
		s = cut
	}
	s = reRoleNote.ReplaceAllString(s, "")
	if !strings.Contains(s, "合伙") {
		s = reScoreNote.ReplaceAllString(s, "")
	}
	if hasAny(s, tailWords...) {
		if i := reSupplierTail.FindStringIndex(s); i != nil && i[0] > 0 {
			s = s[:i[0]]
		}
	}
	if a, b, ok := strings.Cut(s, "/"); ok && provinceCode(b) != "" {
		s = a // 浙江省河海测绘院/浙江
	}
	s = strings.Trim(s, " ,，;；。:：、/\"“”*-—")
	for _, t := range []string{"组成的联合体", "组成联合体", "（联合体）", "(联合体)", "联合体投标", "联合体"} {
		if r, ok := strings.CutSuffix(s, t); ok && r != "" {
			s = r
		}
	}
	s = joinHan(strings.Trim(s, " ,，;；。:：、/（("))
	if !hasLetters(s) || reNotSupplier.MatchString(s) || reRankOnly.MatchString(s) || runeCount(s) < 2 || runeCount(s) > 80 || !balanced(s) && runeCount(s) > 60 {
		return ""
	}
	return s
}

// hasLetters tells a name from a number.
func hasLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return isHan(r) || asciiLetter(r) || r > 0xC0 && r < 0x3000 }) >= 0
}

func balanced(s string) bool {
	f := foldString(s)
	return strings.Count(f, "(") == strings.Count(f, ")")
}

// noWinner tells whether a winner's value says that there is none.
func noWinner(v string) bool {
	v = strings.Trim(squeeze(v), " :：。")
	if reWithheld.MatchString(v) {
		return false
	}
	return v != "" && (reNotSupplier.MatchString(v) && v != "/" && v != "无" && v != "-" || hasAny(v, "废标", "流标", "不足三家", "不足3家", "无供应商", "终止", "采购失败", "无有效", "无投标"))
}
