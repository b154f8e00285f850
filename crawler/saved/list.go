package saved

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhongbiao/crawler/charset"
)

// csv imports a list with commas, tabs or semicolons: whichever gives a
// header.
func (im *importer) csv(name string, body []byte) error {
	text, _, err := charset.Decode(body, "")
	if err != nil {
		im.problem(name, 0, "%v", err)
		return nil
	}
	text = strings.TrimPrefix(text, "\ufeff")
	comma, ok := delimiter(text)
	if !ok {
		im.problem(name, 0, "%v", errNoHeader)
		return nil
	}
	t := newTable(im, name)
	readCSV(t, text, comma)
	return t.done()
}

func newCSV(text string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	return r
}

// delimiter tries each on the first rows.
func delimiter(text string) (rune, bool) {
	for _, comma := range []rune{',', '\t', ';', '；', '|'} {
		r := newCSV(text, comma)
		for range headerWithin {
			row, err := r.Read()
			if err == io.EOF {
				break
			}
			if _, ok := readHeader(row); err == nil && ok {
				return comma, true
			}
		}
	}
	return 0, false
}

// readCSV hands the rows to t; a row with a stray quote is a problem, and the
// rows behind it are read.
func readCSV(t *table, text string, comma rune) {
	r := newCSV(text, comma)
	for {
		row, err := r.Read()
		var broken *csv.ParseError
		switch {
		case err == io.EOF:
			return
		case errors.As(err, &broken):
			t.im.problem(t.file, broken.StartLine, "%v", broken.Err)
			continue
		case err != nil:
			t.im.problem(t.file, 0, "%v", err)
			return
		}
		line, _ := r.FieldPos(0)
		if !t.row(line, row) {
			return
		}
	}
}

// workbook imports the lists of an XLSX: every sheet with a header row.
func (im *importer) workbook(name string, body []byte) error {
	limit := im.o.Limits.File
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{RawCellValue: true, UnzipSizeLimit: 4 * limit, UnzipXMLSizeLimit: 4 * limit})
	if err != nil {
		im.problem(name, 0, "the workbook can't be read: %v", err)
		return nil
	}
	defer f.Close()
	lists := 0
	for _, sheet := range f.GetSheetList() {
		label := name
		if f.SheetCount > 1 {
			label += "#" + sheet
		}
		t := newTable(im, label)
		t.serial = true
		if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
			t.since = *p.Date1904
		}
		im.sheet(f, sheet, t)
		if t.head != nil {
			lists++
		}
		if err := t.done(); err != nil {
			return err
		}
	}
	if lists == 0 {
		im.problem(name, 0, "%v", errNoHeader)
	}
	return nil
}

// sheet hands a sheet's rows to t.
func (im *importer) sheet(f *excelize.File, sheet string, t *table) {
	rows, err := f.Rows(sheet)
	if err != nil {
		im.problem(t.file, 0, "%v", err)
		return
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			im.problem(t.file, line, "%v", err)
			return
		}
		if !t.row(line, cells) {
			return
		}
	}
	if err := rows.Error(); err != nil {
		im.problem(t.file, 0, "the sheet is damaged: %v", err)
	}
}
