package pdf

import (
	"errors"
	"strings"
	"testing"

	"github.com/klippa-app/go-pdfium/requests"

	"zhongbiao/crawler/pdf/pdftest"
)

func texts(t *testing.T, file []byte) []string {
	t.Helper()
	blocks, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range blocks {
		out = append(out, b.String())
	}
	return out
}

// Lines come in reading order whatever order the file has them in, and a line
// that only the margin broke is one.
func TestLines(t *testing.T) {
	p := new(pdftest.Page)
	p.Text(60, 700, "中标人：示例智算科技（北京）有限公司") // after its place in the file
	p.Text(60, 780, "示例移动大模型平台采购项目中选结果公示")
	long := strings.Repeat("示例智算平台", 8) + "与"
	p.Text(60, 740, long).Text(60, 725, "推理服务采购。")
	p.Text(60, 680, "一、项目编号：SL-1").Text(300, 680, "二、中选价：98万元")
	got := texts(t, pdftest.File(p, new(pdftest.Page).Text(60, 780, "第二页的附注")))
	want := []string{"示例移动大模型平台采购项目中选结果公示", long + "推理服务采购。", "中标人：示例智算科技（北京）有限公司", "一、项目编号：SL-1 二、中选价：98万元", "第二页的附注"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A table keeps its cells: those over several columns, those of several
// lines, and the empty ones.
func TestTable(t *testing.T) {
	p := new(pdftest.Page).Text(60, 800, "三、中选信息")
	p.Table(60, 780, []float64{60, 130, 100}, [][]string{
		{"标包", "中选人", "中选价（万元）"},
		{"标包1", "示例智算科技（北京\n）有限公司", "98.5"},
		{"标包2", "", "流标"},
		{"备注", "示例项目按标包分别计价"},
	})
	p.Text(60, 640, "四、公告期限")
	blocks, err := Read(pdftest.File(p))
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 3 || blocks[0].Text != "三、中选信息" || blocks[2].Text != "四、公告期限" || len(blocks[1].Rows) != 4 {
		t.Fatalf("%q", blocks)
	}
	want := "标包\t中选人\t中选价（万元）\n标包1\t示例智算科技（北京）有限公司\t98.5\n标包2\t\t流标\n备注\t示例项目按标包分别计价\n"
	if got := blocks[1].String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if c := blocks[1].Rows[3][1]; c.Columns != 2 {
		t.Errorf("the last cell covers %d columns, want 2", c.Columns)
	}
}

func TestUnreadable(t *testing.T) {
	good := pdftest.File(new(pdftest.Page).Text(60, 700, "示例"))
	many := make([]*pdftest.Page, MaxPages+1)
	for i := range many {
		many[i] = new(pdftest.Page)
	}
	for name, tt := range map[string]struct {
		file []byte
		want error
	}{
		"scan":      {pdftest.File(new(pdftest.Page).Line(0, 0, 100, 100)), ErrNoText},
		"no PDF":    {[]byte("<html>"), nil},
		"empty":     {nil, nil},
		"half":      {good[:len(good)/4], nil},
		"too large": {make([]byte, MaxBytes+1), ErrTooLarge},
		"too long":  {pdftest.File(many...), ErrTooLarge},
	} {
		if _, err := Read(tt.file); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", name, err, tt.want)
		}
	}
	if got := texts(t, good); len(got) != 1 {
		t.Errorf("after the bad ones a good file gives %q", got)
	}
}

// The engine must not see the file system: what a file can make it do stays
// inside.
func TestNothingIsMounted(t *testing.T) {
	pool, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	in, err := pool.GetInstance(timeLimit)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	path := "/etc/hostname"
	if _, err := in.OpenDocument(openPath(&path)); err == nil || strings.Contains(err.Error(), "format") {
		t.Errorf("a file of the disk was opened: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(pdftest.File(new(pdftest.Page).Text(60, 700, "示例")))
	f.Add(pdftest.File(new(pdftest.Page).Table(60, 700, []float64{50, 50}, [][]string{{"甲", "乙"}, {"丙"}})))
	f.Fuzz(func(t *testing.T, file []byte) {
		blocks, err := Read(file)
		if err == nil && len(blocks) == 0 {
			t.Error("neither blocks nor an error")
		}
	})
}

func FuzzLayout(f *testing.F) {
	f.Add([]byte{10, 10, 200, 10, 10, 10, 10, 200, 200, 10, 200, 200}, []byte{20, 20, 40, 30, 120, 20, 140, 30})
	f.Fuzz(func(t *testing.T, shapes, letters []byte) {
		p := page{shapes: boxes(shapes, ""), texts: runs(boxes(letters, "字"))}
		n := 0
		for _, b := range p.blocks() {
			n += strings.Count(b.String(), "字")
		}
		if want := len(letters) / 4; n != want {
			t.Errorf("%d letters of %d", n, want)
		}
	})
}

func boxes(raw []byte, text string) (out []box) {
	for ; len(raw) >= 4; raw = raw[4:] {
		x0, y0, x1, y1 := float64(raw[0]), float64(raw[1]), float64(raw[2]), float64(raw[3])
		out = append(out, box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), text})
	}
	return out
}

func openPath(path *string) *requests.OpenDocument { return &requests.OpenDocument{FilePath: path} }
