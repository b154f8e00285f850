package server

// apiSchemas are the shapes of the API's answers, in JSON Schema 2020-12 as
// OpenAPI 3.1 takes it. The tests hold every example's answer against them.
var apiSchemas = map[string]any{
	"Problem":  object("status", integer, "title", str, "detail", str),
	"Projects": list("Project"), "Notices": list("Notice"), "Counts": list("Count"), "Coverage": list("CoverageMonth"), "Restatements": list("Restatement"),
	"Project": object("id", pattern("^zb-[0-9]{6,}$"), "title", str, "buyer", str, "region", str, "stage", str, "counted", boolean, "awarded", orNull(str),
		"month", orNull(pattern("^[0-9]{4}-[0-9]{2}$")), "lots", orNull(array(ref("Lot"))), "fen", integer, "disclosed", boolean,
		"relevance", object("label", str), "industry", object("id", str), "scene", object("id", str), "notices", orNull(array(object("notice", str, "kind", str, "url", str))), "page", str),
	"Notice": object("id", str, "portal", str, "url", str, "kind", str, "title", str, "published", orNull(str), "lots", orNull(array(ref("Lot")))),
	"Lot":    object("lot", str, "name", str, "status", enum("awarded", "failed", "candidate"), "suppliers", orNull(array(object("name", str, "role", str))), "amount", orNull(ref("Money"))),
	"Money":  object("fen", orNull(integer), "kind", enum("total", "unit_price", "rate", "undisclosed"), "tax", str, "raw", str),
	"Count":  object("value", str, "label", str, "projects", integer, "notices", integer),
	"Facets": object("data", map[string]any{"type": "object", "additionalProperties": array(ref("Count"))}, "total", integer),
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
	s := object("data", array(ref(of)), "total", integer)
	s["properties"].(map[string]any)["next"] = str
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
