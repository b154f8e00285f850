package main

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"zhongbiao/server"
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
	if c.Columns != "" && format != "csv" && format != "xlsx" {
		return usagef("--columns %s: %s has no columns to choose from; take csv or xlsx", c.Columns, format)
	}
	if c.Columns != "" {
		q.Set("columns", c.Columns)
	}
	return asFlags(a.askFile(c.Output, "/awards."+format, q), c.Filter, map[string]string{"columns": "columns"})
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
	return asFlags(a.askFile(c.Output, "/awards."+format, q), c.Filter, map[string]string{"since": "since"})
}

// filterValues are the parameters of an address. A name in --filter that no
// address takes is refused: the page would overlook it, and a misspelt filter
// would pass as one that finds everything.
func filterValues(filter, query, lang string, all bool) (url.Values, error) {
	q, err := parseFilter(filter)
	if err != nil {
		return nil, err
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

func parseFilter(filter string) (url.Values, error) {
	q, err := url.ParseQuery(strings.TrimPrefix(filter, "?"))
	if err != nil {
		return nil, usagef("--filter %q: %w (write it as in a page's address: industry=energy&region=110000)", filter, err)
	}
	for name := range q {
		if !server.KnownParam(name) {
			return nil, usagef("--filter: there is no filter %q; there are %s", name, strings.Join(server.FilterParams(), ", "))
		}
	}
	return q, nil
}

// asFlags lets an error of the server name the flag that its parameter came
// by: one of the given, by the parameter's name, else --filter.
func asFlags(err error, filter string, flags map[string]string) error {
	var param paramError
	if !errors.As(err, &param) {
		return err
	}
	flag := flags[param.name]
	if q, err := url.ParseQuery(filter); err == nil && q.Has(param.name) {
		flag = "filter"
	}
	if flag == "" {
		return err
	}
	return usagef("--%s: %s", flag, strings.TrimPrefix(param.msg, param.name+": "))
}

// askFile writes an answer to a file, which appears only when it is whole, or
// to standard output, which "-" stands for too.
func (a *app) askFile(file, path string, q url.Values) error {
	if file == "" || file == "-" {
		return a.askTo(a.stdout, path, q)
	}
	switch info, err := os.Stat(file); {
	case err == nil && info.IsDir():
		return usagef("--output %s is a folder: name a file in it", file)
	case err == nil && !info.Mode().IsRegular(): // a pipe or a device must not be replaced
		return a.askInto(file, path, q)
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".zhongbiao-export-*")
	if err != nil {
		return badPlace("--output", file, err)
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

func (a *app) askInto(file, path string, q url.Values) error {
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return usagef("--output %s: %w", file, err)
	}
	return errors.Join(a.askTo(f, path, q), f.Close())
}

// badPlace says why a file can't be made, by its own name and not by that of
// the file that would have become it.
func badPlace(what, file string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return usagef("%s %s can't be made in that folder: %w", what, file, err)
}
