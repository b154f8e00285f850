package index

import (
	"os/exec"
	"strings"
	"testing"

	"zhongbiao/data/reference"
)

// J8, B10: other dictionaries cut otherwise, so they make another version.
func TestVersionNamesTheDictionaries(t *testing.T) {
	if h := reference.DictionaryHash(); h == "" || !strings.Contains(version(), h) {
		t.Errorf("version %s does not hold the hash of the dictionaries, %q", version(), h)
	}
}

// B12: bleve's handlers create and delete indexes for anybody.
func TestNoHandlersOfBleve(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	out, err := exec.Command("go", "list", "-deps", "zhongbiao/cmd/zhongbiao").Output()
	if err != nil {
		t.Fatal(err)
	}
	if deps := string(out); !strings.Contains(deps, "github.com/blevesearch/bleve/v2\n") || strings.Contains(deps, "blevesearch/bleve/v2/http") {
		t.Error("the program is linked with bleve's http package, or with no bleve at all")
	}
}
