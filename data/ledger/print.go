package ledger

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// table writes rows with aligned columns.
func table(w io.Writer, head string, rows func(row func(format string, a ...any))) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(tw, head); err != nil {
		return err
	}
	rows(func(format string, a ...any) { fmt.Fprintf(tw, format+"\n", a...) })
	return tw.Flush()
}

// Print writes the reconciliation for people, in English.
func (r Reconciliation) Print(w io.Writer) error {
	err := table(w, "period\tunit\tpublished\tours\tshare\tpublished yuan\tour yuan\tdisclosed\ttracker", func(row func(string, ...any)) {
		for _, f := range r.Figures {
			if !f.Known { // said, never printed as zero
				row("%s\t%s\t%s\tnot covered\t\t%s\t\t\t%s", monthSpan(f.From, f.To), f.Unit, figureCount(f), figureYuan(f), f.Tracker)
				continue
			}
			row("%s\t%s\t%s\t%d\t%s\t%s\t%s\t%d of %d\t%s", monthSpan(f.From, f.To), f.Unit, figureCount(f), f.Count, percent(f.Share),
				figureYuan(f), wholeYuan(f.Ours.Fen), f.Ours.Disclosed, f.Ours.Projects, f.Tracker)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, f := range r.Figures {
		fmt.Fprintf(w, "%s, %s: %s; source %s", f.Tracker, monthSpan(f.From, f.To), f.Scope, f.Source)
		for _, s := range append([]string{f.Note}, f.Remarks...) {
			if s != "" {
				fmt.Fprintf(w, "; %s", s)
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	return table(w, "our period\tprojects\tcore\tcompute\tdata\trepeats removed\tcandidates only\tfailed\tyuan\tdisclosed\tcomplete months", func(row func(string, ...any)) {
		for _, p := range r.Periods {
			o := p.Ours
			row("%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%d of %d\t%d of %d", p.Name, o.Projects, o.Class[data.Core], o.Class[data.Compute], o.Class[data.DataClass],
				o.Repeats, o.Candidates, o.Failed, wholeYuan(o.Fen), o.Disclosed, o.Projects, o.Complete, o.Months)
		}
	})
}

func monthSpan(from, to data.Month) string {
	if from == to {
		return from.String()
	}
	return from.String() + ".." + to.String()
}

func figureCount(f Reconciled) string {
	if f.Figure.Count == 0 {
		return "-"
	}
	sign := map[string]string{"at_least": ">", "below": "<", "nearly": "~", "": ""}[string(f.Bound)]
	if sign == "" && f.Approximate {
		sign = "~"
	}
	return fmt.Sprintf("%s%d", sign, f.Figure.Count)
}

// figureYuan prints a published amount, ">" before one that is a lower bound.
func figureYuan(f Reconciled) string {
	if f.Bound == reference.BoundAtLeastAmount && f.AmountFen > 0 {
		return ">" + wholeYuan(f.AmountFen)
	}
	return wholeYuan(f.AmountFen)
}

func percent(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f%%", *v*100)
}

// wholeYuan prints fen as yuan without fen, "-" for none.
func wholeYuan(fen int64) string {
	if fen == 0 {
		return "-"
	}
	return fmt.Sprint(fen / data.Yuan)
}

// PrintRestatements writes a restatement log for people, in English: by month
// and cause first, then every change.
func PrintRestatements(w io.Writer, rs []Restated) error {
	if len(rs) == 0 {
		_, err := fmt.Fprintln(w, "no month was restated")
		return err
	}
	err := table(w, "month\tcause\tchanges\tcount\tyuan\tlast", func(row func(string, ...any)) {
		for _, m := range ByMonth(rs) {
			row("%s\t%s\t%d\t%+d\t%+d\t%s", m.Month, m.Cause, m.Changes, m.Count, m.Fen/data.Yuan, m.Last.In(data.Shanghai).Format("2006-01-02 15:04"))
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(w)
	return table(w, "when\tmonth\tcount\tyuan\tproject\tcause\tdetail", func(row func(string, ...any)) {
		for _, r := range rs {
			row("%s\t%s\t%+d\t%+d\t%s\t%s\t%s", r.At.In(data.Shanghai).Format("2006-01-02 15:04"), r.Month, r.Count, r.Fen/data.Yuan, r.Project, r.Cause, r.Detail)
		}
	})
}

// Print writes the report of the checks for people, in English.
func (rep CheckReport) Print(w io.Writer) error {
	err := table(w, "check\tpass\tfail\tn/a", func(row func(string, ...any)) {
		for _, t := range rep.Tallies {
			row("%s\t%d\t%d\t%d", t.Code, t.Pass, t.Fail, t.NA)
		}
	})
	if err != nil || len(rep.Findings) == 0 {
		return err
	}
	fmt.Fprintln(w)
	return table(w, "project\tmonth\tcheck\twhy\ttitle", func(row func(string, ...any)) {
		for _, f := range rep.Findings {
			row("%s\t%s\t%s\t%s\t%s", f.Project, f.Month, f.Code, f.Why, f.Title)
		}
	})
}

// PrintProject writes everything that is known of a project for people, in
// English: what it counts as and why, its lots, how each notice came to it,
// what changed, and the checks.
func PrintProject(w io.Writer, p *data.Project, checks []data.Check) error {
	var b sheet
	b.head(p)
	for _, l := range p.Lots {
		b.line("lot", "%s%s, %s: %s %s %s", lotLabel(l), l.Status, l.Relevance.Label, names(l), amountText(l.Amount), l.Name)
	}
	for _, c := range p.Changes {
		b.line("change", "%s %s: %s → %s (notice %s)", c.Day, c.Field, c.Old, c.New, c.Notice)
	}
	for _, wn := range p.Warnings {
		b.line("warning", "%s: %s", wn.Code, wn.Message)
	}
	for _, l := range p.Notices {
		b.notice(l)
	}
	for _, c := range checks {
		if c.Result != "n/a" {
			b.line("check", "%s %s: %s", c.Result, c.Code, c.Why)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sheet is a page of names and values.
type sheet struct{ strings.Builder }

// line writes a name and its value, nothing when the value is empty.
func (b *sheet) line(name, format string, a ...any) {
	if s := fmt.Sprintf(format, a...); s != "" {
		fmt.Fprintf(b, "%-10s %s\n", name, s)
	}
}

func (b *sheet) head(p *data.Project) {
	b.line("project", "%s", p.ID)
	b.line("sample", "%s", p.Sample)
	b.line("title", "%s", firstOf(p.Name, p.Title))
	b.line("number", "%s", p.Number)
	b.line("buyer", "%s", p.Buyer)
	b.line("stage", "%s", p.Stage)
	if p.Counted {
		b.line("counted", "yes, in %s (first award notice of %s)", p.Month, p.Awarded)
	} else {
		b.line("counted", "no: %s", p.Uncounted)
	}
	b.line("relevance", "%s (%s: %s)", p.Relevance.Label, p.Relevance.Rule, p.Relevance.Evidence)
	b.line("industry", "%s (%s: %s)", p.Industry.ID, p.Industry.Rule, p.Industry.Evidence)
	if p.Disclosed {
		b.line("amount", "%s yuan", yuan(p.Fen))
	} else {
		b.line("amount", "not disclosed")
	}
	b.line("rerun of", "%s", p.Previous)
}

func (b *sheet) notice(l data.Link) {
	how := l.Rule
	if l.Because != "" {
		how += ": " + l.Because
	}
	if l.Same != "" {
		how += "; repeats " + string(l.Same)
	}
	b.line("notice", "%s %s %s %s", l.Published, l.Kind, l.Notice, l.Title)
	b.line("", "  %s", l.URL)
	b.line("", "  linked by %s", how)
}
