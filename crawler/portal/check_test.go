package portal

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	d := builtIn(t, "ccgp")
	detail := `<html><body><div class="vF_detail_content"><p>示例</p></div></body></html>`
	for name, tt := range map[string]struct {
		text, read string
		outcome    Outcome
		reason     string
		rows       int
	}{
		"list":           {ccgpList, "list", OK, "", 2},
		"empty list":     {`<ul class="c_list_bid"></ul>`, "list", Empty, "", 0},
		"one bad row":    {strings.Replace(ccgpList, "./202405/t20240501_900002.htm", "javascript:void(0)", 1), "list", OK, "1 rows can't be used", 1},
		"detail":         {detail, "detail", OK, "", 0},
		"renamed detail": {strings.ReplaceAll(detail, "vF_detail_content", "main"), "", Changed, "vF_detail_content", 0},
		"challenge":      {`<meta name="aliyun_waf_aa" content="x">`, "", Blocked, "aliyun_waf_aa", 0},
		"nothing":        {"", "", Changed, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(d, Answer{Text: tt.text}, At{})
			if r.Read != tt.read || r.Outcome != tt.outcome || !strings.Contains(r.Reason, tt.reason) || len(r.Rows) != tt.rows {
				t.Errorf("%+v", r)
			}
		})
	}
	r := Check(d, Answer{Text: strings.ReplaceAll(ccgpList, "采购人", "单位")}, At{})
	if len(r.Empty) != 1 || r.Empty[0] != "list.fields.buyer" {
		t.Errorf("empty fields %v", r.Empty)
	}
	if p := r.Parts[1]; p.Field != "list.rows" || p.Found != 2 || p.Letters == 0 {
		t.Errorf("part %+v", p)
	}
}
