package sample

import (
	"time"

	"zhongbiao/data"
)

// counted makes one counted project of the month, in the next variant.
func (f *fiction) counted(m data.Month) {
	t := f.trades.deal()
	w := pick(f, t.wants)
	d := f.draft(t, w.name, relevanceOf(w.category), w.category)
	at := f.workday(m)
	d.numbered(f, at)
	f.turn(f.variants.deal(), d, at)
}

// add puts a project with its notices into the set.
func (f *fiction) add(a Award, notices ...*notice) {
	f.projects = append(f.projects, &project{award: a, notices: notices})
}

// turn tells the story of one counted project.
func (f *fiction) turn(variant string, d *draft, at time.Time) {
	switch variant {
	case "lots", "failed-lot", "mixed-lots":
		f.inLots(variant, d, at)
	case "candidate-first":
		n := d.award(at)
		f.add(d.truth(variant, n), d.candidate(shift(at, -4-f.rng.IntN(6))), n)
	case "corrected-amount", "corrected-supplier", "replaced":
		f.corrected(variant, d, at)
	case "contract-after":
		n := d.award(at)
		f.add(d.truth(variant, n), n, d.contract(shift(at, 10+f.rng.IntN(15))))
	case "two-channels":
		f.twice(variant, d, at)
	case "rerun":
		f.rerun(variant, d, at)
	case "consortium":
		f.consortium(d)
		n := d.award(at)
		f.add(d.truth(variant, n), n)
	case "tender-first":
		n := d.award(at)
		f.add(d.truth(variant, n), d.tender(shift(at, -35)), d.tenderCorrection(shift(at, -28), shift(at, -35)), n)
	default:
		n := d.award(at)
		n.misprint(d.serial)
		n.gbk = !f.gbk // one page without any word about its charset
		f.gbk = true
		f.add(d.truth("plain", n), n)
	}
}

// candidate is 中标候选人公示 before the award.
func (d *draft) candidate(at time.Time) *notice {
	n := d.notice(data.KindCandidate, "qtgg", at, d.name+"中标候选人公示", candidateBody)
	n.lots[0].status = data.LotCandidate
	return n
}

// contract is 合同公告 after the award.
func (d *draft) contract(at time.Time) *notice {
	n := d.notice(data.KindContract, "qtgg", at, d.name+"合同公告", contractBody)
	n.want.Method = "公开招标"
	return n
}

func (d *draft) tender(at time.Time) *notice {
	n := d.notice(data.KindTender, "gkzb", at, d.name+"公开招标公告", tenderBody)
	n.budget = d.fenOr() / 1_000_000 * 1_100_000
	n.want.Lots = []data.Lot{}
	return n
}

func (d *draft) tenderCorrection(at, first time.Time) *notice {
	n := d.notice(data.KindCorrection, "gzgg", at, d.name+"更正公告", correctionBody)
	n.want.Corrects, n.want.Lots = data.CorrectsTender, []data.Lot{}
	n.previous = first.Format("2006年01月02日")
	n.changes = []change{{"投标截止时间", "09:00", "09:30"}}
	return n
}

// inLots splits the project: two or three lots, one failed, or one that is no
// LLM lot at all.
func (f *fiction) inLots(variant string, d *draft, at time.Time) {
	d.inPackages()
	n := d.award(at)
	n.lots = f.lots(variant, d)
	n.sum()
	f.add(d.truth(variant, n), n)
}

// inPackages keeps to a template that prints several lots.
func (d *draft) inPackages() {
	if d.template == "shenzhen" || d.template == "table" && !d.price.total() {
		d.template = "text"
		d.place = places["text"][0]
	}
}

