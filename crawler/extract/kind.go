package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// The rules of DOMAIN §2.4, evaluated top-down on the title. Each is anchored
// on words that name the notice's own kind; a body never decides by itself,
// because tender texts are full of 废标 and 终止 clauses.
var (
	reIntention   = when("意向 意见 征集 需求 采购前 预公告 调研 调查 计划", `采购意向|意向公开|意向公示|意向公告|征求意见|意见征求|意见征集|征集.{0,150}(?:意见|技术规范|评分表|评分标准)|需求公示|采购前公示|预公告|需求调查|需求调研|市场调研|市场调查|需求论证|采购需求公告|招标计划|采购计划(?:表|公告|公示)|需求征集`)
	reRevoke      = when("取消 无效 撤销 作废", `(?:取消|撤销|废除).{0,40}(?:中标|成交|中选)(?:人|供应商|单位|候选人)?(?:的)?资格|(?:取消|撤销)(?:原|其)?(?:中标|成交|中选)|关于(?:取消|撤销).{2,80}(?:中标|成交|中选)结果|(?:中标|成交|中选)(?:人|供应商|单位)?(?:资格|结果)?(?:被)?(?:取消|无效|撤销|作废)`)
	reReaward     = when("变更 重新确定 顺延 递补", `(?:中标|成交|中选)(?:结果|人|供应商|单位)?.{0,6}变更|重新确定.{0,4}(?:中标|成交)|顺延(?:中标|成交)|递补(?:中标|成交)|变更.{0,4}(?:中标|成交)`)
	reFailed      = when("流标 废标 终止 中止 暂停 取消 失败 撤销 撤回 异常 不成立 流拍 作废 特殊情况", `(?:流标|废标|终止|中止|暂停|取消|失败|撤销|撤回|异常|不成立|流拍|作废|特殊情况)(?:及|的|和|、|与|并|或|/|结果|招标|采购|活动|项目|处理|情况|重新|说明|成交|中标|公开|竞争性|磋商|谈判|询价|询比|比选|竞价|通知|原因|公告|公示|终止|废标|流标|标段|包|补充|事项|本次|该|此|任务|程序|信息|变更|更正|部分|发布|挂网|第.{1,3}次|[（(][^）)]{0,14}[)）]|[一二三四五六\d]|公开招标)*(?:公告|公示|通知|函|说明|书|$)`)
	reCorrection  = when("更正 变更 澄清 补遗 勘误 答疑 延期 更改 补充 修改 修正 时间调整 推迟 更新", `(?:更正|变更|澄清|补遗|勘误|答疑|延期|更改|补充|修改|修正|时间调整|推迟|更新)(?:及|的|和|、|与|/|补充|答疑|澄清|更正|变更|延期|修改|开标|时间|结果|事项|内容|中标|成交|采购|招标|文件|公告|回复|纪要|说明|通知|公示|函|书|号|第.{1,3}[次号]|[（(][^）)]{0,14}[)）]|[一二三四五六\d]|-|—)*(?:公告|公示|通知|函|说明|文件|书|回复|纪要|[一二三四五六\d]|$)`)
	reRenewed     = regexp.MustCompile(`更新(?:改造)?(?:项目)?(?:[(（][^）)]{0,14}[)）])?(?:中标|成交|采购|招标|结果|合同)`) // 设备更新中标公告 renews equipment
	reRetender    = when("流标 废标 终止 失败", `(?:流标|废标|终止|失败)(?:公告)?(?:及|暨|并|和|、)(?:第?[二三四五六\d]次|重新|再次)`)
	reEndsWhat    = when("关于", `关于(?:终止|取消|中止|暂停|撤销|撤回|停止).{4,}(?:公告|公示|通知|函|说明)$`)
	reBothWays    = when("及 和 暨 与 、 /", `(?:中标|成交|中选|结果)(?:公告)?(?:及|和|暨|与|、|/)(?:部分)?(?:废标|流标|终止)`)
	reResultWord  = regexp.MustCompile(`中标|成交|中选|结果|候选|定标|入围`)
	reCandidate   = when("候选 评标 评审 预成交 预中标 拟中标 拟成交 拟中选 预中选 开标", `(?:中标|中选|成交|推荐|评标|入围|比选|评审|采购|第一|询比|谈判|磋商|招标|定标)?候选(?:人|单位|供应商|公示|公告|中标人|成交)|评标结果公[示告]|评审结果公[示告]|预成交|预中标|拟中标|拟成交|拟中选|预中选|开标结果|评标公示|开标记录`)
	reFramework   = when("入围 入库 框架 资格库 供应商库 备选库 名录库 合格供应商 定点", `入围(?:结果|供应商|公示|公告|名单|单位|中标|成交)|(?:框架协议|资格库|供应商库|备选库|名录库|合格供应商).{0,14}(?:入围|入库|中标|结果)|入库结果|定点.{0,10}(?:入围|入库)`)
	reDeal        = regexp.MustCompile(`成交结果(?:单笔)?公[告示]|单笔`)
	reSingle      = when("单一来源 直接采购 单源 独家 唯一供应商 可不招标", `单一来源|直接采购|单源|独家采购|唯一供应商|可不招标`)
	reAward       = regexp.MustCompile(`中标|成交|中选|采购结果|结果(?:公告|公示|通知|通告|发布|公布|的公[告示])|定标|入围|(?:比选|询价|谈判|磋商|竞价|遴选|询比|竞谈|开标|评选|招标|竞争性谈判|直采|直接采购|公开招标|评审|采购)结果|交易结果|结果$|中标人公示|中标通知|得标|入选`)
	reContract    = when("合同", `合同(?:公告|公示|备案|信息|变更公告|签订|履约)?$|合同(?:公告|公示|备案|信息公[开示告])|采购合同|合同及`)
	reTender      = regexp.MustCompile(`招标|采购公告|采购公示|磋商|谈判|询价|询比|比选|征集|资格预审|资审|邀请|竞价|遴选|招募|竞争性|采购文件|预审|竞谈|采购项目公告|竞采|比价|公开选取|采购信息|采购需求|寻源|招商|招租|单一来源|采购$|采购公`)
	reNotNotice   = when("投诉 监督 处罚 验收 考核 法规 政策 评价 考评 招聘 录用 职称", `(?:投诉处理|监督检查|行政处罚|处罚|验收|履约验收|考核|信用评价|履约评价|考评|绩效评价|招聘|录用|职称评审)(?:结果|决定|决定书|报告|情况|处理|名单)*(?:公告|公示|公开|报告)?$|法律法规|政策解读`)
	reTenderEnd   = when("公告 邀请", `(?:询比|招标|磋商|谈判|询价|比选|竞价|资格预审|遴选|竞谈)(?:采购)?(?:公告|邀请书|邀请函|邀请公告)(?:[(（][^）)]{1,14}[)）]|[一二三四\d])*$`)
	reFailBeside  = regexp.MustCompile(`(?:中标|成交|中选|采购|评标)?(?:结果)?(?:及|和|暨|、|/|\(|（)?(?:部分)?(?:废标|流标|终止)`)
	reTrailNumber = regexp.MustCompile(`[\(（【\[][^()（）【】\[\]]{0,60}[\)）】\]]\s*$`)
)

