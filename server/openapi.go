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

// operation is one address of the API. The document and the page that
// describe the API are made from the same table as its routes.
type operation struct {
	Path, ID string
	Summary  text
	Params   []string // beside those of the filter
	Filter   bool     // takes the filter of every view
	Example  string   // a query, which the document gives as examples and the tests run
	Schema   string   // of the answer, in components
	handler  func(*Server) handler
}

var operations = []operation{
	{"/api/v1/awards", "listAwards", text{"中标项目列表", "Awards, one per project"}, []string{"limit", "after"}, true, "?industry=energy&limit=2", "Projects", func(s *Server) handler { return s.apiAwards("") }},
	{"/api/v1/projects", "listProjects", text{"全部项目，含未计入", "All projects, also those that are not counted"}, []string{"limit", "after"}, true, "?limit=2", "Projects", func(s *Server) handler { return s.apiAwards(query.ScopeAll) }},
	{"/api/v1/projects/{id}", "getProject", text{"一个项目", "One project"}, []string{"id"}, false, "", "Project", func(s *Server) handler { return s.apiProjectByID }},
	{"/api/v1/notices", "listNotices", text{"公告列表", "Notices"}, []string{"limit", "after"}, true, "?kind=award&limit=2", "Notices", func(s *Server) handler { return s.apiNotices }},
	{"/api/v1/notices/{id}", "getNotice", text{"一份公告", "One notice"}, []string{"id"}, false, "", "Notice", func(s *Server) handler { return s.apiNoticeByID }},
	{"/api/v1/trend", "getTrend", text{"逐月统计与基准", "Months beside the baseline"}, []string{"split", "measure", "baseline"}, true, "?split=region", "Trend", func(s *Server) handler { return s.apiTrend }},
	{"/api/v1/facets", "getFacets", text{"各维度的数量", "Counts by facet"}, []string{"facets"}, true, "?facets=industry,month", "Facets", func(s *Server) handler { return s.apiFacets }},
	{"/api/v1/buyers", "listBuyers", text{"采购人排名", "Buyers by number of awards"}, []string{"limit", "after"}, true, "?industry=energy&limit=2", "Counts", func(s *Server) handler { return s.apiRanking("buyer") }},
	{"/api/v1/suppliers", "listSuppliers", text{"供应商排名", "Suppliers by number of awards"}, []string{"limit", "after"}, true, "?from=2023-06&limit=2", "Counts", func(s *Server) handler { return s.apiRanking("supplier") }},
	{"/api/v1/coverage", "getCoverage", text{"各栏目逐月应有与完整的栏目日", "List-days of each list and month: due and complete"}, nil, false, "", "Coverage", func(s *Server) handler { return s.apiCoverage }},
	{"/api/v1/baselines", "listBaselines", text{"基准与对照", "Baselines and reconciliation"}, nil, false, "", "Baselines", func(s *Server) handler { return s.apiBaselines }},
	{"/api/v1/restatements", "listRestatements", text{"修订记录，最新的在前", "Restatements, the newest first"}, []string{"limit", "after"}, false, "?limit=2", "Restatements", func(s *Server) handler { return s.apiRestatements }},
}

// paramWords describe the parameters of the API.
var paramWords = map[string]text{
	"q":          {"检索式，见帮助", "query, see the help page"},
	"from":       {"起始月份 YYYY-MM", "first month, YYYY-MM"},
	"to":         {"截止月份 YYYY-MM", "last month, YYYY-MM"},
	"industry":   {"行业，可用逗号分隔多个", "industries, separated by commas"},
	"scene":      {"场景行业", "scenes"},
	"category":   {"类型：model、app、compute、data", "model, app, compute, data"},
	"region":     {"GB/T 2260 代码或名称", "GB/T 2260 codes or names"},
	"kind":       {"公告类型", "kinds of notice"},
	"portal":     {"来源网站", "portals"},
	"method":     {"采购方式", "procurement methods"},
	"relevance":  {"相关性", "core, compute, data, adjacent, reject"},
	"stage":      {"阶段", "stages"},
	"buyer":      {"采购人名称包含", "contained in the buyer's name"},
	"supplier":   {"供应商名称包含", "contained in a supplier's name"},
	"lead":       {"计入的供应商全称（可重复；前加 - 表示除外；none 表示未列）", "the supplier that it counts for, whole names (may be repeated; a - in front: all but; none: not named)"},
	"soe":        {"国企央企：yes、no", "state-owned: yes, no"},
	"intra":      {"集团内部：yes、no", "within a group: yes, no"},
	"min":        {"金额下限，元", "least amount, yuan"},
	"max":        {"金额上限，元", "greatest amount, yuan"},
	"scope":      {"all 表示含未计入", "all: also what is not counted"},
	"candidates": {"1 表示含候选", "1: also candidates"},
	"sample":     {"any、real、facts、fictional；默认有真实数据时只含真实数据", "any, real, facts, fictional; by default the real ones where there are any"},
	"sort":       {"date、-date、amount、-amount、relevance、new", "date, -date, amount, -amount, relevance, new"},
	"unit":       {"project 或 notice", "project or notice"},
	"exact":      {"1 表示不扩展同义词", "1: no synonyms"},
	"limit":      {"每页条数，1 到 200", "rows per page, 1 to 200"},
	"after":      {"上一页 next 中的标记", "mark from the previous page's next"},
	"id":         {"编号", "id"},
	"split":      {"industry、scene、category、region、soe、supplier", "industry, scene, category, region, soe, supplier"},
	"measure":    {"count 或 amount", "count or amount"},
	"baseline":   {"基准编号、own 或 none", "a baseline's id, own or none"},
	"facets":     {"维度，逗号分隔", "facets, separated by commas"},
	"lang":       {"zh 或 en", "zh or en"},
}

