package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"text/tabwriter"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

type coverageCmd struct {
	JSON bool `name:"json" help:"Print JSON: every portal, channel, query and day."`
}

// Run prints which days of which lists are complete, and what is missing.
func (c *coverageCmd) Run(a *app) error { return a.askTo(a.stdout, "/-/coverage", format(c.JSON)) }

// opCoverage folds the days of each list into runs of the same state.
func (s *stack) opCoverage(w io.Writer, r *http.Request) error {
	var rows []store.Coverage
	if err := s.store.Coverage(func(c store.Coverage) error { rows = append(rows, c); return nil }); err != nil {
		return err
	}
	return show(w, r, rows, func(w io.Writer) error {
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "portal\tchannel\tquery\tfrom\tto\tstate\trows\tunread\twhy")
		for _, run := range coverageRuns(rows) {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\n", run.Portal, run.Channel, run.Query, run.from, run.Day, run.State, run.Listed, run.Unread, run.Reason)
		}
		if err := tw.Flush(); err != nil {
			return err
		}
		words, err := s.server.CoverageWords()
		if err != nil {
			return err
		}
		for _, line := range words {
			fmt.Fprintln(w, line)
		}
		unread, err := s.unreadable(nil)
		printUnreadable(w, unread)
		return err
	})
}

// coverageRun is a run of days of one list in one state; Day is its last.
type coverageRun struct {
	store.Coverage
	from data.Day
}

func coverageRuns(rows []store.Coverage) []coverageRun {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b store.Coverage) int {
		return compareAll(a.Portal, b.Portal, a.Channel, b.Channel, a.Query, b.Query, a.Day.String(), b.Day.String())
	})
	var out []coverageRun
	for _, c := range rows {
		if n := len(out); n > 0 {
			l := &out[n-1]
			if l.Portal == c.Portal && l.Channel == c.Channel && l.Query == c.Query && l.State == c.State && l.Reason == c.Reason && l.Day.Add(1) == c.Day {
				l.Day, l.Listed, l.Unread = c.Day, l.Listed+c.Listed, l.Unread+c.Unread
				continue
			}
		}
		out = append(out, coverageRun{c, c.Day})
	}
	return out
}

// compareAll compares pairs of strings, the first that differs decides.
func compareAll(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] != pairs[i+1] {
			if pairs[i] < pairs[i+1] {
				return -1
			}
			return 1
		}
	}
	return 0
}
