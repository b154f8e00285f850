package query

import (
	"math"
	"net/url"
	"slices"
	"sort"
	"strings"

	"zhongbiao/data"
)

// Filter is what every view takes: pages, charts, feeds, exports, alerts and
// commands. The zero Filter is the default everywhere: counted projects, all
// months. A list means any of its values; an empty one, all.
//
// Conditions on facts (month, industry, scene, category, region, relevance,
// stage, method, SOE, amount, buyer, supplier, sample) apply to the project.
// Kind, Portal and Q apply to its notices: a project matches when one and the
// same of its notices satisfies all three.
type Filter struct {
	Q          string     // see package query
	From, To   data.Month // both inclusive, 0 for open
	Industry   []data.Industry
	Scene      []data.Industry
	Category   []data.Category
	Region     []string // GB/T 2260 codes; a province holds its divisions; "none" for unknown
	Kind       []data.Kind
	Portal     []string
	Method     []string
	Buyer      string   // a buyer's whole name, as facets give it; else a word or piece of a name
	Supplier   string   // likewise
	Lead       []string // the supplier that a project counts for when each counts once: whole names, "none" for no supplier, with a "-" in front for all but these
	SOE        *bool
	IntraGroup *bool
	MinFen     int64 // 0 for open; with either end, undisclosed amounts do not match
	MaxFen     int64 // 0 for open
	Relevance  []data.Relevance
	Stage      []data.Stage
	Scope      string // "": counted projects only; "all": also candidates, failures, pre-award and uncounted ones
	Candidates bool   // also projects whose candidates are published but no result yet
	Unit       string // "": projects; "notice": notices
	Sample     string // "": the real ones, or the samples where there are no others; "any", "real", "facts" or "fictional"
	Sort       string // "": relevance when Q has text, else date; "date", "-date", "amount", "-amount", "relevance", "new"
	Exact      bool   // no synonyms
}

// The values of Scope, Unit, Sample and Sort.
const (
	ScopeAll   = "all"
	UnitNotice = "notice"

	SampleAny  = "any"
	SampleReal = "real"

	None = "none" // of Region, Industry, Scene, Category, Lead: not known

	SortRelevance = "relevance"
	SortDate      = "date"    // newest first
	SortDateAsc   = "-date"   // oldest first
	SortAmount    = "amount"  // highest first, undisclosed last
	SortAmountAsc = "-amount" // lowest first, undisclosed last
	SortNew       = "new"     // by Project.OrderTime, newest first: the order of feeds, which never changes
)

// FromValues reads a filter from URL values. Keys that are no part of a
// filter (lang, page …) are ignored. A list is given by repeating the key or
// with commas. The text is only checked by Parse. Errors are *Error with Field.
func FromValues(v url.Values) (Filter, error) {
	r := reader{v: v}
	f := Filter{
		Q:    strings.TrimSpace(v.Get("q")),
		From: r.month("from", false), To: r.month("to", true),
		Industry: enumList[data.Industry](&r, "industry", FieldIndustry), Scene: enumList[data.Industry](&r, "scene", FieldScene),
		Category: enumList[data.Category](&r, "category", FieldCategory), Kind: enumList[data.Kind](&r, "kind", FieldKind),
		Relevance: enumList[data.Relevance](&r, "relevance", FieldRelevance), Stage: enumList[data.Stage](&r, "stage", FieldStage),
		Region: r.regions(), Portal: r.list("portal"), Method: r.list("method"),
		Buyer: strings.TrimSpace(v.Get("buyer")), Supplier: strings.TrimSpace(v.Get("supplier")),
		Lead: r.names("lead"), SOE: r.tri("soe"), IntraGroup: r.tri("intra"),
		MinFen: r.amount("min"), MaxFen: r.amount("max"),
		Scope: r.oneOf("scope", "counted", ScopeAll), Unit: r.oneOf("unit", "project", UnitNotice),
		Sample:     r.oneOf("sample", "", SampleAny, SampleReal, string(data.Facts), string(data.Fictional)),
		Sort:       r.oneOf("sort", "", SortRelevance, SortDate, SortDateAsc, SortAmount, SortAmountAsc, SortNew),
		Candidates: r.yes("candidates"), Exact: r.yes("exact"),
	}
	if r.err == nil && f.From != 0 && f.To != 0 && f.From > f.To {
		r.fail("from", newError("range", 0, f.From.String(), f.To.String()))
	}
	if r.err == nil && f.MinFen > 0 && f.MaxFen > 0 && f.MinFen > f.MaxFen {
		r.fail("min", newError("range", 0, yuan(f.MinFen), yuan(f.MaxFen)))
	}
	if r.err != nil {
		return Filter{}, r.err
	}
	return f, nil
}

// reader reads URL values and keeps the first error.
type reader struct {
	v   url.Values
	err error
}

func (r *reader) fail(field string, e *Error) {
	if r.err == nil {
		e.Field = field
		r.err = e
	}
}

