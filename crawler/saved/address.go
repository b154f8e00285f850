package saved

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// reSavedFrom finds the address that browsers note when they save a page:
//
//	<!-- saved from url=(0042)https://…  -->     (Edge, Chrome, IE)
//	<!-- Page saved with SingleFile url: https://… -->
var reSavedFrom = regexp.MustCompile(`(?i)(?:saved from url=\(\d+\)|saved with singlefile\s+url:)\s*(https?://[^\s<>"]+)`)

// addressIn finds a saved page's own address: where it was saved from, its
// canonical link, its og:url. Empty when it names none.
func addressIn(text string) string {
	z := html.NewTokenizer(strings.NewReader(text))
	var canonical, og string
	for tokens := 0; tokens < 5000; tokens++ {
		switch z.Next() {
		case html.ErrorToken:
			tokens = 5000
		case html.CommentToken:
			if m := reSavedFrom.FindStringSubmatch(string(z.Text())); m != nil && webAddress(m[1]) != "" {
				return webAddress(m[1])
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case t.Data == "link" && strings.EqualFold(attr(t, "rel"), "canonical") && canonical == "":
				canonical = webAddress(attr(t, "href"))
			case t.Data == "meta" && strings.EqualFold(attr(t, "property"), "og:url") && og == "":
				og = webAddress(attr(t, "content"))
			}
		}
	}
	if canonical != "" {
		return canonical
	}
	return og
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// webAddress gives s when it is the address of a page. A site's home page is
// none: templates name it as the canonical address of everything. A fragment
// stays only where it names the page (#/notice/1).
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if !strings.HasPrefix(u.Fragment, "/") && !strings.HasPrefix(u.Fragment, "!") {
		u.Fragment, u.RawFragment = "", ""
	}
	if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "" {
		return ""
	}
	return u.String()
}

// recordAddress is the absolute address that a JSON record names.
func recordAddress(v json.RawMessage) string {
	var m map[string]json.RawMessage
	if json.Unmarshal(v, &m) != nil {
		return ""
	}
	for _, k := range []string{"url", "detailUrl", "detail_url", "linkUrl", "pageUrl", "link", "href"} {
		var s string
		if json.Unmarshal(m[k], &s) == nil && webAddress(s) != "" {
			return webAddress(s)
		}
	}
	return ""
}
