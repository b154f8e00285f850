package extract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// benchPages are the real award pages when they are there, else the invented
// ones: about 10 to 30 KB each.
func benchPages(b *testing.B) [][]byte {
	b.Helper()
	files, _ := filepath.Glob(filepath.Join(casesDir(b), "ccgp", "ccgp_award_*.html"))
	var out [][]byte
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, body)
	}
	return out
}

func BenchmarkRead(b *testing.B) {
	pages := benchPages(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		p := pages[n%len(pages)]
		n++
		b.SetBytes(int64(len(p)))
		if _, err := Read(Input{Portal: "ccgp", Body: p}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseOnly is the standard's HTML parse of the same pages: the
// measure that the reader's speed stands beside.
func BenchmarkParseOnly(b *testing.B) {
	pages := benchPages(b)
	n := 0
	for b.Loop() {
		p := pages[n%len(pages)]
		n++
		b.SetBytes(int64(len(p)))
		if _, err := html.Parse(strings.NewReader(string(p))); err != nil {
			b.Fatal(err)
		}
	}
}
