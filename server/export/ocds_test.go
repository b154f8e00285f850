package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
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
	// the record package's schema names that of versioned releases, which is
	// not in the folder; none is ever written, so nothing may stand there
	if err := c.AddResource("https://standard.open-contracting.org/schema/1__1__5/versioned-release-validation-schema.json", map[string]any{"not": map[string]any{}}); err != nil {
		t.Fatal(err)
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
			{Lot: "1", Name: "the number of the first", Status: data.LotAwarded, Suppliers: []data.Supplier{{Name: "戊", Role: data.RoleSupplier}, {Name: "戊", Role: data.RoleMember}, {}}},
			{Lot: "3", Status: data.LotCandidate, Amount: &data.Money{Fen: 5, Kind: data.UnitPrice}, Suppliers: []data.Supplier{{Name: "乙 公司", Role: data.RoleSupplier}}},
		}
		out = append(out, &data.Notice{ID: data.NoticeID("n" + string(rune('a'+i))), Kind: k, Title: hostile[i], Buyer: "乙 公司", Agency: "丁", Published: 20240430,
			URL: "https://example.org/公告?a=1", ProjectNumber: "ZB-1", ProjectName: "名", Method: "公开招标", Lots: lots, Revokes: k == data.KindFailure && i%2 == 0})
	}
	correction := *out[2]
	correction.ID, correction.Corrects = "nz", data.CorrectsResult
	return append(out, &correction, &data.Notice{ID: "empty", Kind: data.KindOther})
}

