package portal

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/tidwall/gjson"

	"zhongbiao/data"
)

// List is what one page of a list says.
type ListPage struct {
	Rows    []Entry
	Total   int      // results by the portal's own count, -1 when it gives none
	Pages   int      // pages by the portal's own count, -1 when it gives none
	Next    string   // address of the next page, when the list links to it
	Found   int      // rows in the container, before any was left out
	Dropped int      // rows left out because they are of another kind or query
	Astray  bool     // the search found nothing and fell back to everything
	Bad     []string // rows that can't be used, and why
}

// Entry is one row with the request for its detail.
type Entry struct {
	Row    data.Row
	Detail Fetch
}

// ReadList reads one page of a list. An error is a *Problem: the page is
// blocked or changed. A page without rows is no error.
func (d *Definition) ReadList(a Answer, at At) (*ListPage, error) {
	if p := d.refusal(a, false); p != nil {
		return nil, p
	}
	var page *ListPage
	var err error
	if d.List.Format == "json" {
		page, err = d.readJSON(a, at)
	} else {
		page, err = d.readHTML(a, at)
	}
	if err != nil {
		if p := d.refusal(a, true); p != nil {
			return nil, p
		}
		return nil, err
	}
	if err := d.judge(page); err != nil {
		return nil, err
	}
	d.refilter(page, at.Query)
	return page, nil
}

// judge turns a page of which most rows can't be used into a problem: then
// the portal changed its fields, not a publisher its row.
func (d *Definition) judge(p *ListPage) error {
	if p.Found > 0 && len(p.Bad)*2 > p.Found {
		return changed("%d of %d rows can't be used: %s", len(p.Bad), p.Found, p.Bad[0])
	}
	if address, n := p.shared(); n > 2 && n*2 > len(p.Rows) {
		return changed("list.fields.url gives %d of %d rows the same address, %s", n, len(p.Rows), address)
	}
	return nil
}

// shared gives the address that most titles share. A page's id comes from its
// address, so rows with one address would be kept as one notice.
func (p *ListPage) shared() (address string, titles int) {
	seen := map[[2]string]bool{}
	count := map[string]int{}
	for _, e := range p.Rows {
		key := [2]string{e.Row.URL, e.Row.Title}
		if seen[key] {
			continue
		}
		seen[key] = true
		if count[e.Row.URL]++; count[e.Row.URL] > titles {
			address, titles = e.Row.URL, count[e.Row.URL]
		}
	}
	return address, titles
}

// refilter drops rows that don't hold the query's words, for portals whose
// search falls back to everything when it finds nothing.
func (d *Definition) refilter(p *ListPage, query string) {
	if !d.Refilter || query == "" {
		return
	}
	kept := p.Rows[:0]
	for _, e := range p.Rows {
		if strings.Contains(strings.ToLower(e.Row.Title+e.Row.Summary), strings.ToLower(query)) {
			kept = append(kept, e)
		} else {
			p.Dropped++
		}
	}
	p.Rows = kept
	// A true result holds the words in every row; a fallback hardly in any.
	if len(kept)*2 < p.Found-len(p.Bad) {
		p.Astray, p.Total, p.Pages, p.Next = true, p.Found, 1, ""
	}
}

func changed(format string, args ...any) *Problem {
	return &Problem{Outcome: Changed, Reason: fmt.Sprintf(format, args...)}
}

func (d *Definition) readHTML(a Answer, at At) (*ListPage, error) {
	doc, err := a.document()
	if err != nil {
		return nil, changed("%v", err)
	}
	if d.List.Container != "" && doc.Find(d.List.Container).Length() == 0 {
		return nil, changed("list.container %q finds nothing", d.List.Container)
	}
	base := a.URL
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if u, err := resolve(base, href); err == nil {
			base = u
		}
	}
	page := &ListPage{Total: -1, Pages: -1}
	doc.Find(d.List.Rows).Each(func(_ int, s *goquery.Selection) {
		page.add(d, at, base, func(from string) string { return selectHTML(s, from) })
	})
	whole := func(from string) string {
		if from == "" {
			return a.Text
		}
		return selectHTML(doc.Selection, from)
	}
	return page, page.count(d, base, whole)
}

