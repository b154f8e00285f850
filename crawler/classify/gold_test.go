package classify

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cases gives a file of the labelled cases that lie beside the repository,
// and skips the test on machines that do not have them.
func cases(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for filepath.Dir(dir) != dir {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "cases", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("labelled cases not on this machine: %v", err)
	}
	return path
}

// table reads a CSV file with a header into maps.
func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// score counts right answers and keeps the wrong ones for the log.
type score struct {
	right, all int
	wrong      []string
}

func (s *score) add(ok bool, wrong string) {
	s.all++
	if ok {
		s.right++
		return
	}
	s.wrong = append(s.wrong, wrong)
}

func (s *score) rate() float64 {
	if s.all == 0 {
		return 1
	}
	return float64(s.right) / float64(s.all)
}

func (s *score) report(t *testing.T, name string, min float64) {
	t.Helper()
	t.Logf("%s: %d of %d right (%.3f)", name, s.right, s.all, s.rate())
	for _, w := range s.wrong {
		t.Log("  wrong: " + w)
	}
	if s.rate() < min {
		t.Errorf("%s: %.3f right, want at least %.2f", name, s.rate(), min)
	}
}

func TestGoldRelevance(t *testing.T) {
	c := newTest(t)
	type counts struct{ tp, fp, fn int }
	exact := map[bool]*score{true: {}, false: {}}
	var firm counts
	for _, r := range table(t, cases(t, "gold/relevance_titles.csv")) {
		unsure := strings.HasPrefix(r["reason"], "unsure")
		got := c.Classify(Input{Title: r["title"], Buyer: r["buyer"]}).Relevance
		exact[unsure].add(string(got.Label) == r["label"],
			r["id"]+" want "+r["label"]+" got "+string(got.Label)+" ("+got.Rule+": "+got.Evidence+") "+r["title"])
		if unsure {
			continue
		}
		switch isCore, gold := got.Label == "core", r["label"] == "core"; {
		case isCore && gold:
			firm.tp++
		case isCore:
			firm.fp++
		case gold:
			firm.fn++
		}
	}
	f1 := 2 * float64(firm.tp) / float64(2*firm.tp+firm.fp+firm.fn)
	t.Logf("core against the rest, firm rows: F1 %.3f (tp %d fp %d fn %d)", f1, firm.tp, firm.fp, firm.fn)
	if f1 < 0.97 {
		t.Errorf("F1 %.3f, want at least 0.97", f1)
	}
	exact[false].report(t, "exact label, firm rows", 0.95)
	exact[true].report(t, "exact label, unsure rows", 0.85)
}

func TestGoldBodyMentions(t *testing.T) {
	c := newTest(t)
	firm, unsure := &score{}, &score{}
	for _, r := range table(t, cases(t, "gold/body_mention_cases.csv")) {
		got := c.Classify(Input{Title: r["title"], Buyer: r["buyer"], Text: r["body_snippet"]}).Relevance
		s := firm
		if strings.HasPrefix(r["reason"], "unsure") {
			s = unsure
		}
		s.add(string(got.Label) == r["label"], r["id"]+" want "+r["label"]+" got "+string(got.Label)+" ("+got.Rule+": "+got.Evidence+") "+r["title"]+" | "+r["body_snippet"])
	}
	firm.report(t, "body mentions, firm rows", 0.9)
	unsure.report(t, "body mentions, unsure rows", 0)
}

func TestGoldBuyers(t *testing.T) {
	c := newTest(t)
	industry, unsure, soe, soeUnsure := &score{}, &score{}, &score{}, &score{}
	for _, r := range table(t, cases(t, "gold/buyers_industry.csv")) {
		got := c.Classify(Input{Buyer: r["buyer"]})
		s := industry
		if strings.HasPrefix(r["note"], "unsure") {
			s = unsure
		}
		s.add(got.Industry.ID == r["industry"], r["buyer"]+" want "+r["industry"]+" got "+got.Industry.ID+" ("+got.Industry.Rule+": "+got.Industry.Evidence+")")
		s = soe
		if strings.Contains(r["note"], "soe") {
			s = soeUnsure
		}
		s.add(got.SOE == (r["soe"] == "1"), r["buyer"]+" want soe "+r["soe"])
	}
	industry.report(t, "industry, firm rows", 0.95)
	unsure.report(t, "industry, unsure rows", 0.9)
	soe.report(t, "soe, firm rows", 0.95)
	soeUnsure.report(t, "soe, unsure rows", 0.85)
}
