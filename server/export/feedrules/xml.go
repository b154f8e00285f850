package feedrules

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// RSS holds an RSS 2.0 document, fetched from self, against the rules and
// gives what they complain of.
func RSS(b []byte, self string) []string {
	c := &complaints{}
	root, err := tree(b)
	if err != nil {
		return []string{err.Error()}
	}
	channels := root.all("", "channel")
	if root.name.Local != "rss" || root.get("version") != "2.0" || len(channels) != 1 {
		return []string{"not an RSS 2.0 document with one channel"}
	}
	ch := channels[0]
	ch.known(c, []string{"title", "description", "language", "lastBuildDate", "generator", "ttl"}, []string{"item", "link", "category"})
	title := ch.one(c, "", "title")
	c.when(blank(title), "channel: blank title")
	c.plain("channel title", title)
	c.plain("channel description", ch.one(c, "", "description"))
	c.full("channel link", ch.one(c, "", "link"))
	c.when(!lang.MatchString(ch.one(c, "", "language")), "channel: language")
	c.date822("lastBuildDate", ch.one(c, "", "lastBuildDate"))
	ttl, err := strconv.Atoi(ch.one(c, "", "ttl"))
	c.when(err != nil || ttl <= 0, "channel: ttl is no positive integer")
	c.links(ch.all(atomNS, "link"), self, "application/rss+xml")
	guids := map[string]bool{}
	for _, it := range ch.all("", "item") {
		c.item(it, guids)
	}
	return c.list
}

func (c *complaints) item(it *element, guids map[string]bool) {
	it.known(c, []string{"title", "link", "description", "dc:creator", "guid", "pubDate"}, []string{"category"})
	title := it.one(c, "", "title")
	c.when(blank(title), "item: blank title")
	c.plain("item title", title)
	c.full("item link", it.one(c, "", "link"))
	c.markup("item description", it.one(c, "", "description"))
	c.date822("pubDate", it.one(c, "", "pubDate"))
	guid := it.one(c, "", "guid")
	c.when(guids[guid], "guid %q twice", guid)
	guids[guid] = true
	for _, g := range it.all("", "guid") {
		c.when(g.get("isPermaLink") != "false", "guid: isPermaLink is %q", g.get("isPermaLink"))
	}
	c.full("guid", guid)
	for _, e := range it.all("", "category") {
		c.when(blank(e.text), "item: blank category")
		c.plain("category", e.text)
	}
	for _, e := range it.all(dcNS, "creator") {
		c.plain("dc:creator", e.text)
	}
}

// Atom holds an Atom 1.0 document, fetched from self, against the rules and
// gives what they complain of.
func Atom(b []byte, self string) []string {
	c := &complaints{}
	root, err := tree(b)
	if err != nil {
		return []string{err.Error()}
	}
	if root.name.Space != atomNS || root.name.Local != "feed" {
		return []string{"not an Atom document"}
	}
	root.known(c, []string{"id", "title", "subtitle", "updated", "author", "generator"}, []string{"link", "entry"})
	entries := false
	for _, e := range root.sub {
		c.when(entries && e.name.Local != "entry", "%s stands behind the entries", e.name.Local)
		entries = entries || e.name.Local == "entry"
	}
	for _, a := range root.attr {
		c.when(a.Name.Local == "lang" && (a.Name.Space != xmlNS || !lang.MatchString(a.Value)), "xml:lang %q", a.Value)
	}
	c.common(root)
	for _, e := range root.all(atomNS, "subtitle") {
		c.text("subtitle", e)
	}
	c.when(blank(root.one(c, atomNS, "generator")), "blank generator")
	c.when(len(root.all(atomNS, "author")) != 1, "the feed has no author")
	c.links(root.all(atomNS, "link"), self, "application/atom+xml")
	ids := map[string]bool{root.one(c, atomNS, "id"): true}
	for _, e := range root.all(atomNS, "entry") {
		c.entry(e, ids)
	}
	return c.list
}

// common are the rules that a feed and its entries share.
func (c *complaints) common(e *element) {
	id := e.one(c, atomNS, "id")
	c.full(e.name.Local+" id", id)
	c.when(strings.TrimSpace(id) != id, "id %q has spaces", id)
	c.date3339("updated", e.one(c, atomNS, "updated"))
	c.when(blank(e.one(c, atomNS, "title")), "%s: blank title", e.name.Local)
	for _, t := range e.all(atomNS, "title") {
		c.text("title", t)
	}
	for _, a := range e.all(atomNS, "author") {
		c.when(blank(a.one(c, atomNS, "name")), "author: blank name")
	}
}

func (c *complaints) entry(e *element, ids map[string]bool) {
	e.known(c, []string{"id", "title", "published", "updated", "author", "content"}, []string{"link", "category"})
	c.common(e)
	id := e.one(c, atomNS, "id")
	c.when(ids[id], "entry id %q twice", id)
	ids[id] = true
	c.date3339("published", e.one(c, atomNS, "published"))
	e.one(c, atomNS, "content")
	for _, t := range e.all(atomNS, "content") {
		c.text("content", t)
	}
	rels := map[string]int{}
	for _, l := range e.all(atomNS, "link") {
		rels[l.get("rel")]++
		c.full("entry link", l.get("href"))
	}
	c.when(rels["alternate"] != 1 || rels["via"] > 1, "entry %s: links %v", id, rels)
	for _, cat := range e.all(atomNS, "category") {
		c.when(blank(cat.get("term")), "category without a term")
		c.full("category scheme", cat.get("scheme"))
	}
}

// text holds an Atom text construct against what its type promises.
func (c *complaints) text(what string, e *element) {
	switch e.get("type") {
	case "", "text":
		c.plain(what, e.text)
	case "html":
		c.markup(what, e.text)
	default:
		c.add("%s: type %q", what, e.get("type"))
	}
}

// markup wants HTML without anything that runs, loads or leads nowhere.
func (c *complaints) markup(what, s string) {
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.Data {
			case "ul", "li", "p", "br", "b", "i", "em", "strong", "a":
			default:
				c.add("%s: security risk: <%s>", what, t.Data)
			}
			for _, a := range t.Attr {
				c.when(a.Key != "href", "%s: security risk: attribute %s", what, a.Key)
				if a.Key == "href" {
					c.full(what+" href", a.Val)
				}
			}
		}
	}
}
