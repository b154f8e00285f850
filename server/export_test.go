package server

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/index/query"
	"zhongbiao/server/export"
)

// TestBrokenExport: a store that fails in the middle ends the file with a
// line that says so, where the format has a place for one, and breaks the
// transfer in every format, compressed or not.
func TestBrokenExport(t *testing.T) {
	for _, encoding := range []string{"identity", "gzip"} {
		for _, fm := range awardFormats {
			if fm.feed {
				continue
			}
			f := newFake(30, "示例")
			s := newTest(t, f)
			web := httptest.NewServer(s)
			get(t, s, "/awards") // the samples are looked for before the file begins
			f.loaded.Store(0)
			f.breakAfter = 200
			body, err := fetch(web.URL+"/awards."+fm.suffix+"?lang=en", encoding)
			web.Close()
			if err == nil {
				t.Errorf("%s (%s): %d bytes arrived as if they were all", fm.suffix, encoding, len(body))
			}
			said := strings.Contains(body, "reading the data failed")
			if line := fm.suffix == "csv" || fm.suffix == "json" || fm.suffix == "ndjson"; line != said {
				t.Errorf("%s (%s): an error line: %v, want %v; the file ends in %q", fm.suffix, encoding, said, line, body[max(0, len(body)-120):])
			}
			if strings.Contains(body, "disk gone") {
				t.Errorf("%s: the file tells of the inside", fm.suffix)
			}
		}
	}
}

// fetch reads an answer to its end, and gives what came of a broken one.
func fetch(address, encoding string) (string, error) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	if encoding == "identity" {
		req.Header.Set("Accept-Encoding", "identity")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return string(b), err
}

// TestExportAlias: while the index is a moment behind a merge, the project
// stands in the file once, and a feed has its entry once.
func TestExportAlias(t *testing.T) {
	f := newFake(2, "示例")
	stale := &fake{}
	stale.projects = append(slices.Clone(f.projects), &data.Project{ID: 900, Counted: true, Month: 202401, Title: "示例 merged"}, &data.Project{ID: 901, Counted: true, Month: 202401, Title: "示例 merged"},
		&data.Project{ID: 902, Counted: true, Month: 202401, Title: "示例 into one that the index does not know"})
	f.add(202401, 5, "示例 fresh")
	fresh := f.projects[len(f.projects)-1].ID
	f.aliases = map[data.ProjectID]data.ProjectID{900: 3, 901: 3, 902: fresh}
	s, err := New(Options{Store: f, Index: stale, Now: func() time.Time { return day0 }})
	if err != nil {
		t.Fatal(err)
	}
	ids := csvColumn(t, get(t, s, "/awards.csv?bom=0&lang=en").Body.String(), "id")
	if n := len(f.projects); len(ids) != n || !slices.Contains(ids, fresh.String()) {
		t.Errorf("%d rows, want %d", len(ids), n)
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("a project twice: %v", ids)
	}
	feed := entryIDs(readAtom(t, s, "/awards.atom?lang=en"))
	slices.Sort(feed)
	if len(slices.Compact(slices.Clone(feed))) != len(feed) {
		t.Errorf("an entry twice: %v", feed)
	}
}

// TestNoEmptyPackage: the standard knows no package without a release or
// record, so a filter that nothing matches gets a problem that shows it, in the
// reader's language, and every other format an empty file.
func TestNoEmptyPackage(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	bare := newTest(t, &fake{})
	for _, suffix := range []string{"ocds.json", "records.ocds.json"} {
		for _, c := range []struct {
			h          http.Handler
			query      string
			said, hint string
		}{
			{s, "?lang=en&q=无人&from=2024-01", "Nothing matches from=2024-01 & q=无人, ", "csv or json"},
			{s, "?lang=zh&q=无人", "没有项目符合 q=无人；", "csv、json"},
			{bare, "?lang=en", "There are no awards yet", "csv or json"},
		} {
			w := get(t, c.h, "/awards."+suffix+c.query)
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusNotFound || p.Status != w.Code || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
				t.Fatalf("%s%s: status %d, %s, %v", suffix, c.query, w.Code, w.Body, err)
			}
			if !strings.Contains(p.Message, c.said) || !strings.Contains(p.Hint, c.hint) || p.Title == "There is no such page" {
				t.Errorf("%s%s: %+v", suffix, c.query, p)
			}
			head := httptest.NewRecorder()
			c.h.ServeHTTP(head, httptest.NewRequest(http.MethodHead, "/awards."+suffix+c.query, nil))
			if head.Code != w.Code {
				t.Errorf("HEAD %s%s: status %d", suffix, c.query, head.Code)
			}
		}
	}
	for _, suffix := range []string{"csv", "xlsx", "json", "ndjson"} {
		if w := get(t, s, "/awards."+suffix+"?q=无人"); w.Code != http.StatusOK || w.Header().Get("X-Total-Count") != "0" {
			t.Errorf("%s: status %d, count %s", suffix, w.Code, w.Header().Get("X-Total-Count"))
		}
	}
}

