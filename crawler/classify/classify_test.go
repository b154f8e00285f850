package classify

import (
	"encoding/json"
	"strings"
	"testing"
)

func newTest(t testing.TB) *Classifier {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVersion(t *testing.T) {
	if v := newTest(t).Version(); !strings.HasPrefix(v, "classify-") || !strings.Contains(v, "terms-") {
		t.Errorf("version %q names neither code nor tables", v)
	}
}

func TestResultJSON(t *testing.T) {
	c := newTest(t)
	for title, want := range map[string]string{
		"某市大模型训练服务采购": `{"relevance":{"label":"core","rule":"model-term","evidence":"大模型"},"industry":{"id":"education","rule":"buyer:school","evidence":"大学"},"scene":{"id":"education","rule":"buyer-industry","evidence":"大学"},"soe":false,"category":"model"}`,
		"道路照明工程":      `{"relevance":{"label":"reject","rule":"no-term","evidence":""},"industry":{"id":"education","rule":"buyer:school","evidence":"大学"},"scene":{"id":"education","rule":"buyer-industry","evidence":"大学"},"soe":false,"category":null}`,
	} {
		b, err := json.Marshal(c.Classify(Input{Title: title, Buyer: "某大学"}))
		if err != nil {
			t.Fatal(err)
		}
		if string(b) != want {
			t.Errorf("%s:\n got %s\nwant %s", title, b, want)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
