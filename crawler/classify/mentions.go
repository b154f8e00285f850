package classify

import (
	"iter"
	"sort"
	"strings"

	"zhongbiao/data/reference"
)

// mentions is what was found in one text: for each class its first and last hit.
type mentions struct {
	text  folded
	first map[int]hit
	hits  []mention
	last  int // class of the last object, -1 for none
}

type mention struct {
	hit
	class int
}

// read finds the classes of a text, friends and contexts applied.
func (r *termRules) read(f folded) mentions {
	m := mentions{text: f, first: map[int]hit{}, last: -1}
	raw := r.m.find(nil, f.runes)
	for i, h := range raw {
		k := r.kinds[h.word]
		if len(k.classes) == 0 || r.hidden(i, raw) {
			continue
		}
		for _, c := range k.classes {
			if r.stands(f, h, r.classes[c]) {
				m.hits = append(m.hits, mention{h, r.index[r.classes[c].ID]})
			}
		}
	}
	m.hits = r.dropModifiers(f, r.inContext(m.hits))
	for _, h := range m.hits {
		if _, ok := m.first[h.class]; !ok {
			m.first[h.class] = h.hit
		}
	}
	m.last = r.lastObject(f, m.hits)
	return m
}

// hidden tells whether a hit lies inside a friend that no whole word redeems.
func (r *termRules) hidden(i int, all []hit) bool {
	for j := range neighbours(all, i, maxWord) {
		if !r.kinds[all[j].word].friend || !covers(all[j], all[i]) {
			continue
		}
		redeemed := false
		for k := range neighbours(all, j, maxWord) {
			redeemed = redeemed || r.kinds[all[k].word].whole && covers(all[k], all[j])
		}
		if !redeemed {
			return true
		}
	}
	return false
}

// maxWord is a bound on the runes of a table's word: further off, hits have
// nothing to do with each other. It keeps the work linear in the text.
const maxWord = 24

// neighbours walks over the hits that end within reach of hit i; hits are ordered
// by their ends.
func neighbours(all []hit, i, reach int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for j := i - 1; j >= 0 && all[j].end >= all[i].end-reach; j-- {
			if !yield(j) {
				return
			}
		}
		for j := i + 1; j < len(all) && all[j].end <= all[i].end+reach; j++ {
			if !yield(j) {
				return
			}
		}
	}
}

// covers tells whether a is strictly longer than b and holds it.
func covers(a, b hit) bool {
	return a.start <= b.start && b.end <= a.end && a.end-a.start > b.end-b.start
}

// stands checks what the class asks of a single word.
func (r *termRules) stands(f folded, h hit, c reference.TermClass) bool {
	if c.End && !r.atEnd(f, h.end) {
		return false
	}
	if !c.Word {
		return true
	}
	if h.start > 0 && isLatin(f.runes[h.start-1]) || h.end < len(f.runes) && isLatin(f.runes[h.end]) {
		return false
	}
	// AI-24, AI3024: a model number
	return !(h.end+1 < len(f.runes) && f.runes[h.end] == '-' && '0' <= f.runes[h.end+1] && f.runes[h.end+1] <= '9')
}

// maxTail is the longest run of tails that is looked at, in runes.
const maxTail = 60

// atEnd tells whether only tails stand behind rune end.
func (r *termRules) atEnd(f folded, end int) bool {
	if len(f.runes)-end > maxTail {
		return false
	}
	rest := string(f.runes[end:])
	for again := true; again && rest != ""; {
		again = false
		for _, t := range r.tails {
			if s, ok := strings.CutSuffix(rest, t); ok {
				rest, again = s, true
			}
		}
	}
	return rest == ""
}

// inContext drops names that need a word beside them which is not there.
func (r *termRules) inContext(hits []mention) []mention {
	kept := make([]mention, 0, len(hits))
	for i, h := range hits {
		if near := r.need(h); near == nil || r.beside(i, hits, near) {
			kept = append(kept, h)
		}
	}
	return kept
}

// need gives the classes that a mention's word needs beside it.
func (r *termRules) need(h mention) *reference.TermClass {
	for _, c := range r.kinds[h.word].classes {
		if r.index[r.classes[c].ID] == h.class && len(r.classes[c].Near) > 0 {
			return &r.classes[c]
		}
	}
	return nil
}

// beside looks for one of the classes near hit i, on either side.
func (r *termRules) beside(i int, hits []mention, c *reference.TermClass) bool {
	h, reach := hits[i], c.Within+maxWord
	for step := -1; step <= 1; step += 2 {
		for j := i + step; j >= 0 && j < len(hits) && abs(hits[j].end-h.end) <= reach; j += step {
			if r.isNear(h, hits[j], c) {
				return true
			}
		}
	}
	return false
}

func (r *termRules) isNear(h, o mention, c *reference.TermClass) bool {
	if o.end <= h.end && o.start >= h.start || o.start > h.end+c.Within || o.end+c.Within < h.start {
		return false
	}
	for _, n := range c.Near {
		if o.class == r.index[n] {
			return true
		}
	}
	return false
}

func abs(n int) int { return max(n, -n) }

// lastObject is the class of the object that ends last; of two that end
// together the longer one (算力平台 is compute, not a platform). What stands
// in the title of a work (《…》) is left out when something stands outside.
func (r *termRules) lastObject(f folded, hits []mention) int {
	best, inside := mention{class: -1}, mention{class: -1}
	titles := quotedTitles(f.runes)
	for _, h := range hits {
		switch {
		case !r.objects[h.class]:
		case within(titles, h.hit):
			inside = laterObject(inside, h)
		default:
			best = laterObject(best, h)
		}
	}
	if best.class < 0 {
		return inside.class
	}
	return best.class
}

func laterObject(a, b mention) mention {
	if a.class < 0 || b.end > a.end || b.end == a.end && b.start <= a.start {
		return b
	}
	return a
}

// quotedTitles gives the spans of 《…》.
func quotedTitles(text []rune) []hit {
	var out []hit
	start := -1
	for i, c := range text {
		switch {
		case c == '《':
			start = i
		case c == '》' && start >= 0:
			out = append(out, hit{start: start, end: i})
			start = -1
		}
	}
	return out
}

// within tells whether h lies in one of the spans, which are in order.
func within(spans []hit, h hit) bool {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].end > h.start })
	return i < len(spans) && spans[i].start <= h.start
}
