package sample

import (
	"sort"
	"time"

	"zhongbiao/data"
)

// notice is one publication of the portal: what it says (want), where and when
// it stands, and how it is laid out.
type notice struct {
	level, channel string // zygg or dfgg; zbgg, cjgg …
	at             time.Time
	id             int
	body           func(*notice) string
	gbk            bool // served in GBK without any word about it

	want     data.Notice // what a reader must find; Lots are filled from lots
	lots     []lot
	place    place
	losers   []bid  // bidders that did not win
	category string // 品目
	previous string // day of the notice that this one corrects or ends, as printed
	changes  []change
	reason   string // why a tender failed or an award was taken back
	budget   int64  // fen, on tender pages
	source   string // the report, facts only
	summary  int64  // fen printed as 总中标金额; -1 hides the line
	contacts bool   // print experts and contacts (fictional placeholders only)
}

// lot is one package of a notice and how its price is printed.
type lot struct {
	no, name  string
	item      string // what is bought, for 主要标的
	status    data.LotStatus
	suppliers []data.Supplier
	price     price
	reason    string // why it failed
	relevance data.Relevance
}

// bid is an offer that lost.
type bid struct {
	lot, name string
	fen       int64
	score     string
}

// change is one row of a correction.
type change struct{ item, before, after string }

// place is a region as printed, and its GB/T 2260 code; both are empty when
// nothing is known.
type place struct{ text, code string }

// dir is the folder of the notice, with both slashes.
func (n *notice) dir() string { return "/cggg/" + n.level + "/" + n.channel + "/" }

// rel is the address of the notice below its channel's folder.
func (n *notice) rel() string {
	return n.at.Format("200601") + "/t" + n.at.Format("20060102") + "_" + itoa(n.id) + ".htm"
}

func (n *notice) path() string { return n.dir() + n.rel() }

// buyer is the buyer as the page prints it.
func (n *notice) buyer() string { return n.want.Buyer }

// finish derives the facts that follow from the layout.
func (n *notice) finish() {
	w := &n.want
	w.Published = data.DayOf(n.at)
	w.Region = n.place.code
	w.Source = n.source
	if w.Lots != nil {
		return
	}
	for _, l := range n.lots {
		dl := data.Lot{Lot: l.no, Name: l.name, Status: l.status, Relevance: data.RelevanceLabel{Label: l.relevance}}
		if l.status != data.LotFailed {
			dl.Suppliers = l.suppliers
			dl.Amount = l.price.money()
			if dl.Amount.Disclosed() {
				w.TotalFen += dl.Amount.Fen
			}
			if l.price.form == formZero {
				w.Warnings = append(w.Warnings, data.Warning{Code: "symbolic_price"})
			}
		}
		w.Lots = append(w.Lots, dl)
	}
}

// Award is what the set says of one project: the ground truth that a run over
// the portal must arrive at.
type Award struct {
	Key       string // unique within the set
	Number    string
	Name      string
	Buyer     string
	Suppliers []string
	Month     data.Month
	Day       data.Day // of the first award notice; of the first notice when there is none
	Stage     data.Stage
	Counted   bool
	Relevance data.Relevance
	Category  data.Category
	Industry  data.Industry
	Scene     data.Industry
	Fen       int64 // sum of the known totals of the relevant awarded lots
	Disclosed bool
	Paths     []string // its pages, oldest first
	Variant   string   // which turn of the scenario it shows, e.g. "failed-lot"
}

// Page is one detail page and what a reader must find on it.
type Page struct {
	Path string
	// Want holds the facts; Text, Evidence, rules and canonical names are left
	// empty. Its Warnings are those that a reader must give at least, by code.
	Want data.Notice
}

// project is a project of the set while it is built.
type project struct {
	award   Award
	notices []*notice
}

// set is a whole set, its notices oldest first.
type set struct {
	kind     data.Sample
	projects []*project
	notices  []*notice
}

// newSet orders and numbers the notices of the projects.
func newSet(kind data.Sample, projects []*project, firstID int) *set {
	s := &set{kind: kind, projects: projects}
	for _, p := range projects {
		s.notices = append(s.notices, p.notices...)
	}
	sort.SliceStable(s.notices, func(i, j int) bool { return s.notices[i].at.Before(s.notices[j].at) })
	for i, n := range s.notices {
		n.id = firstID + 7*i
		n.want.Sample = kind
		n.finish()
	}
	for _, p := range projects {
		p.settle()
	}
	return s
}

// settle derives the parts of the truth that follow from the notices.
func (p *project) settle() {
	sort.SliceStable(p.notices, func(i, j int) bool { return p.notices[i].at.Before(p.notices[j].at) })
	a := &p.award
	for _, n := range p.notices {
		a.Paths = append(a.Paths, n.path())
		if a.Day == 0 || n.want.Kind == data.KindAward && !a.hasAwardBefore(p, n) {
			a.Day = n.want.Published
		}
	}
	a.Month = a.Day.Month()
	if a.Key == "" {
		a.Key = a.Paths[0]
	}
}

func (a *Award) hasAwardBefore(p *project, n *notice) bool {
	for _, m := range p.notices {
		if m == n {
			return false
		}
		if m.want.Kind == data.KindAward {
			return true
		}
	}
	return false
}
