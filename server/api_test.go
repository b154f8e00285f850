package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"zhongbiao/data"
)

// openAPISchema compiles one of the document's schemas, as served.
func openAPISchema(t *testing.T, s http.Handler, name string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(get(t, s, "/api/v1/openapi.json").Body)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("file:///openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	sch, err := c.Compile("file:///openapi.json#/components/schemas/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return sch
}

// TestAPIExamples runs the example of every operation and holds the answer
// against the schema that the document promises.
func TestAPIExamples(t *testing.T) {
	r := newReal(t, world(8, 120))
	r.covered(t)
	var one struct{ Data []struct{ ID string } }
	if err := json.Unmarshal(get(t, r, "/api/v1/notices?limit=1").Body.Bytes(), &one); err != nil || len(one.Data) != 1 {
		t.Fatalf("no notice: %v", err)
	}
	for _, o := range operations {
		path := strings.Replace(o.Path, "/projects/{id}", "/projects/zb-000001", 1)
		path = strings.Replace(path, "/notices/{id}", "/notices/"+one.Data[0].ID, 1) + o.Example
		w := get(t, r, path)
		if w.Code != 200 || w.Header().Get("ETag") == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			t.Errorf("%s: status %d, headers %v: %s", path, w.Code, w.Header(), w.Body)
			continue
		}
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := openAPISchema(t, r, o.Schema).Validate(body); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestOpenAPI holds what a linter would say: unique ids, described
// parameters, references that resolve, a schema for every answer.
func TestOpenAPI(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	ids := map[string]bool{}
	for _, o := range operations {
		if ids[o.ID] || o.Summary.zh == "" || o.Summary.en == "" {
			t.Errorf("%s: operationId %q twice, or no summary", o.Path, o.ID)
		}
		ids[o.ID] = true
		for _, p := range o.params() {
			if paramWords[p].zh == "" || paramWords[p].en == "" {
				t.Errorf("%s: parameter %s is not described", o.Path, p)
			}
		}
		if strings.Contains(o.Path, "{id}") != (len(o.Params) > 0 && o.Params[0] == "id") {
			t.Errorf("%s: path and parameters disagree", o.Path)
		}
		openAPISchema(t, s, o.Schema)
	}
	for name := range apiSchemas {
		openAPISchema(t, s, name)
	}
}

// TestAPICursor: following next reaches every project once, as the total says.
func TestAPICursor(t *testing.T) {
	r := newReal(t, world(9, 150))
	path, seen, total := "/api/v1/projects?limit=40&sort=amount", map[string]bool{}, -1
	for path != "" {
		var page struct {
			Data  []struct{ ID string }
			Total int
			Next  string
		}
		w := get(t, r, path)
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 {
			t.Fatalf("%s: status %d: %v", path, w.Code, err)
		}
		for _, p := range page.Data {
			if seen[p.ID] {
				t.Errorf("%s twice", p.ID)
			}
			seen[p.ID] = true
		}
		total = page.Total
		path = strings.TrimPrefix(page.Next, "http://example.com")
	}
	if len(seen) != total {
		t.Errorf("%d projects on the pages, total %d", len(seen), total)
	}
	for _, bad := range []string{"?limit=0", "?limit=201", "?limit=x", "?after=garbage", "?industry=nonsense", "?q=(", "/zb-999999", "/x"} {
		w := get(t, r, "/api/v1/projects"+bad)
		if w.Code != 400 && w.Code != 404 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: status %d, %s", bad, w.Code, w.Header().Get("Content-Type"))
		}
		body, err := jsonschema.UnmarshalJSON(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := openAPISchema(t, newTest(t, &fake{}), "Problem").Validate(body); err != nil {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestRateLimit(t *testing.T) {
	s := newTest(t, newFake(1, "示例"))
	s.limits = newLimiter(0.001, 3)
	ask := func(addr, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = addr
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	for i := range 3 {
		if w := ask("192.0.2.1:1000", "/api/v1/baselines"); w.Code != 200 || w.Header().Get("RateLimit-Limit") != "3" {
			t.Errorf("request %d: status %d, headers %v", i, w.Code, w.Header())
		}
	}
	if w := ask("192.0.2.1:2000", "/api/v1/baselines"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("a fourth request: status %d", w.Code)
	}
	for addr, path := range map[string]string{"192.0.2.2:1000": "/api/v1/baselines", "192.0.2.1:3000": "/awards", "@": "/api/v1/baselines"} {
		if w := ask(addr, path); w.Code != 200 {
			t.Errorf("%s %s: status %d, want it unlimited", addr, path, w.Code)
		}
	}
}

func TestTokens(t *testing.T) {
	f := newFake(1, "示例")
	s, err := New(Options{Store: f, Index: f, Tokens: []string{"geheim", "second"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, auth string
		status     int
	}{
		{"/", "", 401}, {"/awards.csv", "Bearer wrong", 401}, {"/api/v1/awards", "Bearer ", 401}, {"/", "Bearer geheim", 200}, {"/awards.rss", "Bearer second", 200},
		{"/", "Basic OmdlaGVpbQ==", 200}, {"/", "Basic OndyYW5n", 401}, {"/healthz", "", 200},
	} {
		if w := get(t, s, c.path, "Authorization", c.auth); w.Code != c.status {
			t.Errorf("%s with %q: status %d, want %d", c.path, c.auth, w.Code, c.status)
		}
	}
}

// TestLongExport: a file that takes longer than the server's WriteTimeout
// arrives whole, because each step moves the deadline.
func TestLongExport(t *testing.T) {
	f := newFake(4, "示例")
	f.slow = 4 * time.Millisecond
	web := httptest.NewUnstartedServer(newTest(t, f))
	web.Config.WriteTimeout = 100 * time.Millisecond
	web.Start()
	defer web.Close()
	res, err := http.Get(web.URL + "/awards.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var lines int
	for d := json.NewDecoder(res.Body); d.More(); lines++ {
		var p data.Project
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
	}
	if lines != len(f.projects) {
		t.Errorf("%d of %d lines arrived", lines, len(f.projects))
	}
}

// TestDidYouMean: a query that finds nothing brings the same other spellings
// on the page, in the file that the command prints, and in the API; one that
// finds something brings none.
func TestDidYouMean(t *testing.T) {
	f := newFake(1, "示例")
	f.meant = []string{"示例甲", "示例乙"}
	s := newTest(t, f)
	for _, path := range []string{"/awards", "/awards.json", "/api/v1/awards", "/api/v1/notices"} {
		body := get(t, s, path+"?lang=en&q=nothing").Body.String()
		for _, w := range f.meant {
			if want := map[bool]string{true: "Did you mean " + w, false: `"` + w + `"`}[path == "/awards"]; !strings.Contains(body, want) {
				t.Errorf("%s does not offer %s", path, want)
			}
		}
		if body := get(t, s, path+"?lang=en&q=示例").Body.String(); strings.Contains(body, f.meant[0]) {
			t.Errorf("%s offers another spelling of what was found", path)
		}
	}
}
