package export

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Feed is what the three feed formats say. Self is the address that was
// fetched, as RSS's atom:link rel=self and Atom's self link must be; ID names
// the whole feed, over all its pages.
type Feed struct {
	ID          string
	Title       string
	Description string
	Lang        string // "zh-CN" or "en"
	Home        string // the page that shows the same filter
	Self        string
	First       string // the first page, if this is another one (RFC 5005)
	Next        string // the following page, if any
	Updated     time.Time
	Generator   string
	Entries     []Entry
}

// Entry is one project in a feed. ID never changes; Published is the
// project's order time and Updated the moment its award last changed.
type Entry struct {
	ID         string
	Title      string
	Link       string
	Source     string // address of the original notice
	HTML       string // body, already escaped
	Text       string // the same as plain text
	Author     string // the buyer
	Categories []Category
	Published  time.Time
	Updated    time.Time
}

// Category is a word that an entry stands under. Scheme says of what kind it
// is, as an address: urn:zhongbiao:buyer.
type Category struct{ Scheme, Term string }

// title is never blank: readers show it as the link.
func (e Entry) title() string {
	if t := CleanXML(e.Title); strings.TrimSpace(t) != "" {
		return t
	}
	return e.ID
}

// rfc822 is the date form of RSS 2.0 with a numeric zone and a four-digit
// year (the "+0800" that feed validators ask for).
const rfc822 = "Mon, 02 Jan 2006 15:04:05 -0700"

type rssDoc struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Atom    string   `xml:"xmlns:atom,attr"`
	DC      string   `xml:"xmlns:dc,attr"`
	Channel rssChannel
}

