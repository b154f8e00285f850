package extract

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"zhongbiao/data"
)

// sound checks what must hold for every notice, whatever the page said.
func sound(t *testing.T, n *data.Notice) {
	t.Helper()
	if n.Kind == "" || n.Lots == nil || n.Warnings == nil {
		t.Errorf("kind %q, lots %v, warnings %v", n.Kind, n.Lots, n.Warnings)
	}
	total := int64(0)
	for _, l := range n.Lots {
		switch {
		case l.Status == data.LotFailed && (l.Amount != nil || len(l.Suppliers) > 0):
			t.Errorf("a failed lot with amount or supplier: %+v", l)
		case l.Amount == nil:
		case l.Amount.Fen < 0 || l.Amount.Kind == "" || l.Amount.Tax == "":
			t.Errorf("amount %+v", *l.Amount)
		case l.Amount.Fen != 0 && l.Amount.Kind != data.Total && l.Amount.Kind != data.UnitPrice:
			t.Errorf("a value without a price: %+v", *l.Amount)
		case l.Amount.Disclosed():
			total += l.Amount.Fen
		}
	}
	if n.TotalFen != total {
		t.Errorf("total %d, the lots sum up to %d", n.TotalFen, total)
	}
	if !utf8.ValidString(n.Title) || !utf8.ValidString(n.Text) || !utf8.ValidString(n.Buyer) {
		t.Error("text is not valid UTF-8")
	}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/pages/*.txtar")
	for _, file := range files {
		if a, err := txtar.ParseFile(file); err == nil {
			f.Add(a.Files[0].Data)
		}
	}
	for _, page := range hostile(1) {
		f.Add([]byte(page[:min(len(page), 4000)]))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ns, err := Read(Input{Portal: "x", Body: body})
		if err == nil && len(ns) == 0 {
			t.Error("neither a notice nor an error")
		}
		for i := range ns {
			sound(t, &ns[i])
		}
	})
}

func FuzzPrice(f *testing.F) {
	for _, s := range []string{"182.0000000（万元）", "￥17.490934 万元（人民币）", "人民币壹万陆仟叁佰陆拾玖元整（¥16369.00）", "下浮率 5%", "12.78元/人/月", "1.43E7", "97.38%", "详见附件", "设计费105万元；建安费下浮5%"} {
		f.Add(s, "中标金额（万元）")
		f.Add(s, "投标报价(元/%)")
	}
	f.Fuzz(func(t *testing.T, text, lab string) {
		p := readPrice(text, readLabel(lab))
		if p.Fen < 0 || p.Fen > 0 && p.Kind != data.Total && p.Kind != data.UnitPrice || p.Kind == "" {
			t.Errorf("%q under %q: %+v", text, lab, p.Money)
		}
	})
}

func FuzzDay(f *testing.F) {
	for _, s := range []string{"2024-04-30", "2024年4月30日", "二〇二四年四月三十日", "1714443000000", "20240430", "2016年 11月 14日", "1900-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d := readDay(s); d != 0 && (d.Year() < 1995 || d.Year() > 2100 || data.NewDay(int(d)/10000, int(d)/100%100, int(d)%100) != d) {
			t.Errorf("%q gives the day %d", s, d)
		}
	})
}

func FuzzTitle(f *testing.F) {
	for _, s := range []string{"示例项目中标公告", "结果更正公告", "废标及重新招标公告", "[中标结果公示]某项目", "取消中标资格的公告", "单一来源公示"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k, c, revokes := titleKind(s)
		if c != "" && k != data.KindCorrection || revokes && k != data.KindFailure {
			t.Errorf("%q: kind %q, corrects %q, revokes %v", s, k, c, revokes)
		}
	})
}

func FuzzLines(f *testing.F) {
	for _, s := range []string{"一、项目号：A 采购方式：公开招标 二、项目名称：B", "合同包1(名称):", "第一中标候选人:甲公司,投标报价:1元,得分:2", "标包1的中选人：甲公司", "包号：2 说明"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		if got := strings.Join(splitHeadings(s), ""); tight(got) != tight(s) {
			t.Errorf("headings of %q lose text: %q", s, got)
		}
		for _, p := range splitPairs(s) {
			if !strings.Contains(s, p.name) || !strings.Contains(s, p.value) {
				t.Errorf("%+v is not in %q", p, s)
			}
		}
		for _, x := range readSuppliers(s) {
			if x.Name == "" || x.Role == "" {
				t.Errorf("supplier %+v of %q", x, s)
			}
		}
		lotHeading(s)
		for _, k := range lotTokens(s) {
			if k.lot == "" || k.end <= k.start {
				t.Errorf("lot %+v of %q", k, s)
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"result":{"data":{"title":"示例项目中标公告","content":"<p>中标人：甲有限公司</p>","publishDate":1714443000000}}}`)
	f.Add(`[{"name":"示例_中选结果公示","noticeContent":"JVBERi0xLjQK","publishDate":"2024-05-20"}]`)
	f.Add("{\"title\":\"示例中标公告\",\"html\":\"x\"}\n{\"title\":\"示例废标公告\",\"html\":\"x\"}")
	f.Fuzz(func(t *testing.T, s string) {
		ns, err := readJSON(Input{Portal: "x"}, s)
		if err == nil && len(ns) == 0 {
			t.Error("neither a notice nor an error")
		}
		for i := range ns {
			sound(t, &ns[i])
		}
	})
}
