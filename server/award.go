package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/query"
	"zhongbiao/server/export"
)

type awardPage struct {
	base
	ID, Heading, Summary string
	Badges               []badge
	Uncounted            string
	Facts                []fact
	Lots                 []lotRow
	Life                 []lifeRow
	Warnings             []warningRow
	Checks               []checkRow
	Failing              bool   // a check failed, so the list stands open
	Related              []link // of the same buyer
	Similar              []link // about the same thing
	Permalink            string
}

// fact is one line of an award with the words that it stands on.
type fact struct{ Label, Value, URL, Note, Quote, Rule string }

type lotRow struct {
	No, Name, Status, Amount, AmountNote, Quote, Relevance string
	Failed                                                 bool
	Suppliers                                              []link
}

type lifeRow struct {
	ISO, Day, Kind, Class, Title, URL, Portal, Because string
	Badges                                             []badge
	Changes                                            []string
}

type checkRow struct{ Class, Result, Name, Why string }

type warningRow struct{ Name, Code, Message string }

// checkOrder puts what failed first.
var checkOrder = map[string]int{"fail": 0, "pass": 1, "n/a": 2}

// awardPage shows one project: as a page, or by suffix as JSON or OCDS.
func (s *Server) awardPage(w http.ResponseWriter, v *visit) error {
	id, suffix, _ := strings.Cut(v.PathValue("id"), ".")
	pid, err := data.ParseProjectID(id)
	if err != nil {
		return notFound(id)
	}
	p, err := s.project(pid)
	if err != nil {
		return err
	}
	b := s.base(v, heading(p))
	if p.ID != pid || id != p.ID.String() {
		if suffix != "" {
			suffix = "." + suffix
		}
		http.Redirect(w, v.Request, b.URL("/awards/"+p.ID.String()+suffix), http.StatusMovedPermanently)
		return nil
	}
	notices, err := s.o.Store.ProjectNotices(p.ID)
	if err != nil {
		return err
	}
	switch suffix {
	case "":
		return s.awardHTML(w, v, b, p, notices)
	case "json":
		return s.awardJSON(w, v, p, notices)
	case "ocds.json":
		return s.awardOCDS(w, v, p, notices)
	}
	return notFound(suffix)
}

func (s *Server) awardHTML(w http.ResponseWriter, v *visit, b base, p *data.Project, notices []*data.Notice) error {
	page := awardPage{base: b, ID: p.ID.String(), Heading: heading(p), Badges: b.badges(p), Summary: b.summary(p),
		Permalink: s.absolute(v, "/awards/"+p.ID.String())}
	if p.Sample != data.NotSample {
		page.Sample = sampleAll
	}
	if !p.Counted {
		page.Uncounted = b.T("award.uncounted", b.named("uncounted", p.Uncounted))
	}
	page.Facts = b.facts(p, mainNotice(p, notices))
	for _, l := range p.Lots {
		page.Lots = append(page.Lots, b.lot(l))
	}
	page.Life = b.life(p, notices)
	for _, x := range p.Warnings {
		page.Warnings = append(page.Warnings, warningRow{b.named("warn", x.Code), x.Code, b.warnWhy(x.Message)})
	}
	for _, c := range s.checksOf(p) {
		page.Checks = append(page.Checks, checkRow{c.Result, b.T("check." + strings.ReplaceAll(c.Result, "/", "")), b.named("checkcode", c.Code), b.checkWhy(c.Why)})
	}
	slices.SortStableFunc(page.Checks, func(x, y checkRow) int { return cmp.Compare(checkOrder[x.Class], checkOrder[y.Class]) })
	page.Failing = len(page.Checks) > 0 && page.Checks[0].Class == "fail"
	page.Formats = []link{{Label: "JSON", URL: b.URL("/awards/" + page.ID + ".json"), Type: "application/json"},
		{Label: "OCDS", URL: b.URL("/awards/" + page.ID + ".ocds.json"), Type: "application/json"}}
	var err error
	if page.Related, err = s.related(v, b, p); err != nil {
		return err
	}
	page.Similar = s.similar(v, b, p)
	return s.page(w, v, "award", page)
}

