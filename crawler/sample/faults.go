package sample

import (
	"net/http"
	"strings"
)

// Fault is a bad side of the portal: which requests it meets, and what they
// get instead of the page.
type Fault struct {
	Match func(*http.Request) bool // nil meets every request
	Share float64                  // of the matching requests; 0 means all
	Times int                      // how often in all; 0 means always
	Serve func(*Portal, http.ResponseWriter, *http.Request)

	served int
}

// Break switches faults on; the first that matches a request speaks.
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

// SetRobots replaces robots.txt.
func (p *Portal) SetRobots(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.robots = text
}

func (p *Portal) fault(r *http.Request) *Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		if f.Match != nil && !f.Match(r) || f.Times > 0 && f.served >= f.Times {
			continue
		}
		if f.Share > 0 && p.random() >= f.Share {
			continue
		}
		f.served++
		return f
	}
	return nil
}

// random is a splitmix64 step in [0, 1), so that a run repeats.
func (p *Portal) random() float64 {
	p.rng += 0x9e3779b97f4a7c15
	z := p.rng
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}

func (f *Fault) serve(p *Portal, w http.ResponseWriter, r *http.Request) { f.Serve(p, w, r) }

// OnPath matches requests whose path contains part.
func OnPath(part string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.Contains(r.URL.Path, part) }
}
