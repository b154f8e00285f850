package extract

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"zhongbiao/data"
)

// meta is what a page says about its notice outside the body.
type meta struct {
	titles    []string // the best first
	published data.Day
	kind      string // the portal's own word for the kind
	crumb     string
	labelled  data.Day // of a 发布时间 outside the body
	facts     []recordFact
	total     *price
	site      string // the site's name behind the page's title
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
			t := rawTitle(n)
			pageTitles = append(pageTitles, siteTitle(t))
			m.site = firstNonEmpty(m.site, strings.Trim(strings.TrimPrefix(t, siteTitle(t)), " _-|—"))
			if m.site == "" && portalName(t) {
				m.site = t
			}
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
	for _, sep := range []string{"_", " - ", "|", "—", "-"} {
		i := strings.LastIndex(s, sep)
		if i <= 0 || hasAny(s[i:], "公告", "公示", "结果", "项目") {
			continue
		}
		if whole(s[:i]) || portalName(s[i:]) || sep != "-" && hasAny(s[i:], "网", "平台", "中心", "系统") && !hasAny(s[i:], "采购") {
			return siteTitle(strings.TrimSpace(s[:i]))
		}
	}
	return s
}

// whole tells whether s ends like the title of a notice, so that what follows
// is the site's.
func whole(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasSuffix(s, "公告") || strings.HasSuffix(s, "公示") || strings.HasSuffix(foldString(s), ")") && hasAny(s, "公告", "公示")
}

// portalName tells whether s ends like the name of a procurement site.
func portalName(s string) bool {
	s = strings.TrimSpace(s)
	for _, end := range []string{"采购网", "招标网", "招标投标网", "交易网", "监管网", "信息网", "服务平台", "服务系统", "交易平台", "公共资源交易中心", "商务平台", "采购平台", "招投标网"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

func firstDay(ds ...data.Day) data.Day {
	for _, d := range ds {
		if d != 0 {
			return d
		}
	}
	return 0
}

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
