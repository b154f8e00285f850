package extract

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"zhongbiao/crawler/charset"
	"zhongbiao/data"
)

// Version names the rules of this package; it is stored with every result.
const Version = "extract-1"

// ErrNoNotice says that a page holds no notice: a list, a challenge page, an
// error page. It is wrapped by Error, which says which.
var ErrNoNotice = errors.New("no notice on this page")

// Error says why a page gave no notice. Code is stable: no_notice, blocked,
// mojibake, empty, unreadable.
type Error struct {
	Code, Message string
}

func (e *Error) Error() string { return e.Message }

// Unwrap makes errors.Is(err, ErrNoNotice) true.
func (e *Error) Unwrap() error { return ErrNoNotice }

// Hints are the CSS selectors of a portal's definition: where the body of a
// notice is and what in it to drop. Both may be empty.
type Hints struct{ Body, Drop []string }

// Input is one page to read. Row is what the portal's list said about it;
// the page itself wins where both speak.
type Input struct {
	Portal, URL, ContentType, Charset string
	Body                              []byte
	Row                               data.Row
	Hints                             Hints
}

// maxBody bounds what is read of one page.
const maxBody = 24 << 20

// Read reads the notices of a page: facts, evidence, warnings, readable text
// and subject. A page without a notice gives an *Error.
func Read(in Input) ([]data.Notice, error) {
	if len(in.Body) > maxBody {
		return nil, &Error{"unreadable", fmt.Sprintf("the page has %d bytes, more than the %d that are read", len(in.Body), maxBody)}
	}
	text, err := decode(in)
	if err != nil {
		return nil, err
	}
	switch shapeOf(text) {
	case shapeEmpty:
		return nil, &Error{"empty", "the page is empty"}
	case shapeJSON:
		return readJSON(in, text)
	case shapeText:
		return one(readPlain(in, text))
	}
	return one(readHTML(in, text))
}

func one(n data.Notice, err error) ([]data.Notice, error) {
	if err != nil {
		return nil, err
	}
	return []data.Notice{n}, nil
}

func decode(in Input) (string, error) {
	ct := in.ContentType
	if ct == "" && in.Charset != "" {
		ct = "text/html; charset=" + in.Charset
	}
	text, _, err := charset.Decode(in.Body, ct)
	if err != nil {
		return "", &Error{"mojibake", "the text was destroyed by a wrong charset: " + err.Error()}
	}
	return text, nil
}

type shape int

const (
	shapeEmpty shape = iota
	shapeHTML
	shapeJSON
	shapeText
)

func shapeOf(s string) shape {
	s = strings.TrimLeft(s, "\ufeff \t\r\n")
	switch {
	case s == "":
		return shapeEmpty
	case s[0] == '{' || s[0] == '[' && looksJSONArray(s):
		return shapeJSON
	case s[0] == '<' || reAnyTag.MatchString(s[:min(len(s), 20_000)]):
		return shapeHTML
	}
	return shapeText
}

func looksJSONArray(s string) bool {
	t := strings.TrimLeft(s[1:], " \t\r\n")
	return t == "" || t[0] == '{' || t[0] == '[' || t[0] == ']' || t[0] == '"'
}

var reAnyTag = regexp.MustCompile(`(?i)<(?:html|body|div|p|table|tr|td|br|span|h[1-6]|meta|section)[\s/>]`)

// readHTML reads a whole page or a fragment.
func readHTML(in Input, text string) (data.Notice, error) {
	root := parseHTML(text)
	if e := refusal(root, text); e != nil {
		return data.Notice{}, e
	}
	m := readMeta(root)
	body := bodyOf(root, in.Hints)
	drop := dropped(root, in.Hints.Drop)
	blocks := flatten(body, hiddenClasses(root), drop)
	if sum := summaryOf(root, body); sum != nil {
		blocks = append(flatten(sum, nil, drop), blocks...)
	}
	return build(in, m, blocks)
}

func readPlain(in Input, text string) (data.Notice, error) {
	return build(in, meta{}, textBlocks(text))
}