func (d *Definition) readJSON(a Answer, at At) (*ListPage, error) {
	text := a.Text
	if !gjson.Valid(text) {
		if strings.HasPrefix(strings.TrimSpace(text), "{") {
			return nil, &Problem{Outcome: Truncated, Reason: "the JSON breaks off"}
		}
		return nil, changed("the answer is no JSON but %.60q", text)
	}
	root := gjson.Parse(text)
	if d.List.Inner != "" {
		inner := root.Get(d.List.Inner).String()
		if !gjson.Valid(inner) || inner == "" {
			return nil, changed("list.inner %q holds no JSON", d.List.Inner)
		}
		root = gjson.Parse(inner)
	}
	if c := d.List.Container; c != "" && !root.Get(c).Exists() {
		return nil, changed("list.container %q is not in the answer", c)
	}
	rows := root.Get(d.List.Rows)
	if !rows.IsArray() && rows.Type != gjson.Null {
		return nil, changed("list.rows %q is not an array", d.List.Rows)
	}
	page := &ListPage{Total: -1, Pages: -1}
	rows.ForEach(func(_, record gjson.Result) bool {
		page.add(d, at, a.URL, func(from string) string { return jsonText(record, from) })
		return true
	})
	return page, page.count(d, a.URL, func(from string) string { return jsonText(root, from) })
}

// count reads what the page says about the whole list.
func (p *ListPage) count(d *Definition, base string, get func(string) string) error {
	p.Total = number(d.List.Total.find(get))
	p.Pages = number(d.List.Pages.find(get))
	if next := d.List.Page.Next.find(get); next != "" {
		u, err := resolve(base, next)
		if err != nil {
			return changed("list.page.next: %v", err)
		}
		p.Next = u
	}
	return nil
}

func number(s string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(s), ",", ""))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// add reads one row.
func (p *ListPage) add(d *Definition, at At, base string, get func(string) string) {
	p.Found++
	f := d.List.Fields
	extra := make(map[string]string, len(f.Extra))
	for name, e := range f.Extra {
		extra[name] = e.find(get)
	}
	value := func(name string) string {
		if v, ok := extra[name]; ok {
			return v
		}
		if v, ok := at.Channel.Vars[name]; ok {
			return v
		}
		return d.Vars[name]
	}
	field := func(e *Expr) string {
		if e != nil && e.Template != "" {
			return expand(e.Template, value, plain)
		}
		return e.find(get)
	}
	row := data.Row{Portal: d.ID, Channel: at.Channel.ID, Query: at.Query, Sample: d.Sample,
		Title: field(f.Title), Summary: field(f.Summary), Buyer: field(f.Buyer),
		Region: field(f.Region), Industry: field(f.Industry), KindHint: at.Channel.Kind, ListOnly: d.Mode == ListOnly}
	kind := field(f.Kind)
	if !d.keeps(kind) {
		p.Dropped++
		return
	}
	if k, ok := d.List.Kinds[kind]; ok {
		row.KindHint = k
	}
	address := ""
	if f.URL != nil && f.URL.Template != "" {
		if name := unfilled(f.URL.Template, extra); name != "" {
			p.Bad = append(p.Bad, fmt.Sprintf("list.fields.extra.%s finds nothing, and list.fields.url needs it (%.40s)", name, row.Title))
			return
		}
		address = expandURL(f.URL.Template, value, without(at.Channel.Vars, extra), without(d.Vars, extra))
	} else {
		address = f.URL.find(get)
	}
	printed := field(f.Published)
	row.Published = ParseDay(printed)
	if why := d.complete(&row, base, address, printed); why != "" {
		p.Bad = append(p.Bad, why)
		return
	}
	p.Rows = append(p.Rows, Entry{Row: row, Detail: d.DetailFetch(row.URL, value)})
}

// without gives the variables that the row's own fields don't name.
func without(vars, fields map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range vars {
		if _, ok := fields[k]; !ok {
			out[k] = v
		}
	}
	return out
}

// unfilled names a value that an address needs and the row lacks: without it
// many rows would have the same address.
func unfilled(template string, extra map[string]string) string {
	for _, n := range names(template) {
		if v, ok := extra[n]; ok && v == "" {
			return n
		}
	}
	return ""
}

// complete checks that a row has what every row must have.
func (d *Definition) complete(row *data.Row, base, address, printed string) string {
	if row.Title == "" {
		return "list.fields.title finds nothing"
	}
	if address == "" {
		return fmt.Sprintf("list.fields.url finds nothing (%.40s)", row.Title)
	}
	u, err := resolve(base, address)
	if err != nil {
		return fmt.Sprintf("list.fields.url: %v (%.40s)", err, row.Title)
	}
	row.URL = u
	if row.Published == 0 {
		return fmt.Sprintf("list.fields.published finds no day in %q (%.40s)", printed, row.Title)
	}
	return ""
}

// keeps tells whether rows of this kind text are read at all.
func (d *Definition) keeps(kind string) bool {
	if d.List.Keep == "" {
		return true
	}
	re, err := regexp.Compile(d.List.Keep) // checked by Load
	return err != nil || re.MatchString(kind)
}
