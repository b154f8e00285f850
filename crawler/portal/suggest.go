package portal

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/tidwall/gjson"
	"golang.org/x/net/html"
)

// suggest tells where on a page that a definition doesn't fit the rows of a
// list, or the text of a notice, may be now. It is a guess for a person, and
// nothing is ever read by it.
func suggest(a Answer, list bool) []string {
	if a.isJSON() {
		return arrays(gjson.Parse(a.Text), "", 0)
	}
	doc, err := a.document()
	if err != nil {
		return nil
	}
	out := bodies(doc)
	if list {
		out = append(groups(doc), out...)
	}
	return out
}

// group is a set of siblings of one element name that hold links.
type group struct {
	selector     string
	links, dates int
	title        string
}

// fewest is how many rows a list must have to be suggested.
const fewest = 3

// groups finds up to three elements whose children look like rows: each with
// a link, best with a date as well.
func groups(doc *goquery.Document) []string {
	var all []group
	doc.Find("ul, ol, tbody, table, dl, div, section").Each(func(_ int, parent *goquery.Selection) {
		for tag, g := range childGroups(parent) {
			if g.links >= fewest && g.dates >= fewest {
				g.selector = describe(parent) + " > " + tag
				all = append(all, *g)
			}
		}
	})
	sort.SliceStable(all, func(i, j int) bool {
		return all[i].dates > all[j].dates || all[i].dates == all[j].dates && all[i].selector < all[j].selector
	})
	var out []string
	for _, g := range all[:min(len(all), 3)] {
		out = append(out, fmt.Sprintf("%q finds %d rows with a link and a date, the first: %s", g.selector, g.dates, cut(g.title, 60)))
	}
	return out
}

func childGroups(parent *goquery.Selection) map[string]*group {
	out := map[string]*group{}
	parent.Children().Each(func(_ int, c *goquery.Selection) {
		link := c.Find("a[href]").First()
		if link.Length() == 0 {
			return
		}
		tag := goquery.NodeName(c)
		g := out[tag]
		if g == nil {
			g = &group{title: link.Text()}
			out[tag] = g
		}
		g.links++
		if ParseDay(apart(c.Get(0))) != 0 {
			g.dates++
		}
	})
	return out
}

// apart gives an element's text with a blank between its pieces, so that a
// date doesn't run into the title before it.
func apart(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data + " ")
		}
	}
	return b.String()
}

// describe gives a selector for an element: itself when it has an id or
// class, else from the nearest element around it that has one.
func describe(s *goquery.Selection) string {
	tag := goquery.NodeName(s)
	if id, ok := s.Attr("id"); ok && simpleName(id) {
		return tag + "#" + id
	}
	if class := strings.Fields(s.AttrOr("class", "")); len(class) > 0 && simpleName(class[0]) {
		return tag + "." + class[0]
	}
	if p := s.Parent(); p.Length() > 0 && p.Get(0).Type == html.ElementNode && goquery.NodeName(p) != "body" {
		return describe(p) + " > " + tag
	}
	return tag
}

func simpleName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}

// bodies finds the innermost element with a name that still holds most of the
// page's text.
func bodies(doc *goquery.Document) []string {
	doc.Find("script, style, noscript").Remove()
	at := doc.Find("body")
	whole := utf8.RuneCountInString(squeeze(at.Text()))
	if whole < 100 {
		return nil
	}
	best := ""
	size := 0
	for {
		next := largestChild(at)
		n := utf8.RuneCountInString(squeeze(next.Text()))
		if next.Length() == 0 || n*10 < whole*6 {
			break
		}
		at = next
		if at.AttrOr("id", "")+at.AttrOr("class", "") != "" {
			best, size = describe(at), n
		}
	}
	if best == "" {
		return nil
	}
	return []string{fmt.Sprintf("%q holds %d of the page's %d characters", best, size, whole)}
}

func largestChild(s *goquery.Selection) *goquery.Selection {
	best, size := s.Children().Slice(0, 0), -1
	s.Children().Each(func(_ int, c *goquery.Selection) {
		if n := len(c.Text()); n > size {
			best, size = c, n
		}
	})
	return best
}

// arrays lists the arrays of objects in a JSON text, with the names of their
// fields, and strings that hold JSON themselves.
func arrays(v gjson.Result, path string, depth int) []string {
	if depth > 6 {
		return nil
	}
	if v.IsArray() {
		first := v.Get("0")
		if !first.IsObject() {
			return nil
		}
		return []string{fmt.Sprintf("%q holds %d records with the fields %s", orDot(path), v.Get("#").Int(), fieldNames(first))}
	}
	var out []string
	if v.IsObject() {
		v.ForEach(func(key, child gjson.Result) bool {
			out = append(out, arrays(child, strings.TrimPrefix(path+"."+key.String(), "."), depth+1)...)
			return len(out) < 5
		})
		return out
	}
	if text := strings.TrimSpace(v.String()); v.Type == gjson.String && len(text) > 2 && (text[0] == '{' || text[0] == '[') && gjson.Valid(text) {
		out = append(out, fmt.Sprintf("%q is a string that holds JSON (list.inner)", path))
		out = append(out, arrays(gjson.Parse(text), "", depth+1)...)
	}
	return out
}

func orDot(path string) string {
	if path == "" {
		return "."
	}
	return path
}

func fieldNames(record gjson.Result) string {
	var names []string
	record.ForEach(func(key, _ gjson.Result) bool {
		names = append(names, key.String())
		return len(names) < 30
	})
	return strings.Join(names, ", ")
}
