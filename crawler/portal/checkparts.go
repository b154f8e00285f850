package portal

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/tidwall/gjson"
)

// FieldReport says in how many rows a field of the list was found.
type FieldReport struct {
	Name    string `json:"name"`
	Filled  int    `json:"filled"`
	Of      int    `json:"of"`
	Example string `json:"example,omitempty"`
}

// PartReport says what a selector or JSON path of the detail finds.
type PartReport struct {
	Field    string `json:"field"` // "detail.expect", "detail.body", "detail.drop"
	Selector string `json:"selector"`
	Found    int    `json:"found"`
	Letters  int    `json:"letters"` // of text in all that was found
}

func (r *CheckReport) list(d *Definition, a Answer, page *ListPage) {
	r.Page, r.Found, r.Dropped, r.Total, r.Pages = ListPageType, page.Found, page.Dropped, page.Total, page.Pages
	if r.Bad = page.Bad; len(r.Bad) > 0 {
		r.Reason = fmt.Sprintf("%d rows can't be used", len(r.Bad))
	}
	for _, e := range page.Rows {
		r.Rows = append(r.Rows, e.Row)
	}
	if d.List.Total != nil && page.Total < 0 {
		r.Missing = append(r.Missing, "list.total finds no number")
	}
	if d.List.Pages != nil && page.Pages < 0 {
		r.Missing = append(r.Missing, "list.pages finds no number")
	}
	r.fields(d, a)
}

// fields counts in how many rows each field is found.
func (r *CheckReport) fields(d *Definition, a Answer) {
	rows := d.records(a)
	r.Found = len(rows)
	for _, f := range d.List.Fields.read() {
		v := FieldReport{Name: f.name, Of: len(rows)}
		for _, get := range rows {
			found := f.expr.find(get)
			if found == "" || f.name == "published" && ParseDay(found) == 0 {
				continue
			}
			v.Filled++
			if v.Example == "" {
				v.Example = cut(found, 200)
			}
		}
		if v.Filled == 0 && len(rows) > 0 {
			r.Missing = append(r.Missing, "list.fields."+f.name+" finds nothing in any row")
		}
		r.Fields = append(r.Fields, v)
	}
	r.kinds(d, rows)
	if len(r.Missing)+len(r.Bad) > 0 && len(rows) > 0 {
		r.Look = append(r.Look, "the first row: "+cut(d.firstRow(a), 600))
	}
}

// kinds names texts of the kind field that the definition has no kind for.
func (r *CheckReport) kinds(d *Definition, rows []func(string) string) {
	unknown := map[string]int{}
	for _, get := range rows {
		text := d.List.Fields.Kind.find(get)
		if _, ok := d.List.Kinds[text]; text != "" && !ok && d.keeps(text) {
			unknown[text]++
		}
	}
	for _, text := range slices.Sorted(maps.Keys(unknown)) {
		r.Missing = append(r.Missing, fmt.Sprintf("list.kinds has no kind for %q (%d rows, which get the channel's)", text, unknown[text]))
	}
}

// records gives a reader for each row of a list; "." reads the whole row.
func (d *Definition) records(a Answer) []func(string) string {
	var out []func(string) string
	if d.List.Rows == "" {
		return nil
	}
	if d.List.Format == "json" {
		text := a.Text
		if d.List.Inner != "" {
			text = gjson.Get(text, d.List.Inner).String()
		}
		if !gjson.Valid(text) {
			return nil
		}
		gjson.Get(text, d.List.Rows).ForEach(func(_, v gjson.Result) bool {
			out = append(out, func(from string) string { return jsonText(v, from) })
			return true
		})
		return out
	}
	doc, err := a.document()
	if err != nil {
		return nil
	}
	doc.Find(d.List.Rows).Each(func(_ int, s *goquery.Selection) {
		out = append(out, func(from string) string { return selectHTML(s, from) })
	})
	return out
}

// firstRow gives the source of the first row, to write selectors after.
func (d *Definition) firstRow(a Answer) string {
	if d.List.Format == "json" {
		return d.records(a)[0](".")
	}
	doc, err := a.document()
	if err != nil {
		return ""
	}
	source, err := goquery.OuterHtml(doc.Find(d.List.Rows).First())
	if err != nil {
		return ""
	}
	return source
}

type namedExpr struct {
	name string
	expr *Expr
}

// read lists the fields that are read from the page itself; an address that
// is made of others is as good as those.
func (f *Fields) read() []namedExpr {
	var out []namedExpr
	for _, n := range []namedExpr{{"title", f.Title}, {"url", f.URL}, {"published", f.Published}, {"buyer", f.Buyer},
		{"region", f.Region}, {"industry", f.Industry}, {"summary", f.Summary}, {"kind", f.Kind}} {
		if n.expr != nil && len(n.expr.From) > 0 {
			out = append(out, n)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Extra)) {
		out = append(out, namedExpr{"extra." + name, f.Extra[name]})
	}
	return out
}

// detail reports what the detail's selectors find.
func (r *CheckReport) detail(d *Definition, a Answer) {
	r.Page = DetailPageType
	if len(d.Detail.Expect) == 0 {
		r.Reason = "the definition names nothing that a notice must have, so any page passes"
	}
	text := false
	for _, group := range []struct {
		field     string
		selectors []string
	}{{"detail.expect", d.Detail.Expect}, {"detail.body", d.Detail.Body}, {"detail.drop", d.Detail.Drop}} {
		for _, s := range group.selectors {
			p := a.part(group.field, s)
			text = text || p.Field == "detail.body" && p.Letters > 0
			r.Parts = append(r.Parts, p)
		}
	}
	if len(d.Detail.Body) > 0 && !text {
		r.Missing = append(r.Missing, "detail.body finds no text: the whole page would be read")
		r.Look = suggest(a, false)
	}
}

func (a Answer) part(field, selector string) PartReport {
	p := PartReport{Field: field, Selector: selector}
	if a.isJSON() {
		if v := gjson.Get(a.Text, selector); v.Exists() && v.Type != gjson.Null {
			p.Found, p.Letters = 1, utf8.RuneCountInString(v.String())
		}
		return p
	}
	doc, err := a.document()
	if err != nil {
		return p
	}
	found := doc.Find(selector)
	p.Found, p.Letters = found.Length(), utf8.RuneCountInString(squeeze(found.Text()))
	return p
}
