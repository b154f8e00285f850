package alert

import (
	"cmp"
	"fmt"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// look is the work on one batch of one alert.
type look struct {
	tx  *store.Tx
	a   *Alert
	s   *state
	now time.Time
}

// project decides whether a project that changed is to be told.
func (l *look) project(p *data.Project, matches bool) error {
	var t told
	known, err := getJSON(l.tx, toldKey(l.a.ID, p.ID), &t)
	if err != nil {
		return err
	}
	now := awardOf(p)
	e := Event{Kind: KindAward, At: l.now, Project: p.ID, Award: now}
	if p.Stage != data.StageAwarded {
		e.Kind = KindProgress
	}
	pages, newest := l.pages(p)
	switch {
	case !known:
		if !matches || p.Backfill() && !l.a.Backfill || !l.fresh(p, newest) {
			return nil
		}
	case now.print() == t.Award.print():
		return nil
	case p.Stage == data.StageAwarded && !wasAwarded(t.Award.Stage):
		// told as a candidate, awarded now: an award that is told for the first time
	default:
		was := t.Award
		e.Kind, e.Was, e.Cause = KindCorrection, &was, CauseReading
		if pages > t.Pages {
			e.Cause = CausePublished
		}
	}
	t = told{Award: *now, N: t.N + 1, Pages: pages, At: l.now}
	e.Key = fmt.Sprintf("%s_%s_%d", l.a.UID, p.ID, t.N)
	if err := putJSON(l.tx, toldKey(l.a.ID, p.ID), t); err != nil {
		return err
	}
	return enqueue(l.tx, l.a, l.s, e)
}

func wasAwarded(s data.Stage) bool { return s == data.StageAwarded || s == data.StageRevoked }

// pages counts a project's notices with their versions, and says when the
// newest of them was first stored.
func (l *look) pages(p *data.Project) (n int, newest time.Time) {
	for _, link := range p.Notices {
		if f, err := l.tx.Facts(link.Notice); err == nil {
			n += max(f.Version, 1)
		}
		if t := l.tx.FirstSeen(link.Notice); t.After(newest) {
			newest = t
		}
	}
	return n, newest
}

// fresh tells whether something of a project came since the last look. A
// change of the rules is nothing that came, unless it counts for the first
// time what was published in the last month: a late find, as in the feeds.
func (l *look) fresh(p *data.Project, newest time.Time) bool {
	since := l.s.Looked.Add(-slack)
	if l.s.Looked.IsZero() || newest.After(since) {
		return true
	}
	return p.FirstCounted.After(since) && l.now.Sub(cmp.Or(p.Awarded, p.Published).Time()) <= month
}

// month is how old an award may be that is found late.
const month = 30 * 24 * time.Hour
