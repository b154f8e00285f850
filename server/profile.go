package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// profile is one kind of thing that has a page of its own, and the facet that
// lists all of them.
type profile struct {
	plural, facet string
	key           string // message key of the list's title
	filter        func(id string) (query.Filter, bool)
	ranks         []string // facets shown beside it
}

var profiles = []profile{
	{"buyers", "buyer", "nav.buyers", byName(query.FieldBuyer), []string{"supplier", "industry", "region"}},
	{"suppliers", "supplier", "nav.suppliers", byName(query.FieldSupplier), []string{"buyer", "industry", "region"}},
	{"industries", "industry", "nav.industries", byIndustry, []string{"buyer", "supplier", "region"}},
	{"regions", "region", "nav.regions", byRegion, []string{"buyer", "supplier", "industry"}},
}

// byName asks for exactly this name, not for every name that contains it.
func byName(f query.FieldName) func(string) (query.Filter, bool) {
	return func(name string) (query.Filter, bool) {
		name = strings.TrimSpace(name)
		return query.Filter{Q: string(f) + ":" + query.Quote(name)}, name != "" && len([]rune(name)) < 200
	}
}

func byIndustry(id string) (query.Filter, bool) {
	for _, i := range data.Industries {
		if string(i) == id {
			return query.Filter{Industry: []data.Industry{i}}, true
		}
	}
	return query.Filter{}, false
}

func byRegion(code string) (query.Filter, bool) {
	_, ok := reference.FindRegion(code)
	return query.Filter{Region: []string{code}}, ok
}

type profilePage struct {
	trendPage
	Kind  string
	Group string
	Links []link
}

// profilePage shows one buyer, supplier, industry or region.
func (s *Server) profilePage(p profile) handler {
	return func(w http.ResponseWriter, v *visit) error {
		id := v.PathValue("id")
		f, ok := p.filter(id)
		if !ok {
			return notFound(id)
		}
		q, err := trendQueryOf(url.Values{"split": v.URL.Query()["split"], "measure": v.URL.Query()["measure"]})
		if err != nil {
			return err
		}
		q.Filter = f
		if q.Split == "industry" && p.facet == "industry" {
			q.Split = "category"
		}
		se, err := s.trend(v.Context(), q, index.Request{Limit: newestSize, Facets: p.ranks})
		if err != nil {
			return err
		}
		page := profilePage{Kind: v.lang.T("param." + p.facet)}
		page.trendPage, err = s.profileTrend(v, p, id, se)
		if err != nil {
			return err
		}
		page.Links = page.base.branches(p, id)
		return s.page(w, v, "profile", page)
	}
}

func (s *Server) profileTrend(v *visit, p profile, id string, se *series) (trendPage, error) {
	name := id
	if p.facet == "industry" || p.facet == "region" {
		name = v.lang.Label(p.facet, id)
	}
	t := trendPage{base: s.base(v, name), Headline: name, Indexing: !s.o.Index.Ready(), Start: 1}
	t.Scripts = []string{"chart.umd.js", "trend.js", "app.js"}
	f := se.Query.Filter
	t.Feeds, t.Formats = t.feedLinks(f), t.base.awardFormats(f)
	t.Sentences = []string{t.profileSentence(se)}
	t.Trend = t.table(se)
	t.Rankings = t.base.rankings(se.Result, f)
	for i := range t.Rankings {
		t.Rankings[i].More = ""
	}
	var err error
	t.Hits, err = s.hits(t.base, se.Result.Hits)
	t.AllURL = t.newestURL(f)
	return t, err
}

func (b base) profileSentence(se *series) string {
	r := se.Result
	if r.Projects == 0 {
		return b.T("profile.none")
	}
	return b.T("profile.sentence", b.Lang.Int(r.Projects), b.Lang.Money(r.Fen), b.Lang.Int(r.Disclosed), b.Lang.Int(r.Projects))
}

// branches leads from a buyer or supplier to its parent, and from a region to
// what it holds.
func (b base) branches(p profile, id string) []link {
	var out []link
	switch p.facet {
	case "buyer", "supplier":
		key := map[string]string{"buyer": "profile.containing.buyer", "supplier": "profile.containing.supplier"}[p.facet]
		out = append(out, link{Label: b.T(key, id), URL: b.With("/awards", url.Values{p.facet: {id}})})
	case "region":
		if up := reference.ProvinceCode(id); up != "" && up != id {
			out = append(out, link{Label: b.Lang.Label("region", up), URL: b.URL(profilePath("region", up))})
		}
	}
	return out
}

type listPage struct {
	base
	Lead     string
	Indexing bool
	Chips    []chip
	ClearURL string
	Rows     []listRow
	Column   string
	Prev     string
	Next     string
	Range    string
}

type listRow struct {
	Label, URL, Count, Share, All string
	Value, Max                    int
}

// profileList ranks all buyers, suppliers, industries or regions of a filter.
func (s *Server) profileList(p profile) handler {
	return func(w http.ResponseWriter, v *visit) error {
		f, err := filterOf(v.URL.Query())
		if err != nil {
			return err
		}
		at, err := offsetOf(v.URL.Query())
		if err != nil {
			return err
		}
		res, err := s.o.Index.Search(v.Context(), f, index.Request{Facets: []string{p.facet}, AllNames: true})
		if err != nil {
			return err
		}
		page := listPage{base: s.base(v, v.lang.T(p.key)), Indexing: !s.o.Index.Ready(), Column: v.lang.T("param." + p.facet)}
		page.Chips, page.ClearURL = page.base.chips(f, "/"+p.plural, nil), page.URL("/"+p.plural)
		counts := res.Facets[p.facet]
		page.Lead = page.T("list.lead."+p.facet, page.Lang.Int(res.Projects), page.Lang.Int(len(counts)))
		page.fill(p, f, counts, res.Projects, at)
		return s.page(w, v, "list", page)
	}
}

// listSize is the number of rows of one page of a ranking.
const listSize = 100

func (l *listPage) fill(p profile, f query.Filter, counts []index.FacetCount, total, at int) {
	at = min(at, len(counts))
	end := min(at+listSize, len(counts))
	for _, c := range counts[at:end] {
		row := l.listRow(p, f, c, total)
		row.Max = max(1, counts[0].Projects)
		l.Rows = append(l.Rows, row)
	}
	page := func(o int) string {
		v := f.Values()
		if o > 0 {
			v.Set("offset", strconv.Itoa(o))
		}
		return l.With("/"+p.plural, v)
	}
	if at > 0 {
		l.Prev = page(max(0, at-listSize))
	}
	if end < len(counts) {
		l.Next = page(end)
	}
	if at < end {
		l.Range = l.T("paging.range", l.Lang.Int(at+1), l.Lang.Int(end), l.Lang.Int(len(counts)))
	}
}

func (b base) listRow(p profile, f query.Filter, c index.FacetCount, total int) listRow {
	n := c.Projects
	if f.Unit == unitNotice {
		n = c.Notices
	}
	row := listRow{Label: c.Value, URL: b.URL(profilePath(p.facet, c.Value)), Count: b.Lang.Int(n), Value: n}
	if p.facet == "industry" || p.facet == "region" {
		row.Label = b.Lang.Label(p.facet, c.Value)
	}
	if total > 0 {
		row.Share = b.Lang.Percent(float64(c.Projects) / float64(total))
	}
	own, ok := p.filter(c.Value)
	if ok && f.Q == "" {
		own.From, own.To = f.From, f.To
		row.All = b.With("/awards", own.Values())
	}
	return row
}
