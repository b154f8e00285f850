package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"sort"
	"strings"
	"text/tabwriter"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/reference"
)

// trendCmd prints the monthly series against a baseline: the same numbers as
// the trend page, by the same handler.
type trendCmd struct {
	Words    string `arg:"" optional:"" name:"query" help:"Only awards that this query finds."`
	Query    string `help:"The same as a flag." placeholder:"QUERY"`
	JSON     bool   `name:"json" help:"Print JSON." xor:"format"`
	CSV      bool   `name:"csv" help:"Print CSV, without a byte order mark." xor:"format"`
	Format   string `help:"One of table, csv, xlsx, json: the bytes of the page's file (default: by the ending of --output, else the table)." placeholder:"FORMAT"`
	Output   string `short:"o" help:"File to write (default: standard output)." placeholder:"FILE" type:"path"`
	Lang     string `help:"Language of headers: ${enum}." enum:"zh,en" default:"en"`
	Split    string `help:"Split by ${enum}." enum:"industry,scene,category,region,soe,supplier" default:"industry"`
	Baseline string `help:"What to compare with: own, none, or published:ID (see reconcile)." placeholder:"NAME"`
	Classes  string `help:"Count only these classes: core,compute,data." placeholder:"LIST"`
	Unit     string `help:"Count ${enum}." enum:"project,notice" default:"project"`
	From     string `help:"First month." placeholder:"YYYY-MM"`
	To       string `help:"Last month." placeholder:"YYYY-MM"`
	AsOf     string `help:"The series as it was known at the end of this day, from the journal." placeholder:"YYYY-MM-DD"`
	Filter   string `help:"Further filters, as in a page's address: industry=energy&region=110000." placeholder:"QUERY"`
}

// trendAnswer is the answer of /trend.json: the ledger's series with the
// parts of the split beside it.
type trendAnswer struct {
	ledger.Series
	Sample string                      `json:"sample"`
	Parts  map[string]map[string]int64 `json:"parts"`
	States map[string]string           `json:"states"`
}

// trendFlags are the flags by the names of their parameters.
var trendFlags = map[string]string{"relevance": "classes", "from": "from", "to": "to", "split": "split", "baseline": "baseline", "unit": "unit"}

// Run prints the table, or the handler's own JSON or CSV.
func (c *trendCmd) Run(a *app) error { return asFlags(c.run(a), c.Filter, trendFlags) }

func (c *trendCmd) run(a *app) error {
	q, err := c.values()
	if err != nil {
		return err
	}
	format, err := c.format()
	if err != nil {
		return err
	}
	switch {
	case c.AsOf != "" && (c.CSV || c.Output != "" || format != "table" && !c.JSON):
		return usagef("--as-of gives a table or --json, no other format and no file")
	case c.AsOf != "":
		q.Del("split") // the journal gives the whole only
		if c.JSON {
			q.Set("format", "json")
		}
		return a.askTo(a.stdout, "/-/asof/"+url.PathEscape(c.AsOf), q)
	case format != "table":
		if c.CSV {
			q.Set("bom", "0")
		}
		return a.askFile(c.Output, "/trend."+format, q)
	case c.Output != "":
		return usagef("--output: choose --format csv, xlsx or json as well")
	}
	s, err := a.ask()
	if err != nil {
		return err
	}
	defer s.Close()
	return a.printTrend(s, q, false)
}

// format is what is asked for by one of three flags, or by the file's ending.
func (c *trendCmd) format() (string, error) {
	flag := c.Format
	switch {
	case flag != "" && (c.JSON || c.CSV):
		return "", usagef("--format %s stands beside --json or --csv: give one of them", c.Format)
	case c.JSON:
		flag = "json"
	case c.CSV:
		flag = "csv"
	}
	return chooseFormat(flag, c.Output, trendFormats)
}

