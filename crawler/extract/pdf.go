package extract

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"strings"

	"zhongbiao/crawler/pdf"
	"zhongbiao/data"
)

// pdfBlocks reads a PDF given in base64 (China Mobile's notices).
func pdfBlocks(b64 string) ([]block, error) {
	raw, err := base64.StdEncoding.DecodeString(tight(b64))
	if err != nil {
		return nil, err
	}
	return fileBlocks(raw)
}

// fileBlocks gives a PDF's lines and tables as those of a page.
func fileBlocks(raw []byte) ([]block, error) {
	parts, err := pdf.Read(raw)
	if err != nil {
		return nil, err
	}
	var out []block
	var lines []string
	text := func() {
		out = append(out, textBlocks(strings.Join(lines, "\n"))...)
		lines = nil
	}
	for _, p := range parts {
		if p.Rows == nil {
			lines = append(lines, p.Text)
			continue
		}
		text()
		out = append(out, tableBlocks(p.Rows)...)
	}
	text()
	return out, nil
}

// tableBlocks reads a table by the same rules as one of HTML: spans, frames
// that hold a page, cells of many lines.
func tableBlocks(rows [][]pdf.Cell) []block {
	var b strings.Builder
	b.WriteString("<table>")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, c := range row {
			fmt.Fprintf(&b, `<td colspan="%d" rowspan="%d">`, c.Columns, c.Rows)
			for i, l := range c.Lines {
				if i > 0 {
					b.WriteString("<br>")
				}
				b.WriteString(html.EscapeString(l))
			}
			b.WriteString("</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return flatten(parseHTML(b.String()), nil, nil)
}

func isPDF(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, "\r\n\t "), []byte("%PDF-"))
}

// readPDFFile reads a PDF as a notice. One without text is unreadable, not
// empty: it probably holds a notice, and somebody has to look at it.
func readPDFFile(in Input) ([]data.Notice, error) {
	bs, err := fileBlocks(in.Body)
	switch {
	case errors.Is(err, pdf.ErrNoText):
		return nil, &Error{"unreadable", err.Error()}
	case err != nil:
		return nil, &Error{"unreadable", fmt.Sprintf("the PDF can't be read: %v", err)}
	}
	return one(build(in, meta{}, bs))
}
