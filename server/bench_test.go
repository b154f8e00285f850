package server

import "testing"

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
