package classify

import (
	"fmt"
	"strings"
	"unicode"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// namer reads industry, group and ownership from an organisation's name.
type namer struct {
	units, groups, buyer cueSet
	soe, form            cueSet // ownership; company or not
	rules                *reference.IndustryTable
	table                []reference.Group
	canon                map[string]string // folded name → canonical name
}

// The owners of the ownership cues.
const (
	soeState = iota
	soePlace
	soePrivate
)

// The owners of the cues of form.
const (
	formCompany = iota
	formInstitute
)

// companyWords tell a company from a bureau, a school or a hospital.
var companyWords = []string{"公司", "集团", "厂$", "银行", "支行", "分行", "信用社", "合作社", "证券", "保险$", "交易所", "酒店$", "宾馆$", "水电站$", "风电场", "电厂$", "煤矿$", "矿$", "股份$", "报业集团", "事业部", "供电局", "供电所", "信托$", "研究总院有限", "部(国际事业公司)"}

// instituteWords end the name of an institute that is no company.
var instituteWords = []string{"研究院$", "研究所$", "研究中心$", "设计院$", "设计所$", "试验中心$", "实验室$"}

func newNamer() (*namer, error) {
	n := &namer{rules: reference.IndustryRules(), table: reference.Groups(), canon: map[string]string{}}
	own := reference.Companies().Ownership
	for _, err := range []error{
		addRules(&n.units, n.rules.Units), addRules(&n.buyer, n.rules.Buyer), n.addGroups(),
		n.soe.add(soeState, false, own.State...), n.soe.add(soePlace, false, own.Place...),
		n.soe.add(soePrivate, false, own.Private...), n.form.add(formCompany, false, companyWords...),
		n.form.add(formInstitute, false, instituteWords...),
		n.units.add(hides, false, n.rules.Hide...), n.buyer.add(hides, false, n.rules.Hide...),
	} {
		if err != nil {
			return nil, fmt.Errorf("build name rules: %w", err)
		}
	}
	for _, s := range []*cueSet{&n.units, &n.groups, &n.buyer, &n.soe, &n.form} {
		s.build()
	}
	for _, c := range reference.Companies().Names {
		for _, a := range append(c.Also, c.Name) {
			n.canon[foldWord(a)] = c.Name
		}
	}
	return n, nil
}

func addRules(s *cueSet, rules []reference.NameRule) error {
	for i, r := range rules {
		if err := s.add(i, false, r.Cues...); err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, err)
		}
		if err := s.add(i, true, r.Not...); err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	return nil
}

func (n *namer) addGroups() error {
	for i, g := range n.table {
		if err := n.groups.add(i, false, bindShort(g.Cues)...); err != nil {
			return fmt.Errorf("group %s: %w", g.ID, err)
		}
		if err := n.groups.add(i, true, g.Not...); err != nil {
			return fmt.Errorf("group %s: %w", g.ID, err)
		}
	}
	return nil
}

// bindShort binds cues of two Chinese runes to the name's start: 海信 must not
// be found in 上海信息, nor 三一 in 第三一医院.
func bindShort(cues []string) []string {
	out := make([]string, len(cues))
	for i, c := range cues {
		out[i] = c
		if r := []rune(c); len(r) == 2 && r[0] > unicode.MaxLatin1 {
			out[i] = "^" + c
		}
	}
	return out
}

// org is what a name says about an organisation.
type org struct {
	name     orgName
	industry data.Label
	group    *reference.Group
	company  bool

	institute bool // ends like a research institute
	soe       bool
}

// read reads a name; the zero org stands for no name.
func (n *namer) read(name string) org {
	o := org{name: newOrgName(name)}
	if len(o.name.runes) == 0 {
		return o
	}
	var cue string
	o.group, cue = n.group(o.name)
	for _, f := range n.form.findAll(o.name) {
		o.company = o.company || f.owner == formCompany
		o.institute = o.institute || f.owner == formInstitute
	}
	o.industry = n.industry(o, cue)
	o.soe = n.stateOwned(o)
	return o
}

// group is the owner whose cue in the name is longest, nil for none.
func (n *namer) group(name orgName) (*reference.Group, string) {
	all := n.groups.find(name)
	var best *found
	for i, f := range all {
		if f.not || n.denied(all, f.owner) {
			continue
		}
		if best == nil || f.hit.end-f.hit.start > best.hit.end-best.hit.start {
			best = &all[i]
		}
	}
	if best == nil {
		return nil, ""
	}
	return &n.table[best.owner], name.quote(best.hit.start, best.hit.end)
}

func (n *namer) denied(all []found, owner int) bool {
	for _, f := range all {
		if f.not && f.owner == owner {
			return true
		}
	}
	return false
}

