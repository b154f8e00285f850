// Package charset turns the bytes of a fetched page into text, or says that
// the text was destroyed on its way. Chinese portals declare GBK only in a
// meta element, declare the wrong charset, or declare none, so the declared
// one is a hint that has to survive a check.
package charset

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// ErrMojibake says that no charset gives readable text: the bytes hold text
// that was already decoded wrongly by somebody else, or is cut to pieces.
var ErrMojibake = errors.New("text is destroyed (mojibake)")

// The labels that this package gives when nothing was declared.
const (
	UTF8    = "utf-8"
	GB18030 = "gb18030"
)

// metaSpan is how far into a page a declaration is looked for. WHATWG says
// 1024 bytes; portals put long comments and scripts before it.
const metaSpan = 8 << 10

// Decode gives the text of body as valid UTF-8 and the WHATWG label of the
// charset that was used. It tries, in this order: a byte order mark, the
// charset of the Content-Type header, the page's own declaration, strict
// UTF-8, GB18030. A declared charset that leaves the text broken is passed
// over. When nothing gives readable text the error is ErrMojibake, and text
// is the best that could be had, for a person to look at.
func Decode(body []byte, contentType string) (text, label string, err error) {
	if text, label, ok := decodeBOM(body); ok {
		return text, label, verdict(text, label)
	}
	if isUTF8Chinese(body) {
		// Longer Chinese text is never valid UTF-8 by chance, so this wins
		// over a header or meta that says GBK.
		text := string(body)
		return text, UTF8, verdict(text, UTF8)
	}
	first, firstLabel := "", ""
	for _, label := range candidates(body, contentType) {
		text, ok := decodeAs(body, label)
		if !ok {
			continue
		}
		if Mojibake(text) == "" {
			return text, label, nil
		}
		if firstLabel == "" {
			first, firstLabel = text, label
		}
	}
	return first, firstLabel, verdict(first, firstLabel)
}

func verdict(text, label string) error {
	if why := Mojibake(text); why != "" {
		return fmt.Errorf("%w: read as %s, %s", ErrMojibake, label, why)
	}
	return nil
}

// candidates lists the labels to try, without repeats.
func candidates(body []byte, contentType string) []string {
	var out []string
	add := func(label string) {
		for _, have := range out {
			if have == label {
				return
			}
		}
		if label != "" {
			out = append(out, label)
		}
	}
	add(headerLabel(contentType))
	add(declaredLabel(body))
	add(UTF8)
	if !utf8.Valid(body) {
		add(GB18030)
	}
	return out
}

func headerLabel(contentType string) string {
	if contentType == "" {
		return ""
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		// A header such as "text/html; charset=gbk;;" is common enough.
		if m := charsetParam.FindStringSubmatch(contentType); m != nil {
			return canonical(m[1])
		}
		return ""
	}
	return canonical(params["charset"])
}

var (
	charsetParam = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([\w.:-]+)`)
	metaCharset  = regexp.MustCompile(`(?is)<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)`)
	xmlEncoding  = regexp.MustCompile(`(?is)^\s*<\?xml[^>]*?encoding\s*=\s*["']\s*([\w.:-]+)`)
	comment      = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// declaredLabel reads the page's own declaration: <meta charset>, <meta
// http-equiv>, or the XML declaration. Comments don't count.
func declaredLabel(body []byte) string {
	head := comment.ReplaceAll(body[:min(len(body), metaSpan)], nil)
	for _, re := range []*regexp.Regexp{xmlEncoding, metaCharset} {
		if m := re.FindSubmatch(head); m != nil {
			label := canonical(string(m[1]))
			if strings.HasPrefix(label, "utf-16") {
				return UTF8 // the declaration itself was readable as ASCII
			}
			return label
		}
	}
	return ""
}

// canonical gives the WHATWG name of a label, or "" for an unknown one. The
// spellings "GB-18030" and "utf8mb4" are seen in the wild and unknown to WHATWG.
func canonical(label string) string {
	switch l := strings.ToLower(strings.TrimSpace(label)); l {
	case "gb-18030", "gb_18030", "gb18030-2000", "gb18030-2022":
		return GB18030
	case "utf8mb4", "utf_8":
		return UTF8
	default:
		enc, err := htmlindex.Get(l)
		if err != nil {
			return ""
		}
		name, err := htmlindex.Name(enc)
		if err != nil || name == "replacement" || name == "x-user-defined" {
			return ""
		}
		return name
	}
}

func decodeBOM(body []byte) (text, label string, ok bool) {
	switch {
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		text, ok := decodeAs(body[3:], UTF8)
		return text, UTF8, ok
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		text, err := decodeWith(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), body)
		return text, "utf-16le", err == nil
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		text, err := decodeWith(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), body)
		return text, "utf-16be", err == nil
	}
	return "", "", false
}

// decodeAs decodes body by label; ok is false when that can't be done. GBK
// and GB2312 are read as GB18030, which contains them.
func decodeAs(body []byte, label string) (text string, ok bool) {
	switch label {
	case UTF8:
		text, err := decodeWith(unicode.UTF8, body) // one U+FFFD for each lost character
		return text, err == nil
	case "gbk", GB18030:
		text, err := decodeWith(simplifiedchinese.GB18030, body)
		return text, err == nil
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return "", false
	}
	text, err = decodeWith(enc, body)
	return text, err == nil
}

func decodeWith(enc encoding.Encoding, body []byte) (string, error) {
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return "", err
	}
	return strings.ToValidUTF8(string(out), "\uFFFD"), nil
}

// isUTF8Chinese tells whether body is valid UTF-8 with some Chinese in it, or
// with Chinese that was read as Latin-1 before it was sent as UTF-8. Three
// ideographs are asked for, because short GBK text can be valid UTF-8 (联通 is
// the famous case), though only as two-byte sequences.
func isUTF8Chinese(body []byte) bool {
	if !utf8.Valid(body) {
		return false
	}
	n, latin := 0, 0
	prev := rune(0)
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			prev = 0
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if ideograph(r) {
			n++
		} else if latinPair(prev, r) {
			latin++
		}
		if n >= 3 || latin >= 8 {
			return true
		}
		prev = r
		i += size
	}
	return false
}

func ideograph(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF }
