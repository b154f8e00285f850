package reference

import (
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed labels.yaml
var labelsYAML []byte

type labelText struct{ Zh, En string }

var labels = sync.OnceValue(func() map[string]map[string]labelText {
	var raw map[string]any
	must(yaml.Unmarshal(labelsYAML, &raw), "labels.yaml")
	delete(raw, "version")
	b, err := yaml.Marshal(raw)
	must(err, "labels.yaml")
	var t map[string]map[string]labelText
	must(yaml.Unmarshal(b, &t), "labels.yaml")
	t["industry"] = map[string]labelText{}
	for _, i := range Industries() {
		t["industry"][string(i.ID)] = labelText{i.Zh, i.En}
	}
	t["scene"] = t["industry"]
	return t
})

// LabelText is the word that people read for a value: kind is one of
// relevance, category, kind, stage, status, money, role, corrects, industry,
// scene, region, group; lang is "zh" or "en". An unknown value is its own word.
func LabelText(kind, id, lang string) string {
	switch kind {
	case "region":
		return RegionName(id, lang)
	case "group":
		if g, ok := GroupByID(id); ok {
			return g.Name(lang)
		}
		return id
	}
	t, ok := labels()[kind][id]
	switch {
	case !ok:
		return id
	case lang == "en":
		return t.En
	}
	return t.Zh
}

// must stops the program on a broken embedded table: tests load every table,
// so a release cannot have one.
func must(err error, table string) {
	if err != nil {
		panic("reference table " + table + ": " + err.Error())
	}
}
