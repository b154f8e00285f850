package main

import (
	"net/url"
	"os/user"
)

// The commands over the ledger print what the owner of the folder answers.

type projectCmd struct {
	ID   string `arg:"" help:"The project's id, zb-000123."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run shows a project with its links, changes and checks.
func (c *projectCmd) Run(a *app) error {
	return a.askTo(a.stdout, "/-/project/"+url.PathEscape(c.ID), format(c.JSON))
}

type reconcileCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run sets our figures beside the published ones.
func (c *reconcileCmd) Run(a *app) error { return a.askTo(a.stdout, "/-/reconcile", format(c.JSON)) }

type restatementsCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
	All  bool `help:"Also projects that count for the first time in a month that was new."`
}

// Run prints which month changed by how much, when and why.
func (c *restatementsCmd) Run(a *app) error {
	q := format(c.JSON)
	if c.All {
		q.Set("all", "1")
	}
	return a.askTo(a.stdout, "/-/restatements", q)
}

type checkCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints the sanity checks over all projects.
func (c *checkCmd) Run(a *app) error { return a.askTo(a.stdout, "/-/checks", format(c.JSON)) }

type decideCmd struct {
	Join  joinCmd  `cmd:"" help:"Decide that two projects (or a notice and a project) are one."`
	Split splitCmd `cmd:"" help:"Decide that notices of a project are a project of their own."`
}

type joinCmd struct {
	A    string `arg:"" help:"A project or notice id."`
	B    string `arg:"" help:"A project or notice id."`
	Note string `help:"Why." placeholder:"TEXT"`
	By   string `help:"Who decides (default: the user's name)." placeholder:"NAME"`
}

// Run records the decision and applies it.
func (c *joinCmd) Run(a *app) error {
	return a.decide(url.Values{"verb": {"join"}, "a": {c.A}, "b": {c.B}, "note": {c.Note}, "by": {c.By}})
}

type splitCmd struct {
	Project string   `arg:"" help:"The project's id."`
	Notices []string `arg:"" name:"notice" help:"Ids of the notices that do not belong to it."`
	Note    string   `help:"Why." placeholder:"TEXT"`
	By      string   `help:"Who decides (default: the user's name)." placeholder:"NAME"`
}

// Run records the decision and applies it.
func (c *splitCmd) Run(a *app) error {
	return a.decide(url.Values{"verb": {"split"}, "a": {c.Project}, "notice": c.Notices, "note": {c.Note}, "by": {c.By}})
}

func (a *app) decide(q url.Values) error {
	if q.Get("by") == "" {
		if u, err := user.Current(); err == nil {
			q.Set("by", u.Username)
		}
	}
	s, err := a.ask()
	if err != nil {
		return err
	}
	defer s.Close()
	return s.post(a.ctx, "/-/decide", q, a.stdout)
}

func format(asJSON bool) url.Values {
	q := url.Values{}
	if asJSON {
		q.Set("format", "json")
	}
	return q
}