// CheckSummary counts the checks by result.
func (p awardPage) CheckSummary() string {
	n := map[string]int{}
	for _, c := range p.Checks {
		n[c.Class]++
	}
	return p.T("check.summary", n["pass"], n["fail"], n["n/a"])
}

// mainNotice is the one whose evidence the facts show: the newest award.
func mainNotice(p *data.Project, notices []*data.Notice) *data.Notice {
	var best *data.Notice
	for _, n := range notices {
		if best == nil || n.Kind == data.KindAward && (best.Kind != data.KindAward || n.Published >= best.Published) {
			best = n
		}
	}
	return best
}

func (b base) summary(p *data.Project) string {
	names := export.SupplierNames(p)
	switch {
	case p.Stage == data.StageAwarded && names != "":
		return b.T("award.sentence", b.Lang.Day(p.Awarded), p.Buyer, names, b.amount(p))
	case p.Awarded != 0:
		return b.T("award.sentence.short", b.Lang.Day(p.Awarded), p.Buyer, b.amount(p))
	}
	return b.T("award.sentence.open", p.Buyer, b.Lang.Label("stage", string(p.Stage)))
}

// related lists the other awards of the buyer.
func (s *Server) related(v *visit, b base, p *data.Project) ([]link, error) {
	if p.Buyer == "" {
		return nil, nil
	}
	res, err := s.o.Index.Search(v.Context(), query.Filter{Buyer: buyerName(p), Sort: sortNewest}, index.Request{Limit: 6})
	if errors.Is(err, index.ErrBuilding) {
		return nil, nil // what is known of the project itself is shown all the same
	}
	if err != nil {
		return nil, err
	}
	return s.others(b, p, res.Hits), nil
}

// maxOthers is the length of the lists of other awards.
const maxOthers = 5

func (s *Server) others(b base, p *data.Project, hits []index.Hit) []link {
	var out []link
	for _, h := range hits {
		q, err := s.project(h.Project)
		if err != nil || q.ID == p.ID || len(out) == maxOthers {
			continue
		}
		out = append(out, link{Label: heading(q), URL: b.URL("/awards/" + q.ID.String()), Note: b.Lang.Month(q.Month) + " · " + b.amount(q)})
	}
	return out
}

// similar lists awards about the same thing. They are an extra: when the
// words can't be searched yet, the page does without.
func (s *Server) similar(v *visit, b base, p *data.Project) []link {
	hits, err := s.o.Index.Related(v.Context(), p.ID, maxOthers)
	if err != nil {
		s.log.Debug("related awards", "project", p.ID, "err", err)
		return nil
	}
	return s.others(b, p, hits)
}

func (s *Server) awardJSON(w http.ResponseWriter, v *visit, p *data.Project, notices []*data.Notice) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", " ")
	err := enc.Encode(struct {
		*data.Project
		Page    string         `json:"page"`
		Details []*data.Notice `json:"notice_details"`
	}{p, s.absolute(v, "/awards/"+p.ID.String()), notices})
	if err != nil {
		return err
	}
	s.send(w, v, "application/json; charset=utf-8", buf.Bytes(), time.Time{})
	return nil
}

func (s *Server) awardOCDS(w http.ResponseWriter, v *visit, p *data.Project, notices []*data.Notice) error {
	var buf bytes.Buffer
	enc, err := export.NewOCDS(&buf, export.OCDSMeta{URI: s.absolute(v, v.URL.RequestURI()), Published: p.Updated.In(data.Shanghai), Base: s.absolute(v, "")})
	if err != nil {
		return err
	}
	if err := enc.Award(&export.Award{Project: p, Notices: notices}); err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	s.send(w, v, "application/json; charset=utf-8", buf.Bytes(), time.Time{})
	return nil
}
