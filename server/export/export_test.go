package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhongbiao/data"
)

// project is one with a title of the test's choice.
func project(id data.ProjectID, title string) *data.Project {
	lot := data.Lot{Lot: "1", Name: title, Status: data.LotAwarded, Amount: &data.Money{Fen: 123456, Kind: data.Total},
		Suppliers: []data.Supplier{{Name: title, Role: data.RoleLead}, {Name: "乙公司", Role: data.RoleMember}}}
	return &data.Project{ID: id, Title: title, Name: title, Number: "-1+1", Buyer: title, Region: "330000", Month: 202404, Awarded: 20240430,
		Published: 20240430, Fen: 123456, Disclosed: true, Counted: true, Stage: data.StageAwarded, Lots: []data.Lot{lot}, Sample: data.Fictional,
		Industry: data.Label{ID: "energy"}, Relevance: data.RelevanceLabel{Label: data.Core},
		Notices: []data.Link{{Notice: "a", Kind: data.KindCandidate, URL: "https://example.org/c"}, {Notice: "b", Kind: data.KindAward, URL: "https://example.org/a", Portal: "ccgp"}}}
}

func plainLabel(group, id string) string { return id }

// hostile are titles that break careless writers.
var hostile = []string{"=1+1", "+86", "-1", "@SUM(A1)", "\tTab", "\rCR", "\nLF", "\x00NUL", "＝1", "＋1", "－1", "＠x", "a,b\"c\"\r\nd", "正常标题", "", "<script>alert(1)</script>", "a\x01b\uFFFEc", "\xff\xfe"}

func TestSafeText(t *testing.T) {
	for _, s := range hostile[:12] {
		if got := SafeText(s); got != "'"+s {
			t.Errorf("SafeText(%q) = %q, want an apostrophe before it", s, got)
		}
	}
	for _, s := range []string{"", "正常", "a=b", "1", " =1", "'=1"} {
		if got := SafeText(s); got != s {
			t.Errorf("SafeText(%q) = %q, want it unchanged", s, got)
		}
	}
}

func FuzzSafeText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := SafeText(s)
		if out != s && out != "'"+s {
			t.Fatalf("%q became %q", s, out)
		}
		if r, n := utf8.DecodeRuneInString(out); n > 0 && strings.ContainsRune(formulaStarts, r) {
			t.Fatalf("%q still begins with %q", s, r)
		}
	})
}