// rule is a regular expression that is tried only on texts with one of its
// words: looking for words is many times faster.
type rule struct {
	words []string
	re    *regexp.Regexp
}

func when(words, re string) *rule {
	return &rule{strings.Fields(words), regexp.MustCompile(re)}
}

// MatchString tells whether the rule holds for s.
func (r *rule) MatchString(s string) bool { return hasAny(s, r.words...) && r.re.MatchString(s) }

// titleKind reads the kind from a title; "" when the title does not say.
func titleKind(title string) (k data.Kind, c data.Corrects, revokes bool) {
	t := tight(foldString(title))
	t = kindPart(t)
	switch {
	case t == "":
		return "", "", false
	case reIntention.MatchString(t):
		return data.KindIntention, "", false
	case reRevoke.MatchString(t) && hasAny(t, "重新确定", "顺延", "递补"):
		return data.KindCorrection, data.CorrectsResult, false
	case reRevoke.MatchString(t):
		return data.KindFailure, "", true
	}
	tail := lastWords(t)
	if head := leadingTag(t); head != "" && !hasAny(t[len(head)+1:], "公告", "公示") {
		if k, c, rev := titleKind(head); k != "" {
			return k, c, rev
		}
	}
	switch {
	case reReaward.MatchString(t) && !reContractTail(tail):
		return data.KindCorrection, data.CorrectsResult, false
	case hasAny(tail, "合同变更公", "合同更正公", "合同补充公", "补充合同公"):
		return data.KindContract, "", false
	case hasAny(tail, "预审结果", "资审结果", "资格审查结果"):
		return data.KindTender, "", false
	case reCorrection.MatchString(reRenewed.ReplaceAllString(tail, "")):
		return data.KindCorrection, corrects(t), false
	case reRetender.MatchString(tail) || reEndsWhat.MatchString(t) && !endsWithAward(tail):
		return data.KindFailure, "", false
	case reFailed.MatchString(tail):
		if reAward.MatchString(tail) && !strings.HasSuffix(tail, "终止公告") && partlyFailed(tail) {
			return data.KindAward, "", false
		}
		return data.KindFailure, "", false
	case reNotNotice.MatchString(tail):
		return data.KindOther, "", false
	case reTenderEnd.MatchString(tail) && !hasAny(tail, "单一来源", "单源"):
		return data.KindTender, "", false
	case reCandidate.MatchString(tail):
		return data.KindCandidate, "", false
	case reContract.MatchString(tail) && !strings.HasSuffix(tail, "采购公告"):
		return data.KindContract, "", false
	case reFramework.MatchString(tail) && !reDeal.MatchString(tail) && !hasAny(tail, "征集公告", "征集公示"):
		return data.KindFramework, "", false
	case reSingle.MatchString(tail) && !hasAny(tail, "成交", "中标", "中选", "结果公告", "采购结果"):
		return data.KindSingleSource, "", false
	case reSingle.MatchString(tail) && strings.Contains(tail, "直接采购结果公示"):
		return data.KindSingleSource, "", false
	case endsWithAward(tail):
		return data.KindAward, "", false
	case reTender.MatchString(tail) || reTender.MatchString(t):
		return data.KindTender, "", false
	}
	return "", "", false
}

