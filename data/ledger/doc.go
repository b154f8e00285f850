// Package ledger links notices into projects, folds each project's notices
// into one state, and keeps the monthly ledger of what counts, with a journal
// of every change.
//
// Which notices belong together is a pure function of the set of notices and
// of the decisions made by hand; so is what a project says. Only ids and
// times (first seen, first counted) are records that depend on history.
//
// Keys in the store, all of them derived except those of namespace "ledger":
//
//	link keys   S|n:NUMBER|BUYER, S|N:NUMBER, S|b:BASE, S|t:TITLE|BUYER, S|m:NUMBER|TITLE, S|s:TITLE|WINNER, S|q0:TITLE, S|q1:TITLE, S|w:AMOUNT|WINNER, S|u:URL, S|l:URL
//	            (S is the sample set, empty for real pages) → projects, see keys.go
//	cells       p|PROJECT                          what the project has put into the ledger, and its link keys
//	            s|S                                how many projects of the set there are
//	            t|S|SERIES|CLASS|YYYYMM            sums of a month
//	            i|S|SERIES|CLASS|YYYYMM|INDUSTRY   the same by industry
//	            f|S|SERIES|CLASS|YYYYMM|…          by industry, scene, category, region, ownership, intra-group
//	            r|ROLE|S|SERIES|NAME|CLASS|YYYYMM  by buyer and supplier, for rankings
//	KV "ledger" o:NOTICE → the project a notice first belonged to; c:PROJECT → when it first counted (records)
package ledger
