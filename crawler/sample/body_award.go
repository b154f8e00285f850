package sample

import (
	"strings"

	"zhongbiao/data"
)

// The award templates. Each follows the layout that portals of one or more
// regions use for 中标（成交）结果公告 (PORTALS §1), with content of its own.
var awardTemplates = map[string]func(*notice) string{
	"text": textBody, "table": tableBody, "package": packageBody, "zcy": zcyBody, "tianjin": tianjinBody,
	"chongqing": chongqingBody, "shenzhen": shenzhenBody, "hubei": hubeiBody, "shandong": shandongBody,
}

// textBody is the official text as paragraphs (central, Beijing). Lot numbers
// stand on lines of their own.
func textBody(n *notice) string {
	var p page
	p.raw("<p><strong>", "一、项目编号：", esc(n.numberOr()), "</strong>（招标文件编号：", esc(n.numberOr()), "）</p>\n")
	p.el("p", "二、项目名称：", n.want.ProjectName)
	p.el("p", "三、中标（成交）信息")
	p.textLots(n)
	p.el("p", "四、主要标的信息")
	p.items(n, "服务名称", "服务范围", "服务要求", "服务时间", "服务标准")
	p.closing(n, "p", 5)
	return p.String()
}

func (p *page) textLots(n *notice) {
	for _, l := range n.lots {
		if n.several() {
			p.el("p", "第", l.no, "包：", l.name)
		}
		if l.status == data.LotFailed {
			p.el("p", "本包废标，废标原因：", l.reason)
			continue
		}
		p.el("p", "供应商名称：", l.parties())
		p.el("p", "供应商地址：", address(l.parties()))
		p.el("p", "中标（成交）金额：", l.price.text())
	}
}

// items writes the table of 主要标的 with the supplier and what was bought.
func (p *page) items(n *notice, name string, rest ...string) {
	p.raw(`<table border="1" cellspacing="0"><tbody>`)
	p.row("td", append([]string{"序号", "供应商名称", name}, rest...)...)
	for i, l := range n.awarded() {
		cells := []string{itoa(i + 1), l.parties(), l.item}
		for range rest {
			cells = append(cells, "按采购文件执行")
		}
		p.row("td", cells...)
	}
	p.raw("</tbody></table>\n")
}

// hubeiBody is the text with a heading put in between, so that every later
// numeral is off by one.
func hubeiBody(n *notice) string {
	var p page
	p.el("p", "一、项目编号：", n.numberOr())
	p.el("p", "二、采购计划备案号：示例备案", itoa(len(n.want.Title)))
	p.el("p", "三、项目名称：", n.want.ProjectName)
	p.el("p", "四、中标（成交）信息")
	p.textLots(n)
	p.el("p", "五、主要标的信息")
	p.items(n, "名称", "服务范围", "服务要求")
	p.closing(n, "p", 6)
	return p.String()
}

// tableBody is Hebei's: suppliers in one table without prices, the prices in a
// column of the items' table, in yuan and without a unit.
func tableBody(n *notice) string {
	var p page
	p.raw(`<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><body>`)
	p.raw("<p><strong>一、项目编号：</strong>", esc(n.numberOr()), "</p><p><strong>二、项目名称：</strong>", esc(n.want.ProjectName), "</p>")
	p.el("p", "三、中标（成交）信息")
	for _, l := range n.awarded() {
		if n.several() {
			p.el("p", "包", l.no, "：", l.name)
		}
		p.raw(`<table border="1" cellspacing="0" width="100%">`)
		p.row("th", "供应商名称", "供应商地址", "供应商编码")
		p.row("td", l.parties(), address(l.parties()), "000000000000000000")
		p.raw("</table>\n")
	}
	for _, l := range n.failed() {
		p.el("p", "包", l.no, "：", l.name, " 废标，原因：", l.reason)
	}
	p.el("p", "四、主要标的信息")
	for _, l := range n.awarded() {
		if n.several() {
			p.el("p", "包", l.no, "：", l.name)
		}
		p.raw(`<p><table width="100%" border="1" cellspacing="0"><thead><tr><th colspan=8>服务类</th></tr></thead><tbody>`)
		p.row("td", "供应商名称", "服务名称", "服务范围", "服务要求", "服务标准", "服务时间", "中标金额", "下浮率")
		amount, rate := l.price.inYuan(), ""
		if l.price.form == formRate {
			amount, rate = "", percent(l.price.rate)
		}
		p.row("td", l.parties(), l.item, "满足采购文件要求", "满足采购文件要求", "满足采购文件要求", "1年", amount, rate)
		p.raw("</tbody></table></p>\n")
	}
	p.closing(n, "p", 5)
	p.raw("</body></html>")
	return p.String()
}

