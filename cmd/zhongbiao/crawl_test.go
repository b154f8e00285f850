package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"zhongbiao/crawler/sample"
	"zhongbiao/data"
)

// testPortal serves the sample portal on loopback, as a portal of a user's own
// with the id "local", and writes its definition into a folder: testportal DIR.
// While a file "bad" is in the work folder, its notices answer with 500.
func testPortal(ts *testscript.TestScript, neg bool, args []string) {
	srv, err := sample.Start(context.Background(), sample.Options{Set: data.Facts})
	ts.Check(err)
	ts.Defer(srv.Close)
	bad := ts.MkAbs("bad")
	srv.Break(&sample.Fault{Match: func(r *http.Request) bool {
		_, err := os.Stat(bad)
		return err == nil && sample.Details(r)
	}, Bad: sample.Status(http.StatusInternalServerError, "")})
	text, err := os.ReadFile(filepath.Join(repo(ts), "data/reference/portals/ccgp.yaml"))
	ts.Check(err)
	_, host, _ := strings.Cut(srv.URL, "://")
	text = []byte(strings.NewReplacer("www.ccgp.gov.cn", host, "id: ccgp\n", "id: local\n", "\nlist:\n", "\nlist:\n  whole: true\n", "\ndetail:\n", "\ndetail:\n  open: all\n").Replace(string(text)))
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o755))
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), "local.yaml"), text, 0o644))
}

// repo is the root of the source: tests run in their package's folder.
func repo(ts *testscript.TestScript) string {
	dir, err := os.Getwd()
	ts.Check(err)
	return filepath.Join(dir, "..", "..")
}
