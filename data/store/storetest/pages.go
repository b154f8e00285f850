package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

var pageTests = map[string]func(*testing.T, *env){
	"comes back as it was":           testPageRoundTrip,
	"unchanged content is a no-op":   testPageUnchanged,
	"changed content is a version":   testPageVersions,
	"after a position, newest only":  testPagesAfter,
	"what is missing is not found":   testPageMissing,
	"a page without address refused": testPageRefused,
	"a large page":                   testPageLarge,
	"survives reopening":             testPageReopen,
}

func page(n int, body string) *data.Page {
	return &data.Page{Portal: "p", Channel: "zbgg", URL: fmt.Sprintf("https://example.test/%d.html", n),
		Fetched: time.Date(2024, 5, 6, 7, 0, n, 0, time.UTC), Status: 200, Header: map[string]string{"ETag": `"x"`},
		Charset: "utf-8", Body: []byte(body), Row: data.Row{Portal: "p", URL: fmt.Sprintf("https://example.test/%d.html", n), Title: "示例公告", Published: 20240506}}
}

func testPageRoundTrip(t *testing.T, e *env) {
	p := page(1, "中标公告\x00\xff")
	done := e.commit(store.Commit{Page: p})
	if !done.Changed || done.Version != 1 || done.Page != data.NewPageID(p.Portal, p.URL) || done.Seq != e.Seq() {
		t.Errorf("committed %+v at sequence %d", done, e.Seq())
	}
	got, err := e.Page(done.Page)
	e.must(err)
	if d := cmp.Diff(p, got); d != "" {
		t.Errorf("the page came back differently (-put +got):\n%s", d)
	}
}

func testPageUnchanged(t *testing.T, e *env) {
	first := e.commit(store.Commit{Page: page(1, "a")})
	again := page(1, "a")
	again.Fetched = again.Fetched.Add(time.Hour)
	again.Header = map[string]string{"ETag": `"y"`}
	done := e.commit(store.Commit{Page: again})
	if done.Changed || done.Version != 1 || done.Seq != first.Seq {
		t.Errorf("the same content again: %+v, first %+v", done, first)
	}
	if c := e.counts(); c.Pages != 1 || c.Versions != 1 {
		t.Errorf("counts %+v", c)
	}
	at, header, err := e.Checked(done.Page)
	e.must(err)
	if !at.Equal(again.Fetched) || header["ETag"] != `"y"` {
		t.Errorf("checked at %v with %v", at, header)
	}
	if p, err := e.Page(done.Page); err != nil || p.Header["ETag"] != `"x"` {
		t.Errorf("the record itself changed: %+v, %v", p, err)
	}
}

func testPageVersions(t *testing.T, e *env) {
	var id data.PageID
	for i, body := range []string{"a", "b", "a"} {
		done := e.commit(store.Commit{Page: page(1, body)})
		if id = done.Page; done.Version != i+1 || !done.Changed {
			t.Errorf("version %d: %+v", i+1, done)
		}
	}
	e.commit(store.Commit{Page: page(2, "other")})
	for i, body := range []string{"a", "b", "a"} {
		p, err := e.PageVersion(id, i+1)
		e.must(err)
		if string(p.Body) != body || p.Version != i+1 {
			t.Errorf("version %d reads %q, %d", i+1, p.Body, p.Version)
		}
	}
	if c := e.counts(); c.Pages != 2 || c.Versions != 4 {
		t.Errorf("counts %+v", c)
	}
}

func testPagesAfter(t *testing.T, e *env) {
	one := e.commit(store.Commit{Page: page(1, "a")})
	two := e.commit(store.Commit{Page: page(2, "a")})
	three := e.commit(store.Commit{Page: page(1, "b")})
	read := func(after uint64) (got []string) {
		e.must(e.PagesAfter(after, func(seq uint64, id data.PageID) error {
			got = append(got, fmt.Sprint(seq, id))
			return nil
		}))
		return got
	}
	want := []string{fmt.Sprint(two.Seq, two.Page), fmt.Sprint(three.Seq, one.Page)}
	if d := cmp.Diff(want, read(0)); d != "" {
		t.Errorf("from the start (-want +got):\n%s", d)
	}
	if d := cmp.Diff(want[1:], read(two.Seq)); d != "" {
		t.Errorf("after the second (-want +got):\n%s", d)
	}
	if got := read(three.Seq); got != nil {
		t.Errorf("after the last: %v", got)
	}
	n := 0
	e.must(e.Pages(func(p *data.Page) error { n++; return nil }))
	if n != 2 {
		t.Errorf("%d pages", n)
	}
}

func testPageMissing(t *testing.T, e *env) {
	e.commit(store.Commit{Page: page(1, "a")})
	if _, err := e.Page("0000000000000000"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such page: %v", err)
	}
	if _, err := e.Page("ffffffffffffffff"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such page: %v", err)
	}
	if _, err := e.PageVersion(data.NewPageID("p", page(1, "").URL), 2); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such version: %v", err)
	}
	if _, _, err := e.Checked("0000000000000000"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such page: %v", err)
	}
}

func testPageRefused(t *testing.T, e *env) {
	for name, p := range map[string]*data.Page{
		"no portal": {URL: "https://example.test/"},
		"no url":    {Portal: "p"},
		"wrong id":  {Portal: "p", URL: "https://example.test/", ID: "0123456789abcdef"},
	} {
		if _, err := e.Commit(store.Commit{Page: p, Cursors: map[string]string{"c": "1"}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if c, _ := e.Cursor("c"); c != "" || e.Seq() != 0 {
		t.Errorf("a refused commit left cursor %q, sequence %d", c, e.Seq())
	}
}

func testPageLarge(t *testing.T, e *env) {
	body := bytes.Repeat([]byte("0123456789abcde中"), 1<<20)
	done := e.commit(store.Commit{Page: &data.Page{Portal: "p", URL: "https://example.test/large", Body: body}})
	p, err := e.Page(done.Page)
	e.must(err)
	if !bytes.Equal(p.Body, body) {
		t.Error("a body of 18 MB came back differently")
	}
}

func testPageReopen(t *testing.T, e *env) {
	done := e.commit(store.Commit{Page: page(1, "a")})
	e.reopen()
	if e.Seq() != done.Seq {
		t.Errorf("sequence %d, was %d", e.Seq(), done.Seq)
	}
	if p, err := e.Page(done.Page); err != nil || string(p.Body) != "a" {
		t.Errorf("%+v, %v", p, err)
	}
	if next := e.commit(store.Commit{Page: page(2, "a")}); next.Seq <= done.Seq {
		t.Errorf("sequence went from %d to %d", done.Seq, next.Seq)
	}
}
