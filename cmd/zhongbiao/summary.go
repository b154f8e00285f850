package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"zhongbiao/crawler"
)

// printSummary prints what a crawl did, a line per portal, and below it why
// anything is missing.
func printSummary(w io.Writer, s *crawler.Summary) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "portal\tlists\trows\tunread\tnew\tunchanged\tfailed\tleft\tholes\toutcomes")
	for _, p := range s.Portals {
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", p.ID, p.Lists, p.Rows, p.Unread, p.Pages, p.Unchanged, p.Failed, p.Queued, p.Holes, outcomes(p))
	}
	tw.Flush()
	for _, p := range s.Portals {
		if p.Holes > 0 {
			fmt.Fprintf(w, "%s: days missing between %s and %s\n", p.ID, p.First, p.Last)
		}
		for _, r := range p.Reasons {
			fmt.Fprintf(w, "%s: %s\n", p.ID, r)
		}
		if !p.Breaker.Until.IsZero() {
			fmt.Fprintf(w, "%s: left alone until %s: %s\n", p.ID, p.Breaker.Until.Format("2006-01-02 15:04"), p.Breaker.Reason)
		}
	}
}

func outcomes(p crawler.PortalSummary) string {
	var parts []string
	for _, o := range slices.Sorted(maps.Keys(p.Outcomes)) {
		parts = append(parts, fmt.Sprintf("%s %d", o, p.Outcomes[o]))
	}
	return strings.Join(parts, ", ")
}
