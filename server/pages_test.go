package server

import (
	"net/http"
	"net/url"
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
	{"/awards/zb-000001.json", []string{`"id": "zb-000001"`, `"notice_details"`}},
	{"/awards/zb-000001.ocds.json", []string{`"releases"`, `"ocds-zhongbiao-zb-000001"`}},
	{"/help?lang=en", []string{`href="/awards?industry=energy&amp;min=1000000&amp;lang=en"`, "![["}},
	{"/buyers", []string{"示例大模型局", "/buyers/", "100%", "![["}},
	{"/suppliers?lang=en", []string{"Suppliers", "示例大模型有限公司", "![["}},
	{"/industries", []string{"能源", "/industries/energy", "![["}},
	{"/industries/energy?lang=en", []string{"Energy", "20 awards", `data-chart="`, "Biggest winners", "![["}},
	{"/regions/330000", []string{"浙江", "120 个中标项目", "![["}},
	{"/buyers/" + url.PathEscape("示例大模型局"), []string{"示例大模型局", "120 个中标项目", "含分支机构", "![["}},
	{"/coverage", []string{"zbgg", "31/31", "未覆盖", "2023", "![["}},
	{"/coverage?year=2023&lang=en", []string{"12", "complete", "![["}},
	{"/method", []string{"92", "7.89亿元", "mianmowu.cn", "ParaAI", "修订记录", "财办库", "![["}},
	{"/method?lang=en", []string{"Reconciliation", "restate", "![["}},
	{"/help", []string{"采购人:中国移动", "256", "![["}},
	{"/help?lang=en", []string{"buyer:中国移动", "![["}},
	{"/about?lang=en", []string{"robots.txt", "Chart.js", "![["}},
	{"/api", []string{"/api/v1/awards", "openapi.json", "![["}},
	{"/api/v1/openapi.json", []string{`"openapi": "3.1.0"`, "listAwards"}},
	{"/suggest.json?lang=en&q=" + url.QueryEscape("智能体 中国"), []string{`"query": "智能体 buyer:\"中国移动\""`, `"label": "Buyer · 3 awards"`, `"query": "智能体 中国词"`}},
	{"/buyers/" + url.PathEscape("甲/乙"), []string{"甲/乙", "![["}},
	{"/robots.txt", []string{"Disallow"}},
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