// TestCSVReopened reads the file with a strict reader that knows nothing of
// ours and finds the same values, once the guard's apostrophe is off.
func TestCSVReopened(t *testing.T) {
	var buf bytes.Buffer
	tab, err := NewAwardTable(NewCSV(&buf, true), Columns, plainLabel, true)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range hostile {
		if err := tab.Award(&Award{Project: project(data.ProjectID(i+1), h), Page: "https://zb.example.org/awards/1"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := tab.Close(); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(buf.String(), utf8BOM)
	if !ok {
		t.Fatal("no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(hostile)+1 {
		t.Fatalf("%d rows, want %d", len(rows), len(hostile)+1)
	}
	at := map[string]int{}
	for i, c := range rows[0] {
		at[c] = i
	}
	for i, h := range hostile {
		row := rows[i+1]
		want := strings.ReplaceAll(h, "\r\n", "\n") // encoding/csv reads any line end as \n
		if got := strings.TrimPrefix(row[at["title"]], "'"); got != want {
			t.Errorf("title %q came back as %q", h, got)
		}
		if row[at["amount"]] != "1234.56" || row[at["amount_unit"]] != "CNY" || row[at["sample"]] != "fictional" {
			t.Errorf("row %d: amount %q unit %q sample %q", i, row[at["amount"]], row[at["amount_unit"]], row[at["sample"]])
		}
		if row[at["url"]] != "https://example.org/a" {
			t.Errorf("row %d: url %q is not that of the award notice", i, row[at["url"]])
		}
	}
}

func TestUndisclosedIsEmpty(t *testing.T) {
	p := project(1, "x")
	p.Disclosed, p.Fen = false, 0
	c, _ := column("amount")
	if got := c.Value(&Award{Project: p}, plainLabel); got != nil {
		t.Errorf("undisclosed amount is %v, want an empty cell", got)
	}
}

func TestPickColumns(t *testing.T) {
	cols, err := PickColumns("id, amount")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range cols {
		ids = append(ids, c.ID)
	}
	if diff := cmp.Diff([]string{"id", "amount", "sample"}, ids); diff != "" {
		t.Error(diff)
	}
	if _, err := PickColumns("id,nonsense"); err == nil || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("error %v does not name the column", err)
	}
}

func TestXLSXReopened(t *testing.T) {
	var buf bytes.Buffer
	x, err := NewXLSX(&buf, XLSXOptions{Sheet: "Awards", About: "About", Notes: [][2]string{{"Query", "=1"}}})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := NewAwardTable(x, Columns[:10], plainLabel, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range hostile {
		if err := tab.Award(&Award{Project: project(data.ProjectID(i+1), h)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := tab.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Awards", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != len(hostile)+1 {
		t.Fatalf("%d rows, err %v", len(rows), err)
	}
	if rows[1][3] != "'=1+1" || rows[1][8] != "1234.56" {
		t.Errorf("title %q amount %q", rows[1][3], rows[1][8])
	}
	if typ, err := f.GetCellType("Awards", "I2"); err != nil || typ == excelize.CellTypeInlineString || typ == excelize.CellTypeSharedString {
		t.Errorf("amount has cell type %v, want a number (err %v)", typ, err)
	}
	if got, _ := f.GetCellFormula("Awards", "D2"); got != "" {
		t.Errorf("title is a formula: %q", got)
	}
	if v, _ := f.GetCellValue("About", "B1"); v != "'=1" {
		t.Errorf("note is %q", v)
	}
}

// TestFailuresShow: a broken file is never a shorter whole one.
func TestFailuresShow(t *testing.T) {
	broken := errors.New("disk gone")
	var c, j, n bytes.Buffer
	tab, _ := NewAwardTable(NewCSV(&c, false), Columns[:2], plainLabel, true)
	js, _ := NewJSONAwards(&j, Meta{})
	encs := map[string]Encoder{"csv": tab, "json": js, "ndjson": NewNDJSONAwards(&n)}
	for name, e := range encs {
		if err := errors.Join(e.Award(&Award{Project: project(1, "x")}), e.Fail(broken)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if !strings.Contains(c.String(), "#ERROR") || !strings.Contains(c.String(), "disk gone") {
		t.Errorf("csv ends in %q", c.String())
	}
	var doc struct {
		Complete bool
		Error    string
	}
	if err := json.Unmarshal(j.Bytes(), &doc); err != nil || doc.Complete || doc.Error == "" {
		t.Errorf("json: %+v, %v", doc, err)
	}
	if !strings.HasSuffix(n.String(), "{\"error\":\"disk gone\"}\n") {
		t.Errorf("ndjson ends in %q", n.String())
	}
	x, err := NewXLSX(io.Discard, XLSXOptions{Sheet: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if x.Fail(broken) == nil {
		t.Error("a broken workbook must break the transfer")
	}
	o, _ := NewOCDS(io.Discard, OCDSMeta{Published: time.Now()})
	if o.Fail(broken) == nil {
		t.Error("a broken release package must break the transfer")
	}
}

func TestJSONIsWhole(t *testing.T) {
	var buf bytes.Buffer
	j, _ := NewJSONAwards(&buf, Meta{Count: len(hostile)})
	for i, h := range hostile {
		if err := j.Award(&Award{Project: project(data.ProjectID(i+1), h)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Awards   []struct{ ID data.ProjectID }
		Complete bool
	}
	if err := json.Unmarshal(buf.Bytes(), &doc); err != nil || !doc.Complete || len(doc.Awards) != len(hostile) {
		t.Errorf("%d awards, complete %v, err %v", len(doc.Awards), doc.Complete, err)
	}
}

func BenchmarkCSV(b *testing.B) {
	tab, err := NewAwardTable(NewCSV(io.Discard, true), Columns, plainLabel, true)
	if err != nil {
		b.Fatal(err)
	}
	a := &Award{Project: project(1, "示例大模型知识库平台"), Page: "https://zb.example.org/awards/zb-000001"}
	b.ReportAllocs()
	for b.Loop() {
		if err := tab.Award(a); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
