package ledger

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"zhongbiao/data"
)

// world is a generated set of notices with the truth about them.
type world struct {
	notices []*data.Notice
	truth   map[data.NoticeID]int // notice → true project
	counted int                   // true projects that count
}

// mix says how often things happen, in percent.
type mix struct {
	candidate, correction, contract, failure, rerun, revoked int
	noNumber, noBuyer, renamed, colliding, sameTitle         int
	otherNumber, branch                                      int
	portals                                                  int // at most
}

var (
	// realistic is the world of the acceptance test.
	realistic = mix{candidate: 40, correction: 8, contract: 25, failure: 5, rerun: 6, revoked: 1, noNumber: 8, noBuyer: 2, renamed: 10, colliding: 5, sameTitle: 3, otherNumber: 6, branch: 6, portals: 5}
	// hostile has everything often, for the property tests.
	hostile = mix{candidate: 60, correction: 40, contract: 50, failure: 30, rerun: 40, revoked: 15, noNumber: 40, noBuyer: 20, renamed: 30, colliding: 30, sameTitle: 30, otherNumber: 20, branch: 20, portals: 4}
)

var (
	subjects = strings.Fields("智能问答 政务热线 电网调度 财税咨询 客服坐席 病历质控 教学辅助 科研文献 设备巡检 合同审查 公文写作 应急指挥 信访分析 气象预报 油藏勘探 隧道监测 票据识别 图书检索 农技推广 港口调度")
	products = strings.Fields("大模型平台 大模型一体机 大模型应用服务 知识库系统 智能体平台 算力服务 语料标注服务 大模型微调服务")
	places   = strings.Fields("甲省 乙省 丙省 丁市 戊市 己市 庚县 辛县 壬区 癸区 子州 丑州 寅盟 卯旗")
	bodies   = strings.Fields("大学 电力公司 数据局 移动通信公司 银行 医院 研究院 铁路局 报社 法院 水务集团 港务集团 税务局 农科院")
	regions  = []string{"440000", "110000", "330000", "510000"}
)

type maker struct {
	out func(n *data.Notice, project int)
	r   *rand.Rand
	m   mix
	n   int
	num int // true projects that count
}

func newWorld(seed uint64, projects int, m mix) *world {
	w := &world{truth: map[data.NoticeID]int{}}
	mk := newMaker(seed, m, func(n *data.Notice, project int) {
		w.notices = append(w.notices, n)
		w.truth[n.ID] = project
	})
	mk.make(projects)
	mk.r.Shuffle(len(w.notices), func(i, j int) { w.notices[i], w.notices[j] = w.notices[j], w.notices[i] })
	w.counted = mk.num
	return w
}

// newMaker makes a world notice by notice, without holding it.
func newMaker(seed uint64, m mix, out func(n *data.Notice, project int)) *maker {
	return &maker{out: out, r: rand.New(rand.NewPCG(seed, 1)), m: m}
}

func (m *maker) make(projects int) {
	var last data.Notice
	for i := range projects {
		last = m.project(i, last)
	}
}

func (m *maker) chance(percent int) bool { return m.r.IntN(100) < percent }

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// project writes the notices of one true project, and of its rerun.
func (m *maker) project(i int, last data.Notice) data.Notice {
	r := m.r
	base := data.Notice{
		Buyer:         pick(r, places) + fmt.Sprintf("第%s", pick(r, []string{"一", "二", "三", "四"})) + pick(r, bodies),
		ProjectNumber: fmt.Sprintf("%s-%d-%05d", pick(r, []string{"ZFCG", "SDGP", "HBCZ", "NMGZC-G-F"}), 2023+i%2, i),
		Published:     data.NewDay(2023, 1, 1).Add(r.IntN(600)), Region: pick(r, regions), Version: 1, SOE: m.chance(50),
		Relevance: data.RelevanceLabel{Label: pick(r, []data.Relevance{data.Core, data.Core, data.Compute, data.DataClass}), Evidence: "x"},
		Industry:  data.Label{ID: string(pick(r, data.Industries))}, Scene: data.Label{ID: "other"}, Category: data.CategoryApp,
	}
	base.ProjectName = fmt.Sprintf("%d年%s%s%s", base.Published.Year(), pick(r, places), pick(r, subjects), pick(r, products)) + pick(r, []string{"", "(一期)", "升级", "扩容"})
	switch {
	case last.ProjectNumber != "" && m.chance(m.m.colliding): // an agency of another buyer uses the same number
		base.ProjectNumber = last.ProjectNumber
		if base.Buyer == last.Buyer {
			base.Buyer += "分院"
		}
	case last.Buyer != "" && m.chance(m.m.sameTitle): // the buyer buys the same thing again, months later
		base.Buyer, base.ProjectName = last.Buyer, last.ProjectName
		base.Published = last.Published.Add(200 + r.IntN(100))
	}
	id := 2 * i
	if m.chance(m.m.rerun) {
		m.failure(id, base)
		base.Published = base.Published.Add(30 + r.IntN(60))
		base.Attempt = 2
		id++
	}
	m.life(id, base)
	return base
}

