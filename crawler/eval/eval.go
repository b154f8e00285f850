// Package eval measures the reading of notices on labelled cases: pages with
// the facts that must be read (expected.json beside the pages, or JSON lines
// that carry their labels), and the tables of labelled titles, buyers and
// body mentions. It prints precision, recall and exact match of each field by
// portal and template, and the cases that failed.
package eval

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"zhongbiao/crawler/classify"
)

// Options says what to measure and how much to print.
type Options struct {
	// Portal limits the measurement to one portal's cases; empty means all.
	Portal string
	// Failures is how many failing cases are shown per field; 0 means 10, a
	// negative number none.
	Failures int
}

// ErrNoCases says that the folder holds nothing that can be measured.
var ErrNoCases = errors.New("no labelled cases")

// Run measures all labelled cases below dir and prints the tables to out.
func Run(dir string, cl *classify.Classifier, out io.Writer, o Options) (Report, error) {
	if o.Failures == 0 {
		o.Failures = 10
	}
	files, err := caseFiles(dir)
	if err != nil {
		return Report{}, err
	}
	r := newReport()
	for _, f := range files {
		if err := measure(r, f, cl, o); err != nil {
			return *r, fmt.Errorf("measure %s: %w", f, err)
		}
	}
	if len(r.cells) == 0 {
		return *r, fmt.Errorf("%w below %s: expected are expected.json, *.jsonl with an \"expected\" field, or the CSV tables relevance_titles, buyers_industry, body_mention_cases", ErrNoCases, dir)
	}
	return *r, r.print(out, o.Failures)
}

// caseFiles lists what may hold cases, in a fixed order.
func caseFiles(dir string) ([]string, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("cases folder: %w", err)
	}
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if kindOf(path) != "" {
			out = append(out, path)
		}
		return nil
	})
	sort.Strings(out)
	return out, err
}

// kindOf tells from a file's name how it is measured; "" is not at all.
func kindOf(path string) string {
	switch base := filepath.Base(path); {
	case base == "expected.json":
		return "pages"
	case strings.HasSuffix(base, ".jsonl"):
		return "rows"
	case base == "relevance_titles.csv":
		return "relevance"
	case base == "buyers_industry.csv":
		return "industry"
	case base == "body_mention_cases.csv":
		return "body"
	}
	return ""
}

func measure(r *Report, path string, cl *classify.Classifier, o Options) error {
	portal := portalOf(path)
	if o.Portal != "" && o.Portal != portal {
		return nil
	}
	switch kindOf(path) {
	case "pages":
		return measurePages(r, path, portal)
	case "rows":
		return measureRows(r, path, portal)
	case "relevance":
		return measureRelevance(r, path, cl)
	case "industry":
		return measureIndustry(r, path, cl)
	case "body":
		return measureBody(r, path, cl)
	}
	return nil
}

// portalOf names the portal of a case by its folder: yichang_ggzy → yichang.
func portalOf(path string) string {
	p := filepath.Base(filepath.Dir(path))
	if short, ok := strings.CutSuffix(p, "_ggzy"); ok {
		return short
	}
	return p
}
