package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

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

// portalLine is a portal: what its definition says, and how it fares in the
// data folder (absent while there is none).
type portalLine struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Home     string        `json:"home"`
	Covers   string        `json:"covers"`
	Tier     string        `json:"tier"`
	Mode     string        `json:"mode"`
	Default  string        `json:"default"`
	Why      string        `json:"why,omitempty"`
	Verified string        `json:"verified"`
	Health   *portalHealth `json:"health,omitempty"`
}

// Run prints a line per portal.
func (c *portalsListCmd) Run(a *app) error {
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return err
	}
	health, err := a.portalHealth()
	if err != nil {
		return err
	}
	var lines []portalLine
	for _, d := range defs {
		l := portalLine{d.ID, d.Name, d.Home, d.Covers, d.Tier, modeName(d.Mode), d.Default, d.Why, d.Verified, nil}
		if h, ok := health[d.ID]; ok {
			l.Health = &h
		}
		lines = append(lines, l)
	}
	if c.JSON {
		return json.NewEncoder(a.stdout).Encode(lines)
	}
	tw := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "id\ttier\tdefault\tmode\tlast crawl\toutcome\tcomplete of known list-days\tname\twhy off, or what is missing")
	for _, l := range lines {
		last, outcome, days := l.Health.columns(time.Now())
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.ID, l.Tier, l.Default, l.Mode, last, outcome, days, l.Name, l.note())
	}
	return tw.Flush()
}

// note is why a portal is off, or what its newest crawl missed.
func (l portalLine) note() string {
	if l.Health != nil && len(l.Health.Reasons) > 0 {
		return l.Health.Reasons[0]
	}
	return l.Why
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
