package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth bounds how deep elements nest in the tree. Real notices stay below
// 60; ten thousand nested tags are flattened into the 200th level, so that
// every later walk may recurse.
const maxDepth = 200

// parseHTML builds a tree from markup of any quality in linear time. It is
// not html.Parse: the standard's recovery moves text out of tables and gives
// up beyond 512 open elements, and both lose facts on real notice pages.
func parseHTML(src string) *html.Node {
	b := &treeBuilder{root: &html.Node{Type: html.DocumentNode}}
	b.stack = append(b.stack, b.root)
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.root
		case html.TextToken:
			b.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(atom.Lookup(name), string(name))
		}
	}
}

type treeBuilder struct {
	root  *html.Node
	stack []*html.Node
	chunk []html.Node // nodes are allocated in chunks: pages hold thousands
}

func (b *treeBuilder) node() *html.Node {
	if len(b.chunk) == 0 {
		b.chunk = make([]html.Node, 128)
	}
	n := &b.chunk[0]
	b.chunk = b.chunk[1:]
	return n
}

func (b *treeBuilder) top() *html.Node { return b.stack[len(b.stack)-1] }

func (b *treeBuilder) text(s string) {
	if s == "" {
		return
	}
	n := b.node()
	n.Type, n.Data = html.TextNode, s
	b.top().AppendChild(n)
}

// start opens an element. Blocks close an open paragraph, cells and rows
// close their predecessors, as browsers do.
func (b *treeBuilder) start(z *html.Tokenizer) {
	raw, more := z.TagName()
	a := atom.Lookup(raw)
	name := a.String()
	if a == 0 {
		name = string(raw)
	}
	b.closeImplied(a)
	n := b.node()
	n.Type, n.Data, n.DataAtom = html.ElementNode, name, a
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		if key := string(k); keptAttr(key) {
			n.Attr = append(n.Attr, html.Attribute{Key: key, Val: string(v)})
		}
	}
	b.top().AppendChild(n)
	if !voidElement(a) && len(b.stack) < maxDepth {
		b.stack = append(b.stack, n)
	}
}

func (b *treeBuilder) closeImplied(a atom.Atom) {
	switch a {
	case atom.Td, atom.Th:
		b.popTo(cellScope, atom.Td, atom.Th)
	case atom.Tr:
		b.popTo(cellScope, atom.Tr)
	case atom.Tbody, atom.Thead, atom.Tfoot:
		b.popTo(cellScope, atom.Tbody, atom.Thead, atom.Tfoot)
	case atom.Li:
		b.popTo(listScope, atom.Li)
	case atom.Dt, atom.Dd:
		b.popTo(listScope, atom.Dt, atom.Dd)
	case atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if b.top().DataAtom == atom.P {
			b.stack = b.stack[:len(b.stack)-1]
		}
	}
}

func cellScope(a atom.Atom) bool { return a == atom.Table }
func listScope(a atom.Atom) bool {
	return a == atom.Table || a == atom.Td || a == atom.Ul || a == atom.Ol || a == atom.Dl
}
func flowScope(a atom.Atom) bool { return a == atom.Table || a == atom.Td || a == atom.Th }

// popTo closes the nearest open element among want, with all inside it, but
// never across an element for which stop is true.
func (b *treeBuilder) popTo(stop func(atom.Atom) bool, want ...atom.Atom) {
	for i := len(b.stack) - 1; i > 0; i-- {
		a := b.stack[i].DataAtom
		for _, w := range want {
			if a == w {
				b.stack = b.stack[:i]
				return
			}
		}
		if stop(a) {
			return
		}
	}
}

func (b *treeBuilder) end(a atom.Atom, name string) {
	switch a {
	case atom.Table, atom.Body, atom.Html:
		b.popTo(func(atom.Atom) bool { return false }, a)
	case atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot:
		b.popTo(cellScope, a)
	case 0:
		if t := b.top(); t != b.root && t.Data == name {
			b.stack = b.stack[:len(b.stack)-1]
		}
	default:
		b.popTo(flowScope, a)
	}
}

// keptAttr names the attributes that rules or CSS selectors of a portal's
// definition look at.
func keptAttr(k string) bool {
	switch k {
	case "class", "id", "style", "colspan", "rowspan", "hidden", "name", "content", "href", "title", "type", "value", "rel", "property":
		return true
	}
	return false
}

func voidElement(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Hr, atom.Col, atom.Base,
		atom.Area, atom.Embed, atom.Source, atom.Wbr, atom.Param, atom.Track:
		return true
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// each visits n and everything below it in document order; fn returns false
// to skip an element's children.
func each(n *html.Node, fn func(*html.Node) bool) {
	if !fn(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, fn)
	}
}

// rawText is the text below n with white space collapsed.
func rawText(n *html.Node) string {
	var b strings.Builder
	each(n, func(c *html.Node) bool {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
		return !skipped(c)
	})
	return squeeze(b.String())
}

// skipped tells whether an element's content is never read by people.
func skipped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Textarea, atom.Select, atom.Button,
		atom.Svg, atom.Iframe, atom.Object, atom.Nav, atom.Footer:
		return true
	}
	return false
}

var hiddenClassRule = regexp.MustCompile(`(?i)\.([\w-]+)\s*\{[^{}]{0,200}?display\s*:\s*none[^{}]{0,200}\}`)

// hiddenClasses reads which classes the page's own style sheet hides: some
// templates carry every variant of a table and hide the ones that don't apply.
func hiddenClasses(root *html.Node) map[string]bool {
	var out map[string]bool
	each(root, func(n *html.Node) bool {
		if n.DataAtom != atom.Style || n.FirstChild == nil || len(n.FirstChild.Data) > 200_000 {
			return true
		}
		for _, m := range hiddenClassRule.FindAllStringSubmatch(n.FirstChild.Data, 50) {
			if out == nil {
				out = map[string]bool{}
			}
			out[m[1]] = true
		}
		return false
	})
	return out
}

// hidden tells whether a page shows the element n at all.
func hidden(n *html.Node, classes map[string]bool) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if hasFold(a.Val, "none") && displayNone(a.Val) {
				return true
			}
		case "type":
			if n.DataAtom == atom.Input && strings.EqualFold(a.Val, "hidden") {
				return true
			}
		case "class":
			for _, c := range strings.Fields(a.Val) {
				if classes[c] {
					return true
				}
			}
		}
	}
	return false
}

func hasFold(s, sub string) bool {
	return strings.Contains(s, sub) || strings.Contains(strings.ToLower(s), sub)
}

func displayNone(style string) bool {
	for _, d := range strings.Split(strings.ToLower(style), ";") {
		k, v, _ := strings.Cut(d, ":")
		if strings.TrimSpace(k) == "display" && strings.HasPrefix(strings.TrimSpace(v), "none") {
			return true
		}
	}
	return false
}
