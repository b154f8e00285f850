package extract

import (
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
