package server

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// The API answers in JSON; lists come in pages of {"data":[…],"total",…,"next"}
// where next is the address of the following page. Errors are problem+json.

// apiLimits bound one page of a list.
const (
	apiDefault = 50
	apiMax     = 200
)

// apiList is the envelope of every list.
type apiList struct {
	Data    any    `json:"data"`
	Total   int    `json:"total"`
	Notices *int   `json:"notices,omitempty"`
	Sum     *int64 `json:"sum_fen,omitempty"`
	Known   *int   `json:"disclosed,omitempty"`
	Sample  string `json:"sample,omitempty"`
	Next    string `json:"next,omitempty"`

	Capped []string `json:"capped,omitempty"`       // facets of which only the most frequent values are given
	Meant  []string `json:"did_you_mean,omitempty"` // queries that find something, for one that found nothing
}

// apiProject is a project with its page on this site.
type apiProject struct {
	*data.Project
	Page string `json:"page"`
}

func (s *Server) apiSend(w http.ResponseWriter, v *visit, body any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(body); err != nil {
		return fmt.Errorf("encode %s: %w", v.URL.Path, err)
	}
	s.send(w, v, "application/json; charset=utf-8", buf.Bytes(), time.Time{})
	return nil
}

// apiPage reads limit and after.
func apiPage(v url.Values) (index.Request, error) {
	r := index.Request{Limit: apiDefault, After: v.Get("after")}
	if l := v.Get("limit"); l != "" {
		n, err := strconv.Atoi(l)
		if err != nil || n < 1 || n > apiMax {
			return r, badParam("limit", l, "hint.number", 1, apiMax)
		}
		r.Limit = n
	}
	return r, nil
}

// nextURL is the address of the page after cursor.
func (s *Server) nextURL(v *visit, cursor string) string {
	if cursor == "" {
		return ""
	}
	q := v.URL.Query()
	q.Set("after", cursor)
	return s.absolute(v, v.URL.Path+"?"+q.Encode())
}

// apiAwards lists projects; scope is set for /projects, which takes all.
func (s *Server) apiAwards(scope string) handler {
	return func(w http.ResponseWriter, v *visit) error {
		f, req, err := s.apiFilter(v)
		if err != nil {
			return err
		}
		f.Unit = ""
		if scope != "" {
			f.Scope = scope
		}
		res, err := s.o.Index.Search(v.Context(), f, req)
		if err != nil {
			return err
		}
		rows := []apiProject{}
		for _, h := range res.Hits {
			p, err := s.project(h.Project)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			rows = append(rows, s.apiProject(v, p))
		}
		return s.apiSend(w, v, apiList{Data: rows, Total: res.Projects, Notices: &res.Notices, Sum: &res.Fen, Known: &res.Disclosed,
			Sample: s.sampleNote(v), Next: s.nextURL(v, res.Next), Meant: res.Suggest})
	}
}

func (s *Server) apiFilter(v *visit) (query.Filter, index.Request, error) {
	f, err := filterOf(v.URL.Query())
	if err != nil {
		return f, index.Request{}, err
	}
	req, err := apiPage(v.URL.Query())
	return f, req, err
}

func (s *Server) apiProject(v *visit, p *data.Project) apiProject {
	return apiProject{p, s.absolute(v, "/awards/"+p.ID.String())}
}

func (s *Server) apiProjectByID(w http.ResponseWriter, v *visit) error {
	id, err := data.ParseProjectID(v.PathValue("id"))
	if err != nil {
		return notFound(v.PathValue("id"))
	}
	p, err := s.project(id)
	if err != nil {
		return err
	}
	return s.apiSend(w, v, s.apiProject(v, p))
}

// apiNotices lists notices: the filter with unit=notice.
func (s *Server) apiNotices(w http.ResponseWriter, v *visit) error {
	f, req, err := s.apiFilter(v)
	if err != nil {
		return err
	}
	f.Unit = query.UnitNotice
	res, err := s.o.Index.Search(v.Context(), f, req)
	if err != nil {
		return err
	}
	rows := []*data.Notice{}
	for _, h := range res.Hits {
		n, err := s.o.Store.Notice(h.Notice)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		rows = append(rows, n)
	}
	return s.apiSend(w, v, apiList{Data: rows, Total: res.Notices, Sample: s.sampleNote(v), Next: s.nextURL(v, res.Next), Meant: res.Suggest})
}

func (s *Server) apiNoticeByID(w http.ResponseWriter, v *visit) error {
	n, err := s.o.Store.Notice(data.NoticeID(v.PathValue("id")))
	if err != nil {
		return err
	}
	return s.apiSend(w, v, n)
}

func (s *Server) apiTrend(w http.ResponseWriter, v *visit) error {
	q, err := trendQueryOf(v.URL.Query())
	if err != nil {
		return err
	}
	se, err := s.trend(v.Context(), q, index.Request{})
	if err != nil {
		return err
	}
	return s.apiSend(w, v, trendOf(se, s.sampleNote(v)))
}

// apiCount is one value of a facet with the reader's word for it.
type apiCount struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Projects int    `json:"projects"`
	Notices  int    `json:"notices"`
}

func (l Lang) apiCounts(name string, in []index.FacetCount) []apiCount {
	out := []apiCount{}
	for _, c := range in {
		label := c.Value
		if name != "buyer" && name != "supplier" && name != "portal" && name != "method" {
			label = l.Label(name, c.Value)
		}
		out = append(out, apiCount{c.Value, label, c.Projects, c.Notices})
	}
	return out
}

