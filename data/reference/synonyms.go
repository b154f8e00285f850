package reference

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed synonyms.yaml
var synonymsYAML []byte

var synonyms = sync.OnceValue(func() map[string][]string {
	var raw struct {
		Version string              `yaml:"version"`
		Short   map[string][]string `yaml:"short"`
		Groups  [][]string          `yaml:"groups"`
	}
	must(yaml.Unmarshal(synonymsYAML, &raw), "synonyms.yaml")
	t := map[string][]string{}
	for w, names := range raw.Short {
		t[w] = names
	}
	for _, g := range raw.Groups {
		for _, w := range g {
			for _, o := range g {
				if k := strings.ToLower(w); o != w && !slices.Contains(t[k], o) {
					t[k] = append(t[k], o)
				}
			}
		}
	}
	return t
})

// Synonyms lists the other names of a word of the field, as a search may look
// for them: 讯飞 → 科大讯飞. Case does not matter.
func Synonyms(word string) []string { return synonyms()[strings.ToLower(word)] }
