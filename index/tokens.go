package index

import (
	"sync/atomic"
	"unicode/utf8"
	"unsafe"

	"github.com/blevesearch/bleve/v2/analysis"

	"zhongbiao/index/segment"
)

// unreadable counts texts in which no words could be found, since start.
var unreadable atomic.Uint64

// wordTokenizer gives the words of a text and their parts.
type wordTokenizer struct{}

// Tokenize implements analysis.Tokenizer. It can't fail; a text in which no
// words are found is indexed by its characters, so that it is not lost.
func (wordTokenizer) Tokenize(input []byte) analysis.TokenStream {
	text := segment.Normalize(asString(input)).Text
	words, err := segment.CutNormal(text, true)
	if err != nil {
		unreadable.Add(1)
		words = characters(text)
	}
	tokens := newTokens(len(words))
	for i, w := range words {
		tokens[i].Term = asBytes(w.Text)
		tokens[i].Start, tokens[i].End, tokens[i].Position = int(w.Start), int(w.End), int(w.Position)
	}
	return tokens
}

func characters(text string) []segment.Token {
	var out []segment.Token
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRuneInString(text[i:])
		if text[i] != ' ' {
			out = append(out, segment.Token{Text: text[i : i+size], Start: int32(i), End: int32(i + size), Position: int32(len(out)) + 1})
		}
		i += size
	}
	return out
}

// gramTokenizer gives every distinct pair of neighbouring characters of an
// exact text. The last character of a string pairs with the gap behind it, so
// that every character begins some pair.
type gramTokenizer struct{}

// Tokenize implements analysis.Tokenizer.
func (gramTokenizer) Tokenize(input []byte) analysis.TokenStream {
	text := asString(input)
	seen := make(map[uint64]struct{}, len(text)/4)
	ends := make([][2]int32, 0, len(text)/4)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		next, nextSize := utf8.DecodeRuneInString(text[i+size:])
		if i+size < len(text) && text[i] > sectionEnd {
			k := uint64(r)<<32 | uint64(next)
			if _, ok := seen[k]; !ok {
				seen[k] = struct{}{}
				ends = append(ends, [2]int32{int32(i), int32(i + size + nextSize)})
			}
		}
		i += size
	}
	tokens := newTokens(len(ends))
	for i, e := range ends {
		tokens[i].Term = input[e[0]:e[1]]
		tokens[i].Start, tokens[i].End, tokens[i].Position = int(e[0]), int(e[1]), i+1
	}
	return tokens
}

// newTokens makes n tokens in one piece of memory.
func newTokens(n int) analysis.TokenStream {
	slab := make([]analysis.Token, n)
	out := make(analysis.TokenStream, n)
	for i := range slab {
		slab[i].Type = analysis.Ideographic
		out[i] = &slab[i]
	}
	return out
}

// asString and asBytes look at the same memory as the other type. Neither side of
// them is ever written to: fields and words are not changed once made.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func asBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
