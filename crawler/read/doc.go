// Package read turns stored pages into notices and projects: it extracts,
// classifies and hands over to the ledger, from a saved position on. It is
// used by crawl, serve, reread and import, and never fetches anything.
//
// Positions and records in the store:
//
//	position "read"        the store sequence of the last page that was read
//	KV "read" PAGE         why a page could not be read (JSON of Failure); gone once it can
package read
