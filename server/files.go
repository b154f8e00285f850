package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/query"
	"zhongbiao/server/export"
)

// awardsFile streams every project of a filter in one format.
func (s *Server) awardsFile(fm format) handler {
	return func(w http.ResponseWriter, v *visit) error {
		f, err := filterOf(v.URL.Query())
		if err != nil {
			return err
		}
		res, err := s.o.Index.Search(v.Context(), f, index.Request{})
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", withCharset(fm.mime))
		h.Set("Content-Disposition", disposition(s.fileName(v, "awards", f, fm.suffix)))
		h.Set("X-Total-Count", strconv.Itoa(res.Projects))
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Language")
		enc, err := s.encoder(w, v, fm, f, res.Projects)
		if err != nil {
			return err
		}
		if v.Method == http.MethodHead {
			return nil
		}
		s.stream(w, v, f, enc, fm.suffix == "ocds.json")
		return nil
	}
}

// encoder starts a file of the format on w.
func (s *Server) encoder(w io.Writer, v *visit, fm format, f query.Filter, count int) (export.Encoder, error) {
	l := v.lang
	switch fm.suffix {
	case "json":
		return export.NewJSONAwards(w, export.Meta{Title: l.T("site.name"), Query: f.Values().Encode(), Generated: s.stamp(), Count: count, Sample: s.sampleNote(v)})
	case "ndjson":
		return export.NewNDJSONAwards(w), nil
	case "ocds.json":
		return export.NewOCDS(w, export.OCDSMeta{URI: s.absolute(v, v.URL.RequestURI()), Published: s.now().In(data.Shanghai), Base: s.absolute(v, "")})
	}
	cols, err := export.PickColumns(v.URL.Query().Get("columns"))
	if err != nil {
		return nil, badRequest(err)
	}
	var out export.TableWriter = export.NewCSV(w, v.URL.Query().Get("bom") != "0")
	if fm.suffix == "xlsx" {
		if out, err = export.NewXLSX(w, export.XLSXOptions{Sheet: export.SheetName(l.T("awards.title")), About: export.SheetName(l.T("about.title")), Notes: s.notes(v, f, count)}); err != nil {
			return nil, err
		}
	}
	return export.NewAwardTable(out, cols, l.Label, l == EN)
}

// notes is the second sheet of a workbook: what the file is.
func (s *Server) notes(v *visit, f query.Filter, count int) [][2]string {
	l := v.lang
	notes := [][2]string{
		{l.T("site.name"), s.o.Version},
		{l.T("file.query"), s.absolute(v, "/awards?"+f.Values().Encode())},
		{l.T("file.made"), s.stamp()},
		{l.T("file.rows"), strconv.Itoa(count)},
		{l.T("file.counted"), l.T("def.counted")},
		{l.T("file.month"), l.T("def.month")},
		{l.T("file.amount"), l.T("def.amount")},
		{l.T("file.source"), l.T("def.source")},
	}
	if n := s.sampleNote(v); n != "" {
		notes = append(notes, [2]string{l.T("sample.word"), n})
	}
	return notes
}

func (s *Server) stamp() string { return s.now().In(data.Shanghai).Format(time.RFC3339) }

func withCharset(mime string) string {
	if strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "json") {
		return mime + "; charset=utf-8"
	}
	return mime
}

// fileName says query and day: zhongbiao-awards-能源-2024-01-20240930.csv.
func (s *Server) fileName(v *visit, what string, f query.Filter, suffix string) string {
	parts := []string{"zhongbiao"}
	if s.sample(v.Context()) != sampleNone {
		parts = append(parts, "sample")
	}
	parts = append(parts, what)
	vals := f.Values()
	for _, k := range sortedKeys(vals) {
		if k != "sort" {
			parts = append(parts, vals[k]...)
		}
	}
	parts = append(parts, s.now().In(data.Shanghai).Format("20060102"))
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' {
			return r
		}
		return '_'
	}, strings.Join(parts, "-"))
	if r := []rune(name); len(r) > 100 {
		name = string(r[:100])
	}
	return name + "." + suffix
}

// disposition names the file in the form of RFC 6266, with a plain fallback.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r > 126 {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf("attachment; filename=%q; filename*=UTF-8''%s", plain, percent(name))
}

func percent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// trendFile gives the series as a table or as JSON.
func (s *Server) trendFile(fm format) handler {
	return func(w http.ResponseWriter, v *visit) error {
		q, err := trendQueryOf(v.URL.Query())
		if err != nil {
			return err
		}
		se, err := s.trend(v.Context(), q, index.Request{})
		if err != nil {
			return err
		}
		var buf bytes.Buffer
		if fm.suffix == "json" {
			err = writeTrendJSON(&buf, se, s.sampleNote(v))
		} else {
			err = s.trendTable(&buf, v, fm, se)
		}
		if err != nil {
			return err
		}
		if fm.suffix != "json" {
			w.Header().Set("Content-Disposition", disposition(s.fileName(v, "trend", q.Filter, fm.suffix)))
		}
		s.send(w, v, withCharset(fm.mime), buf.Bytes(), time.Time{})
		return nil
	}
}
