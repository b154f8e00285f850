package alert

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"zhongbiao/data"
	"zhongbiao/index/query"
	"zhongbiao/server"
)

// Alert is a saved search and where its finds go. The search is kept as the
// address of the awards page has it, and asked with the same Filter.
type Alert struct {
	ID       uint64      `json:"id"`
	UID      string      `json:"uid"` // part of every key: no other alert anywhere has it
	Name     string      `json:"name"`
	Filter   string      `json:"filter"` // as in an address: q=…&industry=energy
	To       Destination `json:"to"`
	When     When        `json:"when"`
	Lang     server.Lang `json:"lang"`
	Backfill bool        `json:"backfill,omitempty"` // also awards published more than 30 days before they were first seen
	Existing bool        `json:"existing,omitempty"` // also awards that were there when the alert was made
	Operator bool        `json:"operator,omitempty"` // tells of the system's own troubles, never of awards
	Created  time.Time   `json:"created"`
	Removed  time.Time   `json:"removed,omitzero"`
}

// Filter of the search, in the one order and unit that alerts use: projects.
func (a *Alert) filter() (query.Filter, error) {
	v, err := url.ParseQuery(a.Filter)
	if err != nil {
		return query.Filter{}, err
	}
	f, err := query.FromValues(v)
	if err != nil {
		return f, err
	}
	f.Unit, f.Sort = "", query.SortNew
	_, err = query.Parse(f.Q)
	return f, err
}

// check refuses what could never work, and writes the filter in its one way.
func (a *Alert) check() error {
	bad := func(field, format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", ErrInvalid, field, fmt.Sprintf(format, args...))
	}
	a.Name = strings.TrimSpace(a.Name)
	switch {
	case a.Name == "":
		return bad("name", "give the alert a name")
	case len(a.Name) > 100 || strings.ContainsFunc(a.Name, unicode.IsControl):
		return bad("name", "at most 100 bytes, on one line")
	case a.Operator && (a.Filter != "" || a.Backfill || a.Existing):
		return bad("operator", "an operator's alert has no search: leave query, filter, backfill and existing away")
	}
	if a.Lang == "" {
		a.Lang = server.ZH
	}
	if a.Lang != server.ZH && a.Lang != server.EN {
		return bad("lang", "%q is not zh or en", string(a.Lang))
	}
	f, err := a.filter()
	if err != nil {
		return bad("query", "%v", err)
	}
	f.Sort = ""
	a.Filter = f.Values().Encode()
	if err := a.When.check(); err != nil {
		return bad("when", "%v", err)
	}
	if err := a.To.check(); err != nil {
		return bad("to", "%v", err)
	}
	return nil
}

// When says how soon finds are sent: "now", "hourly", "daily@08:30" or
// "weekly@08:30" (on Mondays), in Beijing time.
type When string

// The default of When.
const Now When = "now"

// slot gives the first moment at or after which something found at t is due.
func (w When) slot(t time.Time) time.Time {
	kind, at, _ := strings.Cut(string(w), "@")
	h, m := 8, 30
	if at != "" {
		fmt.Sscanf(at, "%d:%d", &h, &m)
	}
	t = t.In(data.Shanghai)
	day := time.Date(t.Year(), t.Month(), t.Day(), h, m, 0, 0, data.Shanghai)
	switch kind {
	case "hourly":
		return t.Truncate(time.Hour).Add(time.Hour)
	case "daily":
		if !day.After(t) {
			day = day.AddDate(0, 0, 1)
		}
		return day
	case "weekly":
		day = day.AddDate(0, 0, (int(time.Monday)-int(day.Weekday())+7)%7)
		if !day.After(t) {
			day = day.AddDate(0, 0, 7)
		}
		return day
	}
	return t
}

func (w *When) check() error {
	if *w == "" {
		*w = Now
	}
	kind, at, timed := strings.Cut(string(*w), "@")
	bad := fmt.Errorf("%q: write now, hourly, daily@08:30 or weekly@08:30 (Mondays, Beijing time)", string(*w))
	switch kind {
	case "now", "hourly":
		if timed {
			return bad
		}
		return nil
	case "daily", "weekly":
		if !timed {
			return nil
		}
		if _, err := time.Parse("15:04", at); err != nil {
			return bad
		}
		return nil
	}
	return bad
}
