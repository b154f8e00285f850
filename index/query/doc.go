// Package query says what a search is: the Filter that every view shares (page,
// chart, feed, export, command), its form as URL values, and the query
// language of its text, parsed into an Expr. It knows nothing of the index.
//
// The language: words mean AND; "…" is an exact string; - is not; OR (或, |),
// parentheses; fields by English or Chinese name (buyer:, 采购人:). Full-width
// and Chinese punctuation is read like its half-width twin. Limits keep every
// query cheap: 256 characters, 32 clauses. Help holds the text for people.
package query
