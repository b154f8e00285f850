package server

import (
	"strconv"
	"strings"
	"testing"
)

// BenchmarkPages asks the real store and index for the pages that are opened
// most.
func BenchmarkPages(b *testing.B) {
	r := newReal(b, world(1, 2000))
	for name, path := range map[string]string{"trend": "/", "awards": "/awards", "search": "/awards?q=智能体+示例&industry=energy", "award": "/awards/zb-000010",
		"buyers": "/buyers", "rss": "/awards.rss", "method": "/method", "profile": "/industries/energy"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := get(b, r, path); w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
	}
}

// BenchmarkExport streams all projects of the store in each format.
func BenchmarkExport(b *testing.B) {
	r := newReal(b, world(1, 3000))
	rows := pageTotalOf(b, r)
	for _, suffix := range []string{"csv", "xlsx", "json", "ndjson", "ocds.json"} {
		b.Run(suffix, func(b *testing.B) {
			for b.Loop() {
				if w := get(b, r, "/awards."+suffix+"?scope=all"); w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func pageTotalOf(b *testing.B, r *real) int {
	m := totalWords.FindStringSubmatch(get(b, r, "/awards?scope=all&lang=en").Body.String())
	if m == nil {
		b.Fatal("no total")
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	if err != nil {
		b.Fatal(err)
	}
	return n
}
