package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"text/tabwriter"
)

// Report is the outcome of a run: one cell per portal, template and field.
type Report struct {
	cells map[key]*Cell
	fails map[string][]Failure // by field
}

type key struct{ portal, template, field string }

// Cell counts one field of one portal and template.
type Cell struct {
	Portal   string `json:"portal"`
	Template string `json:"template"`
	Field    string `json:"field"`
	Cases    int    `json:"cases"`
	Exact    int    `json:"exact"` // as wanted, also when nothing is wanted and nothing given
	Given    int    `json:"given"` // a value was given
	Wanted   int    `json:"wanted"`
	Right    int    `json:"right"` // a wanted value was given right
}

// Failure is one case that a field failed on.
type Failure struct {
	Portal, Template, Case, Got, Want string
}

func newReport() *Report {
	return &Report{cells: map[key]*Cell{}, fails: map[string][]Failure{}}
}

// check compares a field of a case; the empty string is "no value".
func (r *Report) check(portal, template, field, name, got, want string) {
	k := key{portal, template, field}
	c := r.cells[k]
	if c == nil {
		c = &Cell{Portal: portal, Template: template, Field: field}
		r.cells[k] = c
	}
	c.Cases++
	if got != "" {
		c.Given++
	}
	if want != "" {
		c.Wanted++
	}
	if got != want {
		r.fails[field] = append(r.fails[field], Failure{portal, template, name, got, want})
		return
	}
	c.Exact++
	if want != "" {
		c.Right++
	}
}

// Precision is the share of given values that are right; 1 when none is given.
func (c Cell) Precision() float64 { return share(c.Right, c.Given) }

// Recall is the share of wanted values that are given right.
func (c Cell) Recall() float64 { return share(c.Right, c.Wanted) }

// Accuracy is the share of exact matches.
func (c Cell) Accuracy() float64 { return share(c.Exact, c.Cases) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// Cells gives the counts, ordered by portal, template and field.
func (r Report) Cells() []Cell {
	out := make([]Cell, 0, len(r.cells))
	for _, c := range r.cells {
		out = append(out, *c)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Portal != b.Portal {
			return a.Portal < b.Portal
		}
		if a.Template != b.Template {
			return a.Template < b.Template
		}
		return order(a.Field) < order(b.Field)
	})
	return out
}

// Field sums a field over all portals and templates.
func (r Report) Field(field string) Cell {
	sum := Cell{Portal: "all", Template: "all", Field: field}
	for _, c := range r.cells {
		if c.Field == field {
			sum.Cases += c.Cases
			sum.Exact += c.Exact
			sum.Given += c.Given
			sum.Wanted += c.Wanted
			sum.Right += c.Right
		}
	}
	return sum
}

// Failures gives the failing cases of a field.
func (r Report) Failures(field string) []Failure { return r.fails[field] }

// MarshalJSON writes the cells and, per field, the failing cases.
func (r Report) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Cells    []Cell               `json:"cells"`
		Failures map[string][]Failure `json:"failures"`
	}{r.Cells(), r.fails})
}

// fieldOrder is the order in which fields are printed.
var fieldOrder = []string{"kind", "title", "number", "name", "buyer", "agency", "region", "published", "lots", "status", "winners", "amount", "amount kind",
	"relevance core", "relevance", "relevance (unsure)", "body mention", "body mention (unsure)", "industry", "industry (unsure)", "soe"}

func order(field string) int {
	for i, f := range fieldOrder {
		if f == field {
			return i
		}
	}
	return len(fieldOrder)
}

func (r Report) fields() []string {
	seen := map[string]bool{}
	var out []string
	for k := range r.cells {
		if !seen[k.field] {
			seen[k.field] = true
			out = append(out, k.field)
		}
	}
	sort.Slice(out, func(i, j int) bool { return order(out[i]) < order(out[j]) })
	return out
}

// print writes the table by portal and template, the sums, and the failures.
func (r *Report) print(out io.Writer, failures int) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "portal\ttemplate\tfield\tcases\texact\tprecision\trecall\t")
	for _, c := range r.Cells() {
		row(w, c)
	}
	fmt.Fprintln(w, "\t\t\t\t\t\t\t")
	for _, f := range r.fields() {
		row(w, r.Field(f))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, f := range r.fields() {
		for i, x := range r.fails[f] {
			if i >= failures {
				fmt.Fprintf(out, "%s: %d more\n", f, len(r.fails[f])-i)
				break
			}
			fmt.Fprintf(out, "%s of %s/%s %s: got %q, want %q\n", f, x.Portal, x.Template, x.Case, x.Got, x.Want)
		}
	}
	return nil
}

func row(w io.Writer, c Cell) {
	fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%.2f %%\t%.2f %%\t%.2f %%\t\n", c.Portal, c.Template, c.Field, c.Cases, 100*c.Accuracy(), 100*c.Precision(), 100*c.Recall())
}
