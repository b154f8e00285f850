package main

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"
	"testing"

	"zhongbiao/crawler/pdf/pdftest"
	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index/segment"
)

// A page that is kept and can't be read is said to be missing: in the crawl's
// exit code, by the coverage command and on the coverage page.
func TestUnreadablePagesAreSaid(t *testing.T) {
	a := &app{ctx: context.Background(), stdout: io.Discard, stderr: io.Discard, log: newLogger(io.Discard, "error", false), cacheDir: t.TempDir()}
	s, err := a.openStack(t.TempDir(), stackOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close(); <-segment.Ready() }()
	scan := pdftest.File(new(pdftest.Page).Line(0, 0, 400, 400))
	_, err = s.store.Commit(store.Commit{Page: &data.Page{Portal: "sgcc", URL: "https://example.org/scan.pdf", Status: 200, Body: scan}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ready(a.ctx); err != nil {
		t.Fatal(err)
	}
	if fs, err := s.unreadable([]string{"sgcc"}); err != nil || len(fs) != 1 {
		t.Errorf("%d pages of sgcc, %v; want 1", len(fs), err)
	}
	if fs, err := s.unreadable([]string{"ccgp"}); err != nil || len(fs) != 0 {
		t.Errorf("%d pages of ccgp, %v; want none", len(fs), err)
	}
	in := &inProcess{s}
	for path, want := range map[string]string{
		"/-/coverage": "sgcc: could not be read: https://example.org/scan.pdf (unreadable: the PDF holds no text, probably a scan)",
		"/coverage":   "Unreadable",
		"/metrics":    `zhongbiao_things{kind="unreadable"} 1`,
	} {
		var b bytes.Buffer
		if err := in.get(a.ctx, path, url.Values{}, &b); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %v, no %q in:\n%s", path, err, want, b.String())
		}
	}
}
