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

// bodySteps are the reasons for which a mention does not count, or counts as
// something else than the thing itself, in the order in which they are asked.
var bodySteps = []struct {
	cue    string
	label  data.Relevance
	before bool // look only before the mention
	goods  bool // only when the title buys goods, not software or a service
}{
	{"address", "", false, false},
	{"failed", "", false, false},
	{"check", data.Adjacent, false, false},
	{"qualification", "", false, false},
	{"procedure", "", false, false},
	{"talk", "", false, false},
	{"builtin", "", true, false},
	{"feature", "", true, true},
	{"teach", data.Adjacent, false, false},
	{"watch", data.Adjacent, false, false},
	{"compute", data.Compute, false, false},
	{"data", data.DataClass, false, false},
	{"build", data.Core, false, false},
}

// mention judges one mention by the words around it; the zero label means
// that it does not count.
func (r *termRules) mention(title, text folded, h hit) data.RelevanceLabel {
	from, to := sentence(text.runes, h)
	before, around := text.runes[from:h.start], text.runes[from:to]
	if r.quoted(text.runes, h) || r.negated(before) {
		return data.RelevanceLabel{}
	}
	goods := !r.cue("system", title.runes)
	for _, s := range bodySteps {
		where := around
		if s.before {
			where = before
		}
		if s.goods && !goods || !r.cue(s.cue, where) {
			continue
		}
		if s.label == "" {
			break
		}
		return data.RelevanceLabel{Label: s.label, Rule: "body-" + s.cue, Evidence: text.quote(from, to)}
	}
	return data.RelevanceLabel{}
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
