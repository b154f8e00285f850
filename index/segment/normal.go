package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normal is a text in the form in which it is cut, compared and searched:
// valid UTF-8, NFKC, lower case, without control and invisible characters,
// every run of blanks one space. It remembers where each piece came from, so
// that highlights fall on the right characters of the original.
type Normal struct {
	Text  string
	edits []edit
}

// edit says that Text[out:outEnd] stands for the original's [in:inEnd].
// Between edits the bytes are the same.
type edit struct{ out, outEnd, in, inEnd int32 }

// Normalize gives the normal form of s.
func Normalize(s string) Normal {
	n := normalizer{s: s}
	n.b.Grow(len(s))
	n.run()
	return Normal{n.b.String(), n.edits}
}

// Tight gives the normal form without the blanks beside CJK characters and
// signs: text from HTML breaks lines and pads cells between characters that
// belong together, and nobody types those blanks. Exact strings are compared
// in this form.
func Tight(s string) Normal {
	n := normalizer{s: s, tight: true}
	n.b.Grow(len(s))
	n.run()
	return Normal{n.b.String(), n.edits}
}

// Original gives the bytes of the original for Text[start:end].
func (n Normal) Original(start, end int) (int, int) {
	return n.at(start, false), n.at(end, true)
}

// at maps an offset of Text to one of the original; after asks for the place
// behind the byte before it, not for the byte at it.
func (n Normal) at(pos int, after bool) int {
	lo, hi := 0, len(n.edits)
	for lo < hi { // the first edit that begins behind pos
		mid := (lo + hi) / 2
		if b := int(n.edits[mid].out); b < pos || (b == pos && !after) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return pos
	}
	e := n.edits[lo-1]
	switch {
	case pos >= int(e.outEnd):
		return pos - int(e.outEnd) + int(e.inEnd)
	case after:
		return int(e.inEnd)
	}
	return int(e.in)
}

type normalizer struct {
	s     string
	tight bool
	b     strings.Builder
	edits []edit
	last  rune // last rune written, 0 at the start
	blank bool // a blank is waiting to be written before the next rune
	from  int  // where that blank began in s
}

func (n *normalizer) run() {
	for i := 0; i < len(n.s); {
		c := n.s[i]
		if c >= 0x20 && c < 0x7f {
			i = n.ascii(i, c)
			continue
		}
		r, size := utf8.DecodeRuneInString(n.s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			n.blankAt(i) // invalid bytes separate
			i++
		case isHan(r):
			n.flush(r, i)
			n.same(r, i, size)
			i += size
		case r >= 0xFF01 && r <= 0xFF5E: // full-width forms, no combining marks follow in practice
			i = n.composed(i, size, lower(r-0xFEE0))
		case unicode.IsSpace(r) || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Zs, r):
			n.blankAt(i)
			i += size
		case invisible(r):
			n.edit(i, i+size, "")
			i += size
		case r >= 0x3001 && r <= 0x301E && norm.NFKC.PropertiesString(n.s[i:]).CCC() == 0: // CJK signs
			n.flush(r, i)
			n.same(r, i, size)
			i += size
		default:
			i = n.slow(i)
		}
	}
	if n.blank { // at the end of a text it never counts
		n.edit(n.from, len(n.s), "")
	}
}

// ascii writes a printable ASCII character, unless a combining mark follows.
func (n *normalizer) ascii(i int, c byte) int {
	if c == ' ' {
		n.blankAt(i)
		return i + 1
	}
	return n.composed(i, 1, lower(rune(c)))
}

// composed writes r, which stands for s[i:i+size]; when a combining mark
// follows, the whole sequence is composed.
func (n *normalizer) composed(i, size int, r rune) int {
	if next := i + size; next < len(n.s) && n.s[next] >= 0xcc && !norm.NFKC.PropertiesString(n.s[next:]).BoundaryBefore() {
		return n.slow(i)
	}
	n.flush(r, i)
	if size == utf8.RuneLen(r) {
		if rune(n.s[i]) == r {
			n.same(r, i, size)
			return i + size
		}
		n.b.WriteRune(r) // lower case of the same length keeps its place
		n.last = r
		return i + size
	}
	n.edit(i, i+size, string(r))
	n.last = r
	return i + size
}

// slow normalises s from i to the next boundary.
func (n *normalizer) slow(i int) int {
	size := norm.NFKC.NextBoundaryInString(n.s[i:], true)
	if size <= 0 {
		size = len(n.s) - i
	}
	out := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case invisible(r) || r == utf8.RuneError:
			return -1
		}
		return lower(r)
	}, norm.NFKC.String(n.s[i:i+size]))
	out = strings.Join(strings.Fields(out), " ")
	if out == "" {
		n.edit(i, i+size, "")
		return i + size
	}
	first, _ := utf8.DecodeRuneInString(out)
	n.flush(first, i)
	if out == n.s[i:i+size] {
		n.b.WriteString(out)
	} else {
		n.edit(i, i+size, out)
	}
	n.last, _ = utf8.DecodeLastRuneInString(out)
	return i + size
}

// same writes a rune that is as it was.
func (n *normalizer) same(r rune, i, size int) {
	n.b.WriteString(n.s[i : i+size])
	n.last = r
}

func (n *normalizer) edit(in, inEnd int, out string) {
	start := n.b.Len()
	n.b.WriteString(out)
	n.edits = append(n.edits, edit{int32(start), int32(n.b.Len()), int32(in), int32(inEnd)})
}

func (n *normalizer) blankAt(i int) {
	if !n.blank {
		n.blank, n.from = true, i
	}
}

// flush writes the blank that waits before next, if it counts. Blanks at the
// start of a text never do.
func (n *normalizer) flush(next rune, i int) {
	if !n.blank {
		return
	}
	if n.last == 0 || (n.tight && (!latin(n.last) || !latin(next))) {
		n.edit(n.from, i, "")
		n.blank = false
		return
	}
	n.writeBlank(i)
}

func (n *normalizer) writeBlank(i int) {
	n.blank = false
	if n.last == 0 {
		return
	}
	if i == n.from+1 && n.s[n.from] == ' ' {
		n.b.WriteByte(' ')
	} else {
		n.edit(n.from, i, " ")
	}
	n.last = ' '
}

// latin tells the characters between which a blank carries meaning.
func latin(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
	}
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

func lower(r rune) rune {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			return r + 32
		}
		return r
	}
	return unicode.ToLower(r)
}

// invisible tells control and format characters (zero-width blanks, BOM, soft
// hyphens, variation selectors), which nobody sees or types.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || (r >= 0xFE00 && r <= 0xFE0F)
}
