package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// httpError is an error with a status and a message for people, by its key in
// the message table. Title and hint are keys too: without a title it is that
// of the status.
type httpError struct {
	status int
	key    string
	args   []any
	err    error
	field  string // the parameter that is wrong, if one is
	title  string
	hint   string // what to write or do instead
	hints  []any
}

func (e *httpError) Error() string {
	switch {
	case e.err != nil:
		return e.err.Error()
	case e.hint != "":
		return EN.T(e.key, e.args...) + " (" + EN.T(e.hint, e.hints...) + ")"
	}
	return EN.T(e.key, e.args...)
}

func (e *httpError) Unwrap() error { return e.err }

func notFound(what string) error {
	return &httpError{status: http.StatusNotFound, key: "error.notfound", err: fmt.Errorf("%s: %w", what, store.ErrNotFound)}
}

func badRequest(err error) error {
	return &httpError{status: http.StatusBadRequest, key: "error.bad", args: []any{err.Error()}, err: err}
}

// badParam refuses a value of the address that can't be read; hint is the key
// of what to write instead.
func badParam(name, value, hint string, hints ...any) error {
	return &httpError{status: http.StatusBadRequest, key: "error.param", args: []any{name, value}, field: name, hint: hint, hints: hints}
}

// oneOf refuses a value that is none of those that there are.
func oneOf(name, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return badParam(name, value, "hint.oneof", strings.TrimPrefix(strings.Join(known, ", "), ", "))
}

// problem is what a failed request says, in every format.
type problem struct {
	Status  int    `json:"status"`
	Title   string `json:"title"`
	Message string `json:"detail"`
	Hint    string `json:"hint,omitempty"`
	Field   string `json:"field,omitempty"`
	Pos     int    `json:"position,omitempty"` // of the mistake in q, the first character is 1
	again   bool   // a page asks again by itself
}

// queryProblem says where in the query the mistake is.
func queryProblem(e *query.Error, l Lang) problem {
	msg, hint := e.In(string(l))
	switch {
	case e.Pos > 0:
		msg = l.T("error.at", e.Pos, msg)
	case e.Field != "" && e.Field != "q":
		msg = e.Field + ": " + msg
	}
	return problem{Status: http.StatusBadRequest, Title: l.T("error.400"), Message: msg, Hint: hint, Field: e.Field, Pos: e.Pos}
}

// problemOf is the one table from errors to statuses.
func problemOf(err error, l Lang) problem {
	var he *httpError
	var qe *query.Error
	switch {
	case errors.As(err, &qe):
		return queryProblem(qe, l)
	case errors.As(err, &he):
		p := problem{Status: he.status, Title: l.T(cmp.Or(he.title, fmt.Sprintf("error.%d", he.status))), Message: l.T(he.key, he.args...), Field: he.field}
		if he.hint != "" {
			p.Hint = l.T(he.hint, he.hints...)
		}
		return p
	case errors.Is(err, store.ErrNotFound):
		return problem{Status: http.StatusNotFound, Title: l.T("error.404"), Message: l.T("error.notfound")}
	case errors.Is(err, index.ErrBuilding):
		return problem{Status: http.StatusServiceUnavailable, Title: l.T("error.503"), Message: l.T("error.building"), again: true}
	case errors.Is(err, ErrLater):
		return problem{Status: http.StatusServiceUnavailable, Title: l.T("error.503"), Message: l.T("error.later"), again: true}
	case errors.Is(err, index.ErrCursor):
		return problem{Status: http.StatusBadRequest, Title: l.T("error.400"), Message: l.T("error.cursor"), Field: "after"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, index.ErrTimeout):
		return problem{Status: http.StatusServiceUnavailable, Title: l.T("error.503"), Message: l.T("error.slow")}
	}
	return problem{Status: http.StatusInternalServerError, Title: l.T("error.500"), Message: l.T("error.internal")}
}

// fail turns an error into a status, a log line and a page; files and feeds
// get it as JSON (RFC 9457) or plain text instead of a page.
func (s *Server) fail(w http.ResponseWriter, v *visit, err error) {
	if errors.Is(err, context.Canceled) && v.Context().Err() != nil {
		return // the reader went away
	}
	p := problemOf(err, v.lang)
	if p.Status >= 500 {
		s.log.Error("request", "path", v.URL.Path, "query", v.URL.RawQuery, "status", p.Status, "err", err)
	} else {
		s.log.Debug("request", "path", v.URL.Path, "query", v.URL.RawQuery, "status", p.Status, "err", err)
	}
	h := w.Header()
	for _, k := range []string{"ETag", "Last-Modified", "Content-Disposition", "Content-Encoding"} {
		h.Del(k)
	}
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	switch {
	case wantsJSON(v):
		h.Set("Content-Type", "application/problem+json; charset=utf-8")
		w.WriteHeader(p.Status)
		_ = json.NewEncoder(w).Encode(p)
	case !wantsPage(v):
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(p.Status)
		fmt.Fprintln(w, strings.TrimSpace(p.Message+" "+p.Hint))
	default:
		s.errorPage(w, v, p)
	}
}

// wantsJSON tells whether an error is to be read by a program: of the API, of
// a JSON file, or of one that asks for it.
func wantsJSON(v *visit) bool {
	return strings.Contains(v.Header.Get("Accept"), "application/problem+json") || strings.HasPrefix(v.URL.Path, "/api/") || strings.HasSuffix(v.URL.Path, "json")
}

// wantsPage tells pages from files: a file's last path element has a suffix.
func wantsPage(v *visit) bool {
	last := v.URL.Path[strings.LastIndexByte(v.URL.Path, '/')+1:]
	return v.URL.Path == "/" || !strings.Contains(last, ".") || strings.HasPrefix(v.URL.Path, "/buyers/") || strings.HasPrefix(v.URL.Path, "/suppliers/")
}

type errorPage struct {
	base
	Message string
	Hint    string
}

func (s *Server) errorPage(w http.ResponseWriter, v *visit, p problem) {
	page := errorPage{base: s.base(v, p.Title), Message: p.Message, Hint: p.Hint}
	if p.again {
		w.Header().Set("Refresh", w.Header().Get("Retry-After"))
		page.Hint = v.lang.T("hint.again")
	}
	b, err := s.render("error", page)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	if err != nil {
		fmt.Fprintln(w, p.Title)
		s.log.Error("render error page", "err", err)
		return
	}
	_, _ = w.Write(b)
}
