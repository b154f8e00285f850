package server

import (
	"slices"
	"sync"

	"zhongbiao/data"
)

// restateLog follows the journal: it only grows, so each line is read once.
type restateLog struct {
	mu     sync.Mutex
	seq    uint64              // of the last line read
	total  int                 // of the restatements in it
	newest []data.JournalEntry // oldest first, at most maxRestatements
}

// maxRestatements is how many changes of closed months are listed.
const maxRestatements = 200

// restated tells an entry that changes a number which had been shown.
func restated(e data.JournalEntry) bool {
	return e.OldCounted && (e.OldMonth != e.NewMonth || e.OldFen != e.NewFen || !e.NewCounted)
}

// restatements gives the newest changes of numbers that had been shown, newest
// first, and how many there are in all.
func (s *Server) restatements() ([]data.JournalEntry, int, error) {
	l := &s.restate
	l.mu.Lock()
	defer l.mu.Unlock()
	err := s.o.Store.JournalAfter(l.seq, func(e data.JournalEntry) error {
		if l.seq = e.Seq; restated(e) {
			l.total++
			l.newest = append(l.newest, e)
		}
		if len(l.newest) >= 2*maxRestatements {
			l.newest = slices.Delete(l.newest, 0, maxRestatements)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	out := slices.Clone(l.newest[max(0, len(l.newest)-maxRestatements):])
	slices.Reverse(out)
	return out, l.total, nil
}

// restateRows prints them.
func (s *Server) restateRows(b base) (rows []restateRow, more string, err error) {
	list, total, err := s.restatements()
	if err != nil {
		return nil, "", err
	}
	if total > len(list) {
		more = b.T("restate.more", b.Lang.Int(total-len(list)))
	}
	for _, e := range list {
		rows = append(rows, restateRow{At: b.Lang.Time(e.At), Month: b.Lang.Month(e.OldMonth), Change: b.restateWords(e), Cause: b.causeWord(e.Cause) + detail(e.Detail),
			Project: e.Project.String(), URL: b.URL("/awards/" + e.Project.String())})
	}
	return rows, more, nil
}
