package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/query"
	"zhongbiao/server/export"
)

// awardsFile streams every project of a filter in one format. The projects
// are chosen before the first byte, so that the count that the file says is
// the count that it holds, whatever happens to the store meanwhile.
func (s *Server) awardsFile(fm format) handler {
	return func(w http.ResponseWriter, v *visit) error {
		f, err := filterOf(v.URL.Query())
		if err != nil {
			return err
		}
		cols, err := columnsOf(v.URL.Query().Get("columns"))
		if err != nil {
			return err
		}
		if _, err := bomOf(v.URL.Query()); err != nil {
			return err
		}
		ids, err := s.ids(v.Context(), f)
		if err != nil {
			return err
		}
		if err := fits(fm, f, len(ids)); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", withCharset(fm.mime))
		h.Set("Content-Disposition", disposition(s.fileName(v, "awards", f.Values(), fm.suffix)))
		h.Set("X-Total-Count", strconv.Itoa(len(ids)))
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Language")
		if v.Method == http.MethodHead {
			return nil
		}
		enc, err := s.encoder(w, v, fm, f, cols, len(ids))
		if err != nil {
			return err
		}
		s.stream(w, v, ids, enc, fm.notices)
		return nil
	}
}

// columnsOf reads which columns a table is to have; empty means all.
func columnsOf(list string) ([]export.Column, error) {
	cols, err := export.PickColumns(list)
	if err == nil {
		return cols, nil
	}
	for _, id := range strings.Split(list, ",") {
		if _, err := export.PickColumns(id); err != nil {
			return nil, badParam("columns", strings.TrimSpace(id), "hint.oneof", export.ColumnIDs())
		}
	}
	return nil, badRequest(err) // not reached: one of them is wrong
}

// bomOf reads whether a CSV file begins with a byte order mark, as it does
// unless the address says no.
func bomOf(v url.Values) (bool, error) {
	s := v.Get("bom")
	return s != "0", oneOf("bom", s, "", "0", "1")
}

// ids are the projects of a filter, in its order.
func (s *Server) ids(ctx context.Context, f query.Filter) ([]data.ProjectID, error) {
	ids := []data.ProjectID{}
	err := s.o.Index.Projects(ctx, f, func(id data.ProjectID) error {
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

// fits refuses what a format can't hold before anything is made: too many
// rows for a sheet, or none for a package of the standard, which has to hold
// one at least.
func fits(fm format, f query.Filter, rows int) error {
	if fm.notices && rows == 0 {
		shown := wordsOf(f)
		if shown == "" {
			return &httpError{status: http.StatusNotFound, title: "error.nothing", key: "error.nothing.all", hint: "error.nothing.hint"}
		}
		return &httpError{status: http.StatusNotFound, title: "error.nothing", key: "error.nothing.match", args: []any{shown}, hint: "error.nothing.hint"}
	}
	if fm.suffix == "xlsx" && rows > export.MaxXLSXRows {
		return &httpError{status: http.StatusBadRequest, key: "error.rows", args: []any{"xlsx", rows, export.MaxXLSXRows}}
	}
	return nil
}

// wordsOf shows a filter as in an address, in letters that people read.
func wordsOf(f query.Filter) string {
	v, out := f.Values(), []string(nil)
	for _, k := range sortedKeys(v) {
		out = append(out, k+"="+strings.Join(v[k], ","))
	}
	return strings.Join(out, " & ")
}

// encoder starts a file of the format on w.
func (s *Server) encoder(w io.Writer, v *visit, fm format, f query.Filter, cols []export.Column, count int) (export.Encoder, error) {
	l := v.lang
	switch fm.suffix {
	case "json":
		m := export.Meta{Title: l.T("site.name"), Query: f.Values().Encode(), Generated: s.stamp(), Count: count, Sample: s.sampleNote(v)}
		var err error
		if m.DidYouMean, err = s.meant(v.Context(), f, count); err != nil {
			return nil, err
		}
		return export.NewJSONAwards(w, m)
	case "ndjson":
		return export.NewNDJSONAwards(w), nil
	case "ocds.json":
		return export.NewOCDS(w, s.ocdsMeta(v))
	case "records.ocds.json":
		return export.NewOCDSRecords(w, s.ocdsMeta(v))
	}
	bom, err := bomOf(v.URL.Query())
	if err != nil {
		return nil, err
	}
	var out export.TableWriter = export.NewCSV(w, bom)
	if fm.suffix == "xlsx" {
		notes, err := s.notes(v, f, count)
		if err != nil {
			return nil, err
		}
		if out, err = export.NewXLSX(w, export.XLSXOptions{Sheet: export.SheetName(l.T("awards.title")), About: export.SheetName(l.T("about.title")), Notes: notes}); err != nil {
			return nil, err
		}
	}
	return export.NewAwardTable(out, cols, l.Label, l == EN)
}

// meant gives the spellings that the page would offer in the place of a query
// that found nothing.
func (s *Server) meant(ctx context.Context, f query.Filter, count int) ([]string, error) {
	if count > 0 || f.Q == "" {
		return nil, nil
	}
	res, err := s.o.Index.Search(ctx, f, index.Request{})
	if err != nil {
		return nil, err
	}
	return res.Suggest, nil
}

func (s *Server) ocdsMeta(v *visit) export.OCDSMeta {
	return export.OCDSMeta{URI: s.absolute(v, v.URL.RequestURI()), Published: s.now().In(data.Shanghai), Base: s.absolute(v, "")}
}

// notes is the second sheet of a workbook: what the file is, and from which
// portals it comes.
func (s *Server) notes(v *visit, f query.Filter, count int) ([][2]string, error) {
	l := v.lang
	res, err := s.o.Index.Search(v.Context(), f, index.Request{Facets: []string{"portal"}})
	if err != nil {
		return nil, err
	}
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
	for _, c := range res.Facets["portal"] {
		notes = append(notes, [2]string{l.T("file.source") + " " + c.Value, l.T("file.portal", l.Int(c.Notices), l.Int(c.Projects))})
	}
	if n := s.sampleNote(v); n != "" {
		notes = append(notes, [2]string{l.T("sample.word"), n})
	}
	return notes, nil
}

func (s *Server) stamp() string { return s.now().In(data.Shanghai).Format(time.RFC3339) }

func withCharset(mime string) string {
	if strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "json") {
		return mime + "; charset=utf-8"
	}
	return mime
}

// maxQueryName is how many bytes of a file's name the query may take: file
// systems end a name at 255 bytes, and the day must not be what is cut off.
const maxQueryName = 150

// fileName says query and day: zhongbiao-awards-能源-2024-01-20240930.csv.
func (s *Server) fileName(v *visit, what string, vals url.Values, suffix string) string {
	name := "zhongbiao"
	if s.sample(v.Context()) != sampleNone {
		name += "-sample"
	}
	var words []string
	for _, k := range sortedKeys(vals) {
		if k != "sort" {
			words = append(words, vals[k]...)
		}
	}
	name += "-" + what
	if q := cutBytes(nameSafe(strings.Join(words, "-")), maxQueryName); q != "" {
		name += "-" + q
	}
	return name + "-" + s.now().In(data.Shanghai).Format("20060102") + "." + suffix
}

func nameSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' {
			return r
		}
		return '_'
	}, s)
}

// cutBytes shortens s to at most n bytes, between two characters.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
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
			w.Header().Set("Content-Disposition", disposition(s.fileName(v, "trend", q.values(), fm.suffix)))
		}
		s.send(w, v, withCharset(fm.mime), buf.Bytes(), time.Time{})
		return nil
	}
}
