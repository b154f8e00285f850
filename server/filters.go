package server

import (
	"net/url"
	"slices"
	"strings"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// chip is one active condition and the address without it.
type chip struct{ Group, Label, URL string }

// chipParams are the parameters that make chips, in the order of the page.
var chipParams = []string{"q", "from", "to", "industry", "scene", "category", "relevance", "region", "kind", "stage", "portal", "method",
	"buyer", "supplier", "lead", "soe", "intra", "min", "max", "sample", "scope", "candidates", "unit", "exact"}

// listParams may hold several values, joined by commas in the canonical form.
var listParams = []string{"industry", "scene", "category", "relevance", "region", "kind", "stage", "portal", "method"}

// values is the filter's address with one entry per value of a list.
func values(f query.Filter) url.Values {
	v := f.Values()
	for _, k := range listParams {
		if s := v.Get(k); s != "" {
			v[k] = strings.Split(s, ",")
		}
	}
	return v
}

// address is the canonical form of such values.
func address(v url.Values) url.Values {
	f, err := query.FromValues(v)
	if err != nil {
		return v // not reached: v was made from a filter
	}
	return f.Values()
}

// chips lists what the filter asks, each with the address that drops it.
// extra holds the parameters of the view, which stay.
func (b base) chips(f query.Filter, path string, extra url.Values) []chip {
	v := values(f)
	var out []chip
	for _, k := range chipParams {
		for _, id := range v[k] {
			to := address(without(v, k, id))
			for e, vals := range extra {
				to[e] = vals
			}
			out = append(out, chip{b.T("param." + k), b.paramValue(k, id), b.With(path, to)})
		}
	}
	return out
}

// paramValue prints the value of a parameter for people.
func (b base) paramValue(param, id string) string {
	switch param {
	case "from", "to":
		return b.Lang.Label("month", id)
	case "min", "max":
		if fen, err := query.Amount(id); err == nil {
			return b.Lang.Money(fen)
		}
	case "industry", "scene", "category", "relevance", "region", "kind", "stage", "soe", "sample":
		return b.Lang.Label(param, id)
	case "scope", "unit":
		return b.T("param." + param + "." + id)
	case "lead":
		if name, not := strings.CutPrefix(id, "-"); not {
			return b.T("param.lead.not", b.paramValue(param, name))
		} else if name == query.None {
			return b.T("split.nosupplier")
		}
	case "intra", "candidates", "exact":
		return b.T("yesno." + id)
	}
	return id
}

// without copies v less one value of a parameter.
func without(v url.Values, key, val string) url.Values {
	out := url.Values{}
	for k, vals := range v {
		for _, x := range vals {
			if k != key || x != val {
				out.Add(k, x)
			}
		}
	}
	return out
}

// with copies v plus one value of a parameter.
func with(v url.Values, key, val string) url.Values {
	out := without(v, key, val)
	out.Add(key, val)
	return out
}

type facet struct {
	Label           string
	Open            bool
	Values          []link
	More, MoreLabel string // where the rest of a long facet stands
}

// facetRows bounds the length of a facet on the page.
var facetRows = map[string]int{"industry": 30, "month": 60, "region": 40, "kind": 20, "category": 10, "stage": 10, "scene": 30, "soe": 4, "buyer": 20, "supplier": 20, "portal": 40, "relevance": 10}

// moreURL leads to the page that lists all values of a facet, if there is one.
func (b base) moreURL(name string, f query.Filter) string {
	for _, p := range profiles {
		if p.facet == name {
			f.Sort = ""
			return b.With("/"+p.plural, f.Values())
		}
	}
	return ""
}

// facetNames are the facets of the list, in the order of the page; the first
// ones stand open.
var facetNames = []string{"industry", "month", "region", "kind", "category", "stage", "scene", "soe", "buyer", "supplier", "portal", "relevance"}

const facetsOpen = 4

func (b base) facets(res *index.Result, f query.Filter) []facet {
	var out []facet
	v := values(f)
	for i, name := range facetNames {
		counts := res.Facets[name]
		if len(counts) == 0 {
			continue
		}
		fc := facet{Label: b.T("param." + name), Open: i < facetsOpen}
		shown := counts[:min(len(counts), facetRows[name])]
		for _, c := range shown {
			fc.Values = append(fc.Values, b.facetLink(v, name, c, f.Unit))
		}
		if len(shown) < len(counts) {
			fc.More, fc.MoreLabel = b.moreURL(name, f), b.T("facet.more", b.Lang.Int(len(counts)-len(shown)))
		}
		if name == "month" {
			slices.Reverse(fc.Values)
		}
		out = append(out, fc)
	}
	return out
}

// facetLink adds the value to the filter, or takes it off when it is active.
func (b base) facetLink(v url.Values, name string, c index.FacetCount, unit string) link {
	n := c.Projects
	if unit == unitNotice {
		n = c.Notices
	}
	l := link{Label: b.Lang.Label(name, c.Value), Count: b.Lang.Int(n)}
	if name == "buyer" || name == "supplier" || name == "portal" {
		l.Label = c.Value
	}
	switch {
	case name == "month":
		l.Active = v.Get("from") == c.Value && v.Get("to") == c.Value
		next := without(without(v, "from", v.Get("from")), "to", v.Get("to"))
		if !l.Active {
			next = with(with(next, "from", c.Value), "to", c.Value)
		}
		l.URL = b.With("/awards", address(next))
	case slices.Contains(v[name], c.Value):
		l.Active, l.URL = true, b.With("/awards", address(without(v, name, c.Value)))
	case name == "buyer" || name == "supplier" || name == "soe":
		next := without(v, name, v.Get(name))
		next.Set(name, c.Value)
		l.URL = b.With("/awards", address(next))
	default:
		l.URL = b.With("/awards", address(with(v, name, c.Value)))
	}
	return l
}

type ranking struct {
	Title           string
	Rows            []rankRow
	More, MoreLabel string
	Empty           string
}

type rankRow struct {
	Label, URL, Count string
	Value, Max        int
}

// maxRank is the length of a ranking on a page.
const maxRank = 8

// rankings are the short lists beside a trend: who, where, in what.
func (b base) rankings(res *index.Result, f query.Filter) []ranking {
	var out []ranking
	for _, r := range []struct{ facet, all string }{{"industry", "/industries"}, {"buyer", "/buyers"}, {"supplier", "/suppliers"}, {"region", "/regions"}} {
		if _, ok := res.Facets[r.facet]; !ok {
			continue
		}
		v := f.Values()
		v.Del("sort")
		out = append(out, b.ranking(r.facet, res.Facets[r.facet], f.Unit, b.With(r.all, v)))
	}
	return out
}

func (b base) ranking(name string, counts []index.FacetCount, unit, more string) ranking {
	r := ranking{Title: b.T("rank." + name), Empty: b.T("rank.empty"), More: more, MoreLabel: b.T("rank.more")}
	for _, c := range counts[:min(len(counts), maxRank)] {
		n := c.Projects
		if unit == unitNotice {
			n = c.Notices
		}
		label := b.Lang.Label(name, c.Value)
		if name == "buyer" || name == "supplier" {
			label = c.Value
		}
		r.Rows = append(r.Rows, rankRow{Label: label, URL: b.URL(profilePath(name, c.Value)), Count: b.Lang.Int(n), Value: n})
	}
	for i := range r.Rows {
		r.Rows[i].Max = max(r.Rows[0].Value, 1)
	}
	return r
}

// profilePath is the page of a buyer, supplier, industry or region.
func profilePath(kind, id string) string {
	plural := map[string]string{"buyer": "/buyers/", "supplier": "/suppliers/", "industry": "/industries/", "region": "/regions/"}
	return plural[kind] + url.PathEscape(id)
}

// buyerName is the name that a buyer's page goes by.
func buyerName(p *data.Project) string {
	if p.BuyerName != "" {
		return p.BuyerName
	}
	return p.Buyer
}

func supplierName(s data.Supplier) string {
	if s.Canonical != "" {
		return s.Canonical
	}
	return s.Name
}
