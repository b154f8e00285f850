package server

import (
	"zhongbiao/data"
	"zhongbiao/index/query"
)

// apiSchemas are the shapes of the API's answers, in JSON Schema 2020-12 as
// OpenAPI 3.1 takes it. The tests hold every example's answer against them.
var apiSchemas = map[string]any{
	"Problem":  optional(object("status", integer, "title", str, "detail", str), "hint", str, "field", str, "position", integer),
	"Projects": optional(list("Project"), "did_you_mean", array(str)), "Notices": optional(list("Notice"), "did_you_mean", array(str)), "Counts": list("Count"), "Coverage": list("CoverageMonth"), "Restatements": list("Restatement"),
	"Project": object("id", pattern("^zb-[0-9]{6,}$"), "title", str, "buyer", str, "region", str, "stage", str, "counted", boolean, "awarded", orNull(str),
		"month", orNull(pattern("^[0-9]{4}-[0-9]{2}$")), "lots", orNull(array(ref("Lot"))), "fen", integer, "disclosed", boolean,
		"relevance", object("label", str), "industry", object("id", str), "scene", object("id", str), "notices", orNull(array(object("notice", str, "kind", str, "url", str))), "page", str),
	"Notice": object("id", str, "portal", str, "url", str, "kind", str, "title", str, "published", orNull(str), "lots", orNull(array(ref("Lot")))),
	"Lot":    object("lot", str, "name", str, "status", enum("awarded", "failed", "candidate"), "suppliers", orNull(array(object("name", str, "role", str))), "amount", orNull(ref("Money"))),
	"Money":  object("fen", orNull(integer), "kind", enum("total", "unit_price", "rate", "undisclosed"), "tax", str, "raw", str),
	"Count":  object("value", str, "label", str, "projects", integer, "notices", integer),
	"Facets": optional(object("data", map[string]any{"type": "object", "additionalProperties": array(ref("Count"))}, "total", integer), "capped", array(str)),
	"CoverageMonth": object("portal", str, "channel", str, "month", str, "state", enum("complete", "partial", "none"),
		"days_complete", integer, "days", integer),
	"Trend": object("unit", str, "classes", array(str), "baseline", orNull(ref("Baseline")), "months", array(ref("TrendMonth")), "split", str, "measure", str,
		"parts", map[string]any{"type": "object"}, "states", map[string]any{"type": "object"}),
	"TrendMonth": object("month", str, "count", orNull(integer), "disclosed", orNull(integer), "sum_fen", orNull(integer), "ytd", integer, "ratio", orNull(number), "complete", boolean),
	"Baseline":   object("id", str, "year", integer, "unit", str, "count", integer, "source", str),
	"Baselines":  object("data", array(ref("Baseline")), "total", integer, "reconciliation", array(object("tracker", str, "unit", str, "source", str))),
	"Restatement": object("at", str, "project", str, "old_month", orNull(str), "new_month", orNull(str), "old_fen", integer, "new_fen", integer,
		"cause", str),
}

// components are what the paths refer to.
var components = map[string]any{
	"schemas": apiSchemas,
	"responses": map[string]any{"Problem": map[string]any{"description": "What went wrong (RFC 9457).", "headers": map[string]any{
		"Retry-After": header("seconds to wait, with 429 and 503", integer)},
		"content": map[string]any{"application/problem+json": map[string]any{"schema": ref("Problem")}}}},
	"securitySchemes": map[string]any{"bearer": map[string]any{"type": "http", "scheme": "bearer"}, "basic": map[string]any{"type": "http", "scheme": "basic"}},
}

var answerHeaders = map[string]any{
	"ETag":                header("names the answer's bytes, for If-None-Match", str),
	"RateLimit-Limit":     header("requests that a client may send at once", integer),
	"RateLimit-Remaining": header("requests that are left of them", integer),
	"RateLimit-Reset":     header("seconds until all are there again", integer),
}

func header(words string, schema map[string]any) map[string]any {
	return map[string]any{"description": words, "schema": schema}
}

// paramEnums are the parameters that take one of a few words, or several with
// commas between them.
var (
	paramEnums = map[string][]any{
		"soe": {"yes", "no"}, "intra": {"yes", "no"}, "scope": {"counted", query.ScopeAll}, "candidates": {"1"}, "exact": {"1"}, "unit": {unitProject, unitNotice},
		"sample": {"any", query.SampleReal, string(data.Facts), string(data.Fictional)}, "measure": {string(measureCount), string(measureAmount)}, "lang": {"zh", "en"},
		"sort":  {query.SortRelevance, query.SortDate, query.SortDateAsc, query.SortAmount, query.SortAmountAsc, query.SortNew},
		"split": words(splits),
	}
	paramLists = map[string][]any{
		"industry": words(data.Industries), "scene": words(data.Industries), "category": words(data.Categories), "relevance": words(data.Relevances),
		"kind": words(data.Kinds), "stage": words(data.Stages), "facets": words(facetNames), "region": nil, "portal": nil, "method": nil,
	}
)

func words[T ~string](in []T) []any {
	out := make([]any, 0, len(in))
	for _, s := range in {
		out = append(out, string(s))
	}
	return out
}

func isList(param string) bool { _, ok := paramLists[param]; return ok }

func paramSchema(name string) map[string]any {
	if values, ok := paramLists[name]; ok {
		if values == nil {
			return array(str)
		}
		return array(enum(values...))
	}
	if values, ok := paramEnums[name]; ok {
		return enum(values...)
	}
	if name == "limit" {
		return map[string]any{"type": "integer", "minimum": 1, "maximum": apiMax, "default": apiDefault}
	}
	return str
}

var (
	str     = map[string]any{"type": "string"}
	integer = map[string]any{"type": "integer"}
	number  = map[string]any{"type": "number"}
	boolean = map[string]any{"type": "boolean"}
)

// object makes a schema of name, schema, name, schema …; all are required.
func object(pairs ...any) map[string]any {
	props, required := map[string]any{}, []any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		props[pairs[i].(string)] = pairs[i+1]
		required = append(required, pairs[i])
	}
	return map[string]any{"type": "object", "properties": props, "required": required}
}

func list(of string) map[string]any {
	return optional(object("data", array(ref(of)), "total", integer), "next", map[string]any{"type": "string", "format": "uri"})
}

// optional adds members that need not be there.
func optional(s map[string]any, pairs ...any) map[string]any {
	props := s["properties"].(map[string]any)
	for i := 0; i+1 < len(pairs); i += 2 {
		props[pairs[i].(string)] = pairs[i+1]
	}
	return s
}

func array(of map[string]any) map[string]any { return map[string]any{"type": "array", "items": of} }
func ref(name string) map[string]any         { return map[string]any{"$ref": "#/components/schemas/" + name} }
func orNull(s map[string]any) map[string]any {
	return map[string]any{"anyOf": []any{s, map[string]any{"type": "null"}}}
}
func pattern(p string) map[string]any { return map[string]any{"type": "string", "pattern": p} }
func enum(values ...any) map[string]any {
	return map[string]any{"type": "string", "enum": values}
}
