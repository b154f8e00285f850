package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// fromTitle fills what a page says nowhere else: the project's name is the
// title without the words of its kind, the buyer often stands in front of it.
func (r *reader) fromTitle(n *data.Notice) {
	r.titleBuyer(n)
	if n.ProjectName != "" && n.ProjectName != n.Buyer {
		return
	}
	name := titleName(n.Title)
	if n.ProjectName != "" && strings.HasPrefix(name, n.Buyer) {
		n.ProjectName = name // a line break cut the name behind the buyer's
	}
	switch n.Kind {
	case data.KindIntention, data.KindOther, "":
		return
	}
	if n.ProjectName == "" && name != "" {
		n.ProjectName = name
		n.Evidence["project_name"] = data.Evidence{Rule: "name-title", Quote: n.Title}
	}
}

// titleBuyer takes who stands in front of the project's name in the title,
// when the page names no buyer (Shandong's award notices do not): 某市教育局
// 考点巡查系统采购项目成交公告 of the project 考点巡查系统采购项目.
func (r *reader) titleBuyer(n *data.Notice) {
	if n.Buyer != "" {
		return
	}
	title, name := tight(n.Title), tight(n.ProjectName)
	who := ""
	if i := strings.Index(title, name); name != "" && i > 0 {
		who = title[:i]
	} else if m := reIntentionOf.FindStringSubmatch(title); m != nil {
		who = m[1]
	}
	who = orgValue(strings.TrimLeft(who, "[【(（"))
	if i := strings.LastIndex(who, "关于"); i >= 0 {
		who = who[i+len("关于"):]
	}
	if !orgName(who) || strings.ContainsAny(who, "【】[]") || hasAny(who, "代理", "招标", "项目管理", "采购中心", "交易") {
		return
	}
	n.Buyer = who
	n.Evidence["buyer"] = data.Evidence{Rule: "buyer-title", Quote: n.Title}
	n.Warn("buyer_from_title", "no buyer is printed; who stands before the project's name in the title is taken")
}

// reIntentionOf is the title of an authority's monthly list: 某市公安局2026年6月
// 至8月政府采购意向.
var reIntentionOf = regexp.MustCompile(`^([^0-9]{4,40}?)20\d\d年.{0,24}采购意向`)

var (
	// reKindEnd is the last word of a title about its kind; they are cut one by
	// one. A bare 采购 belongs to the name (某平台采购), 项目采购 does not.
	reKindEnd = regexp.MustCompile(`(?:公告|公示|通知书?|公布|的|结果|信息|情况|变更|更正|澄清|答疑|补遗|延期|招标文件|采购文件|磋商文件|终止|废标|流标|失败|合同|备案|候选人|候选供应商|候选单位|推荐|中标人|成交人|中选人|中标供应商|成交供应商|中标单位|成交单位|中标|成交|中选|预中标|拟中标|预成交|评标|评审|定标|入围|比选|询比采购|询比|询价采购|询价|竞价采购|竞价|竞争性磋商采购|竞争性磋商|竞争性谈判采购|竞争性谈判|磋商采购|磋商|谈判采购|谈判|单一来源采购|单一来源|直接采购|院内采购|网上竞价|公开招标|邀请招标|招标|政府采购|遴选|交易|资格|并|及|暨|重新确定|顺延|第[一二三]|[(（](?:[一二三四五六\d]|中标|成交|第?[一二三四五六\d]次|重新招标|重新采购)[)）]|[（(][^（）()]{0,40}(?:编号|包|标段)[^（）()]{0,40}[）)]|[_\-—:：\s]+)$`)
	// reProjectBuying is the act of buying behind a name that is complete without it.
	reProjectBuying = regexp.MustCompile(`(项目)(?:公开)?(?:采购|招标)$`)
	reAgentOf       = regexp.MustCompile(`^[^关]{4,40}?(?:公司|中心|事务所)关于`)
)

// titleName is the project's name inside a title, "" when the title does not
// end like a notice's.
func titleName(title string) string {
	t := squeeze(title)
	if tag := leadingTag(foldString(t)); tag != "" {
		t = string([]rune(t)[runeCount(tag)+2:])
	}
	full := t
	for i := 0; i < 12; i++ {
		cut := reKindEnd.ReplaceAllString(t, "")
		if cut == t {
			break
		}
		t = cut
	}
	if t == full {
		return ""
	}
	t = reProjectBuying.ReplaceAllString(t, "$1")
	if about, ok := strings.CutPrefix(reAgentOf.ReplaceAllString(t, "关于"), "关于"); ok {
		t = about
		for _, w := range []string{"取消", "终止", "撤销", "公布", "发布"} {
			t = strings.TrimPrefix(t, w)
		}
	}
	t = strings.Trim(t, " ：:，,-_—")
	if n := runeCount(t); n < 5 || n > 160 || !balanced(t) {
		return ""
	}
	return t
}
