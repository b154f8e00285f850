package server

import (
	"net/http"
	"strings"
	"testing"
)

// needles: an address and what must (or, after "!", must not) stand there.
var needles = []struct {
	path string
	want []string
}{
	{"/", []string{"<!doctype html>", `lang="zh-CN"`, "2024年8月", "示例数据", `data-chart="`, `id="trend-table"`, "2023 年全年", `title="大模型中标 (RSS)"`, "!<style", "![["}},
	{"/?lang=en", []string{`lang="en"`, "Aug 2024", "Sample data", "lang=en", "![["}},
	{"/?measure=amount&split=scene", []string{"披露金额", "![["}},
	{"/?industry=energy", []string{"能源", "本站按同样条件", "![["}},
	{"/awards", []string{"示例", "/awards/zb-000120", "原文", "/awards.csv", "/awards.rss", "![["}},
	{"/awards?lang=en&industry=energy,telecom&from=2024-01", []string{"Energy", "lang=en", "![["}},
	{"/awards?q=nothing-matches-this", []string{"没有符合条件", "scope=all", "![["}},
	{"/awards/zb-000001", []string{"SL-1", "依据", "https://example.org/n1", "![["}},
	{"/awards/zb-000001?lang=en", []string{"Project number", "evidence", "![["}},
	{"/trend.csv", []string{"\uFEFF月份,", "2024-08,", "complete"}},
	{"/trend.csv?lang=en&bom=0", []string{"Month,Awards", "!\uFEFF"}},
	{"/trend.json", []string{`"unit": "project"`, `"id": "paraai-2023"`, `"month": "2024-08"`}},
	{"/awards.csv", []string{"\uFEFF编号,", "zb-000001"}},
	{"/awards.csv?columns=id,amount&lang=en", []string{"id,amount,sample"}},
	{"/awards.json", []string{`"awards":[`, `"complete":true`}},
	{"/awards.ndjson", []string{`"id":"zb-000001"`}},
	{"/awards.ocds.json", []string{`"ocid":"ocds-zhongbiao-zb-000001"`}},
	{"/awards.rss", []string{"<rss version=\"2.0\"", "urn:zhongbiao:zb-", `isPermaLink="false"`, "+0800", "示例数据"}},
	{"/awards.atom", []string{"http://www.w3.org/2005/Atom", "urn:zhongbiao:zb-"}},
	{"/awards.feed.json", []string{"https://jsonfeed.org/version/1.1"}},
	{"/healthz", []string{"ok"}},
	{"/readyz", []string{"ready"}},
}

func TestPages(t *testing.T) {
	s := newTest(t, newFake(6, "示例大模型"))
	for _, n := range needles {
		t.Run(n.path, func(t *testing.T) {
			w := get(t, s, n.path)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			checkNeedles(t, w.Body.String(), n.want)
		})
	}
}

func checkNeedles(t *testing.T, body string, want []string) {
	t.Helper()
	for _, s := range want {
		if not, ok := strings.CutPrefix(s, "!"); ok {
			if i := strings.Index(body, not); i >= 0 {
				t.Errorf("found %q: …%s…", not, body[max(0, i-80):min(len(body), i+80)])
			}
		} else if !strings.Contains(body, s) {
			t.Errorf("missing %q", s)
		}
	}
}
