package sample

import (
	"net/http"
	"time"
)

// Request is one line of the portal's log.
type Request struct {
	At        time.Time
	Method    string
	Path      string // with the query, if any
	UserAgent string
	Status    int  // 0 when the connection was cut before an answer
	Cond      bool // the request was conditional
}

func (p *Portal) record(r *http.Request, status int, at time.Time) {
	cond := r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = append(p.log, Request{At: at, Method: r.Method, Path: r.URL.RequestURI(), UserAgent: r.UserAgent(), Status: status, Cond: cond})
}

// Requests gives the log so far, in the order in which answers ended.
func (p *Portal) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.log...)
}

// ClearLog forgets the log.
func (p *Portal) ClearLog() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = nil
}

// recorder remembers the status that was sent.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
