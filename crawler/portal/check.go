package portal

import (
	"errors"
	"fmt"

	"github.com/PuerkitoBio/goquery"
	"github.com/tidwall/gjson"

	"zhongbiao/data"
)

// Report is what a definition finds on one page, for a person who mends it.
type Report struct {
	Portal   string     `json:"portal"`
	URL      string     `json:"url,omitempty"`
	Read     string     `json:"read_as"` // "list", "detail", or "" when it is neither
	Outcome  Outcome    `json:"outcome"`
	Reason   string     `json:"reason,omitempty"` // names the selector that found nothing
	Rows     []data.Row `json:"rows,omitempty"`
	Found    int        `json:"found"`               // rows in the container
	Dropped  int        `json:"dropped"`             // of another kind or query
	Bad      []string   `json:"bad,omitempty"`       // rows that can't be used, and why
	Total    int        `json:"total"`               // by the portal's own count, -1 when it gives none
	Pages    int        `json:"pages"`               // by the portal's own count, -1 when it gives none
	Empty    []string   `json:"empty,omitempty"`     // fields that the definition has and no row fills
	Parts    []Part     `json:"parts,omitempty"`     // what each selector of the definition finds
	AsList   string     `json:"as_list,omitempty"`   // why it is no list
	AsDetail string     `json:"as_detail,omitempty"` // why it is no detail
}

// Part is one selector and what it finds.
type Part struct {
	Field    string `json:"field"`
	Selector string `json:"selector"`
	Found    int    `json:"found"`
	Letters  int    `json:"letters"` // of text in all that was found
}

// Check tells what the definition finds on a saved page: as a list, else as a
// detail. at says which list it is; the zero value takes the first channel.
func Check(d *Definition, a Answer, at At) Report {
	if a.URL == "" {
		a.URL = d.Home
	}
	if at.Channel.ID == "" && len(d.Channels) > 0 {
		at.Channel = d.Channels[0]
	}
	r := Report{Portal: d.ID, URL: a.URL, Total: -1, Pages: -1, Parts: parts(d, a)}
	page, listErr := d.ReadList(a, at)
	if d.List.Rows == "" {
		listErr = errors.New("the definition has no list")
	}
	if listErr == nil {
		return r.list(d, page)
	}
	detailErr := d.CheckDetail(a)
	if len(d.Detail.Expect) == 0 && detailErr == nil {
		detailErr = errors.New("the definition expects nothing of a detail")
	}
	if detailErr == nil {
		r.Read, r.Outcome = "detail", OK
		return r
	}
	r.Outcome, r.AsList, r.AsDetail = Changed, listErr.Error(), detailErr.Error()
	for _, err := range []error{listErr, detailErr} {
		var p *Problem
		if errors.As(err, &p) {
			if r.Outcome, r.Reason = p.Outcome, p.Reason; p.Outcome == Blocked {
				break
			}
		}
	}
	return r
}

func (r Report) list(d *Definition, p *ListPage) Report {
	r.Read, r.Outcome = "list", OK
	r.Found, r.Dropped, r.Bad, r.Total, r.Pages = p.Found, p.Dropped, p.Bad, p.Total, p.Pages
	for _, e := range p.Rows {
		r.Rows = append(r.Rows, e.Row)
	}
	if p.Found == 0 {
		r.Outcome = Empty
	}
	if len(p.Bad) > 0 {
		r.Reason = fmt.Sprintf("%d rows can't be used", len(p.Bad))
	}
	f := d.List.Fields
	for _, x := range []struct {
		name string
		e    *Expr
		get  func(data.Row) string
	}{
		{"buyer", f.Buyer, func(r data.Row) string { return r.Buyer }}, {"region", f.Region, func(r data.Row) string { return r.Region }},
		{"industry", f.Industry, func(r data.Row) string { return r.Industry }}, {"summary", f.Summary, func(r data.Row) string { return r.Summary }},
	} {
		if x.e != nil && len(r.Rows) > 0 && allEmpty(r.Rows, x.get) {
			r.Empty = append(r.Empty, "list.fields."+x.name)
		}
	}
	return r
}

func allEmpty(rows []data.Row, get func(data.Row) string) bool {
	for _, row := range rows {
		if get(row) != "" {
			return false
		}
	}
	return true
}

// parts counts what each selector of the definition finds on the page.
func parts(d *Definition, a Answer) []Part {
	var out []Part
	add := func(field string, selectors ...string) {
		for _, s := range selectors {
			if s != "" {
				n, letters := a.count(s)
				out = append(out, Part{field, s, n, letters})
			}
		}
	}
	add("list.container", d.List.Container)
	add("list.rows", d.List.Rows)
	add("detail.expect", d.Detail.Expect...)
	add("detail.body", d.Detail.Body...)
	return out
}

// count gives how often a selector or JSON path finds something, and how many
// letters of text that is.
func (a Answer) count(selector string) (n, letters int) {
	if a.isJSON() {
		v := gjson.Get(a.Text, selector)
		if !v.Exists() {
			return 0, 0
		}
		if v.IsArray() {
			return len(v.Array()), len([]rune(v.Raw))
		}
		return 1, len([]rune(v.String()))
	}
	doc, err := a.document()
	if err != nil {
		return 0, 0
	}
	doc.Find(selector).Each(func(_ int, s *goquery.Selection) {
		n++
		letters += len([]rune(squeeze(s.Text())))
	})
	return n, letters
}
