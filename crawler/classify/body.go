package classify

import (
	"zhongbiao/data"
)

// Windows around a mention, in runes.
const (
	beforeMention = 34
	afterMention  = 24
	labelReach    = 160 // how far a label like 采购需求 reaches
	longText      = 600 // a text longer than this is a page, not an excerpt
	maxMentions   = 200 // further ones change nothing
)

// body judges the mentions of running text, strictly: most of them are an
// agency's address, a rule that is cited, a feature of a screen or a bidder's
// references. A page (a long text) must also say what it buys in the part
// that a label opens, or say it twice.
func (r *termRules) body(title, text folded) data.RelevanceLabel {
	var best data.RelevanceLabel
	if !r.cue("notice", title.runes) || r.cue("unlike", title.runes) {
		return best
	}
	good, page, seen := 0, len(text.runes) > longText, 0
	for _, m := range r.read(text).hits {
		if !r.isMention(m.class) {
			continue
		}
		if seen++; seen > maxMentions {
			break
		}
		l := r.mention(title, text, m.hit)
		if l.Label == "" {
			continue
		}
		if l.Label.Counts() {
			good++
			if page && good < 2 && !r.labelled(text, m.start) {
				continue
			}
		}
		if rank(l.Label) > rank(best.Label) {
			best = l
		}
	}
	return best
}

func (r *termRules) isMention(class int) bool {
	switch r.classes[class].ID {
	case "llm", "agent", "gen", "product":
		return true
	}
	return false
}

// part is a part of a mention's surroundings.
type part int

const (
	around part = iota // the sentence, both sides
	before             // the sentence up to the mention
	clause             // the sentence up to the next comma behind it
	behind             // the few runes right behind the mention
)

// bodySteps are the reasons for which a mention does not count, or counts as
// something else than the thing itself, in the order in which they are asked.
var bodySteps = []struct {
	cue   string
	label data.Relevance
	where part
	goods bool // only when the title buys goods, not software or a service
}{
	{"address", "", around, false},
	{"failed", "", around, false},
	{"reference", "", around, false},
	{"check", data.Adjacent, around, false},
	{"qualification", "", around, false},
	{"procedure", "", around, false},
	{"talk", "", around, false},
	{"builtin", "", before, false},
	{"feature", "", before, true},
	{"teach", data.Adjacent, clause, false},
	{"own-compute", data.Compute, behind, false},
	{"own-data", data.DataClass, behind, false},
	{"course", data.Adjacent, behind, false},
	{"own-build", data.Core, behind, false},
	{"watch", data.Adjacent, around, false},
	{"compute", data.Compute, around, false},
	{"data", data.DataClass, around, false},
	{"build", data.Core, around, false},
}

// mention judges one mention by the words around it; the zero label means
// that it does not count.
func (r *termRules) mention(title, text folded, h hit) data.RelevanceLabel {
	from, to := sentence(text.runes, h)
	if r.quoted(text.runes, h) || r.negated(text.runes[from:h.start]) {
		return data.RelevanceLabel{}
	}
	parts := map[part][]rune{around: text.runes[from:to], before: text.runes[from:h.start],
		clause: text.runes[from : h.end+untilComma(text.runes[h.end:to])], behind: text.runes[h.end:min(to, h.end+rightBehind)]}
	goods := r.buysGoods(title)
	for _, s := range bodySteps {
		if s.goods && !goods || !r.cue(s.cue, parts[s.where]) {
			continue
		}
		if s.label == "" {
			break
		}
		return data.RelevanceLabel{Label: s.label, Rule: "body-" + s.cue, Evidence: text.quote(from, to)}
	}
	return data.RelevanceLabel{}
}

// buysGoods tells whether the title buys things rather than software or a
// service: then a mention is a feature of them until shown otherwise.
func (r *termRules) buysGoods(title folded) bool {
	if !r.cue("system", title.runes) {
		return true
	}
	return r.cue("goods", title.runes) && !r.cue("software", title.runes)
}

// rightBehind is how far the word that owns a mention may end behind it.
const rightBehind = 7

func untilComma(text []rune) int {
	for i, c := range text {
		if c == '，' || c == ',' {
			return i
		}
	}
	return len(text)
}

// cue tells whether a word of a body list is in the text.
func (r *termRules) cue(list string, text []rune) bool {
	m, ok := r.bodyCue[list]
	return ok && m.contains(text)
}

// sentence gives the window around a mention, cut at the ends of sentences.
func sentence(text []rune, h hit) (from, to int) {
	from, to = h.start, h.end
	for from > 0 && h.start-from < beforeMention && !isStop(text[from-1]) {
		from--
	}
	for to < len(text) && to-h.end < afterMention && !isStop(text[to]) {
		to++
	}
	return from, to
}

func isStop(r rune) bool {
	switch r {
	case '。', '；', ';', '!', '?', '\n', '\t':
		return true
	}
	return false
}

// quoted tells whether the mention stands in the title of a cited document:
// 《…大模型…》 followed or enclosed by what only rules have.
func (r *termRules) quoted(text []rune, h hit) bool {
	for i := h.end; i < len(text) && i < h.end+maxTitle; i++ {
		switch text[i] {
		case '》':
			return r.cue("cited", text[h.end:min(len(text), i+12)])
		case '《', '。', '；':
			return false
		}
	}
	return false
}

// maxTitle is the longest cited title that is looked for, in runes.
const maxTitle = 60

// negated tells whether the words right before a mention say that it is absent.
func (r *termRules) negated(before []rune) bool {
	return r.cue("negated", before[max(0, len(before)-4):])
}

// labelled tells whether a label like 采购需求 stands before the mention, near enough.
func (r *termRules) labelled(text folded, at int) bool {
	return r.cue("label", text.runes[max(0, at-labelReach):at])
}
