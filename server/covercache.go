package server

import (
	"slices"
	"strings"
	"sync"
	"time"

	"zhongbiao/data"
)

// coverCache keeps the folded coverage while it does not change. While a crawl
// changes it all the time, readers get it as it was some seconds ago and it is
// read again behind their backs: reading it takes longer than a page may.
type coverCache struct {
	mu      sync.Mutex
	now     *covered
	reading bool
}

// covered is the coverage at one moment. It is never changed, so that readers
// need no lock but for the months of theirs.
type covered struct {
	all   coverage
	seq   uint64
	at    time.Time
	took  time.Duration // to read it
	mu    sync.Mutex
	today data.Day
	by    map[string]monthlyCover // by portals, of that day
}

const (
	coverFresh  = 5 * time.Second       // for so long it is not read again
	coverPrice  = 20                    // and not for so many times as long as reading takes
	coverCheap  = 20 * time.Millisecond // what reading may take at most to be waited for
	coverStale  = 60 * time.Second      // older than that nobody is given
	maxCoverSet = 64                    // sets of portals that are kept
)

func (s *Server) covered() (*covered, error) {
	c := &s.cover
	c.mu.Lock()
	defer c.mu.Unlock()
	seq, now := s.o.Store.CoverageSeq(), c.now
	switch {
	case now != nil && now.seq == seq:
		return now, nil
	case now == nil, time.Since(now.at) > coverStale+coverPrice*now.took, now.took < coverCheap && time.Since(now.at) > coverFresh:
		read, err := s.readCovered()
		if err == nil {
			c.now = read
		}
		return read, err
	case !c.reading && time.Since(now.at) > max(coverFresh, coverPrice*now.took):
		c.reading = true
		go s.renewCovered()
	}
	return now, nil
}

// renewCovered reads the coverage for later visitors.
func (s *Server) renewCovered() {
	read, err := s.readCovered()
	c := &s.cover
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reading = false
	if err != nil {
		s.log.Warn("read coverage", "err", err)
		return
	}
	if read.seq >= c.now.seq {
		c.now = read
	}
}

func (s *Server) readCovered() (*covered, error) {
	out := &covered{seq: s.o.Store.CoverageSeq(), at: time.Now()} // what changes while it is read counts as unread
	var err error
	out.all, err = s.readCoverage()
	out.took = time.Since(out.at)
	return out, err
}

func (s *Server) coverage() (coverage, error) {
	c, err := s.covered()
	if err != nil {
		return coverage{}, err
	}
	return c.all, nil
}

// monthly gives the coverage of the given portals by month, of all for none.
func (s *Server) monthly(portals []string) (monthlyCover, error) {
	c, err := s.covered()
	if err != nil {
		return monthlyCover{}, err
	}
	return c.monthly(portals, data.DayOf(s.now())), nil
}

func (c *covered) monthly(portals []string, today data.Day) monthlyCover {
	key := strings.Join(slices.Sorted(slices.Values(portals)), "\n")
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil || c.today != today || len(c.by) >= maxCoverSet {
		c.today, c.by = today, map[string]monthlyCover{}
	}
	m, ok := c.by[key]
	if !ok {
		m = c.all.of(portals).monthly(today)
		c.by[key] = m
	}
	return m
}
