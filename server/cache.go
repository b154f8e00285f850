package server

import (
	"net/http"
	"sync"
	"time"
)

// pageCache keeps finished answers while the store does not change, so that a
// page that many people open is made once. Coverage changes without moving
// the store's sequence, so an answer also ages.
type pageCache struct {
	mu      sync.Mutex
	seq     uint64
	entries map[string]*cached
	bytes   int
}

// cached is one answer, or the promise of one: ready is closed when somebody
// has made it or given up.
type cached struct {
	ready    chan struct{}
	ok       bool
	at       time.Time
	mime     string
	etag     string
	saveAs   string // Content-Disposition
	body     []byte
	modified time.Time
}

const (
	cacheFresh = 5 * time.Second
	cacheBytes = 32 << 20
)

// claim gives the entry of a key, and whether the caller has to make it.
func (c *pageCache) claim(key string, seq uint64, now time.Time) (e *cached, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seq != seq || c.entries == nil || c.bytes > cacheBytes {
		c.seq, c.bytes, c.entries = seq, 0, map[string]*cached{}
	}
	if e = c.entries[key]; e != nil {
		select {
		case <-e.ready:
			if e.ok && now.Sub(e.at) < cacheFresh {
				return e, false
			}
			c.bytes -= len(e.body)
		default:
			return e, false // somebody is at it
		}
	}
	e = &cached{ready: make(chan struct{}), at: now}
	c.entries[key] = e
	return e, true
}

func (c *pageCache) count(n int) {
	c.mu.Lock()
	c.bytes += n
	c.mu.Unlock()
}

// cached answers from memory where it can. Equal requests at the same time
// wait for the first of them; when that one fails, they ask for themselves.
func (s *Server) cached(h handler) handler {
	return func(w http.ResponseWriter, v *visit) error {
		if !s.o.Index.Ready() {
			return h(w, v)
		}
		key := string(v.lang) + " " + v.Host + " " + v.URL.RequestURI()
		e, mine := s.cache.claim(key, s.o.Store.Seq(), time.Now())
		if mine {
			defer close(e.ready)
			v.keep = e
			return h(w, v)
		}
		select {
		case <-e.ready:
		case <-v.Context().Done():
			return v.Context().Err()
		}
		if !e.ok {
			return h(w, v)
		}
		s.deliver(w, v, e)
		return nil
	}
}
