package main

import (
	"encoding/json"
	"fmt"
	"os"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/data/store"
)

// portalsCheckCmd tells what a definition finds on saved pages: how an
// analyst mends one whose page changed.
type portalsCheckCmd struct {
	Args    []string `arg:"" name:"file" help:"Saved pages; - is standard input. A portal's id may stand before them; without one the definition that reads a page best is taken."`
	Portal  string   `help:"The portal's id." placeholder:"ID"`
	URL     string   `name:"url" help:"The page's address, when it is known."`
	Portals string   `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
	JSON    bool     `name:"json" help:"Print JSON lines."`
}

// Run checks each file; a page that the definition does not read as it should
// makes exit code 3.
func (c *portalsCheckCmd) Run(a *app) error {
	defs, files, err := c.definitions()
	if err != nil {
		return err
	}
	bad := 0
	for _, file := range files {
		body, err := readInput(a, file)
		if err != nil {
			return usageError{err}
		}
		rep := portal.CheckBest(defs, c.URL, body, "")
		if !c.JSON {
			fmt.Fprintf(a.stdout, "%s\n", file)
		}
		if err := printReport(a, rep, c.JSON); err != nil {
			return err
		}
		if !rep.OK() {
			bad++
		}
	}
	if bad > 0 {
		return incompleteError{fmt.Sprintf("%d of %d pages are not read as the definition says", bad, len(files))}
	}
	return nil
}

// definitions gives the portal that is named, as a flag or before the files,
// or all of them, and the files.
func (c *portalsCheckCmd) definitions() ([]*portal.Definition, []string, error) {
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return nil, nil, err
	}
	id, files := c.Portal, c.Args
	if _, err := os.Stat(files[0]); id == "" && err != nil && files[0] != "-" {
		id, files = files[0], files[1:]
	}
	if len(files) == 0 {
		return nil, nil, usagef("portals check: %s is no file, and no file follows it", id)
	}
	if id == "" {
		return defs, files, nil
	}
	found, err := choose(defs, []string{id})
	return found, files, err
}

// portalsProbeCmd looks at a live portal once: one list page, one notice.
type portalsProbeCmd struct {
	ID      string      `arg:"" help:"The portal's id."`
	Portals string      `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
	Polite  politeFlags `embed:""`
	JSON    bool        `name:"json" help:"Print JSON lines."`
}

// Run asks as politely as a crawl would, and keeps nothing.
func (c *portalsProbeCmd) Run(a *app) error {
	d, err := onePortal(c.Portals, c.ID)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "zhongbiao-probe-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		return err
	}
	defer st.Close()
	o := crawler.Options{Store: st, Portals: []*portal.Definition{d}, Log: a.log}
	if err := c.Polite.apply(&o); err != nil {
		return err
	}
	cr, err := crawler.New(o)
	if err != nil {
		return err
	}
	p, err := cr.Probe(a.ctx, d.ID)
	if err != nil {
		return err
	}
	ok := true
	for _, rep := range []*portal.CheckReport{p.List, p.Detail} {
		if rep == nil {
			continue
		}
		if err := printReport(a, rep, c.JSON); err != nil {
			return err
		}
		ok = ok && rep.OK()
	}
	if !ok {
		return incompleteError{"the live pages are not read as the definition says"}
	}
	return nil
}

func onePortal(dir, id string) (*portal.Definition, error) {
	defs, err := loadPortals(dir)
	if err != nil {
		return nil, err
	}
	found, err := choose(defs, []string{id})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

func printReport(a *app, rep *portal.CheckReport, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(a.stdout).Encode(rep)
	}
	return rep.Print(a.stdout)
}
