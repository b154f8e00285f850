package export

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the first characters that make a spreadsheet read a text
// cell as a formula or lose its content (OWASP ASVS 1.2.10), with the
// full-width forms that Excel's Chinese and Japanese editions accept as well.
const formulaStarts = "=+-@\t\r\n\x00＝＋－＠"

// SafeText makes s inert as a cell of a spreadsheet: a text that begins like
// a formula gets a leading apostrophe. Numbers never pass through here.
func SafeText(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n > 0 && strings.ContainsRune(formulaStarts, r) {
		return "'" + s
	}
	return s
}

// CleanXML drops the characters that XML 1.0 cannot carry, even escaped, and
// replaces invalid UTF-8, so that a hostile title never breaks a feed.
func CleanXML(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < 0x20, r == 0xFFFE, r == 0xFFFF, r >= 0x7F && r <= 0x9F && r != 0x85:
			return -1
		}
		return r
	}, s)
}
