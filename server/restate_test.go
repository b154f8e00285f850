package server

import (
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
)

// The method page and the API list what the ledger calls a restatement: late
// finds are, a month's first filling is not, and samples are forgotten once
// there are real pages.
func TestRestatementsAreTheLedgers(t *testing.T) {
	f := newFake(1, "示例")
	at := time.Date(2024, 1, 5, 0, 0, 0, 0, data.Shanghai)
	late := at.AddDate(1, 0, 0)
	f.journal = []data.JournalEntry{
		{At: at, Project: 1, NewCounted: true, NewMonth: 202401, Cause: "notice", Sample: data.Fictional},
		{At: late, Project: 1, OldCounted: true, OldMonth: 202401, Cause: "failure", Sample: data.Fictional},
	}
	s := newTest(t, f)
	if _, total, err := s.restatements(); err != nil || total != 1 {
		t.Errorf("samples alone: %d, %v; want 1", total, err)
	}
	f.journal = append(f.journal,
		data.JournalEntry{At: at, Project: 1, NewCounted: true, NewMonth: 202401, Cause: "notice"},
		data.JournalEntry{At: at.Add(time.Hour), Project: 1, OldCounted: true, OldMonth: 202401, NewMonth: 202401, NewCounted: true, NewFen: 100, NewDisclosed: true, Cause: "correction"},
		data.JournalEntry{At: late, Project: 1, NewCounted: true, NewMonth: 202401, NewFen: 500, Cause: "notice"},
	)
	f.seq++
	list, total, err := s.restatements()
	if err != nil || total != 1 || len(list) != 1 || list[0].OldCounted || !list[0].At.Equal(late) {
		t.Errorf("%d restatements %+v, %v; want the late find alone", total, list, err)
	}
	if body := get(t, s, "/method?lang=en").Body.String(); !strings.Contains(body, "counted late") {
		t.Error("the method page does not list the late find")
	}
	if body := get(t, s, "/api/v1/restatements").Body.String(); !strings.Contains(body, `"total": 1`) {
		t.Errorf("the API says %s", body)
	}
}
