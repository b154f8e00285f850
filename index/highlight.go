package index

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"zhongbiao/data/store"
	"zhongbiao/index/segment"
)

// marks are the words and strings that a result marks.
type marks struct {
	words  map[string]bool
	exacts []string // in tight form
}

func (m *marks) add(a *alternative) {
	if m.words == nil {
		m.words = map[string]bool{}
	}
	for _, p := range a.parts {
		for _, o := range p {
			if o.exact == nil {
				m.words[string(o.word)] = true
			}
		}
	}
	strings := a.strings()
	if a.exact != nil {
		strings = append(strings, a.exact)
	}
	for _, x := range strings {
		if !slices.Contains(m.exacts, x.text) {
			m.exacts = append(m.exacts, x.text)
		}
	}
}

// How much of a text a hit shows.
const (
	maxFragments  = 3
	fragmentRunes = 90
)

// highlight fills in titles and texts of hits. A notice that is gone by now
// is left without.
func (s *search) highlight(ctx context.Context, hits []Hit) error {
	for i := range hits {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := s.ix.src.Notice(hits[i].Notice)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		hits[i].Title = split(n.Title, 0, len(n.Title), s.marks.find(n.Title))
		found := s.marks.find(n.Text)
		for _, w := range windows(n.Text, found) {
			hits[i].Text = append(hits[i].Text, split(n.Text, w[0], w[1], found))
		}
	}
	return nil
}

// find gives the byte ranges of text to mark, in order and without overlap.
func (m marks) find(text string) [][2]int {
	var out [][2]int
	if len(m.words) > 0 {
		tokens, _ := segment.CutSearch(text) // what can't be cut has no words to mark
		for _, t := range tokens {
			if m.words[t.Text] {
				out = append(out, [2]int{int(t.Start), int(t.End)})
			}
		}
	}
	if len(m.exacts) > 0 {
		n := segment.Tight(text)
		for _, x := range m.exacts {
			for at := 0; ; {
				i := strings.Index(n.Text[at:], x)
				if i < 0 {
					break
				}
				from, to := n.Original(at+i, at+i+len(x))
				out = append(out, [2]int{from, to})
				at += i + len(x)
			}
		}
	}
	return merge(out)
}

// merge joins ranges that overlap or touch.
func merge(ranges [][2]int) [][2]int {
	sort.Slice(ranges, func(i, j int) bool { return ranges[i][0] < ranges[j][0] })
	var out [][2]int
	for _, r := range ranges {
		if n := len(out); n > 0 && r[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], r[1])
			continue
		}
		out = append(out, r)
	}
	return out
}

// split cuts text[from:to] into spans at the edges of the marked ranges.
func split(text string, from, to int, marked [][2]int) []Span {
	var out []Span
	add := func(a, b int, hit bool) {
		if a = max(a, from); a < min(b, to) {
			b = min(b, to)
			out = append(out, Span{text[a:b], hit, a, b})
		}
	}
	at := from
	for _, r := range marked {
		add(at, r[0], false)
		add(r[0], r[1], true)
		at = max(at, r[1])
	}
	add(at, to, false)
	return out
}

// windows chooses the excerpts of a text: those around the first marks. They
// begin and end at whole characters, and at the start of a line or sentence
// when one is near.
func windows(text string, marked [][2]int) [][2]int {
	var out [][2]int
	for _, r := range marked {
		if n := len(out); n > 0 && r[0] < out[n-1][1] {
			continue
		}
		if len(out) == maxFragments {
			break
		}
		from := backward(text, r[0], fragmentRunes/3)
		if n := len(out); n > 0 {
			from = max(from, out[n-1][1])
		}
		out = append(out, [2]int{from, max(r[1], forward(text, from, fragmentRunes))})
	}
	return out
}

// backward goes n characters back from pos, or to the start of the sentence.
func backward(text string, pos, n int) int {
	for ; n > 0 && pos > 0; n-- {
		r, size := utf8.DecodeLastRuneInString(text[:pos])
		if strings.ContainsRune("\n。；！？", r) {
			break
		}
		pos -= size
	}
	return pos
}

// forward goes n characters on from pos, or to the end.
func forward(text string, pos, n int) int {
	for ; n > 0 && pos < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[pos:])
		pos += size
	}
	return pos
}
