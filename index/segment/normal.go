package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

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
func Normalize(s string) Normal { return normalize(s, false) }

// Tight gives the normal form without the blanks beside CJK characters and
// signs: text from HTML breaks lines and pads cells between characters that
// belong together, and nobody types those blanks. Exact strings are compared
// in this form.
func Tight(s string) Normal { return normalize(s, true) }

func normalize(s string, tight bool) Normal {
	n := normalizer{s: s, tight: tight}
	n.run()
	if n.done == 0 { // nothing was changed
		return Normal{Text: s}
	}
	n.copyTo(len(s))
	return Normal{unsafe.String(unsafe.SliceData(n.out), len(n.out)), n.edits}
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

// normalizer copies what stays as it is in long runs: s[done:] is not written
// yet, and what of it has been passed needs no change.
type normalizer struct {
	s     string
	tight bool
	out   []byte
	done  int
	edits []edit
	last  rune // last rune passed, 0 at the start
	blank bool // blanks are passed, of which it is not clear yet what becomes
	from  int  // where they began in s
}

func (n *normalizer) run() {
	for i := 0; i < len(n.s); {
		if j := n.plain(i); j > i {
			i = j
			continue
		}
		c := n.s[i]
		if c == ' ' {
			n.blankAt(i)
			i++
			continue
		}
		if c > 0x20 && c < 0x7f {
			i = n.simple(i, 1, lower(rune(c)))
			continue
		}
		r, size := utf8.DecodeRuneInString(n.s[i:])
		switch {
		case isHan(r), r >= 0x3001 && r <= 0x301E: // CJK and its signs stay
			i = n.simple(i, size, r)
		case r == utf8.RuneError && size == 1:
			n.blankAt(i) // invalid bytes separate
			i++
		case r >= 0xFF01 && r <= 0xFF5E: // full-width forms
			i = n.simple(i, size, lower(r-0xFEE0))
		case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) || r == 0x2028 || r == 0x2029:
			n.blankAt(i)
			i += size
		case invisible(r):
			if !n.blank { // else it goes with the blanks around it
				n.edit(i, i+size, "")
			}
			i += size
		default:
			i = n.slow(i)
		}
	}
	if n.blank { // at the end of a text it never counts
		n.edit(n.from, len(n.s), "")
	}
}

// plain passes a run of Chinese characters or of small letters, digits and
// signs, which stay as they are: nearly all of a text. It leaves the last one
// when a combining mark may follow it.
func (n *normalizer) plain(i int) int {
	s, j, last := n.s, i, i
	if hanAt(s, i) {
		for ; hanAt(s, j); j += 3 {
			last = j
		}
	} else {
		for ; j < len(s) && s[j] > ' ' && s[j] < 0x7f && (s[j] < 'A' || s[j] > 'Z'); j++ {
			last = j
		}
	}
	if j == i {
		return i
	}
	if j < len(s) && mayCombine(s[j:]) {
		if j = last; j == i {
			return i
		}
	}
	if n.blank {
		first, _ := utf8.DecodeRuneInString(s[i:])
		n.flush(first, i)
	}
	n.last, _ = utf8.DecodeLastRuneInString(s[:j])
	return j
}

// hanAt tells whether a character of U+4000 to U+9FFF begins at s[i].
func hanAt(s string, i int) bool {
	return i+2 < len(s) && s[i] >= 0xe4 && s[i] <= 0xe9 && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80
}

// simple passes s[i:i+size], which becomes r, unless a combining mark follows:
// then the sequence is composed.
func (n *normalizer) simple(i, size int, r rune) int {
	next := i + size
	if next < len(n.s) && mayCombine(n.s[next:]) && !norm.NFKC.PropertiesString(n.s[next:]).BoundaryBefore() {
		return n.slow(i)
	}
	if n.blank {
		n.flush(r, i)
	}
	n.last = r
	switch {
	case size == 1 && rune(n.s[i]) != r: // lower case keeps its place
		n.copyTo(i)
		n.out = append(n.out, byte(r))
		n.done = next
	case size > 1 && r < utf8.RuneSelf:
		n.copyTo(i)
		start := len(n.out)
		n.out = append(n.out, byte(r))
		n.edits = append(n.edits, edit{int32(start), int32(start + 1), int32(i), int32(next)})
		n.done = next
	}
	return next
}

// mayCombine tells quickly whether s may begin with a combining mark: ASCII,
// CJK characters and the common signs do not.
func mayCombine(s string) bool {
	c := s[0]
	switch {
	case c < 0xcc, c >= 0xe4 && c <= 0xe9:
		return false
	case c == 0xe3 && len(s) > 2 && s[1] == 0x80:
		return s[2] >= 0xaa && s[2] <= 0xaf // U+302A to U+302F
	case c == 0xef && len(s) > 1:
		return s[1] != 0xbc // U+FF00 to U+FF3F
	}
	return true
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
		if !n.blank {
			n.edit(i, i+size, "")
		}
		return i + size
	}
	if n.blank {
		first, _ := utf8.DecodeRuneInString(out)
		n.flush(first, i)
	}
	if out != n.s[i:i+size] {
		n.edit(i, i+size, out)
	}
	n.last, _ = utf8.DecodeLastRuneInString(out)
	return i + size
}

// copyTo writes what was passed before i.
func (n *normalizer) copyTo(i int) {
	if n.out == nil {
		n.out = make([]byte, 0, len(n.s)+16)
	}
	n.out = append(n.out, n.s[n.done:i]...)
	n.done = i
}

func (n *normalizer) edit(in, inEnd int, out string) {
	n.copyTo(in)
	start := len(n.out)
	n.out = append(n.out, out...)
	n.edits = append(n.edits, edit{int32(start), int32(len(n.out)), int32(in), int32(inEnd)})
	n.done = inEnd
}

func (n *normalizer) blankAt(i int) {
	if !n.blank {
		n.blank, n.from = true, i
	}
}

// flush decides what becomes of the blanks before next. Those at the start of
// a text, and in tight form those beside CJK and signs, do not count.
func (n *normalizer) flush(next rune, i int) {
	n.blank = false
	if n.last == 0 || (n.tight && (!latin(n.last) || !latin(next))) {
		n.edit(n.from, i, "")
		return
	}
	if i != n.from+1 || n.s[n.from] != ' ' {
		n.edit(n.from, i, " ")
	}
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
