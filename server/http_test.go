package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
)

func TestHeaders(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	for _, path := range []string{"/", "/awards", "/awards.csv", "/awards.rss", "/no-such-page"} {
		h := get(t, s, path).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Set-Cookie") != "" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

// TestConditional: an unchanged page or feed is not sent twice, compressed or
// not, and HEAD says what GET would.
func TestConditional(t *testing.T) {
	s := newTest(t, newFake(2, "示例"))
	for _, path := range []string{"/", "/awards", "/awards.rss", "/awards.atom", "/awards.feed.json", "/trend.csv", "/trend.json", "/awards/zb-000001"} {
		for _, enc := range []string{"identity", "gzip"} {
			first := get(t, s, path, "Accept-Encoding", enc)
			tag := first.Header().Get("ETag")
			if first.Code != 200 || tag == "" || strings.HasPrefix(tag, "W/") {
				t.Fatalf("%s: status %d, ETag %q is not a strong one", path, first.Code, tag)
			}
			if again := get(t, s, path, "Accept-Encoding", enc, "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("%s (%s): status %d with %d bytes for a known ETag", path, enc, again.Code, again.Body.Len())
			}
		}
		r := httptest.NewRequest(http.MethodHead, path, nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("ETag") == "" {
			t.Errorf("HEAD %s: status %d, %d bytes, ETag %q", path, w.Code, w.Body.Len(), w.Header().Get("ETag"))
		}
	}
	feed := get(t, s, "/awards.rss")
	if lm := feed.Header().Get("Last-Modified"); lm == "" {
		t.Error("the feed has no Last-Modified")
	} else if w := get(t, s, "/awards.rss", "If-Modified-Since", lm); w.Code != http.StatusNotModified {
		t.Errorf("status %d for an unmodified feed", w.Code)
	}
}

// TestTags: each representation has its own strong tag, "not modified" gives
// back the one that the reader holds, and lists of tags are understood.
func TestTags(t *testing.T) {
	s := newTest(t, newFake(8, "示例"))
	for _, path := range []string{"/awards.rss", "/awards.atom", "/awards.feed.json", "/trend.json", "/api/v1/facets"} {
		plain, zipped := get(t, s, path), get(t, s, path, "Accept-Encoding", "gzip")
		a, b := plain.Header().Get("ETag"), zipped.Header().Get("ETag")
		if a == b || zipped.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
			t.Fatalf("%s: tags %s and %s of two representations", path, a, b)
		}
		for _, v := range []*httptest.ResponseRecorder{plain, zipped} {
			if vary := strings.Join(v.Header().Values("Vary"), ","); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Accept-Language") {
				t.Errorf("%s: Vary %q", path, vary)
			}
		}
		for _, c := range []struct {
			encoding, tags, want string
			status               int
		}{
			{"identity", a, a, 304}, {"gzip", b, b, 304}, {"gzip", `"x", ` + b + `, "y"`, b, 304}, {"identity", `"x-gzip", ` + a, a, 304}, {"gzip", "*", a, 304},
			{"identity", `"x"`, a, 200}, {"gzip", `"x-gzip"`, b, 200}, {"identity", `W/` + a, a, 304},
		} {
			w := get(t, s, path, "Accept-Encoding", c.encoding, "If-None-Match", c.tags)
			if w.Code != c.status || w.Header().Get("ETag") != c.want || c.status == 304 && w.Body.Len() > 0 {
				t.Errorf("%s, %s, If-None-Match %s: status %d, ETag %s, want %d, %s", path, c.encoding, c.tags, w.Code, w.Header().Get("ETag"), c.status, c.want)
			}
		}
	}
}

// TestNoCORS: no other site's scripts may read the answers.
func TestNoCORS(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	for _, path := range []string{"/api/v1/awards", "/awards.json", "/"} {
		w := get(t, s, path, "Origin", "https://evil.example")
		for name := range w.Header() {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: %s", path, name)
			}
		}
	}
}

// TestWeight holds the first page to 150 KB with everything on it.
func TestWeight(t *testing.T) {
	s := newTest(t, newFake(12, "示例大模型知识库平台建设项目"))
	w := get(t, s, "/", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("the page is not compressed")
	}
	total := w.Body.Len()
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app.css", "chart.umd.js", "trend.js", "app.js", "icon.svg"} {
		u := s.assets.hashed[name]
		if !strings.Contains(string(page), u) {
			t.Errorf("the page does not ask for %s", name)
		}
		a := get(t, s, u, "Accept-Encoding", "gzip")
		if a.Code != 200 || !strings.Contains(a.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, Cache-Control %q", u, a.Code, a.Header().Get("Cache-Control"))
		}
		if name == "chart.umd.js" && a.Body.Len() > 80<<10 {
			t.Errorf("the chart library has %d bytes compressed, more than 80 KB", a.Body.Len())
		}
		total += a.Body.Len()
	}
	if total > 150<<10 {
		t.Errorf("the first page has %d bytes with everything, more than 150 KB", total)
	}
}