// leadingTag gives the content of a bracket that opens a title and names the
// notice's kind: [中标结果公示]某项目.
func leadingTag(t string) string {
	if !strings.HasPrefix(t, "[") && !strings.HasPrefix(t, "(") {
		return ""
	}
	i := strings.IndexAny(t, "])")
	if i < 0 || i > 60 || !hasAny(t[:i], "公示", "公告", "结果") {
		return ""
	}
	return t[1:i]
}

// endsWithAward tells whether the words of a result close the title: projects
// are called 采购结果核查系统 too.
func endsWithAward(tail string) bool {
	ms := reAward.FindAllStringIndex(tail, -1)
	if ms == nil {
		return false
	}
	rest := tail[ms[len(ms)-1][1]:]
	return runeCount(rest) <= 4 || reTrailNumber.FindString(rest) == rest || hasAny(rest, "公告", "公示", "通知")
}

func reContractTail(tail string) bool { return reContract.MatchString(tail) }

// partlyFailed tells whether a title announces results and failures together:
// 中标及废标公告, 成交结果公告（包2废标）.
func partlyFailed(tail string) bool {
	return reBothWays.MatchString(tail) || reAward.MatchString(reFailBeside.ReplaceAllString(tail, "")) && hasAny(tail, "及", "和", "暨", "部分", "(", "、")
}

// corrects tells from a title what a correction corrects.
func corrects(t string) data.Corrects {
	switch {
	case reResultWord.MatchString(t) && !hasAny(t, "招标文件", "采购文件", "招标公告", "采购公告", "招标项目"):
		return data.CorrectsResult
	case hasAny(t, "招标", "采购公告", "采购文件", "磋商", "谈判公告", "询价", "答疑", "澄清", "延期", "补遗", "比选", "资格预审", "竞价", "补充文件", "征集", "遴选", "开标时间"):
		return data.CorrectsTender
	}
	return data.CorrectsUnknown
}

// kindPart drops what trails the words of the kind: numbers in brackets.
func kindPart(t string) string {
	for i := 0; i < 3; i++ {
		m := reTrailNumber.FindStringIndex(t)
		if m == nil || m[0] == 0 || hasAny(t[m[0]:], "公告", "公示", "结果", "废标", "流标", "终止", "更正", "中标", "成交", "失败") {
			return t
		}
		t = strings.TrimSpace(t[:m[0]])
	}
	return t
}

// lastWords is the end of a title, where the kind is named; the start names
// the project, and projects are called 变更, 取消 or 合同 too.
func lastWords(t string) string {
	rs := []rune(t)
	if len(rs) <= 22 {
		return t
	}
	return string(rs[len(rs)-22:])
}

// headingKind reads the kind from the document's headings, when the title
// does not say it.
func headingKind(headings []string) data.Kind {
	for _, h := range headings {
		if k, _, _ := titleKind(h); k != "" && k != data.KindTender {
			return k
		}
	}
	for _, h := range headings {
		switch {
		case hasAny(h, "终止的原因", "废标理由", "废标原因", "终止原因"):
			return data.KindFailure
		case hasAny(h, "更正信息", "更正事项"):
			return data.KindCorrection
		case hasAny(h, "合同主体", "合同主要信息"):
			return data.KindContract
		case hasAny(h, "中标(成交)信息", "中标（成交）信息", "中标信息", "成交信息", "采购结果", "中标结果", "成交结果"):
			return data.KindAward
		case hasAny(h, "获取招标文件", "获取采购文件", "投标人资格要求", "申请人的资格要求", "供应商资格要求"):
			return data.KindTender
		}
	}
	return ""
}
