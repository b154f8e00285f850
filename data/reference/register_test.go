package reference

import (
	"strings"
	"testing"
)

func TestRegisterIsWhole(t *testing.T) {
	rows := Register()
	if len(rows) != 166 {
		t.Errorf("%d rows, want 166", len(rows))
	}
	seen := map[string]bool{}
	publishable := 0
	for _, r := range rows {
		if seen[r.ID] {
			t.Errorf("id %s occurs twice", r.ID)
		}
		seen[r.ID] = true
		if r.Source == "" {
			t.Errorf("%s has no source", r.ID)
		}
		if r.Publishable() {
			publishable++
		}
	}
	if publishable < 46 || publishable > 50 {
		t.Errorf("%d rows may be published, want about 49", publishable)
	}
}

// A lead must never be shown as a fact.
func TestLeadsAreNotPublishable(t *testing.T) {
	good := RegisterRow{ID: "A1", NoticeTitle: "t", Buyer: "b", Day: 20260804, Evidence: "title", Confidence: "high", Source: "github:x/y"}
	if !good.Publishable() {
		t.Fatal("a good row is refused")
	}
	for name, spoil := range map[string]func(*RegisterRow){
		"no day":         func(r *RegisterRow) { r.Day = 0 },
		"no title":       func(r *RegisterRow) { r.NoticeTitle = "" },
		"no buyer":       func(r *RegisterRow) { r.Buyer = "" },
		"low confidence": func(r *RegisterRow) { r.Confidence = "low" },
		"implied":        func(r *RegisterRow) { r.Evidence = "implied" },
		"body only":      func(r *RegisterRow) { r.Evidence = "body" },
		"no report":      func(r *RegisterRow) { r.Source = "" },
		"public file":    func(r *RegisterRow) { r.Source = "public file citing x" },
		"labelled case":  func(r *RegisterRow) { r.Source = "data/labelled/x.json" },
	} {
		r := good
		spoil(&r)
		if r.Publishable() {
			t.Errorf("%s: the row is shown as a fact", name)
		}
	}
}

func TestRegisterErrorsNameTheRow(t *testing.T) {
	head := strings.Join(registerColumns, ",") + "\n"
	for _, bad := range []string{"A1,,t,b,,x,2026-08-04,award,app,it,it,title,high,s\n", "A1,,t,b,,1,2026-02-31,award,app,it,it,title,high,s\n"} {
		if _, err := parseRegister(head + bad); err == nil || !strings.Contains(err.Error(), "row A1") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
	if _, err := parseRegister("a,b\n"); err == nil {
		t.Error("other columns were read")
	}
	rows, err := parseRegister(head + "A1,,t,b,,12.5,2026,award,app,it,it,title,high,s\n")
	if err != nil || rows[0].Day != 0 || rows[0].Fen != 1250 {
		t.Errorf("got %+v (%v), want an unknown day and 1250 fen", rows, err)
	}
}
