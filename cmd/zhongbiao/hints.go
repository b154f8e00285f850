package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"zhongbiao/crawler/extract"
	"zhongbiao/crawler/portal"
	"zhongbiao/data/reference"
)

// loadPortals reads the built-in definitions, overridden by a folder's.
func loadPortals(dir string) ([]*portal.Definition, error) {
	folders := []fs.FS{reference.PortalFS()}
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, usagef("--portals %s is not a folder", dir)
		}
		folders = append(folders, os.DirFS(dir))
	}
	return portal.Load(folders...)
}

// definition finds one portal by its id.
func definition(id string) (*portal.Definition, error) {
	defs, err := loadPortals("")
	if err != nil {
		return nil, err
	}
	for _, d := range defs {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, fmt.Errorf("portal %s is not among the built-in definitions", id)
}

// hintsOf gives what a portal's definition says about its pages' bodies.
// An unknown portal is wrong usage, since a typo would otherwise pass as a
// page that reads badly.
func hintsOf(id string) (extract.Hints, error) {
	if id == "" {
		return extract.Hints{}, nil
	}
	defs, err := loadPortals("")
	if err != nil {
		return extract.Hints{}, err
	}
	found, err := choose(defs, []string{id})
	if err != nil {
		return extract.Hints{}, err
	}
	return pageHints(found[0]), nil
}

func pageHints(d *portal.Definition) extract.Hints {
	h := d.Hints()
	return extract.Hints{Body: h.Body, Drop: h.Drop}
}

// hintsFrom looks a portal's page hints up by its id.
func hintsFrom(defs []*portal.Definition) func(string) extract.Hints {
	by := map[string]extract.Hints{}
	for _, d := range defs {
		by[d.ID] = pageHints(d)
	}
	return func(id string) extract.Hints { return by[id] }
}

// choose picks the named portals, or all that are on.
func choose(defs []*portal.Definition, ids []string) ([]*portal.Definition, error) {
	var known []string
	var out []*portal.Definition
	for _, d := range defs {
		known = append(known, d.ID)
		if len(ids) == 0 && d.Default == "on" && d.Mode != portal.ImportOnly {
			out = append(out, d)
		}
	}
	for _, id := range ids {
		d := portal.Find(defs, id)
		if d == nil {
			return nil, usagef("--portal %s is not known; known are %s", id, strings.Join(known, ", "))
		}
		out = append(out, d)
	}
	return out, nil
}
