package data

import (
	"encoding/json"
	"testing"
	"time"
)

func TestProjectIDText(t *testing.T) {
	for _, c := range []struct {
		id   ProjectID
		text string
	}{{1, "zb-000001"}, {123, "zb-000123"}, {12345678, "zb-12345678"}} {
		if c.id.String() != c.text {
			t.Errorf("%d prints as %s", c.id, c.id)
		}
		if back, err := ParseProjectID(c.text); err != nil || back != c.id {
			t.Errorf("%s reads as %d (%v)", c.text, back, err)
		}
	}
	for _, bad := range []string{"", "zb-", "zb-0", "x12", "-1", "1.5"} {
		if id, err := ParseProjectID(bad); err == nil {
			t.Errorf("%q reads as %v", bad, id)
		}
	}
	b, _ := json.Marshal(map[ProjectID]ProjectID{7: 0})
	if string(b) != `{"zb-000007":""}` {
		t.Errorf("ids in JSON: %s", b)
	}
}

// A late find must come to the top of a feed, a backfill must not.
func TestOrderTime(t *testing.T) {
	seen := time.Date(2024, 5, 20, 12, 0, 0, 0, Shanghai)
	counted := seen.Add(time.Hour)
	late := &Project{Awarded: 20240430, FirstSeen: seen, FirstCounted: counted}
	if got := late.OrderTime(); !got.Equal(counted) {
		t.Errorf("a late find stands at %v, want %v", got, counted)
	}
	back := &Project{Awarded: 20230430, FirstSeen: seen, FirstCounted: counted}
	if got := back.OrderTime(); !got.Equal(Day(20230430).Time()) {
		t.Errorf("a backfilled award stands at %v, want its day", got)
	}
	candidate := &Project{Published: 20240501, FirstSeen: seen}
	if got := candidate.OrderTime(); !got.Equal(seen) {
		t.Errorf("an uncounted project stands at %v, want %v", got, seen)
	}
}

func TestSuppliersLeadFirstOnce(t *testing.T) {
	p := &Project{Lots: []Lot{
		{Status: LotAwarded, Suppliers: []Supplier{{Name: "乙", Role: RoleMember}, {Name: "甲", Role: RoleLead}}},
		{Status: LotFailed, Suppliers: []Supplier{{Name: "丁", Role: RoleSupplier}}},
		{Status: LotAwarded, Suppliers: []Supplier{{Name: "甲", Role: RoleSupplier}, {Name: "丙", Role: RoleSupplier}}},
	}}
	var names string
	for _, s := range p.Suppliers() {
		names += s.Name
	}
	if names != "甲丙乙" {
		t.Errorf("suppliers %s, want 甲丙乙", names)
	}
}

// The inspect contract: fields that the page lacks are null, lists never are.
func TestInspectPrintsNulls(t *testing.T) {
	n := &Notice{Kind: KindOther, Lots: []Lot{{Status: LotAwarded, Relevance: RelevanceLabel{Label: Core}}}}
	b, err := json.Marshal(n.Inspect("a.html"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"a.html","portal":null,"url":null,"kind":"other","corrects":null,"title":null,"project_number":null,"project_name":null,"buyer":null,` +
		`"agency":null,"region":null,"published":null,"method":null,"lots":[{"lot":null,"name":null,"status":"awarded","relevance":"core","suppliers":[],"amount":null,"evidence":""}],` +
		`"total_fen":null,"category":null,"relevance":{"label":"","rule":"","evidence":""},"industry":{"id":"","rule":"","evidence":""},"scene":{"id":"","rule":"","evidence":""},"soe":false,"warnings":[]}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
}
