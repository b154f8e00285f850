package classify

import (
	"unicode"
	"unicode/utf8"
)

// folded is a text as rules see it: full-width letters and digits made
// half-width, Latin in lower case, blanks dropped except between two Latin
// words. at keeps where each rune came from, so that evidence quotes the page.
type folded struct {
	src   string
	runes []rune
	at    []int32 // byte offset in src of each rune; one more for the end
}

func fold(s string) folded {
	f := folded{src: s, runes: make([]rune, 0, len(s)/2), at: make([]int32, 0, len(s)/2+1)}
	blank := false
	for i, r := range s {
		r = foldRune(r)
		if r <= ' ' || unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u00a0' {
			blank = true
			continue
		}
		if blank && len(f.runes) > 0 && isLatin(r) && isLatin(f.runes[len(f.runes)-1]) {
			f.runes = append(f.runes, ' ')
			f.at = append(f.at, int32(i))
		}
		blank = false
		f.runes = append(f.runes, r)
		f.at = append(f.at, int32(i))
	}
	f.at = append(f.at, int32(len(s)))
	return f
}

// foldRune maps one rune. It is NFKC for the runes that notices hold: full
// NFKC costs ten times as much and would move offsets.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		return foldRune(r - 0xFEE0)
	case r == 0x3000:
		return ' '
	case r == '〔' || r == '【' || r == '［':
		return '['
	case r == '〕' || r == '】' || r == '］':
		return ']'
	case r == '—' || r == '–' || r == '－' || r == '―':
		return '-'
	case r >= 0x4E00 && r <= 0x9FFF:
		return r
	}
	return unicode.ToLower(r)
}

func isLatin(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
}

// quote is the source text behind the runes [start,end).
func (f folded) quote(start, end int) string {
	if start < 0 || end > len(f.runes) || start >= end {
		return ""
	}
	last := int(f.at[end-1])
	_, n := utf8.DecodeRuneInString(f.src[last:])
	return f.src[f.at[start] : last+n]
}

// foldWord folds a word of a table.
func foldWord(s string) string { return string(fold(s).runes) }