func (f *fiction) lots(variant string, d *draft) []lot {
	parts := []want{{"大模型应用软件开发", app}, {"大模型推理算力服务器", compute}, {"大模型语料标注服务", corpus}}[:2+f.rng.IntN(2)]
	var out []lot
	for i, w := range parts {
		l := lot{no: itoa(i + 1), name: w.name, item: w.name, status: data.LotAwarded, relevance: relevanceOf(w.category),
			price: price{fen: d.fenOr() / int64(i+2) / 10_000 * 10_000, form: d.price.form}}
		if !l.price.total() {
			l.price = d.price
		}
		other := *d
		if i > 0 {
			other.parties(f)
		}
		l.suppliers = other.suppliers
		out = append(out, l)
	}
	switch variant {
	case "failed-lot":
		last := &out[len(out)-1]
		last.status, last.reason, last.suppliers = data.LotFailed, "有效供应商不足三家", nil
	case "mixed-lots":
		out[1].name, out[1].item, out[1].relevance = "办公家具采购", "办公桌椅及文件柜", data.Reject
	}
	return out
}

// corrected publishes a wrong award first and mends it afterwards.
func (f *fiction) corrected(variant string, d *draft, at time.Time) {
	if !d.price.total() {
		d.price.form, d.price.fen = formYuan, f.amount()
	}
	if d.template == "tianjin" || d.template == "table" || d.template == "zcy" {
		d.price.form = formYuan
	}
	first := d.award(at)
	fixed := *d
	fixed.suppliers = append([]data.Supplier(nil), d.suppliers...)
	title, item := d.name+"中标结果更正公告", change{}
	switch variant {
	case "corrected-amount":
		fixed.price = price{fen: d.price.fen / 10 * 9 / 10_000 * 10_000, form: formYuan}
		item = change{"中标（成交）金额", grouped(d.price.fen) + "元", grouped(fixed.price.fen) + "元"}
	default:
		fixed.suppliers[0].Name = d.losers[0]
		item = change{"中标（成交）供应商名称", d.suppliers[0].Name, fixed.suppliers[0].Name}
	}
	if variant == "replaced" {
		title = d.name + "中标结果变更公告"
	}
	c := fixed.notice(data.KindCorrection, "gzgg", shift(at, 3+f.rng.IntN(12)), title, correctionBody)
	c.want.Corrects, c.previous, c.changes = data.CorrectsResult, at.Format("2006年01月02日"), []change{item}
	if variant == "corrected-amount" {
		c.lots[0].suppliers = nil // the correction names none
	} else {
		c.lots[0].price = price{form: formAttached}
	}
	after := fixed.award(at)
	f.add(fixed.truth(variant, after), first, c)
}

// twice publishes the same award centrally and locally.
func (f *fiction) twice(variant string, d *draft, at time.Time) {
	d.level = "dfgg"
	n := d.award(at)
	again := *d
	again.level = "zygg"
	m := again.award(at.Add(time.Duration(20+f.rng.IntN(600)) * time.Minute))
	f.add(d.truth(variant, n), n, m)
}

// rerun lets the first attempt fail as a whole; the second is awarded.
func (f *fiction) rerun(variant string, d *draft, at time.Time) {
	f.wholeFailure(*d, shift(at, -30-f.rng.IntN(15)), "rerun-first")
	d.name += "（二次）"
	if f.rng.IntN(2) == 0 {
		d.number += "（二次）"
	}
	n := d.award(at)
	n.want.Attempt = 2
	a := d.truth(variant, n)
	a.Key += "/2"
	f.add(a, n)
}

func (f *fiction) consortium(d *draft) {
	d.suppliers[0].Role = data.RoleLead
	others := *d
	others.parties(f)
	d.suppliers = append(d.suppliers, data.Supplier{Name: others.losers[0], Role: data.RoleMember})
	if f.rng.IntN(2) == 0 {
		d.suppliers = append(d.suppliers, data.Supplier{Name: others.losers[1], Role: data.RoleMember})
	}
}

