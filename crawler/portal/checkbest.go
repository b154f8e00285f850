package portal

import (
	"bytes"
	"net/url"
	"slices"
)

// What decides between reports of the same fit.
const (
	fitOn   = 1 // the portal is on
	fitHost = 2 // the page names the portal's host
)

// CheckBest tells what a page is to the definition that reads it best: the
// way in for somebody who has a saved page and does not know the portal's id.
// A known address decides by its host. Of several that do equally well, such
// as the sites of one family, one whose host the page names is taken, else one
// that is on, else the first by id. A page that none of several can tell
// anything of is given to none: the report's Portal is empty.
func CheckBest(defs []*Definition, address string, body []byte, contentType string) *CheckReport {
	candidates := atHost(defs, address)
	var best *CheckReport
	most := -1
	for _, d := range candidates {
		r := CheckAt(d, address, body, contentType)
		fit := (fitHost + fitOn + 1) * r.fit()
		if slices.ContainsFunc(d.Hosts, func(h string) bool { return bytes.Contains(body, []byte(h)) }) {
			fit += fitHost
		}
		if d.Default == "on" {
			fit += fitOn
		}
		if fit > most {
			best, most = r, fit
		}
	}
	if len(candidates) > 1 && most <= fitOn {
		return &CheckReport{URL: address, Outcome: Changed, Total: -1, Pages: -1,
			Reason: "no portal's definition tells anything of it: name the portal before the file"}
	}
	return best
}

// atHost keeps the definitions that name the address's host; all when none
// does.
func atHost(defs []*Definition, address string) []*Definition {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return defs
	}
	var out []*Definition
	for _, d := range defs {
		if slices.Contains(d.Hosts, u.Host) || slices.Contains(d.Hosts, u.Hostname()) {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return defs
	}
	return out
}

// fit ranks a report: a list by the cells that its fields fill, then a notice
// by its parts, then a refusal that a marker names, then what is merely
// recognised. An import-only definition expects nothing and so proves nothing.
func (r *CheckReport) fit() int {
	cells, parts := 0, 0
	for _, f := range r.Fields {
		cells += f.Filled
	}
	for _, p := range r.Parts {
		if p.Found > 0 && p.Field != "detail.drop" {
			parts++
		}
	}
	switch {
	case r.Outcome.Complete() && r.Page == ListPageType && r.OK():
		return 10_000 + cells
	case r.Outcome.Complete() && r.Page == DetailPageType && parts > 0:
		return 5_000 + parts
	case r.Outcome == Blocked:
		return 2_000
	case r.Page == ListPageType:
		return 1_000
	}
	return 0
}
