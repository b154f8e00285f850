package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
)

// reopened has LibreOffice open a file and write it again as CSV: another
// program's reading of it, with formulas worked out if there were any.
func reopened(t *testing.T, name string, content []byte) [][]string {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not on this machine, so nobody else reopens the files")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	// 44 is the comma, 34 the quote, 76 UTF-8, 1 the first row
	cmd := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore",
		"--infilter=CSV:44,34,76,1", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, name))
	if strings.HasSuffix(name, ".xlsx") {
		cmd.Args = append(cmd.Args[:4], cmd.Args[5:]...)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "out", strings.TrimSuffix(name, filepath.Ext(name))+".csv"))
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// formulas are texts that must stay what they are: each is worked out, or
// fails, where it is taken for a formula.
var formulas = []string{"=1+1", "+1+1", "-1+1", "@SUM(1,1)", "＝1+1", "＋1", "－1", "＠x", "=HYPERLINK(\"http://example.org\",\"x\")", "=cmd|'/c calc'!A0", "\t=1+1", "正常标题", "a,b \"c\"", "two\nlines", "007", "<b>"}

// TestOffice: LibreOffice opens both kinds of table and finds the same
// values, once the guard's apostrophe is off; no text became a formula.
func TestOffice(t *testing.T) {
	cols, err := PickColumns("title,id,awarded,amount,counted,lots,buyer")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"awards.csv", "awards.xlsx"} {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			out := TableWriter(NewCSV(&buf, true))
			if strings.HasSuffix(name, ".xlsx") {
				if out, err = NewXLSX(&buf, XLSXOptions{Sheet: "Awards", About: "About", Notes: [][2]string{{"Query", "=1+1"}}}); err != nil {
					t.Fatal(err)
				}
			}
			tab, err := NewAwardTable(out, cols, plainLabel, true)
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range formulas {
				if err := tab.Award(&Award{Project: project(data.ProjectID(i+1), f)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := tab.Close(); err != nil {
				t.Fatal(err)
			}
			checkReopened(t, reopened(t, name, buf.Bytes()), strings.HasSuffix(name, ".csv"))
		})
	}
}

func checkReopened(t *testing.T, rows [][]string, isCSV bool) {
	t.Helper()
	if len(rows) != len(formulas)+1 || strings.TrimPrefix(rows[0][0], utf8BOM) != "title" {
		t.Fatalf("%d rows, header %q", len(rows), rows[0])
	}
	for i, f := range formulas {
		row := rows[i+1]
		if isCSV && f == "007" { // CSV has no types: what looks like a number is one
			f = "7"
		}
		for _, at := range []int{0, 6} {
			if got := strings.TrimPrefix(row[at], "'"); got != f {
				t.Errorf("%q came back as %q", f, got)
			}
		}
		if day := row[2]; day != "2024-04-30" || row[1] != data.ProjectID(i+1).String() {
			t.Errorf("row %d: id %q, day %q", i, row[1], day)
		}
		// a sheet's numbers come back as it shows them, in groups of three
		if strings.ReplaceAll(row[3], ",", "") != "1234.56" || !strings.EqualFold(row[4], "true") || row[5] != "1" {
			t.Errorf("row %d: amount %q, counted %q, lots %q", i, row[3], row[4], row[5])
		}
	}
}
