package pdf

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// timeLimit bounds one file; memoryPages (64 KiB each) bound the engine.
const (
	timeLimit   = 30 * time.Second
	memoryPages = 8192
)

// engine is the process's PDFium. Compiling it takes a second or two, so it is
// done once, only when a PDF comes, and kept in the user's cache folder for
// the next process; each file gets a fresh instance.
var engine = sync.OnceValues(func() (pdfium.Pool, error) {
	conf := wazero.NewRuntimeConfig().WithCloseOnContextDone(true).WithMemoryLimitPages(memoryPages).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache := compiled(); cache != nil {
		conf = conf.WithCompilationCache(cache)
	}
	return webassembly.Init(webassembly.Config{
		Context: context.Background(), MinIdle: 0, MaxIdle: 1, MaxTotal: 2,
		FSConfig: wazero.NewFSConfig(), // no file system: the default would be the whole disk
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: conf,
	})
})

// compiled is the cache of compiled code; without a folder for it the process
// does without.
func compiled() wazero.CompilationCache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "zhongbiao", "pdfium"))
	if err != nil {
		return nil
	}
	return cache
}

// page is what stands on one page, in points, y upwards.
type page struct {
	texts  []box
	shapes []box // bounds of strokes and fills, of which tables are drawn
}

// box is a rectangle, with the text in it.
type box struct {
	left, bottom, right, top float64
	text                     string
}

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.top - b.bottom }

// glyphs reads the texts and shapes of every page. An instance that hangs is
// killed when its time is up; what it then answers is an error.
func glyphs(file []byte) ([]page, error) {
	pool, err := engine()
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	in, err := pool.GetInstance(timeLimit)
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	type result struct {
		pages []page
		err   error
	}
	done := make(chan result, 1)
	go func() {
		pages, err := read(in, file)
		done <- result{pages, err}
	}()
	timer := time.NewTimer(timeLimit)
	defer timer.Stop()
	select {
	case r := <-done:
		in.Close()
		return r.pages, r.err
	case <-timer.C:
		in.Kill()
		<-done
		return nil, fmt.Errorf("the PDF takes longer than %v", timeLimit)
	}
}

// read asks an instance for everything. The binding panics when the engine
// runs out of its memory: that is the file's fault.
func read(in pdfium.Pdfium, file []byte) (pages []page, err error) {
	defer func() {
		if p := recover(); p != nil {
			pages, err = nil, fmt.Errorf("broken PDF: %v", p)
		}
	}()
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &file})
	if err != nil {
		return nil, fmt.Errorf("open PDF: %w", err)
	}
	n, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, fmt.Errorf("count the PDF's pages: %w", err)
	}
	if n.PageCount > MaxPages {
		return nil, fmt.Errorf("%w: %d pages", ErrTooLarge, n.PageCount)
	}
	size := 0
	for i := range n.PageCount {
		p, err := readPage(in, doc.Document, i)
		if err != nil {
			return nil, fmt.Errorf("page %d of the PDF: %w", i+1, err)
		}
		for _, t := range p.texts {
			size += len(t.text)
		}
		if size > maxText {
			return nil, ErrTooLarge
		}
		pages = append(pages, p)
	}
	return pages, nil
}

func readPage(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) (page, error) {
	var p page
	ref := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}
	text, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: ref, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return p, err
	}
	var letters []box
	for _, c := range text.Chars {
		at := c.PointPosition
		letters = append(letters, grown(box{at.Left, min(at.Bottom, at.Top), at.Right, max(at.Bottom, at.Top), clean(c.Text)}))
	}
	p.texts = runs(letters)
	p.shapes, err = shapes(in, ref)
	return p, err
}

// grown gives a letter a height when its font is not in the file and PDFium
// has none for it, so that it has a place and no extent: about that of its
// width, since Chinese letters are square and others half as wide.
func grown(b box) box {
	em := b.width()
	if r, _ := utf8.DecodeRuneInString(b.text); r < 0x2000 {
		em *= 2
	}
	if b.height() < 0.1*em {
		b.top = b.bottom + 0.8*em
	}
	return b
}

// maxShapes bounds the strokes of a page: drawings have hundreds of thousands,
// tables do not.
const maxShapes = 20_000

// shapes gives the bounds of what is drawn on a page.
func shapes(in pdfium.Pdfium, ref requests.Page) (out []box, err error) {
	n, err := in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return nil, err
	}
	for i := range min(n.Count, maxShapes) {
		o, err := in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			return nil, err
		}
		kind, err := in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err != nil {
			return nil, err
		}
		if kind.Type != enums.FPDF_PAGEOBJ_PATH {
			continue
		}
		b, err := in.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o.PageObject})
		if err != nil {
			continue // an empty path has none
		}
		out = append(out, box{left: float64(b.Left), bottom: float64(b.Bottom), right: float64(b.Right), top: float64(b.Top)})
	}
	return out, nil
}

// clean drops what no text should hold: control characters, and the mark that
// PDFium puts for a hyphen at a line's end.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u00a0':
			return ' '
		case r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, s)
}
