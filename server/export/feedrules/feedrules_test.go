package feedrules

import (
	"strings"
	"testing"
)

const (
	self = "https://zb.example.org/awards.rss"
	rss  = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title><link>https://zb.example.org/</link>
<description>d</description><language>zh-CN</language><lastBuildDate>Tue, 30 Apr 2024 09:30:00 +0800</lastBuildDate><generator>g</generator><ttl>60</ttl>
<atom:link href="https://zb.example.org/awards.rss" rel="self" type="application/rss+xml"></atom:link>
<item><title>one</title><link>https://zb.example.org/1</link><description>&lt;ul&gt;&lt;/ul&gt;</description><category>c</category><guid isPermaLink="false">urn:zhongbiao:zb-000001</guid><pubDate>Tue, 30 Apr 2024 09:30:00 +0800</pubDate></item>
</channel></rss>`
	atom = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><id>urn:zhongbiao:feed:00</id><title>t</title><updated>2024-04-30T09:30:00+08:00</updated><author><name>a</name></author><generator>g</generator>
<link rel="self" type="application/atom+xml" href="https://zb.example.org/awards.rss"></link>
<entry><id>urn:zhongbiao:zb-000001</id><title>one</title><published>2024-04-30T09:30:00+08:00</published><updated>2024-04-30T09:30:00+08:00</updated>
<link rel="alternate" type="text/html" href="https://zb.example.org/1"></link><category term="c" scheme="urn:zhongbiao:buyer"></category><content type="html">&lt;ul&gt;&lt;/ul&gt;</content></entry></feed>`
	jsonDoc = `{"version":"https://jsonfeed.org/version/1.1","title":"t","home_page_url":"https://zb.example.org/","feed_url":"https://zb.example.org/awards.rss","language":"zh-CN",
"items":[{"id":"1","url":"https://zb.example.org/1","title":"one","content_html":"<ul></ul>","date_published":"2024-04-30T09:30:00+08:00","tags":["c"]}]}`
)

// TestRules: a good document passes, and each rule finds its breach.
func TestRules(t *testing.T) {
	for _, f := range []struct {
		name  string
		check func([]byte, string) []string
		doc   string
		bad   [][2]string
	}{
		{"rss", RSS, rss, [][2]string{
			{`>Tue, 30 Apr`, `>Mon, 30 Apr`}, {"09:30:00 +0800</pubDate>", "09:30:00 GMT</pubDate>"}, {`isPermaLink="false"`, ``}, {"<title>one", "<title> "},
			{"<title>one", "<title>&lt;/b&gt;"}, {"<title>one", "<title>&lt;script src=x&gt;"}, {"<title>one", "<title>a &amp;lt; b"}, {"awards.rss", "other.rss"}, {"<link>https://zb.example.org/1", "<link>/1"},
			{"<link>https://zb.example.org/1", "<link>https://zb.example.org/a b"}, {"<ttl>60", "<ttl>0"}, {"&lt;ul&gt;&lt;/ul&gt;", "&lt;script&gt;"}, {"&lt;ul&gt;", "&lt;ul onclick=x&gt;"}, {"zh-CN", "Chinese"},
			{"<ttl>", "<nonsense>1</nonsense><ttl>"}, {"<category>c", "<category>"}, {"\x3clanguage>", "\x01<language>"}, {"</item>", "</item><item><title>x</title><link>https://a.example/</link><description></description><guid isPermaLink=\"false\">urn:zhongbiao:zb-000001</guid><pubDate>Tue, 30 Apr 2024 09:30:00 +0800</pubDate></item>"},
		}},
		{"atom", Atom, atom, [][2]string{
			{"09:30:00+08:00</updated>", "09:30:00</updated>"}, {"<title>one", "<title>&lt;/b&gt;"}, {"urn:zhongbiao:zb-000001", "zb-000001"}, {"urn:zhongbiao:zb-000001", "urn:zhongbiao:feed:00"}, {`rel="self"`, `rel="me"`},
			{`term="c"`, `term=""`}, {`scheme="urn:zhongbiao:buyer"`, `scheme="buyer"`}, {"<name>a", "<name>"}, {"&lt;ul&gt;", "&lt;iframe&gt;"}, {"<generator>g", "<generator>"},
		}},
		{"json", JSON, jsonDoc, [][2]string{
			{"version/1.1", "version/1"}, {`"id":"1"`, `"id":1`}, {`"<ul></ul>"`, `""`}, {"+08:00", ""}, {"awards.rss", "other"}, {`"url":"https://zb.example.org/1"`, `"url":"/1"`}, {`"tags"`, `"labels"`}, {`["c"]`, `[""]`}, {`"items":[`, `"item":[`},
		}},
	} {
		if got := f.check([]byte(f.doc), self); len(got) != 0 {
			t.Errorf("%s: a good document: %q", f.name, got)
		}
		for _, b := range f.bad {
			broken := strings.Replace(f.doc, b[0], b[1], 1)
			if broken == f.doc {
				t.Fatalf("%s: %q is not in the document", f.name, b[0])
			}
			if len(f.check([]byte(broken), self)) == 0 {
				t.Errorf("%s: nobody complains of %q", f.name, b[1])
			}
		}
	}
}
