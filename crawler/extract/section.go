package extract

import "strings"

// section says what part of a notice is being read; it decides what a bare
// label (供应商名称, 名称) and a person's name in it mean.
type section uint8

const (
	secNone section = iota
	secSummary
	secBasic
	secAward
	secItems
	secRanking // bidders, scores, candidates beside the winner
	secFailed
	secCandidates
	secExperts
	secFee
	secOther
	secContact
	secBuyer
	secAgency
	secPerson
	secAttach
	secCorrect
	secParties
	secRules // qualifications, how to bid, complaints: never facts
)

// headingRule matches a heading's words; the first that hits wins, so the
// narrow ones stand first (an expert list is also named 中标…名单).
type headingRule struct {
	sec section
	re  *rule
}

var headingRules = []headingRule{
	{secExperts, when("专家 评标 评审 小组 评委 采购人员 谈判成员", `评审专家|评标委员会|评审小组|谈判小组|磋商小组|询价小组|评审委员会|评委|专家名单|采购人员名单|评审成员|评标专家|谈判成员|单一来源采购人员`)},
	{secFee, when("代理 收费 服务费", `代理服务|代理费|服务收费|收费标准|代理机构收费|中标服务费|成交服务费`)},
	{secBuyer, when("采购人 采购单位 招标人 招标单位 采购方", `^(?:采购人|采购单位|招标人|招标单位|采购方)(?:信息|联系方式|联系|名称及联系方式)?(?:\(如有\))?$`)},
	{secAgency, when("代理 采购机构", `^(?:采购|招标|集中采购|政府采购)?(?:招标|采购)?代理(?:机构|单位|公司)(?:信息|联系方式|名称及联系方式)?(?:\(如有\))?$|^(?:集中)?采购机构(?:信息|联系方式)?$`)},
	{secPerson, when("项目联系 监督 监管 投诉 主管", `^项目联系(?:方式|人)|^监督(?:部门|管理)|^同级政府采购|投诉受理|监管部门|行政监督|主管部门|监督部门`)},
	{secContact, when("联系 询问 异议", `询问.{0,12}联系|联系方式|联系事项|提出询问|联系人及|对本次.{0,10}询问|如对.{0,10}有异议|联系我们`)},
	{secRules, when("资格 获取 递交 提交 时间 质疑 投诉 异议 办法 保证金 开启 公告期限 公示期 监督 媒介 报名 公示时间", `资格要求|资格条件|获取(?:招标|采购|磋商|谈判|询价|比选)文件|投标文件(?:的)?递交|响应文件(?:的)?(?:提交|递交)|开标时间|质疑|投诉|异议|申请人的资格|投标人资格|供应商资格|评标办法|投标保证金|开启|公告期限|公示期|公示时间|监督|发布公告的媒介|发布媒介|报名`)},
	{secRanking, when("投标 候选 得分 报价 评分 排名 审查 评审 评标 未中标 未成交 落标 无效 否决 被废 未通过 开标 唱标 响应供应商 供应商 业绩 签到", `投标(?:供应商|人|单位)(?:名称)?(?:及|和)?(?:报价|名单|情况|得分)|候选.{0,8}(?:得分|报价|名单|评审|排序)|评审得分|评审报价|得分及|评分(?:汇总|情况|结果)|排名|资格审查|符合性审查|资格性审查|评审情况|评标情况|未中标|未成交|落标|无效(?:投标|响应)|否决|被废|未通过|报价(?:情况|明细|一览)|开标(?:情况|记录|一览)|唱标|投标情况|评审结果汇总|得分情况|评审过程|评审意见|响应供应商|参与.{0,6}供应商|参加.{0,6}供应商|各.{0,6}得分|得分$|业绩|参加投标|递交.{0,6}供应商|签到`)},
	{secCandidates, when("候选 评标结果 评审结果", `候选人|候选供应商|候选单位|候选人公示|候选中标|评标结果$|评审结果$`)},
	{secFailed, when("废标 流标 终止 失败 未成交", `废标|流标|终止(?:的)?原因|终止理由|失败原因|终止情况|未成交原因`)},
	{secParties, when("合同", `合同主体|合同双方|合同主要信息|合同基本信息|合同信息`)},
	{secItems, when("标的 主要中标", `主要(?:中标|成交)?(?:\(成交\)|或者成交|成交|、成交)?标的|标的(?:信息|名称)|主要成交标的|主要中标|成交标的|中标标的|采购标的`)},
	{secAward, when("中标 成交 中选 入围 采购 评审 定标 谈判 磋商 询价 比选 竞价 招标 评标 询比 遴选 结果 供应商信息", `(?:中标|成交|中选|入围|采购|评审|定标|谈判|磋商|询价|比选|竞价|招标|预中标|拟中标|评标|询比|遴选)(?:\((?:成交|中标|中选)\))?(?:成交|/成交|或成交|、成交|供应商)?(?:结果|信息|情况|人|单位|供应商)(?:信息|名单|情况|如下|公示|公告|为|名称)?(?:如下)?(?:\(.{0,12}\))?$|^结果(?:信息|如下)?$|供应商信息$|成交内容$|推荐结果|^(?:中标|成交)$`)},
	{secCorrect, when("更正 变更 澄清", `更正信息|更正事项|更正内容|变更内容|变更事项|更正情况|变更信息|澄清内容`)},
	{secBasic, when("项目 基本 概况 公告信息 采购", `项目(?:基本)?(?:情况|信息|概况)|基本(?:信息|情况)|项目相关情况|招标概况|项目概述|采购项目(?:基本)?(?:情况|信息|内容)|公告信息|采购单位信息|采购代理机构信息`)},
	{secAttach, when("附 相关公告", `^附件|相关附件|附件信息|附件下载|相关公告|^附$`)},
	{secOther, when("其他 其它 补充 备注 说明 用途 声明 提示 事项", `其他|其它|补充事宜|备注|说明|项目用途|免责声明|特别提示|友情提示|注意事项`)},
}

// numberedHeading cuts the numeral off a heading; top tells a main heading
// (一、) from a sub-heading (1.).
func numberedHeading(s string) (rest string, numbered, top bool) {
	rs := []rune(s)
	short := rs
	if len(short) > 10 {
		short = short[:10]
	}
	f := make([]rune, len(short))
	for i, r := range short {
		f[i] = fold(r)
	}
	k := len(f) - len(cutNumbering(append([]rune(nil), f...)))
	if k == 0 || k >= len(rs) && len(rs) > 0 && k != len(f) {
		return s, false, false
	}
	return strings.TrimSpace(string(rs[k:])), true, chineseDigit(rs[0]) > 0
}

// sectionOf classifies a heading's text; ok is false when it is no heading of
// ours.
func sectionOf(h string) (section, bool) {
	h = strings.TrimRight(tight(foldString(h)), ":;,.。")
	if n := runeCount(h); n < 2 || n > 44 {
		return secNone, false
	}
	for i := range headingRules {
		if headingRules[i].re.MatchString(h) {
			return headingRules[i].sec, true
		}
	}
	return secNone, false
}

// personal tells whether a section holds nothing but people and how to reach
// them (names of organisations in it are read by their labels).
func (s section) personal() bool {
	switch s {
	case secExperts, secContact, secBuyer, secAgency, secPerson:
		return true
	}
	return false
}
