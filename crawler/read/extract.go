package read

import (
	"errors"
	"fmt"
	"strings"

	"zhongbiao/crawler/extract"
	"zhongbiao/data"
)

// Hints gives the selectors of a portal's definition; nil means none.
type Hints func(portal string) extract.Hints

// fromExtract reads pages with package extract.
func fromExtract(hints Hints) Extractor {
	if hints == nil {
		hints = func(string) extract.Hints { return extract.Hints{} }
	}
	return func(p *data.Page) ([]data.Notice, error) {
		ns, err := extract.Read(extract.Input{Portal: p.Portal, URL: p.URL, ContentType: contentType(p), Charset: p.Charset,
			Body: p.Body, Row: p.Row, Hints: hints(p.Portal)})
		return ns, noticeless(err)
	}
}

func contentType(p *data.Page) string {
	for k, v := range p.Header {
		if strings.EqualFold(k, "Content-Type") {
			return v
		}
	}
	return ""
}

// noticeless tells a page that simply holds no notice from one that could not
// be read (blocked, mojibake): only the latter is a failure.
func noticeless(err error) error {
	var e *extract.Error
	if errors.As(err, &e) && (e.Code == "no_notice" || e.Code == "empty") {
		return fmt.Errorf("%w: %s", ErrNoNotice, e.Message)
	}
	if e != nil { // not ErrNoNotice: this page may well hold one
		return fmt.Errorf("%s: %s", e.Code, e.Message)
	}
	return err
}

// withRules notes which version of the reading rules made a notice, in front
// of what the classifier noted.
func withRules(n *data.Notice) {
	if !strings.Contains(n.Rules, extract.Version) {
		n.Rules = strings.TrimRight(extract.Version+" "+n.Rules, " ")
	}
}
