// Package feedrules holds a feed against the rules of the W3C feed validator
// (errors and warnings alike) and, for JSON Feed, of its version 1.1. It is
// for tests: it knows nothing of the code that writes our feeds, and shares
// none of it.
package feedrules

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// element is an XML element with what stands in it.
type element struct {
	name xml.Name
	attr []xml.Attr
	text string
	sub  []*element
}

const (
	atomNS = "http://www.w3.org/2005/Atom"
	dcNS   = "http://purl.org/dc/elements/1.1/"
	xmlNS  = "http://www.w3.org/XML/1998/namespace"
)

// complaints gathers what is wrong.
type complaints struct{ list []string }

func (c *complaints) add(format string, args ...any) {
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

func (c *complaints) when(bad bool, format string, args ...any) {
	if bad {
		c.add(format, args...)
	}
}

// tree parses strictly: well-formed, UTF-8, and only characters of XML 1.0.
func tree(b []byte) (*element, error) {
	if !bytes.HasPrefix(b, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)) {
		return nil, fmt.Errorf("no XML declaration that names UTF-8")
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &element{}
	open := []*element{root}
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			e := &element{name: t.Name, attr: t.Copy().Attr}
			top.sub = append(top.sub, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(t)
		case xml.Directive:
			return nil, fmt.Errorf("a document type declaration")
		}
	}
	if len(root.sub) != 1 {
		return nil, fmt.Errorf("%d root elements", len(root.sub))
	}
	return root.sub[0], nil
}

func (e *element) get(name string) string {
	for _, a := range e.attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) all(space, local string) []*element {
	var out []*element
	for _, s := range e.sub {
		if s.name.Space == space && s.name.Local == local {
			out = append(out, s)
		}
	}
	return out
}

// one gives the text of an element that must stand exactly once.
func (e *element) one(c *complaints, space, local string) string {
	found := e.all(space, local)
	if len(found) != 1 {
		c.add("%s: %d elements %s, want one", e.name.Local, len(found), local)
		return ""
	}
	return found[0].text
}

// known refuses elements that the format does not have, and those that stand
// twice where they may not.
func (e *element) known(c *complaints, single, many []string) {
	count := map[string]int{}
	for _, s := range e.sub {
		name := prefix(s.name.Space) + s.name.Local
		count[name]++
		c.when(!slices.Contains(single, name) && !slices.Contains(many, name), "%s: undefined element %s", e.name.Local, name)
		c.when(slices.Contains(single, name) && count[name] == 2, "%s: element %s twice", e.name.Local, name)
	}
	c.when(len(e.sub) > 0 && strings.TrimSpace(e.text) != "", "%s: stray text %q", e.name.Local, e.text)
}

func prefix(space string) string {
	switch space {
	case "", atomNS:
		return ""
	case dcNS:
		return "dc:"
	}
	return space + " "
}

var (
	uriForm = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$`)
	urnForm = regexp.MustCompile(`^urn:[a-zA-Z0-9][a-zA-Z0-9-]{1,31}:(?:[a-zA-Z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+$`)
	endTag  = regexp.MustCompile(`(?i)</(a|b|body|br|div|em|embed|form|h[1-6]|head|html|i|iframe|img|li|link|meta|object|ol|p|pre|script|span|style|svg|table|td|title|tr|ul)\s*>`)
	startTg = regexp.MustCompile(`(?i)<(script|iframe|object|embed|meta|img|style|svg)[\s/>]`)
	entity  = regexp.MustCompile(`&(#?\w+);`)
	lang    = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)
	rfc822  = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0800$`)
)

// full wants an absolute address, or a URN.
func (c *complaints) full(what, s string) {
	u, err := url.Parse(s)
	switch {
	case strings.HasPrefix(s, "urn:"):
		c.when(!urnForm.MatchString(s), "%s: %q is no URN", what, s)
	case err != nil || !u.IsAbs() || u.Host == "" || !uriForm.MatchString(s):
		c.add("%s: %q is not a full address", what, s)
	}
}

// plain refuses text that a reader could take for markup.
func (c *complaints) plain(what, s string) {
	c.when(endTag.MatchString(s) || startTg.MatchString(s), "%s: contains HTML: %q", what, s)
	c.when(entity.MatchString(s), "%s: contains a character reference: %q", what, s)
}

func (c *complaints) date822(what, s string) {
	t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 -0700", s)
	c.when(err != nil || !rfc822.MatchString(s), "%s: %q is no RFC 822 date with zone +0800", what, s)
	c.when(err == nil && t.Format("Mon") != s[:3], "%s: %q names the wrong weekday", what, s)
}

func (c *complaints) date3339(what, s string) {
	_, err := time.Parse(time.RFC3339, s)
	c.when(err != nil || !strings.HasSuffix(s, "+08:00"), "%s: %q is no RFC 3339 date with zone +08:00", what, s)
}

// links holds links to their rules; self is the address that was fetched.
func (c *complaints) links(links []*element, self, mimeType string) {
	seen, selfs := map[string]bool{}, 0
	for _, l := range links {
		rel, href := l.get("rel"), l.get("href")
		c.full("link "+rel, href)
		c.when(l.text != "" || len(l.sub) > 0, "link %s is not empty", rel)
		c.when(!slices.Contains([]string{"self", "alternate", "first", "next", "previous", "last", "via"}, rel), "link: relation %q is not registered", rel)
		if _, _, err := mime.ParseMediaType(l.get("type")); err != nil {
			c.add("link %s: type %q", rel, l.get("type"))
		}
		key := rel + " " + l.get("type")
		c.when(seen[key], "two links %s", key)
		seen[key] = true
		if rel == "self" {
			selfs++
			c.when(href != self, "self link %q is not the address that was fetched, %q", href, self)
			c.when(l.get("type") != mimeType, "self link has type %q, want %q", l.get("type"), mimeType)
		}
	}
	c.when(selfs != 1, "%d self links", selfs)
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
