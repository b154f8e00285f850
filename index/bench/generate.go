// Package bench measures the index: a generator of notices that look like
// real ones, the searches that people make, and two peers (SQLite FTS5 and
// PostgreSQL) that answer the same ones on the same notices.
package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// Corpus gives notices and projects by number, the same ones for the same
// seed, without keeping them: a million need no memory. Words and names are
// drawn by Zipf's law from the register and the reference tables.
type Corpus struct {
	Seed uint64
	N    int // notices
}

// words are the vocabulary, the most frequent first.
type words struct {
	common, topics, buyers, suppliers, portals []string
	regions                                    []reference.Region
}

var vocabulary = sync.OnceValue(func() words {
	var w words
	for _, r := range reference.Register() {
		w.common = append(w.common, strings.FieldsFunc(r.ProjectTitle, func(c rune) bool { return strings.ContainsRune("()（）-—、，《》 ", c) })...)
	}
	w.common = append(w.common, phrases...)
	for _, u := range reference.UserWordList() {
		if u.Class == "term" || u.Class == "model" {
			w.topics = append(w.topics, u.Word)
		}
		if u.Class == "vendor" {
			for _, suffix := range []string{"科技股份有限公司", "信息技术有限公司", "（北京）科技有限公司", "数字科技有限公司"} {
				w.suppliers = append(w.suppliers, u.Word+suffix)
			}
		}
	}
	marked := func(s string) bool { return strings.Contains(s, rare[0].text) }
	w.common, w.topics = slices.DeleteFunc(w.common, marked), slices.DeleteFunc(w.topics, marked)
	for _, r := range reference.Regions() {
		if r.Level() < 3 {
			w.regions = append(w.regions, r)
		}
	}
	// Many names: each place has each kind of organisation.
	for _, kind := range organisations {
		for _, r := range w.regions {
			w.buyers = append(w.buyers, r.Zh+kind)
		}
	}
	sort.SliceStable(w.buyers, func(i, j int) bool { return hash(w.buyers[i]) < hash(w.buyers[j]) })
	w.portals = []string{"ccgp", "cebpub", "ggzy", "zcygov", "yichang"}
	return w
})

var organisations = []string{"电力公司", "供电局", "大数据管理局", "人民医院", "教育局", "公安局", "移动通信分公司", "电信分公司", "人民政府办公室", "财政局", "市场监督管理局",
	"轨道交通集团有限公司", "农村商业银行股份有限公司", "职业技术学院", "水务集团有限公司", "广播电视台", "图书馆", "中级人民法院", "自然资源局", "卫生健康委员会"}

var phrases = strings.Fields(`项目编号 项目名称 采购方式 公开招标 竞争性磋商 竞争性谈判 询价 单一来源 中标信息 成交信息 供应商名称 供应商地址 中标金额 成交金额 主要标的信息 服务范围 服务要求
服务时间 服务标准 评审专家名单 代理服务收费标准及金额 公告期限 自本公告发布之日起1个工作日 其他补充事宜 凡对本次公告内容提出询问请按以下方式联系 采购人信息 采购代理机构信息 联系方式
平台建设 系统集成 运行维护 软件开发 硬件设备 服务器 存储设备 网络安全 数据治理 数据中心 数据共享 业务系统 升级改造 技术服务 咨询服务 运营服务 培训服务 信息化建设 智能化 数字化转型
接口对接 权限管理 日志审计 用户管理 流程审批 报表统计 可视化 移动端 知识管理 文档管理 智能检索 智能推荐 语音识别 图像识别 文字识别 自然语言处理 机器学习 深度学习 模型训练 模型部署
应急指挥 城市管理 环境监测 交通管理 安全生产 远程医疗 在线教育 电子病历 财务管理 人力资源 供应链管理 客户服务 营销管理 风险控制 合同履行期限 合同签订之日起 验收合格 质量保证 售后服务
不少于三年 符合国家标准 按照采购文件要求 提供原厂服务 响应时间 不超过两小时 驻场人员 项目经理 实施方案 详见采购文件 以合同约定为准 中小企业 残疾人福利 政府采购 财政资金 自筹资金`)

// rare marks are words of which exactly one notice in so many speaks: what
// the searches of the bench look for.
var rare = []struct {
	every int
	text  string
}{
	{10, "大模型"}, {1000, "碳排放核算"}, {2000, "省电力有限公司信息通信分公司机房"}, {100, "知识问答助手"},
}

func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// draw picks by Zipf's law: low numbers far more often.
func draw(r *rand.Rand, list []string) string {
	z := rand.NewZipf(r, 1.2, 8, uint64(len(list)-1))
	return list[z.Uint64()]
}