// packages writes both kinds of package over the same awards.
func packages(t *testing.T) map[string][]byte {
	t.Helper()
	m := OCDSMeta{URI: "https://zb.example.org/awards.ocds.json?q=a", Published: time.Date(2024, 9, 1, 8, 0, 0, 0, data.Shanghai), Base: "https://zb.example.org"}
	var releases, records bytes.Buffer
	o, err := NewOCDS(&releases, m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewOCDSRecords(&records, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Encoder{o, r} {
		for i := range 2 {
			if err := e.Award(&Award{Project: project(data.ProjectID(i+1), "x"), Notices: everyKind()}); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return map[string][]byte{"release": releases.Bytes(), "record": records.Bytes()}
}

func TestOCDSValid(t *testing.T) {
	folder := ocdsFolder(t)
	for name, b := range packages(t) {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema(t, folder, name+"-package-schema.json").Validate(doc); err != nil {
			t.Errorf("%s package: %#v", name, err)
		}
	}
}

// TestOCDSNeverEmpty: the schemas refuse a package without anything in it, and
// so do the encoders, before the first byte.
func TestOCDSNeverEmpty(t *testing.T) {
	var out bytes.Buffer
	o, err := NewOCDS(&out, OCDSMeta{Published: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewOCDSRecords(&out, OCDSMeta{Published: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Encoder{o, r} {
		if err := e.Close(); !errors.Is(err, ErrEmptyPackage) || out.Len() > 0 {
			t.Errorf("%T: %v after %d bytes", e, err, out.Len())
		}
	}
	folder := ocdsFolder(t)
	for name, list := range map[string]string{"release": "releases", "record": "records"} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(packages(t)[name]))
		if err != nil {
			t.Fatal(err)
		}
		doc.(map[string]any)[list] = []any{}
		if err := schema(t, folder, name+"-package-schema.json").Validate(doc); err == nil {
			t.Errorf("the standard takes an empty %s package after all", name)
		}
	}
}

// codes reads a closed list of the standard.
func codes(t *testing.T, folder, name string) map[string]bool {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, row := range rows[1:] {
		out[row[0]] = true
	}
	return out
}

// TestOCDSCodes: tags, statuses and roles are words of the standard's lists.
func TestOCDSCodes(t *testing.T) {
	folder := ocdsFolder(t)
	tags, statuses, roles := codes(t, folder, "releaseTag.csv"), codes(t, folder, "awardStatus.csv"), codes(t, folder, "partyRole.csv")
	for _, r := range releasesOf(t, packages(t)["release"]) {
		for _, tag := range r.Tag {
			if !tags[tag] {
				t.Errorf("tag %q", tag)
			}
		}
		for _, a := range r.Awards {
			if !statuses[a.Status] {
				t.Errorf("award status %q", a.Status)
			}
		}
		for _, p := range r.Parties {
			for _, role := range p.Roles {
				if !roles[role] {
					t.Errorf("role %q", role)
				}
			}
		}
	}
}

func releasesOf(t *testing.T, b []byte) []ocdsRelease {
	t.Helper()
	var doc struct{ Releases []ocdsRelease }
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Releases
}

// TestOCDSMeaning holds what the schema can't: ids that are unique where they
// must be, dates with a zone, references that lead to a party of that role.
func TestOCDSMeaning(t *testing.T) {
	both := packages(t)
	seen := map[string]bool{}
	for _, r := range releasesOf(t, both["release"]) {
		if seen[r.OCID+r.ID] {
			t.Errorf("release %s of %s twice", r.ID, r.OCID)
		}
		seen[r.OCID+r.ID] = true
		checkRelease(t, r)
	}
	var doc struct {
		Records []struct {
			OCID     string
			Releases []ocdsRelease
			Compiled ocdsRelease `json:"compiledRelease"`
		}
	}
	if err := json.Unmarshal(both["record"], &doc); err != nil {
		t.Fatal(err)
	}
	for _, r := range doc.Records {
		c := r.Compiled
		checkRelease(t, c)
		if len(c.Tag) != 1 || c.Tag[0] != "compiled" || c.OCID != r.OCID || !strings.HasPrefix(c.ID, r.OCID) {
			t.Errorf("compiled release: ocid %s, id %s, tag %v", c.OCID, c.ID, c.Tag)
		}
		if len(r.Releases) != len(everyKind()) || !slices.IsSortedFunc(r.Releases, func(a, b ocdsRelease) int { return strings.Compare(a.Date, b.Date) }) {
			t.Errorf("%d releases, or not the oldest first", len(r.Releases))
		}
	}
}

func checkRelease(t *testing.T, r ocdsRelease) {
	t.Helper()
	roles := map[string]bool{}
	unique := func(what string, ids []string) {
		slices.Sort(ids)
		if len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s: %s ids %v", r.ID, what, ids)
		}
	}
	var parties, lots, awards, contracts []string
	for _, p := range r.Parties {
		parties = append(parties, p.ID)
		for _, role := range p.Roles {
			roles[p.ID+" "+role] = true
		}
	}
	refers := func(ref *ocdsRef, role string) {
		if ref != nil && !roles[ref.ID+" "+role] {
			t.Errorf("%s: %s is no party with the role %s", r.ID, ref.ID, role)
		}
	}
	refers(r.Buyer, "buyer")
	if r.Tender != nil {
		refers(r.Tender.Entity, "procuringEntity")
		for _, l := range r.Tender.Lots {
			lots = append(lots, l.ID)
		}
	}
	for _, a := range r.Awards {
		awards = append(awards, a.ID)
		for i := range a.Suppliers {
			refers(&a.Suppliers[i], "supplier")
		}
		for _, l := range a.Lots {
			if !slices.Contains(lots, l) {
				t.Errorf("%s: award %s of a lot %s that is not there", r.ID, a.ID, l)
			}
		}
		if a.Value != nil && a.Value.Currency != "CNY" {
			t.Errorf("%s: currency %q", r.ID, a.Value.Currency)
		}
	}
	for _, c := range r.Contracts {
		contracts = append(contracts, c.ID)
		if !slices.Contains(awards, c.AwardID) {
			t.Errorf("%s: contract of an award %s that is not there", r.ID, c.AwardID)
		}
	}
	unique("party", parties)
	unique("lot", lots)
	unique("award", awards)
	unique("contract", contracts)
	if _, err := time.Parse(time.RFC3339, r.Date); err != nil {
		t.Errorf("%s: date %q", r.ID, r.Date)
	}
}

// TestOCDSCorrected: a correction that names another winner and another sum
// leaves only these in the record, and says what it amends.
func TestOCDSCorrected(t *testing.T) {
	lot := func(name string, fen int64) []data.Lot {
		return []data.Lot{{Lot: "1", Name: "x", Status: data.LotAwarded, Amount: &data.Money{Fen: fen, Kind: data.Total}, Suppliers: []data.Supplier{{Name: name, Role: data.RoleSupplier}}}}
	}
	award := &data.Notice{ID: "a", Kind: data.KindAward, Buyer: "乙局", Published: 20240430, Lots: lot("旧公司", 900000001)}
	fixed := &data.Notice{ID: "b", Kind: data.KindCorrection, Corrects: data.CorrectsResult, Buyer: "乙局", Published: 20240502, Lots: lot("新公司", 123456789012345)}
	r, err := record(&Award{Project: project(1, "x"), Notices: []*data.Notice{fixed, award}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(r.Compiled)
	if err != nil {
		t.Fatal(err)
	}
	var c ocdsRelease
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Awards) != 1 || len(c.Awards[0].Suppliers) != 1 || c.Awards[0].Suppliers[0].Name != "新公司" || c.Awards[0].Value.Amount != "1234567890123.45" {
		t.Errorf("awards %+v", c.Awards)
	}
	if len(c.Awards) == 1 && (len(c.Awards[0].Amendments) != 1 || c.Awards[0].Amendments[0].Release != "b") {
		t.Errorf("amendments %+v", c.Awards[0].Amendments)
	}
	if r.Releases[0].ID != "a" || r.Releases[1].Tag[0] != "awardUpdate" {
		t.Errorf("releases %s, then %s %v", r.Releases[0].ID, r.Releases[1].ID, r.Releases[1].Tag)
	}
}

func TestLotIDs(t *testing.T) {
	for _, c := range []struct{ in, want string }{{"1 2 3", "1 2 3"}, {"_", "1"}, {"2 _", "2 3"}, {"_ 1", "2 1"}, {"1 1 1", "1 2 3"}, {"A A _ 2", "A 3 4 2"}, {"_ _ _", "1 2 3"}} {
		var lots []data.Lot
		for _, l := range strings.Fields(c.in) {
			lots = append(lots, data.Lot{Lot: strings.Trim(l, "_")})
		}
		if got := strings.Join(lotIDs(lots), " "); got != c.want {
			t.Errorf("lots %s have the ids %s, want %s", c.in, got, c.want)
		}
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
