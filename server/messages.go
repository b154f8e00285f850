package server

// messages is every text of the pages, by key. Keys that hold fmt verbs are
// called with arguments; a test holds that both languages take the same ones.
var messages = mergeMessages(siteMessages, trendMessages, searchMessages, awardMessages, placeMessages, ruleMessages, portalMessages)

func mergeMessages(parts ...map[string]text) map[string]text {
	all := map[string]text{}
	for _, p := range parts {
		for k, v := range p {
			all[k] = v
		}
	}
	return all
}

// siteMessages are the words of every page: header, footer, errors, units.
var siteMessages = map[string]text{
	"site.name":      {"中标 zhongbiao", "zhongbiao"},
	"nav.skip":       {"跳到正文", "Skip to content"},
	"nav.main":       {"主导航", "Main"},
	"nav.other":      {"English", "中文"},
	"nav.trend":      {"趋势", "Trend"},
	"nav.awards":     {"中标项目", "Awards"},
	"nav.buyers":     {"采购人", "Buyers"},
	"nav.suppliers":  {"供应商", "Suppliers"},
	"nav.industries": {"行业", "Industries"},
	"nav.regions":    {"地区", "Regions"},
	"nav.coverage":   {"覆盖", "Coverage"},
	"nav.method":     {"口径", "Method"},
	"nav.help":       {"帮助", "Help"},
	"nav.api":        {"接口", "API"},
	"nav.about":      {"关于", "About"},
	"foot.what":      {"大模型公开中标公告的逐月统计：每个项目只计一次，每个数字都能点到原文。", "Public award notices about large language models in China, month by month: every award counted once, every number leads to its notices."},

	"sample.word":        {"示例数据", "Sample data"},
	"sample.banner.some": {"应您的要求，此处数据混有示例：标有“示例”的项目来自示例门户，不是真实抓取结果；去掉 sample=any 即只看真实数据。", "As asked for, some of the data here are samples: awards marked as sample come from the sample portal and were not really collected; without sample=any only the real ones are shown."},
	"sample.banner.away": {"数据目录中另有示例门户的数据，此处未计入；检索中加 sample=any 可一并显示。", "The data folder also holds the sample portal's data, which are not counted here; sample=any shows them too."},
	"sample.banner.all":  {"本站当前展示的是示例门户的数据：虚构项目以“示例”开头，报道事实附有来源，均不是真实抓取结果。", "This site shows the data of the sample portal: fictional awards begin with 示例, reported facts carry their source; none of it was collected from a real portal."},
	"sample.facts":       {"示例：报道事实", "sample: reported fact"},
	"sample.fictional":   {"示例：虚构", "sample: fictional"},

	"unknown":      {"未知", "unknown"},
	"comma":        {"，", ", "},
	"list.comma":   {"、", ", "},
	"colon":        {"：", ": "},
	"unit.project": {"中标项目", "awards"},
	"unit.notice":  {"中标公告", "award notices"},
	"disclosed.of": {"%s / %s", "%s of %s"},
	"amount.none":  {"金额未披露", "amount not disclosed"},
	"soe.yes":      {"国企央企", "state-owned"},
	"soe.no":       {"非国企", "not state-owned"},
	"yesno.yes":    {"是", "yes"},
	"yesno.no":     {"否", "no"},
	"yesno.1":      {"是", "yes"},

	"state.indexing": {"正在建立索引，数字仍在增加；稍后刷新即可看到全部。", "The index is still being built: numbers are growing. Reload in a moment to see all of it."},

	"error.400":           {"地址有误", "Something in the address is wrong"},
	"error.404":           {"没有这个页面", "There is no such page"},
	"error.401":           {"需要访问令牌", "A token is needed"},
	"error.405":           {"不支持的请求方式", "Method not allowed"},
	"error.429":           {"请求过于频繁", "Too many requests"},
	"error.500":           {"服务器出错", "The server failed"},
	"error.503":           {"暂时无法回答", "No answer for the moment"},
	"error.bad":           {"%s", "%s"},
	"error.param":         {"参数 %s 的值“%s”无法识别", "%s: “%s” can't be read"},
	"error.address":       {"地址中的参数无法解析：%v", "the parameters of the address can't be parsed: %v"},
	"hint.escape":         {"请对特殊字符转义，用 & 分隔参数", "escape special characters, and separate parameters by &"},
	"hint.oneof":          {"可用的值：%s", "use one of: %s"},
	"hint.year":           {"可用的年份：%d 至 %d", "a year from %d to %d"},
	"hint.anyyear":        {"例如 2024", "a year, like 2024"},
	"hint.number":         {"请写 %d 至 %d 的整数", "a whole number from %d to %d"},
	"hint.since":          {"例如 2024-04-30 或 2024-04-30T08:00:00+08:00", "like 2024-04-30 or 2024-04-30T08:00:00+08:00"},
	"error.later":         {"正在逐一检查全部项目，还没有结果，请稍后再看。", "All projects are still being checked. Look again in a moment."},
	"error.building":      {"索引正在建立，还给不出数字，请稍后再试。", "The index is still being built and has no numbers to give yet. Try again in a moment."},
	"hint.again":          {"本页会自动刷新。", "This page reloads by itself."},
	"error.at":            {"检索式第 %d 个字符：%s", "query, character %d: %s"},
	"error.notfound":      {"这里没有内容：可能已并入其他项目，或地址有误。", "Nothing is here: it may have been merged into another award, or the address is wrong."},
	"error.internal":      {"出了意外的错误，已记入日志。", "Something unexpected went wrong; it has been logged."},
	"error.slow":          {"查询太慢，已中止。请缩小范围再试。", "The query took too long and was stopped. Try a narrower one."},
	"error.method":        {"本站只读，只接受 GET 和 HEAD。", "This site is read-only: use GET or HEAD."},
	"error.cursor":        {"翻页标记 after 已失效，请从第一页重新开始。", "The paging mark (after) is no longer valid: start again from the first page."},
	"error.token":         {"本站需要访问令牌：作为 Bearer 令牌，或作为密码输入。", "This server asks for a read token: as a bearer token, or as the password."},
	"error.limit":         {"请求过于频繁，请稍候再试。", "Too many requests: slow down a little."},
	"hint.offset":         {"请写 0 至 %d 的整数；再往后请用筛选缩小范围，或下载全部", "a whole number from 0 to %d; to go further, narrow the filter or download all of it"},
	"error.rows":          {"%s：%d 个项目超过工作表的 %d 行，请用 csv，或缩小筛选范围", "%s: %d awards are more than the %d rows of a sheet: use csv, or narrow the filter"},
	"error.home":          {"回到趋势", "Back to the trend"},
	"error.search":        {"检索中标项目", "Search awards"},
	"error.nothing":       {"没有符合条件的项目", "Nothing matches"},
	"error.nothing.match": {"没有项目符合 %s；OCDS 包按标准至少要有一个项目。", "Nothing matches %s, and by the standard an OCDS package holds at least one."},
	"error.nothing.all":   {"还没有项目；OCDS 包按标准至少要有一个项目。", "There are no awards yet, and by the standard an OCDS package holds at least one."},
	"error.nothing.hint":  {"请放宽筛选，或取 csv、json：它们可以为空。", "Widen the filter, or take csv or json, which may be empty."},

	"formats.lead":   {"下载全部", "Download all"},
	"formats.follow": {"订阅此检索", "Follow this search"},
	"feed.title":     {"大模型中标", "LLM awards"},
	"feed.about":     {"符合条件的大模型中标项目，按首次计入时间倒序。", "LLM awards that match the filter, by the time at which they were first counted."},
	"file.query":     {"查询", "Query"},
	"file.made":      {"生成时间", "Generated"},
	"file.rows":      {"行数", "Rows"},
	"file.counted":   {"计入统计", "What counts"},
	"file.month":     {"月份", "Month"},
	"file.amount":    {"金额", "Amounts"},
	"file.source":    {"来源", "Source"},
	"file.portal":    {"%s 份公告，%s 个项目", "%s notices, %s awards"},
	"file.baseline":  {"基准", "Baseline"},
	"file.broken":    {"数据读取失败", "reading the data failed"},
	"about.title":    {"说明", "About"},
}