// packageBody is the 合同包 template of Heilongjiang, Inner Mongolia, Shaanxi
// and Guangdong, with its sloppy markup and the losers' scores at the end.
func packageBody(n *notice) string {
	var p page
	p.raw(`<div><div class="protect" id="noticeArea"><style type="text/css">#noticeArea p{ text-indent: 32px; }</style><meta http-equiv="content-type" content="text/html;charset=utf-8"><p data-v-6b13d514=""></p>`)
	p.raw("<h4><strong>一、项目编号：", esc(n.numberOr()), "</strong></h4>\n<h4><strong>二、项目名称：", esc(n.want.ProjectName), "</h4></strong>\n<h4><strong>三、采购结果</strong></h4>\n")
	for _, l := range n.lots {
		p.packageHead(&l)
		if l.status == data.LotFailed {
			p.el(`p class="u-content"`, "废标原因：", l.reason)
			continue
		}
		p.raw(`<table width="100%" border="1" cellspacing="0"><thead>`)
		p.row("th", "供应商名称", "供应商地址", "中标（成交）金额")
		p.raw("</thead><tbody><tr><td>", esc(l.parties()), "</td><td>", esc(address(l.parties())), ` </td><td class="alignright"> <span>`, esc(l.price.text()), "</span></td></tr></tbody></table>\n")
	}
	p.raw("<h4><strong>四、主要标的信息</strong></h4>\n")
	for _, l := range n.awarded() {
		p.packageHead(&l)
		p.el("p", "服务类（", l.parties(), "）")
		p.raw(`<table width="100%" border="1" cellspacing="0"><thead>`)
		p.row("th", "品目号", "品目名称", "采购标的", "服务范围", "服务要求", "服务时间", "服务标准")
		p.raw("</thead><tbody>")
		p.row("td", "1-1", n.category, l.item, "详见采购文件", "详见采购文件", "详见采购文件", "详见采购文件")
		p.raw("</tbody></table></p >\n")
	}
	p.closing(n, "h4", 5)
	p.losersTable(n)
	p.raw("</div></div>")
	return p.String()
}

func (p *page) packageHead(l *lot) {
	no := l.no
	if no == "" {
		no = "1"
	}
	p.el(`p class="u-content"`, "合同包", no, "(", l.name, "):")
}

// losersTable lists all bidders with their scores, the losers among them.
func (p *page) losersTable(n *notice) {
	if len(n.losers) == 0 {
		return
	}
	p.el("p", "供应商评审情况：")
	p.raw(`<table border="1">`)
	p.row("th", "供应商名称", "投标报价（元）", "报价得分", "评审总得分", "排名")
	for i, b := range n.losers {
		p.row("td", b.name, grouped(b.fen), "28.87", b.score, itoa(i+2))
	}
	p.raw("</table>\n")
}

// zcyBody is 政采云's (Zhejiang, Guangxi, Guizhou): numbered 标项, awards and
// failures in tables of their own, cells marked by class.
func zcyBody(n *notice) string {
	var p page
	p.raw(`<div class="innercontent">`)
	p.el("p", "一、项目编号：", n.numberOr())
	p.el("p", "二、项目名称：", n.want.ProjectName)
	p.el("p", "三、中标（成交）信息")
	p.el("p", "1.中标结果：")
	p.raw(`<table class="template-bookmark"><tbody><tr class="firstRow">`)
	for _, h := range []string{"序号", "中标（成交）金额(元)", "中标供应商名称", "中标供应商地址", "评审总得分"} {
		p.el("td", h)
	}
	p.raw("</tr>")
	for _, l := range n.awarded() {
		p.raw(`<tr><td class="code-lotNo">`, esc(zcyNo(&l)), `</td><td class="code-summaryPrice">`, esc(zcyPrice(&l)), `</td><td class="code-winningSupplierName">`, esc(l.parties()),
			`</td><td class="code-winningSupplierAddr">`, esc(address(l.parties())), `</td><td>93.5</td></tr>`, "\n")
	}
	p.raw("</tbody></table>\n")
	if failed := n.failed(); len(failed) > 0 {
		p.el("p", "2.废标结果：")
		p.raw("<table><tbody>")
		p.row("td", "序号", "标项名称", "废标理由", "其他事项")
		for _, l := range failed {
			p.row("td", l.no, l.name, l.reason, "/")
		}
		p.raw("</tbody></table>\n")
	}
	p.el("p", "四、主要标的信息")
	p.raw("<p>服务类主要标的信息：</p><table><tbody>")
	p.row("td", "序号", "标项名称", "标的名称", "服务范围", "服务要求", "服务时间", "服务标准")
	for _, l := range n.awarded() {
		p.row("td", zcyNo(&l), l.name, l.item, "详见采购文件", "详见采购文件", "一年", "详见采购文件")
	}
	p.raw("</tbody></table>\n")
	p.closing(n, "p", 5)
	p.raw("</div>")
	return p.String()
}

