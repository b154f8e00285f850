package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/reference"
)

// Ledger gives the reports over the whole ledger. They go through all projects,
// so what they give may be a minute old, or ErrLater when they are not made yet.
type Ledger interface {
	Reconcile() (ledger.Reconciliation, error)
	Audit() (*ledger.Corpus, ledger.CheckReport, error)
}

// ErrLater is tested with errors.Is: the report is being made, and will be
// there in a moment.
var ErrLater = errors.New("the report is being made")

// periodRow is one of our own years or quarters, taken apart.
type periodRow struct {
	Name, Projects, Core, Compute, Data, Repeats, Candidates, Failed, Sum, Months string
	Year                                                                          bool
}

// reconcile puts our own counts beside the published figures, and our own
// periods below them.
func (s *Server) reconcile(p *methodPage) error {
	rec, err := s.o.Ledger.Reconcile()
	if err != nil {
		return err
	}
	b := p.base
	for _, r := range rec.Figures {
		row := b.figureRow(r.Figure, func(data.Month, data.Month) (int, bool) { return 0, false })
		if r.Known {
			row.Ours = b.Lang.Int(r.Count) + " " + b.T("unit.of."+ownUnit(r.Unit))
			row.Mine = b.breakdown(r.Ours)
		}
		p.Figures = append(p.Figures, row)
	}
	for _, x := range rec.Periods {
		o := x.Ours
		p.Periods = append(p.Periods, periodRow{Name: x.Name, Year: len(x.Name) == 4, Projects: b.Lang.Int(o.Projects), Core: b.Lang.Int(o.Class[data.Core]),
			Compute: b.Lang.Int(o.Class[data.Compute]), Data: b.Lang.Int(o.Class[data.DataClass]), Repeats: b.Lang.Int(o.Repeats), Candidates: b.Lang.Int(o.Candidates),
			Failed: b.Lang.Int(o.Failed), Sum: b.sum(o), Months: of(o.Complete, o.Months)})
	}
	return nil
}

func ownUnit(u reference.Unit) string {
	if u == reference.UnitNotice {
		return unitNotice
	}
	return unitProject
}

func (b base) sum(o ledger.Ours) string {
	if o.Disclosed == 0 {
		return ""
	}
	return b.Lang.Money(o.Fen) + " " + b.T("fig.disclosed", b.Lang.Int(o.Disclosed), b.Lang.Int(o.Projects))
}

// breakdown says what our count is made of and what is not in it, so that a
// difference can be explained.
func (b base) breakdown(o ledger.Ours) string {
	var parts []string
	say := func(name string, n int) {
		if n > 0 {
			parts = append(parts, name+" "+b.Lang.Int(n))
		}
	}
	for _, r := range []data.Relevance{data.Core, data.Compute, data.DataClass} {
		say(b.Lang.Label("relevance", string(r)), o.Class[r])
	}
	say(b.T("recon.repeats"), o.Repeats)
	say(b.T("recon.candidates"), o.Candidates)
	say(b.T("recon.others"), o.Contracts+o.Direct+o.Framework)
	say(b.T("recon.failed"), o.Failed)
	if sum := b.sum(o); sum != "" {
		parts = append(parts, sum)
	}
	return strings.Join(append(parts, b.T("recon.months")+" "+of(o.Complete, o.Months)), " · ")
}

type checksPage struct {
	base
	Lead     string
	Tallies  []tallyRow
	Findings []findingRow
	More     string
}

type tallyRow struct{ Name, Code, Pass, Fail, NA string }

type findingRow struct{ Project, URL, Month, Check, Why, Title, Buyer string }

// maxFindings is how many failed checks the page lists.
const maxFindings = 500

// checksPage lists what the sanity checks find, for people to look at.
func (s *Server) checksPage(w http.ResponseWriter, v *visit) error {
	if s.o.Ledger == nil {
		return notFound("checks")
	}
	_, rep, err := s.o.Ledger.Audit()
	if err != nil {
		return err
	}
	p := checksPage{base: s.base(v, v.lang.T("checks.title"))}
	b := p.base
	p.Lead = b.T("checks.lead", b.Lang.Int(rep.Projects))
	for _, t := range rep.Tallies {
		p.Tallies = append(p.Tallies, tallyRow{b.named("checkcode", t.Code), t.Code, b.Lang.Int(t.Pass), b.Lang.Int(t.Fail), b.Lang.Int(t.NA)})
	}
	shown := rep.Findings
	if len(shown) > maxFindings {
		p.More = b.T("checks.more", b.Lang.Int(len(shown)-maxFindings))
		shown = shown[:maxFindings]
	}
	for _, f := range shown {
		p.Findings = append(p.Findings, findingRow{Project: f.Project.String(), URL: b.URL("/awards/" + f.Project.String()), Month: f.Month.String(),
			Check: b.named("checkcode", f.Code), Why: b.checkWhy(f.Why), Title: f.Title, Buyer: f.Buyer})
	}
	return s.page(w, v, "checks", p)
}

// checksOf gives the checks of a project, also those against the others.
func (s *Server) checksOf(p *data.Project) []data.Check {
	if s.o.Ledger == nil {
		return p.Checks
	}
	corpus, _, err := s.o.Ledger.Audit()
	if errors.Is(err, ErrLater) {
		return p.Checks // its own; those against the others come later
	}
	if err != nil {
		s.log.Warn("check projects", "err", err)
		return p.Checks
	}
	return slices.Clip(corpus.Checks(p))
}

// of prints "8/12".
func of(n, all int) string { return strconv.Itoa(n) + "/" + strconv.Itoa(all) }
