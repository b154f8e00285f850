package server

import (
	"context"
	"strings"
	"testing"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// A folder with real pages and samples shows the real ones, says that the
// others are there, and mixes them only for whoever asks for it.
func TestSamplesStandApart(t *testing.T) {
	notices := world(3, 12) // all fictional
	r := newReal(t, notices)
	count := func(sample string) int {
		t.Helper()
		res, err := r.index.Search(context.Background(), query.Filter{Sample: sample}, index.Request{})
		if err != nil {
			t.Fatal(err)
		}
		return res.Projects
	}
	samples := count("")
	if samples == 0 || count(query.SampleReal) != 0 || !strings.Contains(get(t, r, "/?lang=en").Body.String(), "shows the data of the sample portal") {
		t.Fatalf("a folder of samples: %d projects", samples)
	}
	var reals []*data.Notice
	for _, n := range world(4, 5) {
		m := *n
		m.ID, m.URL, m.Sample = "real-"+n.ID, n.URL+"/real", data.NotSample
		reals = append(reals, &m)
	}
	r.apply(t, reals...)
	r.sync(t)
	collected := count("")
	if collected == 0 || collected != count(query.SampleReal) || count(query.SampleAny) != collected+samples || count(string(data.Fictional)) != samples {
		t.Errorf("%d counted of %d real ones and %d samples", collected, count(query.SampleReal), samples)
	}
	ofLedger := 0
	err := r.store.View(func(tx *store.Tx) error {
		ps, err := ledger.Trend(tx, ledger.Query{})
		for _, p := range ps {
			ofLedger += p.Count
		}
		return err
	})
	if err != nil || ofLedger != collected {
		t.Errorf("the ledger counts %d, the index %d (%v)", ofLedger, collected, err)
	}
	for path, want := range map[string]string{"/?lang=en": "which are not counted here", "/?lang=en&sample=any": "As asked for", "/?lang=en&sample=fictional": "none of it was collected"} {
		if body := get(t, r, path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	if csv := get(t, r, "/trend.csv?lang=en").Body.String(); strings.Contains(csv, "Sample data ·") {
		t.Errorf("a file without samples is called one:\n%s", csv)
	}
	if csv := get(t, r, "/trend.csv?lang=en&sample=any").Body.String(); !strings.Contains(csv, "Sample data ·") {
		t.Errorf("a file with samples does not say so:\n%s", csv)
	}
}
