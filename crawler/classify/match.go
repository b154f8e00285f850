package classify

import "sort"

// matcher finds all words of a table in one pass over a text (Aho–Corasick).
// The root is a table over the basic plane, in pages of 256 runes, since
// nearly every rune of a notice begins no word at all; deeper states have few
// edges and search them.
type matcher struct {
	root  [plane >> 8]*[256]int32 // next state by rune, 0 stays at the root
	nodes []node
	words []int // length in runes of each word
}

type node struct {
	keys []rune
	next []int32
	fail int32
	dict int32 // nearest state on the failure chain that ends a word, 0 for none
	word int32 // word that ends here, -1 for none
}

// hit is one occurrence of a word: runes [start,end) of the folded text.
type hit struct {
	word       int
	start, end int
}

const plane = 1 << 16

// newMatcher builds the automaton; the words must be folded, distinct and not empty.
func newMatcher(words []string) *matcher {
	m := &matcher{nodes: []node{{word: -1}}}
	for i, w := range words {
		m.add([]rune(w), int32(i))
	}
	m.link()
	return m
}

func (m *matcher) add(w []rune, id int32) {
	at := int32(0)
	for _, r := range w {
		next := m.child(at, r)
		if next == 0 {
			next = int32(len(m.nodes))
			m.nodes = append(m.nodes, node{word: -1})
			m.connect(at, r, next)
		}
		at = next
	}
	m.nodes[at].word = id
	m.words = append(m.words, len(w))
}

func (m *matcher) connect(from int32, r rune, to int32) {
	if from == 0 && r < plane {
		if m.root[r>>8] == nil {
			m.root[r>>8] = new([256]int32)
		}
		m.root[r>>8][r&255] = to
	}
	n := &m.nodes[from]
	i := sort.Search(len(n.keys), func(i int) bool { return n.keys[i] >= r })
	n.keys = append(n.keys, 0)
	n.next = append(n.next, 0)
	copy(n.keys[i+1:], n.keys[i:])
	copy(n.next[i+1:], n.next[i:])
	n.keys[i], n.next[i] = r, to
}

// child is the state behind an edge, 0 when there is none.
func (m *matcher) child(at int32, r rune) int32 {
	if at == 0 && r < plane {
		if page := m.root[r>>8]; page != nil {
			return page[r&255]
		}
		return 0
	}
	n := &m.nodes[at]
	lo, hi := 0, len(n.keys)
	for lo < hi {
		mid := (lo + hi) / 2
		if n.keys[mid] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(n.keys) && n.keys[lo] == r {
		return n.next[lo]
	}
	return 0
}

// link sets the failure and dictionary links, breadth first.
func (m *matcher) link() {
	queue := append([]int32(nil), m.nodes[0].next...)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for i, r := range m.nodes[at].keys {
			to := m.nodes[at].next[i]
			queue = append(queue, to)
			m.nodes[to].fail = m.step(m.nodes[at].fail, r)
		}
		f := m.nodes[at].fail
		m.nodes[at].dict = m.nodes[f].dict
		if m.nodes[f].word >= 0 {
			m.nodes[at].dict = f
		}
	}
}

func (m *matcher) step(at int32, r rune) int32 {
	for {
		if next := m.child(at, r); next != 0 {
			return next
		}
		if at == 0 {
			return 0
		}
		at = m.nodes[at].fail
	}
}

// find appends every occurrence of every word to dst, by end and then from
// long to short. It looks at each rune once, so its time is linear.
func (m *matcher) find(dst []hit, text []rune) []hit {
	at := int32(0)
	for i, r := range text {
		if at = m.step(at, r); at == 0 {
			continue
		}
		for s := at; s != 0; s = m.nodes[s].dict {
			if w := m.nodes[s].word; w >= 0 {
				dst = append(dst, hit{int(w), i + 1 - m.words[w], i + 1})
			}
		}
	}
	return dst
}

// contains tells whether any word occurs in the text.
func (m *matcher) contains(text []rune) bool {
	at := int32(0)
	for _, r := range text {
		if at = m.step(at, r); at != 0 && (m.nodes[at].word >= 0 || m.nodes[at].dict != 0) {
			return true
		}
	}
	return false
}
