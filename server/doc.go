// Package server serves the pages, feeds and files: the trend, the list of
// awards, single awards, profiles, coverage and method. Every view takes the
// same query.Filter and asks the same index, so the number on the chart is the
// number of rows behind it. Handlers return an error; one function turns it
// into a status, a log line and a page.
package server