func TestErrors(t *testing.T) {
	f := newFake(1, "示例")
	s := newTest(t, f)
	here, err := os.Getwd() // no page tells where the program was built
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/no-such-page", 404, []string{"没有这个页面", "<!doctype html>"}},
		{"/no-such-page?lang=en", 404, []string{"There is no such page"}},
		{"/awards/zb-999999", 404, []string{"<!doctype html>"}},
		{"/awards/nonsense", 404, nil},
		{"/awards?q=(a", 400, []string{"<!doctype html>", "第 1 个字符"}},
		{"/awards?q=(a&lang=en", 400, []string{"character 1"}},
		{"/awards.json?q=(a&lang=en", 400, []string{`"status":400`, `"position":1`, `"detail":`}},
		{"/awards.csv?q=(a&lang=en", 400, []string{"character 1"}},
		{"/awards?industry=nonsense&lang=en", 400, []string{"industry"}},
		{"/awards.csv?columns=nonsense", 400, []string{"nonsense"}},
		{"/awards?offset=-1", 400, nil},
		{"/?split=nonsense", 400, []string{"industry, scene"}},
		{"/?measure=nonsense", 400, nil},
		{"/?baseline=nonsense", 400, []string{"paraai-2023"}},
		{"/awards.rss?since=nonsense", 400, []string{"2024-04-30"}},
		{"/industries/nonsense", 404, nil},
		{"/static/app.css", 404, nil},
		{"/static/../server.go", 404, nil},
	} {
		w := get(t, s, c.path)
		if w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusMovedPermanently {
			w = get(t, s, w.Header().Get("Location"))
		}
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.path, w.Code, c.status)
		}
		checkNeedles(t, w.Body.String(), append(c.want, "!goroutine", "!"+here))
	}
	for err, status := range map[error]int{errGone: 500, index.ErrBuilding: 503, index.ErrTimeout: 503, store.ErrNotFound: 404} {
		f.err = err
		f.seq++
		w := get(t, s, "/awards")
		if w.Code != status || strings.Contains(w.Body.String(), "disk gone") {
			t.Errorf("%v: status %d, want %d, and nothing of the inside", err, w.Code, status)
		}
	}
}

func TestMethods(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	for _, m := range []string{http.MethodPost, http.MethodDelete, http.MethodPut} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(m, "/awards", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", m, w.Code)
		}
	}
}

func TestAlias(t *testing.T) {
	f := newFake(1, "示例")
	f.aliases[77] = 3
	w := get(t, newTest(t, f), "/awards/zb-000077?lang=en")
	if w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/awards/zb-000003?lang=en" {
		t.Errorf("status %d to %q", w.Code, w.Header().Get("Location"))
	}
	if w := get(t, newTest(t, f), "/awards/3"); w.Header().Get("Location") != "/awards/zb-000003" {
		t.Errorf("short id leads to %q", w.Header().Get("Location"))
	}
}

func TestIndexing(t *testing.T) {
	f := newFake(1, "示例")
	f.indexing = true
	s := newTest(t, f)
	if w := get(t, s, "/readyz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("readyz: status %d", w.Code)
	}
	checkNeedles(t, get(t, s, "/").Body.String(), []string{"正在建立索引"})
}

// TestEmpty: a fresh folder has helpful pages, not errors.
func TestEmpty(t *testing.T) {
	s := newTest(t, &fake{})
	for _, path := range []string{"/", "/awards", "/buyers", "/coverage", "/method", "/trend.csv", "/trend.json", "/awards.csv", "/awards.rss", "/awards.atom", "/awards.feed.json"} {
		if w := get(t, s, path); w.Code != 200 {
			t.Errorf("%s: status %d: %s", path, w.Code, w.Body)
		}
	}
	checkNeedles(t, get(t, s, "/").Body.String(), []string{"还没有中标项目"})
}

// TestUncovered: a month that is not covered is never 0.
func TestUncovered(t *testing.T) {
	f := newFake(2, "示例")
	var kept []store.Coverage
	for _, c := range f.cover {
		if m := c.Day.Month(); m != 202405 && m != 202406 {
			kept = append(kept, c)
		}
	}
	f.cover = kept
	var projects []*data.Project
	for _, p := range f.projects {
		if p.Month != 202405 {
			projects = append(projects, p)
		}
	}
	f.projects = projects
	s := newTest(t, f)
	csv := get(t, s, "/trend.csv?lang=en&bom=0").Body.String()
	if !strings.Contains(csv, "\n2024-05,,,,,,,") || !strings.Contains(csv, "\n2024-06,2,") {
		t.Errorf("months without coverage:\n%s", csv)
	}
	checkNeedles(t, csv, []string{"none", "partial"})
	checkNeedles(t, get(t, s, "/trend.json").Body.String(), []string{`"count": null`, `"2024-05": "none"`, `"2024-06": "partial"`})
	checkNeedles(t, get(t, s, "/?lang=en").Body.String(), []string{"not covered", "incomplete"})
}

// TestBuilding: while the index can't answer yet, a page says so, and that it
// has no numbers rather than growing ones, and comes back by itself; what is
// known without the index is shown.
func TestBuilding(t *testing.T) {
	f := newFake(1, "示例")
	f.indexing, f.err = true, index.ErrBuilding
	s := newTest(t, f)
	for lang, want := range map[string][]string{"zh": {"还给不出数字", "自动刷新", "![数字仍在增加"}, "en": {"has no numbers to give yet", "reloads by itself", "![numbers are growing"}} {
		w := get(t, s, "/?lang="+lang)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Refresh") == "" || w.Header().Get("Refresh") != w.Header().Get("Retry-After") {
			t.Errorf("status %d, header %v", w.Code, w.Header())
		}
		checkNeedles(t, w.Body.String(), want)
	}
	if w := get(t, s, "/awards.csv"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Refresh") != "" {
		t.Errorf("file: status %d, header %v", w.Code, w.Header())
	}
	path := "/awards/" + f.projects[0].ID.String()
	for _, p := range []string{path, path + ".json", "/coverage"} {
		if w := get(t, s, p); w.Code != http.StatusOK {
			t.Errorf("%s: status %d, though the store knows it", p, w.Code)
		}
	}
}
