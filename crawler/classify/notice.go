package classify

import (
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

func groupID(o org) string {
	if o.group == nil {
		return ""
	}
	return o.group.ID
}

// relevance judges the notice by title and project name, each lot by its own
// name, and the running text only when those say nothing.
func (c *Classifier) relevance(n *data.Notice) {
	title := c.subject(n.Title, n.Buyer)
	n.Relevance = c.terms.title(title, n.Buyer)
	if p := c.terms.title(c.subject(n.ProjectName, n.Buyer), n.Buyer); rank(p.Label) > rank(n.Relevance.Label) {
		n.Relevance = p
	}
	for i := range n.Lots {
		n.Lots[i].Relevance = n.Relevance
	}
	n.Category = c.terms.category(n.Relevance, title)
}

// rank orders labels by how much they say.
func rank(r data.Relevance) int {
	for i, l := range data.Relevances {
		if l == r {
			return len(data.Relevances) - i
		}
	}
	return 0
}
