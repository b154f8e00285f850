package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"zhongbiao/crawler/portal"
	"zhongbiao/data/reference"
)

// portalsCmd shows the portal definitions and what they find on saved pages.
type portalsCmd struct {
	List  portalsListCmd  `cmd:"" help:"List the portals: what they cover, and why some are off."`
	Show  portalsShowCmd  `cmd:"" help:"Print a portal's definition file."`
	Check portalsCheckCmd `cmd:"" help:"What a definition finds on saved pages: rows, fields, what is missing."`
	Probe portalsProbeCmd `cmd:"" help:"One polite live request for a list and one for a notice, with the same report."`
}

type portalsListCmd struct {
	Portals string `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
	JSON    bool   `name:"json" help:"Print JSON."`
}

type portalLine struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Home     string `json:"home"`
	Covers   string `json:"covers"`
	Tier     string `json:"tier"`
	Mode     string `json:"mode"`
	Default  string `json:"default"`
	Why      string `json:"why,omitempty"`
	Verified string `json:"verified"`
}

// Run prints a line per portal.
func (c *portalsListCmd) Run(a *app) error {
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return err
	}
	var lines []portalLine
	for _, d := range defs {
		lines = append(lines, portalLine{d.ID, d.Name, d.Home, d.Covers, d.Tier, modeName(d.Mode), d.Default, d.Why, d.Verified})
	}
	if c.JSON {
		return json.NewEncoder(a.stdout).Encode(lines)
	}
	tw := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "id\ttier\tdefault\tmode\tname\twhy off")
	for _, l := range lines {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", l.ID, l.Tier, l.Default, l.Mode, l.Name, l.Why)
	}
	return tw.Flush()
}

func modeName(m portal.Mode) string {
	if m == portal.Crawl {
		return "crawl"
	}
	return string(m)
}

type portalsShowCmd struct {
	ID      string `arg:"" help:"The portal's id."`
	Portals string `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
}

// Run prints the file as it is, to copy and mend.
func (c *portalsShowCmd) Run(a *app) error {
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return err
	}
	found, err := choose(defs, []string{c.ID})
	if err != nil {
		return err
	}
	name := found[0].File()
	if c.Portals != "" {
		if b, err := os.ReadFile(filepath.Join(c.Portals, name)); err == nil {
			_, err = a.stdout.Write(b)
			return err
		}
	}
	f, err := reference.PortalFS().Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := readAll(f)
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(b)
	return err
}
