package server

import (
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
	"zhongbiao/server/export/feedrules"
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

// TestFeedRules: what the server sends passes the validator's rules, with its
// media type, on every page, for hostile titles and hostile addresses.
func TestFeedRules(t *testing.T) {
	notices := world(13, 80)
	for i, n := range notices {
		n.Title += []string{"<script>alert(1)</script>", "\x01&amp;\uFFFE", "]]>", "</b>", " & co"}[i%5]
		n.Buyer += "<i>&#60;"
		n.URL += "?a=b c&\"x\""
	}
	r := newReal(t, notices)
	for suffix, f := range map[string]struct {
		rules func([]byte, string) []string
		mime  string
	}{"rss": {feedrules.RSS, "application/rss+xml"}, "atom": {feedrules.Atom, "application/atom+xml"}, "feed.json": {feedrules.JSON, "application/feed+json; charset=utf-8"}} {
		for _, path := range []string{"/awards." + suffix, "/awards." + suffix + "?lang=en&scope=all&industry=energy", "/awards." + suffix + "?q=nothing+finds+this", "/awards." + suffix + "?since=2023-06-01"} {
			for pages := 0; path != "" && pages < 5; pages++ {
				w := get(t, r, path)
				if got := w.Header().Get("Content-Type"); got != f.mime || w.Code != 200 {
					t.Errorf("%s: status %d, type %q", path, w.Code, got)
				}
				for _, complaint := range f.rules(w.Body.Bytes(), "http://example.com"+path) {
					t.Errorf("%s: %s", path, complaint)
				}
				next := addressForm.FindString(nextPage.FindString(w.Body.String()))
				path = strings.ReplaceAll(strings.TrimPrefix(html.UnescapeString(next), "http://example.com"), `\u0026`, "&")
			}
		}
	}
}

// TestFeedSince: a moment may be written with a bare plus, which an address
// turns into a space.
func TestFeedSince(t *testing.T) {
	s := newTest(t, newFake(3, "示例"))
	for since, ok := range map[string]bool{"2024-08-10": true, "2024-08-10T08:00:00+08:00": true, "2024-08-10T08:00:00%2B08:00": true, "2024-08-10T00:00:00Z": true, "yesterday": false} {
		w := get(t, s, "/awards.atom?since="+since)
		if (w.Code == 200) != ok {
			t.Errorf("since=%s: status %d", since, w.Code)
		}
	}
}

// TestFeedHolds: while new awards come in, following the pages meets every
// old entry once.
func TestFeedHolds(t *testing.T) {
	r := newReal(t, world(5, 150))
	first := readAtom(t, r, "/awards.atom")
	all := feedIDs(t, r, "/awards.rss")
	var fresh []*data.Notice
	for i := range 60 {
		n := process2(data.DayOf(time.Now()).Add(-2))
		n.URL, n.ProjectNumber = fmt.Sprintf("%s/%d", n.URL, i), fmt.Sprintf("NEW-%d", i)
		n.Page = data.NewPageID(n.Portal, n.URL)
		n.ID = data.NoticeID(n.Page)
		fresh = append(fresh, n)
	}
	r.apply(t, fresh...)
	r.sync(t)
	seen := entryIDs(first)
	for _, l := range first.Links {
		if l.Rel == "next" {
			for _, id := range feedIDs(t, r, strings.TrimPrefix(l.Href, "http://example.com")) {
				seen = append(seen, "urn:zhongbiao:"+id)
			}
		}
	}
	for i := range all {
		all[i] = "urn:zhongbiao:" + all[i]
	}
	if diff := cmp.Diff(all, seen); diff != "" {
		t.Errorf("the pages hold other entries (-before +while new ones came in):\n%s", diff)
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
