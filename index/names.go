package index

import (
	"strings"
	"sync"
	"unicode/utf8"
	"unique"

	"zhongbiao/index/segment"
)

// nameTable numbers names (of buyers, suppliers, agencies, methods, portals),
// so that a column holds four bytes for each. Numbers are never given back.
// 0 is the empty name.
type nameTable struct {
	ids    map[string]uint32
	shown  []string // as printed
	folded []string // as compared, see fold
	spoken spoken
}

func newNameTable() *nameTable {
	return &nameTable{ids: map[string]uint32{"": 0}, shown: []string{""}, folded: []string{""}}
}

// fold is the form in which names are compared: normal, without blanks.
func fold(name string) string {
	return strings.ReplaceAll(segment.Tight(name).Text, " ", "")
}

// id gives the number of a name.
func (t *nameTable) id(name string) uint32 {
	if id, ok := t.ids[name]; ok {
		return id
	}
	name = unique.Make(name).Value()
	id := uint32(len(t.shown))
	t.ids[name] = id
	t.shown = append(t.shown, name)
	t.folded = append(t.folded, fold(name))
	return id
}

// nameSet is a set of names by number.
type nameSet []uint64

func (s nameSet) has(id uint32) bool {
	return int(id>>6) < len(s) && s[id>>6]&(1<<(id&63)) != 0
}

// matching gives the names that satisfy test. The empty name never does.
func (t *nameTable) matching(test func(folded string) bool) nameSet {
	s := make(nameSet, len(t.shown)/64+1)
	for id := 1; id < len(t.folded); id++ {
		if test(t.folded[id]) {
			s[id>>6] |= 1 << (id & 63)
		}
	}
	return s
}

// containing gives the names that contain any of the values; with exact, those
// equal to one.
func (t *nameTable) containing(values []string, exact bool) nameSet {
	for i, v := range values {
		values[i] = fold(v)
	}
	return t.matching(func(n string) bool {
		for _, v := range values {
			if v != "" && (n == v || !exact && strings.Contains(n, v)) {
				return true
			}
		}
		return false
	})
}

// speaking gives the names that contain any of the values: a word of the
// dictionary as a word (国电 is in 国电南瑞, not in 中国电信), anything else as
// characters, for who types 省电力 or deep means a piece of a name.
func (t *nameTable) speaking(values []string) nameSet {
	out := make(nameSet, len(t.shown)/64+1)
	for _, v := range values {
		v = fold(v)
		set := t.spoken.get(t, v)
		for i, bits := range set {
			out[i] |= bits
		}
	}
	return out
}

// spoken remembers which names hold a word: to find out, each name in which
// its characters stand is cut. Names only ever come to the table, so what is
// known of the first ones stays.
type spoken struct {
	mu    sync.Mutex
	words map[string]*spokenIn
}

type spokenIn struct {
	set   nameSet
	known int // of the first so many names
}

// maxSpoken bounds how many words are remembered.
const maxSpoken = 256

func (s *spoken) get(t *nameTable, word string) nameSet {
	asWord := isWord(word)
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.words[word]
	if in == nil {
		in = &spokenIn{known: 1}
	}
	for len(in.set) < len(t.shown)/64+1 {
		in.set = append(in.set, 0)
	}
	for id := in.known; id < len(t.folded); id++ {
		if n := t.folded[id]; word != "" && strings.Contains(n, word) && (!asWord || segment.Holds(n, word)) {
			in.set[id>>6] |= 1 << (id & 63)
		}
	}
	in.known = len(t.folded)
	for w := range s.words { // any: the order of maps is random
		if len(s.words) < maxSpoken {
			break
		}
		delete(s.words, w)
	}
	if s.words == nil {
		s.words = map[string]*spokenIn{}
	}
	s.words[word] = in
	return in.set
}

// isWord tells a Chinese word that the dictionaries know.
func isWord(s string) bool {
	return utf8.RuneCountInString(s) > 1 && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x3400 }) && segment.Known(s)
}
