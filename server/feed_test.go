package server

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
)

type atomDoc struct {
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
	} `xml:"entry"`
}

func readAtom(t *testing.T, s http.Handler, path string) atomDoc {
	t.Helper()
	w := get(t, s, path)
	if w.Code != 200 {
		t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
	}
	var d atomDoc
	if err := xml.Unmarshal(w.Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func entryIDs(d atomDoc) []string {
	var out []string
	for _, e := range d.Entries {
		out = append(out, e.ID)
	}
	return out
}

// TestFeedAfterReread: reading everything again with other rules makes no old
// entry come back: same ids, same order, and updated only where the award
// itself changed.
func TestFeedAfterReread(t *testing.T) {
	notices := world(4, 60)
	r := newReal(t, notices)
	before := readAtom(t, r, "/awards.atom?lang=en")
	changed := 0
	for _, n := range notices {
		n.Rules, n.Text = "rules-2", n.Text+" reread"
		n.Relevance.Rule = "renamed"
		if changed == 0 && n.Kind == data.KindAward && n.Relevance.Label == data.Core && n.Lots[0].Amount.Disclosed() {
			n.Lots[0].Amount.Fen += 100
			changed++
		}
	}
	time.Sleep(2 * time.Millisecond) // the ledger's clock must move on
	r.apply(t, notices...)
	r.sync(t)
	after := readAtom(t, r, "/awards.atom?lang=en")
	if diff := cmp.Diff(entryIDs(before), entryIDs(after)); diff != "" {
		t.Errorf("the entries are others, or in another order, after a reread:\n%s", diff)
	}
	moved := 0
	for i, e := range after.Entries {
		if e.Updated != before.Entries[i].Updated {
			moved++
		}
	}
	if moved > changed {
		t.Errorf("%d entries claim an update, %d changed", moved, changed)
	}
}

// TestFeedPaging: following rel=next reaches every project exactly once.
func TestFeedPaging(t *testing.T) {
	r := newReal(t, world(5, 400))
	path, seen, pages := "/awards.atom?lang=en&scope=all", map[string]bool{}, 0
	for path != "" && pages < 20 {
		d := readAtom(t, r, path)
		pages++
		for _, e := range d.Entries {
			if seen[e.ID] {
				t.Errorf("%s stands on two pages", e.ID)
			}
			seen[e.ID] = true
		}
		path = ""
		for _, l := range d.Links {
			if l.Rel == "next" {
				path = strings.TrimPrefix(l.Href, "http://example.com")
			}
		}
	}
	want := pageTotal(t, get(t, r, "/awards?lang=en&scope=all").Body.String())
	if len(seen) != want || pages < 3 {
		t.Errorf("%d projects on %d pages, want %d", len(seen), pages, want)
	}
}

// TestFeedByNotice: a feed has no id twice, also when the page counts notices.
func TestFeedByNotice(t *testing.T) {
	r := newReal(t, world(12, 60))
	seen := map[string]bool{}
	for _, id := range entryIDs(readAtom(t, r, "/awards.atom?scope=all&unit=notice&sort=amount")) {
		if seen[id] {
			t.Errorf("%s twice", id)
		}
		seen[id] = true
	}
}

// TestFeedOrder: a backfill of old awards does not come to the top, and an
// award that was just counted does.
func TestFeedOrder(t *testing.T) {
	old := world(6, 40)
	today := data.DayOf(time.Now())
	fresh := process2(today.Add(-2))
	r := newReal(t, append([]*data.Notice{fresh}, old...))
	d := readAtom(t, r, "/awards.atom")
	if len(d.Entries) < 10 || !strings.Contains(d.Entries[0].Title, fresh.Title) {
		t.Fatalf("first of %d entries is %q, want the fresh award", len(d.Entries), d.Entries[0].Title)
	}
	if all := readAtom(t, r, "/awards.atom?since="+today.Add(-10).String()); len(all.Entries) != 1 {
		t.Errorf("since ten days ago: %d entries, want 1", len(all.Entries))
	}
}

// process2 is a single award of a day.
func process2(day data.Day) *data.Notice {
	rel := data.RelevanceLabel{Label: data.Core}
	n := &data.Notice{Kind: data.KindAward, Portal: "ccgp", URL: "https://ccgp.example.org/fresh", Title: "刚刚中标的大模型项目", ProjectName: "刚刚中标的大模型项目", ProjectNumber: "NEW-2026-00001",
		Buyer: "示例新公司", Published: day, Sample: data.Fictional, Relevance: rel, Category: data.CategoryApp, Industry: data.Label{ID: "energy"}, Scene: data.Label{ID: "energy"},
		Lots: []data.Lot{{Name: "x", Status: data.LotAwarded, Relevance: rel, Suppliers: []data.Supplier{{Name: "甲公司", Role: data.RoleSupplier}}}}}
	n.Page = data.NewPageID(n.Portal, n.URL)
	n.ID = data.NoticeID(n.Page)
	n.Text = n.Title
	return n
}
