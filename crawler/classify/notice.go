package classify

import (
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// Notice fills in what classification says about n: relevance and category
// of the notice and of each lot, industry, scene, ownership, canonical names
// and groups, the intra-group flag, and the region where the page named none.
func (c *Classifier) Notice(n *data.Notice) {
	buyer := c.names.read(n.Buyer)
	c.relevance(n)
	n.Industry, n.SOE = industryOf(buyer), buyer.soe
	subjects := []folded{c.subject(n.ProjectName, n.Buyer), c.subject(n.Title, n.Buyer)}
	n.Scene = c.scene(n.Industry, subjects...)
	c.companies(n, buyer)
	if n.Region == "" {
		n.Region = reference.RegionCode(n.Buyer)
	}
	n.Rules = joinRules(n.Rules, c.Version())
}

func joinRules(old, mine string) string {
	if old == "" {
		return mine
	}
	return old + " " + mine
}

// companies fills canonical names and groups of buyer and suppliers.
func (c *Classifier) companies(n *data.Notice, buyer org) {
	n.BuyerName, n.BuyerGroup, n.IntraGroup = c.names.canonical(n.Buyer), groupID(buyer), false
	for i := range n.Lots {
		for j := range n.Lots[i].Suppliers {
			s := &n.Lots[i].Suppliers[j]
			s.Canonical, s.Group = c.names.canonical(s.Name), groupID(c.names.read(s.Name))
			if n.Lots[i].Status == data.LotAwarded && reference.SameGroup(s.Group, n.BuyerGroup) {
				n.IntraGroup = true
			}
		}
	}
}

// groupID is the id of the owner, empty for none or a loose collection.
func groupID(o org) string {
	if o.group == nil || o.group.Loose {
		return ""
	}
	return o.group.ID
}

// relevance judges the notice by title and project name, each lot by its own
// name, and by the other subject words and the running text only when those
// say nothing.
func (c *Classifier) relevance(n *data.Notice) {
	title := c.subject(n.Title, n.Buyer)
	name := title
	l := c.terms.title(title, n.Buyer)
	if n.ProjectName != "" {
		name = c.subject(n.ProjectName, n.Buyer)
		l = merge(l, c.terms.title(name, n.Buyer))
	}
	if undecided(l) {
		name = title
	}
	own := c.lots(n, l)
	if best := bestOf(own); undecided(l) && rank(best.Label) > rank(l.Label) {
		l, best.Rule = best, "lot:"+best.Rule
	}
	if undecided(l) {
		l = c.fromSubject(n, title, l)
	}
	n.Relevance, n.Category = l, c.terms.category(l, name)
	named := namesModel(own)
	for i := range n.Lots {
		n.Lots[i].Relevance = lotLabel(own[i], l, named, saidOf(&n.Lots[i]))
	}
}

// merge weighs title and project name: what is bought around a model
// (supervision, training) is often said by only one of them and decides;
// otherwise the project name speaks before the title, if it says anything.
func merge(title, project data.RelevanceLabel) data.RelevanceLabel {
	switch {
	case undecided(project):
		return title
	case undecided(title), title.Label != data.Adjacent:
		return project
	}
	return title
}

func bestOf(labels []data.RelevanceLabel) data.RelevanceLabel {
	var best data.RelevanceLabel
	for _, l := range labels {
		if rank(l.Label) > rank(best.Label) {
			best = l
		}
	}
	return best
}

// lots judges each lot by its own name alone; a lot without a name of its own
// gets the zero label.
func (c *Classifier) lots(n *data.Notice, project data.RelevanceLabel) []data.RelevanceLabel {
	own := make([]data.RelevanceLabel, len(n.Lots))
	known := knownNames(n.ProjectName, n.Title)
	for i, l := range n.Lots {
		if ownName(l.Name, known) {
			own[i] = c.terms.lot(c.subject(l.Name, n.Buyer), n.Buyer, project)
		} else if len(n.Lots) > 1 && ownName(strings.Join(l.Items, "，"), known) {
			own[i] = c.terms.lot(c.subject(strings.Join(l.Items, "，"), n.Buyer), n.Buyer, project)
		}
	}
	return own
}

// namesModel tells whether a lot is relevant by words of its own.
func namesModel(own []data.RelevanceLabel) bool {
	for _, l := range own {
		if l.Label.Counts() && !strings.HasPrefix(l.Rule, "lot-") {
			return true
		}
	}
	return false
}

// lotLabel is the relevance of one lot: its own words if they decide, else
// what the notice is about. A lot whose name says something else than a
// sibling that names a model is something else (排班系统 beside 大模型平台).
func lotLabel(own, project data.RelevanceLabel, named bool, name string) data.RelevanceLabel {
	switch {
	case own.Label == "":
		return project
	case !undecided(own):
		return own
	case named:
		return data.RelevanceLabel{Label: data.Reject, Rule: "lot-other", Evidence: name}
	}
	return project
}

// saidOf gives the words that say what a lot is: its name, else its items.
func saidOf(l *data.Lot) string {
	if l.Name != "" {
		return l.Name
	}
	return strings.Join(l.Items, "，")
}

// fromSubject looks at the other words that say what is bought, then at the text.
func (c *Classifier) fromSubject(n *data.Notice, title folded, l data.RelevanceLabel) data.RelevanceLabel {
	var best data.RelevanceLabel
	for _, s := range n.Subject {
		f := c.subject(s, n.Buyer)
		got := c.terms.body(title, f)
		if len(f.runes) <= shortSubject && !c.terms.cue("feature", f.runes) && !c.terms.cue("builtin", f.runes) && !c.terms.cue("procedure", f.runes) {
			got = c.terms.title(f, n.Buyer)
			if got.Rule == ruleAIEvent {
				continue // a corner of a fair does not make the purchase one about AI
			}
			got.Rule = "item:" + got.Rule
		}
		if got.Label != data.Reject && rank(got.Label) > rank(best.Label) {
			best = got
		}
	}
	if best.Label == "" && n.Text != "" {
		best = c.terms.body(title, fold(n.Text))
	}
	if rank(best.Label) > rank(l.Label) {
		return best
	}
	return l
}

// shortSubject is the longest subject that is read like a title, in runes.
const shortSubject = 40

// rank orders labels by how much they say.
func rank(r data.Relevance) int {
	for i, l := range data.Relevances {
		if l == r {
			return len(data.Relevances) - i
		}
	}
	return 0
}
