package eval

import (
	"os"
	"path/filepath"
	"testing"

	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/extract"
)

// BenchmarkNotice is one page from bytes to a classified notice: the unit of
// the requirement of 1,000 notices of 10 KB per second and core. MB/s divided
// by 0.01 is notices of 10 KB per second.
func BenchmarkNotice(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "cases", "ccgp", "ccgp_award_*.html"))
	if len(files) == 0 {
		b.Skip("skipped: the folder ../shared/cases is absent")
	}
	var pages [][]byte
	size := 0
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, body)
		size += len(body)
	}
	cl, err := classify.New()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size / len(pages)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		ns, err := extract.Read(extract.Input{Portal: "ccgp", Body: pages[n%len(pages)]})
		if err != nil {
			b.Fatal(err)
		}
		cl.Notice(&ns[0])
		n++
	}
}
