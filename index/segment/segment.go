package segment

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/yanyiwu/gojieba"
)

// Token is a word of a text. Text is in normal form; Start and End are byte
// offsets into the original text. Position counts words from 1; a sub-word has
// the position of its word.
type Token struct {
	Text       string
	Start, End int
	Position   int
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
	for i := range tokens {
		tokens[i].Start, tokens[i].End = n.Original(tokens[i].Start, tokens[i].End)
	}
	return tokens
}

// CutNormal cuts a text that is in normal form already; offsets are those of
// the given text.
func CutNormal(text string, parts bool) ([]Token, error) {
	if text == "" {
		return nil, nil
	}
	mode := gojieba.DefaultMode
	if parts {
		mode = gojieba.SearchMode
	}
	words, err := tokenize(text, mode)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, 0, len(words))
	if parts {
		tokens = withParts(tokens, words)
	} else {
		for _, w := range words {
			tokens = appendWord(tokens, w, false)
		}
	}
	if len(tokens) == 0 && hasWords(text) {
		return nil, fmt.Errorf("cut %q: %w", clip(text), ErrNoWords)
	}
	return tokens, nil
}

// appendWord adds a word, unless it is only blanks and signs.
func appendWord(tokens []Token, w gojieba.Word, sub bool) []Token {
	if !hasWords(w.Str) {
		return tokens
	}
	pos := 1
	if n := len(tokens); n > 0 {
		if pos = tokens[n-1].Position; !sub {
			pos++
		}
	}
	return append(tokens, Token{w.Str, w.Start, w.End, pos, sub})
}

// withParts orders what jieba's search mode gives. It puts the two- and
// three-character words inside a word before it, in no order of offsets;
// read backwards, each word begins where the one after it ended.
func withParts(tokens []Token, words []gojieba.Word) []Token {
	ends := make([]int, 0, len(words)) // indexes of whole words, last first
	for i := len(words) - 1; i >= 0; {
		ends = append(ends, i)
		start := words[i].Start
		for i--; i >= 0 && words[i].Start >= start; i-- {
		}
	}
	first := 0
	for k := len(ends) - 1; k >= 0; k-- {
		i := ends[k]
		before := len(tokens)
		if tokens = appendWord(tokens, words[i], false); len(tokens) > before && i > first {
			for _, p := range parts(words[i], words[first:i]) {
				tokens = appendWord(tokens, p, true)
			}
		}
		first = i + 1
	}
	return tokens
}

// partsOf remembers which parts each word has: the same words come again and
// again.
var (
	partsOf    sync.Map // string → []span
	remembered atomic.Int64
)

type span struct{ start, end int }

// maxRemembered bounds partsOf: words that jieba makes up from unknown text
// must not fill the memory.
const maxRemembered = 200_000

// parts gives the parts of a word, of which jieba found the short ones.
func parts(w gojieba.Word, found []gojieba.Word) []gojieba.Word {
	var spans []span
	if v, ok := partsOf.Load(w.Str); ok {
		spans = v.([]span)
	} else {
		spans = tile(w.Str, candidates(w, found))
		if remembered.Add(1) < maxRemembered {
			partsOf.Store(strings.Clone(w.Str), spans)
		}
	}
	out := make([]gojieba.Word, len(spans))
	for i, s := range spans {
		out[i] = gojieba.Word{Str: w.Str[s.start:s.end], Start: w.Start + s.start, End: w.Start + s.end}
	}
	return out
}

// candidates lists the words inside a word: the short ones that jieba found,
// and those of four and more characters, which its search mode leaves out.
func candidates(w gojieba.Word, found []gojieba.Word) []span {
	var out []span
	for _, f := range found {
		out = append(out, span{f.Start - w.Start, f.End - w.Start})
	}
	var at []int // offsets of the runes, and the end
	for i := range w.Str {
		at = append(at, i)
	}
	at = append(at, len(w.Str))
	if n := len(at) - 1; n < 5 || n > 20 || w.Str[0] < utf8.RuneSelf {
		return out
	}
	for i := range at {
		for j := i + 4; j < len(at); j++ {
			if j-i == len(at)-1 {
				continue
			}
			if Known(w.Str[at[i]:at[j]]) {
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
	for i := len(word) - 1; i >= 0; i-- {
		if !utf8.RuneStart(word[i]) {
			continue
		}
		_, size := utf8.DecodeRuneInString(word[i:])
		b := bests[i+size]
		b.left, b.next = b.left+1, span{i, i + size}
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
	for i := 0; i < len(word); i = bests[i].next.end {
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
