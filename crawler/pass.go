package crawler

import "zhongbiao/crawler/portal"

// A window that is over can still change while it is walked. Rows that come
// late push others on, and are themselves on a page that was read already;
// rows that are taken back pull others over to such a page. The portal's own
// total tells, and then the list is walked once more: as far as the late rows
// are found, or as a whole when rows went.

// pass is one way through the pages of a window.
type pass struct {
	Pass   int  `json:"pass,omitempty"`
	Base   int  `json:"base,omitempty"`   // pages of earlier passes
	Owed   int  `json:"owed,omitempty"`   // rows that came during the pass before, not found yet
	Late   int  `json:"late,omitempty"`   // rows that came during this one
	Shrunk bool `json:"shrunk,omitempty"` // rows went during this one
	Whole  bool `json:"whole,omitempty"`  // rows went during the pass before: any row may be one not seen
	Grows  bool `json:"grows,omitempty"`  // the walk began before its last day was over
}

// maxPasses is how often a list is walked that changes each time.
const maxPasses = 3

// reckon takes up the portal's total, and the rows that are new on a page.
func (w *walk) reckon(p *portal.ListPage, fresh int) {
	w.Rows += fresh
	if w.Pass > 0 {
		w.Owed -= fresh
	}
	if p.Total < 0 || p.Astray {
		w.Total = max(w.Total, p.Total)
		return
	}
	if w.Total >= 0 {
		w.Late += max(0, p.Total-w.Total)
		w.Shrunk = w.Shrunk || p.Total < w.Total
	}
	w.Total = p.Total
}

// caughtUp tells whether all rows are found that made another pass necessary.
func (w *walk) caughtUp() bool { return w.Pass > 0 && !w.again() && w.Owed <= 0 && !w.Whole }

// again tells whether the list changed during the pass in a way that a walk
// can have lost rows by. A day that was not over when the walk began grows,
// and is listed again anyway.
func (w *walk) again() bool { return w.Shrunk || w.Late > 0 && !w.Grows }

// goesOn tells whether a window has another page to be read: the next one, or
// page one of another pass.
func (p *listPage) goesOn(more bool) bool {
	w := p.walk
	switch {
	case w.caughtUp():
		return false
	case more || !w.again() || w.Pass+1 >= maxPasses:
		return more
	}
	w.pass = pass{Pass: w.Pass + 1, Base: w.Pages, Owed: min(w.Late, w.Total-w.Rows), Whole: w.Shrunk, Grows: w.Grows}
	w.Seen, w.First, w.Same = 0, "", false
	if w.Whole {
		w.Bad, w.BadWhy = 0, ""
	}
	return true
}
