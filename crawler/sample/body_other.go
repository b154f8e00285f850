package sample

import "zhongbiao/data"

// factBody prints a reported fact: nothing that the report does not say, and
// the report itself.
func factBody(n *notice) string {
	var p page
	p.el("p", "一、项目编号：", n.numberOr())
	p.el("p", "二、项目名称：", n.want.ProjectName)
	l := n.lots[0]
	switch n.want.Kind {
	case data.KindCandidate:
		p.el("p", "三、中标候选人")
		p.el("p", "第一中标候选人：", l.parties())
		p.el("p", "投标报价：", l.price.text())
	case data.KindContract:
		p.el("p", "三、合同主体")
		p.el("p", "采购人（甲方）：", n.buyer())
		p.el("p", "供应商（乙方）：", l.parties())
		p.el("p", "四、合同主要信息")
		p.el("p", "合同金额：", l.price.text())
	case data.KindSingleSource:
		p.el("p", "三、拟直接采购供应商信息")
		p.el("p", "拟定供应商名称：", l.parties())
		p.el("p", "采购金额：", l.price.text())
	default:
		p.el("p", "三、中标（成交）信息")
		if l.no != "" {
			p.el("p", "包", l.no, "：")
		}
		p.el("p", "供应商名称：", l.parties())
		p.el("p", "中标（成交）金额：", l.price.text())
		p.el("p", "四、主要标的信息")
		p.el("p", "名称：", l.item)
	}
	p.el("p", "采购人名称：", n.buyer())
	p.el(`p class="source"`, "来源：", n.source)
	p.el(`p class="note"`, "本页据公开报道整理，仅列报道所载事实，其余一律标为未公开；金额以原公告为准。")
	return p.String()
}

// candidateBody lists three ranked candidates as 中标候选人公示 does. Nobody has
// won yet.
func candidateBody(n *notice) string {
	var p page
	p.el("p", "标段（包）编号：", n.numberOr())
	p.el("p", "一、项目名称：", n.want.ProjectName)
	p.el("p", "二、招标人：", n.buyer())
	p.el("p", "三、评标结果")
	l := n.lots[0]
	p.el("p", "第一中标候选人：", l.parties(), "，投标报价：", l.price.text(), "，综合得分：92.41")
	for i, b := range n.losers {
		p.el("p", "第", chinese(i+2), "中标候选人：", b.name, "，投标报价：", grouped(b.fen), "元，综合得分：", b.score)
	}
	p.el("p", "四、公示期：自发布之日起3日。")
	p.el("p", "五、招标代理机构：", n.want.Agency)
	p.el("p", "六、提出异议的渠道和方式：书面向招标人提出，联系人：示例联系人甲，电话：000-00000001")
	return p.String()
}

// correctionBody is 更正公告: what stood there before, what stands there now.
func correctionBody(n *notice) string {
	var p page
	p.el("p", "一、项目基本情况")
	p.el("p", "原公告的采购项目编号：", n.numberOr())
	p.el("p", "原公告的采购项目名称：", n.want.ProjectName)
	p.el("p", "首次公告日期：", n.previous)
	p.el("p", "二、更正信息")
	subject := "采购结果"
	if n.want.Corrects == data.CorrectsTender {
		subject = "采购文件"
	}
	p.el("p", "更正事项：", subject)
	p.el("p", "更正内容：")
	p.raw(`<table border="1"><tbody>`)
	p.row("td", "序号", "更正项", "更正前内容", "更正后内容")
	for i, c := range n.changes {
		p.row("td", itoa(i+1), c.item, c.before, c.after)
	}
	p.raw("</tbody></table>\n")
	p.el("p", "更正日期：", n.at.Format("2006年01月02日"))
	p.el("p", "三、其他补充事宜")
	p.el("p", "除上述内容外，其他内容不变。")
	p.inquiries(n, "p", "四、")
	return p.String()
}

// failureBody is 终止公告 or 废标公告 of a whole tender.
func failureBody(n *notice) string {
	var p page
	p.el("p", "一、项目基本情况")
	p.el("p", "采购项目编号：", n.numberOr())
	p.el("p", "采购项目名称：", n.want.ProjectName)
	p.el("p", "二、项目终止的原因")
	p.el("p", n.reason)
	p.el("p", "三、其他补充事宜")
	p.el("p", "无")
	p.inquiries(n, "p", "四、")
	return p.String()
}

