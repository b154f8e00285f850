package portal

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"

	"zhongbiao/data"
)

// fault is one thing wrong with a definition.
type fault struct{ field, msg string }

// defaults fills in what a file may leave out.
func (d *Definition) defaults() {
	if d.Delay == 0 {
		d.Delay = Duration(DefaultDelay)
	}
	if d.Every == 0 {
		d.Every = Duration(DefaultEvery)
	}
	if d.Recheck == 0 {
		d.Recheck = DefaultRecheck
	}
	if d.MaxBody == 0 {
		d.MaxBody = DefaultMaxBody
	}
	if d.List.Format == "" {
		d.List.Format = "html"
	}
	if d.List.Page.First == 0 {
		d.List.Page.First = 1
	}
	if d.Default == "" {
		d.Default = "off"
	}
	d.Home = expandStatic(d.Home, d.Vars)
	for i, h := range d.Hosts {
		d.Hosts[i] = expandStatic(h, d.Vars)
	}
}

// checker collects the faults of a definition.
type checker struct {
	d      *Definition
	faults []fault
}

func (c *checker) fault(field, format string, args ...any) {
	c.faults = append(c.faults, fault{field, fmt.Sprintf(format, args...)})
}

func (c *checker) need(ok bool, field, format string, args ...any) {
	if !ok {
		c.fault(field, format, args...)
	}
}

// validate gives everything that is wrong.
func (d *Definition) validate() []fault {
	c := &checker{d: d}
	c.identity()
	c.manners()
	if d.Mode != ImportOnly {
		c.channels()
		c.list()
	}
	c.detail()
	for i, m := range d.Blocked {
		c.marker(fmt.Sprintf("blocked[%d]", i), m)
	}
	return c.faults
}

func (c *checker) identity() {
	d := c.d
	c.need(d.Version == 1, "version", "is %d; this program reads version 1", d.Version)
	c.need(d.Name != "", "name", "is missing: the portal's own name")
	c.need(d.Covers != "", "covers", "is missing: what the portal publishes, in a line")
	c.need(d.Verified != "", "verified", "is missing: against what the definition was last checked")
	c.need(slices.Contains([]string{"A", "B", "C"}, d.Tier), "tier", "is %q, not A, B or C", d.Tier)
	c.need(slices.Contains([]Mode{Crawl, ListOnly, ImportOnly}, d.Mode), "mode", "is %q, not list-only or import-only", d.Mode)
	c.need(d.Default == "on" || d.Default == "off", "default", "is %q, not on or off", d.Default)
	c.need(d.Default == "on" && d.Mode == Crawl || d.Why != "", "why", "is missing: the reason for default %s%s", d.Default, modeText(d.Mode))
	u, err := url.Parse(d.Home)
	c.need(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "", "home", "%q is no address", d.Home)
}

func modeText(m Mode) string {
	if m == Crawl {
		return ""
	}
	return " and mode " + string(m)
}

func (c *checker) manners() {
	d := c.d
	c.need(d.Delay >= 0, "delay", "is no time span such as 3s")
	c.need(d.Every >= 0, "every", "is no time span such as 6h")
	c.need(d.Delay < 0 || time.Duration(d.Delay) >= DefaultDelay, "delay", "%s is less than %s between two requests", time.Duration(d.Delay), DefaultDelay)
	c.need(d.Every < 0 || time.Duration(d.Every) >= time.Minute, "every", "%s is less than a minute", time.Duration(d.Every))
	c.need(d.Recheck >= 0 && d.Recheck <= 60, "recheck", "%d is not 0 to 60 days", d.Recheck)
	c.need(d.MaxBody > 0 && d.MaxBody <= 256<<20, "max_body", "%d is not within 256 MiB", d.MaxBody)
	c.need(slices.Contains([]string{"", "1.0", "1.1", "1.2", "1.3"}, d.TLS.Min), "tls.min", "is %q, not 1.0 to 1.3", d.TLS.Min)
	for field, day := range map[string]string{"first": d.First, "last": d.Last} {
		_, err := data.ParseDay(day)
		c.need(err == nil, field, "%v", err)
	}
	c.need(d.Mode == ImportOnly || len(d.Hosts) > 0, "hosts", "is missing: where requests may go")
	for i, h := range d.Hosts {
		c.need(h != "" && !strings.ContainsAny(h, "/ {}"), fmt.Sprintf("hosts[%d]", i), "%q is no host", h)
	}
	if d.Session != "" {
		c.address("session", d.Session)
	}
}

