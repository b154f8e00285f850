package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Marks of pages that stand in for a notice: a firewall's challenge, a rate
// limit, a login. They come with HTTP 200, so only the text tells.
var blockMarks = []string{"aliyun_waf", "acw_sc__v2", "$_ts", "频繁访问", "访问频繁", "访问过于频繁", "人机验证", "安全验证", "请完成验证", "滑动验证", "vaptcha",
	"您的访问行为异常", "Access Denied", "Request Rejected", "请输入验证码", "WAF", "has been blocked", "非法请求", "拦截"}

// refusal recognises pages that hold no notice: challenges and lists.
func refusal(root *html.Node, text string) *Error {
	head := text[:min(len(text), 60_000)]
	for _, m := range blockMarks {
		if strings.Contains(head, m) && runeCount(visible(root, 4000)) < 400 {
			return &Error{"blocked", "the page is a challenge or refusal of the site (" + m + "), not a notice"}
		}
	}
	v := visible(root, 200)
	if v == "" {
		return &Error{"empty", "the page shows no text; its content comes from a script, a picture or an attachment"}
	}
	if frame(root) {
		return &Error{"no_notice", "the page is the frame around a notice; the notice itself has its own address (/html/b/ instead of /html/a/)"}
	}
	if n := listRows(root); n > 0 || onlyRows(root) {
		return &Error{"no_notice", "the page is a list of notices, not a notice"}
	}
	return nil
}

// visible gives up to about limit bytes of the page's readable text.
func visible(root *html.Node, limit int) string {
	var b strings.Builder
	each(root, func(n *html.Node) bool {
		if b.Len() > limit {
			return false
		}
		if n.Type == html.TextNode {
			if t := squeeze(n.Data); t != "" {
				b.WriteString(t)
				b.WriteByte(' ')
			}
		}
		return !skipped(n)
	})
	return strings.TrimSpace(b.String())
}

// listRows counts the rows of a page that is nothing but a list: several
// links whose words are titles of notices, and no body that outweighs them.
func listRows(root *html.Node) int {
	rows, marked := 0, 0
	each(root, func(n *html.Node) bool {
		switch {
		case hasAny(attr(n, "class"), "c_list_bid", "vT-srch-result-list-bid", "vT_z"):
			marked++
		case n.DataAtom == atom.A:
			if t := firstNonEmpty(attr(n, "title"), visible(n, maxLinkText)); len(t) > 45 && hasAny(t, "公告", "公示", "结果", "采购", "招标") {
				rows++
			}
		}
		return !skipped(n)
	})
	if marked > 0 {
		return max(rows, 1)
	}
	if rows >= 8 && float64(rows*60) > 0.3*float64(runeCount(visible(root, 200_000))) {
		return rows
	}
	return 0
}

// frame recognises the tab pages of ggzy.gov.cn, which load the notice into
// an empty container.
func frame(root *html.Node) bool {
	empty, filled := false, false
	each(root, func(n *html.Node) bool {
		switch {
		case attr(n, "class") == "detailShow":
			if rawText(n) == "" {
				empty = true
			} else {
				filled = true
			}
		case attr(n, "id") == "mycontent":
			filled = true
		}
		return true
	})
	return empty && !filled
}

// onlyRows recognises list rows without their page, and tables whose columns
// are a list's (标题, 时间).
func onlyRows(root *html.Node) bool {
	rows, other, heads := 0, 0, ""
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.DataAtom == atom.Li:
			rows++
		case c.Type == html.ElementNode:
			other++
		}
	}
	each(root, func(n *html.Node) bool {
		if n.DataAtom == atom.Th && len(heads) < 400 {
			heads += rawText(n) + "|"
		}
		return true
	})
	return rows > 0 && other == 0 || strings.Contains(heads, "标题|") && strings.Contains(heads, "时间|")
}
