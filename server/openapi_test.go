package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/index"
)

// openAPIValidator reads the document, as served, with a validator that is
// not ours.
func openAPIValidator(t *testing.T, s http.Handler) (validator.Validator, []byte) {
	t.Helper()
	b := get(t, s, "/api/v1/openapi.json?lang=en").Body.Bytes()
	doc, err := libopenapi.NewDocument(b)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return v, b
}

// TestOpenAPIDocument holds the document against the schema of OpenAPI 3.1.
func TestOpenAPIDocument(t *testing.T) {
	f := newFake(1, "示例")
	open := newTest(t, f)
	guarded, err := New(Options{Store: f, Index: f, Tokens: []string{"geheim"}})
	if err != nil {
		t.Fatal(err)
	}
	withToken := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Authorization", "Bearer geheim")
		guarded.ServeHTTP(w, r)
	})
	for name, s := range map[string]http.Handler{"open": open, "guarded": withToken} {
		v, b := openAPIValidator(t, s)
		if ok, errs := v.ValidateDocument(); !ok {
			for _, e := range errs {
				t.Errorf("%s: %s", name, e.Error())
			}
		}
		if says := strings.Contains(string(b), `"bearer": []`); says != (name == "guarded") {
			t.Errorf("%s: the document asks for a token: %v", name, says)
		}
	}
}

// example is a request that the document gives as an example.
type example struct{ id, address string }

