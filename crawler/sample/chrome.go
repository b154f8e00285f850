package sample

import (
	"fmt"
	"html"
	"strings"

	"zhongbiao/data"
)

func esc(s string) string { return html.EscapeString(s) }

// channels are the categories of the portal and how its pages call them.
var channels = []struct{ id, name string }{
	{"zbgg", "中标公告"}, {"cjgg", "成交公告"}, {"gzgg", "更正公告"}, {"fblbgg", "废标/终止公告"}, {"qtgg", "其他公告"}, {"gkzb", "公开招标"},
}

var levels = []struct{ id, name string }{{"zygg", "中央公告"}, {"dfgg", "地方公告"}}

func channelName(id string) string {
	for _, c := range channels {
		if c.id == id {
			return c.name
		}
	}
	return "政采公告"
}

func levelName(id string) string {
	if id == levels[0].id {
		return levels[0].name
	}
	return levels[1].name
}

// chromeTop is the portal's head: words of the trade that are not a notice.
func chromeTop(p *page, kind data.Sample, bodyID, title, metas string, charsetMeta bool) {
	p.raw("<!doctype html>\n<html>\n<head>\n")
	if charsetMeta {
		p.raw(`<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />`, "\n")
	}
	p.raw(`<meta name="SiteName" content="`, siteName(kind), `" />`, "\n", metas, "<title>", esc(title), "</title>\n",
		`<link href="/css/detail.css" rel="stylesheet" type="text/css" />`, "\n</head>\n<body id=\"", bodyID, "\">\n",
		`<div class="v4incheadertop"><div class="v4incheadertop_tel"><p class="cl">`, siteName(kind), `</p><p class="cr">服务热线：000-00000000</p></div>`, "\n",
		`<ul class="v4incheadertop_nav_ls"><li><a href="/">首页</a></li><li><a href="/zcfg/">政采法规</a></li><li><a href="/news/">AI大模型问标</a></li></ul></div>`, "\n",
		`<div class="main"><div class="main_container">`, "\n")
}

func siteName(kind data.Sample) string {
	if kind == data.Facts {
		return "示例门户（已报道事实）"
	}
	return "示例门户（虚构数据）"
}

// sidebar holds news whose titles speak of the field and are no notices.
const sidebar = `<div class="main_right_block" style="margin-top:43px"><div class="main_right_cbl"><h2><a href="/news/">采购头条</a></h2>
<ul class="vT-chs-section-content-list mb10">
<li><a href="/news/202408/t20240801_1.htm" target="_blank" title="示例新闻：多地规范采购监管智能体应用">示例新闻：多地规范采购监管智能体应用</a></li>
<li><a href="/news/202408/t20240802_2.htm" target="_blank" title="示例新闻：政务大模型采购结果公告如何写">示例新闻：政务大模型采购结果公告...</a></li>
<li><a href="/news/202408/t20240803_3.htm" target="_blank" title="示例新闻：大语言模型中标金额5000万元引关注">示例新闻：大语言模型中标金额5000...</a></li>
</ul></div></div>
`

func chromeEnd(p *page, kind data.Sample) {
	p.raw("</div></div>\n", `<div class="footer mt13"><div class="vF_cp"><p>主办单位：`, siteName(kind), ` | 本站为演示数据，不是任何机构的公告</p></div></div>`, "\n</body>\n</html>\n")
}

// detailPage renders a notice as the portal shows it.
func detailPage(kind data.Sample, n *notice) string {
	var p page
	metas := fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\" />\n<meta name=\"PubDate\" content=\"%s\" />\n<meta name=\"ContentSource\" content=\"%s\" />\n",
		esc(n.want.Title), n.at.Format("2006-01-02 15:04"), siteName(kind))
	chromeTop(&p, kind, "detail", n.want.Title, metas, !n.gbk)
	p.raw(`<div class="vF_deail_currentloc mt10"><p>当前位置：<a href="../../../../" title="首页" class="CurrChnlCls">首页</a>&nbsp;&raquo;&nbsp;`,
		`<a href="../../../" title="政采公告" class="CurrChnlCls">政采公告</a>&nbsp;&raquo;&nbsp;<a href="../../" title="`, levelName(n.level), `" class="CurrChnlCls">`, levelName(n.level),
		`</a>&nbsp;&raquo;&nbsp;<a href="../" title="`, channelName(n.channel), `" class="CurrChnlCls">`, channelName(n.channel), "</a></p></div>\n")
	p.raw(`<div class="vF_deail_maincontent"><div class="vF_detail_main "><div class="vF_detail_header"><h2 class="tc">`, esc(n.want.Title), "</h2>\n",
		`<p class="tc"><span id="pubTime">`, n.at.Format("2006年01月02日 15:04"), `</span> 来源：<span id="sourceName"></span> 【<span id="printBtn">打印</span>】 <span id="shareTo"></span></p></div>`, "\n<!--contentTable-->\n")
	summary(&p, n)
	p.raw("<!--contentTable-->\n", `<div class="vF_detail_content_container"><div class="vF_detail_content">`, "\n", n.body(n), "</div></div><!--vF_detail_content_container-->\n</div></div>\n",
		`<div class="vF_detail_relcontent mt13"><h2><p>相关公告</p></h2><ul class="c_list_tat"></ul></div>`, "\n")
	chromeEnd(&p, kind)
	return p.String()
}