func (c *checker) channels() {
	c.need(len(c.d.Channels) > 0, "channels", "is missing: the lists to read")
	seen := map[string]bool{}
	for i, ch := range c.d.Channels {
		field := fmt.Sprintf("channels[%d]", i)
		c.need(validID.MatchString(ch.ID), field+".id", "%q is not 2 to 40 of a-z, 0-9 and -", ch.ID)
		c.need(!seen[ch.ID], field+".id", "%q is there twice", ch.ID)
		seen[ch.ID] = true
		c.need(ch.Kind == "" || slices.Contains(data.Kinds, ch.Kind), field+".kind", "%q is no kind", ch.Kind)
	}
}

func (c *checker) list() {
	l := &c.d.List
	c.need(l.Format == "html" || l.Format == "json", "list.format", "is %q, not html or json", l.Format)
	c.request("list.request", &l.Request)
	c.request("list.first", l.First)
	if l.History != nil {
		c.need(l.History.Days > 0, "list.history.days", "is missing: how old a window is when it moves there")
		c.address("list.history.url", expandStatic(l.History.URL, c.d.Vars))
		c.template("list.history.url", l.History.URL)
	}
	c.need(l.Rows != "", "list.rows", "is missing: what finds a row")
	c.need(l.Container != "", "list.container", "is missing: without it a changed page looks like an empty list")
	if l.Format == "html" {
		c.selector("list.rows", l.Rows)
		c.selector("list.container", l.Container)
	}
	c.fields()
	c.expr("list.total", l.Total, l.Format)
	c.expr("list.pages", l.Pages, l.Format)
	c.expr("list.page.next", l.Page.Next, l.Format)
	c.need(l.Page.Next != nil || usesPage(l), "list.request", "has no {page}, {page0} or {offset}, and list.page.next is missing: how is page 2 asked for?")
	c.need(l.Page.Size > 0 || l.Total == nil && l.Page.Any || l.Page.Next != nil, "list.page.size", "is missing: rows on a full page")
	c.window()
	c.regexp("list.keep", l.Keep)
	for text, k := range l.Kinds {
		c.need(slices.Contains(data.Kinds, k), "list.kinds", "%q stands for %q, which is no kind", text, k)
	}
	if l.Split != nil {
		c.need(l.Split.Var != "" && len(l.Split.Values) > 1, "list.split", "needs var and at least two values")
	}
}

func (c *checker) window() {
	l := &c.d.List
	c.need(l.Window.Days >= 0 && l.Window.Days <= 366, "list.window.days", "%d is not 1 to 366", l.Window.Days)
	all := l.Request.URL + l.Request.JSON
	for _, v := range l.Request.Form {
		all += v
	}
	dated := slices.Contains(names(all), "from")
	c.need(dated == (l.Window.Days > 0), "list.window", "list.window.days goes together with {from} in the request: one of them is missing")
	c.need(len(c.d.Queries) == 0 || strings.Contains(all, "{query"), "queries", "are there, but no {query} in list.request")
}

// usesPage tells whether a request depends on the page's number.
func usesPage(l *List) bool {
	all := l.Request.URL + l.Request.JSON
	for _, v := range l.Request.Form {
		all += v
	}
	for _, n := range names(all) {
		if n == "page" || n == "page0" || n == "offset" {
			return true
		}
	}
	return false
}

func (c *checker) fields() {
	f := &c.d.List.Fields
	c.need(f.Title != nil, "list.fields.title", "is missing")
	c.need(f.URL != nil, "list.fields.url", "is missing")
	c.need(f.Published != nil, "list.fields.published", "is missing: rows need a day")
	for name, e := range map[string]*Expr{"title": f.Title, "url": f.URL, "published": f.Published, "buyer": f.Buyer,
		"region": f.Region, "industry": f.Industry, "summary": f.Summary, "kind": f.Kind} {
		c.expr("list.fields."+name, e, c.d.List.Format)
	}
	for name, e := range f.Extra {
		c.expr("list.fields.extra."+name, e, c.d.List.Format)
	}
	if f.URL != nil && f.URL.Template != "" {
		c.template("list.fields.url", f.URL.Template, c.extras()...)
	}
}

