package index

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"

	"zhongbiao/data"
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

// B4: documents are made without the mapping's reflection, as the mapping
// would make them.
func TestDocumentAsMapped(t *testing.T) {
	m, err := Mapping()
	if err != nil {
		t.Fatal(err)
	}
	n := &data.Notice{ID: "n", Title: "大模型平台", Buyer: "某市大数据局", Text: "采购大模型平台一套"}
	mapped := document.NewDocument("n")
	if err := m.MapDocument(mapped, Fields(n)); err != nil {
		t.Fatal(err)
	}
	shape := func(d *document.Document) []string {
		var out []string
		for _, f := range d.Fields {
			f.Analyze()
			out = append(out, fmt.Sprintf("%s options %d length %d value %q", f.Name(), f.Options(), f.AnalyzedLength(), f.Value()))
		}
		slices.Sort(out)
		return out
	}
	got := shape(newDocument(n, newAnalyzers(m)))
	if want := shape(mapped); !slices.Equal(got, want) {
		t.Errorf("made\n%s\nmapped\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(got) != 5 {
		t.Errorf("%d fields, want the five of the package comment: nothing dynamic", len(got))
	}
}

// failing is an index whose disk is full.
type bleveIndex = bleve.Index // its own name is one of its methods

type failing struct{ bleveIndex }

func (failing) Batch(*bleve.Batch) error { return errors.New("no space left on device") }

// B11: the sequence is written with the documents of its batch or not at all,
// and survives reopening.
func TestSequenceComesWithDocuments(t *testing.T) {
	g, err := create(filepath.Join(t.TempDir(), "index"), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.commit(g.idx.NewBatch(), 5); err != nil {
		t.Fatal(err)
	}
	whole := g.idx
	g.idx = failing{whole}
	if err := g.commit(g.idx.NewBatch(), 7); err == nil {
		t.Error("a failed write is no error")
	}
	g.idx = whole
	if err := g.close(); err != nil {
		t.Fatal(err)
	}
	if g, err = openGeneration(g.path, false); err != nil {
		t.Fatal(err)
	}
	defer g.close()
	if g.seq != 5 {
		t.Errorf("opened again, it claims to hold everything up to %d, want 5", g.seq)
	}
}
