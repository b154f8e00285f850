package extract

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// score counts how often a field was right and shows the first failures.
type score struct {
	right, all map[string]int
	t          *testing.T
	shown      map[string]int
}

func newScore(t *testing.T) *score {
	return &score{map[string]int{}, map[string]int{}, t, map[string]int{}}
}

func (s *score) check(field, where string, got, want any) {
	s.all[field]++
	if got == want {
		s.right[field]++
		return
	}
	if s.shown[field]++; s.shown[field] <= 12 {
		s.t.Logf("%s of %s: got %v, want %v", field, where, got, want)
	}
}

func (s *score) need(field string, share float64) {
	s.t.Helper()
	got := float64(s.right[field]) / math.Max(1, float64(s.all[field]))
	s.t.Logf("%-10s %4d of %4d right, %.2f %%", field, s.right[field], s.all[field], 100*got)
	if got < share {
		s.t.Errorf("%s: %.2f %% right, at least %.0f %% is required", field, 100*got, 100*share)
	}
}

func eachLine(t *testing.T, path string, fn func([]byte)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		fn(sc.Bytes())
	}
	if sc.Err() != nil {
		t.Fatal(sc.Err())
	}
}

func names(ss []string) string { sort.Strings(ss); return strings.Join(ss, " + ") }

func TestCCGPCases(t *testing.T) {
	dir := filepath.Join(casesDir(t), "ccgp")
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		File, Kind, Title, Buyer, Agency, Published string
		Number                                      string `json:"project_number"`
		Name                                        string `json:"project_name"`
		Lots                                        []struct {
			Lot, Name *string
			Status    string
			Suppliers []string
			Cny       *float64 `json:"amount_cny"`
		}
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	s := newScore(t)
	for _, w := range want {
		body, err := os.ReadFile(filepath.Join(dir, w.File))
		if err != nil {
			t.Fatal(err)
		}
		ns, err := File(w.File, body, "ccgp", "")
		if err != nil || len(ns) != 1 {
			t.Errorf("%s: %d notices, %v", w.File, len(ns), err)
			continue
		}
		n := ns[0]
		s.check("kind", w.File, string(n.Kind), w.Kind)
		s.check("title", w.File, n.Title, w.Title)
		s.check("buyer", w.File, n.Buyer, w.Buyer)
		s.check("agency", w.File, n.Agency, w.Agency)
		s.check("number", w.File, n.ProjectNumber, w.Number)
		s.check("name", w.File, n.ProjectName, w.Name)
		s.check("published", w.File, n.Published.String(), w.Published)
		s.check("lots", w.File, len(n.Lots), len(w.Lots))
		for i, l := range w.Lots {
			if i >= len(n.Lots) {
				break
			}
			g := n.Lots[i]
			lot := ""
			if l.Lot != nil {
				lot = *l.Lot
			}
			s.check("lot", w.File, g.Lot, lot)
			s.check("status", w.File+" lot "+lot, string(g.Status), l.Status)
			var got []string
			for _, x := range g.Suppliers {
				got = append(got, x.Name)
			}
			s.check("winners", w.File+" lot "+lot, names(got), names(l.Suppliers))
			fen, gotFen := int64(-1), int64(-1)
			if l.Cny != nil {
				fen = int64(math.Round(*l.Cny * 100))
			}
			if g.Amount != nil {
				gotFen = g.Amount.Fen
			}
			s.check("amount", w.File+" lot "+lot, gotFen, fen)
		}
	}
	for _, f := range []string{"kind", "title", "buyer", "agency", "number", "name", "published", "lots", "lot", "status", "winners", "amount"} {
		s.need(f, 1)
	}
}

func TestYichangAwards(t *testing.T) {
	s := newScore(t)
	eachLine(t, filepath.Join(casesDir(t), "yichang_ggzy", "award_notices.jsonl"), func(line []byte) {
		var w struct {
			Title, Published, Region string
			Expected                 map[string]string
		}
		if err := json.Unmarshal(line, &w); err != nil {
			t.Fatal(err)
		}
		ns, err := File("row.json", withoutExpected(t, line), "yichang", "")
		if err != nil || len(ns) != 1 {
			t.Errorf("%s: %d notices, %v", w.Title, len(ns), err)
			return
		}
		n, e := ns[0], w.Expected
		s.check("kind", w.Title, string(n.Kind), "award")
		s.check("buyer", w.Title, n.Buyer, e["招标人"])
		s.check("agency", w.Title, n.Agency, e["招标机构"])
		s.check("number", w.Title, n.ProjectNumber, e["标段(包)编号"])
		s.check("name", w.Title, n.ProjectName, squeeze(e["标段(包)名称"]))
		s.check("published", w.Title, n.Published.String(), e["公告发布日期"])
		s.check("region", w.Title, n.Region, w.Region)
		var got []string
		for _, l := range n.Lots {
			for _, x := range l.Suppliers {
				got = append(got, x.Name)
			}
		}
		s.check("winners", w.Title, names(got), names(strings.Split(strings.TrimSuffix(e["中标人"], "联合体"), "、")))
		if v := e["中标价(元)"]; v != "" {
			yuan, err := strconv.ParseFloat(v, 64)
			if err != nil {
				t.Logf("price %q", v)
				return
			}
			s.check("amount", w.Title, n.TotalFen, int64(math.Round(yuan*100)))
		} else if v := e["中标价(%)"]; v != "" {
			s.check("rate", w.Title, string(n.Lots[0].Amount.Kind), "rate")
		} else {
			a := n.Lots[0].Amount
			s.check("promise", w.Title+" "+e["中标价(报价承诺)"], a.Raw != "" && a.Kind != "undisclosed", true)
			t.Logf("%s %d %.100s", a.Kind, a.Fen, e["中标价(报价承诺)"])
		}
	})
	for f, share := range map[string]float64{"kind": .99, "buyer": .99, "agency": .99, "number": .99, "name": .99, "published": .99, "region": .99, "winners": .98, "amount": .98, "rate": .98, "promise": .98} {
		s.need(f, share)
	}
}

// withoutExpected takes the labels out of a case, so that they can't be read.
func withoutExpected(t *testing.T, line []byte) []byte {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(line, &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "expected")
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
