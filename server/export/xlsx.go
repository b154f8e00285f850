package export

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhongbiao/data"
)

// XLSXOptions names the data sheet and gives the lines of the second sheet,
// which says what the file is: query, definitions, sources.
type XLSXOptions struct {
	Sheet  string
	About  string // name of the second sheet
	Notes  [][2]string
	Widths []float64 // of the columns, in characters; the rest is 14
}

// XLSXTable writes an Excel workbook through excelize's streaming writer,
// which keeps memory bounded by spilling rows to a temporary file.
type XLSXTable struct {
	out    io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	opt    XLSXOptions
	row    int
	header int // style id
	money  int
	day    int
	styled []any
}

// maxCell is Excel's limit on the characters of one cell.
const maxCell = 32767

// maxRows is Excel's limit on the rows of one sheet, and MaxXLSXRows how many
// of them are free for data, below the header.
const (
	maxRows     = 1048576
	MaxXLSXRows = maxRows - 1
)

// NewXLSX starts a workbook; nothing is written to w before Close.
func NewXLSX(w io.Writer, o XLSXOptions) (*XLSXTable, error) {
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", o.Sheet); err != nil {
		return nil, fmt.Errorf("sheet %q: %w", o.Sheet, err)
	}
	t := &XLSXTable{out: w, file: f, opt: o}
	var err error
	if t.header, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, err
	}
	if t.money, err = f.NewStyle(&excelize.Style{NumFmt: 4}); err != nil {
		return nil, err
	}
	days := "yyyy-mm-dd"
	if t.day, err = f.NewStyle(&excelize.Style{CustomNumFmt: &days}); err != nil {
		return nil, err
	}
	if t.stream, err = f.NewStreamWriter(o.Sheet); err != nil {
		return nil, err
	}
	for i, width := range o.Widths {
		if err := t.stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	frozen := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	return t, t.stream.SetPanes(frozen)
}

// Row writes one row; the first one is the header.
func (t *XLSXTable) Row(cells ...any) error {
	if t.row >= maxRows {
		return fmt.Errorf("more than %d rows do not fit into one sheet, use csv", maxRows)
	}
	t.row++
	t.styled = t.styled[:0]
	for _, c := range cells {
		t.styled = append(t.styled, t.cell(c))
	}
	at, err := excelize.CoordinatesToCellName(1, t.row)
	if err != nil {
		return err
	}
	return t.stream.SetRow(at, t.styled)
}

// cell types a value. Text is stored as a string, which Excel never reads as
// a formula; the apostrophe is put all the same, so that a later "save as
// CSV" of the workbook stays inert and both files say the same.
func (t *XLSXTable) cell(c any) any {
	switch v := c.(type) {
	case string:
		s := SafeText(CleanXML(v))
		if utf8.RuneCountInString(s) > maxCell {
			s = string([]rune(s)[:maxCell-1]) + "…"
		}
		if t.row == 1 {
			return excelize.Cell{StyleID: t.header, Value: s}
		}
		return s
	case Fen:
		return excelize.Cell{StyleID: t.money, Value: float64(v) / 100}
	case data.Day:
		if v == 0 {
			return nil
		}
		return excelize.Cell{StyleID: t.day, Value: v.Sub(excelEpoch)}
	}
	return c
}

// excelEpoch is the day that Excel counts days from: it takes 1900 for a leap
// year, so from March of that year on the first of January is day 2.
const excelEpoch = data.Day(18991230)

// Close writes the second sheet and the whole workbook.
func (t *XLSXTable) Close() error {
	defer t.file.Close()
	if err := t.stream.Flush(); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	if err := t.about(); err != nil {
		return fmt.Errorf("write notes: %w", err)
	}
	return t.file.Write(t.out)
}

func (t *XLSXTable) about() error {
	if t.opt.About == "" {
		return nil
	}
	if _, err := t.file.NewSheet(t.opt.About); err != nil {
		return err
	}
	for i, n := range t.opt.Notes {
		row := []any{SafeText(CleanXML(n[0])), SafeText(CleanXML(n[1]))}
		if err := t.file.SetSheetRow(t.opt.About, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	if err := t.file.SetColWidth(t.opt.About, "A", "A", 22); err != nil {
		return err
	}
	return t.file.SetColWidth(t.opt.About, "B", "B", 100)
}

// Fail writes nothing at all: a workbook cannot be half valid, so the caller
// must break the transfer off.
func (t *XLSXTable) Fail(reason error) error {
	t.file.Close()
	return fmt.Errorf("workbook broken off: %w", reason)
}

// SheetName makes s fit for the name of a sheet.
func SheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < 0x20 {
			return ' '
		}
		return r
	}, s)
	if r := []rune(strings.TrimSpace(s)); len(r) > 31 {
		return string(r[:31])
	}
	return strings.TrimSpace(s)
}
