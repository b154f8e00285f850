package portal

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

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
	if c := compoundOf(selector); c != nil {
		return c.in(a.Text)
	}
	doc, err := a.document()
	return err == nil && doc.Find(selector).Length() > 0
}

// title gives the text of the page's title element.
func (a Answer) title() string {
	head := a.Text[:min(len(a.Text), 64<<10)]
	if i := strings.Index(head, "<title"); i > 0 && !strings.Contains(strings.ToLower(head[:i]), "<title") {
		head = head[i:] // most pages spell it so
	}
	m := titleElement.FindStringSubmatch(head)
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

// compounds keeps what parseCompound gave: a definition has few selectors, and
// each page is asked for them. Those that are none of this form are kept too.
var compounds sync.Map // selector → *compound, nil for none

func compoundOf(selector string) *compound {
	if c, ok := compounds.Load(selector); ok {
		return c.(*compound)
	}
	var kept *compound
	if c, ok := parseCompound(selector); ok {
		kept = &c
	}
	compounds.Store(selector, kept)
	return kept
}

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

// in tells whether the element stands in the text. It looks only at the tags
// that hold the rarest of the selector's words, and not at comments and
// scripts.
func (c compound) in(text string) bool {
	word := c.id
	if len(c.classes) > 0 {
		word = c.classes[0]
	}
	if word == "" {
		word = "<" + c.tag
	}
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		at := from + i
		from = at + len(word)
		start := strings.LastIndexByte(text[max(0, at-2048):at+1], '<')
		if start < 0 {
			continue
		}
		start += max(0, at-2048)
		if c.matches(text[start:min(len(text), start+8192)]) && !hidden(text[:start]) {
			return true
		}
	}
}

// hidden tells whether a text ends within a comment or a script.
func hidden(text string) bool {
	return unclosed(text, "<!--", "-->") || unclosed(text, "<script", "</script")
}

// unclosed tells whether the last open has no end behind it. The two may
// share characters: <!--> is a whole comment.
func unclosed(text, open, end string) bool {
	for {
		i := strings.Index(text, open)
		if i < 0 {
			return false
		}
		text = text[i+2:]
		if i = strings.Index(text, end); i < 0 {
			return true
		}
		text = text[i+len(end):]
	}
}

var (
	classAttr = regexp.MustCompile(`(?i)\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
	idAttr    = regexp.MustCompile(`(?i)\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
)

// matches tells whether a text begins with a tag that the selector means.
func (c compound) matches(text string) bool {
	name, attrs, ok := openTag(text)
	if !ok || c.tag != "" && !strings.EqualFold(name, c.tag) {
		return false
	}
	if c.id != "" && attribute(idAttr, attrs) != c.id {
		return false
	}
	classes := strings.Fields(attribute(classAttr, attrs))
	for _, want := range c.classes {
		if !contains(classes, want) {
			return false
		}
	}
	return true
}

// openTag reads the tag with which a text begins: its name, and its attributes
// with the space before them.
func openTag(text string) (name, attrs string, ok bool) {
	end := strings.IndexAny(text[min(1, len(text)):], "<>") + 1
	if end == 0 || text[0] != '<' || text[end] != '>' {
		return "", "", false
	}
	tag := text[1:end]
	n := 0
	for n < len(tag) && isAlnum(tag[n]) {
		n++
	}
	name, attrs = tag[:n], tag[n:]
	if attrs == "/" {
		attrs = ""
	}
	if n == 0 || name[0] <= '9' || attrs != "" && !strings.ContainsRune(" \t\r\n\f", rune(attrs[0])) {
		return "", "", false
	}
	return name, attrs, true
}

func isAlnum(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

func attribute(re *regexp.Regexp, attrs string) string {
	m := re.FindStringSubmatch(attrs)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}
