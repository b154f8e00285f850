package query

import (
	"math"
	"strings"

	"zhongbiao/data"
)

// Op is what an Expr does.
type Op uint8

// The operations of an expression.
const (
	And    Op = iota // all of Kids
	Or               // any of Kids
	Not              // not Kids[0]
	Word             // Text as words, see Expr
	Phrase           // Text as an exact string
	Field            // Pred
)

// Expr is a parsed query. A Word is one run of the query without blanks: it
// may be several words of the language, all of which must be found. A Phrase
// is found wherever it occurs as a string, and nowhere else. Pos is the
// 1-based character at which it began.
type Expr struct {
	Op   Op
	Kids []*Expr
	Text string
	Pred Pred
	Pos  int
}

// Pred is a condition on a field. Which of its parts is used depends on the
// field: Values (any of them) for names and enumerations, Min and Max (both
// inclusive) for amounts in fen and days as yyyymmdd, Yes for switches. Exact
// tells that a name was quoted and must be equal, not contained.
type Pred struct {
	Field    FieldName
	Values   []string
	Exact    bool
	Min, Max int64
	Yes      bool
}

// FieldName is the English name of a field.
type FieldName string

// The fields of the language.
const (
	FieldBuyer     FieldName = "buyer"
	FieldSupplier  FieldName = "supplier"
	FieldAgency    FieldName = "agency"
	FieldTitle     FieldName = "title"
	FieldNumber    FieldName = "number"
	FieldIndustry  FieldName = "industry"
	FieldScene     FieldName = "scene"
	FieldCategory  FieldName = "category"
	FieldRelevance FieldName = "relevance"
	FieldStage     FieldName = "stage"
	FieldRegion    FieldName = "region"
	FieldKind      FieldName = "kind"
	FieldPortal    FieldName = "portal"
	FieldMethod    FieldName = "method"
	FieldAmount    FieldName = "amount"
	FieldDate      FieldName = "date"
	FieldSOE       FieldName = "soe"
	FieldIntra     FieldName = "intra"
)

// Terms lists the words and phrases that a matching text contains, without
// those under a NOT: what a page highlights.
func (e *Expr) Terms() []*Expr {
	var out []*Expr
	var walk func(*Expr)
	walk = func(e *Expr) {
		if e == nil || e.Op == Not {
			return
		}
		if e.Op == Word || e.Op == Phrase {
			out = append(out, e)
		}
		for _, k := range e.Kids {
			walk(k)
		}
	}
	walk(e)
	return out
}

// HasText tells whether any part of e looks into texts, not only at facts.
func (e *Expr) HasText() bool {
	if e == nil {
		return false
	}
	if e.Op == Word || e.Op == Phrase || e.Op == Field && (e.Pred.Field == FieldTitle || e.Pred.Field == FieldNumber) {
		return true
	}
	for _, k := range e.Kids {
		if k.HasText() {
			return true
		}
	}
	return false
}

// String prints the expression fully parenthesised, for tests and logs.
func (e *Expr) String() string {
	switch {
	case e == nil:
		return ""
	case e.Op == Word:
		return e.Text
	case e.Op == Phrase:
		return Quote(e.Text)
	case e.Op == Field:
		return e.Pred.String()
	case e.Op == Not:
		return "-" + e.Kids[0].String()
	}
	parts := make([]string, len(e.Kids))
	for i, k := range e.Kids {
		parts[i] = k.String()
	}
	sep := " "
	if e.Op == Or {
		sep = " OR "
	}
	return "(" + strings.Join(parts, sep) + ")"
}

func (p Pred) String() string {
	name := string(p.Field) + ":"
	switch p.Field {
	case FieldSOE, FieldIntra:
		if p.Yes {
			return name + "yes"
		}
		return name + "no"
	case FieldAmount:
		return name + yuan(p.Min) + ".." + yuan(p.Max)
	case FieldDate:
		return name + dayText(p.Min) + ".." + dayText(p.Max)
	}
	vs := make([]string, len(p.Values))
	for i, v := range p.Values {
		if vs[i] = v; p.Exact || strings.ContainsAny(v, " ,()\"") {
			vs[i] = Quote(v)
		}
	}
	return name + strings.Join(vs, ",")
}

// dayText writes an end of a range of days, nothing for an open one.
func dayText(d int64) string {
	if d <= 1 || d >= math.MaxInt32 {
		return ""
	}
	return data.Day(d).String()
}

// Quote writes s as a phrase of the language, so that it is found exactly.
func Quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
