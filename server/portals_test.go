package server

import (
	"testing"
	"time"
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
	if got := portalNote(Portal{Why: "closed", Reasons: []string{"blocked 3", "gone 1"}}); got != "blocked 3; gone 1" {
		t.Errorf("note %q", got)
	}
}