func (s *Server) apiFacets(w http.ResponseWriter, v *visit) error {
	f, err := filterOf(v.URL.Query())
	if err != nil {
		return err
	}
	names := facetNames
	if list := v.URL.Query().Get("facets"); list != "" {
		names = strings.Split(list, ",")
		for _, n := range names {
			if err := oneOf("facets", n, facetNames...); err != nil {
				return err
			}
		}
	}
	res, err := s.o.Index.Search(v.Context(), f, index.Request{Facets: names})
	if err != nil {
		return err
	}
	out, capped := map[string][]apiCount{}, []string(nil)
	for _, n := range names {
		out[n] = v.lang.apiCounts(n, res.Facets[n])
		if len(out[n]) == index.MaxNames {
			capped = append(capped, n)
		}
	}
	return s.apiSend(w, v, apiList{Data: out, Total: res.Projects, Notices: &res.Notices, Sample: s.sampleNote(v), Capped: capped})
}

// apiRanking lists buyers or suppliers of a filter, the biggest first.
func (s *Server) apiRanking(facet string) handler {
	return func(w http.ResponseWriter, v *visit) error {
		f, req, err := s.apiFilter(v)
		if err != nil {
			return err
		}
		after, err := rankOf(req.After)
		if err != nil {
			return err
		}
		res, err := s.o.Index.Search(v.Context(), f, index.Request{Facets: []string{facet}, AllNames: true})
		if err != nil {
			return err
		}
		all := res.Facets[facet]
		at := sort.Search(len(all), func(i int) bool { return after.before(all[i]) })
		end := min(at+req.Limit, len(all))
		next := ""
		if end < len(all) {
			next = rank{all[end-1].Projects, all[end-1].Value}.mark()
		}
		return s.apiSend(w, v, apiList{Data: v.lang.apiCounts(facet, all[at:end]), Total: len(all), Sample: s.sampleNote(v), Next: s.nextURL(v, next)})
	}
}

// rank is a place in a ranking: by projects, then by name. A mark of it holds
// while others come in.
type rank struct {
	N     int    `json:"n"`
	Value string `json:"v"`
}

func (r *rank) before(c index.FacetCount) bool {
	return r == nil || c.Projects < r.N || c.Projects == r.N && c.Value > r.Value
}

func (r rank) mark() string {
	b, _ := json.Marshal(r) // can't fail: plain values
	return base64.RawURLEncoding.EncodeToString(b)
}

// rankOf reads a mark; nil is the top of the ranking.
func rankOf(mark string) (*rank, error) {
	if mark == "" {
		return nil, nil
	}
	var r rank
	b, err := base64.RawURLEncoding.DecodeString(mark)
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %q", index.ErrCursor, mark)
	}
	return &r, nil
}

// apiCoverage is one month of one list.
type apiCoverage struct {
	Portal  string     `json:"portal"`
	Channel string     `json:"channel"`
	Query   string     `json:"query,omitempty"`
	Month   data.Month `json:"month"`
	State   coverState `json:"state"`
	Done    int        `json:"days_complete"`
	All     int        `json:"days"`
	Worst   string     `json:"reason,omitempty"`
}

func (s *Server) apiCoverage(w http.ResponseWriter, v *visit) error {
	cov, err := s.coverage()
	if err != nil {
		return err
	}
	rows, today := []apiCoverage{}, data.DayOf(s.now())
	first, last := cov.span()
	for _, l := range cov.lanes() {
		one := cov.only(l)
		for m := first; m != 0 && m <= last; m = m.Next() {
			c := one.month(m, today)
			rows = append(rows, apiCoverage{l.portal, l.channel, l.query, m, c.State(), c.Done, c.All, string(c.Worst)})
		}
	}
	return s.apiSend(w, v, apiList{Data: rows, Total: len(rows), Sample: s.sampleNote(v)})
}

func (s *Server) apiBaselines(w http.ResponseWriter, v *visit) error {
	rows := reference.Baselines()
	return s.apiSend(w, v, struct {
		apiList
		Reconciliation []reference.Figure `json:"reconciliation"`
	}{apiList{Data: rows, Total: len(rows)}, reference.Reconciliation()})
}

// apiRestatements lists restatements, the newest first. A mark is a place in
// the journal, which only grows at its end.
func (s *Server) apiRestatements(w http.ResponseWriter, v *visit) error {
	req, err := apiPage(v.URL.Query())
	if err != nil {
		return err
	}
	before := uint64(math.MaxUint64)
	if req.After != "" {
		if before, err = strconv.ParseUint(req.After, 10, 64); err != nil {
			return fmt.Errorf("%w: %q", index.ErrCursor, req.After)
		}
	}
	rows, total := []data.JournalEntry{}, 0
	var rule restateRule
	err = s.o.Store.JournalAfter(0, func(e data.JournalEntry) error {
		restates, forget := rule.takes(e)
		if forget {
			rows, total = rows[:0], 0
		}
		if restates {
			total++
			if e.Seq < before {
				rows = append(rows, e)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Reverse(rows)
	next := ""
	if len(rows) > req.Limit {
		rows = rows[:req.Limit]
		next = strconv.FormatUint(rows[len(rows)-1].Seq, 10)
	}
	return s.apiSend(w, v, apiList{Data: rows, Total: total, Sample: s.sampleNote(v), Next: s.nextURL(v, next)})
}
