package classify

import (
	"fmt"
	"strings"

	"zhongbiao/data/reference"
)

// cueSet finds cues of name tables ("^start", "end$", or anywhere) in a name.
// owner says what a cue stands for; one word may stand for several things.
type cueSet struct {
	m     *matcher
	words []string
	cues  [][]cue // by word
	index map[string]int
}

type cue struct {
	owner      int
	start, end bool // bound to the name's start or end
	not        bool // speaks against its owner
}

// found is one cue in a name.
type found struct {
	hit
	cue
}

func (s *cueSet) add(owner int, not bool, words ...string) error {
	for _, w := range words {
		c := cue{owner: owner, not: not}
		bare, ok := strings.CutPrefix(w, "^")
		c.start = ok
		bare, c.end = strings.CutSuffix(bare, "$")
		bare = foldWord(bare)
		if bare == "" {
			return fmt.Errorf("empty cue %q", w)
		}
		if s.index == nil {
			s.index = map[string]int{}
		}
		i, ok := s.index[bare]
		if !ok {
			i = len(s.words)
			s.index[bare] = i
			s.words = append(s.words, bare)
			s.cues = append(s.cues, nil)
		}
		s.cues[i] = append(s.cues[i], c)
	}
	return nil
}

func (s *cueSet) build() { s.m = newMatcher(s.words) }

// hides is the owner of words that only hide the cues inside them.
const hides = -1

// find gives the cues of a name. A cue that lies inside a longer one that
// also speaks is dropped: 科学院 hides 学院, 国家电投 hides 国投.
func (s *cueSet) find(n orgName) []found { return dropCovered(s.findAll(n)) }

// findAll gives the cues of a name, those inside longer ones too.
func (s *cueSet) findAll(n orgName) []found {
	var out []found
	for _, h := range s.m.find(nil, n.runes) {
		for _, c := range s.cues[h.word] {
			if c.start && h.start != 0 && h.start != n.place || c.end && h.end != len(n.runes) {
				continue
			}
			out = append(out, found{h, c})
		}
	}
	return out
}

func dropCovered(all []found) []found {
	kept := all[:0:0]
	for _, a := range all {
		covered := a.owner == hides
		for i := 0; i < len(all) && !covered && !a.not; i++ {
			covered = !all[i].not && covers(all[i].hit, a.hit)
		}
		if !covered {
			kept = append(kept, a)
		}
	}
	return kept
}

// orgName is an organisation's name made ready for cues: folded, without what
// stands in brackets (other names, former names, campuses).
type orgName struct {
	folded
	place int // runes at the start that name a place
}

// maxName is the longest name that is looked at: longer ones are lists.
const maxName = 80

func newOrgName(name string) orgName {
	f := fold(name)
	if bare := dropBrackets(f); len(bare.runes) >= 2 {
		f = bare
	}
	if len(f.runes) > maxName {
		f.runes, f.at = f.runes[:maxName], f.at[:maxName+1]
	}
	return orgName{folded: f, place: reference.PlacePrefix(string(f.runes))}
}

func dropBrackets(f folded) folded {
	out := folded{src: f.src}
	depth := 0
	for i, r := range f.runes {
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(0, depth-1)
		case depth == 0:
			out.runes = append(out.runes, r)
			out.at = append(out.at, f.at[i])
		}
	}
	out.at = append(out.at, int32(len(f.src)))
	return out
}
