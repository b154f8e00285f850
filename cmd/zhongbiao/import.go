package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/saved"
)

// importCmd takes saved pages and lists into the store, for portals that do
// not want to be crawled.
type importCmd struct {
	Paths   []string `arg:"" name:"path" help:"Saved HTML, JSON, JSON lines or PDF, CSV and XLSX lists, a folder or a zip of them."`
	Portal  string   `required:"" help:"The portal they come from, by id." placeholder:"ID"`
	URL     string   `name:"url" help:"The page's address, when a single page is imported." placeholder:"URL"`
	Portals string   `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
}

// Run imports, then reads and indexes what came.
func (c *importCmd) Run(a *app) error {
	defs, d, err := c.check()
	if err != nil {
		return err
	}
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	s, err := a.openStack(dir, stackOptions{portals: defs})
	if err != nil {
		return err
	}
	defer s.Close()
	rep, importErr := saved.Import(a.ctx, c.Paths, saved.Options{Store: s.store, Portal: d.ID, URL: c.URL, Hints: pageHints(d)})
	if err := s.ready(context.WithoutCancel(a.ctx)); err != nil {
		return err
	}
	return a.reportImport(rep, importErr)
}

// check finds wrong usage before the folder is opened or made.
func (c *importCmd) check() ([]*portal.Definition, *portal.Definition, error) {
	if strings.HasPrefix(c.Portal, "sample") {
		return nil, nil, usagef("--portal %s: the sample portal's notices are invented and can't be mixed with saved ones", c.Portal)
	}
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return nil, nil, err
	}
	found, err := choose(defs, []string{c.Portal})
	if err != nil {
		return nil, nil, err
	}
	if c.URL != "" && !strings.HasPrefix(c.URL, "http://") && !strings.HasPrefix(c.URL, "https://") {
		return nil, nil, usagef("--url %s: want http://… or https://…", c.URL)
	}
	for _, p := range c.Paths {
		if _, err := os.Stat(p); err != nil {
			return nil, nil, usagef("%w", err)
		}
	}
	return defs, found[0], nil
}

// maxProblems bounds the lines that one import prints about bad rows.
const maxProblems = 200

func (a *app) reportImport(rep *saved.Report, err error) error {
	for i, p := range rep.Problems {
		if i == maxProblems {
			fmt.Fprintf(a.stderr, "… and %d more\n", len(rep.Problems)-i)
			break
		}
		fmt.Fprintln(a.stderr, p)
	}
	fmt.Fprintf(a.stdout, "%d files: %d new, %d changed, %d unchanged, %d bad, %d skipped\n",
		rep.Files, rep.New, rep.Changed, rep.Unchanged, len(rep.Problems), rep.Skipped)
	if err != nil {
		return err
	}
	if n := len(rep.Problems); n > 0 {
		return incompleteError{fmt.Sprintf("%d files or rows were not imported (see above)", n)}
	}
	return nil
}
