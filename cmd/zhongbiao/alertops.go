package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"zhongbiao/server"
	"zhongbiao/server/alert"
)

// opAlerts lists the alerts, or shows the one of a name.
func (s *stack) opAlerts(w io.Writer, r *http.Request) error {
	if name := r.FormValue("name"); name != "" {
		st, err := s.alerts.Status(name)
		if err != nil {
			return err
		}
		return show(w, r, st, func(w io.Writer) error { return printAlert(w, st) })
	}
	all, err := s.alerts.Statuses()
	if err != nil {
		return err
	}
	return show(w, r, all, func(w io.Writer) error { return printAlerts(w, all) })
}

func (s *stack) opAlertLog(w io.Writer, r *http.Request) error {
	limit, err := strconv.Atoi(cmp.Or(r.FormValue("limit"), "0"))
	if err != nil || limit < 0 {
		return usagef("--limit %s: want a number", r.FormValue("limit"))
	}
	lines, err := s.alerts.Log(r.FormValue("name"), limit)
	if err != nil {
		return err
	}
	return show(w, r, lines, func(w io.Writer) error { return printAlertLog(w, lines) })
}

// opAlertChange adds, removes, tests or retries an alert.
func (s *stack) opAlertChange(w io.Writer, r *http.Request) (err error) {
	name, done := r.FormValue("name"), ""
	switch r.PathValue("verb") {
	case "add":
		var a alert.Alert
		if err := json.Unmarshal([]byte(r.FormValue("alert")), &a); err != nil {
			return usageError{err}
		}
		a, err = s.alerts.Add(a)
		name, done = a.Name, "added"
	case "remove":
		err, done = s.alerts.Remove(name), "removed"
	case "test":
		err, done = s.alerts.Test(r.Context(), name), "sent a test to"
	case "retry":
		err, done = s.alerts.Retry(name, r.FormValue("skip") != ""), "will retry"
	default:
		return usagef("no such thing to do with alerts: %s", r.PathValue("verb"))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %s\n", done, name)
	return err
}

// alertRun is what one run of all alerts came to.
type alertRun struct {
	Sent   int    `json:"sent"`
	Failed string `json:"failed,omitempty"`
}

// opAlertRun looks and sends, which may take long.
func (s *stack) opAlertRun(w http.ResponseWriter, r *http.Request) {
	http.NewResponseController(w).SetWriteDeadline(time.Time{})
	var did alertRun
	_, err := s.alerts.Look(r.Context())
	if err == nil {
		did.Sent, err = s.alerts.Once(r.Context())
	}
	if err != nil {
		did.Failed = strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	json.NewEncoder(w).Encode(did)
}

func printAlerts(w io.Writer, all []alert.Status) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tSTATE\tWHEN\tSENT\tWAITING\tTO\tFINDS")
	for _, s := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\n", s.Name, s.State, s.When, s.Sent, s.Waiting, s.To, findsOf(s))
	}
	return t.Flush()
}

// findsOf says what an alert looks for.
func findsOf(s alert.Status) string {
	switch {
	case s.Operator:
		return "troubles of the system"
	case s.Filter == "":
		return "every award"
	}
	if text, err := url.QueryUnescape(s.Filter); err == nil {
		return text
	}
	return s.Filter
}

func printAlert(w io.Writer, s alert.Status) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name string, v any) {
		if text := fmt.Sprint(v); text != "" && text != "0" && text != "false" {
			fmt.Fprintf(t, "%s\t%s\n", name, text)
		}
	}
	line("name", s.Name)
	line("finds", findsOf(s))
	line("to", s.To)
	line("secret", s.Secret)
	line("when", s.When)
	line("language", s.Lang)
	line("backfill", s.Backfill)
	line("since", at(s.Created))
	line("state", s.State)
	line("sent", s.Sent)
	line("last sent", at(s.LastSent))
	line("waiting", s.Waiting)
	line("oldest", at(s.Oldest))
	line("next try", at(s.Due))
	line("failing since", at(s.Failing))
	line("tries", s.Tries)
	line("error", s.Error)
	return t.Flush()
}

func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return server.EN.Time(t)
}

func printAlertLog(w io.Writer, lines []alert.Line) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		what := ""
		switch {
		case l.Award != nil:
			what = l.Project.String() + " " + l.Award.Title
		case l.Condition != nil:
			what = l.Condition.EN
		}
		result := string(l.Kind)
		if l.Skipped != "" {
			result += " NOT SENT (" + l.Skipped + ")"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", at(l.Sent.Sent), l.Alert, result, what)
	}
	return t.Flush()
}
