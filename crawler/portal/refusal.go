package portal

import (
	"fmt"
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// Common are the markers that hold for every portal: the refusals of the
// firewalls that stand before many of them. Seen in the wild; the file of a
// portal adds its own.
var Common = []Marker{
	{CSS: "meta[name=aliyun_waf_aa]", Sure: true},
	{CSS: "textarea#renderData", Text: "acw_sc__v2", Sure: true},
	{Text: "acw_sc__v2", Smaller: 64 << 10},
	{Text: "/_bot_sbu/"},
	{Text: "$_ts=window['$_ts']"},
	{Text: "_$jsvmprt"},
	{Text: "__jsl_clearance"},
	{Title: "频繁访问", Means: Throttle, Sure: true},
	{Title: "访问频繁", Means: Throttle, Sure: true},
	{Text: "频繁访问", Means: Throttle},
	{Text: "访问频繁", Means: Throttle},
	{Text: "访问过于频繁", Means: Throttle},
	{Text: "操作过于频繁", Means: Throttle},
	{Text: "请求过于频繁", Means: Throttle},
	{Text: "Too Many Requests", Smaller: 8 << 10, Means: Throttle},
	{Title: "验证码", Means: Captcha},
	{Text: "滑动验证", Means: Captcha},
	{Text: "请完成安全验证", Means: Captcha},
	{Text: "人机验证", Means: Captcha},
	{Text: "vaptcha", Smaller: 32 << 10, Means: Captcha},
	{Text: "geetest", Smaller: 32 << 10, Means: Captcha},
	{Text: "请输入验证码", Smaller: 32 << 10, Means: Captcha},
	{Text: "请求已被拦截"},
	{Text: "您的访问被阻断"},
	{Text: "您的请求可能存在威胁"},
	{Text: "创宇盾"},
	{Text: "网站防火墙"},
	{Text: "安全狗"},
	{Title: "Just a moment"},
	{Text: "cf-chl-", Smaller: 64 << 10},
	{Title: "Access Denied", Smaller: 32 << 10},
	{Title: "403 Forbidden", Smaller: 8 << 10},
}

// Refusal tells whether an answer that is not what was expected is a refusal,
// whatever its status says; nil when nothing marks it as one.
func (d *Definition) Refusal(a Answer) *Problem { return d.refusal(a, true) }

// refusal looks for the markers. When what the definition expects is missing,
// every marker counts.
func (d *Definition) refusal(a Answer, missing bool) *Problem {
	for _, markers := range [][]Marker{d.Blocked, Common} {
		for _, m := range markers {
			if (m.Sure || missing || m.Path != "") && m.matches(a) {
				return &Problem{Outcome: Blocked, Reason: m.describe(a), Means: m.means()}
			}
		}
	}
	return nil
}

// RefusedStatus tells whether an HTTP status is a refusal, with the markers
// that name one and those that every server uses.
func (d *Definition) RefusedStatus(a Answer) *Problem {
	for _, m := range d.Blocked {
		if len(m.Status) > 0 && m.matches(a) {
			return &Problem{Outcome: Blocked, Reason: m.describe(a), Means: m.means()}
		}
	}
	switch a.Status {
	case 401, 403, 405, 406, 412, 416, 418, 451, 468, 493, 521, 567:
		return &Problem{Outcome: Blocked, Reason: fmt.Sprintf("HTTP status %d", a.Status), Means: Denied}
	}
	return d.refusal(a, true)
}

func (m Marker) means() Means {
	if m.Means == "" {
		return Challenge
	}
	return m.Means
}

func (m Marker) matches(a Answer) bool {
	if len(m.Status) > 0 && !containsInt(m.Status, a.Status) {
		return false
	}
	if m.Smaller > 0 && len(a.Text) >= m.Smaller {
		return false
	}
	if m.Text != "" && !strings.Contains(a.Text, m.Text) {
		return false
	}
	if m.Path != "" {
		v := gjson.Get(a.Text, m.Path)
		if !v.Exists() || !contains(m.Is, v.String()) {
			return false
		}
	}
	if m.Title != "" && !(strings.Contains(a.title(), m.Title) && strings.Contains(a.Text, m.Title)) {
		return false
	}
	return m.CSS == "" || m.cssMatches(a)
}

func (m Marker) cssMatches(a Answer) bool {
	// Cheap first: a page without the attribute's words has no such element.
	for _, word := range wordsOf(m.CSS) {
		if !strings.Contains(a.Text, word) {
			return false
		}
	}
	return a.has(m.CSS)
}

var wordsKept sync.Map // selector → its words: a definition has few, and each page is asked for them

func wordsOf(selector string) []string {
	if w, ok := wordsKept.Load(selector); ok {
		return w.([]string)
	}
	w := words(selector)
	wordsKept.Store(selector, w)
	return w
}

// words are the names and values in a selector that must stand on the page
// for it to match.
func words(selector string) []string {
	return strings.FieldsFunc(selector, func(r rune) bool { return strings.ContainsRune(`[]="'.#>+~:*()^$| `, r) })
}

func (m Marker) describe(a Answer) string {
	switch {
	case m.Path != "":
		return fmt.Sprintf("%s is %s", m.Path, gjson.Get(a.Text, m.Path).String())
	case m.Title != "":
		return fmt.Sprintf("the title says %q", m.Title)
	case m.CSS != "":
		return fmt.Sprintf("it has the element %q", m.CSS)
	case m.Text != "":
		return fmt.Sprintf("it says %q", m.Text)
	case len(m.Status) > 0:
		return fmt.Sprintf("HTTP status %d", a.Status)
	}
	return fmt.Sprintf("it is only %d bytes", len(a.Text))
}

func containsInt(list []int, n int) bool {
	for _, v := range list {
		if v == n {
			return true
		}
	}
	return false
}

// CheckDetail tells what is wrong with the page of a notice: refused, changed
// (nothing that the definition expects is there), or nil.
func (d *Definition) CheckDetail(a Answer) error {
	if p := d.refusal(a, false); p != nil {
		return p
	}
	if len(d.Detail.Expect) == 0 {
		return nil
	}
	for _, selector := range d.Detail.Expect {
		if a.has(selector) {
			return nil
		}
	}
	if p := d.refusal(a, true); p != nil {
		return p
	}
	return changed("detail.expect %q finds nothing", d.Detail.Expect)
}
