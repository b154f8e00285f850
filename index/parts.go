package index

import (
	"slices"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// particles are characters that say nothing by themselves: 大模型的应用 asks for
// 大模型 and 应用.
const particles = "的了和与及或等在之对为由于个"

// parts makes the parts of a text of several words. Each may be replaced by
// its synonyms (国网大模型). A single character is found only beside a neighbour
// that the text gives it: 云 of 电力云平台 stands in 电力云 or in 云平台, while the
// same character alone stands anywhere and means nothing.
func (c *compiler) parts(x *exact) ([]part, error) {
	var out []part
	for i, w := range x.words {
		var p part
		var err error
		switch {
		case !han1(w):
			p, err = c.word(w, x.scope)
		case isParticle(w):
			continue
		default:
			p, err = c.beside(x, i)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// word makes the part of a word, with what means the same.
func (c *compiler) word(w []byte, s scope) (part, error) {
	p := part{{word: w}}
	for _, v := range c.meaning([]string{string(w)}) {
		o, err := c.name(v, s)
		if err != nil {
			return nil, err
		}
		if o != nil {
			p = append(p, *o)
		}
	}
	return p, nil
}

// beside makes the part of a single character: with the word before it, or
// the one behind; as a word when it has no neighbour.
func (c *compiler) beside(x *exact, i int) (part, error) {
	var p part
	for _, at := range []int{i, i + 1} { // glued to the one before, the one behind to it
		if at >= len(x.words) || !x.glued[at] {
			continue
		}
		pair, err := c.exact(string(x.words[at-1])+string(x.words[at]), x.scope)
		if err != nil {
			return nil, err
		}
		p = append(p, option{exact: pair})
	}
	if p == nil {
		p = part{{word: x.words[i]}}
	}
	return p, nil
}

// name makes the option of a synonym: a word, or else the string as a whole,
// for the words of 国家电力投资 stand in many texts that do not speak of it.
func (c *compiler) name(text string, s scope) (*option, error) {
	x, err := c.exact(text, s)
	switch {
	case x == nil || err != nil:
		return nil, err
	case len(x.words) == 1:
		return &option{word: x.words[0]}, nil
	}
	return &option{exact: x}, nil
}

// alone makes an alternative of one option.
func (o option) alone() *alternative {
	if o.exact != nil {
		return &alternative{exact: o.exact}
	}
	return &alternative{parts: []part{{o}}}
}

// han1 tells a word of one Chinese character.
func han1(w []byte) bool {
	r, size := utf8.DecodeRune(w)
	return size == len(w) && r >= 0x3400
}

func isParticle(w []byte) bool {
	r, _ := utf8.DecodeRune(w)
	return slices.Contains([]rune(particles), r)
}

// parts gives the documents that have all parts, each in any of its ways;
// none for no parts. find tells where a string is found.
func (e *evaluator) parts(field string, parts []part, find func(*exact) (*roaring.Bitmap, error)) (*roaring.Bitmap, error) {
	lists := make([]*roaring.Bitmap, 0, len(parts))
	for _, p := range parts {
		bm, err := e.part(field, p, find)
		if bm == nil || bm.IsEmpty() || err != nil {
			return roaring.New(), err
		}
		lists = append(lists, bm)
	}
	return common(lists), nil
}

// part gives the documents that have a part. The bitmap must not be changed.
func (e *evaluator) part(field string, p part, find func(*exact) (*roaring.Bitmap, error)) (*roaring.Bitmap, error) {
	if len(p) == 1 && p[0].exact == nil {
		return e.s.postings(field, p[0].word)
	}
	out := roaring.New()
	for _, o := range p {
		var bm *roaring.Bitmap
		var err error
		if o.exact == nil {
			bm, err = e.s.postings(field, o.word)
		} else {
			bm, err = find(o.exact)
		}
		if err != nil {
			return nil, err
		}
		if bm != nil {
			out.Or(bm)
		}
	}
	return out, nil
}

// The ways in which strings are found, for parts.
func (e *evaluator) mayHold(x *exact) (*roaring.Bitmap, error) { return e.looks[x].may, nil }
func (e *evaluator) holds(x *exact) (*roaring.Bitmap, error)   { return e.looks[x].holds, nil }
func (e *evaluator) noString(*exact) (*roaring.Bitmap, error)  { return nil, nil }

// byWords gives, for a string, the documents that have all its words in a field.
func (e *evaluator) byWords(field string) func(*exact) (*roaring.Bitmap, error) {
	return func(x *exact) (*roaring.Bitmap, error) { return e.words(field, x.words) }
}
