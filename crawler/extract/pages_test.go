package extract

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"zhongbiao/data"
)

var update = flag.Bool("update", false, "write what the reader finds into testdata/pages")

// TestPages reads invented pages, one per template of the field, and compares
// every fact with the section "want" of the same file.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/pages/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages in testdata/pages", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txtar"), func(t *testing.T) { checkPage(t, f) })
	}
}

func checkPage(t *testing.T, file string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := Input{}
	for _, l := range strings.Split(string(a.Comment), "\n") {
		k, v, _ := strings.Cut(l, " ")
		switch k {
		case "portal":
			in.Portal = v
		case "url":
			in.URL = v
		}
	}
	in.Body = a.Files[0].Data
	ns, err := FileWith(a.Files[0].Name, in)
	got := ""
	if err != nil {
		got = fmt.Sprintf("error %v\n", err)
	}
	for i := range ns {
		got += describe(&ns[i])
	}
	want := ""
	if len(a.Files) > 1 {
		want = string(a.Files[1].Data)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s (-want +got):\n%s", file, cmp.Diff(want, got))
		return
	}
	a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// describe prints a notice's facts, one a line, the empty ones left out.
func describe(n *data.Notice) string {
	var b strings.Builder
	line := func(k string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "0" {
			fmt.Fprintf(&b, "%s %s\n", k, s)
		}
	}
	kind := string(n.Kind)
	if n.Corrects != "" {
		kind += " " + string(n.Corrects)
	}
	if n.Revokes {
		kind += " revokes"
	}
	if n.Direct {
		kind += " direct"
	}
	line("kind", kind)
	line("title", n.Title)
	line("number", n.ProjectNumber)
	line("name", n.ProjectName)
	line("buyer", n.Buyer)
	line("agency", n.Agency)
	line("region", n.Region)
	line("published", n.Published)
	line("method", n.Method)
	for _, l := range n.Lots {
		fmt.Fprintf(&b, "lot %q %q %s\n", l.Lot, l.Name, l.Status)
		for _, s := range l.Suppliers {
			fmt.Fprintf(&b, "  %s %s\n", s.Role, s.Name)
		}
		if l.Amount != nil {
			fmt.Fprintf(&b, "  %s %s %s %q\n", l.Amount.Kind, yuan(l.Amount.Fen), l.Amount.Tax, l.Amount.Raw)
		}
		if l.Share != "" {
			fmt.Fprintf(&b, "  share %s\n", l.Share)
		}
	}
	line("total", n.TotalFen)
	for _, s := range n.Subject {
		line("subject", s)
	}
	for _, w := range n.Warnings {
		line("warning", w.Code)
	}
	return b.String()
}
