// Package saved reads saved pages and lists into the store as pages, for
// portals that do not want to be crawled. What it commits is read, linked and
// indexed like crawled pages, with the same evidence, and read again by a
// reread.
//
// A saved page (HTML, JSON, PDF) is kept as it is. A row of a CSV or XLSX
// list becomes a page whose body is a JSON record that package extract reads.
package saved

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"zhongbiao/crawler/extract"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// The channels under which imported pages stand in the store.
const (
	ChannelPage = "import"      // a saved page
	ChannelRow  = "import-list" // a row of a list
)

// Options say whose pages are imported and into what.
type Options struct {
	Store  *store.Store
	Portal string        // the id of the portal's definition
	URL    string        // the address of the page, when a single one is imported
	Hints  extract.Hints // of the portal's definition
	Now    func() time.Time
	Limits Limits
}

// Limits bound what one import reads; a zero field stands for the default.
type Limits struct {
	File  int64 // bytes of one file after decompression, default 64 MiB
	Total int64 // bytes of all files of one archive, default 1 GiB
	Files int   // files of one archive or folder, default 50,000
}

// Problem is a file or a row that was not imported, and why. Line is 0 when
// it is the whole file; in a workbook it is the row of the sheet.
type Problem struct {
	File   string
	Line   int
	Reason string
}

// String prints file:line: reason.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Reason
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason)
}

// Report says what an import did.
type Report struct {
	Files     int // files that were read
	Skipped   int // files that are no pages: pictures, scripts
	New       int // pages that were not in the store
	Changed   int // pages that the store had with other content
	Unchanged int // pages that the store had already
	Problems  []Problem
}

// Import reads the files, folders and archives at paths into the store. What
// can't be read is a problem in the report; the error is one of the store or
// of ctx, and then the report says how far the import came.
func Import(ctx context.Context, paths []string, o Options) (*Report, error) {
	im := newImporter(ctx, o)
	for _, p := range paths {
		if err := im.path(p); err != nil {
			return &im.report, err
		}
	}
	return &im.report, im.flush()
}

type importer struct {
	ctx     context.Context
	o       Options
	report  Report
	pending []*data.Page
	ids     map[data.PageID]bool // of the pending pages
	urlUsed bool
}

func newImporter(ctx context.Context, o Options) *importer {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Limits.File == 0 {
		o.Limits.File = 64 << 20
	}
	if o.Limits.Total == 0 {
		o.Limits.Total = 1 << 30
	}
	if o.Limits.Files == 0 {
		o.Limits.Files = 50_000
	}
	return &importer{ctx: ctx, o: o, ids: map[data.PageID]bool{}}
}

// problem notes what was not imported.
func (im *importer) problem(file string, line int, format string, args ...any) {
	im.report.Problems = append(im.report.Problems, Problem{file, line, fmt.Sprintf(format, args...)})
}

// importAddress is the stable address of content whose real one is unknown.
func importAddress(body []byte) string {
	h := sha256.Sum256(body)
	return "import:" + hex.EncodeToString(h[:12])
}
