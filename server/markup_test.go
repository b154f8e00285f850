package server

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// evil is a title that tries every context of a page.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>' style='x' {{.}} ]]> javascript:alert(1) &amp; 示例`

// TestHostileTitles: nothing that a portal prints becomes markup.
func TestHostileTitles(t *testing.T) {
	f := newFake(2, evil)
	for _, p := range f.projects {
		p.Notices[0].URL = "javascript:alert(1)"
		p.Region, p.Agency, p.Method, p.Uncounted = evil, evil, evil, evil
		p.Warnings = []data.Warning{{Code: evil, Message: evil}}
		p.Checks = []data.Check{{Code: evil, Result: "fail", Why: evil}}
		p.Changes = []data.Change{{Notice: p.Notices[0].Notice, Field: evil, Old: evil, New: evil}}
		p.Counted = p.ID != 3
	}
	f.cover = append(f.cover, store.Coverage{Portal: evil, Channel: evil, Query: evil, Day: 20240101, State: store.CoverageBlocked})
	f.journal = []data.JournalEntry{{Project: 1, OldCounted: true, OldMonth: 202401, NewMonth: 202402, NewCounted: true, Cause: evil, Detail: evil}}
	s := newTest(t, f)
	paths := append(slices.Clone(everyPage), "/awards?q="+`%22%3E%3Cscript%3E`, "/awards/zb-000003")
	for _, path := range paths {
		w := get(t, s, path)
		body := w.Body.String()
		for _, bad := range []string{"<script>alert", "<img src=x", `href="javascript:`} {
			if strings.Contains(body, bad) {
				t.Errorf("%s: %s", path, bad)
			}
		}
		checkMarkup(t, path, body)
	}
}

// void elements have no end tag.
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// checkMarkup holds a page to what a validator would say first: balanced
// elements, no id twice, no inline script or style, labelled controls, known
// targets of labels and descriptions.
func checkMarkup(t *testing.T, path, body string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(body))
	var open, written []string
	ids := map[string]bool{}
	var refs []string
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			break
		}
		tok := z.Token()
		switch tt {
		case html.StartTagToken:
			refs = append(refs, checkTag(t, path, tok, ids)...)
			if tok.Data == "noscript" {
				z.NextIsNotRawText()
			}
			written = append(written, strings.Join(open, " ")+" "+tok.Data)
			if !slices.Contains(void, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Fatalf("%s: </%s> closes %v", path, tok.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: never closed: %v", path, open)
	}
	checkTree(t, path, body, written)
	for _, r := range refs {
		if !ids[r] {
			t.Errorf("%s: no element has the id %q", path, r)
		}
	}
}

// checkTree compares where each element was written with where a browser puts
// it: what may not stand where it was written is moved, closed early or lost.
func checkTree(t *testing.T, path, body string, written []string) {
	t.Helper()
	doc, err := html.ParseWithOptions(strings.NewReader(body), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var parsed []string
	var walk func(n *html.Node, above []string)
	walk = func(n *html.Node, above []string) {
		if n.Type == html.ElementNode {
			parsed = append(parsed, strings.Join(above, " ")+" "+n.Data)
			above = append(slices.Clone(above), n.Data)
		}
		for c := range n.ChildNodes() {
			walk(c, above)
		}
	}
	walk(doc, nil)
	for i := range max(len(written), len(parsed)) {
		switch {
		case i >= len(parsed):
			t.Fatalf("%s: %q is lost", path, written[i])
		case i >= len(written) || written[i] != parsed[i]:
			t.Fatalf("%s: a browser makes %q of %q", path, parsed[i], written[min(i, len(written)-1)])
		}
	}
}

func checkTag(t *testing.T, path string, tok html.Token, ids map[string]bool) (refs []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, a := range tok.Attr {
		if seen[a.Key] {
			t.Errorf("%s: <%s> has %s twice", path, tok.Data, a.Key)
		}
		seen[a.Key] = true
		switch {
		case a.Key == "id" && ids[a.Val]:
			t.Errorf("%s: id %q twice", path, a.Val)
		case a.Key == "id":
			ids[a.Val] = true
		case a.Key == "style", strings.HasPrefix(a.Key, "on"):
			t.Errorf("%s: <%s %s> is forbidden by the policy", path, tok.Data, a.Key)
		case a.Key == "for", a.Key == "aria-labelledby", a.Key == "aria-describedby":
			refs = append(refs, strings.Fields(a.Val)...)
		case (a.Key == "href" || a.Key == "src") && (a.Val == "" || strings.Contains(a.Val, "ZgotmplZ")):
			t.Errorf("%s: <%s %s=%q>", path, tok.Data, a.Key, a.Val)
		}
	}
	if (tok.Data == "script" && !seen["src"]) || tok.Data == "style" {
		t.Errorf("%s: inline <%s>", path, tok.Data)
	}
	return refs
}

func TestMarkup(t *testing.T) {
	s := newTest(t, newFake(6, "示例大模型"))
	for _, path := range append(slices.Clone(everyPage), "/no-such-page", "/?from=x", "/?split=supplier&measure=amount", "/awards?q=nothing-like-this", "/awards?industry=energy&unit=notice") {
		for _, l := range []string{"zh", "en"} {
			checkMarkup(t, path+" "+l, get(t, s, path+"?lang="+l).Body.String())
		}
	}
}

// TestLanguage: the address decides, then the header, and links keep what the
// address said.
func TestLanguage(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	for _, c := range []struct{ path, accept, lang string }{
		{"/", "", "zh-CN"}, {"/", "en-US,en;q=0.9", "en"}, {"/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"}, {"/", "fr,de;q=0.5", "zh-CN"},
		{"/?lang=en", "zh", "en"}, {"/?lang=zh", "en", "zh-CN"}, {"/?lang=xx", "en", "en"}, {"/", "garbage;;;q", "zh-CN"},
	} {
		w := get(t, s, c.path, "Accept-Language", c.accept)
		if want := fmt.Sprintf(`<html lang="%s">`, c.lang); !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s with %q: want %s", c.path, c.accept, want)
		}
		if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Language") {
			t.Errorf("%s: Vary is %q", c.path, w.Header().Values("Vary"))
		}
	}
	own := regexp.MustCompile(`href="(/[^"]*)"`)
	for _, m := range own.FindAllStringSubmatch(get(t, s, "/?lang=en").Body.String(), -1) {
		if !strings.Contains(m[1], "lang=") && !strings.HasPrefix(m[1], "/static/") {
			t.Errorf("the link %s forgets the language", m[1])
		}
	}
}

// verbs are the formatting verbs of a message.
var verbs = regexp.MustCompile(`%(\[\d+\])?[sd]`)

// TestMessages: both languages say the same, with the same arguments.
func TestMessages(t *testing.T) {
	for k, m := range messages {
		if m.zh == "" || m.en == "" {
			t.Errorf("%s: a language is missing", k)
		}
		if a, b := len(verbs.FindAllString(m.zh, -1)), len(verbs.FindAllString(m.en, -1)); a != b {
			t.Errorf("%s: %d arguments in Chinese, %d in English", k, a, b)
		}
	}
	n := 0
	for _, part := range []map[string]text{siteMessages, trendMessages, searchMessages, awardMessages, placeMessages, ruleMessages, portalMessages} {
		n += len(part)
	}
	if n != len(messages) {
		t.Errorf("%d messages, but %d keys: one stands twice", n, len(messages))
	}
}
