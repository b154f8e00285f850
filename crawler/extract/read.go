package extract

import (
	"errors"
	"fmt"
	"regexp"

	"zhongbiao/crawler/charset"
	"zhongbiao/data"
)

// Version names the rules of this package; it is stored with every result.
const Version = "extract-3"

// ErrNoNotice says that a page holds no notice: a list, a challenge page, an
// error page. It is wrapped by Error, which says which.
var ErrNoNotice = errors.New("no notice on this page")

// Error says why a page gave no notice. Code is stable: no_notice, blocked,
// mojibake, empty, unreadable.
type Error struct {
	Code, Message string
}

func (e *Error) Error() string { return e.Message }

// Unwrap makes errors.Is(err, ErrNoNotice) true.
func (e *Error) Unwrap() error { return ErrNoNotice }

// Hints are the CSS selectors of a portal's definition: where the body of a
// notice is and what in it to drop. Both may be empty.
type Hints struct{ Body, Drop []string }

// Input is one page to read. Row is what the portal's list said about it;
// the page itself wins where both speak.
type Input struct {
	Portal, URL, ContentType, Charset string
	Body                              []byte
	Row                               data.Row
	Hints                             Hints
}

// maxBody bounds what is read of one page.
const maxBody = 24 << 20

// Read reads the notices of a page: facts, evidence, warnings, readable text
// and subject. A page without a notice gives an *Error.
func Read(in Input) ([]data.Notice, error) {
	if len(in.Body) > maxBody {
		return nil, &Error{"unreadable", fmt.Sprintf("the page has %d bytes, more than the %d that are read", len(in.Body), maxBody)}
	}
	if isPDF(in.Body) {
		return readPDFFile(in)
	}
	text, err := decode(in)
	if err != nil {
		return nil, err
	}
	switch shapeOf(text) {
	case shapeEmpty:
		return nil, &Error{"empty", "the page is empty"}
	case shapeJSON:
		return readJSON(in, text)
	case shapeText:
		return one(readPlain(in, text))
	}
	return one(readHTML(in, text))
}

func one(n data.Notice, err error) ([]data.Notice, error) {
	if err != nil {
		return nil, err
	}
	return []data.Notice{n}, nil
}

func decode(in Input) (string, error) {
	ct := in.ContentType
	if ct == "" && in.Charset != "" {
		ct = "text/html; charset=" + in.Charset
	}
	text, _, err := charset.Decode(in.Body, ct)
	if err != nil {
		return "", &Error{"mojibake", "the text was destroyed by a wrong charset: " + err.Error()}
	}
	return text, nil
}

const (
	shapeEmpty shape = iota
	shapeHTML
	shapeJSON
	shapeText
)

// readHTML reads a whole page or a fragment.
func readHTML(in Input, text string) (data.Notice, error) {
	root := parseHTML(text)
	if e := refusal(root, text); e != nil {
		return data.Notice{}, e
	}
	m := readMeta(root)
	body := bodyOf(root, in.Hints)
	drop := dropped(root, in.Hints.Drop)
	blocks := flatten(body, hiddenClasses(root), drop)
	if sum := summaryOf(root, body); sum != nil {
		blocks = append(flatten(sum, nil, drop), blocks...)
	}
	return build(in, m, blocks)
}

func readPlain(in Input, text string) (data.Notice, error) {
	return build(in, meta{}, textBlocks(text))
}

var (
	reAttemptNote = regexp.MustCompile(`[（(]第?\s*([二三四五六七八九2-9])\s*次[^（）()]{0,6}[)）]`)
	reAttemptWord = regexp.MustCompile(`第?([二三四五六七八九2-9])次(?:公开)?(?:招标|公告|采购公告|磋商|谈判|询价|比选|挂网|重新)`)
)
