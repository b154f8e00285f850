package main

import (
	"testing"
	"time"

	"zhongbiao/data"
)

func TestQuietHours(t *testing.T) {
	for _, c := range []struct {
		quiet, at   string
		left, until time.Duration
	}{
		{"22:00-06:00", "23:10", 6*time.Hour + 50*time.Minute, 0}, {"22:00-06:00", "22:00", 8 * time.Hour, 0}, {"22:00-06:00", "05:59", time.Minute, 0},
		{"22:00-06:00", "06:00", 0, 16 * time.Hour}, {"22:00-06:00", "21:59", 0, time.Minute},
		{"01:30-05:00", "01:30", 3*time.Hour + 30*time.Minute, 0}, {"01:30-05:00", "05:00", 0, 20*time.Hour + 30*time.Minute}, {"01:30-05:00", "01:00", 0, 30 * time.Minute},
		{"", "00:00", 0, 0}, {"00:00-24:00", "12:00", 12 * time.Hour, 0},
	} {
		q, err := parseQuiet(c.quiet)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-08-01 "+c.at, data.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.left(at.UTC()); got != c.left {
			t.Errorf("%s in %q: %v left, want %v", c.at, c.quiet, got, c.left)
		}
		if got := q.until(at.UTC()); c.left == 0 && got != c.until {
			t.Errorf("%s in %q: %v until they begin, want %v", c.at, c.quiet, got, c.until)
		}
	}
	for _, bad := range []string{"22-6", "22:00", "25:00-06:00", "22:60-06:00", "x"} {
		if _, err := parseQuiet(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