// wholeFailure is a tender that ends without an award.
func (f *fiction) wholeFailure(d draft, at time.Time, variant string) {
	title := d.name + pick(f, []string{"终止公告", "废标公告", "流标公告"})
	n := d.notice(data.KindFailure, "fblbgg", at, title, failureBody)
	n.reason = pick(f, []string{"至投标截止时间，递交投标文件的供应商不足三家，本项目废标。", "采购计划有变，项目终止。", "经评审，有效供应商不足三家。"})
	n.want.Lots = []data.Lot{}
	a := d.truth(variant, n)
	a.Stage, a.Counted, a.Suppliers, a.Fen, a.Disclosed = data.StageFailed, false, nil, 0, false
	f.add(a, n)
}

// uncounted makes what must not be counted, spread over all months.
func (f *fiction) uncounted() {
	for range 14 {
		d, at := f.some()
		f.wholeFailure(*d, at, "failed")
	}
	for i := range 45 {
		f.oneUncounted(i)
	}
	for i := range 2 * len(falseFriends) {
		f.foreign(f.friends.deal(), i)
	}
	for i := range 2 * len(adjacents) {
		f.foreign(adjacents[i/2], i)
	}
}

// some drafts an LLM project in a month of the whole time.
func (f *fiction) some() (*draft, time.Time) {
	t := f.trades.deal()
	w := pick(f, t.wants)
	d := f.draft(t, w.name, relevanceOf(w.category), w.category)
	at := f.workday(f.anyMonth())
	d.numbered(f, at)
	return d, at
}

func (f *fiction) anyMonth() data.Month {
	i := f.rng.IntN(20)
	return data.Month(202301 + i%12 + i/12*100)
}

// oneUncounted goes round the kinds of notices that are no awards.
func (f *fiction) oneUncounted(i int) {
	d, at := f.some()
	var n *notice
	stage, variant := data.StageTender, ""
	switch i % 9 {
	case 0, 1, 2:
		n, stage, variant = d.candidate(at), data.StageCandidate, "candidate-only"
	case 3:
		n, stage, variant = d.contract(at), data.StageContract, "contract-only"
	case 4, 5:
		n, variant = d.tender(at), "tender-only"
	case 6:
		n, variant = d.singleSource(at), "single-source"
	case 7:
		n, stage, variant = d.framework(at), data.StageFramework, "framework"
	case 8:
		f.revoked(d, at)
		return
	}
	a := d.truth(variant, n)
	a.Stage, a.Counted, a.Fen, a.Disclosed = stage, false, 0, false
	f.add(a, n)
}

func (d *draft) singleSource(at time.Time) *notice {
	n := d.notice(data.KindSingleSource, "qtgg", at, d.name+"单一来源采购公示", singleSourceBody)
	n.budget = d.fenOr()
	n.want.Lots = []data.Lot{}
	return n
}

func (d *draft) framework(at time.Time) *notice {
	n := d.notice(data.KindFramework, "zbgg", at, d.name+"框架协议入围结果公告", frameworkBody)
	n.want.Lots = []data.Lot{}
	return n
}

// revoked takes an award back, and nobody takes the winner's place.
func (f *fiction) revoked(d *draft, at time.Time) {
	n := d.award(at)
	r := d.notice(data.KindFailure, "gzgg", shift(at, 12), d.name+"取消中标资格公告", revocationBody)
	r.previous, r.reason = at.Format("2006年01月02日"), "经核实，中标供应商提供虚假材料。"
	r.want.Revokes, r.want.Lots = true, []data.Lot{}
	a := d.truth("revoked", n)
	a.Stage, a.Counted, a.Fen, a.Disclosed = data.StageRevoked, false, 0, false
	f.add(a, n, r)
}

// foreign is an award that is not of the field.
func (f *fiction) foreign(o other, i int) {
	t := &trades[[]int{1, 3, 5, 0, 7, 8}[i%6]]
	d := f.draft(t, o.name, o.relevance, "")
	at := f.workday(f.anyMonth())
	d.numbered(f, at)
	n := d.award(at)
	a := d.truth(string(o.relevance), n)
	a.Fen, a.Disclosed = 0, false
	f.add(a, n)
}
