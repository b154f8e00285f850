// Package crawler fetches what portals publish, politely and without losing
// anything. It decides which list pages are asked for, which rows are opened
// and when; what a notice says is none of its business.
//
// colly makes the requests. What colly leaves to chance is done here: the
// frontier is in the store and a page is done only in the transaction that
// keeps it; robots.txt, rate limits, retries, redirects, sizes, addresses and
// charsets are checked by own layers; every request ends in a named outcome,
// and every day of every list in a named state of coverage.
package crawler
