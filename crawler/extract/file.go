package extract

import (
	"path/filepath"
	"strings"

	"zhongbiao/data"
)

// File reads a saved page of any kind (HTML, JSON, JSON lines, text), decided
// by its content. A page without a notice gives an *Error with a code.
func File(name string, body []byte, portal, url string) ([]data.Notice, error) {
	return FileWith(name, Input{Portal: portal, URL: url, Body: body})
}

// FileWith is File for a page of which more is known (hints, charset, row).
func FileWith(name string, in Input) ([]data.Notice, error) {
	if strings.EqualFold(filepath.Ext(name), ".pdf") {
		return readPDFFile(in)
	}
	return Read(in)
}
