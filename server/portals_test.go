package server

import (
	"io/fs"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"zhongbiao/data/reference"
)

// Every state of a portal has its own words, the graver first.
func TestPortalStates(t *testing.T) {
	now := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	b := base{Lang: "en"}
	for _, c := range []struct {
		p    Portal
		want string
	}{
		{Portal{On: true}, "on"},
		{Portal{}, "off"},
		{Portal{On: true, Mode: "list-only"}, "on, lists only"},
		{Portal{Mode: "import-only", Until: now.Add(time.Hour)}, "import only"},
	} {
		if got := b.portalState(c.p, now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.p, got, c.want)
		}
	}
	if got := b.portalState(Portal{On: true, Until: now.Add(time.Hour)}, now); got == "on" || got == "off" {
		t.Errorf("a portal that refused us is %q", got)
	}
	if got := b.portalState(Portal{On: true, Until: now.Add(-time.Hour)}, now); got != "on" {
		t.Errorf("a refusal that is over: %q", got)
	}
	if got := b.portalNote(Portal{Why: "closed", Reasons: []string{"blocked 3", "gone 1"}}); got != "blocked 3; gone 1" {
		t.Errorf("note %q", got)
	}
}

// TestPortalWords: what the built-in definitions say of their portals is said
// in Chinese as well, and nothing is kept that none says any more.
func TestPortalWords(t *testing.T) {
	seen := map[string]bool{"awards reported in public in August 2026, with their source": true,
		"invented awards after the published series of 2023 and 2024": true, "the sample portal itself": true} // the demo's
	err := fs.WalkDir(reference.PortalFS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(reference.PortalFS(), path)
		if err != nil {
			return err
		}
		var def struct{ Covers, Why, Verified string }
		if err := yaml.Unmarshal(text, &def); err != nil {
			return err
		}
		for _, s := range []string{def.Covers, def.Why, def.Verified} {
			seen[s] = true
			if s != "" && !chinese(base{Lang: ZH}.portalWord(s)) {
				t.Errorf("%s: no Chinese for %q", path, s)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for s, zh := range portalWords {
		if !seen[s] {
			t.Errorf("no definition says %q any more", s)
		}
		if (base{Lang: EN}).portalWord(s) != s || !chinese(zh) {
			t.Errorf("%q is not said in both languages", s)
		}
	}
}
