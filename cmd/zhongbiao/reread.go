package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"zhongbiao/crawler/read"
)

// rereadCmd applies today's rules to all stored pages. It first works out
// what would change and shows it, month by month, before anything is written.
type rereadCmd struct {
	Portal string `help:"Only this portal's pages." placeholder:"ID"`
	Yes    bool   `short:"y" help:"Go on without asking."`
	DryRun bool   `help:"Only print what would change."`
	JSON   bool   `name:"json" help:"Print the whole restatement as JSON."`
}

// Run previews, asks, and commits.
func (c *rereadCmd) Run(a *app) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	defs, err := loadPortals("")
	if err != nil {
		return err
	}
	if c.Portal != "" && !strings.HasPrefix(c.Portal, sampleID("")) {
		if _, err := choose(defs, []string{c.Portal}); err != nil {
			return err
		}
	}
	s, err := a.openStack(dir, stackOptions{mustExist: true, portals: defs})
	if err != nil {
		return err
	}
	defer s.Close()
	rs, err := s.reader.Reread(a.ctx, read.RereadOptions{Portal: c.Portal, Confirm: func(rs read.Restatement) (bool, error) { return c.confirm(a, rs) }})
	if err != nil {
		return err
	}
	if !rs.Committed {
		fmt.Fprintln(a.stderr, "nothing was written")
		return nil
	}
	if _, err := s.index.Sync(a.ctx); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "read %d pages again, %d notices; %d projects changed their part of the series\n", rs.Report.Pages, rs.Report.Notices, rs.Projects)
	if n := len(rs.Report.Failed); n > 0 {
		return incompleteError{fmt.Sprintf("%d pages could not be read and keep what was read before", n)}
	}
	return nil
}

func (c *rereadCmd) confirm(a *app, rs read.Restatement) (bool, error) {
	if c.JSON {
		if err := json.NewEncoder(a.stdout).Encode(rs); err != nil {
			return false, err
		}
	} else {
		printRestatement(a, rs)
	}
	if c.DryRun || c.Yes {
		return c.Yes && !c.DryRun, nil
	}
	fmt.Fprint(a.stderr, "write this? [y/N] ")
	line, _ := bufio.NewReader(a.stdin).ReadString('\n')
	return strings.EqualFold(strings.TrimSpace(line), "y"), nil
}

func printRestatement(a *app, rs read.Restatement) {
	if len(rs.Months) == 0 {
		fmt.Fprintln(a.stdout, "no month changes")
		return
	}
	tw := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "month\tcause\tprojects\tsum (万元)\tchanges")
	for _, m := range rs.Months {
		fmt.Fprintf(tw, "%s\t%s\t%+d\t%s\t%d\n", m.Month, m.Cause, m.Count, wan(m.Fen), m.Changes)
	}
	tw.Flush()
}
