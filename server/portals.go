package server

import (
	"strings"
	"time"
)

// Portal is what the coverage page says of one portal, also of those that are
// not crawled: a hole is shown, not hidden.
type Portal struct {
	ID, Name, English, Home string
	Covers                  string
	Tier                    string // A plain HTTP works, B fragile, C closed to programs
	Mode                    string // "crawl", "list-only", "import-only"
	On                      bool
	Why                     string // the reason when off, list-only or import-only
	Verified                string

	LastRun     time.Time // end of the newest crawl; zero for never
	LastSuccess time.Time // end of the newest crawl that missed nothing
	Until       time.Time // left alone until then, after a refusal
	Reasons     []string  // what the newest crawl missed, and why
}

// portalRow is a portal in a page's words.
type portalRow struct {
	Portal
	State, Last, Note string
}

// portalRows tells the state of every portal that the server knows of.
func (s *Server) portalRows(b base) ([]portalRow, error) {
	if s.o.Portals == nil {
		return nil, nil
	}
	portals, err := s.o.Portals()
	if err != nil {
		return nil, err
	}
	var out []portalRow
	for _, p := range portals {
		row := portalRow{Portal: p, State: b.portalState(p, s.now()), Last: b.portalLast(p), Note: b.portalNote(p)}
		row.Covers, row.Verified = b.portalWord(p.Covers), b.portalWord(p.Verified)
		if b.Lang == EN && p.English != "" {
			row.Name = p.English
		}
		out = append(out, row)
	}
	return out, nil
}

func (b base) portalState(p Portal, now time.Time) string {
	switch {
	case p.Mode == "import-only":
		return b.T("portal.import")
	case p.Until.After(now):
		return b.T("portal.alone", b.Lang.Time(p.Until))
	case !p.On:
		return b.T("portal.off")
	case p.Mode == "list-only":
		return b.T("portal.list")
	}
	return b.T("portal.on")
}

func (b base) portalLast(p Portal) string {
	switch {
	case p.LastRun.IsZero():
		return b.T("portal.never")
	case p.LastSuccess.Equal(p.LastRun):
		return b.Lang.Time(p.LastRun)
	case p.LastSuccess.IsZero():
		return b.T("portal.incomplete", b.Lang.Time(p.LastRun))
	}
	return b.T("portal.since", b.Lang.Time(p.LastRun), b.Lang.Time(p.LastSuccess))
}

// portalNote gives why a portal is off, or what its newest crawl missed.
func (b base) portalNote(p Portal) string {
	if len(p.Reasons) > 0 {
		return strings.Join(p.Reasons, "; ")
	}
	return b.portalWord(p.Why)
}
