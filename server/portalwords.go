package server

// portalWords is the Chinese of what the built-in definitions say of their
// portals: what they cover, why they are off and how they were verified. A test
// reads the definitions and fails when a text is not here; what a definition of
// one's own says is shown as it stands.
var portalWords = map[string]string{
	"China Mobile's results (中选结果) and candidates (候选人公示)":                                                        "中国移动的中选结果与候选人公示",
	"Beijing's results of works and government procurement":                                                       "北京市工程与政府采购的结果",
	"the same notices as ccgp, found by words in their text, back to 2003":                                        "与 ccgp 相同的公告，按正文词语检索，可至 2003 年",
	"central and local government procurement; awards, failures, corrections":                                     "中央与地方政府采购：中标、废标、更正",
	"results and candidates of tenders all over China, without winner and amount":                                 "全国招标的结果与候选人，不含中标人和金额",
	"China Telecom's results (结果公告)":                                                                              "中国电信的结果公告",
	"China Unicom's candidates and results":                                                                       "中国联通的候选人与结果",
	"CHN Energy's results and candidates":                                                                         "国家能源集团的结果与候选人",
	"CNOOC's results":                                                                                             "中国海油的结果",
	"CNPC's results and candidates":                                                                               "中国石油的结果与候选人",
	"Chongqing's results and candidates of works and government procurement":                                      "重庆市工程与政府采购的结果与候选人",
	"Chongqing's results of government procurement":                                                               "重庆市政府采购的结果",
	"China Southern Grid's results and candidates (公示公告)":                                                         "南方电网的结果与候选人（公示公告）",
	"full texts of tenders, candidates and results all over China":                                                "全国招标、候选人与结果的全文",
	"Jiangsu's trades of works, goods, services and government procurement":                                       "江苏省工程、货物、服务与政府采购交易",
	"Yichang's results and candidates of works and services":                                                      "宜昌市工程与服务的结果与候选人",
	"Guangdong's results (中标（成交）结果)":                                                                              "广东省的中标（成交）结果",
	"results of the armed forces' procurement":                                                                    "军队采购的结果",
	"Shaanxi's results, failures and corrections":                                                                 "陕西省的结果、废标与更正",
	"trades of all provinces' public resource platforms and of central enterprises; results, awards, corrections": "各省公共资源平台与中央企业的交易：结果、中标、更正",
	"Hebei's awards and failures":                                                                                 "河北省的中标与废标",
	"Huaneng's results and candidates":                                                                            "华能集团的结果与候选人",
	"State Grid's results and recommended candidates":                                                             "国家电网的结果与推荐候选人",
	"Sinopec's results": "中国石化的结果",
	"Xinjiang Production and Construction Corps's results and failures": "新疆生产建设兵团的结果与废标",
	"Guangxi's results and failures":                                    "广西的结果与废标",
	"Guizhou's results and failures":                                    "贵州省的结果与废标",
	"Jilin's results and failures":                                      "吉林省的结果与废标",
	"Shanghai's results and failures":                                   "上海市的结果与废标",
	"Zhejiang's results, corrections and contracts":                     "浙江省的结果、更正与合同",

	"the names of the fields within the inner JSON are taken from the Epoint family and not confirmed":                                                                         "内层 JSON 的字段名取自 Epoint 系列，尚未证实",
	"ccgp's channel lists have the same notices, and a second search within a minute is often answered by 频繁访问":                                                                "ccgp 的栏目列表有相同的公告，且一分钟内再次检索常被答以“频繁访问”",
	"the details are behind a captcha, which is never solved; title, day, industry and region are all the list says":                                                           "详情有验证码，从不破解；列表只给出标题、日期、行业和地区",
	"its pages carry a challenge for browsers, the operator's word that programs are not wanted; switch it on at your own responsibility":                                      "页面带有针对浏览器的校验，表明运营方不欢迎程序；如要打开，责任自负",
	"its detail pages answer programs with 412, the operator's word that they are not wanted; switch it on at your own responsibility":                                         "详情页对程序答以 412，表明运营方不欢迎程序；如要打开，责任自负",
	"the firewall bans addresses that read it by program; import saved pages":                                                                                                  "防火墙封禁程序访问的地址；请导入保存的页面",
	"the names of the answer's fields are not confirmed":                                                                                                                       "返回字段名尚未证实",
	"answers are encrypted and behind a captcha, and imitation pages are about; import saved pages":                                                                            "返回内容加密并有验证码，且存在仿冒网页；请导入保存的页面",
	"nobody has described how its lists are asked for; import saved pages":                                                                                                     "没有人说明过如何请求其列表；请导入保存的页面",
	"nobody has described how its lists are asked for; import saved records":                                                                                                   "没有人说明过如何请求其列表；请导入保存的记录",
	"the texts are behind a firewall and a captcha, which are never solved; import saved pages or PDFs":                                                                        "全文有防火墙和验证码，从不破解；请导入保存的页面或 PDF",
	"it asks for a picture code and signed headers, which is a no to programs":                                                                                                 "要求图形验证码和签名请求头，即不接受程序",
	"what it publishes may be sensitive to pass on, so nobody should collect it unasked":                                                                                       "其内容转发可能敏感，未经要求不应收集",
	"the site's own ids (vars.site, vars.channel) are from general knowledge and not confirmed":                                                                                "网站自身的编号（vars.site、vars.channel）来自一般了解，尚未证实",
	"only a detail page is known, the rows of the list are from general knowledge and not confirmed":                                                                           "只见过详情页，列表的行来自一般了解，尚未证实",
	"the firewall answers programs with 412; import saved pages":                                                                                                               "防火墙对程序答以 412；请导入保存的页面",
	"its pages carry a challenge for browsers, the operator's word that programs are not wanted, and nothing here was confirmed live; switch it on at your own responsibility": "页面带有针对浏览器的校验，表明运营方不欢迎程序，且均未在线证实；如要打开，责任自负",
	"requests by program time out; import saved pages":                                                                                                                         "程序请求会超时；请导入保存的页面",
	"its category codes are not confirmed":                                                                                                                                     "栏目代码尚未证实",
	"the firewall answers programs with 416 or 404 (two reports of 2026)":                                                                                                      "防火墙对程序答以 416 或 404（2026 年两份报告）",

	"311 saved records of the list (2025-10); the detail from two independent crawlers; not tried live":                    "列表的 311 条保存记录（2025-10）；详情据两个独立的抓取程序；未在线试过",
	"the address and the JSON within JSON as one crawler reports them (2026); no saved page, not tried live":               "地址与嵌套的 JSON 据一个抓取程序（2026）；没有保存的页面，未在线试过",
	"a saved result page of the old database (2003) and one row of 2025; bidType codes from a dated live check of 2026-09": "旧库的一个保存结果页（2003）与 2025 年的一行；bidType 代码据 2026-09 的在线核对",
	"a saved list page and six award pages of 2025 and 2026; not tried live":                                               "一个保存的列表页与 2025、2026 年的六个中标页；未在线试过",
	"the structure as two independent crawlers report it (2026); no saved page, not tried live":                            "结构据两个独立的抓取程序（2026）；没有保存的页面，未在线试过",
	"list titles saved in 2026-03; addresses, codes and fields from two independent crawlers; not tried live":              "2026-03 保存的列表标题；地址、代码与字段据两个独立的抓取程序；未在线试过",
	"two independent reports of 2026":                                                                              "2026 年两份独立报告",
	"the addresses as one crawler reports them (2026); no saved page, not tried live":                              "地址据一个抓取程序（2026）；没有保存的页面，未在线试过",
	"saved notices of January 2017 for the addresses and texts; not tried live":                                    "地址与正文据 2017 年 1 月保存的公告；未在线试过",
	"saved records of 2016 and 2017 for the addresses and texts; not tried live":                                   "地址与正文据 2016、2017 年保存的记录；未在线试过",
	"a saved answer of the search and a saved detail (2026-07); not tried live":                                    "一份保存的检索结果与一个保存的详情（2026-07）；未在线试过",
	"260 saved notices (2025) for the addresses, categories and texts; the search from the family; not tried live": "地址、栏目与正文据 260 份保存的公告（2025）；检索据同系列；未在线试过",
	"the notice type from two independent crawlers (2026); no saved page, not tried live":                          "公告类型据两个独立的抓取程序（2026）；没有保存的页面，未在线试过",
	"the ids from one crawler (2026); no saved page, not tried live":                                               "编号据一个抓取程序（2026）；没有保存的页面，未在线试过",
	"the family's structure as two independent crawlers report it (2026); no saved page, not tried live":           "同系列的结构据两个独立的抓取程序（2026）；没有保存的页面，未在线试过",
	"a saved answer of the search and a saved detail of 2026; not tried live":                                      "2026 年一份保存的检索结果与一个保存的详情；未在线试过",
	"a saved award page of 2021; the list's address from one crawler; not tried live":                              "2021 年一个保存的中标页；列表地址据一个抓取程序；未在线试过",
	"addresses, menus and fields as two independent crawlers report them (2026); no saved page, not tried live":    "地址、菜单与字段据两个独立的抓取程序（2026）；没有保存的页面，未在线试过",
	"the family's classic codes; the host from general knowledge; no saved page, not tried live":                   "同系列的通用代码；主机名来自一般了解；没有保存的页面，未在线试过",
	"codes and answer as two independent crawlers report them (2026); no saved page, not tried live":               "代码与返回据两个独立的抓取程序（2026）；没有保存的页面，未在线试过",

	"awards reported in public in August 2026, with their source": "2026 年 8 月公开报道的中标，附来源",
	"invented awards after the published series of 2023 and 2024": "按 2023、2024 年公布的序列虚构的中标",
	"the sample portal itself":                                    "示例门户本身",
}

// portalWord is what a definition says, in the page's language.
func (b base) portalWord(s string) string {
	if zh, ok := portalWords[s]; ok && b.Lang == ZH {
		return zh
	}
	return s
}
