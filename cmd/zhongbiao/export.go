package main

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
)

// wanted is what export and feed share: which awards, and where they go.
type wanted struct {
	Words  string `arg:"" optional:"" name:"query" help:"Which awards, see \"search --help\"."`
	Query  string `help:"The same as a flag." placeholder:"QUERY"`
	Output string `short:"o" help:"File to write (default: standard output)." placeholder:"FILE" type:"path"`
	Lang   string `help:"Language of headers and words: ${enum}." enum:"zh,en" default:"zh"`
	All    bool   `help:"Also candidates, failures and what is not counted."`
	Filter string `help:"Further filters, as in a page's address: industry=energy&region=110000." placeholder:"QUERY"`
}

func (c *wanted) values() (url.Values, error) {
	query, err := oneQuery(c.Words, c.Query)
	if err != nil {
		return nil, err
	}
	return filterValues(c.Filter, query, c.Lang, c.All)
}

// oneQuery takes the query as words or as a flag, not both.
func oneQuery(words, flag string) (string, error) {
	if words != "" && flag != "" {
		return "", usagef("--query %q stands beside the query %q: give one of them", flag, words)
	}
	return words + flag, nil
}

// exportCmd writes all awards of a query in one of the server's formats: the
// same code and bytes as the address /awards.FORMAT.
type exportCmd struct {
	wanted
	Format  string `help:"One of csv, xlsx, json, ndjson, ocds.json, records.ocds.json (default: by the ending of --output, else csv)." placeholder:"FORMAT"`
	Columns string `help:"Columns of csv and xlsx: id,month,buyer,amount (default: all; a wrong name lists them)." placeholder:"NAMES"`
	BOM     bool   `name:"bom" help:"Begin CSV with a byte order mark, as Excel wants it." default:"true" negatable:""`
}

// Run writes the whole file or fails.
func (c *exportCmd) Run(a *app) error {
	format, err := chooseFormat(c.Format, c.Output, exportFormats)
	if err != nil {
		return err
	}
	q, err := c.values()
	if err != nil {
		return err
	}
	if !c.BOM {
		q.Set("bom", "0")
	}
	if c.Columns != "" {
		q.Set("columns", c.Columns)
	}
	return a.askFile(c.Output, "/awards."+format, q)
}

// feedCmd writes a feed of a query: the same bytes as its address.
type feedCmd struct {
	wanted
	Format string `help:"One of rss, atom, feed.json (default: by the ending of --output, else rss)." placeholder:"FORMAT"`
	Since  string `help:"Only what is new since this day or moment." placeholder:"YYYY-MM-DD"`
}

// Run writes the feed.
func (c *feedCmd) Run(a *app) error {
	format, err := chooseFormat(c.Format, c.Output, feedFormats)
	if err != nil {
		return err
	}
	q, err := c.values()
	if err != nil {
		return err
	}
	if c.Since != "" {
		q.Set("since", c.Since)
	}
	return a.askFile(c.Output, "/awards."+format, q)
}

func filterValues(filter, query, lang string, all bool) (url.Values, error) {
	q, err := url.ParseQuery(filter)
	if err != nil {
		return nil, usagef("--filter: %w", err)
	}
	if query != "" {
		q.Set("q", query)
	}
	if all {
		q.Set("scope", "all")
	}
	q.Set("lang", lang)
	return q, nil
}

// askFile writes an answer to a file, which appears only when it is whole, or
// to standard output.
func (a *app) askFile(file, path string, q url.Values) error {
	if file == "" {
		return a.askTo(a.stdout, path, q)
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".zhongbiao-export-*")
	if err != nil {
		return usagef("--output: %w", err)
	}
	defer os.Remove(tmp.Name())
	if err := a.askTo(io.Writer(tmp), path, q); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