func zcyNo(l *lot) string {
	if l.no == "" {
		return "1"
	}
	return l.no
}

func zcyPrice(l *lot) string {
	if l.price.total() {
		return "总价形式报价:" + strings.TrimSuffix(l.price.inYuan(), "元") + "(元)"
	}
	return l.price.text()
}

// tianjinBody stands in a layout table; prices are in a column headed 万元, and
// a second table of the same look ranks all bidders.
func tianjinBody(n *notice) string {
	var p page
	p.raw(`<html><head><title>`, esc(n.want.Title), `</title></head><body xmlns=""><br /><table bgcolor="#cccccc"><tbody><tr><td bgcolor="#ffffff"><div>`)
	p.el("p", n.want.Title)
	p.raw("<p><font size=\"3\">发布日期：", n.at.Format("2006年01月02日"), "&nbsp;&nbsp;发布来源：", esc(n.buyer()), "</font></p><hr/>")
	p.el(`div class="segement"`, "一、项目编号：", n.numberOr())
	p.el(`div class="segement"`, "二、项目名称：", n.want.ProjectName)
	p.el(`div class="segement"`, "三、中标信息")
	for _, l := range n.lots {
		p.el(`div class="line"`, " 第", tianjinNo(&l), "包 ： ")
		if l.status == data.LotFailed {
			p.el(`div class="line"`, "本包废标，原因：", l.reason)
			continue
		}
		p.raw(`<table id="projectBundleList" bordercolor="#AAAAAA"><tr class="tableHeader"><td>供应商名称</td><td>供应商地址</td><td>统一社会信用代码</td><td>企业办公电话</td><td>&#20013;&#26631;金额(万元)</td><td>评审得分</td></tr>`)
		p.row("td", l.parties(), address(l.parties()), "000000000000000000", "000-00000004", l.price.inWan(), "90.58")
		p.raw("</table>\n")
	}
	p.el(`div class="line"`, " 通过资格审查和符合性审查的供应商评审报价： ")
	for _, l := range n.awarded() {
		p.el(`div class="line"`, "第", tianjinNo(&l), "包 ：")
		p.raw(`<table id="projectBundleList"><tr class="tableHeader"><td>排序</td><td>供应商名称</td><td>评审报价（万元）</td><td>评审得分</td></tr>`)
		p.row("td", "1", l.parties(), l.price.inWan(), "90.58")
		for i, b := range n.losers {
			p.row("td", itoa(i+2), b.name, shortWan(b.fen), b.score)
		}
		p.raw("</table>\n")
	}
	p.el(`div class="segement"`, "四、主要标的信息")
	for _, l := range n.awarded() {
		p.el(`div class="line"`, " 第", tianjinNo(&l), "包 : ")
		p.raw(`<table id="projectBundleList"><tr class="tableHeader"><td>类型</td><td>名称</td><td>服务范围</td><td>服务要求</td><td>服务时间</td></tr>`)
		p.raw(`<tr><td rowspan="1">服务类</td><td>`, esc(l.item), "</td><td>按采购文件</td><td>按采购文件</td><td>1年</td></tr></table><br/>\n")
	}
	p.closing(n, `div class="segement"`, 5)
	p.raw("</div></td></tr></tbody></table></body></html>")
	return p.String()
}

func tianjinNo(l *lot) string { return zcyNo(l) }

