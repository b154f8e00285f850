// Package pdf turns a PDF into lines and tables: portals such as China
// Mobile's publish their notices so. It knows nothing of notices.
//
// The text comes from PDFium (github.com/klippa-app/go-pdfium), which knows
// the fonts and character maps of Chinese documents. It runs as WebAssembly,
// so a hostile file can neither reach the file system nor take more than its
// share of memory and time, and the program needs no shared library. What the
// package adds is the layout: PDF has no tables, only strokes and places, and
// a notice whose cells are out of order is read wrong.
package pdf

import (
	"errors"
	"strings"
)

// Limits of one file. What is over them is an error, never a shorter text.
const (
	MaxBytes = 32 << 20
	MaxPages = 200
	maxText  = 4 << 20 // bytes of text of all pages
)

// The errors that callers may test for.
var (
	ErrNoText   = errors.New("the PDF holds no text, probably a scan")
	ErrTooLarge = errors.New("the PDF is too large")
)

// Block is one line of text, or one table: exactly one of the fields is set.
type Block struct {
	Text string
	Rows [][]Cell
}

// Cell is one cell of a table. Lines are its lines of text from above; a cell
// may cover several columns and rows, and stands where its first one is.
type Cell struct {
	Lines   []string
	Columns int
	Rows    int
}

// Read gives the lines and tables of a PDF in reading order, from its first
// page to its last. A table that goes on on the next page is two tables.
//
// Errors: ErrNoText, ErrTooLarge, or why the file can't be read, for example
// that it has a password. Reading takes 30 s at most.
func Read(file []byte) ([]Block, error) {
	if len(file) > MaxBytes {
		return nil, ErrTooLarge
	}
	pages, err := glyphs(file)
	if err != nil {
		return nil, err
	}
	var out []Block
	for _, p := range pages {
		out = append(out, p.blocks()...)
	}
	if len(out) == 0 {
		return nil, ErrNoText
	}
	return out, nil
}

// String gives a block's text; the cells of a row are apart by tabs.
func (b Block) String() string {
	if b.Rows == nil {
		return b.Text
	}
	var s strings.Builder
	for _, row := range b.Rows {
		for i, c := range row {
			if i > 0 {
				s.WriteByte('\t')
			}
			s.WriteString(strings.Join(c.Lines, ""))
		}
		s.WriteByte('\n')
	}
	return s.String()
}
