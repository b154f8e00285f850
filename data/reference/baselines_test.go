package reference

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"zhongbiao/data"
)

func TestDefaultBaselineIsThePublished92(t *testing.T) {
	b := DefaultBaseline()
	if b.Count != 92 || b.AmountFen != 78_900_000_000 || b.Unit != UnitProject || b.Year != 2023 || !b.Partial {
		t.Errorf("default baseline: %+v", b)
	}
	if len(b.Classes) != 3 || b.Source == "" {
		t.Errorf("classes %v, source %q", b.Classes, b.Source)
	}
	n := 0
	for _, b := range Baselines() {
		if b.Default {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d default baselines, want 1", n)
	}
}

func TestBaselineByIDNamesTheKnownOnes(t *testing.T) {
	if _, err := BaselineByID("paraai-2023"); err != nil {
		t.Error(err)
	}
	if _, err := BaselineByID("x"); err == nil || !strings.Contains(err.Error(), "paraai-2023") {
		t.Errorf("error %v does not list the known ids", err)
	}
}

func TestFiguresAreSourcedAndInRange(t *testing.T) {
	fs := Reconciliation()
	if len(fs) < 20 {
		t.Fatalf("only %d figures", len(fs))
	}
	for i, f := range fs {
		if f.Tracker == "" || f.Source == "" || f.Scope == "" || f.Unit == "" {
			t.Errorf("row %d lacks tracker, source, scope or unit: %+v", i+1, f)
		}
		if f.From == 0 || f.To < f.From {
			t.Errorf("row %d: period %v to %v", i+1, f.From, f.To)
		}
		if f.Count == 0 && f.AmountFen == 0 {
			t.Errorf("row %d says nothing", i+1)
		}
		if f.Status != "published" && (f.Status != "derived" || f.Note == "") {
			t.Errorf("row %d: status %q needs its arithmetic in note", i+1, f.Status)
		}
	}
}

// No source gave single months of 2023, of the first half of 2024 or of its
// last four months; they must not be invented.
func TestNoMonthIsInvented(t *testing.T) {
	for _, f := range Reconciliation() {
		if f.From == f.To && f.From != 202407 && f.From != 202408 && f.From != 202501 {
			t.Errorf("single month %v of %s was never published", f.From, f.Tracker)
		}
	}
}

func TestParseBaselinesRefusesBadRows(t *testing.T) {
	for _, src := range []string{"version: 1\nbaselines: 3\n", "version: 1\nreconciliation:\n  - {tracker: x, from: 2023-13}\n", "versoin: 1\n"} {
		if _, err := parseBaselines([]byte(src)); err == nil {
			t.Errorf("no error for %q", src)
		}
	}
	ok, err := parseBaselines([]byte("version: 1\nreconciliation:\n  - {tracker: x, from: 2023-01, to: 2023-02}\n"))
	if err != nil || ok.Figures[0].To != data.Month(202302) {
		t.Errorf("%+v, %v", ok, err)
	}
}

// TestFiguresInBothLanguages: every English text about a published figure has
// its Chinese. Addresses are the same in both.
func TestFiguresInBothLanguages(t *testing.T) {
	english := regexp.MustCompile(`\b[a-z]{2,}\b`)
	check := func(what, en, zh string) {
		if strings.HasPrefix(en, "http") || !english.MatchString(en) {
			return
		}
		if en == zh || !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s %q has no Chinese", what, en)
		}
	}
	texts := func(en, zh FigureText) {
		check("tracker", en.Tracker, zh.Tracker)
		check("scope", en.Scope, zh.Scope)
		check("source", en.Source, zh.Source)
		check("note", en.Note, zh.Note)
	}
	for _, b := range Baselines() {
		texts(b.In("en"), b.In("zh"))
	}
	for _, f := range Reconciliation() {
		texts(f.In("en"), f.In("zh"))
	}
}
