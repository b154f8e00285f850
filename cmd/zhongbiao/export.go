package main

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
)

// exportCmd writes all awards of a query in one of the server's formats: the
// same code and bytes as the address /awards.FORMAT.
type exportCmd struct {
	Query  string `arg:"" optional:"" help:"Which awards, see \"search --help\"."`
	Format string `help:"One of ${enum}." enum:"csv,xlsx,json,ndjson,ocds.json" default:"csv"`
	Output string `short:"o" help:"File to write (default: standard output)." placeholder:"FILE" type:"path"`
	Lang   string `help:"Language of headers: ${enum}." enum:"zh,en" default:"zh"`
	BOM    bool   `name:"bom" help:"Begin CSV with a byte order mark, as Excel wants it." default:"true" negatable:""`
	All    bool   `help:"Also candidates, failures and what is not counted."`
	Filter string `help:"Further filters, as in a page's address: industry=energy&columns=id,title." placeholder:"QUERY"`
}

// Run writes the whole file or fails.
func (c *exportCmd) Run(a *app) error {
	q, err := filterValues(c.Filter, c.Query, c.Lang, c.All)
	if err != nil {
		return err
	}
	if !c.BOM {
		q.Set("bom", "0")
	}
	return a.askFile(c.Output, "/awards."+c.Format, q)
}

// feedCmd writes a feed of a query: the same bytes as its address.
type feedCmd struct {
	Query  string `arg:"" optional:"" help:"Which awards, see \"search --help\"."`
	Format string `help:"One of ${enum}." enum:"rss,atom,feed.json" default:"rss"`
	Output string `short:"o" help:"File to write (default: standard output)." placeholder:"FILE" type:"path"`
	Lang   string `help:"Language: ${enum}." enum:"zh,en" default:"zh"`
	All    bool   `help:"Also candidates, failures and what is not counted."`
	Filter string `help:"Further filters, as in a page's address." placeholder:"QUERY"`
}

// Run writes the feed.
func (c *feedCmd) Run(a *app) error {
	q, err := filterValues(c.Filter, c.Query, c.Lang, c.All)
	if err != nil {
		return err
	}
	return a.askFile(c.Output, "/awards."+c.Format, q)
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
