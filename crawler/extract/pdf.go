package extract

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/ledongthuc/pdf"

	"zhongbiao/data"
)

// maxPDF bounds a PDF inside a record.
const maxPDF = 8 << 20

// pdfText reads the text of a PDF given in base64 (China Mobile's notices).
// The library panics on broken files; that comes back as an error.
func pdfText(b64 string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(tight(b64))
	if err != nil {
		return "", err
	}
	return pdfBytes(raw)
}

func pdfBytes(raw []byte) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("broken PDF: %v", p)
		}
	}()
	if len(raw) > maxPDF {
		return "", errors.New("the PDF is too large")
	}
	r, err := pdf.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for i := 1; i <= min(r.NumPage(), 60); i++ {
		rows, err := r.Page(i).GetTextByRow()
		if err != nil {
			return "", err
		}
		for _, row := range rows {
			for _, w := range row.Content {
				b.WriteString(w.S)
			}
			b.WriteByte('\n')
		}
	}
	return b.String(), nil
}

// readPDFFile reads a saved PDF as a notice.
func readPDFFile(in Input) ([]data.Notice, error) {
	text, err := pdfBytes(in.Body)
	if err != nil {
		return nil, &Error{"unreadable", fmt.Sprintf("the PDF can't be read: %v", err)}
	}
	if tight(text) == "" {
		return nil, &Error{"empty", "the PDF holds no text, probably a scan"}
	}
	return one(build(in, meta{}, textBlocks(text)))
}