// filterParams are those of every filtered address, in the order of the page.
var filterParams = []string{"q", "from", "to", "industry", "scene", "category", "region", "kind", "portal", "method", "relevance", "stage", "buyer", "supplier", "lead",
	"soe", "intra", "min", "max", "scope", "candidates", "unit", "sample", "sort", "exact"}

// FilterParams names the parameters that every filtered address takes.
func FilterParams() []string { return slices.Clone(filterParams) }

// KnownParam tells whether some address of the site takes a parameter of that
// name, so that a misspelt one can be told from one that does not matter here.
func KnownParam(name string) bool {
	_, ok := paramWords[name]
	return ok || slices.Contains([]string{"offset", "columns", "bom", "since"}, name)
}

func (o operation) params() []string {
	out := append([]string{}, o.Params...)
	if o.Filter {
		out = append(out, filterParams...)
	}
	return append(out, "lang")
}

// openAPI is the document at /api/v1/openapi.json.
func (s *Server) openAPI(w http.ResponseWriter, v *visit) error {
	ids := s.exampleIDs(v)
	paths := map[string]any{}
	for _, o := range operations {
		paths[o.Path] = map[string]any{"get": o.document(v.lang, ids)}
	}
	return s.apiSend(w, v, map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "zhongbiao", "version": "1", "description": v.lang.T("api.about"),
			"license": map[string]any{"name": "Apache-2.0", "identifier": "Apache-2.0"}},
		"servers":    []any{map[string]any{"url": s.absolute(v, "")}},
		"security":   s.security(),
		"paths":      paths,
		"components": components,
	})
}

// security says how a token is given. A server without tokens asks for none.
func (s *Server) security() []any {
	if len(s.o.Tokens) == 0 {
		return []any{map[string]any{}}
	}
	return []any{map[string]any{"bearer": []any{}}, map[string]any{"basic": []any{}}}
}

// exampleIDs finds a project and a notice that are there, so that the
// document's examples can be tried out.
func (s *Server) exampleIDs(v *visit) map[string]string {
	ids := map[string]string{"Project": "zb-000001", "Notice": "0123456789abcdef"}
	res, err := s.o.Index.Search(v.Context(), query.Filter{Unit: query.UnitNotice}, index.Request{Limit: 1})
	if err == nil && len(res.Hits) > 0 {
		ids["Project"], ids["Notice"] = res.Hits[0].Project.String(), string(res.Hits[0].Notice)
	}
	return ids
}

func (o operation) document(l Lang, ids map[string]string) map[string]any {
	params, examples := []any{}, o.examples(ids)
	for _, p := range o.params() {
		in := "query"
		if p == "id" {
			in = "path"
		}
		doc := map[string]any{"name": p, "in": in, "required": in == "path", "description": paramWords[p].in(l), "schema": paramSchema(p)}
		if e, ok := examples[p]; ok {
			doc["example"] = e
		}
		if isList(p) {
			doc["style"], doc["explode"] = "form", false
		}
		params = append(params, doc)
	}
	responses := map[string]any{
		"200": map[string]any{"description": "OK", "headers": answerHeaders, "content": map[string]any{"application/json": map[string]any{"schema": ref(o.Schema)}}},
		"304": map[string]any{"description": "Not modified: If-None-Match holds the ETag."},
	}
	for _, status := range []string{"400", "401", "404", "429", "503"} {
		responses[status] = map[string]any{"$ref": "#/components/responses/Problem"}
	}
	return map[string]any{"operationId": o.ID, "summary": o.Summary.in(l), "parameters": params, "responses": responses}
}

// examples gives the example's parameters as values of their schemas.
func (o operation) examples(ids map[string]string) map[string]any {
	out := map[string]any{}
	if slices.Contains(o.Params, "id") {
		out["id"] = ids[o.Schema]
	}
	vals, _ := url.ParseQuery(strings.TrimPrefix(o.Example, "?")) // the tests run every example
	for k := range vals {
		switch v := vals.Get(k); {
		case isList(k):
			out[k] = strings.Split(v, ",")
		case k == "limit":
			out[k], _ = strconv.Atoi(v)
		default:
			out[k] = v
		}
	}
	return out
}

type apiPageView struct {
	base
	Operations []apiOperation
	Filter     []term
}

type apiOperation struct {
	Path, Summary, URL string
	Params             []term
	Filtered           bool
}

// apiPage shows the API to people.
func (s *Server) apiDocs(w http.ResponseWriter, v *visit) error {
	p := apiPageView{base: s.base(v, v.lang.T("api.title"))}
	for _, o := range operations {
		op := apiOperation{Path: o.Path, Summary: o.Summary.in(v.lang), Filtered: o.Filter}
		if !strings.Contains(o.Path, "{") {
			u, err := url.Parse(o.Path + o.Example)
			if err != nil {
				return err
			}
			op.URL = p.With(u.Path, u.Query())
		}
		for _, name := range o.Params {
			op.Params = append(op.Params, term{name, paramWords[name].in(v.lang)})
		}
		p.Operations = append(p.Operations, op)
	}
	for _, name := range filterParams {
		p.Filter = append(p.Filter, term{name, paramWords[name].in(v.lang)})
	}
	return s.page(w, v, "api", p)
}
