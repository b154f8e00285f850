// Package crawler fetches what portals publish, politely and without losing
// anything. It decides which list pages are asked for, which rows are opened
// and when; what a notice says is none of its business.
//
// colly makes the requests. What colly leaves to chance is done here: the
// frontier is in the store and a page is done only in the transaction that
// keeps it; robots.txt, rate limits, retries, redirects, sizes, addresses and
// charsets are checked by own layers; every request ends in a named outcome,
// and every day of every list in a named state of coverage.
//
// The way of a task: plan queues the first pages of lists; dispatch leases what
// may be asked now and hands it to the workers; handle does one task, list or
// detail, by fetch (robots, limit, transport) and the portal's definition; what
// follows from the answer is one commit, in the pool. Where no limit holds,
// follow reads the next page of a list while the page before is committed.
package crawler