func (m *maker) failure(id int, base data.Notice) {
	n := base
	n.Kind, n.Title, n.Lots = data.KindFailure, base.ProjectName+"废标公告", nil
	m.publish(id, n)
}

// life is candidate → award → correction → contract, or a failure.
func (m *maker) life(id int, base data.Notice) {
	if m.chance(m.m.failure) {
		m.failure(id, base)
		return
	}
	yuan := int64(m.r.IntN(5_000_000) + 50_000)
	winner := "示例" + pick(m.r, places) + pick(m.r, subjects) + "科技有限公司"
	base.Lots = []data.Lot{{Status: data.LotAwarded, Relevance: base.Relevance, Suppliers: []data.Supplier{{Name: winner}},
		Amount: &data.Money{Fen: yuan * data.Yuan, Kind: data.Total}}}
	again := ""
	if base.Attempt == 2 {
		again = "(二次)"
	}
	if m.chance(m.m.candidate) {
		n := base
		n.Kind, n.Title, n.Lots = data.KindCandidate, base.ProjectName+again+"中标候选人公示", withStatus(base.Lots, data.LotCandidate)
		m.publish(id, n)
	}
	base.Published = base.Published.Add(3 + m.r.IntN(10))
	award := base
	award.Kind, award.Title = data.KindAward, base.ProjectName+again+pick(m.r, []string{"中标公告", "成交结果公告", "中标(成交)结果公告"})
	m.publish(id, award)
	counted := true
	if m.chance(m.m.correction) {
		n := base
		n.Kind, n.Corrects, n.Title = data.KindCorrection, data.CorrectsResult, base.ProjectName+again+"结果更正公告"
		n.Lots = []data.Lot{base.Lots[0]}
		n.Lots[0].Amount = &data.Money{Fen: (yuan + 1000) * data.Yuan, Kind: data.Total}
		n.Published = n.Published.Add(2 + m.r.IntN(20))
		m.publish(id, n)
	}
	if m.chance(m.m.revoked) {
		n := base
		n.Kind, n.Revokes, n.Title, n.Lots = data.KindFailure, true, base.ProjectName+again+"取消中标资格公告", nil
		n.Published = n.Published.Add(25 + m.r.IntN(20))
		m.publish(id, n)
		counted = false
	} else if m.chance(m.m.contract) {
		n := base
		n.Kind, n.Title = data.KindContract, base.ProjectName+"合同公告"
		n.Attempt = 0
		n.Published = n.Published.Add(5 + m.r.IntN(40))
		m.publish(id, n)
	}
	if counted {
		m.num++
	}
}

func withStatus(ls []data.Lot, s data.LotStatus) []data.Lot {
	out := []data.Lot{ls[0]}
	out[0].Status = s
	return out
}

// publish puts a notice on one to five portals, each with its own habits. At
// least one of them prints number and buyer.
func (m *maker) publish(id int, n data.Notice) {
	for at := range 1 + m.r.IntN(m.m.portals) {
		c := n
		m.n++
		c.ID = data.NoticeID(fmt.Sprintf("n%06d", m.n))
		c.Portal = fmt.Sprintf("portal%d", at)
		c.URL = fmt.Sprintf("https://%s.example/%d", c.Portal, m.n)
		if at > 0 {
			m.disguise(&c, id)
		}
		m.out(&c, id)
	}
}

