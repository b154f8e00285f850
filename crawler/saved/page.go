package saved

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"zhongbiao/crawler/charset"
	"zhongbiao/crawler/extract"
	"zhongbiao/data"
)

// file imports one file by what it is: the content decides before the name.
func (im *importer) file(name string, body []byte) error {
	ext := strings.ToLower(path.Ext(name))
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		im.problem(name, 0, "is empty")
	case bytes.HasPrefix(body, []byte("%PDF-")):
		return im.pdf(name, body)
	case isZip(body):
		return im.workbook(name, body)
	case bytes.HasPrefix(body, []byte("\xd0\xcf\x11\xe0")):
		im.problem(name, 0, "is an old .xls or a workbook with a password; save it as .xlsx without one")
	case ext == ".mht" || ext == ".mhtml":
		im.problem(name, 0, "is a web archive; save the page as HTML")
	case ext == ".csv" || ext == ".tsv":
		return im.csv(name, body)
	default:
		return im.text(name, body)
	}
	return nil
}

// text imports a file of text: HTML, JSON, JSON lines or plain.
func (im *importer) text(name string, body []byte) error {
	text, label, err := charset.Decode(body, "")
	if err != nil {
		im.problem(name, 0, "%v", err)
		return nil
	}
	switch t := strings.TrimLeft(text, "\ufeff \t\r\n"); {
	case strings.HasPrefix(t, "{"), strings.HasPrefix(t, "["):
		return im.json(name, text)
	case strings.HasPrefix(t, "<"):
		return im.page(name, 0, &data.Page{Channel: ChannelPage, URL: addressIn(text), Charset: label, Body: body,
			Header: map[string]string{"Content-Type": "text/html; charset=" + label}})
	}
	return im.page(name, 0, &data.Page{Channel: ChannelPage, Charset: label, Body: body,
		Header: map[string]string{"Content-Type": "text/plain; charset=" + label}})
}

// page checks and adds one page; line is where it stands in its file.
func (im *importer) page(name string, line int, p *data.Page) error {
	if im.o.URL != "" {
		if im.urlUsed {
			im.problem(name, line, "--url is the address of one page, and this is another one")
			return nil
		}
		p.URL = im.o.URL
	}
	if p.URL == "" {
		p.URL = importAddress(p.Body)
	}
	if err := im.check(p); err != nil {
		im.problem(name, line, "%v", err)
		return nil
	}
	im.urlUsed = true
	return im.add(p)
}

// json imports the records of a JSON document: one, an array of them, or a
// value per line. Each becomes a page of its own.
func (im *importer) json(name, text string) error {
	text = strings.TrimPrefix(text, "\ufeff")
	dec := json.NewDecoder(strings.NewReader(text))
	line, seen := 1, 0
	for {
		var v json.RawMessage
		err := dec.Decode(&v)
		if err == io.EOF {
			return nil
		}
		at := int(dec.InputOffset())
		if err != nil {
			line += strings.Count(text[seen:min(at, len(text))], "\n")
			im.problem(name, line, "the JSON is broken: %v", err)
			return nil
		}
		start := at - len(v)
		line, seen = line+strings.Count(text[seen:start], "\n"), start
		if err := im.value(name, line, v); err != nil {
			return err
		}
	}
}

// value imports a record, or each record of an array.
func (im *importer) value(name string, line int, v json.RawMessage) error {
	var list []json.RawMessage
	if json.Unmarshal(v, &list) != nil {
		return im.record(name, line, v)
	}
	for i, e := range list {
		if err := im.record(fmt.Sprintf("%s[%d]", name, i), line, e); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) record(name string, line int, v json.RawMessage) error {
	return im.page(name, line, &data.Page{Channel: ChannelPage, URL: recordAddress(v), Charset: charset.UTF8, Body: v,
		Header: map[string]string{"Content-Type": "application/json; charset=utf-8"}})
}

// pdf imports a PDF inside a record, the form in which portals with PDF
// notices give them.
func (im *importer) pdf(name string, body []byte) error {
	ns, err := extract.FileWith(name, extract.Input{Portal: im.o.Portal, URL: im.o.URL, Body: body, Hints: im.o.Hints})
	if err != nil {
		im.problem(name, 0, "%v", err)
		return nil
	}
	title := ns[0].Title
	if len([]rune(title)) < minTitle {
		title = strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name))
	}
	if len([]rune(title)) < minTitle {
		im.problem(name, 0, "the PDF has no title; name the file as the notice is titled")
		return nil
	}
	rec, err := json.Marshal(map[string]string{"title": title, "content": base64.StdEncoding.EncodeToString(body)})
	if err != nil {
		return err
	}
	return im.record(name, 0, rec)
}
