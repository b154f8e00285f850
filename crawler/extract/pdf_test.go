package extract

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"zhongbiao/crawler/pdf/pdftest"
	"zhongbiao/data"
)

func noticePDF() []byte {
	p := new(pdftest.Page).Text(150, 800, "示例移动大模型平台采购项目中选结果公示")
	p.Text(60, 770, "项目编号：SLYD-2025-001").Text(60, 755, "采购人：示例移动通信有限公司").Text(60, 740, "一、中选信息")
	p.Table(60, 720, []float64{60, 150, 120}, [][]string{{"标包", "中选人", "中选价（万元，含税）"}, {"1", "示例智算科技（北京）\n有限公司", "98.5"}, {"2", "示例语言科技有限公司", "1,200"}})
	return pdftest.File(p.Text(60, 620, "公示日期：2025年3月4日"))
}

// A PDF is read like a page, whether it was saved, fetched or put into a
// record in base64.
func TestPDF(t *testing.T) {
	file := noticePDF()
	rec, err := json.Marshal(map[string]any{"data": map[string]string{"title": "示例移动大模型平台采购项目中选结果公示", "noticeContent": base64.StdEncoding.EncodeToString(file)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{"file": file, "record": rec} {
		ns, err := Read(Input{Portal: "b2b-10086", URL: "https://b2b.10086.cn/x", Body: body})
		if err != nil || len(ns) != 1 {
			t.Fatalf("%s: %d notices, %v", name, len(ns), err)
		}
		n := ns[0]
		if n.Kind != data.KindAward || n.ProjectNumber != "SLYD-2025-001" || n.Buyer != "示例移动通信有限公司" || n.TotalFen != 1_298_500_000 {
			t.Errorf("%s: %s, %s, %s, %d fen", name, n.Kind, n.ProjectNumber, n.Buyer, n.TotalFen)
		}
		if len(n.Lots) != 2 || n.Lots[0].Suppliers[0].Name != "示例智算科技（北京）有限公司" {
			t.Errorf("%s: lots %+v", name, n.Lots)
		}
	}
}

// A scan probably holds a notice: it is a failure that somebody must look at,
// not a page without one.
func TestScannedPDF(t *testing.T) {
	_, err := Read(Input{Body: pdftest.File(new(pdftest.Page).Line(0, 0, 500, 500))})
	var e *Error
	if !errors.As(err, &e) || e.Code != "unreadable" || !strings.Contains(e.Message, "scan") {
		t.Errorf("error %v", err)
	}
}