// TestExportHead: HEAD says what GET would, and refuses what GET refuses.
func TestExportHead(t *testing.T) {
	f := newFake(3, "示例")
	s := newTest(t, f)
	for _, suffix := range []string{"csv", "xlsx", "json", "ndjson", "ocds.json", "records.ocds.json"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/awards."+suffix+"?lang=en", nil))
		want := get(t, s, "/awards."+suffix+"?lang=en")
		for _, h := range []string{"Content-Type", "Content-Disposition", "X-Total-Count"} {
			if got := w.Header().Get(h); got == "" || got != want.Header().Get(h) {
				t.Errorf("HEAD %s: %s is %q, GET has %q", suffix, h, got, want.Header().Get(h))
			}
		}
		if w.Body.Len() != 0 || w.Header().Get("X-Total-Count") != strconv.Itoa(len(f.projects)) {
			t.Errorf("HEAD %s: %d bytes, count %s", suffix, w.Body.Len(), w.Header().Get("X-Total-Count"))
		}
		w = httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/awards."+suffix+"?columns=nonsense", nil))
		if w.Code != http.StatusBadRequest {
			t.Errorf("HEAD %s with a wrong column: status %d", suffix, w.Code)
		}
	}
}

// TestColumns: the reader chooses columns, and the language of their names.
func TestColumns(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	for lang, want := range map[string][]string{"en": {"buyer", "amount", "amount_unit", "sample"}, "zh": {"采购人", "中标金额", "金额单位", "示例数据"}} {
		rows, err := csv.NewReader(get(t, s, "/awards.csv?bom=0&columns=buyer,amount,amount_unit&lang="+lang).Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rows[0]); diff != "" {
			t.Errorf("%s:\n%s", lang, diff)
		}
		if rows[1][2] != "CNY" {
			t.Errorf("unit %q", rows[1][2])
		}
		if _, err := strconv.ParseFloat(rows[1][1], 64); err != nil && rows[1][1] != "" {
			t.Errorf("amount %q is no number", rows[1][1])
		}
	}
}

// TestFileName: query and day stand in the name, whatever the query's length,
// and no file system cuts the name off.
func TestFileName(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	for _, c := range []struct {
		path string
		want []string
	}{
		{"/awards.csv?industry=energy&from=2024-01", []string{"zhongbiao-sample-awards-2024-01-energy-20240910.csv"}},
		{"/awards.ocds.json", []string{"zhongbiao-sample-awards-20240910.ocds.json"}},
		{"/awards.csv?q=" + url.QueryEscape(strings.Repeat("智能体知识库", 20)), []string{"zhongbiao-sample-awards-智能体知识库", "-20240910.csv"}},
		{"/awards.csv?q=" + url.QueryEscape("../../etc/passwd\r\nX"), []string{"______etc_passwd__X-20240910.csv"}},
		{"/trend.csv?split=region&industry=energy", []string{"zhongbiao-sample-trend-energy-region-20240910.csv"}},
	} {
		head := get(t, s, c.path).Header().Get("Content-Disposition")
		_, name, ok := strings.Cut(head, "filename*=UTF-8''")
		name, err := url.PathUnescape(name)
		if !ok || err != nil || len(name) > 255 || !strings.HasSuffix(name, c.want[len(c.want)-1]) {
			t.Errorf("%s: name %q of %d bytes", c.path, name, len(name))
		}
		for _, w := range c.want {
			if !strings.Contains(name, w) {
				t.Errorf("%s: name %q does not say %q", c.path, name, w)
			}
		}
	}
}

// TestFits: a sheet that would not hold all rows is refused before it begins.
func TestFits(t *testing.T) {
	for _, fm := range awardFormats {
		err := fits(fm, query.Filter{}, export.MaxXLSXRows+1)
		if (err != nil) != (fm.suffix == "xlsx") {
			t.Errorf("%s: %v", fm.suffix, err)
		}
		if err := fits(fm, query.Filter{}, export.MaxXLSXRows); err != nil {
			t.Errorf("%s: %v", fm.suffix, err)
		}
	}
}

// TestExportGone: a reader that goes away ends the export, and everything
// that loads for it.
func TestExportGone(t *testing.T) {
	f := newFake(40, "示例")
	s := newTest(t, f)
	ctx, cancel := context.WithCancel(context.Background())
	w := &leaver{httptest.NewRecorder(), cancel}
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				t.Error("the transfer was not broken off")
			}
		}()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/awards.ndjson", nil).WithContext(ctx))
	}()
}

// leaver goes away with the first bytes.
type leaver struct {
	*httptest.ResponseRecorder
	leave func()
}

func (l *leaver) Write(b []byte) (int, error) {
	l.leave()
	return 0, io.ErrClosedPipe
}

// TestNotes: the second sheet says what the file is, and where it comes from.
func TestNotes(t *testing.T) {
	r := newReal(t, world(31, 60))
	f := query.Filter{Industry: []data.Industry{data.Energy}}
	notes, err := r.notes(&visit{Request: httptest.NewRequest(http.MethodGet, "/awards.xlsx", nil), lang: EN}, f, 7)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, n := range notes {
		all += n[0] + ": " + n[1] + "\n"
	}
	for _, want := range []string{"industry=energy", "Rows: 7", "What counts: ", "Source ccgp: ", "Source province: "} {
		if !strings.Contains(all, want) {
			t.Errorf("the notes do not say %q:\n%s", want, all)
		}
	}
}
