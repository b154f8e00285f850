package charset

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Mojibake says why text is not readable, or gives "" when it is. Seen on
// real pages: replacement characters, "锟斤拷" (replacement characters read
// as GBK), UTF-8 read as Latin-1 ("æ±\u0080è"), UTF-8 read as GBK ("涓浗"),
// and Chinese turned into rows of question marks.
func Mojibake(text string) string {
	c := count(text)
	readable := c.ideographs
	switch {
	case c.replaced > 2+c.foreign/100:
		return fmt.Sprintf("%d characters are lost", c.replaced)
	case c.latin >= 8 && c.latin > readable:
		return "it is UTF-8 that was read as Latin-1"
	case c.questions >= 20 && c.questions > readable:
		return "its characters were replaced by question marks"
	case c.copy >= 3 && c.copy*20 > readable:
		return "it holds 锟斤拷, replacement characters read as GBK"
	case readable >= 12 && !certain(text) && readAsGBK(text):
		return "it is UTF-8 that was read as GBK"
	}
	return ""
}

type counts struct {
	foreign    int // characters outside ASCII
	ideographs int
	replaced   int // U+FFFD
	latin      int // pairs that look like UTF-8 read as Latin-1 or Windows-1252
	questions  int // question marks in rows of three and more
	copy       int // 锟斤拷
}

func count(text string) counts {
	c := counts{questions: questions(text)}
	var prev rune
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i += ascii(text[i:])
			prev = 0
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		c.foreign++
		switch {
		case ideograph(r):
			c.ideographs++
			if r == '锟' && strings.HasPrefix(text[i:], "锟斤拷") {
				c.copy++
			}
		case r == utf8.RuneError:
			c.replaced++
		case latinPair(prev, r):
			c.latin++
		}
		prev = r
		i += size
	}
	return c
}

// ascii is how many ASCII characters a text begins with. Most of a page is
// markup, so it looks at eight of them at once.
func ascii(s string) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		b := s[i : i+8]
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&utf8.RuneSelf != 0 {
			break
		}
	}
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// questions counts the question marks in rows of three and more.
func questions(text string) int {
	n := 0
	for {
		i := strings.Index(text, "???")
		if i < 0 {
			return n
		}
		rest := strings.TrimLeft(text[i:], "?")
		n += len(text) - i - len(rest)
		text = rest
	}
}

// latinPair tells whether two characters look like the first two bytes of an
// ideograph in UTF-8 that were read as Latin-1.
func latinPair(a, b rune) bool { return a >= 0xE3 && a <= 0xEF && continuation(b) }

// continuation tells whether r is what a UTF-8 continuation byte (80–BF)
// becomes when it is read as Latin-1 or Windows-1252.
func continuation(r rune) bool {
	return r >= 0x80 && r <= 0xBF || strings.ContainsRune("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ", r)
}

// certain tells whether text holds a character that UTF-8 read as GBK can't
// give: the GBK bytes of these are neither lead nor continuation bytes of an
// ideograph in UTF-8. Nearly every page has one, which saves the longer test.
func certain(text string) bool {
	for _, c := range []string{"的", "采", "项", "中"} {
		if strings.Contains(text, c) {
			return true
		}
	}
	return false
}

// readAsGBK tells whether most of text becomes valid UTF-8 ideographs when
// it is put back into GBK bytes. For true Chinese that share is next to zero.
func readAsGBK(text string) bool {
	enc := simplifiedchinese.GBK.NewEncoder()
	total, valid := 0, 0
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return r < utf8.RuneSelf || r == utf8.RuneError }) {
		if len(run) < 9 { // three ideographs
			continue
		}
		b, err := enc.Bytes([]byte(run))
		if err != nil { // private-use characters stand for lost bytes
			enc.Reset()
			continue
		}
		total += len(b)
		for i := 0; i < len(b); {
			r, size := utf8.DecodeRune(b[i:])
			if size == 3 && (ideograph(r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00) {
				valid += size
			}
			i += size
		}
	}
	return total >= 24 && valid*10 > total*6
}
