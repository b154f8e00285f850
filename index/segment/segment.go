package segment

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Token is a word of a text. Text is in normal form; Start and End are byte
// offsets into the original text. Position counts words from 1; a sub-word has
// the position of its word.
type Token struct {
	Text       string
	Start, End int32
	Position   int32
	Sub        bool // a part of the longer word at this position
}

// ErrNoWords means that a text with letters or digits came out without any
// word: such a document could never be found, so it must not pass silently.
var ErrNoWords = errors.New("text has letters, but no words were found in it")

// Cut gives the words of a text, each character in one of them at most. Use it
// for names, filters and classification.
func Cut(text string) ([]Token, error) {
	n := Normalize(text)
	tokens, err := CutNormal(n.Text, false)
	return place(n, tokens), err
}

// CutSearch gives the words of a text and, for long words, their parts: what
// an index holds. A part is only given when the word is made of such parts:
// 中国电信 has 中国 and 电信, but not 国电 (J9). Tokens are in order of their
// start, longer ones first.
func CutSearch(text string) ([]Token, error) {
	n := Normalize(text)
	tokens, err := CutNormal(n.Text, true)
	return place(n, tokens), err
}

// place moves offsets from the normal form to the original.
func place(n Normal, tokens []Token) []Token {
	if len(n.edits) == 0 {
		return tokens
	}
	for i := range tokens {
		from, to := n.Original(int(tokens[i].Start), int(tokens[i].End))
		tokens[i].Start, tokens[i].End = int32(from), int32(to)
	}
	return tokens
}

// CutNormal cuts a text that is in normal form already; offsets are those of
// the given text.
func CutNormal(text string, parts bool) ([]Token, error) {
	if text == "" {
		return nil, nil
	}
	words, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, 0, len(words)+len(words)/4)
	pos := int32(0)
	remembered.RLock()
	defer remembered.RUnlock()
	for _, w := range words {
		if !hasWords(w.Str) {
			continue // blanks and signs
		}
		pos++
		tokens = append(tokens, Token{w.Str, int32(w.Start), int32(w.End), pos, false})
		if parts && len(w.Str) > 6 && w.Str[0] >= utf8.RuneSelf {
			for _, p := range partsOf(w.Str) {
				tokens = append(tokens, Token{w.Str[p.start:p.end], int32(w.Start) + p.start, int32(w.Start) + p.end, pos, true})
			}
		}
	}
	if len(tokens) == 0 && hasWords(text) {
		return nil, fmt.Errorf("cut %q: %w", clip(text), ErrNoWords)
	}
	return tokens, nil
}

// Holds tells whether a text in normal form has a word, or some of its words
// in a row that make it up.
func Holds(text, word string) bool {
	tokens, err := CutNormal(text, true)
	if err != nil {
		return strings.Contains(text, word)
	}
	edges := make([]bool, len(text)+1)
	for _, t := range tokens {
		edges[t.Start], edges[t.End] = true, true
	}
	for at := 0; ; at++ {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		if at += i; edges[at] && edges[at+len(word)] {
			return true
		}
	}
}

type span struct{ start, end int32 }

// remembered holds the parts of the words met so far: the same words come
// again and again. jieba's search mode gives parts as well, but twice as
// slowly, false ones among them, and none of four characters or more.
var remembered = struct {
	sync.RWMutex
	m map[string][]span
}{m: map[string][]span{}}

// maxRemembered bounds remembered: words that jieba makes up from unknown text
// must not fill the memory.
const maxRemembered = 200_000

// partsOf gives the parts of a word. The caller holds remembered for reading.
func partsOf(word string) []span {
	spans, ok := remembered.m[word]
	if ok {
		return spans
	}
	remembered.RUnlock()
	spans = tile(word, candidates(word))
	remembered.Lock()
	if len(remembered.m) < maxRemembered {
		remembered.m[strings.Clone(word)] = spans
	}
	remembered.Unlock()
	remembered.RLock()
	return spans
}

// candidates lists the dictionary's words inside a word.
func candidates(word string) []span {
	var at []int32 // offsets of the runes, and the end
	for i := range word {
		at = append(at, int32(i))
	}
	at = append(at, int32(len(word)))
	if n := len(at) - 1; n < 3 || n > 20 {
		return nil
	}
	var out []span
	for i := range at {
		for j := i + 2; j < len(at); j++ {
			if j-i < len(at)-1 && Known(word[at[i]:at[j]]) {
				out = append(out, span{at[i], at[j]})
			}
		}
	}
	return out
}

// tile finds the rows of candidates that cover most characters of the word
// without overlapping and, among those, need the fewest pieces; it gives the
// pieces of one such row, each followed by its own parts. Characters left
// over stand alone and are no parts.
func tile(word string, candidates []span) []span {
	type best struct {
		left, pieces int // characters left over, pieces used
		next         span
	}
	bests := make([]best, len(word)+1)
	for i := int32(len(word)) - 1; i >= 0; i-- {
		if !utf8.RuneStart(word[i]) {
			continue
		}
		_, size := utf8.DecodeRuneInString(word[i:])
		b := bests[i+int32(size)]
		b.left, b.next = b.left+1, span{i, i + int32(size)}
		for _, s := range candidates {
			if s.start != i {
				continue
			}
			if c := bests[s.end]; c.left < b.left || (c.left == b.left && c.pieces+1 <= b.pieces) {
				b = best{c.left, c.pieces + 1, s}
			}
		}
		bests[i] = b
	}
	var out []span
	for i := int32(0); int(i) < len(word); i = bests[i].next.end {
		piece := bests[i].next
		if utf8.RuneCountInString(word[piece.start:piece.end]) < 2 {
			continue
		}
		out = append(out, piece)
		var inside []span
		for _, s := range candidates {
			if s != piece && s.start >= piece.start && s.end <= piece.end {
				inside = append(inside, span{s.start - piece.start, s.end - piece.start})
			}
		}
		if len(inside) == 0 {
			continue
		}
		for _, s := range tile(word[piece.start:piece.end], inside) {
			out = append(out, span{s.start + piece.start, s.end + piece.start})
		}
	}
	return out
}

// hasWords tells whether a text holds any letter or digit.
func hasWords(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c > 0xe4 && c < 0xe9 { // CJK
			return true
		}
		if c < utf8.RuneSelf {
			if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
				return true
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if isHan(r) || unicode.IsLetter(r) || unicode.IsNumber(r) {
			return true
		}
		i += size
	}
	return false
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
