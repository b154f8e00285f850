package server

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
)

// ledgerSource parses the ledger's own files.
func ledgerSource(t *testing.T) []*ast.File { return sourceOf(t, "../data/ledger") }

// sourceOf parses the files of a package, without its tests.
func sourceOf(t *testing.T, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(names) == 0 {
		t.Fatal("no source in", dir, err)
	}
	var files []*ast.File
	for _, n := range names {
		if strings.HasSuffix(n, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), n, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// TestCheckWords: every sentence with which the ledger explains a check has
// its Chinese, and what is filled in survives.
func TestCheckWords(t *testing.T) {
	b := base{Lang: ZH}
	seen := map[string]bool{}
	for _, f := range ledgerSource(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok || (name.Name != "pass" && name.Name != "fail" && name.Name != "notApplicable") {
				return true
			}
			if form, ok := literal(call.Args[1]); ok {
				seen[form] = true
				checkSentence(t, b, form)
			}
			return true
		})
	}
	for form := range checkForms {
		if !seen[form] {
			t.Errorf("the ledger does not say %q any more", form)
		}
	}
	for _, code := range ledger.CheckCodes {
		if b.named("checkcode", code) == code {
			t.Errorf("the check %s has no name", code)
		}
	}
}

func checkSentence(t *testing.T, b base, form string) {
	t.Helper()
	sentence(t, checkForms, b.checkWhy, form)
}

// sentence holds that a form has its Chinese, and that say finds it.
func sentence(t *testing.T, forms map[string]string, say func(string) string, form string) {
	t.Helper()
	zh, ok := forms[form]
	if !ok {
		t.Errorf("no Chinese for the sentence %q", form)
		return
	}
	var args []any
	for i, v := range formVerb.FindAllString(form, -1) {
		if v == "%d" {
			args = append(args, 7000+i)
		} else {
			args = append(args, fmt.Sprintf("arg%d", i))
		}
	}
	want := fmt.Sprintf(zh, func() (s []any) {
		for _, a := range args {
			s = append(s, fmt.Sprint(a))
		}
		return s
	}()...)
	if got := say(fmt.Sprintf(form, args...)); got != want {
		t.Errorf("%q became %q, want %q", fmt.Sprintf(form, args...), got, want)
	}
}

// TestUncountedWords: every reason for which a project is not counted has
// words of the page's.
func TestUncountedWords(t *testing.T) {
	var reasons []string
	add := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if s, ok := literal(e); ok && strings.Contains(strings.TrimSpace(s), " ") {
					reasons = append(reasons, s)
				}
			}
			return true
		})
	}
	for _, f := range ledgerSource(t) {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "uncounted" {
					add(d.Body)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if v, ok := s.(*ast.ValueSpec); ok && v.Names[0].Name == "uncountedStage" {
						add(v)
					}
				}
			}
		}
	}
	for _, r := range data.Relevances {
		if !r.Counts() {
			reasons = append(reasons, "relevance "+string(r))
		}
	}
	if len(reasons) < 10 {
		t.Errorf("only %q found in the ledger", reasons)
	}
	for _, r := range reasons {
		if _, ok := messages["uncounted."+r]; !ok {
			t.Errorf("no words for the reason %q", r)
		}
	}
}
