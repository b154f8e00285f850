package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter allows each client of the API so many requests per second. Clients
// over the unix socket and the pages themselves are not limited.
type limiter struct {
	mu      sync.Mutex
	clients map[string]*rate.Limiter
	perSec  rate.Limit
	burst   int
}

const (
	apiPerSecond = 10
	apiBurst     = 60
	maxClients   = 10000
)

func newLimiter(perSecond float64, burst int) *limiter {
	return &limiter{clients: map[string]*rate.Limiter{}, perSec: rate.Limit(perSecond), burst: burst}
}

// of gives a client's bucket. When there are too many clients, all start
// afresh: a flood of addresses must not fill the memory.
func (l *limiter) of(client string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.clients[client]
	if !ok {
		if len(l.clients) >= maxClients {
			clear(l.clients)
		}
		b = rate.NewLimiter(l.perSec, l.burst)
		l.clients[client] = b
	}
	return b
}

// limited wraps a handler of the API.
func (s *Server) limited(h handler) handler {
	return func(w http.ResponseWriter, v *visit) error {
		client, _, err := net.SplitHostPort(v.RemoteAddr)
		if err != nil {
			return h(w, v) // the unix socket: our own commands
		}
		b := s.limits.of(client)
		now := time.Now()
		ok := b.AllowN(now, 1)
		left := max(0, int(b.TokensAt(now)))
		head := w.Header()
		head.Set("RateLimit-Limit", strconv.Itoa(s.limits.burst))
		head.Set("RateLimit-Remaining", strconv.Itoa(left))
		head.Set("RateLimit-Reset", strconv.Itoa(1+int(float64(s.limits.burst-left)/float64(s.limits.perSec))))
		if !ok {
			head.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(1/float64(s.limits.perSec))))))
			return &httpError{status: http.StatusTooManyRequests, key: "error.limit"}
		}
		return h(w, v)
	}
}

// guarded asks for a read token when the server has any: as a bearer token,
// or as the password of basic authentication, which browsers and feed readers
// can give. Health checks stay open.
func (s *Server) guarded(next http.Handler) http.Handler {
	if len(s.o.Tokens) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || s.knows(tokenOf(r)) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="zhongbiao", charset="UTF-8"`)
		w.Header().Add("WWW-Authenticate", "Bearer")
		l, explicit := langOf(r)
		s.fail(w, &visit{Request: r, lang: l, explicit: explicit}, &httpError{status: http.StatusUnauthorized, key: "error.token"})
	})
}

func tokenOf(r *http.Request) string {
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return t
	}
	_, password, _ := r.BasicAuth()
	return password
}

// knows compares in constant time, by hash, so that nothing leaks by length.
func (s *Server) knows(token string) bool {
	got, ok := sha256.Sum256([]byte(token)), 0
	for _, t := range s.o.Tokens {
		want := sha256.Sum256([]byte(t))
		ok |= subtle.ConstantTimeCompare(got[:], want[:])
	}
	return token != "" && ok == 1
}
