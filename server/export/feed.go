package export

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

// Feed is what the three feed formats say. Self is the address that was
// fetched, as RSS's atom:link rel=self and Atom's self link must be.
type Feed struct {
	Title       string
	Description string
	Lang        string // "zh-CN" or "en"
	Home        string // the page that shows the same filter
	Self        string
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
	Categories []string
	Published  time.Time
	Updated    time.Time
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
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	Description string   `xml:"description"`
	Creator     string   `xml:"dc:creator,omitempty"`
	Categories  []string `xml:"category"`
	GUID        rssGUID  `xml:"guid"`
	PubDate     string   `xml:"pubDate"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

// RSS writes the feed as RSS 2.0 (application/rss+xml).
func RSS(w io.Writer, f Feed) error {
	links := []rssLink{{f.Self, "self", "application/rss+xml"}}
	if f.Next != "" {
		links = append(links, rssLink{f.Next, "next", "application/rss+xml"})
	}
	doc := rssDoc{Version: "2.0", Atom: atomNS, DC: "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{Title: CleanXML(f.Title), Link: f.Home, Description: CleanXML(f.Description),
			Language: f.Lang, Generator: f.Generator, TTL: 60, Links: links}}
	if !f.Updated.IsZero() {
		doc.Channel.Build = f.Updated.Format(rfc822)
	}
	for _, e := range f.Entries {
		doc.Channel.Items = append(doc.Channel.Items, rssItem{
			Title: CleanXML(e.Title), Link: e.Link, Description: CleanXML(e.HTML), Creator: CleanXML(e.Author),
			Categories: cleanAll(e.Categories), GUID: rssGUID{false, e.ID}, PubDate: e.Published.Format(rfc822)})
	}
	return writeXML(w, doc)
}

const atomNS = "http://www.w3.org/2005/Atom"

type atomFeed struct {
	XMLName   xml.Name      `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string        `xml:"xml:lang,attr"`
	ID        string        `xml:"id"`
	Title     string        `xml:"title"`
	Subtitle  string        `xml:"subtitle,omitempty"`
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
	Title      string      `xml:"title"`
	Published  string      `xml:"published"`
	Updated    string      `xml:"updated"`
	Author     *atomPerson `xml:"author,omitempty"`
	Links      []atomLink  `xml:"link"`
	Categories []atomTerm  `xml:"category"`
	Content    atomContent `xml:"content"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",chardata"`
}

// Atom writes the feed as Atom 1.0 (application/atom+xml).
func Atom(w io.Writer, f Feed) error {
	doc := atomFeed{Lang: f.Lang, ID: f.Self, Title: CleanXML(f.Title), Subtitle: CleanXML(f.Description),
		Updated: f.Updated.Format(time.RFC3339), Author: atomPerson{f.Generator}, Generator: f.Generator,
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Home}}}
	if f.Next != "" {
		doc.Links = append(doc.Links, atomLink{"next", "application/atom+xml", f.Next})
	}
	for _, e := range f.Entries {
		doc.Entries = append(doc.Entries, atomEntry(e))
	}
	return writeXML(w, doc)
}

func atomEntry(e Entry) atomElement {
	el := atomElement{ID: e.ID, Title: CleanXML(e.Title), Published: e.Published.Format(time.RFC3339),
		Updated: e.Updated.Format(time.RFC3339), Links: []atomLink{{"alternate", "text/html", e.Link}},
		Content: atomContent{"html", CleanXML(e.HTML)}}
	if e.Author != "" {
		el.Author = &atomPerson{CleanXML(e.Author)}
	}
	if e.Source != "" {
		el.Links = append(el.Links, atomLink{"via", "text/html", e.Source})
	}
	for _, c := range cleanAll(e.Categories) {
		el.Categories = append(el.Categories, atomTerm{c})
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
		item := jsonItem{ID: e.ID, URL: e.Link, External: e.Source, Title: e.Title, HTML: e.HTML, Text: e.Text,
			Published: e.Published.Format(time.RFC3339), Modified: e.Updated.Format(time.RFC3339), Tags: e.Categories}
		if e.Author != "" {
			item.Authors = []jsonAuthor{{e.Author}}
		}
		doc.Items = append(doc.Items, item)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(doc)
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

func cleanAll(in []string) []string {
	var out []string
	for _, s := range in {
		if s = CleanXML(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
