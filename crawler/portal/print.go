package portal

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// Print writes the report for a person.
func (r *CheckReport) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s", cmp.Or(r.Portal, "no known portal"), r.pageText(), r.Outcome)
	if r.Charset != "" {
		fmt.Fprintf(&b, " (%s)", r.Charset)
	}
	b.WriteByte('\n')
	if r.Reason != "" {
		fmt.Fprintf(&b, "  reason: %s\n", r.Reason)
	}
	if r.Page == ListPageType {
		r.printRows(&b)
	}
	for _, p := range r.Parts {
		fmt.Fprintf(&b, "  %-13s  %-36s %d found, %d letters\n", p.Field, p.Selector, p.Found, p.Letters)
	}
	for _, s := range r.Bad {
		fmt.Fprintf(&b, "  unusable row: %s\n", s)
	}
	for _, s := range r.Missing {
		fmt.Fprintf(&b, "  missing: %s\n", s)
	}
	for _, s := range r.Look {
		fmt.Fprintf(&b, "  look at: %s\n", s)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *CheckReport) pageText() string {
	switch r.Page {
	case ListPageType:
		return "a page of a list"
	case DetailPageType:
		return "a notice"
	}
	return "neither a list nor a notice"
}

func (r *CheckReport) printRows(b *strings.Builder) {
	fmt.Fprintf(b, "  %d rows, %d usable, %d of another kind%s\n", r.Found, len(r.Rows), r.Dropped, r.countText())
	for _, f := range r.Fields {
		fmt.Fprintf(b, "  %-16s %3d of %-3d  %s\n", f.Name, f.Filled, f.Of, cut(f.Example, 60))
	}
}

func (r *CheckReport) countText() string {
	var parts []string
	if r.Total >= 0 {
		parts = append(parts, fmt.Sprintf("%d results", r.Total))
	}
	if r.Pages >= 0 {
		parts = append(parts, fmt.Sprintf("%d pages", r.Pages))
	}
	if len(parts) == 0 {
		return ""
	}
	return "; the portal counts " + strings.Join(parts, " on ")
}
