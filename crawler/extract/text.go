package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// squeeze collapses every run of white space (also NBSP and the ideographic
// space) into one blank, drops zero-width and control characters, and trims.
func squeeze(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case isSpace(r):
			gap = true
		case invisible(r):
		default:
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean tells whether squeeze would change nothing; most strings are clean.
func clean(s string) bool {
	if s == "" {
		return true
	}
	prev := ' '
	for _, r := range s {
		if r == ' ' && prev == ' ' || r != ' ' && isSpace(r) || invisible(r) {
			return false
		}
		prev = r
	}
	return prev != ' '
}

func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\f', '\v', 0x85, 0xA0, 0x3000, 0x1680, 0x202F, 0x205F, 0x2028, 0x2029:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}

func invisible(r rune) bool {
	switch {
	case r < 0x20, r == 0x7F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r == 0x2060, r == 0xFEFF, r == 0xAD, r == utf8.RuneError:
		return true
	}
	return r >= 0xE000 && r <= 0xF8FF // private use: icon fonts
}

// fold maps a full-width form to its ASCII form, rune by rune, so that
// positions in the folded text are positions in the printed one.
func fold(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000, r == 0xA0:
		return ' '
	case r == '￥':
		return '¥'
	case r == '〔', r == '【', r == '［', r == '〖':
		return '['
	case r == '〕', r == '】', r == '］', r == '〗':
		return ']'
	case r == '﹙':
		return '('
	case r == '﹚':
		return ')'
	case r == '﹕', r == '︰', r == '∶':
		return ':'
	}
	return r
}

func foldString(s string) string { return strings.Map(fold, s) }

// tight is s without any white space.
func tight(s string) string {
	if strings.IndexFunc(s, isSpace) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isSpace(r) {
			return -1
		}
		return r
	}, s)
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF }

// joinHan removes blanks that layout put inside Chinese words ("有限 公司"),
// and keeps those between Latin words.
func joinHan(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	rs := []rune(s)
	out := rs[:0:0]
	for i, r := range rs {
		if r == ' ' && i > 0 && i+1 < len(rs) && !latin(rs[i-1]) && !latin(rs[i+1]) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

func latin(r rune) bool { return r < 0x2000 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// clip shortens s to at most n runes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	i := 0
	for p := range s {
		if i == n {
			return s[:p] + "…"
		}
		i++
	}
	return s
}

func runeCount(s string) int { return utf8.RuneCountInString(s) }

func hasAny(s string, subs ...string) bool {
	for _, x := range subs {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

// clipBytes cuts s to at most n bytes at the start of a rune.
func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:max(n, 0)]
}
