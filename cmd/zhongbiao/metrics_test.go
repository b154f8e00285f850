package main

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/index/segment"
	"zhongbiao/server/alert"
)

func TestMetrics(t *testing.T) {
	a := &app{ctx: context.Background(), stdout: io.Discard, stderr: io.Discard, log: newLogger(io.Discard, "error", false), cacheDir: t.TempDir()}
	s, err := a.openStack(t.TempDir(), stackOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// The dictionaries go on loading from a folder that goes away with the
	// test, and jieba aborts the process when a file is missing.
	defer func() { s.Close(); <-segment.Ready() }()
	s.metrics.crawled(&crawler.Summary{Ended: time.Unix(1700000000, 0), Portals: []crawler.PortalSummary{
		{ID: "ccgp", Holes: 2, Breaker: crawler.BreakerState{Until: time.Unix(1700003600, 0)}}}})
	for _, e := range []crawler.Event{{Portal: "ccgp", Outcome: portal.Blocked}, {Portal: "ccgp", Outcome: portal.OK, Kept: true}, {Portal: "ccgp", Final: true}} {
		s.metrics.event(e)
	}
	if _, err := s.alerts.Add(alert.Alert{Name: "geheim", To: alert.Destination{Address: "mailto:a@example.cn"}}); err != nil {
		t.Fatal(err)
	}
	s.metrics.alertSent("failed", 2)
	w := httptest.NewRecorder()
	s.metrics.handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`zhongbiao_things{kind="projects"} 0`, `zhongbiao_tasks{state="queued"} 0`, `zhongbiao_index_behind 0`,
		`zhongbiao_fetches_total{outcome="blocked",portal="ccgp"} 1`, `zhongbiao_coverage_holes{portal="ccgp"} 2`, `zhongbiao_pages_total{portal="ccgp"} 1`,
		`zhongbiao_breaker_until_timestamp_seconds{portal="ccgp"} 1.7000036e+09`,
		`zhongbiao_crawl_timestamp_seconds{complete="no",portal="ccgp"} 1.7e+09`,
		`zhongbiao_alerts{state="ok"} 1`, `zhongbiao_alerts{state="failing"} 0`, `zhongbiao_alert_events_waiting 0`, `zhongbiao_alert_events_total{result="failed"} 2`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in:\n%s", want, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "geheim") || strings.Contains(w.Body.String(), "example.cn") {
		t.Error("metrics name an alert or where it goes")
	}
}
