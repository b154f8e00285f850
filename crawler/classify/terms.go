package classify

import (
	"fmt"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
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
	mods    []bool // by class
	llm     int
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
	r := &termRules{classes: t.Classes, index: map[string]int{}, tails: foldAll(t.Tails), bodyCue: map[string]*matcher{}}
	words := wordTable{rules: r, index: map[string]int{}}
	words.mark(t.Friends, func(k *wordKind) { k.friend = true })
	words.mark(t.Whole, func(k *wordKind) { k.whole = true })
	for i, c := range t.Classes {
		if _, ok := r.index[c.ID]; !ok { // a class may be listed in several parts
			r.index[c.ID] = i
		}
		words.mark(c.Words, func(k *wordKind) { k.classes = append(k.classes, i) })
	}
	r.m = newMatcher(words.list)
	for name, cues := range t.Body {
		r.bodyCue[name] = newMatcher(foldAll(cues))
	}
	return r, r.link(t)
}

// wordTable collects the distinct folded words of a table and what each is.
type wordTable struct {
	rules *termRules
	list  []string
	index map[string]int
}

func (w *wordTable) mark(words []string, set func(*wordKind)) {
	for _, word := range foldAll(words) {
		i, ok := w.index[word]
		if !ok {
			i = len(w.list)
			w.index[word] = i
			w.list, w.rules.kinds = append(w.list, word), append(w.rules.kinds, wordKind{})
		}
		set(&w.rules.kinds[i])
	}
}

// foldAll folds words and drops empty and double ones.
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
	r.objects, r.wants, r.mods = flags(t.Objects), flags(t.Wanted), flags(t.Modifiers)
	for _, x := range t.Rules {
		r.rules = append(r.rules, rule{x.ID, data.Relevance(x.Label), numbers(x.All), numbers(x.Any),
			numbers(x.None), numbers(x.Last), numbers(x.Buyer)})
	}
	r.aiClass, r.llm = numbers([]string{"ai"})[0], numbers([]string{"llm"})[0]
	if len(bad) > 0 {
		return fmt.Errorf("terms: unknown classes %s", strings.Join(bad, ", "))
	}
	return nil
}
