package saved

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhongbiao/crawler/extract"
	"zhongbiao/crawler/pdf/pdftest"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

const listCSV = "公告标题,项目编号,采购人,中标供应商,中标金额（万元）,发布日期\n" +
	"示例电力大模型平台采购项目中标公告,SL-1,示例电力有限公司,示例智算科技有限公司,128.5,2025-03-04\n"

const pageHTML = `<html><head><meta charset="utf-8"><link rel="canonical" href="https://example.org/n/1#top"><title>示例市大模型平台采购项目中标公告</title></head>
<body><h1>示例市大模型平台采购项目中标公告</h1><p>采购人：示例市大数据局</p><p>中标供应商：示例智算科技有限公司</p><p>中标金额：64万元</p></body></html>`

func open(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func run(t *testing.T, st *store.Store, l Limits, paths ...string) *Report {
	t.Helper()
	rep, err := Import(context.Background(), paths, Options{Store: st, Portal: "p", Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func write(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func notices(t *testing.T, st *store.Store) (out []data.Notice) {
	t.Helper()
	err := st.Pages(func(p *data.Page) error {
		ns, err := extract.Read(extract.Input{Portal: p.Portal, URL: p.URL, Charset: p.Charset, Body: p.Body, Row: p.Row})
		out = append(out, ns...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func workbookBytes(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "2025年中标一览", "A2": "公告标题", "B2": "项目编号", "C2": "采购人", "D2": "中标供应商", "E2": "中标金额(万元)", "F2": "发布日期",
		"A3": "示例电力大模型平台采购项目中标公告", "B3": "SL-1", "C3": "示例电力有限公司", "D3": "示例智算科技有限公司", "E3": 128.5, "F3": 45720} {
		f.SetCellValue("Sheet1", cell, v)
	}
	f.MergeCell("Sheet1", "A1", "F1")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The same row arrives exactly from every form of list.
func TestLists(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(listCSV)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"utf8.csv": listCSV, "bom.csv": "\ufeff" + listCSV, "gbk.csv": gbk, "tab.tsv": strings.ReplaceAll(listCSV, ",", "\t"),
		"semicolon.csv": strings.ReplaceAll(listCSV, ",", ";"), "book.xlsx": string(workbookBytes(t))} {
		t.Run(name, func(t *testing.T) {
			st := open(t)
			path := write(t, name, []byte(body))
			if rep := run(t, st, Limits{}, path); rep.New != 1 || len(rep.Problems) > 0 {
				t.Fatalf("report %+v", rep)
			}
			ns := notices(t, st)
			if len(ns) != 1 {
				t.Fatalf("%d notices", len(ns))
			}
			n := ns[0]
			if n.Kind != data.KindAward || n.Buyer != "示例电力有限公司" || n.ProjectNumber != "SL-1" || n.Published != 20250304 || n.ListOnly {
				t.Errorf("notice %+v", n)
			}
			if len(n.Lots) != 1 || n.TotalFen != 128_500_000 {
				t.Errorf("lots %+v", n.Lots)
			}
			if rep := run(t, st, Limits{}, path); rep.Unchanged != 1 || rep.New+rep.Changed != 0 {
				t.Errorf("second import: %+v", rep)
			}
		})
	}
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(body))
	}
	z.Close()
	return b.Bytes()
}

func TestArchiveAndFolder(t *testing.T) {
	st := open(t)
	path := write(t, "a.zip", zipped(t, map[string]string{"../../n.html": pageHTML, "n_files/x.html": "<p>", "a.png": "x"}))
	if rep := run(t, st, Limits{}, path); rep.New != 1 || rep.Skipped != 2 || len(rep.Problems) > 0 {
		t.Fatalf("zip %+v", rep)
	}
	if _, err := st.Page(data.NewPageID("p", "https://example.org/n/1")); err != nil {
		t.Errorf("canonical address: %v", err)
	}
	dir := filepath.Dir(write(t, "n.html", []byte(pageHTML)))
	os.Symlink("/etc", filepath.Join(dir, "link"))
	if rep := run(t, st, Limits{}, dir); rep.Unchanged != 1 || rep.Skipped != 1 {
		t.Errorf("folder %+v", rep)
	}
}

func TestHostileArchive(t *testing.T) {
	bomb := zipped(t, map[string]string{"a.html": strings.Repeat("a", 1<<20), "b.html": strings.Repeat("b", 1<<20)})
	for name, c := range map[string]struct {
		body []byte
		want string
	}{"bomb": {bomb, "unpacks to more"}, "damaged": {bomb[:200], "damaged"}, "nested": {zipped(t, map[string]string{"i.zip": string(bomb)}), "archive inside"}} {
		rep := run(t, open(t), Limits{File: 64 << 10, Total: 100 << 10}, write(t, "x.zip", c.body))
		if len(rep.Problems) == 0 || !strings.Contains(rep.Problems[0].String(), c.want) || rep.New > 0 {
			t.Errorf("%s: %+v", name, rep)
		}
	}
}

func TestBadRowsKeepGoodOnes(t *testing.T) {
	body := listCSV + "短,SL-2,,,,\n\"a\nb\"x,stray\n示例大学大模型项目中标公告,SL-3,示例大学,示例科技有限公司,-5,2025-03-04\n"
	rep := run(t, open(t), Limits{}, write(t, "l.csv", []byte(body)))
	if rep.New != 1 || len(rep.Problems) != 3 || rep.Problems[0].Line != 3 {
		t.Errorf("%+v", rep)
	}
}

// Files that can't be read as they are say what to do with them.
func TestFilesThatNeedHelp(t *testing.T) {
	locked := zipped(t, map[string]string{"n.html": pageHTML})
	for i := 0; i+4 < len(locked); i++ { // the flag of an encrypted entry, in both headers
		switch string(locked[i : i+4]) {
		case "PK\x03\x04":
			locked[i+6] |= 1
		case "PK\x01\x02":
			locked[i+8] |= 1
		}
	}
	scan := pdftest.File(new(pdftest.Page).Line(0, 0, 400, 400))
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"locked.zip": {locked, "encrypted"},
		"old.xls":    {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512)), "save it as .xlsx"},
		"page.mht":   {[]byte("From: <Saved by Blink>\r\n"), "save the page as HTML"},
		"scan.pdf":   {scan, "probably a scan"},
		"empty.html": {[]byte(" \n"), "is empty"},
	} {
		rep := run(t, open(t), Limits{}, write(t, name, c.body))
		if rep.New != 0 || len(rep.Problems) != 1 || !strings.Contains(rep.Problems[0].String(), c.want) {
			t.Errorf("%s: %+v", name, rep)
		}
	}
}

// A saved PDF is kept and read like a page, also from within a zip.
func TestPDF(t *testing.T) {
	file := pdftest.File(new(pdftest.Page).Text(100, 800, "示例市政务大模型平台采购项目中标公告").
		Text(60, 770, "采购人：示例市大数据局").Text(60, 750, "中标供应商：示例智算科技有限公司").Text(60, 730, "中标金额：64万元"))
	st := open(t)
	if rep := run(t, st, Limits{}, write(t, "n.pdf", file)); rep.New != 1 || len(rep.Problems) > 0 {
		t.Fatalf("%+v", rep)
	}
	if rep := run(t, st, Limits{}, write(t, "a.zip", zipped(t, map[string]string{"公告.pdf": string(file)}))); rep.Unchanged != 1 {
		t.Errorf("the same PDF in a zip: %+v", rep)
	}
	ns := notices(t, st)
	if len(ns) != 1 || ns[0].Buyer != "示例市大数据局" || ns[0].TotalFen != 64_000_000 {
		t.Errorf("%+v", ns)
	}
}

// A row of a list never replaces the whole page.
func TestRowDoesNotReplacePage(t *testing.T) {
	st := open(t)
	run(t, st, Limits{}, write(t, "n.html", []byte(pageHTML)))
	list := "title,url,buyer\n示例市大模型平台采购项目中标公告,https://example.org/n/1,示例市大数据局\n"
	if rep := run(t, st, Limits{}, write(t, "l.csv", []byte(list))); rep.Unchanged != 1 || rep.Changed != 0 {
		t.Errorf("%+v", rep)
	}
}

func FuzzTable(f *testing.F) {
	f.Add(listCSV)
	f.Add("title;url\n\"x")
	f.Fuzz(func(t *testing.T, text string) {
		im := newImporter(context.Background(), Options{Portal: "p"})
		tb := newTable(im, "x")
		for _, comma := range []rune{',', ';'} {
			readCSV(tb, text, comma)
		}
		for _, e := range tb.list {
			if len([]rune(e.title)) < minTitle || len(e.page().Body) == 0 {
				t.Errorf("row %+v", e)
			}
		}
	})
}