// list gives the distinct values of a key, sorted.
func (r *reader) list(key string) []string {
	var out []string
	for _, s := range r.v[key] {
		for _, p := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",、，", c) }) {
			if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	sort.Strings(out)
	return out
}

// names gives the distinct values of a key whose values may hold commas.
func (r *reader) names(key string) []string {
	var out []string
	for _, s := range r.v[key] {
		if s = strings.TrimSpace(s); strings.TrimPrefix(s, "-") != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	sort.Strings(out)
	return out
}

func enumList[T ~string](r *reader, key string, field FieldName) []T {
	e := enums[field]
	var ids []string
	for _, w := range r.list(key) {
		id, ok := e.find(w)
		if !ok {
			s := e.suggest(w)
			r.fail(key, newError("value", 0, key, w, s, s))
			return nil
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	sort.Strings(ids)
	var out []T
	for _, id := range ids {
		out = append(out, T(id))
	}
	return out
}

func (r *reader) regions() []string {
	var out []string
	for _, w := range r.list("region") {
		code, ok := regionCode(w)
		if !ok {
			r.fail("region", newError("value", 0, "region", w, "like 330000 or 浙江", "例如浙江或330000"))
			return nil
		}
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	sort.Strings(out)
	return out
}

// month reads YYYY-MM, or a year or quarter, of which it takes the last month
// when last is set and the first otherwise.
func (r *reader) month(key string, last bool) data.Month {
	s := strings.TrimSpace(r.v.Get(key))
	if s == "" {
		return 0
	}
	a, b, ok := period(s)
	switch {
	case !ok:
		r.fail(key, newError("date", 0, s))
		return 0
	case last:
		return b.Month()
	}
	return a.Month()
}

func (r *reader) amount(key string) int64 {
	s := strings.TrimSpace(r.v.Get(key))
	if s == "" {
		return 0
	}
	fen, err := Amount(s)
	if err != nil {
		r.fail(key, newError("number", 0, s))
	}
	return fen
}

func (r *reader) tri(key string) *bool {
	s := strings.ToLower(strings.TrimSpace(r.v.Get(key)))
	if s == "" || s == "any" {
		return nil
	}
	b, ok := switchWords[s]
	if !ok {
		r.fail(key, newError("value", 0, key, s, "yes, no", "是、否"))
		return nil
	}
	return &b
}

func (r *reader) yes(key string) bool {
	b := r.tri(key)
	return b != nil && *b
}

// oneOf reads one of a few values; the first is the default, stored as "".
func (r *reader) oneOf(key string, values ...string) string {
	s := strings.TrimSpace(r.v.Get(key))
	i := slices.Index(values, s)
	switch {
	case s == "" || i == 0:
		return ""
	case i < 0:
		all := strings.Trim(strings.Join(values, ", "), ", ")
		r.fail(key, newError("value", 0, key, s, all, all))
		return ""
	}
	return s
}

// Values writes f as URL values in one canonical way, without defaults, such
// that FromValues gives f again.
func (f Filter) Values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("q", f.Q)
	set("from", f.From.String())
	set("to", f.To.String())
	setList(v, "industry", f.Industry)
	setList(v, "scene", f.Scene)
	setList(v, "category", f.Category)
	setList(v, "region", f.Region)
	setList(v, "kind", f.Kind)
	setList(v, "portal", f.Portal)
	setList(v, "method", f.Method)
	setList(v, "relevance", f.Relevance)
	setList(v, "stage", f.Stage)
	set("buyer", f.Buyer)
	set("supplier", f.Supplier)
	if len(f.Lead) > 0 {
		v["lead"] = slices.Sorted(slices.Values(f.Lead))
	}
	set("soe", triText(f.SOE))
	set("intra", triText(f.IntraGroup))
	set("min", yuan(f.MinFen))
	set("max", yuan(f.MaxFen))
	set("scope", f.Scope)
	set("unit", f.Unit)
	set("sample", f.Sample)
	set("sort", f.Sort)
	if f.Candidates {
		v.Set("candidates", "1")
	}
	if f.Exact {
		v.Set("exact", "1")
	}
	return v
}

func setList[T ~string](v url.Values, key string, list []T) {
	s := make([]string, 0, len(list))
	for _, x := range list {
		s = append(s, string(x))
	}
	sort.Strings(s)
	if len(s) > 0 {
		v[key] = []string{strings.Join(s, ",")}
	}
}

func triText(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}

// Amounts gives the filter's range of amounts in fen, both inclusive, and
// whether there is one.
func (f Filter) Amounts() (lo, hi int64, ok bool) {
	lo, hi = max(f.MinFen, 1), f.MaxFen
	if hi <= 0 {
		hi = math.MaxInt64
	}
	return lo, hi, f.MinFen > 0 || f.MaxFen > 0
}

// Order gives the effective order of results.
func (f Filter) Order(e *Expr) string {
	switch {
	case f.Sort == "" && e.HasText():
		return SortRelevance
	case f.Sort == "" || (f.Sort == SortRelevance && !e.HasText()):
		return SortDate
	}
	return f.Sort
}
