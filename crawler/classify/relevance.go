package classify

import (
	"sort"
	"strings"

	"zhongbiao/data"
)

// The rules that speak when no rule of the table fits.
const (
	ruleNothing = "no-term" // no word of the table at all
	ruleOnlyAI  = "ai-only" // AI in general, nothing of language models
)

// Rules of the table that leave the text a say.
const (
	ruleSoftAI  = "soft-ai"
	ruleAIModel = "ai-model"
)

// ruleAIEvent is the rule for trainings and fairs about AI in general.
const ruleAIEvent = "ai-event"

// title judges a title or a subject by the rules of the table.
func (r *termRules) title(f folded, buyer string) data.RelevanceLabel {
	m := r.read(f)
	var org mentions
	for i, x := range r.rules {
		if len(x.buyer) > 0 && org.first == nil {
			org = r.read(fold(buyer + " " + f.src)) // a title often begins with the buyer
		}
		if r.fits(x, m, org) {
			return data.RelevanceLabel{Label: x.label, Rule: x.id, Evidence: r.evidence(&r.rules[i], m)}
		}
	}
	if h, ok := m.first[r.aiClass]; ok {
		return data.RelevanceLabel{Label: data.Reject, Rule: ruleOnlyAI, Evidence: f.quote(h.start, h.end)}
	}
	return data.RelevanceLabel{Label: data.Reject, Rule: ruleNothing}
}

func (r *termRules) fits(x rule, m, org mentions) bool {
	if len(m.hits) == 0 {
		return false
	}
	for _, c := range x.all {
		if _, ok := m.first[c]; !ok {
			return false
		}
	}
	for _, c := range x.none {
		if _, ok := m.first[c]; ok {
			return false
		}
	}
	if len(x.any) > 0 && !m.has(x.any) || len(x.buyer) > 0 && !org.has(x.buyer) {
		return false
	}
	if len(x.last) == 0 {
		return true
	}
	for _, c := range x.last {
		if c == m.last {
			return true
		}
	}
	return false
}

func (m mentions) has(classes []int) bool {
	for _, c := range classes {
		if _, ok := m.first[c]; ok {
			return true
		}
	}
	return false
}

// evidence quotes the words that a rule stands on, in the order of the text.
func (r *termRules) evidence(x *rule, m mentions) string {
	var at []hit
	for _, list := range [][]int{x.all, x.any} {
		for _, c := range list {
			if h, ok := m.first[c]; ok {
				at = append(at, h)
			}
		}
	}
	for i := len(m.hits) - 1; i >= 0 && len(x.last) > 0; i-- {
		if m.hits[i].class == m.last {
			at = append(at, m.hits[i].hit)
			break
		}
	}
	sort.Slice(at, func(i, j int) bool { return at[i].start < at[j].start })
	var words []string
	for _, h := range at {
		q := m.text.quote(h.start, h.end)
		if n := len(words); n == 0 || !strings.Contains(words[n-1], q) {
			words = append(words, q)
		}
	}
	return strings.Join(words, " … ")
}

// wanted tells whether the text holds a word that makes a row worth opening.
func (r *termRules) wanted(s string) bool {
	if s == "" {
		return false
	}
	for _, h := range r.read(fold(s)).hits {
		if r.wants[h.class] {
			return true
		}
	}
	return false
}