// revocationBody takes an award back.
func revocationBody(n *notice) string {
	var p page
	p.el("p", "一、项目基本情况")
	p.el("p", "采购项目编号：", n.numberOr())
	p.el("p", "采购项目名称：", n.want.ProjectName)
	p.el("p", "首次公告日期：", n.previous)
	p.el("p", "二、取消中标资格的原因")
	p.el("p", n.reason)
	p.el("p", "现取消", n.lots[0].parties(), "的中标资格，本项目将依法重新组织采购。")
	p.inquiries(n, "p", "三、")
	return p.String()
}

// contractBody is 合同公告.
func contractBody(n *notice) string {
	var p page
	l := n.lots[0]
	p.el("p", "一、合同编号：示例合同", itoa(len(n.want.ProjectNumber)), "号")
	p.el("p", "二、合同名称：", n.want.ProjectName, "合同")
	p.el("p", "三、项目编号：", n.numberOr())
	p.el("p", "四、项目名称：", n.want.ProjectName)
	p.el("p", "五、合同主体")
	p.el("p", "采购人（甲方）：", n.buyer())
	p.el("p", "地址：", address(n.buyer()))
	p.el("p", "联系方式：000-00000001")
	p.el("p", "供应商（乙方）：", l.parties())
	p.el("p", "地址：", address(l.parties()))
	p.el("p", "联系方式：000-00000002")
	p.el("p", "六、合同主要信息")
	p.el("p", "主要标的名称：", l.item)
	p.el("p", "规格型号（或服务要求）：详见合同")
	p.el("p", "主要标的数量：1项")
	p.el("p", "主要标的单价：", l.price.text())
	p.el("p", "合同金额：", l.price.text())
	p.el("p", "履约期限、地点等简要信息：自合同签订之日起一年")
	p.el("p", "采购方式：", n.want.Method)
	p.el("p", "七、合同签订日期：", n.at.AddDate(0, 0, -3).Format("2006-01-02"))
	p.el("p", "八、合同公告日期：", n.at.Format("2006-01-02"))
	p.el("p", "九、其他补充事宜：无")
	return p.String()
}

// tenderBody is 公开招标公告: it has a budget and speaks of failure, and is
// neither an award nor a failure.
func tenderBody(n *notice) string {
	var p page
	p.el("p", "项目概况：", n.want.ProjectName, "的潜在投标人应获取招标文件，并按时递交投标文件。")
	p.el("p", "一、项目基本情况")
	p.el("p", "项目编号：", n.numberOr())
	p.el("p", "项目名称：", n.want.ProjectName)
	p.el("p", "预算金额：", wan(n.budget, 6), "万元（人民币）")
	p.el("p", "最高限价（如有）：", wan(n.budget, 6), "万元（人民币）")
	p.el("p", "采购需求：", n.lots[0].item)
	p.el("p", "二、申请人的资格要求：符合法律规定。")
	p.el("p", "三、废标条款：有效供应商不足三家的，予以废标；中标供应商放弃中标的，项目终止。")
	p.inquiries(n, "p", "四、")
	return p.String()
}

// singleSourceBody names a supplier before anything is awarded.
func singleSourceBody(n *notice) string {
	var p page
	p.el("p", "一、项目信息")
	p.el("p", "采购人：", n.buyer())
	p.el("p", "项目名称：", n.want.ProjectName)
	p.el("p", "项目编号：", n.numberOr())
	p.el("p", "拟采购的货物或服务的预算金额：", wan(n.budget, 6), "万元（人民币）")
	p.el("p", "采用单一来源采购方式的原因及说明：只能从唯一供应商处采购。")
	p.el("p", "二、拟定供应商信息")
	p.el("p", "名称：", n.lots[0].parties())
	p.el("p", "地址：", address(n.lots[0].parties()))
	p.el("p", "三、公示期限：5个工作日")
	p.inquiries(n, "p", "四、")
	return p.String()
}

// frameworkBody admits several suppliers to a panel; no price is awarded.
func frameworkBody(n *notice) string {
	var p page
	p.el("p", "一、项目编号：", n.numberOr())
	p.el("p", "二、项目名称：", n.want.ProjectName)
	p.el("p", "三、入围信息")
	p.raw(`<table border="1"><tbody>`)
	p.row("td", "序号", "入围供应商名称", "入围供应商地址")
	p.row("td", "1", n.lots[0].parties(), address(n.lots[0].parties()))
	for i, b := range n.losers {
		p.row("td", itoa(i+2), b.name, address(b.name))
	}
	p.raw("</tbody></table>\n")
	p.closing(n, "p", 4)
	return p.String()
}
