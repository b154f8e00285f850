// Package index finds notices. It follows the store by its feed of changes,
// keeps a bleve index of the words and character pairs of every notice, and
// the facts of every project in memory, and answers a query.Filter with hits,
// totals, facets and trends that always agree with each other.
//
// # What is in bleve
//
// One document per notice, with four fields that hold which documents contain
// a term and nothing else (no frequencies, positions, norms or doc values,
// which cost most of an index's size):
//
//	words   the words of everything searched: title, project, names, text
//	titles  the words of title, project name and lot names
//	names   the words of buyer, agency and suppliers
//	grams   every pair of neighbouring characters of the exact text
//
// and one that is only stored:
//
//	kept    the exact text: the searched strings in normal form
//
// Facets, amounts, days and names of buyers and suppliers are not in bleve:
// they are facts of projects, which change without their notices changing.
// They stand in columns in memory (columns.go), read from the store at start.
//
// # How a search runs
//
// A query is compiled once (plan.go) and evaluated per bleve segment into a
// roaring bitmap of documents (eval.go), straight from the segments' postings.
// One pass over the bitmap and the columns counts everything (collect.go).
// An exact string is looked up by its character pairs, and only the documents
// that hold all pairs but not surely the string are read and checked (exact.go).
//
// # How results are ranked
//
// Each word or phrase of the query adds its rarity (about the logarithm of
// all notices over those that hold it) to a notice, three times that when it
// stands in the title, twice when it stands in a name; an award notice gets a
// little more than the other notices of its project; and every year of
// recency adds 0.2, so that among equals the newer one wins. A project ranks
// as its best notice. Ties go to the newer, then to the higher project id.
package index
