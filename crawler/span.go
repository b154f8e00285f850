package crawler

import (
	"fmt"
	"strconv"
	"strings"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// span is what one walk through a list covers: a range of days, and one value
// of the portal's split variable or all of them.
type span struct {
	From, To data.Day
	Slice    string
}

func (s span) days() int { return s.To.Sub(s.From) + 1 }

// halves cuts the span in two, the newer half first.
func (s span) halves() []span {
	mid := s.From.Add(s.days()/2 - 1)
	return []span{{mid.Add(1), s.To, s.Slice}, {s.From, mid, s.Slice}}
}

// String prints 2024-01-01..2024-01-07 or 2024-01-01..2024-01-01/330000.
func (s span) String() string {
	v := s.From.String() + ".." + s.To.String()
	if s.Slice != "" {
		v += "/" + s.Slice
	}
	return v
}

// window writes a span and page number as a task keeps them.
func window(s span, page int) string { return s.String() + "#" + strconv.Itoa(page) }

// parseWindow reads what window writes.
func parseWindow(w string) (s span, page int, err error) {
	bad := func() (span, int, error) { return span{}, 0, fmt.Errorf("window %q of a task can't be read", w) }
	body, num, ok := cutLast(w, "#")
	if !ok {
		return bad()
	}
	if page, err = strconv.Atoi(num); err != nil || page < 0 {
		return bad()
	}
	days, slice, _ := strings.Cut(body, "/")
	from, to, ok := strings.Cut(days, "..")
	if !ok {
		return bad()
	}
	s.Slice = slice
	if s.From, err = data.ParseDay(from); err != nil {
		return bad()
	}
	if s.To, err = data.ParseDay(to); err != nil || s.From == 0 || s.To < s.From {
		return bad()
	}
	return s, page, nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// listID names one list: a channel with a query.
type listID struct{ portal, channel, query string }

func (l listID) key(kind, rest string) string {
	return kind + "|" + l.portal + "|" + l.channel + "|" + l.query + "|" + rest
}

// listTask is the task for one page of a list. Its priority is that of the
// notices a month newer, so that the lists stay ahead of their details.
func listTask(d *portal.Definition, l listID, s span, page int, f portal.Fetch, oldest data.Day) store.Task {
	return store.Task{
		Key: l.key("list", window(s, page)), Portal: l.portal, Channel: l.channel, Host: hostOf(f.URL), URL: f.URL,
		Kind: "list", Method: f.Method, Body: f.Body, ContentType: f.ContentType,
		Row:    data.Row{Portal: l.portal, Channel: l.channel, Query: l.query, Sample: d.Sample},
		Window: window(s, page), Priority: priority(oldest.Add(31)), Again: true,
	}
}

// detailTask is the task for the notice behind a row.
func detailTask(e portal.Entry) store.Task {
	f := e.Detail
	if f.URL == "" {
		f.URL = e.Row.URL
	}
	return store.Task{
		Key: "detail|" + e.Row.Portal + "|" + e.Row.URL, Portal: e.Row.Portal, Channel: e.Row.Channel, Host: hostOf(f.URL),
		URL: f.URL, Kind: "detail", Method: f.Method, Body: f.Body, ContentType: f.ContentType,
		Row: e.Row, Priority: priority(e.Row.Published),
	}
}

// priority puts newer notices first.
func priority(d data.Day) int64 { return int64(d) }

// hostOf is the lane of an address: tasks of one lane share a token bucket.
func hostOf(address string) string {
	rest := address
	if i := strings.Index(rest, "://"); i >= 0 {
		rest = rest[i+3:]
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if rest == "" {
		return "none"
	}
	return lane(rest)
}
