package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
)

// testFeed is a feed of hostile titles.
func testFeed() Feed {
	at := time.Date(2024, 4, 30, 9, 30, 0, 0, data.Shanghai)
	f := Feed{Title: "大模型中标 <all> & \x01", Description: "all", Lang: "zh-CN", Home: "https://zb.example.org/awards?q=a&from=2024-01",
		Self: "https://zb.example.org/awards.rss?q=a&from=2024-01", Next: "https://zb.example.org/awards.rss?offset=50", Updated: at, Generator: "zhongbiao"}
	for i, h := range hostile {
		id := data.ProjectID(i + 1).String()
		f.Entries = append(f.Entries, Entry{ID: "urn:zhongbiao:" + id, Title: h, Link: "https://zb.example.org/awards/" + id, Source: "https://example.org/?a=1&b=2",
			HTML: "<ul><li>采购人：甲&lt;b&gt;</li></ul>", Text: "采购人：甲", Author: h, Categories: []string{"能源", h}, Published: at.Add(-time.Duration(i) * time.Hour), Updated: at})
	}
	return f
}

// rfc822Form is what the W3C feed validator accepts without a warning.
var rfc822Form = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0800$`)

// wellFormed parses strictly and refuses characters that XML 1.0 forbids.
func wellFormed(t *testing.T, b []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = true
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}

func absolute(t *testing.T, what, s string) {
	t.Helper()
	if u, err := url.Parse(s); err != nil || !u.IsAbs() || u.Host == "" {
		t.Errorf("%s %q is not an absolute address", what, s)
	}
}

func TestRSSRules(t *testing.T) {
	var buf bytes.Buffer
	feed := testFeed()
	if err := RSS(&buf, feed); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, buf.Bytes())
	var doc struct {
		Version string `xml:"version,attr"`
		Channel struct {
			Self []struct { // before Link, which would take it as well
				Rel  string `xml:"rel,attr"`
				Href string `xml:"href,attr"`
				Type string `xml:"type,attr"`
			} `xml:"http://www.w3.org/2005/Atom link"`
			Title       string `xml:"title"`
			Link        string `xml:"link"`
			Description string `xml:"description"`
			Language    string `xml:"language"`
			Build       string `xml:"lastBuildDate"`
			Items       []struct {
				Title string `xml:"title"`
				Link  string `xml:"link"`
				GUID  struct {
					Perma string `xml:"isPermaLink,attr"`
					ID    string `xml:",chardata"`
				} `xml:"guid"`
				PubDate string `xml:"pubDate"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	if err := xml.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	c := doc.Channel
	if doc.Version != "2.0" || c.Title == "" || c.Description == "" || c.Language != "zh-CN" || !rfc822Form.MatchString(c.Build) {
		t.Errorf("channel: version %q title %q language %q build %q", doc.Version, c.Title, c.Language, c.Build)
	}
	if len(c.Self) < 1 || c.Self[0].Rel != "self" || c.Self[0].Href != feed.Self || c.Self[0].Type != "application/rss+xml" {
		t.Errorf("self link %+v, want %s", c.Self, feed.Self)
	}
	seen := map[string]bool{}
	for _, it := range c.Items {
		if it.GUID.Perma != "false" || it.GUID.ID == "" || seen[it.GUID.ID] {
			t.Errorf("guid %+v is missing, doubled or claims to be a link", it.GUID)
		}
		seen[it.GUID.ID] = true
		if !rfc822Form.MatchString(it.PubDate) {
			t.Errorf("pubDate %q", it.PubDate)
		}
		absolute(t, "item link", it.Link)
	}
	if len(seen) != len(hostile) {
		t.Errorf("%d items, want %d", len(seen), len(hostile))
	}
}

func TestAtomRules(t *testing.T) {
	var buf bytes.Buffer
	feed := testFeed()
	feed.Self = "https://zb.example.org/awards.atom"
	if err := Atom(&buf, feed); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, buf.Bytes())
	var doc struct {
		XMLName xml.Name
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Author  string `xml:"author>name"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID        string `xml:"id"`
			Title     string `xml:"title"`
			Updated   string `xml:"updated"`
			Published string `xml:"published"`
			Content   struct {
				Type string `xml:"type,attr"`
				HTML string `xml:",chardata"`
			} `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.XMLName.Space != atomNS || doc.Author == "" || doc.Links[0].Rel != "self" || doc.Links[0].Href != feed.Self {
		t.Errorf("head: %v author %q links %v", doc.XMLName, doc.Author, doc.Links)
	}
	absolute(t, "feed id", doc.ID)
	seen := map[string]bool{}
	for _, e := range doc.Entries {
		if seen[e.ID] || !strings.HasPrefix(e.ID, "urn:zhongbiao:") {
			t.Errorf("entry id %q", e.ID)
		}
		seen[e.ID] = true
		for _, at := range []string{e.Updated, e.Published} {
			if _, err := time.Parse(time.RFC3339, at); err != nil || !strings.HasSuffix(at, "+08:00") {
				t.Errorf("date %q", at)
			}
		}
		if e.Content.Type != "html" || !strings.Contains(e.Content.HTML, "&lt;b&gt;") {
			t.Errorf("content %+v is not escaped markup", e.Content)
		}
	}
}

func TestJSONFeedRules(t *testing.T) {
	var buf bytes.Buffer
	if err := JSONFeed(&buf, testFeed()); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Version string
		FeedURL string `json:"feed_url"`
		HomeURL string `json:"home_page_url"`
		Items   []struct {
			ID, URL   string
			Published string `json:"date_published"`
		}
	}
	if err := json.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Version != "https://jsonfeed.org/version/1.1" || len(doc.Items) != len(hostile) {
		t.Errorf("version %q, %d items", doc.Version, len(doc.Items))
	}
	absolute(t, "feed_url", doc.FeedURL)
	absolute(t, "home_page_url", doc.HomeURL)
	for _, it := range doc.Items {
		absolute(t, "item url", it.URL)
		if _, err := time.Parse(time.RFC3339, it.Published); err != nil {
			t.Error(err)
		}
	}
}

func FuzzCleanXML(f *testing.F) {
	for _, h := range hostile {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var buf bytes.Buffer
		if err := RSS(&buf, Feed{Title: s, Entries: []Entry{{Title: s, HTML: s, Author: s, Categories: []string{s}}}}); err != nil {
			t.Fatal(err)
		}
		wellFormed(t, buf.Bytes())
		if bytes.ContainsRune(buf.Bytes(), 0xFFFE) {
			t.Fatal("forbidden character")
		}
	})
}
