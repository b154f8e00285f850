package classify

import (
	"fmt"
	"iter"
	"sort"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
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

// termRules is the built relevance table.
type termRules struct {
	m       *matcher
	kinds   []wordKind // by word of m
	classes []reference.TermClass
	index   map[string]int
	rules   []rule
	objects []bool // by class
	wants   []bool // by class
	tails   []string
	bodyCue map[string]*matcher
	aiClass int
}

// wordKind says what a word is: a friend, a whole, or a word of classes.
type wordKind struct {
	friend, whole bool
	classes       []int
}

// rule is a RelevanceRule with class numbers.
type rule struct {
	id                          string
	label                       data.Relevance
	all, any, none, last, buyer []int
}

func newTermRules(t *reference.TermTable) (*termRules, error) {
	r := &termRules{classes: t.Classes, index: map[string]int{}, bodyCue: map[string]*matcher{}}
	for i, c := range t.Classes { // a class may be listed in several parts
		if _, ok := r.index[c.ID]; !ok {
			r.index[c.ID] = i
		}
	}
	words, byWord := []string{}, map[string]int{}
	kind := func(w string) (*wordKind, error) {
		w = foldWord(w)
		if w == "" {
			return nil, fmt.Errorf("terms: empty word")
		}
		i, ok := byWord[w]
		if !ok {
			i = len(words)
			byWord[w] = i
			words, r.kinds = append(words, w), append(r.kinds, wordKind{})
		}
		return &r.kinds[i], nil
	}
	mark := func(list []string, set func(*wordKind)) error {
		for _, w := range list {
			k, err := kind(w)
			if err != nil {
				return err
			}
			set(k)
		}
		return nil
	}
	if err := mark(t.Friends, func(k *wordKind) { k.friend = true }); err != nil {
		return nil, err
	}
	if err := mark(t.Whole, func(k *wordKind) { k.whole = true }); err != nil {
		return nil, err
	}
	for i, c := range t.Classes {
		if err := mark(c.Words, func(k *wordKind) { k.classes = append(k.classes, i) }); err != nil {
			return nil, fmt.Errorf("class %s: %w", c.ID, err)
		}
	}
	r.m = newMatcher(words)
	for _, w := range t.Tails {
		r.tails = append(r.tails, foldWord(w))
	}
	for name, cues := range t.Body {
		r.bodyCue[name] = newMatcher(foldAll(cues))
	}
	return r, r.link(t)
}

func foldAll(words []string) []string {
	out, seen := []string{}, map[string]bool{}
	for _, w := range words {
		if w = foldWord(w); w != "" && !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// link turns the class names of rules and lists into numbers.
func (r *termRules) link(t *reference.TermTable) error {
	var bad []string
	numbers := func(names []string) (out []int) {
		for _, n := range names {
			i, ok := r.index[n]
			if !ok {
				bad = append(bad, n)
			}
			out = append(out, i)
		}
		return out
	}
	flags := func(names []string) []bool {
		f := make([]bool, len(r.classes))
		for _, i := range numbers(names) {
			f[i] = true
		}
		return f
	}
	r.objects, r.wants = flags(t.Objects), flags(t.Wanted)
	for _, x := range t.Rules {
		r.rules = append(r.rules, rule{x.ID, data.Relevance(x.Label), numbers(x.All), numbers(x.Any),
			numbers(x.None), numbers(x.Last), numbers(x.Buyer)})
	}
	r.aiClass = numbers([]string{"ai"})[0]
	if len(bad) > 0 {
		return fmt.Errorf("terms: unknown classes %s", strings.Join(bad, ", "))
	}
	return nil
}

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
	m.hits = r.inContext(m.hits)
	for _, h := range m.hits {
		if _, ok := m.first[h.class]; !ok {
			m.first[h.class] = h.hit
		}
	}
	m.last = r.lastObject(m.hits)
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
// together the longer one (算力平台 is compute, not a platform).
func (r *termRules) lastObject(hits []mention) int {
	objects := hits[:0:0]
	for _, h := range hits {
		if r.objects[h.class] {
			objects = append(objects, h)
		}
	}
	if len(objects) == 0 {
		return -1
	}
	sort.SliceStable(objects, func(i, j int) bool {
		a, b := objects[i], objects[j]
		if a.end != b.end {
			return a.end < b.end
		}
		return a.start > b.start
	})
	return objects[len(objects)-1].class
}

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