// industry tries the rules of the table in order: the kind of unit, the group, the name.
func (n *namer) industry(o org, cue string) data.Label {
	if l, ok := firstRule(&n.units, n.rules.Units, o.name); ok {
		return l
	}
	if g := o.group; g != nil && g.Industry != "" {
		id := g.Industry
		if o.institute && g.Institutes != "" {
			id = g.Institutes
		}
		return data.Label{ID: id, Rule: "group:" + g.ID, Evidence: cue}
	}
	if l, ok := firstRule(&n.buyer, n.rules.Buyer, o.name); ok {
		return l
	}
	return data.Label{ID: string(data.OtherIndustry), Rule: "no-cue", Evidence: ""}
}

// firstRule is the first rule of the list that speaks for the name; its
// evidence is the cue found last, since a name's head stands at its end.
func firstRule(s *cueSet, rules []reference.NameRule, name orgName) (data.Label, bool) {
	all := s.find(name)
	best := -1
	var at found
	denied := map[int]bool{}
	for _, f := range all {
		if f.not {
			denied[f.owner] = true
		}
	}
	for _, f := range all {
		if f.not || denied[f.owner] || best >= 0 && f.owner > best {
			continue
		}
		if f.owner < best || best < 0 || f.hit.end >= at.hit.end {
			best, at = f.owner, f
		}
	}
	if best < 0 {
		return data.Label{}, false
	}
	return data.Label{ID: string(rules[best].Industry), Rule: "buyer:" + rules[best].ID,
		Evidence: name.quote(at.hit.start, at.hit.end)}, true
}

// stateOwned tells whether the state owns the company; bureaus, schools and
// hospitals are no companies, whatever group they carry in their name.
func (n *namer) stateOwned(o org) bool {
	if g := o.group; g != nil {
		return g.StateOwned() && !n.public(o)
	}
	if !o.company || n.public(o) {
		return false
	}
	var state, place bool
	for _, f := range n.soe.findAll(o.name) {
		switch f.owner {
		case soeState:
			state = true
		case soePlace:
			place = place || f.hit.start >= o.name.place
		case soePrivate:
			return false
		}
	}
	return state || place && fullPlace(o.name) || provincial(o.name)
}

// public tells a hospital, school or bureau that is not run as a company.
func (n *namer) public(o org) bool {
	switch data.Industry(o.industry.ID) {
	case data.Health, data.Education, data.Government:
		name := string(o.name.runes)
		return !strings.HasSuffix(name, "公司") && !strings.HasSuffix(name, "厂")
	}
	return false
}

// fullPlace tells whether the name begins with a place written out (宜昌市,
// 浦江县), as local state companies are named.
func fullPlace(name orgName) bool {
	if name.place < 2 {
		return false
	}
	switch name.runes[name.place-1] {
	case '市', '县', '区', '盟':
		return true
	}
	return strings.HasSuffix(string(name.runes[:name.place]), "自治州")
}

// provincial tells whether the name begins with a province written out,
// perhaps with a city's short name behind it (福建省…有限公司, 福建省南平铝业…):
// nearly all such companies are the province's. A city written out is left to
// fullPlace.
func provincial(name orgName) bool {
	for i := 2; i < name.place && i < 4; i++ {
		if name.runes[i] == '省' {
			return i == name.place-1 || name.place-i <= 3 && !fullPlace(name)
		}
	}
	return false
}

// canonical is the name that rankings use: the registered name for a known
// short form, branches folded into their company, brackets full-width.
func (n *namer) canonical(name string) string {
	name = strings.Join(strings.Fields(name), "")
	if c, ok := n.canon[foldWord(name)]; ok {
		return c
	}
	name = strings.NewReplacer("(", "（", ")", "）", "﹙", "（", "﹚", "）").Replace(name)
	return dropBranch(name)
}

// branchWords end the name of a part that is no company of its own.
var branchWords = []string{"分公司", "分行", "支行", "营业部", "营业所", "分理处", "项目部", "事业部", "办事处", "分院有限公司", "经理部", "分部", "供电公司"}

// legalForms end a company's registered name.
var legalForms = []string{"有限责任公司", "股份有限公司", "有限公司", "集团公司", "股份公司", "总公司"}

// dropBranch turns 某某有限公司太原分公司 into 某某有限公司.
func dropBranch(name string) string {
	for _, b := range branchWords {
		if !strings.HasSuffix(strings.TrimSuffix(name, "）"), b) && !strings.HasSuffix(name, b) {
			continue
		}
		cut := -1
		for _, form := range legalForms {
			if i := strings.Index(name, form); i > 0 && i+len(form) < len(name) {
				cut = max(cut, i+len(form))
			}
		}
		if cut > 0 {
			return name[:cut]
		}
	}
	return name
}
