package sample

import (
	"html"
	"strconv"
	"strings"

	"zhongbiao/data"
)

// page collects markup. Its methods escape; raw does not.
type page struct{ strings.Builder }

func (p *page) raw(parts ...string) {
	for _, s := range parts {
		p.WriteString(s)
	}
}

// el writes an element with an open tag of its own, e.g. el("p class=x", text).
func (p *page) el(tag string, parts ...string) {
	name, _, _ := strings.Cut(tag, " ")
	p.raw("<", tag, ">")
	for _, s := range parts {
		p.WriteString(html.EscapeString(s))
	}
	p.raw("</", name, ">\n")
}

// row writes a table row of cells with the given tag.
func (p *page) row(tag string, cells ...string) {
	p.raw("<tr>")
	for _, c := range cells {
		p.el(tag, c)
	}
	p.raw("</tr>\n")
}

func itoa(n int) string { return strconv.Itoa(n) }

// parties prints the suppliers of a lot as notices do: a consortium with its
// lead and members, several independent winners with 、.
func (l *lot) parties() string {
	var lead string
	var members, alone []string
	for _, s := range l.suppliers {
		switch s.Role {
		case data.RoleLead:
			lead = s.Name
		case data.RoleMember:
			members = append(members, s.Name)
		default:
			alone = append(alone, s.Name)
		}
	}
	if lead == "" {
		if len(alone) == 0 {
			return unknown
		}
		return strings.Join(alone, "、")
	}
	if len(members) > 1 {
		return "联合体牵头人：" + lead + "；联合体成员：" + strings.Join(members, "、")
	}
	return lead + "（联合体牵头人）、" + strings.Join(members, "、") + "（联合体成员）"
}

// numberOr prints the number, or 未公开 for a report that does not say it.
func (n *notice) numberOr() string {
	if n.want.ProjectNumber == "" {
		return unknown
	}
	return n.want.ProjectNumber
}

// several tells whether the notice has numbered lots.
func (n *notice) several() bool { return len(n.lots) > 1 || n.lots[0].no != "" }

// awarded and failed give the lots of one outcome in page order.
func (n *notice) awarded() []lot { return n.having(false) }
func (n *notice) failed() []lot  { return n.having(true) }

func (n *notice) having(failed bool) []lot {
	var out []lot
	for _, l := range n.lots {
		if (l.status == data.LotFailed) == failed {
			out = append(out, l)
		}
	}
	return out
}

// address is a placeholder that names no real place.
func address(name string) string { return "示例路" + itoa(len(name)%97+1) + "号" }

// closing writes what follows the items on every award notice: reviewers, the
// agency's fee (never the award), the term, and whom to ask. People and
// numbers are placeholders, there to prove that they are dropped.
func (p *page) closing(n *notice, h string, first int) {
	if !n.contacts {
		return
	}
	num := func(k int) string { return chinese(first+k) + "、" }
	p.el(h, num(0), "评审专家（单一来源采购人员）名单：")
	p.el("p", "示例专家甲、示例专家乙、示例专家丙（采购人代表）")
	p.el(h, num(1), "代理服务收费标准及金额：")
	p.el("p", "本项目代理费收费标准：按采购文件约定执行")
	p.el("p", "本项目代理费总金额：", strconv.FormatFloat(float64(len(n.want.Title))*37.25/10000, 'f', 6, 64), "万元（人民币）")
	p.el(h, num(2), "公告期限")
	p.el("p", "自本公告发布之日起1个工作日。")
	p.el(h, num(3), "其他补充事宜")
	p.el("p", "无")
	p.inquiries(n, h, num(4))
}

func (p *page) inquiries(n *notice, h, num string) {
	p.el(h, num, "凡对本次公告内容提出询问，请按以下方式联系。")
	p.el("p", "1.采购人信息")
	p.el("p", "名　　称：", n.buyer())
	p.el("p", "地　　址：", address(n.buyer()))
	p.el("p", "联系方式：示例联系人甲 000-00000001")
	p.el("p", "2.采购代理机构信息（如有）")
	p.el("p", "名　　称：", n.want.Agency)
	p.el("p", "地　　址：", address(n.want.Agency))
	p.el("p", "联系方式：示例联系人乙 000-00000002")
	p.el("p", "3.项目联系方式")
	p.el("p", "项目联系人：示例联系人丙")
	p.el("p", "电　　话：000-00000003")
}

// chinese prints a heading's numeral, 1 to 19.
func chinese(n int) string {
	digits := []rune("〇一二三四五六七八九十")
	if n <= 10 {
		return string(digits[n])
	}
	return "十" + string(digits[n-10])
}
