package eval

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhongbiao/crawler/classify"
)

func classifier(t *testing.T) *classify.Classifier {
	t.Helper()
	cl, err := classify.New()
	if err != nil {
		t.Fatal(err)
	}
	return cl
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const page = `<h2>示例大学平台采购项目中标公告</h2><p>一、项目编号：SL-1</p><p>三、中标信息</p><p>供应商名称：示例科技有限公司</p><p>中标金额：120万元</p><p>采购人：示例大学</p>`

// The counts of right, wrong and missing values are exact: one field of each.
func TestCounts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "ccgp/a.html", page)
	write(t, dir, "ccgp/expected.json", `[{"file":"a.html","kind":"award","project_number":"SL-1","buyer":"别的大学","agency":"示例代理有限公司",
		"lots":[{"lot":null,"status":"awarded","suppliers":["示例科技有限公司"],"amount_cny":1200000,"amount_kind":"total"}]}]`)
	var out bytes.Buffer
	r, err := Run(dir, classifier(t), &out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string][4]int{ // exact, given, wanted, right
		"kind": {1, 1, 1, 1}, "number": {1, 1, 1, 1}, "buyer": {0, 1, 1, 0}, "agency": {0, 0, 1, 0},
		"winners": {1, 1, 1, 1}, "amount": {1, 1, 1, 1}, "amount kind": {1, 1, 1, 1},
	} {
		c := r.Field(field)
		if got := [4]int{c.Exact, c.Given, c.Wanted, c.Right}; got != want || c.Cases != 1 {
			t.Errorf("%s: %v of %d cases, want %v", field, got, c.Cases, want)
		}
	}
	for _, want := range []string{"buyer of ccgp/a a.html", `want "别的大学"`, "precision", "agency of ccgp/a"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the output:\n%s", want, out.String())
		}
	}
}

// A row's answers are not shown to the reader: with the page gone, nothing of
// them may come back.
func TestAnswersAreHidden(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "yichang_ggzy/rows.jsonl", `{"id":"1","title":"示例工程中标结果公告","html":"<p>见附件</p>","expected":{"招标人":"示例建设有限公司","中标人":"示例施工有限公司","中标价(元)":"100.00"}}`)
	r, err := Run(dir, classifier(t), &bytes.Buffer{}, Options{Portal: "yichang"})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Field("buyer"); c.Given != 0 || c.Wanted != 1 {
		t.Errorf("buyer: %+v", c)
	}
}

func TestGoldTables(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "gold/relevance_titles.csv", "id,title,label,reason,source,buyer\n1,示例市政务大模型平台项目,core,x,,\n2,油泥大模型制作,reject,unsure: x,,\n")
	write(t, dir, "gold/buyers_industry.csv", "buyer,industry,soe,source,note\n示例大学,education,0,,\n")
	r, err := Run(dir, classifier(t), &bytes.Buffer{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Field("relevance"); c.Cases != 1 || c.Exact != 1 {
		t.Errorf("relevance: %+v", c)
	}
	if c := r.Field("relevance (unsure)"); c.Cases != 1 {
		t.Errorf("unsure titles are not apart: %+v", c)
	}
	if c := r.Field("industry"); c.Exact != 1 {
		t.Errorf("industry: %+v", c)
	}
}

func TestNothingToMeasure(t *testing.T) {
	_, err := Run(t.TempDir(), classifier(t), &bytes.Buffer{}, Options{})
	if !errors.Is(err, ErrNoCases) {
		t.Errorf("got %v", err)
	}
	write(t, t.TempDir(), "x", "")
	if _, err := Run(filepath.Join(t.TempDir(), "absent"), classifier(t), &bytes.Buffer{}, Options{}); err == nil {
		t.Error("an absent folder is no error")
	}
}

// TestSharedCases holds the reading to what the project promises, on real
// pages; it skips where they are not.
func TestSharedCases(t *testing.T) {
	dir := filepath.Join(root(t), "..", "shared", "cases")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("skipped: the folder ../shared/cases is absent")
	}
	var out bytes.Buffer
	r, err := Run(dir, classifier(t), &out, Options{Failures: 6})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + out.String())
	for field, min := range map[string]float64{"kind": .99, "buyer": .99, "number": .99, "published": .99, "winners": .98, "amount": .98, "amount kind": .98} {
		if got := r.Field(field).Accuracy(); got < min {
			t.Errorf("%s: %.2f %%, at least %.0f %% is required", field, 100*got, 100*min)
		}
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}
