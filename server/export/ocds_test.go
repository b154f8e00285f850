package export

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"zhongbiao/data"
)

// ocdsFolder finds the standard's schemas beside the repository.
func ocdsFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	folder := filepath.Join(dir, "..", "shared", "ocds")
	if _, err := os.Stat(filepath.Join(folder, "release-package-schema.json")); err != nil {
		t.Skip("the OCDS schemas are not beside the repository (../shared/ocds)")
	}
	return folder
}

// schema compiles the package schema; the release schema that it refers to by
// address is taken from the folder.
func schema(t *testing.T, folder, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, n := range []string{"release-schema.json", name} {
		f, err := os.Open(filepath.Join(folder, n))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, base := range []string{"file:///", "https://standard.open-contracting.org/schema/1__1__5/", "https://standard.open-contracting.org/schema/1__1__4/", "https://standard.open-contracting.org/1.1/en/"} {
			if err := c.AddResource(base+n, doc); err != nil {
				t.Fatal(err)
			}
		}
		if id, ok := doc.(map[string]any)["id"].(string); ok {
			_ = c.AddResource(id, doc)
		}
	}
	s, err := c.Compile("file:///" + name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// everyKind is one notice of every kind, with hostile words.
func everyKind() []*data.Notice {
	var out []*data.Notice
	for i, k := range data.Kinds {
		lots := []data.Lot{
			{Lot: "1", Name: "=甲", Status: data.LotAwarded, Amount: &data.Money{Fen: 100, Kind: data.Total}, Suppliers: []data.Supplier{{Name: "乙 公司", Role: data.RoleLead}}},
			{Lot: "", Name: "丙", Status: data.LotFailed},
			{Lot: "3", Status: data.LotCandidate, Amount: &data.Money{Fen: 5, Kind: data.UnitPrice}, Suppliers: []data.Supplier{{Name: "乙 公司", Role: data.RoleSupplier}}},
		}
		out = append(out, &data.Notice{ID: data.NoticeID("n" + string(rune('a'+i))), Kind: k, Title: hostile[i], Buyer: "乙 公司", Agency: "丁", Published: 20240430,
			URL: "https://example.org/公告?a=1", ProjectNumber: "ZB-1", ProjectName: "名", Method: "公开招标", Lots: lots, Revokes: k == data.KindFailure && i%2 == 0})
	}
	correction := *out[2]
	correction.ID, correction.Corrects = "nz", data.CorrectsResult
	return append(out, &correction, &data.Notice{ID: "empty", Kind: data.KindOther})
}

func TestOCDSValid(t *testing.T) {
	s := schema(t, ocdsFolder(t), "release-package-schema.json")
	var buf bytes.Buffer
	o, err := NewOCDS(&buf, OCDSMeta{URI: "https://zb.example.org/awards.ocds.json?q=a", Published: time.Date(2024, 9, 1, 8, 0, 0, 0, data.Shanghai), Base: "https://zb.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if err := o.Award(&Award{Project: project(data.ProjectID(i+1), "x"), Notices: everyKind()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%#v", err)
	}
}

// TestOCDSWords holds what the schema can't say: tags, ids and references.
func TestOCDSWords(t *testing.T) {
	for _, n := range everyKind() {
		p := project(7, "x")
		b, err := json.Marshal(release(p, n))
		if err != nil {
			t.Fatal(err)
		}
		var r ocdsRelease
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatal(err)
		}
		if r.OCID != "ocds-zhongbiao-zb-000007" || len(r.Tag) != 1 || r.Date == "" {
			t.Errorf("%s: ocid %q tag %v date %q", n.Kind, r.OCID, r.Tag, r.Date)
		}
		known := map[string]bool{}
		for _, party := range r.Parties {
			if known[party.ID] {
				t.Errorf("%s: party %s twice", n.Kind, party.ID)
			}
			known[party.ID] = true
		}
		for _, a := range r.Awards {
			for _, s := range a.Suppliers {
				if !known[s.ID] {
					t.Errorf("%s: supplier %s is no party", n.Kind, s.ID)
				}
			}
			if a.Value != nil && strings.HasPrefix(a.Value.Amount.String(), "0.0") {
				t.Errorf("%s: a unit price became a value", n.Kind)
			}
		}
	}
}