type rssChannel struct {
	XMLName     xml.Name  `xml:"channel"`
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Build       string    `xml:"lastBuildDate,omitempty"`
	Generator   string    `xml:"generator"`
	TTL         int       `xml:"ttl"`
	Links       []rssLink `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

type rssItem struct {
	Title       string        `xml:"title"`
	Link        string        `xml:"link"`
	Description string        `xml:"description"`
	Creator     string        `xml:"dc:creator,omitempty"`
	Categories  []rssCategory `xml:"category"`
	GUID        rssGUID       `xml:"guid"`
	PubDate     string        `xml:"pubDate"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr,omitempty"`
	Term   string `xml:",chardata"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

// RSS writes the feed as RSS 2.0 (application/rss+xml).
func RSS(w io.Writer, f Feed) error {
	const mime = "application/rss+xml"
	links := []rssLink{{f.Self, "self", mime}}
	for _, l := range []rssLink{{f.First, "first", mime}, {f.Next, "next", mime}} {
		if l.Href != "" {
			links = append(links, l)
		}
	}
	doc := rssDoc{Version: "2.0", Atom: atomNS, DC: "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{Title: rssText(f.Title), Link: f.Home, Description: rssText(f.Description),
			Language: f.Lang, Generator: f.Generator, TTL: 60, Links: links}}
	if !f.Updated.IsZero() {
		doc.Channel.Build = f.Updated.Format(rfc822)
	}
	for _, e := range f.Entries {
		doc.Channel.Items = append(doc.Channel.Items, rssEntry(e))
	}
	return writeXML(w, doc)
}

func rssEntry(e Entry) rssItem {
	it := rssItem{Title: rssText(e.title()), Link: e.Link, Description: CleanXML(e.HTML), Creator: rssText(e.Author),
		GUID: rssGUID{false, e.ID}, PubDate: e.Published.Format(rfc822)}
	for _, c := range cleanAll(e.Categories) {
		it.Categories = append(it.Categories, rssCategory{c.Scheme, rssText(c.Term)})
	}
	return it
}

// reference is what looks like a character reference of HTML.
var reference = regexp.MustCompile(`&(#?\w+);`)

// rssText makes plain text that no reader takes for markup. RSS does not say
// whether its titles are text or HTML: some readers show "&lt;b&gt;" as a tag.
// So the few characters that matter become their full-width forms.
func rssText(s string) string {
	s = CleanXML(s)
	if strings.ContainsAny(s, "<") {
		s = strings.NewReplacer("<", "＜", ">", "＞").Replace(s)
	}
	return reference.ReplaceAllString(s, "＆$1;")
}

const atomNS = "http://www.w3.org/2005/Atom"

type atomFeed struct {
	XMLName   xml.Name      `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string        `xml:"xml:lang,attr"`
	ID        string        `xml:"id"`
	Title     atomText      `xml:"title"`
	Subtitle  *atomText     `xml:"subtitle,omitempty"`
	Updated   string        `xml:"updated"`
	Author    atomPerson    `xml:"author"`
	Generator string        `xml:"generator"`
	Links     []atomLink    `xml:"link"`
	Entries   []atomElement `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomElement struct {
	ID         string      `xml:"id"`
	Title      atomText    `xml:"title"`
	Published  string      `xml:"published"`
	Updated    string      `xml:"updated"`
	Author     *atomPerson `xml:"author,omitempty"`
	Links      []atomLink  `xml:"link"`
	Categories []atomTerm  `xml:"category"`
	Content    atomText    `xml:"content"`
}

type atomTerm struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
}

type atomText struct {
	Type string `xml:"type,attr,omitempty"` // "" is text
	Text string `xml:",chardata"`
}

// textOf says that s is text in the one way that readers never take for
// markup: what could be read as such is escaped HTML.
func textOf(s string) atomText {
	if s = CleanXML(s); strings.ContainsAny(s, "<&") {
		return atomText{"html", html.EscapeString(s)}
	}
	return atomText{Text: s}
}

// Atom writes the feed as Atom 1.0 (application/atom+xml).
func Atom(w io.Writer, f Feed) error {
	const mime = "application/atom+xml"
	doc := atomFeed{Lang: f.Lang, ID: f.ID, Title: textOf(f.Title),
		Updated: f.Updated.Format(time.RFC3339Nano), Author: atomPerson{f.Generator}, Generator: f.Generator,
		Links: []atomLink{{"self", mime, f.Self}, {"alternate", "text/html", f.Home}}}
	if f.Description != "" {
		text := textOf(f.Description)
		doc.Subtitle = &text
	}
	for _, l := range []atomLink{{"first", mime, f.First}, {"next", mime, f.Next}} {
		if l.Href != "" {
			doc.Links = append(doc.Links, l)
		}
	}
	for _, e := range f.Entries {
		doc.Entries = append(doc.Entries, atomEntry(e))
	}
	return writeXML(w, doc)
}

func atomEntry(e Entry) atomElement {
	el := atomElement{ID: e.ID, Title: textOf(e.title()), Published: e.Published.Format(time.RFC3339Nano),
		Updated: e.Updated.Format(time.RFC3339Nano), Links: []atomLink{{"alternate", "text/html", e.Link}},
		Content: atomText{"html", CleanXML(e.HTML)}}
	if name := CleanXML(e.Author); strings.TrimSpace(name) != "" {
		el.Author = &atomPerson{name}
	}
	if e.Source != "" {
		el.Links = append(el.Links, atomLink{"via", "text/html", e.Source})
	}
	for _, c := range cleanAll(e.Categories) {
		el.Categories = append(el.Categories, atomTerm{c.Term, c.Scheme})
	}
	return el
}

type jsonFeed struct {
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Home        string     `json:"home_page_url"`
	Self        string     `json:"feed_url"`
	Next        string     `json:"next_url,omitempty"`
	Language    string     `json:"language"`
	Items       []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	External  string       `json:"external_url,omitempty"`
	Title     string       `json:"title"`
	HTML      string       `json:"content_html"`
	Text      string       `json:"summary,omitempty"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// JSONFeed writes the feed as JSON Feed 1.1 (application/feed+json).
func JSONFeed(w io.Writer, f Feed) error {
	doc := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Description: f.Description,
		Home: f.Home, Self: f.Self, Next: f.Next, Language: f.Lang, Items: []jsonItem{}}
	for _, e := range f.Entries {
		doc.Items = append(doc.Items, jsonEntry(e))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(doc)
}

func jsonEntry(e Entry) jsonItem {
	it := jsonItem{ID: e.ID, URL: e.Link, External: e.Source, Title: e.title(), HTML: e.HTML, Text: e.Text,
		Published: e.Published.Format(time.RFC3339Nano), Modified: e.Updated.Format(time.RFC3339Nano)}
	if e.Author != "" {
		it.Authors = []jsonAuthor{{e.Author}}
	}
	for _, c := range cleanAll(e.Categories) {
		it.Tags = append(it.Tags, c.Term)
	}
	return it
}

func writeXML(w io.Writer, doc any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// cleanAll drops categories without a word, and those that are there twice.
func cleanAll(in []Category) []Category {
	var out []Category
	for _, c := range in {
		c.Term = CleanXML(c.Term)
		if strings.TrimSpace(c.Term) != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
