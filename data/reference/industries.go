package reference

import (
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"

	"zhongbiao/data"
)

//go:embed industries.yaml
var industriesYAML []byte

// IndustryInfo is one industry with its names and its divisions of GB/T 4754-2017.
type IndustryInfo struct {
	ID  data.Industry `json:"id"`
	Zh  string        `json:"zh"`
	En  string        `json:"en"`
	GBT string        `json:"gbt" yaml:"gbt"`
}

// NameRule gives an industry to a name that has one of the cues and none of Not.
type NameRule struct {
	ID       string
	Industry data.Industry
	Cues     []string
	Not      []string
}

// IndustryTable is what industries.yaml holds: rules tried before the groups
// of companies (Units), after them (Buyer), and rules on the words that say
// what is bought (Scene).
type IndustryTable struct {
	Version    string
	Industries []IndustryInfo
	Hide       []string // words that hide the cues inside them
	Units      []NameRule
	Buyer      []NameRule
	Scene      []NameRule
	SceneHide  []string `yaml:"scene_hide"`
}

var industries = sync.OnceValue(func() *IndustryTable {
	var t IndustryTable
	must(yaml.Unmarshal(industriesYAML, &t), "industries.yaml")
	return &t
})

// Industries lists the industries with their names, in the order of pages.
func Industries() []IndustryInfo { return append([]IndustryInfo(nil), industries().Industries...) }

// IndustryRules gives the whole table; it must not be changed.
func IndustryRules() *IndustryTable { return industries() }
