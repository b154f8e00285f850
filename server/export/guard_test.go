package export

import (
	"bytes"
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestOneCSVWriter: no other package writes CSV, so no path can miss the
// guard. Those that read tables may import the package; they use no writer.
func TestOneCSVWriter(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, im := range file.Imports {
			if p, _ := strconv.Unquote(im.Path.Value); p != "encoding/csv" {
				continue
			}
			seen++
			if writesCSV(file) && filepath.Base(filepath.Dir(path)) != "export" {
				t.Errorf("%s writes CSV of its own: use export.NewCSV, which guards against formulas", path)
			}
		}
		return nil
	})
	if err != nil || seen < 2 {
		t.Fatalf("%d files that import encoding/csv, err %v: the test looks in the wrong place", seen, err)
	}
}

// writesCSV tells whether a file makes a csv.Writer.
func writesCSV(file *ast.File) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "csv" && strings.HasSuffix(sel.Sel.Name, "Writer") {
				found = true
			}
		}
		return true
	})
	return found
}

// FuzzCSVTable: a strict reader finds the same cells again, and none of them
// begins like a formula.
func FuzzCSVTable(f *testing.F) {
	for _, h := range hostile {
		f.Add(h, "x", int64(123456))
		f.Add("x", h, int64(-1))
	}
	f.Fuzz(func(t *testing.T, a, b string, fen int64) {
		var buf bytes.Buffer
		tab := NewCSV(&buf, false)
		for range 2 {
			if err := tab.Row(a, Fen(fen), b, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := tab.Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&buf).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[0]) != 4 {
			t.Fatalf("%q, %q: rows %q, err %v", a, b, rows, err)
		}
		for i, want := range map[int]string{0: a, 2: b} {
			got := rows[1][i]
			if r, _ := strings.CutPrefix(got, "'"); r != csvRead(want) && got != csvRead(want) {
				t.Errorf("%q came back as %q", want, got)
			}
			if got != "" && strings.ContainsAny(string([]rune(got)[:1]), formulaStarts) {
				t.Errorf("cell %q begins like a formula", got)
			}
		}
		if rows[0][1] != Fen(fen).Yuan() {
			t.Errorf("%d became %q", fen, rows[0][1])
		}
	})
}

// csvRead is what encoding/csv makes of the line ends in a cell.
func csvRead(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
