package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"zhongbiao/index"
	"zhongbiao/index/query"
)

type field struct{ Name, Value string }

type awardsPage struct {
	base
	Action   string
	Hidden   []field
	Query    string
	Indexing bool
	Chips    []chip
	ClearURL string
	From, To string
	Min, Max string
	Facets   []facet
	Total    string
	Sum      string
	Sorts    []link
	Hits     []hit
	Start    int
	Prev     string
	Next     string
	Range    string
	Advice   []link
}

// pageSize is the number of lines of a result page; maxOffset bounds how deep
// numbered pages go, because everything before them has to be sorted as well.
const (
	pageSize  = 25
	maxOffset = 10000
)

func (s *Server) awardsPage(w http.ResponseWriter, v *visit) error {
	f, err := filterOf(v.URL.Query())
	if err != nil {
		return err
	}
	offset, err := offsetOf(v.URL.Query())
	if err != nil {
		return err
	}
	res, err := s.o.Index.Search(v.Context(), f, index.Request{Offset: offset, Limit: pageSize, Facets: facetNames, Highlight: true})
	if err != nil {
		return err
	}
	p := awardsPage{base: s.base(v, v.lang.T("awards.title")), Action: "/awards", Query: f.Q, Indexing: !s.o.Index.Ready(), Start: offset + 1}
	p.Feeds, p.Formats = p.feedLinks(f), p.awardFormats(f)
	p.fill(f, res)
	if p.Hits, err = s.hits(p.base, res.Hits); err != nil {
		return err
	}
	if f.Unit == unitNotice {
		p.asNotices(res.Hits)
	}
	p.pageLinks(f, res, offset)
	if len(p.Hits) == 0 {
		p.Advice = append(p.suggestions(f, res.Suggest), p.advice(f)...)
	}
	return s.page(w, v, "awards", p)
}

// offsetOf reads where a numbered page begins.
func offsetOf(v url.Values) (int, error) {
	o := v.Get("offset")
	if o == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(o)
	if err != nil || n < 0 || n > maxOffset {
		return 0, badParam("offset", o, "hint.offset", maxOffset)
	}
	return n, nil
}

func (p *awardsPage) fill(f query.Filter, res *index.Result) {
	b := p.base
	p.Chips, p.ClearURL = b.chips(f, "/awards", nil), b.URL("/awards")
	p.Facets = b.facets(res, f)
	p.From, p.To = f.From.String(), f.To.String()
	p.Min, p.Max = f.Values().Get("min"), f.Values().Get("max")
	p.Total = b.T("awards.total", b.Lang.Int(res.Projects))
	if f.Unit == unitNotice {
		p.Total = b.T("awards.notices", b.Lang.Int(res.Notices), b.Lang.Int(res.Projects))
	}
	if res.Disclosed > 0 {
		p.Sum = b.T("awards.sum", b.Lang.Money(res.Fen), b.Lang.Int(res.Disclosed), b.Lang.Int(res.Projects))
	}
	p.Hidden = hidden(f, b.explicit, b.Lang, "q", "from", "to", "min", "max")
	for _, srt := range sorts {
		g := f
		g.Sort = srt.id
		p.Sorts = append(p.Sorts, link{Label: b.T("sort." + srt.key), URL: b.With("/awards", g.Values()), Active: f.Sort == srt.id})
	}
}

// sortNewest is the order of feeds and of "what is new".
const sortNewest = query.SortNew

// sorts are the orders to choose from; the empty one is the filter's own:
// best match when there are words, else newest.
var sorts = []struct{ id, key string }{{"", "default"}, {query.SortDate, "date"}, {query.SortDateAsc, "olddate"}, {query.SortAmount, "amount"}}

// hidden keeps the rest of the filter in a form that has fields of its own.
func hidden(f query.Filter, explicit bool, l Lang, own ...string) []field {
	var out []field
	v := f.Values()
	if explicit {
		v.Set("lang", string(l))
	}
	for _, k := range sortedKeys(v) {
		if slices.Contains(own, k) {
			continue
		}
		for _, x := range v[k] {
			out = append(out, field{k, x})
		}
	}
	return out
}

func sortedKeys(v url.Values) []string {
	var keys []string
	for k := range v {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// asNotices makes each line speak of its notice instead of its project. A
// line whose project the store does not have is gone already, so the lines
// are matched by address.
func (p *awardsPage) asNotices(found []index.Hit) {
	at := 0
	for i := range p.Hits {
		for at < len(found) && !strings.HasPrefix(p.Hits[i].URL, "/awards/"+found[at].Project.String()) {
			at++
		}
		if at == len(found) {
			return
		}
		for _, l := range p.Hits[i].links {
			if l.Notice == found[at].Notice {
				p.Hits[i].ISO, p.Hits[i].Day = l.Published.String(), p.Lang.Day(l.Published)
				p.Hits[i].Original = safeURL(l.URL)
				p.Hits[i].Tags = append([]string{p.Lang.Label("kind", string(l.Kind)), l.Portal}, p.Hits[i].Tags...)
			}
		}
		at++
	}
}

func (p *awardsPage) pageLinks(f query.Filter, res *index.Result, offset int) {
	at := func(o int) string {
		v := f.Values()
		if o > 0 {
			v.Set("offset", strconv.Itoa(o))
		}
		return p.With("/awards", v)
	}
	if offset > 0 {
		p.Prev = at(max(0, offset-pageSize))
	}
	total := res.Projects
	if f.Unit == unitNotice {
		total = res.Notices
	}
	if end := offset + len(res.Hits); end < total && end <= maxOffset {
		p.Next = at(offset + pageSize)
	}
	if n := len(res.Hits); n > 0 {
		p.Range = p.T("paging.range", p.Lang.Int(offset+1), p.Lang.Int(offset+n), p.Lang.Int(total))
	}
}

// suggestions are spellings that would have found something.
func (b base) suggestions(f query.Filter, words []string) []link {
	var out []link
	for _, w := range words {
		g := f
		g.Q = w
		out = append(out, link{Label: b.T("advice.meant", w), URL: b.With("/awards", g.Values())})
	}
	return out
}

// advice says what to try when nothing was found.
func (b base) advice(f query.Filter) []link {
	var out []link
	if f.Scope == "" {
		all := f
		all.Scope = query.ScopeAll
		out = append(out, link{Label: b.T("advice.all"), URL: b.With("/awards", all.Values())})
	}
	if len(b.chips(f, "/awards", nil)) > 1 && f.Q != "" {
		out = append(out, link{Label: b.T("advice.words"), URL: b.With("/awards", url.Values{"q": {f.Q}})})
	}
	return append(out, link{Label: b.T("advice.coverage"), URL: b.URL("/coverage")}, link{Label: b.T("advice.help"), URL: b.URL("/help")})
}
