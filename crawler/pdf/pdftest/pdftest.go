// Package pdftest writes small PDFs for tests: Chinese text at given places,
// by a composite font with a character map as office programs write it, and
// the strokes of tables.
package pdftest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// Size of a page in points, and of a letter.
const (
	Width, Height = 595, 842
	Letter        = 10
)

// Page collects what stands on one page.
type Page struct {
	content bytes.Buffer
	used    map[uint16]bool
}

// Text puts a line of text; (x, y) is where its base line begins, y upwards.
func (p *Page) Text(x, y float64, s string) *Page {
	if p.used == nil {
		p.used = map[uint16]bool{}
	}
	fmt.Fprintf(&p.content, "BT /F1 %d Tf 1 0 0 1 %.1f %.1f Tm <", Letter, x, y)
	for _, c := range utf16.Encode([]rune(s)) {
		p.used[c] = true
		fmt.Fprintf(&p.content, "%04X", c)
	}
	p.content.WriteString("> Tj ET\n")
	return p
}

// Line draws a stroke.
func (p *Page) Line(x0, y0, x1, y1 float64) *Page {
	fmt.Fprintf(&p.content, "0.5 w %.1f %.1f m %.1f %.1f l S\n", x0, y0, x1, y1)
	return p
}

// Table draws a table with its upper left corner at (x, y): columns are as
// wide as said, each line of a cell is a line of text. Rows of fewer cells
// than columns have their last cell over the rest.
func (p *Page) Table(x, y float64, widths []float64, rows [][]string) *Page {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	for _, row := range rows {
		height := 0.0
		for _, c := range row {
			height = max(height, float64(strings.Count(c, "\n")+1)*(Letter+4)+6)
		}
		p.Line(x, y, x+total, y)
		at := x
		for i, c := range row {
			p.Line(at, y, at, y-height)
			for n, l := range strings.Split(c, "\n") {
				p.Text(at+4, y-Letter-4-float64(n*(Letter+4)), l)
			}
			at += widths[i]
		}
		p.Line(x+total, y, x+total, y-height)
		y -= height
	}
	return p.Line(x, y, x+total, y)
}

// File writes the pages as a PDF.
func File(pages ...*Page) []byte {
	used := map[uint16]bool{}
	for _, p := range pages {
		for c := range p.used {
			used[c] = true
		}
	}
	w := &writer{}
	w.out.WriteString("%PDF-1.7\n")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 7+2*i)
	}
	w.object("<< /Type /Catalog /Pages 2 0 R >>")
	w.object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids, len(pages)))
	w.object("<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>")
	w.object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [32 126 500] /FontDescriptor 5 0 R >>")
	w.object("<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0 /Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>")
	w.stream(cmap(used))
	for i, p := range pages {
		w.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", Width, Height, 8+2*i))
		w.stream(p.content.String())
	}
	return w.end()
}

// cmap says which letter each code is.
func cmap(used map[uint16]bool) string {
	var codes []uint16
	for c := range used {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for part := range slices.Chunk(codes, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, c := range part {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", c, c)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap end end")
	return b.String()
}

type writer struct {
	out bytes.Buffer
	at  []int
}

func (w *writer) object(s string) {
	w.at = append(w.at, w.out.Len())
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", len(w.at), s)
}

func (w *writer) stream(s string) {
	w.object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(s), s))
}

func (w *writer) end() []byte {
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, at := range w.at {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(w.at)+1, start)
	return w.out.Bytes()
}
