package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"zhongbiao/data"
)

// Fen is a sum of money in fen; tables print it in yuan as a number.
type Fen int64

// Yuan prints the sum in yuan with two decimals and a point, never grouped.
func (f Fen) Yuan() string {
	sign, v := "", int64(f)
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
}

// TableWriter writes rows of typed cells: string (guarded text), int, int64,
// float64 and Fen (numbers), data.Day (a date), bool, and nil (empty). Close ends a whole table;
// Fail ends a broken one with a line that says so.
type TableWriter interface {
	Row(cells ...any) error
	Close() error
	Fail(reason error) error
}

// utf8BOM makes Excel read the file as UTF-8 instead of the local code page.
const utf8BOM = "\uFEFF"

// CSVTable is the one writer of every CSV that the program makes.
type CSVTable struct {
	buf *bufio.Writer
	w   *csv.Writer
	rec []string
}

// NewCSV starts a CSV file on w, with a byte order mark if bom is set.
func NewCSV(w io.Writer, bom bool) *CSVTable {
	buf := bufio.NewWriterSize(w, 64<<10)
	if bom {
		buf.WriteString(utf8BOM)
	}
	// lines end in LF: with UseCRLF the writer would change line breaks in cells
	return &CSVTable{buf: buf, w: csv.NewWriter(buf)}
}

// Row writes one line.
func (t *CSVTable) Row(cells ...any) error {
	t.rec = t.rec[:0]
	for _, c := range cells {
		s, err := csvCell(c)
		if err != nil {
			return err
		}
		t.rec = append(t.rec, s)
	}
	return t.w.Write(t.rec)
}

// Flush hands what is written so far to the underlying writer.
func (t *CSVTable) Flush() error {
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return err
	}
	return t.buf.Flush()
}

// Close writes what is buffered; it does not close the underlying writer.
func (t *CSVTable) Close() error { return t.Flush() }

// Fail ends the file with a line that no reader takes for data.
func (t *CSVTable) Fail(reason error) error {
	if err := t.Row("#ERROR 导出中断，文件不完整 / export broken off, file incomplete: " + reason.Error()); err != nil {
		return err
	}
	return t.Flush()
}

func csvCell(c any) (string, error) {
	switch v := c.(type) {
	case nil:
		return "", nil
	case string:
		return SafeText(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case Fen:
		return v.Yuan(), nil
	case data.Day:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	}
	return "", fmt.Errorf("table cell of type %T", c)
}