func (c *trendCmd) values() (url.Values, error) {
	q, err := parseFilter(c.Filter)
	if err != nil {
		return nil, err
	}
	words, err := oneQuery(c.Words, c.Query)
	if err != nil {
		return nil, err
	}
	for k, v := range map[string]string{"q": words, "lang": c.Lang, "baseline": strings.TrimPrefix(c.Baseline, "published:"), "relevance": c.Classes, "from": c.From, "to": c.To, "split": c.Split} {
		if v != "" {
			q.Set(k, v)
		}
	}
	if c.Unit == "notice" {
		q.Set("unit", c.Unit)
	}
	return q, nil
}

// printTrend prints the monthly table, and the parts of the split below.
func (a *app) printTrend(s asker, q url.Values, top bool) error {
	var buf bytes.Buffer
	if err := s.get(a.ctx, "/trend.json", q, &buf); err != nil {
		return err
	}
	var t trendAnswer
	if err := json.Unmarshal(buf.Bytes(), &t); err != nil {
		return fmt.Errorf("read trend: %w", err)
	}
	t.table(a.stdout)
	t.foot(a.stdout)
	if top {
		t.top(a.stdout, 5)
	}
	return nil
}

func (t *trendAnswer) table(w io.Writer) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "month\t%ss\twith amount\tsum (万元)\tyear to date\tshare of %s\tcoverage\t\n", t.Unit, t.baseName())
	hidden := 0
	for _, m := range t.Months {
		if !m.Covered { // said, never printed as zero
			hidden++
			continue
		}
		hidden = gap(tw, hidden)
		mark := ""
		if t.passes(m.Month) {
			mark = " <- passes " + t.baseName()
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%s\t%d\t%s\t%s\t%s\n", m.Month, m.Count, m.Disclosed, wan(m.SumFen), m.YTD, percent(m.Ratio), t.States[m.Month.String()], mark)
	}
	gap(tw, hidden)
	tw.Flush()
}

// gap says how many months are not covered.
func gap(w io.Writer, months int) int {
	if months > 0 {
		fmt.Fprintf(w, "(%d months not covered)\t\t\t\t\t\t\t\n", months)
	}
	return 0
}

func (t *trendAnswer) passes(m data.Month) bool {
	return slices.ContainsFunc(t.Passed, func(p ledger.Passing) bool { return p.Month == m })
}

func (t *trendAnswer) baseName() string {
	if t.Baseline == nil {
		return "baseline"
	}
	return fmt.Sprint(t.Baseline.Year)
}

// foot says what the numbers are measured with, and that they are a sample.
func (t *trendAnswer) foot(w io.Writer) {
	if b := t.Baseline; b != nil {
		fmt.Fprintf(w, "\nbaseline: %d %ss in %d (%s; %s)\n", b.Count, b.Unit, b.Year, b.ID, b.Source)
	}
	for _, p := range t.Passed {
		fmt.Fprintf(w, "%d passes all of %s in %s, with %d %ss since January\n", p.Year, t.baseName(), p.Month, p.YTD, t.Unit)
	}
	for _, n := range t.Notes {
		fmt.Fprintln(w, "note:", n.Text)
	}
	if t.Sample != "" {
		fmt.Fprintf(w, "SAMPLE: %s\n", t.Sample)
	}
}

// top prints the biggest parts of the split.
func (t *trendAnswer) top(w io.Writer, n int) {
	sum := map[string]int64{}
	var keys []string
	for _, parts := range t.Parts {
		for k, v := range parts {
			if _, ok := sum[k]; !ok {
				keys = append(keys, k)
			}
			sum[k] += v
		}
	}
	sort.Slice(keys, func(i, j int) bool {
		if sum[keys[i]] != sum[keys[j]] {
			return sum[keys[i]] > sum[keys[j]]
		}
		return keys[i] < keys[j]
	})
	var parts []string
	for i, k := range keys {
		if i == n {
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s %d", reference.LabelText("industry", k, "en"), reference.LabelText("industry", k, "zh"), sum[k]))
	}
	fmt.Fprintf(w, "top industries: %s\n", strings.Join(parts, ", "))
}

func wan(fen int64) string { return fmt.Sprintf("%.1f", float64(fen)/float64(10000*data.Yuan)) }

func percent(r *float64) string {
	if r == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", *r*100)
}
