package portal

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/tidwall/gjson"
	"golang.org/x/net/html"
)

// Answer is what a portal sent, after charset conversion.
type Answer struct {
	URL         string // where it came from, for relative addresses
	Status      int
	ContentType string
	Text        string
}

// isJSON tells whether the text is a JSON object or array.
func (a Answer) isJSON() bool {
	t := strings.TrimLeft(a.Text, " \t\r\n\ufeff")
	return (strings.HasPrefix(t, "{") || strings.HasPrefix(t, "[")) && gjson.Valid(t)
}

func (a Answer) document() (*goquery.Document, error) {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Text))
	if err != nil {
		return nil, fmt.Errorf("page is no HTML that can be read: %w", err)
	}
	return doc, nil
}

// find evaluates an expression on the whole answer.
func (a Answer) find(e *Expr) (string, error) {
	if a.isJSON() {
		root := gjson.Parse(a.Text)
		return e.find(func(from string) string { return jsonText(root, from) }), nil
	}
	doc, err := a.document()
	if err != nil {
		return "", err
	}
	return e.find(func(from string) string {
		if from == "" {
			return a.Text
		}
		return selectHTML(doc.Selection, from)
	}), nil
}

// has tells whether a selector or JSON path finds anything.
func (a Answer) has(selector string) bool {
	if a.isJSON() {
		v := gjson.Get(a.Text, selector)
		return v.Exists() && v.Type != gjson.Null && v.Raw != `""`
	}
	if c, ok := parseCompound(selector); ok {
		return c.in(a.Text)
	}
	doc, err := a.document()
	return err == nil && doc.Find(selector).Length() > 0
}

// title gives the text of the page's title element.
func (a Answer) title() string {
	m := titleElement.FindStringSubmatch(a.Text[:min(len(a.Text), 64<<10)])
	if m == nil {
		return ""
	}
	return squeeze(html.UnescapeString(m[1]))
}

var titleElement = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// compound is a selector for one element by name, id and classes. Most
// definitions need no more, and it is found by a scan of the tokens, at a
// tenth of the price of a parsed page.
type compound struct {
	tag, id string
	classes []string
}

var compoundSelector = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9]*)?((?:[.#][\w-]+)*)$`)
var compoundPart = regexp.MustCompile(`[.#][\w-]+`)

func parseCompound(selector string) (compound, bool) {
	m := compoundSelector.FindStringSubmatch(selector)
	if m == nil || selector == "" {
		return compound{}, false
	}
	c := compound{tag: strings.ToLower(m[1])}
	for _, p := range compoundPart.FindAllString(m[2], -1) {
		if p[0] == '#' {
			c.id = p[1:]
		} else {
			c.classes = append(c.classes, p[1:])
		}
	}
	return c, true
}

func (c compound) in(text string) bool {
	for _, word := range append([]string{c.id}, c.classes...) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			if c.matches(z) {
				return true
			}
		}
	}
}

func (c compound) matches(z *html.Tokenizer) bool {
	name, more := z.TagName()
	if c.tag != "" && string(name) != c.tag {
		return false
	}
	var id string
	var classes []string
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch {
		case bytes.Equal(k, []byte("id")):
			id = string(v)
		case bytes.Equal(k, []byte("class")):
			classes = strings.Fields(string(v))
		}
	}
	if c.id != "" && id != c.id {
		return false
	}
	for _, want := range c.classes {
		if !contains(classes, want) {
			return false
		}
	}
	return true
}
