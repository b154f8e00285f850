package main

import (
	"testing"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/server/alert"
)

func TestPortalTroubles(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	d := &portal.Definition{ID: "ccgp", Name: "示例", Every: portal.Duration(6 * time.Hour)}
	run := func(ended, success time.Duration, changed int) crawler.LastRun {
		l := crawler.LastRun{Started: now.Add(-ended - time.Hour), Ended: now.Add(-ended)}
		if success > 0 {
			l.Success = now.Add(-success)
		}
		l.Summary.Outcomes = map[portal.Outcome]int{portal.Changed: changed}
		return l
	}
	for name, x := range map[string]struct {
		last crawler.LastRun
		brk  crawler.BreakerState
		want string
	}{
		"never crawled":     {},
		"well":              {last: run(time.Hour, time.Hour, 0)},
		"blocked":           {last: run(time.Hour, time.Hour, 0), brk: crawler.BreakerState{Until: now.Add(time.Hour)}, want: "portal/ccgp/blocked"},
		"blocked no longer": {last: run(time.Hour, time.Hour, 0), brk: crawler.BreakerState{Until: now.Add(-time.Hour)}},
		"changed":           {last: run(time.Hour, 2*time.Hour, 3), want: "portal/ccgp/changed"},
		"behind":            {last: run(time.Hour, 72*time.Hour, 0), want: "portal/ccgp/behind"},
		"never complete":    {last: run(72*time.Hour, 0, 0), want: "portal/ccgp/behind"},
	} {
		if got := conditionIDs(portalTroubles(d, x.last, x.brk, now)); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestDiskTroubles(t *testing.T) {
	for _, x := range []struct {
		free, all uint64
		want      string
	}{{0, 0, ""}, {gib / 2, 2 * gib, "disk"}, {2 * gib, 4 * gib, ""}, {2 * gib, 100 * gib, "disk"}, {20 * gib, 1000 * gib, ""}} {
		if got := conditionIDs(diskTroubles(x.free, x.all)); got != x.want {
			t.Errorf("%d of %d: %q, want %q", x.free, x.all, got, x.want)
		}
	}
	if free, all := diskSpace(t.TempDir()); free > all {
		t.Errorf("%d of %d bytes are free", free, all)
	}
}

func conditionIDs(cs []alert.Condition) (s string) {
	for _, c := range cs {
		s += c.ID
	}
	return s
}
