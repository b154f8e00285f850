package pdf

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// blocks gives a page's lines and tables from above to below.
func (p page) blocks() []Block {
	tables := p.tables()
	type placed struct {
		top float64
		b   Block
	}
	var all []placed
	var rest []box
	for _, t := range p.texts {
		if !slices.ContainsFunc(tables, func(g *grid) bool { return g.put(t) }) {
			rest = append(rest, t)
		}
	}
	for _, g := range tables {
		if b, ok := g.block(); ok {
			all = append(all, placed{g.ys[0], b})
		}
	}
	left, right := margins(rest)
	for _, l := range unwrapped(lines(rest), left, right) {
		all = append(all, placed{l.top, Block{Text: l.text}})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(b.top, a.top) })
	var out []Block
	for _, x := range all {
		out = append(out, x.b)
	}
	return out
}

// runs joins letters that follow each other on a line, in the order in which
// the file has them. Blanks have no reliable place, so they hang on the letter
// before them.
func runs(letters []box) []box {
	var out []box
	for _, l := range letters {
		n := len(out)
		switch {
		case strings.TrimSpace(l.text) == "":
			if n > 0 && l.text != "" && !strings.HasSuffix(out[n-1].text, " ") {
				out[n-1].text += " "
			}
		case n > 0 && follows(out[n-1], l):
			last := &out[n-1]
			last.text += l.text
			last.right, last.top, last.bottom = max(last.right, l.right), max(last.top, l.top), min(last.bottom, l.bottom)
		default:
			out = append(out, l)
		}
	}
	return out
}

// follows tells whether a letter goes on with a run: on the same line, to its
// right, and no farther than a word's gap.
func follows(run, l box) bool {
	h := max(run.height(), l.height(), 4)
	return beside(run, l) && l.left > run.right-0.6*h && l.left-run.right < 0.5*h
}

// lines joins boxes that stand beside each other, from above to below. A gap
// of more than a letter becomes a blank.
func lines(bs []box) []box {
	bs = slices.Clone(bs)
	slices.SortStableFunc(bs, func(a, b box) int { return cmp.Compare(b.top+b.bottom, a.top+a.bottom) })
	var rows [][]box
	for _, b := range bs {
		if n := len(rows); n > 0 && beside(rows[n-1][0], b) {
			rows[n-1] = append(rows[n-1], b)
			continue
		}
		rows = append(rows, []box{b})
	}
	out := make([]box, 0, len(rows))
	for _, row := range rows {
		out = append(out, joined(row))
	}
	return out
}

// beside tells whether two boxes stand on one line: the middle of the smaller
// one is within the other.
func beside(a, b box) bool {
	if a.height() < b.height() {
		a, b = b, a
	}
	mid := (b.top + b.bottom) / 2
	return mid < a.top && mid > a.bottom
}

func joined(row []box) box {
	slices.SortStableFunc(row, func(a, b box) int { return cmp.Compare(a.left, b.left) })
	out := row[0]
	var s strings.Builder
	s.WriteString(row[0].text)
	for _, b := range row[1:] {
		if so := s.String(); b.left-out.right > room(so, b) && !strings.HasSuffix(so, " ") {
			s.WriteByte(' ')
		}
		s.WriteString(b.text)
		out.right, out.top, out.bottom = max(out.right, b.right), max(out.top, b.top), min(out.bottom, b.bottom)
	}
	out.text = strings.TrimSpace(s.String())
	return out
}

// room is the gap up to which two boxes are one word. Chinese punctuation is
// as wide as a letter, most of it blank.
func room(before string, b box) float64 {
	r := 0.8 * max(b.height(), 6)
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(b.text)
	if strings.ContainsRune("，。、；：）》”】", last) || strings.ContainsRune("（《“【", first) {
		r *= 2
	}
	return r
}

// margins are where a page's text begins and ends.
func margins(bs []box) (left, right float64) {
	for i, b := range bs {
		if i == 0 || b.left < left {
			left = b.left
		}
		right = max(right, b.right)
	}
	return left, right
}

// unwrapped joins a line to the next where only the right margin parted them:
// it leaves no room for another letter, and the next one is not indented as a
// new paragraph is and follows closely.
func unwrapped(ls []box, left, right float64) []box {
	var out []box
	for _, l := range ls {
		n := len(out)
		if n == 0 || !wraps(out[n-1], l, left, right) {
			out = append(out, l)
			continue
		}
		last := &out[n-1]
		last.text = glued(last.text, l.text)
		last.right, last.bottom, last.left = l.right, l.bottom, l.left
	}
	return out
}

// padding is the most that is left free between a cell's text and its stroke.
const padding = 8

func wraps(a, b box, left, right float64) bool {
	letter := max(min(a.height(), b.height()), 4)
	near := a.bottom-b.top < 1.5*letter
	if !near || newItem(b.text) {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(b.text); strings.HasSuffix(a.text, "-") && first < utf8.RuneSelf && first > ' ' {
		return true // a number is broken behind its dash, however much room is left
	}
	return right-a.right < firstWord(b.text)*letter+padding && b.left-left < 1.2*letter+padding
}

// firstWord is about how wide the first part of a line is that can't be
// broken, in letters: one of Chinese, a whole word or number otherwise, with
// the brackets and stops that may not be parted from it.
func firstWord(s string) float64 {
	width, whole := 0.0, false
	for _, r := range s {
		switch {
		case strings.ContainsRune("，。、；：）》”】,.;:)", r) && width > 0:
			width++
		case whole:
			return width
		case strings.ContainsRune("（《“【(", r):
			width++
		case r < utf8.RuneSelf && r > ' ' && r != '-' && r != '/':
			width += 0.6
		default:
			width, whole = width+1, true
		}
	}
	return max(width, 1)
}

// newItem tells the beginnings that never stand inside a sentence: 一、 (二) 3.
// and a label with its colon.
func newItem(s string) bool { return reItem.MatchString(s) }

var reItem = regexp.MustCompile(`^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]\d{1,2}[）)]|\d{1,2}[、．.]\D|[\p{Han}（）()]{2,14}[:：])`)

// glued joins two parts of a sentence; only words of letters need a blank.
func glued(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if latin(last) && latin(first) {
		return a + " " + b
	}
	return a + b
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
