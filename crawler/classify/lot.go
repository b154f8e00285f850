package classify

import (
	"strings"

	"zhongbiao/data"
)

// ownName is the part of a lot's name that is its own: empty when the lot is
// only numbered (第一包, 标段2) or repeats the project's name.
func ownName(lot, project, title string) string {
	l := string(fold(lot).runes)
	for _, p := range []string{project, title} {
		if p = string(fold(p).runes); p != "" && (strings.Contains(p, l) || strings.Contains(l, p)) {
			l = strings.Replace(l, p, "", 1)
			if strings.Contains(p, l) {
				return ""
			}
		}
	}
	bare := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(lotRunes, r) {
			return -1
		}
		return r
	}, l), " ")
	if len([]rune(bare)) < 2 {
		return ""
	}
	return lot
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
