package classify

import (
	"strings"

	"zhongbiao/data"
)

// knownNames folds the names that a lot's name may repeat.
func knownNames(names ...string) []string {
	var out []string
	for _, n := range names {
		if f := fold(n); len(f.runes) > 0 && len(f.runes) <= maxTitleRunes {
			out = append(out, string(f.runes))
		}
	}
	return out
}

// ownName tells whether a lot's name says anything of its own: not when it
// only numbers the lot (第一包, 标段2) or repeats the project's name.
func ownName(lot string, known []string) bool {
	l := string(fold(lot).runes)
	for _, k := range known {
		l = strings.Replace(l, k, "", 1)
		if strings.Contains(k, l) {
			return false
		}
	}
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(lotRunes, r) {
			return -1
		}
		return r
	}, l)
	return len([]rune(bare)) >= 2
}

// lotRunes are those that only number a lot.
const lotRunes = "0123456789abcdefghij第一二三四五六七八九十包标段项分采购合同号:()-_、.#[]"

// lot judges a lot's own name inside a project: hardware named without a
// model is compute for it when the project is about one, and works or
// services around it never count.
func (r *termRules) lot(f folded, buyer string, project data.RelevanceLabel) data.RelevanceLabel {
	l := r.title(f, buyer)
	if !undecided(l) || !project.Label.Counts() {
		return l
	}
	m := r.read(f)
	if m.last < 0 {
		return l
	}
	out := data.RelevanceLabel{Label: data.Adjacent, Rule: "lot-" + r.classes[m.last].ID, Evidence: f.src}
	switch r.classes[m.last].ID {
	case "hardware":
		out.Label = data.Compute
	case "dataset":
		out.Label = data.DataClass
	case "infra", "site":
		out.Label = data.Reject
	case "event", "book", "course", "show", "oversee":
	default:
		return l
	}
	return out
}
