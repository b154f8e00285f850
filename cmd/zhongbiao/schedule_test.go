package main

import (
	"testing"
	"time"

	"zhongbiao/data"
)

func TestQuietHours(t *testing.T) {
	for _, c := range []struct {
		quiet, at string
		want      bool
	}{
		{"22:00-06:00", "23:10", true}, {"22:00-06:00", "05:59", true}, {"22:00-06:00", "06:00", false}, {"22:00-06:00", "21:59", false},
		{"01:30-05:00", "01:30", true}, {"01:30-05:00", "05:00", false}, {"", "00:00", false},
	} {
		q, err := parseQuiet(c.quiet)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-08-01 "+c.at, data.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.at(at.UTC()); got != c.want {
			t.Errorf("%s in %q: %v", c.at, c.quiet, got)
		}
	}
	for _, bad := range []string{"22-6", "22:00", "25:00-06:00", "22:60-06:00", "x"} {
		if _, err := parseQuiet(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
