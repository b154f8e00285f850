package server

import (
	"slices"
	"sync"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
)

// restateLog follows the journal: it only grows, so each line is read once.
type restateLog struct {
	mu     sync.Mutex
	seq    uint64 // of the last line read
	rule   restateRule
	total  int                 // of the restatements in it
	newest []data.JournalEntry // oldest first, at most maxRestatements
}

// maxRestatements is how many changes of closed months are listed.
const maxRestatements = 200

// restateRule is the ledger's rule, over the set that the pages count: samples
// only in a folder without real pages.
type restateRule struct {
	rule ledger.RestateRule
	real bool // a real entry was seen
}

// takes tells whether an entry is a restatement, and whether it is the first
// of a real page, so that all before it were samples and are to be forgotten.
func (r *restateRule) takes(e data.JournalEntry) (restates, forget bool) {
	if forget = !r.real && e.Sample == data.NotSample; forget {
		*r = restateRule{real: true}
	}
	if r.real && e.Sample != data.NotSample {
		return false, false
	}
	return r.rule.Restates(e), forget
}

// restatements gives the newest changes of numbers that had been shown, newest
// first, and how many there are in all.
func (s *Server) restatements() ([]data.JournalEntry, int, error) {
	l := &s.restate
	l.mu.Lock()
	defer l.mu.Unlock()
	err := s.o.Store.JournalAfter(l.seq, func(e data.JournalEntry) error {
		l.seq = e.Seq
		restates, forget := l.rule.takes(e)
		if forget {
			l.total, l.newest = 0, nil
		}
		if restates {
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
		month := e.OldMonth
		if !e.OldCounted {
			month = e.NewMonth
		}
		rows = append(rows, restateRow{At: b.Lang.Time(e.At), Month: b.Lang.Month(month), Change: b.restateWords(e), Cause: b.causeWord(e.Cause) + detail(e.Detail),
			Project: e.Project.String(), URL: b.URL("/awards/" + e.Project.String())})
	}
	return rows, more, nil
}
