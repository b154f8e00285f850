package server

// ruleMessages are the words for what rules, checks and warnings are called
// in the data. A code that is not here is shown as it is.
var ruleMessages = map[string]text{
	"uncounted.the procurement failed":                      {"采购失败", "the procurement failed"},
	"uncounted.only candidates published so far":            {"目前只公示了候选人", "only candidates published so far"},
	"uncounted.known only from a contract notice":           {"只见到合同公告", "known only from a contract notice"},
	"uncounted.known only from a direct procurement notice": {"只见到直接采购公示", "known only from a direct procurement notice"},
	"uncounted.the award was taken back":                    {"中标被取消", "the award was taken back"},
	"uncounted.no award seen yet":                           {"尚未见到中标公告", "no award seen yet"},
	"uncounted.admission to a framework, no priced award":   {"框架入围，没有定价的中标", "admission to a framework, no priced award"},
	"uncounted.no awarded lot is relevant":                  {"中标的包都不相关", "no awarded lot is relevant"},
	"uncounted.only a correction of the award was seen":     {"只见到中标结果的更正", "only a correction of the award was seen"},
	"uncounted.publication day of the award is not known":   {"中标公告日期未知", "publication day of the award is not known"},
	"uncounted.relevance adjacent":                          {"只是相关活动，不是采购大模型本身", "about large models only in passing"},
	"uncounted.relevance reject":                            {"与大模型无关", "not about large models"},

	"link.first":        {"首份公告", "first notice"},
	"link.same-award":   {"同一中标结果的转载", "copy of the same award"},
	"link.number+buyer": {"项目编号与采购人相同", "same number and buyer"},
	"link.number":       {"项目编号相同", "same number"},
	"link.portal-link":  {"网站给出的关联", "linked by the portal"},
	"link.title+buyer":  {"名称与采购人相同", "same title and buyer"},
	"link.title":        {"名称相同", "same title"},
	"link.decision":     {"人工决定", "decided by hand"},

	"checkcode.amount_is_number":    {"金额不是项目编号中的数字", "Amount is no part of the project number"},
	"checkcode.amount_unit":         {"金额单位可信", "Unit of the amount is plausible"},
	"checkcode.lots_sum":            {"各包之和与总价一致", "Lots add up to the total"},
	"checkcode.award_before_tender": {"公告先后顺序合理", "Notices come in order"},
	"checkcode.date_range":          {"日期在合理范围内", "Dates are plausible"},
	"checkcode.amount_outlier":      {"金额与同行业相称", "Amount is usual for the industry"},
	"checkcode.repeated_award":      {"没有相同供应商、相同金额的另一项目", "No other project has the same supplier and amount"},
	"checkcode.date_future":         {"日期不在将来", "Dates are not in the future"},
	"checkcode.correction_size":     {"更正幅度合理", "Corrections are of a plausible size"},

	"warn.amount_mismatch":          {"页面上的金额互相不一致", "Amounts on the page disagree"},
	"warn.amount_conflict":          {"同一包出现不同金额", "A lot has two different amounts"},
	"warn.amount_from_summary":      {"金额取自公告概要", "Amount taken from the summary"},
	"warn.amount_huge":              {"金额异常大", "Amount is unusually large"},
	"warn.amount_malformed":         {"金额写法无法识别", "Amount can't be read"},
	"warn.amount_small":             {"金额异常小", "Amount is unusually small"},
	"warn.symbolic_price":           {"零元或象征性报价，按未披露处理", "Zero or symbolic price, taken as undisclosed"},
	"warn.unit_assumed":             {"页面没有写金额单位", "The page gives no unit of money"},
	"warn.unit_mismatch":            {"金额单位前后不一致", "Units of money disagree"},
	"warn.tax_mixed":                {"含税与不含税混用", "Prices with and without VAT are mixed"},
	"warn.words_mismatch":           {"大写与小写金额不一致", "Amount in words and figures disagree"},
	"warn.foreign_currency":         {"外币金额", "Foreign currency"},
	"warn.partial_price":            {"只是部分价格", "Price of a part only"},
	"warn.price_summed":             {"金额由各项相加得出", "Amount added up from its items"},
	"warn.several_unit_prices":      {"有多个单价", "Several unit prices"},
	"warn.several_winners":          {"有多个中标人", "Several winners"},
	"warn.winner_from_items":        {"中标人取自标的表", "Winner taken from the table of items"},
	"warn.winner_from_ranking":      {"中标人取自排名", "Winner taken from the ranking"},
	"warn.candidates_unranked":      {"候选人没有排序", "Candidates without ranks"},
	"warn.correction_unplaced":      {"更正内容无法对应到字段", "Correction could not be placed"},
	"warn.buyer_from_signature":     {"采购人取自落款", "Buyer taken from the signature"},
	"warn.buyer_from_title":         {"采购人取自标题", "Buyer taken from the title"},
	"warn.published_from_signature": {"发布日期取自落款", "Day of publication taken from the signature"},
	"warn.published_from_period":    {"发布日期取自公示期", "Day of publication taken from the publicity period"},
	"warn.list_only":                {"只有列表信息", "Known from a list only"},
	"warn.kind_from_body":           {"公告类型取自正文", "Kind of notice taken from the body"},
	"warn.all_lots_failed":          {"各包均已废标", "Every lot failed"},
	"warn.partly_awarded":           {"部分包已中标", "Partly awarded"},
	"warn.no_supplier":              {"没有找到供应商", "No supplier found"},
	"warn.theaward":                 {"中标结果", "the award"},
	"warn.thelot":                   {"包 %s", "lot %s"},
	"warn.portals_disagree":         {"不同网站的内容不一致", "Portals disagree"},
}

// named gives the word for a code of a group, or the code itself.
func (b base) named(group, code string) string {
	if _, ok := messages[group+"."+code]; ok {
		return b.T(group + "." + code)
	}
	return code
}
