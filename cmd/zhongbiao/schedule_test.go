package main

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
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

// A crawl waits for the end of the quiet hours. When they begin while it runs
// it is stopped, and goes on after them; when the server ends it is not.
func TestQuietHoursStopACrawl(t *testing.T) {
	const needs = 150 * time.Minute
	for name, c := range map[string]struct {
		quiet string
		ends  time.Duration // of the server, from 08:00
		want  []string      // when work begins and ends, by the clock
	}{
		"none":        {"", 24 * time.Hour, []string{"08:00", "10:30"}},
		"later":       {"12:00-13:00", 24 * time.Hour, []string{"08:00", "10:30"}},
		"in between":  {"09:00-10:00", 24 * time.Hour, []string{"08:00", "09:00", "10:00", "11:30"}},
		"at first":    {"07:00-09:30", 24 * time.Hour, []string{"09:30", "12:00"}},
		"day by day":  {"10:00-09:00", 96 * time.Hour, []string{"09:00", "10:00", "09:00", "10:00", "09:00", "09:30"}},
		"server ends": {"09:00-10:00", 90 * time.Minute, []string{"08:00", "09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // its clock begins at midnight UTC, and goes on when all wait
				q, err := parseQuiet(c.quiet)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), c.ends)
				defer cancel()
				var got []string
				clock := func() { got = append(got, time.Now().In(data.Shanghai).Format("15:04")) }
				left := needs
				q.outside(ctx, func(loud context.Context) {
					begun := time.Now()
					clock()
					pause(loud, left)
					left -= time.Since(begun)
					clock()
				})
				if !slices.Equal(got, c.want) {
					t.Errorf("work begins and ends at %v, want %v", got, c.want)
				}
			})
		})
	}
}
