package reference

import (
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed companies.yaml
var companiesYAML []byte

// Group is a group of companies: the owner that rankings, the industry of a
// buyer and the intra-group flag go by. Cues are pieces of its members'
// names ("^" and "$" bind to start and end), Not shows another owner.
type Group struct {
	ID       string `json:"id"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
	Parent   string `json:"parent,omitempty"` // id of the group above it
	Industry string `json:"industry,omitempty"`
	SOE      *bool  `json:"soe,omitempty"` // nil means state-owned
	// Loose marks a mere collection of companies with industry and ownership
	// in common: it has no owner and is never given as anybody's group.
	Loose bool `json:"loose,omitempty"`
	// Institutes is the industry of the group's research institutes that are
	// no companies, when it differs from the group's.
	Institutes string   `json:"-" yaml:"institutes"`
	Cues       []string `json:"-" yaml:"cues"`
	Not        []string `json:"-" yaml:"not"`
}

// StateOwned tells whether the group belongs to the state.
func (g Group) StateOwned() bool { return g.SOE == nil || *g.SOE }

// Name is the group's name in "zh" or "en".
func (g Group) Name(lang string) string {
	if lang == "en" {
		return g.En
	}
	return g.Zh
}

// Ownership holds the cues that tell a state company without a known group:
// State anywhere in the name, Place only behind a place's full name; Private
// overrules both.
type Ownership struct {
	State   []string
	Place   []string
	Private []string
}

// CanonicalName says under which other names a company is known.
type CanonicalName struct {
	Name string
	Also []string
}

// CompanyTable is what companies.yaml holds.
type CompanyTable struct {
	Version   string
	Groups    []Group
	Names     []CanonicalName
	Ownership Ownership `yaml:"soe"`
}

var companies = sync.OnceValue(func() *CompanyTable {
	var t CompanyTable
	must(yaml.Unmarshal(companiesYAML, &t), "companies.yaml")
	return &t
})

var groupIndex = sync.OnceValue(func() map[string]Group {
	m := map[string]Group{}
	for _, g := range companies().Groups {
		m[g.ID] = g
	}
	return m
})

// Companies gives the whole table; it must not be changed.
func Companies() *CompanyTable { return companies() }

// Groups lists the groups of companies in the table's order.
func Groups() []Group { return append([]Group(nil), companies().Groups...) }

// GroupByID gives the group with the id.
func GroupByID(id string) (Group, bool) {
	g, ok := groupIndex()[id]
	return g, ok
}

// SameGroup tells whether two group ids are one group, or one lies above the other.
func SameGroup(a, b string) bool {
	return a != "" && b != "" && topGroup(a) == topGroup(b)
}

func topGroup(id string) string {
	for range 8 { // a table with a circle of parents must not hang the program
		g, ok := groupIndex()[id]
		if !ok || g.Parent == "" {
			break
		}
		id = g.Parent
	}
	return id
}
