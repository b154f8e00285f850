package query

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The limits of a query. They bound what a search can cost.
const (
	MaxChars   = 256
	MaxClauses = 32
	maxDepth   = 16
)

type tokenKind uint8

const (
	tokWord tokenKind = iota
	tokPhrase
	tokField // text is the name as typed, the value follows
	tokOpen
	tokClose
	tokOr
	tokAnd
	tokNot
	tokEnd
)

type token struct {
	kind  tokenKind
	text  string
	pos   int  // 1-based character of the query
	glued bool // no blank stands before it
}

// twins are signs that mean the same as an ASCII sign of the language.
// Full-width forms (：（）－＂) are folded by NFKC before this table.
var twins = map[rune]rune{
	'【': '(', '】': ')', '〔': '(', '〕': ')', '—': '-', '–': '-', '−': '-', '﹣': '-',
	'∶': ':', '︰': ':', '、': ',', '≥': '≥', '≤': '≤', '～': '~', '〜': '~',
}

// openQuotes gives the signs that close what each sign opens.
var openQuotes = map[rune]string{'"': `"`, '“': `”“"`, '”': `”"`, '„': `”“"`, '「': `」`, '『': `』`}

type lexer struct {
	in  []rune // as typed
	pos int
	out []token
}

// fold gives the rune that r means in the language.
func fold(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	if t, ok := twins[r]; ok {
		return t
	}
	return r
}

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '　'
}

// lex splits a query into tokens. Only an unbalanced quotation mark can fail.
func lex(q string) ([]token, *Error) {
	l := &lexer{in: []rune(strings.ToValidUTF8(q, " "))}
	for {
		blank := l.blanks()
		if l.pos >= len(l.in) {
			l.out = append(l.out, token{kind: tokEnd, pos: len(l.in) + 1})
			return l.out, nil
		}
		if err := l.next(blank); err != nil {
			return nil, err
		}
	}
}

// blanks skips blanks and signs that only separate; it tells if there were any.
func (l *lexer) blanks() bool {
	start := l.pos
	for l.pos < len(l.in) && (isBlank(l.in[l.pos]) || isSeparator(l.in[l.pos])) {
		l.pos++
	}
	return l.pos > start || start == 0
}

// isSeparator tells the signs between words that mean a blank.
func isSeparator(r rune) bool { return strings.ContainsRune("，。；;,!！?？、…", r) }

func (l *lexer) add(k tokenKind, text string, pos int, blank bool) {
	l.out = append(l.out, token{k, text, pos + 1, !blank})
}

func (l *lexer) next(blank bool) *Error {
	start, r := l.pos, fold(l.in[l.pos])
	if closers, ok := openQuotes[r]; ok {
		text, err := l.quoted(closers)
		if err != nil {
			return err
		}
		l.add(tokPhrase, text, start, blank)
		return nil
	}
	switch r {
	case '(':
		l.pos++
		l.add(tokOpen, "(", start, blank)
	case ')':
		l.pos++
		l.add(tokClose, ")", start, blank)
	case '|':
		for l.pos < len(l.in) && fold(l.in[l.pos]) == '|' {
			l.pos++
		}
		l.add(tokOr, "|", start, blank)
	case '-':
		l.minus(blank)
	default:
		l.word(blank)
	}
	return nil
}

// minus reads a - at the start of a word. It is a NOT when something follows;
// dashes between blanks are only signs.
func (l *lexer) minus(blank bool) {
	end := l.pos
	for end < len(l.in) && fold(l.in[end]) == '-' {
		end++
	}
	if l.pos > 0 && blank && end < len(l.in) && isBlank(l.in[end]) {
		l.pos = end
		return
	}
	l.add(tokNot, "-", l.pos, blank)
	l.pos++
}

// quoted reads up to the closing sign. Inside, \" and \\ stand for themselves.
func (l *lexer) quoted(closers string) (string, *Error) {
	start := l.pos
	var b strings.Builder
	for l.pos++; l.pos < len(l.in); l.pos++ {
		r := l.in[l.pos]
		if r == '\\' && l.pos+1 < len(l.in) && strings.ContainsRune(`"\`, l.in[l.pos+1]) {
			l.pos++
			b.WriteRune(l.in[l.pos])
			continue
		}
		if strings.ContainsRune(closers, r) || (r == '＂' && strings.Contains(closers, `"`)) {
			l.pos++
			return b.String(), nil
		}
		b.WriteRune(r)
	}
	return "", newError("quote", start+1)
}

// endsWord tells the signs at which a word ends.
func endsWord(r rune) bool {
	f := fold(r)
	_, quote := openQuotes[f]
	return isBlank(r) || isSeparator(r) || quote || f == '(' || f == ')' || f == '|'
}

// word reads a run of characters: a word, an operator, or a field's name
// with its colon.
func (l *lexer) word(blank bool) {
	start := l.pos
	for l.pos < len(l.in) && !endsWord(l.in[l.pos]) {
		if fold(l.in[l.pos]) == ':' && l.pos > start {
			name := norm.NFKC.String(string(l.in[start:l.pos]))
			if isFieldLike(name) {
				l.pos++
				l.add(tokField, name, start, blank)
				l.value()
				return
			}
		}
		l.pos++
	}
	text := string(l.in[start:l.pos])
	switch norm.NFKC.String(text) {
	case "OR", "或", "或者":
		l.add(tokOr, text, start, blank)
	case "AND", "并且", "而且", "&", "&&":
		l.add(tokAnd, text, start, blank)
	case "NOT":
		l.add(tokNot, text, start, blank)
	default:
		l.add(tokWord, text, start, blank)
	}
}

// value reads what stands right after a field's colon. Commas belong to it
// (energy,telecom and 1,000,000), and a comparison may stand apart (>= 100万).
func (l *lexer) value() {
	start := l.pos
	for l.pos < len(l.in) {
		r := l.in[l.pos]
		if endsWord(r) && !strings.ContainsRune(",，、…", r) {
			if !isBlank(r) || strings.Trim(norm.NFKC.String(string(l.in[start:l.pos])), "<>=≥≤") != "" || l.pos == start {
				break
			}
		}
		l.pos++
	}
	if l.pos > start {
		l.add(tokWord, string(l.in[start:l.pos]), start, false)
	}
}

// isFieldLike tells whether a colon after name makes it a field: the name of
// one, something near to one, or any Latin word. Other text (示例：大模型, 1:1)
// is just text.
func isFieldLike(name string) bool {
	if _, ok := fieldByName(name); ok {
		return true
	}
	if nearField(name) != "" {
		return true
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_') {
			return false
		}
	}
	return len(name) > 1
}
