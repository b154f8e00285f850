package sample

import (
	"fmt"
	"math"
	"strings"
	"time"

	"zhongbiao/data"
)

// draft is what the notices of one project have in common.
type draft struct {
	name, number string
	buyer        string
	agency       string
	template     string
	place        place
	trade        *trade
	relevance    data.Relevance
	category     data.Category
	suppliers    []data.Supplier
	losers       []string
	price        price
	level        string // zygg or dfgg
	bargain      bool   // 成交 instead of 中标
	serial       int
}

// draft invents a project that nobody has yet.
func (f *fiction) draft(t *trade, what string, relevance data.Relevance, category data.Category) *draft {
	d := &draft{trade: t, relevance: relevance, category: category, agency: pick(f, agencies), template: f.templates.deal(), level: "dfgg"}
	for i := 0; ; i++ {
		d.buyer = strings.ReplaceAll(pick(f, t.buyers), "~", pick(f, towns))
		d.name = d.buyer + what + "项目"
		if i > 5 { // all towns have bought this: another year's round
			d.name = d.buyer + what + fmt.Sprintf("项目（第%s批）", chinese(min(i-4, 19)))
		}
		if !f.names[d.name] {
			break
		}
	}
	f.names[d.name] = true
	f.serial++
	d.serial = f.serial
	if f.rng.IntN(4) == 0 {
		d.level = "zygg"
	}
	d.bargain = f.rng.IntN(5) < 2
	d.place = pick(f, places[d.template])
	d.price = price{fen: f.amount(), form: f.forms.deal(), rate: 300 + 25*f.rng.IntN(30)}
	d.suit()
	d.parties(f)
	return d
}

// amount draws whole hundreds of yuan: most well below the period's mean, a
// few far above it.
func (f *fiction) amount() int64 {
	const spread = 1.15
	yuan := f.mean * math.Exp(spread*f.rng.NormFloat64()-spread*spread/2)
	return int64(min(max(yuan, 60_000), 90_000_000)/100) * 100 * data.Yuan
}

// suit keeps to forms that the template can print.
func (d *draft) suit() {
	p := &d.price
	switch p.form {
	case formDiscount:
		p.rate = 8000 + p.rate
	case formMonthly:
		p.fen = p.fen % 3_000_000 / 10_000 * 10_000
		p.fen += 1_200_000
	case formTokens:
		p.fen = 1280
	}
	columns := d.template == "tianjin" || d.template == "table" || d.template == "zcy"
	switch {
	case columns && p.total():
		p.form = formYuan
	case d.template == "tianjin":
		p.form = formAttached
	case d.template == "table" && p.form == formDiscount:
		p.form, p.rate = formRate, p.rate-8000
	case d.template == "shenzhen" && !p.total():
		d.template, d.place = "text", places["text"][0]
	}
	if p.form == formAttached || p.form == formZero {
		p.fen = 0
	}
}

func (d *draft) parties(f *fiction) {
	seen := map[string]bool{}
	name := func() string {
		for {
			s := "示例" + pick(f, supplierFirst) + pick(f, supplierLast)
			if !seen[s] {
				seen[s] = true
				return s
			}
		}
	}
	d.suppliers = []data.Supplier{{Name: name(), Role: data.RoleSupplier}}
	d.losers = []string{name(), name()}
}

// numbered gives the project a number in the manner of its template.
func (d *draft) numbered(f *fiction, at time.Time) {
	yy, s := at.Year(), f.serial
	switch d.template {
	case "package":
		d.number = fmt.Sprintf("[SL%04d01]QH[CS]%d%04d", s%90+2300, yy, s)
	case "zcy":
		d.number = fmt.Sprintf("SLZFCG%d-%04dG", yy, s)
	case "chongqing":
		d.number = fmt.Sprintf("SQS%02dA%05d", yy%100, s)
	case "tianjin":
		d.number = fmt.Sprintf("SLXD-%d-A-%04d", yy, s)
	case "shenzhen":
		d.number = fmt.Sprintf("SLCG%d%06d", yy, s)
	default:
		d.number = fmt.Sprintf("SL-%d%02d%06d", yy, at.Month(), 100000+s)
	}
}

