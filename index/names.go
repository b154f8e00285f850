package index

import (
	"strings"
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
