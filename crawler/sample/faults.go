package sample

import (
	"net/http"
	"strings"
)

// Bad is one bad side: what a request gets instead of the page.
type Bad func(*Portal, http.ResponseWriter, *http.Request)

// Fault switches a bad side on: for which requests, how many of them, and
// what they get. Exactly one of Bad and Script is set.
type Fault struct {
	Match func(*http.Request) bool // nil meets every request
	Share float64                  // of the matching requests; 0 means all
	Times int                      // how often in all; 0 means always
	Bad   Bad
	// Script gives the answers that one path gets, in turn: the first request
	// meets Script[0] and so on; nil is the page as it should be, and so is
	// everything after the end.
	Script []Bad

	served int
	turns  map[string]int
}

// Break switches faults on; the first that meets a request speaks.
func (p *Portal) Break(faults ...*Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, faults...)
}

// Mend switches all faults off.
func (p *Portal) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// SetRobots replaces the text of robots.txt.
func (p *Portal) SetRobots(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.robots = text
}

// SetCap limits every list to so many pages, as portals do: the pager names no
// more, and a page beyond is not found. 0 takes the limit away.
func (p *Portal) SetCap(pages int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listCap = pages
}

// bad gives the bad side that the request meets, nil for none.
func (p *Portal) bad(r *http.Request) Bad {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		if f.Match != nil && !f.Match(r) || f.Times > 0 && f.served >= f.Times || f.Share > 0 && p.random() >= f.Share {
			continue
		}
		if bad := f.next(r.URL.RequestURI()); bad != nil {
			f.served++
			return bad
		}
	}
	return nil
}

func (f *Fault) next(path string) Bad {
	if f.Script == nil {
		return f.Bad
	}
	if f.turns == nil {
		f.turns = map[string]int{}
	}
	turn := f.turns[path]
	f.turns[path]++
	if turn >= len(f.Script) {
		return nil
	}
	return f.Script[turn]
}

// random is a splitmix64 step in [0, 1), so that a run can be repeated.
func (p *Portal) random() float64 {
	p.rng += 0x9e3779b97f4a7c15
	z := p.rng
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}

// OnPath matches requests whose path contains one of the parts.
func OnPath(parts ...string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		for _, part := range parts {
			if strings.Contains(r.URL.Path, part) {
				return true
			}
		}
		return false
	}
}

// Details matches the requests for notices.
func Details(r *http.Request) bool { return IsDetail(r.URL.Path) }

// IsDetail tells whether a path is that of a notice.
func IsDetail(path string) bool {
	return strings.HasPrefix(path, "/cggg/") && strings.Contains(path, "/t20")
}

// Lists matches the requests for list pages.
func Lists(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/cggg/") && !Details(r)
}
