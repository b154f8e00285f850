package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

type shape int

func shapeOf(s string) shape {
	s = strings.TrimLeft(s, "\ufeff \t\r\n")
	switch {
	case s == "":
		return shapeEmpty
	case s[0] == '{' || s[0] == '[' && looksJSONArray(s):
		return shapeJSON
	case s[0] == '<' || marked(s[:min(len(s), 20_000)]):
		return shapeHTML
	}
	return shapeText
}

// marked tells markup from text in lines that kept a stray tag of the page it
// was taken from: there the lines outnumber the tags by far.
func marked(s string) bool {
	tags := len(reAnyTag.FindAllStringIndex(s, -1))
	return tags > 0 && 4*tags >= strings.Count(s, "\n")
}

// reStrayTag is a tag left in text.
var reStrayTag = regexp.MustCompile(`(?i)</?(?:p|div|br|span|table|tbody|tr|td|th|h[1-6]|strong|b|font|a)(?:\s[^<>]{0,200})?/?>`)

func looksJSONArray(s string) bool {
	t := strings.TrimLeft(s[1:], " \t\r\n")
	return t == "" || t[0] == '{' || t[0] == '[' || t[0] == ']' || t[0] == '"'
}

var reAnyTag = regexp.MustCompile(`(?i)<(?:html|body|div|p|table|tr|td|br|span|h[1-6]|meta|section)[\s/>]`)

func textBlocks(text string) []block {
	var bs []block
	if strings.Contains(text, "</") || strings.Contains(text, "<br") {
		text = reStrayTag.ReplaceAllString(text, "\n")
	}
	for _, l := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' }) {
		s := squeeze(l)
		if s == "" {
			continue
		}
		if n := len(bs); n > 0 && continues(bs[n-1].text, s) && len(bs[n-1].text) < 2000 {
			bs[n-1].text += s
			continue
		}
		bs = append(bs, block{text: s})
	}
	return bs
}

// continues tells whether a line belongs to the one before it: text taken
// from spans is broken inside 2026|年|03|月, 项目编号|：, 513360.00|元每年.
func continues(prev, s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune(":：，。；、）)%/", first) {
		return !strings.ContainsRune("/%", first) || runeCount(s) > 1
	}
	last := prev[len(prev)-1]
	digit := last >= '0' && last <= '9'
	if s == "信息" && hasAny(prev[max(0, len(prev)-12):], "采购人", "代理机构") || digit && len(prev) <= 2 && strings.HasPrefix(s, ".采购") {
		return true // 1 | .采购人 | 信息
	}
	if digit && (strings.ContainsRune("年月日元万亿号", first) || strings.HasPrefix(s, "个工作日")) {
		return true
	}
	if first >= '0' && first <= '9' && len(s) <= 4 && (strings.HasSuffix(prev, "年") || strings.HasSuffix(prev, "月")) && len(prev) < 60 {
		return true
	}
	return first == '(' || first == '（' && runeCount(s) < 8 && hasAny(s, "元", "%")
}

// dropped finds the elements that a portal's definition drops.
func dropped(root *html.Node, sels []string) map[*html.Node]bool {
	var out map[*html.Node]bool
	for _, s := range sels {
		sel, err := cascadia.ParseGroup(s)
		if err != nil {
			continue
		}
		for _, n := range cascadia.QueryAll(root, sel) {
			if out == nil {
				out = map[*html.Node]bool{}
			}
			out[n] = true
		}
	}
	return out
}

// bodySelectors are where the bodies stand on the portals we know, for pages
// that come without a definition. The narrow ones come first.
var bodySelectors = []string{".vF_detail_content", ".vT_detail_content", ".vF_detail_main_content", "#mycontent", ".detail_content", "#info_view", "#news_content",

	".article-content", ".ewb-article-info", ".ewb-details-info", ".article_con", "#zoom", ".zcy-notice-content", ".noticeArea", "#noticeArea", ".notice-content", "#div-article", ".wrap-post", ".as-article-body", ".TRS_Editor", ".Content"}

// bodyOf finds the element that holds the notice. Without any it is the whole
// page, where labels still decide and chrome only adds noise.
func bodyOf(root *html.Node, h Hints) *html.Node {
	for _, s := range h.Body {
		if sel, err := cascadia.ParseGroup(s); err == nil {
			if n := cascadia.Query(root, sel); n != nil && enough(n) {
				return n
			}
		}
	}
	byClass := map[string]*html.Node{}
	each(root, func(n *html.Node) bool {
		for _, a := range n.Attr {
			switch a.Key {
			case "class":
				for _, c := range strings.Fields(a.Val) {
					if _, ok := byClass["."+c]; !ok {
						byClass["."+c] = n
					}
				}
			case "id":
				if _, ok := byClass["#"+a.Val]; !ok {
					byClass["#"+a.Val] = n
				}
			}
		}
		return true
	})
	for _, s := range bodySelectors {
		if n := byClass[s]; n != nil && enough(n) {
			return n
		}
	}
	return root
}

func enough(n *html.Node) bool { return runeCount(rawText(n)) > 40 }

// summaryOf finds the table 公告概要 outside the body.
func summaryOf(root, body *html.Node) *html.Node {
	if body == root {
		return nil
	}
	var found *html.Node
	each(root, func(n *html.Node) bool {
		if found != nil || n == body {
			return false
		}
		if n.DataAtom == atom.Table && strings.Contains(attr(n.Parent, "class"), "table") && strings.Contains(rawText(n), "公告时间") {
			found = n
			return false
		}
		return true
	})
	return found
}