// summary is the table 公告概要, in which 采购单位 occurs twice.
func summary(p *page, n *notice) {
	p.raw(`<div class='table'><h5>公告概要：</h5><table width='600' border='0' cellspacing='1' bgcolor='#bfbfbf'><tr><td colspan='4'><b>公告信息：</b></td></tr>`)
	wide := func(k, v string) {
		p.raw("<tr><td class='title'>", k, "</td><td colspan='3'>", esc(v), "</td></tr>")
	}
	wide("采购项目名称", n.want.ProjectName)
	if n.category != "" {
		p.raw("<tr><td class='title'>品目</td><td colspan='3'><p>", esc(n.category), "</p></td></tr>")
	}
	wide("采购单位", n.buyer())
	p.raw("<tr><td class='title'>行政区域</td><td width='168'>", esc(orUnknown(n.place.text)), "</td><td class='title' width='128'>公告时间</td><td width='168'>", n.at.Format("2006年01月02日  15:04"), "</td></tr>")
	if n.contacts {
		wide("评审专家名单", "示例专家甲、示例专家乙、示例专家丙")
	}
	if n.summary >= 0 {
		label := "总中标金额"
		if n.channel == "cjgg" {
			label = "总成交金额"
		}
		wide(label, "￥"+wan(n.summary, 6)+" 万元（人民币）")
	}
	if n.contacts {
		p.raw(`<tr><td colspan="4"><b>联系人及联系方式：</b></td></tr>`)
		wide("项目联系人", "示例联系人丙")
		wide("项目联系电话", "000-00000003")
		wide("采购单位", n.buyer())
		wide("采购单位地址", address(n.buyer()))
		wide("采购单位联系方式", "示例联系人甲 000-00000001")
		wide("代理机构名称", n.want.Agency)
		wide("代理机构地址", address(n.want.Agency))
		wide("代理机构联系方式", "示例联系人乙 000-00000002")
		p.raw(`<tr><td colspan='4'><b>附件：</b></td></tr><tr><td class='title'>附件1</td><td colspan='3'><a class='bizDownload' href='' id='`, itoa(n.id), `' title='点击下载'>采购文件.pdf</a></td></tr>`)
	}
	p.raw("</table></div>\n")
}

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

// pageSize is the number of rows on a list page.
const pageSize = 20

// listPage renders page number index of a list whose base folder is dir.
func listPage(kind data.Sample, dir string, rows []*notice, index, pages int) string {
	var p page
	name := listName(dir)
	chromeTop(&p, kind, "bid_lst", name+"_"+siteName(kind), "", true)
	p.raw(`<div class="main_left_block mt13"><div class="vF_deail_currentloc"><p>当前位置：<a href="/" title="首页" class="CurrChnlCls">首页</a>&nbsp;&raquo;&nbsp;<a href="./" title="`, name, `" class="CurrChnlCls">`, name, "</a></p></div>\n",
		`<div class="vF_detail_relcontent mt13"><h2><p>`, name, `</p></h2><div class="vF_detail_relcontent_lst"><ul class="c_list_bid">`, "\n")
	for _, n := range rows {
		listRow(&p, dir, n)
	}
	p.raw("</ul></div>\n", `<div class="pagigation"><p class="pager"><script language="javascript">Pager({size:`, itoa(pages), `, current:`, itoa(index), `, prefix:'index',suffix:'htm'});</script></p></div></div></div>`, "\n")
	p.raw(sidebar)
	chromeEnd(&p, kind)
	return p.String()
}

func listName(dir string) string {
	parts := strings.Split(strings.Trim(dir, "/"), "/")
	if len(parts) > 2 {
		return channelName(parts[2])
	}
	return levelName(parts[len(parts)-1])
}

// listRow writes one row; long titles are cut in the text and whole in the
// attribute, as on the model.
func listRow(p *page, dir string, n *notice) {
	href := "." + strings.TrimPrefix(n.path(), strings.TrimSuffix(dir, "/"))
	p.raw("\n<li>   <a href=\"", href, `" target="_blank" title="`, esc(n.want.Title), `">`, esc(cut(n.want.Title, 42)), "</a>\n    <em rel=\"bxlx\">\n", rowKind(n),
		"</em> 发布时间：<em>", n.at.Format("2006-01-02 15:04"), "</em> 地域：<em>", esc(orUnknown(n.place.text)), "</em> 采购人：<em>", esc(n.buyer()), "</em>\n    </li>\n")
}

// rowKind is the type as a row prints it; failures say which they are.
func rowKind(n *notice) string {
	switch {
	case n.channel != "fblbgg":
		return channelName(n.channel)
	case strings.Contains(n.want.Title, "终止"):
		return "终止公告"
	}
	return "废标公告"
}

// cut shortens s to so many characters.
func cut(s string, runes int) string {
	r := []rune(s)
	if len(r) <= runes {
		return s
	}
	return string(r[:runes]) + "..."
}