func (c *checker) extras() []string {
	var out []string
	for name := range c.d.List.Fields.Extra {
		out = append(out, name)
	}
	return out
}

func (c *checker) detail() {
	dt := &c.d.Detail
	c.need(slices.Contains([]string{"", "wanted", "all"}, dt.Open), "detail.open", "is %q, not wanted or all", dt.Open)
	if dt.Request != nil {
		c.request("detail.request", dt.Request, append(c.extras(), "url")...)
	}
	if dt.Rewrite != nil {
		c.regexp("detail.rewrite.match", dt.Rewrite.Match)
	}
	for i := range dt.Follow {
		field := fmt.Sprintf("detail.follow[%d]", i)
		c.need(dt.Follow[i].Find != nil, field+".find", "is missing: what leads to the next request")
		c.request(field+".request", &dt.Follow[i].Request, "value", "url", "body")
	}
	for name, list := range map[string][]string{"detail.expect": dt.Expect, "detail.body": dt.Body, "detail.drop": dt.Drop} {
		for i, s := range list {
			// A JSON path is no selector, and a selector is seldom a path.
			if _, err := cascadia.ParseGroup(s); err != nil && !jsonPath.MatchString(s) {
				c.fault(fmt.Sprintf("%s[%d]", name, i), "%q is neither a CSS selector nor a JSON path", s)
			}
		}
	}
}

var jsonPath = regexp.MustCompile(`^[\w#.@|*?()=<>!%"-]+$`)

func (c *checker) marker(field string, m Marker) {
	c.need(len(m.Status) > 0 || m.Title+m.Text+m.CSS+m.Path != "" || m.Smaller > 0, field, "has no condition")
	c.need(m.Path == "" || len(m.Is) > 0, field+".is", "is missing: the values of path %q that mean a refusal", m.Path)
	c.need(slices.Contains([]Means{"", Challenge, Captcha, Throttle, TooWide}, m.Means), field+".means", "is %q, not challenge, captcha, throttle or too wide", m.Means)
	if m.CSS != "" {
		c.selector(field+".css", m.CSS)
	}
}

func (c *checker) request(field string, r *Request, more ...string) {
	if r == nil {
		return
	}
	if r.URL != "{value}" {
		c.address(field+".url", expandStatic(r.URL, c.d.Vars))
	}
	c.need(slices.Contains([]string{"", "GET", "POST"}, r.Method), field+".method", "is %q, not GET or POST", r.Method)
	c.need(len(r.Form) == 0 || r.JSON == "", field, "has both form and json")
	c.template(field+".url", r.URL, more...)
	c.template(field+".json", r.JSON, more...)
	for k, v := range r.Form {
		c.template(field+".form."+k, v, more...)
	}
}

func (c *checker) address(field, address string) {
	u, err := url.Parse(placeholder.ReplaceAllString(address, "x"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		c.fault(field, "%q is no http or https address", address)
		return
	}
	for _, h := range c.d.Hosts {
		if strings.EqualFold(h, u.Host) || strings.EqualFold(h, u.Hostname()) {
			return
		}
	}
	_, port, _ := net.SplitHostPort(u.Host)
	c.fault(field, "goes to %s, which is not in hosts%s", u.Host, map[bool]string{true: " (write it with its port)"}[port != ""])
}

func (c *checker) template(field, template string, more ...string) {
	if err := c.d.unknown(template, more...); err != nil {
		c.fault(field, "%v", err)
	}
}

func (c *checker) expr(field string, e *Expr, format string) {
	if err := e.check(format); err != nil {
		c.fault(field, "%v", err)
	}
}

func (c *checker) selector(field, s string) {
	if _, err := cascadia.ParseGroup(s); err != nil {
		c.fault(field, "%q is no CSS selector: %v", s, err)
	}
}

func (c *checker) regexp(field, s string) {
	if _, err := regexp.Compile(s); err != nil {
		c.fault(field, "is no regular expression: %v", err)
	}
}