func textBlocks(text string) []block {
	var bs []block
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

// meta is what a page says about its notice outside the body.
type meta struct {
	titles    []string // the best first
	published data.Day
	kind      string // the portal's own word for the kind
	crumb     string
	labelled  data.Day // of a 发布时间 outside the body
	facts     []recordFact
	total     *price
	source    string // the report that a page of the sample portal repeats
}

func readMeta(root *html.Node) meta {
	var m meta
	var heads, pageTitles []string
	each(root, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Meta:
			switch strings.ToLower(firstNonEmpty(attr(n, "name"), attr(n, "property"))) {
			case "articletitle", "og:title":
				m.titles = append([]string{squeeze(attr(n, "content"))}, m.titles...)
			case "pubdate", "publishdate", "article:published_time":
				if d := readDay(attr(n, "content")); d != 0 {
					m.published = d
				}
			}
		case atom.Title:
			pageTitles = append(pageTitles, siteTitle(rawTitle(n)))
		case atom.H1, atom.H2, atom.H3, atom.H4:
			if s := rawText(n); runeCount(s) >= 6 && runeCount(s) < 200 && len(heads) < 12 && !breadcrumb(s) {
				heads = append(heads, s)
			}
		}
		if n.Type == html.TextNode && m.labelled == 0 && len(n.Data) < 240 {
			m.labelled = labelledDay(n)
		}
		switch {
		case attr(n, "id") == "pubTime":
			m.published = firstDay(readDay(rawText(n)), m.published)
		case attr(n, "class") == "CurrChnlCls":
			m.crumb = rawText(n)
		case n.DataAtom == atom.P && attr(n, "class") == "source":
			m.source = strings.TrimPrefix(rawText(n), "来源：")
		case m.crumb == "" && n.Type == html.ElementNode && n.DataAtom != atom.Body && n.DataAtom != atom.Html && n.DataAtom != atom.Title && n.DataAtom != atom.Table:
			if c := n.FirstChild; c != nil && len(attr(n, "class")) < 80 && hasAny(attr(n, "class"), "bread", "location", "crumb", "position", "currentloc", "dqwz") {
				if s := rawText(n); len(s) < 400 {
					m.crumb = lastCrumb(s)
				}
			}
		}
		return n.DataAtom != atom.Script && n.DataAtom != atom.Style
	})
	for _, h := range append(heads, pageTitles...) {
		if k, _, _ := titleKind(h); k != "" {
			m.titles = append(m.titles, h)
		}
	}
	m.titles = append(append(m.titles, pageTitles...), heads...)
	return m
}

// labelledDay reads 发布时间：2024-11-11 out of a text node, or out of its
// neighbours when the day has an element of its own.
func labelledDay(n *html.Node) data.Day {
	if !hasAny(n.Data, "发布时间", "发布日期", "公告时间", "公告日期", "信息时间", "公示时间", "发布于") {
		return 0
	}
	texts := []string{n.Data}
	if n.Parent != nil {
		if t := rawText(n.Parent); len(t) < 300 {
			texts = append(texts, t)
		}
		if p := n.Parent.Parent; p != nil && p.FirstChild != nil {
			if t := rawText(p); len(t) < 300 {
				texts = append(texts, t)
			}
		}
	}
	for _, t := range texts {
		for _, p := range splitPairs(squeeze(t)) {
			if p.label.field == fPublished {
				if d := readDay(p.value); d != 0 {
					return d
				}
			}
		}
	}
	return 0
}

func breadcrumb(s string) bool {
	return strings.Contains(s, " > ") || strings.Contains(s, "»") || strings.Contains(s, "当前位置") || strings.HasPrefix(s, "首页")
}

// lastCrumb gives the last part of a breadcrumb: the channel's name.
func lastCrumb(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '>' || r == '»' || r == '›' })
	for i := len(parts) - 1; i >= 0; i-- {
		if t := strings.TrimSpace(parts[i]); strings.IndexFunc(t, isHan) >= 0 {
			return t
		}
	}
	return ""
}

func rawTitle(n *html.Node) string {
	if n.FirstChild != nil {
		return squeeze(n.FirstChild.Data)
	}
	return ""
}

// siteTitle cuts the site's name off a page title.
func siteTitle(s string) string {
	for _, sep := range []string{"_", " - ", "|", "—"} {
		if i := strings.LastIndex(s, sep); i > 0 && hasAny(s[i:], "网", "平台", "中心", "系统") {
			return siteTitle(strings.TrimSpace(s[:i]))
		}
	}
	return s
}

func firstDay(ds ...data.Day) data.Day {
	for _, d := range ds {
		if d != 0 {
			return d
		}
	}
	return 0
}

var (
	reAttemptNote = regexp.MustCompile(`[（(]第?\s*([二三四五六七八九2-9])\s*次[^（）()]{0,6}[)）]`)
	reAttemptWord = regexp.MustCompile(`第?([二三四五六七八九2-9])次(?:公开)?(?:招标|公告|采购公告|磋商|谈判|询价|比选|挂网|重新)`)
)

// attempt reads (二次), (第2次招标), 第三次公告. 2024年第二次服务采购 is a
// batch, and 二次供水 is no attempt at all.
func attempt(s string) int {
	for _, re := range []*regexp.Regexp{reAttemptNote, reAttemptWord} {
		m := re.FindStringSubmatchIndex(s)
		if m == nil || strings.HasSuffix(s[:m[0]], "年") {
			continue
		}
		d := s[m[2]:m[3]]
		if n, err := strconv.Atoi(d); err == nil {
			return n
		}
		return smallNumeral([]rune(d))
	}
	return 0
}
