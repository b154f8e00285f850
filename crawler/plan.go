package crawler

import (
	"fmt"
	"strings"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// plan queues page one of every span that has to be listed. Pages of walks
// that a killed run left behind are in the queue already.
func (r *run) plan(walks map[listID][]span) error {
	for _, d := range r.o.Portals {
		seeds, err := r.seeds(d, walks)
		if err != nil {
			return err
		}
		added, err := r.st.Enqueue(seeds...)
		if err != nil {
			return fmt.Errorf("queue first pages of %s: %w", d.ID, err)
		}
		r.sum.queued(d.ID, added)
		r.o.Log.Info("crawl planned", "portal", d.ID, "walks", len(seeds), "new", added)
	}
	return nil
}

func (r *run) seeds(d *portal.Definition, walks map[listID][]span) ([]store.Task, error) {
	var seeds []store.Task
	for _, l := range lists(d) {
		want, ok, err := r.want(d, l)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		r.wanted[l] = want
		spans := r.spans(d, l, want, walks[l])
		if err := r.superseded(l, spans); err != nil {
			return nil, err
		}
		for _, s := range spans {
			ch, _ := d.Channel(l.channel)
			at := portal.At{Channel: ch, Query: l.query, From: s.From, To: s.To, Now: r.o.Now()}
			seeds = append(seeds, listTask(d, l, s, 0, d.ListFetch(at), s.To))
		}
	}
	return seeds, nil
}

// lists gives every channel × query of a portal.
func lists(d *portal.Definition) []listID {
	queries := d.Queries
	if len(queries) == 0 {
		queries = []string{""}
	}
	var out []listID
	for _, c := range d.Channels {
		for _, q := range queries {
			out = append(out, listID{d.ID, c.ID, q})
		}
	}
	return out
}

// watermark is the name of the cursor with the last day up to which a list is
// complete without a gap.
func (l listID) watermark() string { return l.key("complete", "") }

// want gives the days that a list has to be walked for, as one span around
// them: from the last complete day, or as the user said, to today.
func (r *run) want(d *portal.Definition, l listID) (s span, ok bool, err error) {
	s = span{From: r.o.From, To: r.o.To}
	today := data.DayOf(r.o.Now())
	if s.To == 0 || s.To > today {
		s.To = today
	}
	if s.From == 0 {
		if s.From, err = r.since(l, s.To); err != nil {
			return s, false, err
		}
		s.From = s.From.Add(-d.Recheck)
	}
	if first := d.FirstDay(); first != 0 && s.From < first {
		s.From = first
	}
	if last := d.LastDay(); last != 0 && s.To > last {
		s.To = last
	}
	if s.From > s.To {
		return s, false, nil
	}
	if r.o.Again {
		return s, true, nil
	}
	return r.shrink(d, l, s, today)
}

// since is the first day that an incremental crawl has not seen as complete.
func (r *run) since(l listID, to data.Day) (data.Day, error) {
	v, err := r.st.Cursor(l.watermark())
	if err != nil {
		return 0, err
	}
	mark, err := data.ParseDay(v)
	if err != nil || mark == 0 {
		return to.Add(1 - r.o.Lookback), err
	}
	return min(mark.Add(1), to), nil
}

// shrink cuts complete days off both ends of a span; the last days are always
// listed again, for what portals publish late.
func (r *run) shrink(d *portal.Definition, l listID, s span, today data.Day) (span, bool, error) {
	needed := func(at data.Day) bool {
		return at > today.Add(-d.Recheck) || !r.settled(d, l, at)
	}
	for s.From <= s.To && !needed(s.From) {
		s.From = s.From.Add(1)
	}
	for s.To > s.From && !needed(s.To) {
		s.To = s.To.Add(-1)
	}
	return s, s.From <= s.To, nil
}

// endsAt begins the reason of days that a stream no longer shows.
const endsAt = "the list goes back only to "

// settled tells whether listing a day again can't bring more: it is complete,
// or the stream that it was in no longer reaches it. The latter stays a hole
// on the coverage page; a backfill by the user looks again.
func (r *run) settled(d *portal.Definition, l listID, at data.Day) bool {
	v := r.known[day{l, at}]
	if v.State == store.CoverageComplete {
		return true
	}
	return d.Stream() && r.o.From == 0 && strings.HasPrefix(v.Reason, endsAt)
}

// spans cuts what is wanted into walks, newest first. A stream is one walk;
// if an unfinished one reaches as far back, only what is newer is walked
// anew. Windows lie on a fixed grid, so that they are the same in every run;
// days that a walk is under way for are left to it.
func (r *run) spans(d *portal.Definition, l listID, want span, live []span) []span {
	if d.Stream() {
		for _, s := range live {
			switch {
			case s.From <= want.From && s.To >= want.To:
				return nil // it goes on
			case s.From <= want.From:
				want.From = max(want.From, s.To)
			}
		}
		return []span{want}
	}
	var out []span
	today := data.DayOf(r.o.Now())
	for to := want.To; to >= want.From; {
		from := max(gridStart(to, d.List.Window.Days), want.From)
		for _, s := range (span{From: from, To: to}).without(live) {
			if _, ok, _ := r.shrink(d, l, s, today); ok || r.o.Again {
				out = append(out, s)
			}
		}
		to = from.Add(-1)
	}
	return out
}

// gridStart is the first day of the window of n days that a day lies in.
func gridStart(d data.Day, n int) data.Day {
	since := d.Sub(20000103) // a Monday
	return d.Add(-((since%n + n) % n))
}
