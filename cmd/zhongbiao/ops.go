package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
	"zhongbiao/server/alert"
)

// ops answers what only the operator of a data folder may ask, over the
// owner's socket (which only its user can open) or in this process. All else
// goes to the server's own handlers.
func (s *stack) ops() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h func(w io.Writer, r *http.Request) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			var buf strings.Builder
			if err := h(&buf, r); err != nil {
				http.Error(w, err.Error(), statusOf(err))
				return
			}
			io.WriteString(w, buf.String())
		})
	}
	handle("GET /-/project/{id}", s.opProject)
	handle("GET /-/reconcile", s.opReconcile)
	handle("GET /-/restatements", s.opRestatements)
	handle("GET /-/checks", s.opChecks)
	handle("GET /-/coverage", s.opCoverage)
	handle("GET /-/portals", s.opPortals)
	handle("GET /-/asof/{day}", s.opAsOf)
	handle("POST /-/decide", s.opDecide)
	handle("GET /-/alerts", s.opAlerts)
	handle("GET /-/alerts/log", s.opAlertLog)
	handle("POST /-/alerts/{verb}", s.opAlertChange)
	mux.HandleFunc("POST /-/alerts/run", s.opAlertRun)
	mux.HandleFunc("GET /-/backup", func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).SetWriteDeadline(time.Time{}) // as long as it takes
		if err := s.store.Backup(w); err != nil {
			panic(http.ErrAbortHandler) // a broken transfer, never a shorter file
		}
	})
	mux.Handle("GET /metrics", s.metrics.exposition())
	mux.Handle("/", s.server)
	return mux
}

func statusOf(err error) int {
	var usage usageError
	switch {
	case errors.As(err, &usage), errors.Is(err, alert.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, store.ErrNotFound), errors.Is(err, alert.ErrNotFound):
		return http.StatusNotFound
	}
	return http.StatusInternalServerError
}

// show prints v as JSON when asked for, else as text.
func show(w io.Writer, r *http.Request, v any, text func(io.Writer) error) error {
	if r.FormValue("format") != "json" {
		return text(w)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

func (s *stack) opProject(w io.Writer, r *http.Request) error {
	id, err := data.ParseProjectID(r.PathValue("id"))
	if err != nil {
		return usageError{err}
	}
	p, err := s.store.Project(id)
	if err != nil {
		return err
	}
	if p.Checks, err = ledger.ProjectChecks(s.store.Projects, p, data.DayOf(time.Now())); err != nil {
		return err
	}
	return show(w, r, p, func(w io.Writer) error { return ledger.PrintProject(w, p, p.Checks) })
}

// opDecide joins or splits by hand; the decision is a record that survives
// every reread.
func (s *stack) opDecide(w io.Writer, r *http.Request) error {
	q := r.URL.Query()
	var changed []data.ProjectID
	err := s.store.Derive(func(tx *store.Tx) (err error) {
		changed, err = s.decide(tx, q)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, changed, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, "changed:", strings.Trim(fmt.Sprint(changed), "[]"))
		return err
	})
}

func (s *stack) decide(tx *store.Tx, q url.Values) ([]data.ProjectID, error) {
	by, note := q.Get("by"), q.Get("note")
	switch q.Get("verb") {
	case "join":
		return s.ledger.Join(tx, q.Get("a"), q.Get("b"), by, note)
	case "split":
		id, err := data.ParseProjectID(q.Get("a"))
		if err != nil {
			return nil, usageError{err}
		}
		var notices []data.NoticeID
		for _, n := range q["notice"] {
			notices = append(notices, data.NoticeID(n))
		}
		return s.ledger.Split(tx, id, notices, by, note)
	}
	return nil, usagef("decide: want join or split")
}