// Notice gives notice i, from 0 to N-1.
func (c Corpus) Notice(i int) *data.Notice {
	w := vocabulary()
	r := rand.New(rand.NewPCG(c.Seed, uint64(i)))
	region := w.regions[r.IntN(len(w.regions))]
	buyer, supplier := draw(r, w.buyers), draw(r, w.suppliers)
	topic := draw(r, w.common)
	if i%rare[0].every == 0 {
		topic = rare[0].text + topic
	}
	name := buyer + topic + "项目"
	n := &data.Notice{
		ID: data.NoticeID(fmt.Sprintf("%016x", (uint64(i)+1)*0x9E3779B97F4A7C15)), Kind: data.KindAward, Portal: w.portals[r.IntN(len(w.portals))],
		Title: name + "中标（成交）结果公告", ProjectName: name, ProjectNumber: fmt.Sprintf("ZB%d-%06d", 2023+i%3, i), Buyer: buyer, BuyerName: buyer,
		Agency: region.Zh + "公共资源交易中心", Region: region.Code, Published: data.NewDay(2023+r.IntN(3), 1+r.IntN(12), 1+r.IntN(28)), Method: "公开招标",
		Relevance: data.RelevanceLabel{Label: data.Core}, Industry: data.Label{ID: string(data.Industries[r.IntN(len(data.Industries))])},
		Scene: data.Label{ID: string(data.Industries[r.IntN(len(data.Industries))])}, Category: data.Categories[r.IntN(len(data.Categories))], SOE: r.IntN(3) == 0,
	}
	if r.IntN(8) == 0 {
		n.Kind = data.Kinds[r.IntN(len(data.Kinds))]
	}
	fen := int64(r.IntN(100_000)+100) * 100 * data.Yuan
	n.Lots = []data.Lot{{Status: data.LotAwarded, Relevance: n.Relevance, Suppliers: []data.Supplier{{Name: supplier, Role: data.RoleSupplier, Canonical: supplier}},
		Amount: &data.Money{Fen: fen, Kind: data.Total, Tax: data.TaxIncluded}}}
	n.TotalFen = fen
	n.Text = c.text(r, i, n, supplier)
	return n
}

// text is a page of the 2020 format, 400 to 1,000 characters.
func (c Corpus) text(r *rand.Rand, i int, n *data.Notice, supplier string) string {
	w := vocabulary()
	var b strings.Builder
	fmt.Fprintf(&b, "一、项目编号：%s\n二、项目名称：%s\n三、中标（成交）信息\n供应商名称：%s\n中标（成交）金额：%d.00元\n四、主要标的信息\n", n.ProjectNumber, n.ProjectName, supplier, n.TotalFen/100)
	for range 25 + r.IntN(60) {
		switch r.IntN(8) {
		case 0:
			b.WriteString(draw(r, w.topics))
		case 1:
			b.WriteString("，")
		case 2:
			b.WriteString("。\n")
		case 3:
			fmt.Fprintf(&b, "%d", 1+r.IntN(2000))
		default:
			b.WriteString(draw(r, w.common))
		}
	}
	for _, m := range rare {
		if i%m.every == 0 {
			b.WriteString("，" + m.text + "。")
		}
	}
	fmt.Fprintf(&b, "\n六、公告期限：自本公告发布之日起1个工作日。\n七、采购人信息 名称：%s 地址：%s\n八、采购代理机构信息 名称：%s", n.Buyer, reference.RegionName(n.Region, "zh"), n.Agency)
	return b.String()
}

// perProject is how many notices project j has: mostly one.
func perProject(j int) int {
	switch {
	case j%20 == 19:
		return 3
	case j%7 == 6:
		return 2
	}
	return 1
}

// Each calls fn for every project with its notices, in order.
func (c Corpus) Each(fn func(p *data.Project, notices []*data.Notice) error) error {
	for i, j := 0, 0; i < c.N; j++ {
		var list []*data.Notice
		for k := 0; k < perProject(j) && i < c.N; k++ {
			list = append(list, c.Notice(i))
			i++
		}
		if err := fn(c.project(j, list), list); err != nil {
			return err
		}
	}
	return nil
}

// project folds notices as the ledger would, as far as the index looks.
func (c Corpus) project(j int, list []*data.Notice) *data.Project {
	n := list[0]
	p := &data.Project{
		ID: data.ProjectID(j + 1), Number: n.ProjectNumber, Name: n.ProjectName, Title: n.Title, Buyer: n.Buyer, BuyerName: n.BuyerName, Agency: n.Agency,
		Region: n.Region, Method: n.Method, Relevance: n.Relevance, Category: n.Category, Industry: n.Industry, Scene: n.Scene, SOE: n.SOE,
		Stage: data.StageAwarded, Counted: true, Awarded: n.Published, Month: n.Published.Month(), Published: n.Published, Lots: n.Lots,
		FirstSeen: n.Published.Time(), FirstCounted: n.Published.Time(), Updated: time.Time{},
	}
	switch j % 11 {
	case 8:
		p.Stage, p.Counted, p.Uncounted = data.StageCandidate, false, "stage"
	case 9:
		p.Stage, p.Counted, p.Uncounted = data.StageTender, false, "stage"
	}
	if j%4 != 0 {
		p.Fen, p.Disclosed = n.TotalFen, true
	}
	for _, m := range list {
		p.Notices = append(p.Notices, data.Link{Notice: m.ID, Kind: m.Kind, Published: m.Published, Portal: m.Portal, Title: m.Title})
	}
	return p
}
