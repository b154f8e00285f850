package server

// portalMessages are the words of the table of portals.
var portalMessages = map[string]text{
	"portal.title":      {"网站一览", "The portals"},
	"portal.lead":       {"默认关闭与仅可导入的网站也列在这里：缺口要看得见。等级：A 普通访问可用，B 不稳定，C 不向程序开放。", "Portals that are off, or only imported, stand here too: a hole must be seen. Tiers: A plain HTTP works, B fragile, C closed to programs."},
	"portal.name":       {"网站", "Portal"},
	"portal.covers":     {"内容", "Covers"},
	"portal.tier":       {"等级", "Tier"},
	"portal.state":      {"状态", "State"},
	"portal.last":       {"最近抓取", "Last crawl"},
	"portal.why":        {"原因", "Why"},
	"portal.verified":   {"最近核对依据", "Last verified against"},
	"portal.on":         {"开启", "on"},
	"portal.off":        {"关闭", "off"},
	"portal.list":       {"开启，仅列表", "on, lists only"},
	"portal.import":     {"仅导入", "import only"},
	"portal.alone":      {"被拒绝，%s 前不再访问", "refused us, left alone until %s"},
	"portal.never":      {"未抓取", "never"},
	"portal.incomplete": {"%s，不完整", "%s, incomplete"},
	"portal.since":      {"%s，不完整；最近一次完整：%s", "%s, incomplete; last complete %s"},
}