// examplesOf reads the examples out of the document, and nothing else.
func examplesOf(t *testing.T, b []byte) []example {
	t.Helper()
	var doc struct {
		Paths map[string]struct {
			Get struct {
				OperationID string
				Parameters  []struct {
					Name, In string
					Example  any
				}
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	var out []example
	for path, p := range doc.Paths {
		q := url.Values{}
		for _, prm := range p.Get.Parameters {
			text := exampleText(prm.Example)
			switch {
			case prm.In == "path":
				path = strings.ReplaceAll(path, "{"+prm.Name+"}", text)
			case prm.Example != nil:
				q.Set(prm.Name, text)
			}
		}
		out = append(out, example{p.Get.OperationID, path + "?" + q.Encode()})
	}
	return out
}

func exampleText(v any) string {
	if list, ok := v.([]any); ok {
		var words []string
		for _, w := range list {
			words = append(words, w.(string))
		}
		return strings.Join(words, ",")
	}
	b, _ := json.Marshal(v)
	return strings.Trim(string(b), `"`)
}

// TestOpenAPIExamples runs every example of the document; the validator holds
// request and answer against what the document says of them.
func TestOpenAPIExamples(t *testing.T) {
	r := newReal(t, world(8, 120))
	r.covered(t)
	v, b := openAPIValidator(t, r)
	examples := examplesOf(t, b)
	if len(examples) != len(operations) {
		t.Fatalf("%d examples of %d operations", len(examples), len(operations))
	}
	for _, e := range examples {
		req := httptest.NewRequest(http.MethodGet, "http://example.com"+e.address, nil)
		w := get(t, r, e.address)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", e.address, w.Code, w.Body)
			continue
		}
		checkAnswer(t, v, req, w)
		if e.id != "listRestatements" && strings.Contains(w.Body.String(), `"data": []`) {
			t.Errorf("%s: the example finds nothing", e.address)
		}
	}
	for _, bad := range []string{"/api/v1/awards?q=(", "/api/v1/projects/zb-999999", "/api/v1/buyers?after=x!"} {
		w := get(t, r, bad)
		if w.Code < 400 {
			t.Errorf("%s: status %d", bad, w.Code)
		}
		res := w.Result()
		if ok, errs := v.ValidateHttpResponse(httptest.NewRequest(http.MethodGet, "http://example.com"+bad, nil), res); !ok {
			t.Errorf("%s: %v", bad, errs)
		}
	}
}

func checkAnswer(t *testing.T, v validator.Validator, req *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	res := w.Result()
	res.Body = io.NopCloser(strings.NewReader(body))
	if ok, errs := v.ValidateHttpRequestResponse(req, res); !ok {
		for _, e := range errs {
			t.Errorf("%s: %s: %s %v", req.URL, e.Message, e.Reason, e.SchemaValidationErrors)
		}
	}
}

// pagesOf follows next through all pages of a list, and calls between after
// the first one.
func pagesOf(t *testing.T, s http.Handler, path string, between func()) (ids []string, total int) {
	t.Helper()
	for first := true; path != ""; first = false {
		var page struct {
			Data []struct {
				ID, Value string
				Seq       json.Number
			}
			Total int
			Next  string
		}
		w := get(t, s, path)
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 {
			t.Fatalf("%s: status %d: %v", path, w.Code, err)
		}
		for _, d := range page.Data {
			ids = append(ids, d.ID+d.Value+d.Seq.String())
		}
		total = page.Total
		path = strings.TrimPrefix(page.Next, "http://example.com")
		if first && between != nil {
			between()
		}
	}
	return ids, total
}

// TestCursorsHold: while new awards come in, a walk through the pages meets
// every award that was there when it began, and none twice.
func TestCursorsHold(t *testing.T) {
	for _, path := range []string{"/api/v1/projects?limit=30&sort=new", "/api/v1/projects?limit=30&sort=amount", "/api/v1/notices?limit=30&scope=all"} {
		r := newReal(t, world(21, 100))
		before, total := pagesOf(t, r, path, nil)
		if len(before) != total || total < 60 {
			t.Fatalf("%s: %d rows, total %d", path, len(before), total)
		}
		seen := map[string]int{}
		walked, _ := pagesOf(t, r, path, func() {
			fresh := world(22, 140)[100:]
			for _, n := range fresh {
				n.ProjectNumber, n.URL = "LATE-"+n.ProjectNumber, n.URL+"/late"
				n.Page = data.NewPageID(n.Portal, n.URL)
				n.ID = data.NoticeID(n.Page)
			}
			r.apply(t, fresh...)
			r.sync(t)
		})
		for _, id := range walked {
			seen[id]++
		}
		for _, id := range before {
			if seen[id] != 1 {
				t.Errorf("%s: %s met %d times", path, id, seen[id])
			}
		}
	}
}

// TestRankingPages: every buyer and supplier is on exactly one page, and the
// order is that of their awards.
func TestRankingPages(t *testing.T) {
	r := newReal(t, world(23, 200))
	for _, list := range []string{"buyers", "suppliers"} {
		walked, total := pagesOf(t, r, "/api/v1/"+list+"?limit=7", nil)
		all, _ := pagesOf(t, r, "/api/v1/"+list+"?limit=200", nil)
		if len(walked) != total || total < 15 || strings.Join(walked, "|") != strings.Join(all, "|") {
			t.Errorf("%s: %d on the pages, total %d, %d at once", list, len(walked), total, len(all))
		}
	}
}

// TestRestatementPages: all restatements can be reached, the newest first,
// also while the journal grows.
func TestRestatementPages(t *testing.T) {
	f := newFake(1, "示例")
	grow := func(n int) {
		for range n {
			seq := uint64(len(f.journal) + 1)
			cause := map[bool]string{true: ledger.CauseRule, false: ledger.CauseNotice}[seq%2 == 0]
			f.journal = append(f.journal, data.JournalEntry{Seq: seq, At: day0, Project: 1, OldCounted: true, OldMonth: 202401, NewMonth: 202402, NewCounted: true, Cause: cause})
		}
	}
	grow(25)
	s := newTest(t, f)
	seqs, _ := pagesOf(t, s, "/api/v1/restatements?limit=5", func() { grow(10); f.seq++ })
	if got, want := strings.Join(seqs, " "), "24 22 20 18 16 14 12 10 8 6 4 2"; got != want {
		t.Errorf("restatements %s, want %s", got, want)
	}
}

// TestRankingAll: a ranking holds every name, however many; facets say when
// they hold only the most frequent ones.
func TestRankingAll(t *testing.T) {
	var notices []*data.Notice
	for i := range index.MaxNames + 20 {
		n := process2(20240430)
		n.Buyer, n.BuyerName = fmt.Sprintf("示例第%d公司", i), fmt.Sprintf("示例第%d公司", i)
		n.ProjectNumber, n.ProjectName, n.URL = fmt.Sprintf("ALL-%d", i), fmt.Sprintf("大模型平台%d", i), fmt.Sprintf("%s/%d", n.URL, i)
		n.Page = data.NewPageID(n.Portal, n.URL)
		n.ID = data.NoticeID(n.Page)
		notices = append(notices, n)
	}
	r := newReal(t, notices)
	names, total := pagesOf(t, r, "/api/v1/buyers?limit=200", nil)
	if len(names) != len(notices) || total != len(notices) {
		t.Errorf("%d names on the pages, total %d, want %d", len(names), total, len(notices))
	}
	var facets struct{ Capped []string }
	body := get(t, r, "/api/v1/facets?facets=buyer,industry").Body.Bytes()
	if err := json.Unmarshal(body, &facets); err != nil || len(facets.Capped) != 1 || facets.Capped[0] != "buyer" {
		t.Errorf("facets say that %v are capped, want buyer (%v)", facets.Capped, err)
	}
}
