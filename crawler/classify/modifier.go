package classify

import "strings"

// maxModifier is how many runes may stand between a modifier and its model:
// 展馆讲解大模型, 机房运维大模型.
const maxModifier = 6

// modifierBreaks part a list or an aside from the model behind it: in
// 机房装修及大模型 and 监理(大模型) the first word is bought for itself.
const modifierBreaks = ",、;:()[]<>《》“”\"'+-/|和及与暨"

// dropModifiers leaves out words that would be a thing bought but only say
// which model is meant: 工程造价大模型 is a model, no survey of costs.
func (r *termRules) dropModifiers(f folded, hits []mention) []mention {
	kept := make([]mention, 0, len(hits))
	for i, h := range hits {
		if !r.mods[h.class] || !r.beforeModel(f, i, hits) {
			kept = append(kept, h)
		}
	}
	return kept
}

// beforeModel tells whether a word of the class llm follows hit i closely.
func (r *termRules) beforeModel(f folded, i int, hits []mention) bool {
	h := hits[i]
	for j := i + 1; j < len(hits) && hits[j].end <= h.end+maxModifier+maxWord; j++ {
		o := hits[j]
		if o.class != r.llm || o.start < h.end || o.start > h.end+maxModifier {
			continue
		}
		between := string(f.runes[h.end:o.start])
		if !strings.ContainsAny(between, modifierBreaks) && !strings.ContainsRune(between, blank) {
			return true
		}
	}
	return false
}
