package main

import (
	"fmt"
	"io"
	"slices"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/read"
)

// unreadable lists the pages of some portals that are kept and could not be
// read: a scan, a destroyed text. Each may hold a notice that is not counted.
// No portal stands for all.
func (s *stack) unreadable(portals []string) ([]read.Failure, error) {
	all, err := read.Failures(s.store)
	if err != nil || len(portals) == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(f read.Failure) bool { return !slices.Contains(portals, f.Portal) }), nil
}

func ids(defs []*portal.Definition) (out []string) {
	for _, d := range defs {
		out = append(out, d.ID)
	}
	return out
}

// printUnreadable names the pages that could not be read, the first ones.
func printUnreadable(w io.Writer, fs []read.Failure) {
	const most = 20
	for i, f := range fs {
		if i == most {
			fmt.Fprintf(w, "… and %d more pages that could not be read\n", len(fs)-most)
			return
		}
		fmt.Fprintf(w, "%s: could not be read: %s (%s)\n", f.Portal, f.URL, f.Reason)
	}
}