// singleLot is the lot of a tender without lots.
func (d *draft) singleLot() lot {
	l := lot{item: d.name, name: d.name, status: data.LotAwarded, suppliers: d.suppliers, price: d.price, relevance: d.relevance}
	return l
}

// notice makes a publication of the project with the facts that all share.
func (d *draft) notice(kind data.Kind, channel string, at time.Time, title string, body func(*notice) string) *notice {
	n := &notice{level: d.level, channel: channel, at: at, body: body, place: d.place, category: "服务/信息技术服务", contacts: true, summary: -1, lots: []lot{d.singleLot()}}
	n.want = data.Notice{Kind: kind, Title: title, ProjectNumber: d.number, ProjectName: d.name, Buyer: d.buyer, Agency: d.agency,
		Relevance: data.RelevanceLabel{Label: d.relevance}, Category: d.category}
	if d.trade != nil {
		n.want.Industry = data.Label{ID: string(d.trade.industry)}
	}
	for i, name := range d.losers {
		n.losers = append(n.losers, bid{lot: "A", name: name, fen: (d.fenOr()/100*int64(103+5*i)/100/100*100 + 1100) * 100, score: []string{"86.20", "79.55"}[i]})
	}
	return n
}

// fenOr is the amount, or a plausible one where none is known.
func (d *draft) fenOr() int64 {
	if d.price.total() && d.price.fen > 0 {
		return d.price.fen
	}
	return 98_000_000
}

// award makes the award notice of the project.
func (d *draft) award(at time.Time) *notice {
	n := d.notice(data.KindAward, d.channel(), at, d.title(), awardTemplates[d.template])
	if d.template == "chongqing" {
		n.want.Method = "公开招标"
		if d.bargain {
			n.want.Method = "竞争性磋商"
		}
	}
	n.sum()
	return n
}

func (d *draft) channel() string {
	if d.bargain {
		return "cjgg"
	}
	return "zbgg"
}

func (d *draft) title() string {
	switch {
	case d.template == "package" || d.template == "zcy" || d.template == "shenzhen":
		return d.name + "中标（成交）结果公告"
	case d.template == "tianjin" && !d.bargain:
		return d.name + "(项目编号:" + d.number + ")中标公告"
	case d.bargain:
		return d.name + "成交公告"
	}
	return d.name + "中标公告"
}

// sum prints the total of the lots into the summary; a notice without any
// total has 0 there or no such line.
func (n *notice) sum() {
	n.summary = 0
	for _, l := range n.awarded() {
		if l.price.total() {
			n.summary += l.price.fen
		}
	}
	if n.summary == 0 && len(n.want.Title)%2 == 0 {
		n.summary = -1
	}
}

// misprint spoils the summary of some notices, as it happens on real ones: yuan
// typed into a field of 万元, or a total that is not the lots'. The body is
// right, and a reader must say that the two disagree.
func (n *notice) misprint(serial int) {
	if n.summary <= 0 {
		return
	}
	switch serial % 41 {
	case 7:
		n.summary *= 10_000
		n.want.Warnings = append(n.want.Warnings, data.Warning{Code: "unit_mismatch"})
	case 23:
		n.summary = n.summary / 2_000_000 * 1_000_000
		n.want.Warnings = append(n.want.Warnings, data.Warning{Code: "amount_mismatch"})
	}
}

// truth is the project as counted from its award notice.
func (d *draft) truth(variant string, n *notice) Award {
	a := Award{Key: d.number, Number: d.number, Name: d.name, Buyer: d.buyer, Stage: data.StageAwarded, Counted: d.relevance.Counts(),
		Relevance: d.relevance, Category: d.category, Variant: variant}
	if a.Key == "" {
		a.Key = d.name
	}
	if d.trade != nil {
		a.Industry = d.trade.industry
		a.Scene = d.trade.industry
	}
	for _, l := range n.awarded() {
		a.take(l)
	}
	return a
}

// take adds an awarded lot: its suppliers, and its price when it is relevant.
func (a *Award) take(l lot) {
	for _, s := range l.suppliers {
		a.Suppliers = append(a.Suppliers, s.Name)
	}
	if m := l.price.money(); m.Disclosed() && l.relevance.Counts() {
		a.Fen += m.Fen
		a.Disclosed = true
	}
}
