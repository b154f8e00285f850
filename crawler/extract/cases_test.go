package extract

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// casesDir finds the shared cases beside the checkout; tests on real pages
// skip without them.
func casesDir(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			cases := filepath.Join(dir, "..", "shared", "cases")
			if _, err := os.Stat(cases); err != nil {
				t.Skip("skipped: the folder ../shared/cases is absent")
			}
			return cases
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("skipped: no go.mod above the test")
	return ""
}

func TestDump(t *testing.T) {
	f := os.Getenv("DUMP")
	if f == "" {
		t.Skip("DUMP names a page to print")
	}
	b, err := os.ReadFile(f)
	if err != nil {
		t.Fatal(err)
	}
	ns, err := Read(Input{Portal: "x", Body: b})
	if err != nil {
		t.Logf("%v", err)
	}
	for _, n := range ns {
		j, _ := json.MarshalIndent(n, "", " ")
		fmt.Println(string(j))
		if os.Getenv("TEXT") != "" {
			fmt.Println(n.Text)
		}
	}
}