// chongqingBody says 项目号, prints packages as text, failed ones last with
// their reasons, and repeats the reasons in comments.
func chongqingBody(n *notice) string {
	var p page
	p.raw(`<p class="wrap-post">`)
	p.el(`h3 id="titlecandel"`, n.want.Title, " ")
	p.el(`h3 id="datecandel"`, " 发布日期： ", n.at.Format("2006年1月2日"))
	p.raw("<h4> 一、项目号：<span>", esc(n.numberOr()), "</span> 采购执行编号：<span>示例执行", itoa(len(n.want.Title)), "</span> 采购方式：<span>", esc(n.want.Method), "</span> </h4>\n<h4>二、项目名称：<span>", esc(n.want.ProjectName), "</span></h4>\n")
	p.el("h4", "三、中标（成交）信息：")
	for _, l := range append(n.awarded(), n.failed()...) {
		p.el("p", "包号：", zcyNo(&l))
		if l.status == data.LotFailed {
			p.el("p", "废标（终止）原因：", l.reason)
			continue
		}
		p.raw("<p>供应商名称：<span>", esc(l.parties()), "</span></p><p>供应商地址：<span>", esc(address(l.parties())), "</span></p><p>中标（成交）金额：<span> ", esc(l.price.text()), " </span></p>\n")
	}
	p.el("h4", "四、主要标的信息")
	for _, l := range n.awarded() {
		p.raw(`<div class="panel panel-danger"><div class="panel-heading">包号：`, zcyNo(&l), ` </div><table class="table"><th>名称</th><th> 服务范围 </th><th> 服务要求 </th><tr><td> `, esc(l.item), " </td><td> 详见文件 </td><td> 详见文件 </td></tr></table></div>\n")
	}
	for _, l := range n.failed() {
		p.raw("<!--<table class=\"table\"><th>废标原因</th><tr><td> ", esc(l.reason), " </td></tr></table>--> </div>\n")
	}
	p.closing(n, "h4", 5)
	p.losersTable(n)
	p.raw("</p>")
	return p.String()
}

// shenzhenBody stands in spans inside a table; the table of all bidders, the
// losers first, comes before the winner.
func shenzhenBody(n *notice) string {
	var p page
	p.raw(`<meta http-equiv="X-UA-Compatible" content="IE=edge"><title>采购结果公告</title><table width="100%" border="0"><tbody><tr><td>示例交易中心</td></tr><tr><td>中标（成交）结果公告</td></tr><tr><td>`)
	p.el("span", "一、项目编号：", n.numberOr())
	p.el("span", "二、项目名称：", n.want.ProjectName)
	p.el("span", "三、投标供应商名称及报价：")
	p.bidders(n, n.losers)
	p.el("span", "四、候选中标供应商名单：")
	p.bidders(n, n.losers[:1])
	p.el("span", "五、中标（成交）信息")
	l := n.lots[0]
	p.raw("<span>&nbsp;&nbsp;&nbsp;&nbsp;供应商名称：", esc(l.parties()), "</span> <span>&nbsp;&nbsp;&nbsp;&nbsp;供应商地址：", esc(address(l.parties())),
		"</span> <span>&nbsp;&nbsp;&nbsp;&nbsp;中标（成交）金额：", esc(l.price.text()), "</span>\n")
	p.el("span", "六、主要标的信息")
	p.raw("<table><tbody>")
	p.row("td", "名称", "服务范围", "服务要求", "服务时间")
	p.row("td", l.item, "详见招标文件", "详见招标文件", "一年")
	p.raw("</tbody></table>\n")
	p.closing(n, "span", 7)
	p.raw("</td></tr></tbody></table>")
	return p.String()
}

// bidders lists offers with the winner's between them.
func (p *page) bidders(n *notice, losers []bid) {
	p.raw("<table><tbody>")
	p.row("td", "包组", "投标供应商", "报价（元）")
	for _, b := range losers {
		p.row("td", "A", b.name, price{fen: b.fen, form: formPlain}.inYuan())
	}
	p.row("td", "A", n.lots[0].parties(), n.lots[0].price.inYuan())
	p.raw("</tbody></table>\n")
}

// shandongBody keeps suppliers in a table with an id of its own, prices under
// the label that allows rates.
func shandongBody(n *notice) string {
	var p page
	p.el("p", "一、项目编号：", n.numberOr())
	p.el("p", "二、项目名称：", n.want.ProjectName)
	p.el("p", "三、中标（成交）信息")
	p.raw(`<table id="SupplierInfos" border="1"><tbody>`)
	p.row("td", "标包", "供应商名称", "供应商地址", "中标（成交）金额（可填写下浮率、折扣率或费率）")
	for _, l := range n.awarded() {
		p.row("td", zcyNo(&l), l.parties(), address(l.parties()), l.price.text())
	}
	p.raw("</tbody></table>\n")
	for _, l := range n.failed() {
		p.el("p", "标包", l.no, "：", l.name, "，废标，原因：", l.reason)
	}
	p.el("p", "四、主要标的信息")
	p.items(n, "名称", "服务范围", "服务要求", "服务时间", "服务标准")
	p.closing(n, "p", 5)
	return p.String()
}
