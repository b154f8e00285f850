package export

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"zhongbiao/data"
	"zhongbiao/server/export/feedrules"
)

// markup are titles that readers could take for HTML.
var markup = []string{"a </b> b", "AT&amp;T &#60;", "&lt;script&gt;", "<img src=x onerror=alert(1)>", "1 < 2 && 3 > 2", " \t ", "\x00", "]]>", "<!-- x"}

// testFeed is a feed of hostile titles.
func testFeed() Feed {
	at := time.Date(2024, 4, 30, 9, 30, 0, 123456789, data.Shanghai)
	f := Feed{ID: "urn:zhongbiao:feed:0011223344556677", Title: "大模型中标 <all> &amp; \x01", Description: "all </p>", Lang: "zh-CN", Home: "https://zb.example.org/awards?q=a&from=2024-01",
		Self: "https://zb.example.org/awards.rss?q=a&from=2024-01", First: "https://zb.example.org/awards.rss", Next: "https://zb.example.org/awards.rss?after=x", Updated: at, Generator: "zhongbiao"}
	for i, h := range append(append([]string{}, hostile...), markup...) {
		id := data.ProjectID(i + 1).String()
		f.Entries = append(f.Entries, Entry{ID: "urn:zhongbiao:" + id, Title: h, Link: "https://zb.example.org/awards/" + id, Source: "https://example.org/?a=1&b=2",
			HTML: "<ul><li>采购人：甲" + html.EscapeString(h) + "</li></ul>", Text: "采购人：甲", Author: h, Published: at.Add(-time.Duration(i) * time.Hour), Updated: at,
			Categories: []Category{{"urn:zhongbiao:industry", "能源"}, {"urn:zhongbiao:buyer", h}, {"urn:zhongbiao:buyer", h}, {"urn:zhongbiao:supplier", h}}})
	}
	return f
}

var feedFormats = []struct {
	name  string
	write func(io.Writer, Feed) error
	rules func([]byte, string) []string
}{{"rss", RSS, feedrules.RSS}, {"atom", Atom, feedrules.Atom}, {"json", JSONFeed, feedrules.JSON}}

// TestFeedRules: no feed makes the validator complain, whatever its titles,
// also when it is empty.
func TestFeedRules(t *testing.T) {
	full, empty := testFeed(), testFeed()
	empty.Entries, empty.First, empty.Next = nil, "", ""
	for _, f := range feedFormats {
		for _, feed := range []Feed{full, empty} {
			var buf bytes.Buffer
			if err := f.write(&buf, feed); err != nil {
				t.Fatal(err)
			}
			for _, complaint := range f.rules(buf.Bytes(), feed.Self) {
				t.Errorf("%s, %d entries: %s", f.name, len(feed.Entries), complaint)
			}
		}
	}
}

// TestFeedRead: a reader that is not ours finds every entry with its id, its
// dates and its words.
func TestFeedRead(t *testing.T) {
	feed := testFeed()
	for _, f := range feedFormats {
		var buf bytes.Buffer
		if err := f.write(&buf, feed); err != nil {
			t.Fatal(err)
		}
		got, err := gofeed.NewParser().Parse(&buf)
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if len(got.Items) != len(feed.Entries) || got.Link != feed.Home || got.FeedLink != feed.Self {
			t.Fatalf("%s: %d items, link %q, self %q", f.name, len(got.Items), got.Link, got.FeedLink)
		}
		for i, it := range got.Items {
			e := feed.Entries[i]
			if it.GUID != e.ID || it.Link != e.Link || !it.PublishedParsed.Truncate(time.Second).Equal(e.Published.Truncate(time.Second)) {
				t.Errorf("%s: item %q %q %v, want %q %q %v", f.name, it.GUID, it.Link, it.PublishedParsed, e.ID, e.Link, e.Published)
			}
			if title := strings.TrimSpace(CleanXML(e.Title)); plainTitle(it.Title) != plainTitle(title) && title != "" {
				t.Errorf("%s: title %q came back as %q", f.name, e.Title, it.Title)
			}
			if !strings.Contains(strings.Join(it.Categories, "|"), "能源") {
				t.Errorf("%s: categories %q", f.name, it.Categories)
			}
		}
	}
}

// plainTitle undoes what the formats do to a title to keep it inert: escaped
// HTML, or the full-width forms; readers trim and fold spaces.
func plainTitle(s string) string {
	s = html.UnescapeString(html.UnescapeString(strings.ToValidUTF8(s, "\uFFFD")))
	s = strings.NewReplacer("＜", "<", "＞", ">", "＆", "&", "\x00", "", "\x01", "", "\uFFFE", "").Replace(s)
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// TestFeedPages: first and next are said in the way of each format.
func TestFeedPages(t *testing.T) {
	feed := testFeed()
	for name, want := range map[string][]string{
		"rss": {`href="` + feed.First + `" rel="first"`, `href="` + feed.Next + `" rel="next"`}, "atom": {`rel="first"`, `rel="next"`}, "json": {`"next_url"`},
	} {
		var buf bytes.Buffer
		for _, f := range feedFormats {
			if f.name == name {
				if err := f.write(&buf, feed); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, w := range want {
			if !strings.Contains(buf.String(), w) {
				t.Errorf("%s: no %s", name, w)
			}
		}
	}
}

func FuzzFeeds(f *testing.F) {
	for _, h := range append(append([]string{}, hostile...), markup...) {
		f.Add(h)
	}
	at := time.Date(2024, 4, 30, 9, 30, 0, 0, data.Shanghai)
	f.Fuzz(func(t *testing.T, s string) {
		feed := Feed{ID: "urn:zhongbiao:feed:00", Title: "t" + s, Description: s, Lang: "en", Home: "https://zb.example.org/", Self: "https://zb.example.org/f", Updated: at, Generator: "zhongbiao",
			Entries: []Entry{{ID: "urn:zhongbiao:zb-000001", Title: s, Link: "https://zb.example.org/1", HTML: "<li>" + html.EscapeString(s) + "</li>", Author: s, Published: at, Updated: at,
				Categories: []Category{{"urn:zhongbiao:buyer", s}}}}}
		for _, x := range feedFormats {
			var buf bytes.Buffer
			if err := x.write(&buf, feed); err != nil {
				t.Fatal(err)
			}
			if bad := x.rules(buf.Bytes(), feed.Self); len(bad) > 0 {
				t.Fatalf("%s: %q", x.name, bad)
			}
			if bytes.ContainsRune(buf.Bytes(), 0xFFFE) && x.name != "json" {
				t.Fatal("forbidden character")
			}
		}
		var doc any
		var buf bytes.Buffer
		if err := JSONFeed(&buf, feed); err != nil || json.Unmarshal(buf.Bytes(), &doc) != nil {
			t.Fatal("not JSON")
		}
	})
}