func (m *maker) disguise(c *data.Notice, id int) {
	c.Published = c.Published.Add(m.r.IntN(4))
	renamed := m.chance(m.m.renamed)
	switch {
	case renamed && m.chance(50):
		c.Title, c.ProjectName = strings.Replace(c.Title, "大模型", "人工智能", 1), ""
	case renamed:
		c.Title = "关于" + c.Buyer + c.Title
	}
	switch {
	case m.chance(m.m.noNumber) && !renamed:
		c.ProjectNumber = ""
	case m.chance(20):
		c.ProjectNumber = strings.ToLower(strings.ReplaceAll(c.ProjectNumber, "-", "－"))
	}
	if m.chance(m.m.otherNumber) && !renamed { // the agency's number, not the portal's
		c.ProjectNumber = fmt.Sprintf("DLJG%d%06d", c.Published.Year(), id*7+3)
	}
	if m.chance(m.m.branch) && c.ProjectNumber != "" && !renamed {
		c.Buyer += pick(m.r, []string{"(本级)", "信息中心", "机关服务处"})
	}
	if m.chance(m.m.noBuyer) && c.ProjectNumber != "" {
		c.Buyer = ""
	}
	if m.chance(20) && len(c.Lots) > 0 && c.Kind == data.KindAward {
		c.Lots = []data.Lot{c.Lots[0]}
		c.Lots[0].Amount = nil
	}
}

// measure compares a ledger with the truth.
func (w *world) measure(f *fake) (counted, wrong, split int) {
	home := map[int]map[data.ProjectID]bool{}
	for _, p := range f.all() {
		if p.Counted {
			counted++
		}
		in := map[int]bool{}
		for _, l := range p.Notices {
			id := w.truth[l.Notice]
			in[id] = true
			if home[id] == nil {
				home[id] = map[data.ProjectID]bool{}
			}
			home[id][p.ID] = true
		}
		if len(in) > 1 {
			wrong++
		}
	}
	for _, ps := range home {
		if len(ps) > 1 {
			split++
		}
	}
	return counted, wrong, split
}

// The acceptance test of issue 4: 10,000 projects on one to five portals, with
// corrections, failures, reruns, colliding numbers and renamed titles.
func TestWorldIsCountedRight(t *testing.T) {
	size := 10_000
	if testing.Short() {
		size = 1_000
	}
	w := newWorld(2024, size, realistic)
	f := newFake()
	for _, n := range w.notices {
		if _, err := f.PutNotice(n); err != nil {
			t.Fatal(err)
		}
	}
	rebuilt(t, f)
	w.check(t, f, size)
}

// The same incrementally, for fewer: that both ways agree has its own test.
func TestWorldIsCountedRightOneByOne(t *testing.T) {
	w := newWorld(2023, 300, realistic)
	w.check(t, run(t, w.notices...), 300)
}

func (w *world) check(t *testing.T, f *fake, size int) {
	t.Helper()
	counted, wrong, split := w.measure(f)
	t.Logf("%d projects, %d notices: counted %d of %d, %d wrong merges, %d split", size, len(w.notices), counted, w.counted, wrong, split)
	if d := counted - w.counted; max(d, -d)*1000 > 5*w.counted {
		t.Errorf("counted %d, truth %d: more than 0.5 %% off", counted, w.counted)
	}
	if wrong*1000 > size {
		t.Errorf("%d wrong merges in %d projects: more than 0.1 %%", wrong, size)
	}
	if t.Failed() {
		w.explain(t, f)
	}
}

// explain prints the first few mistakes.
func (w *world) explain(t *testing.T, f *fake) {
	left := 4
	home := map[int][]*data.Project{}
	for _, p := range f.all() {
		ids := map[int]bool{}
		for _, l := range p.Notices {
			ids[w.truth[l.Notice]] = true
		}
		for id := range ids {
			home[id] = append(home[id], p)
		}
		if len(ids) > 1 && left > 0 {
			left--
			t.Logf("wrong merge %v: %+v", ids, p.Notices)
		}
	}
	left = 4
	for id, ps := range home {
		if len(ps) > 1 && left > 0 {
			left--
			for _, p := range ps {
				for _, l := range p.Notices {
					n, _ := f.Facts(l.Notice)
					t.Logf("split %d in %s: %s %s|%s|%s|%s|%s|%d", id, p.ID, n.Kind, n.Published, n.ProjectNumber, n.Buyer, n.Title, n.ProjectName, n.Attempt)
				}
			}
		}
	}
}
