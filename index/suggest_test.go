package index_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

func TestDidYouMean(t *testing.T) {
	st := openStore(t, t.TempDir())
	p := counted("智能客服")
	p.Lots = []data.Lot{{Status: data.LotAwarded, Suppliers: []data.Supplier{{Name: "科大讯飞股份有限公司"}, {Name: "安徽淘云科技有限公司"}}}}
	n := notice("n1", "智能客服平台", "由科大讯飞股份有限公司中标，见中国电信网站")
	n.Lots = p.Lots
	put(t, st, p, n)
	ix := openIndex(t, st)
	for q, want := range map[string]string{"科大迅飞": "科大讯飞", "智能科服": "", "安徽陶云": "安徽淘云", "平台 科大迅飞": "平台 科大讯飞", "国电": `"国电"`} {
		res := search(t, ix, query.Filter{Q: q}, index.Request{})
		if res.Projects != 0 {
			t.Errorf("%s is found", q)
		}
		if want != "" && !slices.Contains(res.Suggest, want) {
			t.Errorf("%s: suggested %q, want %s", q, res.Suggest, want)
		}
		for _, s := range res.Suggest {
			if search(t, ix, query.Filter{Q: s}, index.Request{}).Projects == 0 {
				t.Errorf("%s: suggested %s, which finds nothing", q, s)
			}
		}
	}
	if res := search(t, ix, query.Filter{Q: "平台"}, index.Request{}); len(res.Suggest) > 0 {
		t.Errorf("suggested %q for a query that finds something", res.Suggest)
	}
}

func TestSuggest(t *testing.T) {
	_, ix := world(t, 300)
	got, err := ix.Suggest(context.Background(), "讯飞", 5)
	if err != nil || len(got) == 0 {
		t.Fatalf("nothing for 讯飞: %v", err)
	}
	for i, s := range got {
		if !strings.Contains(s.Text, "讯飞") {
			t.Errorf("suggested %s", s.Text)
		}
		if i > 0 && s.Field != "" && s.Projects > got[i-1].Projects {
			t.Errorf("%v comes after %v", s, got[i-1])
		}
		if s.Field == query.FieldSupplier {
			res := search(t, ix, query.Filter{Supplier: s.Text}, index.Request{})
			if res.Projects != s.Projects {
				t.Errorf("%s is said to have %d projects, has %d", s.Text, s.Projects, res.Projects)
			}
		}
	}
}

func TestRelated(t *testing.T) {
	st := openStore(t, t.TempDir())
	var list []data.ProjectID
	for i, title := range []string{"甲市电力公司碳排放核算大模型采购项目", "乙省碳排放核算智能体采购项目", "丙县道路采购项目", "丁大学大模型采购项目"} {
		list = append(list, put(t, st, counted(title), notice(string(rune('a'+i)), title, "")))
	}
	ix := openIndex(t, st)
	hits, err := ix.Related(context.Background(), list[0], 3)
	if err != nil || len(hits) != 2 || hits[0].Project != list[1] || hits[1].Project != list[3] {
		t.Errorf("related: %+v, %v", hits, err)
	}
}

// Highlights are on the right characters of the original.
func TestHighlights(t *testing.T) {
	_, ix, _ := small(t, "国网　ＤｅｅｐＳｅｅｋ 大 模型一体机|一、金额：１００万元。\n二、用于大模型&lt;推理&gt;，扩大模型 规模。"+strings.Repeat("无关文字。", 60)+"末尾的大模型")
	for _, c := range []struct{ q, title, text string }{
		{"deepseek", "国网　[ＤｅｅｐＳｅｅｋ] 大 模型一体机", ""},
		{`"大模型"`, "国网　ＤｅｅｐＳｅｅｋ [大 模型]一体机", "二、用于[大模型]&lt;推理&gt;，扩[大模型] 规模。"},
		{"大模型", "国网　ＤｅｅｐＳｅｅｋ 大 模型一体机", "二、用于[大模型]&lt;推理&gt;，扩大模型 规模。"},
		{`"100万"`, "国网　ＤｅｅｐＳｅｅｋ 大 模型一体机", "一、金额:[１００万]元。"},
	} {
		res := search(t, ix, query.Filter{Q: c.q}, index.Request{Limit: 1, Highlight: true})
		if len(res.Hits) != 1 {
			t.Errorf("%s: %d hits", c.q, len(res.Hits))
			continue
		}
		if got := marked(res.Hits[0].Title); got != c.title {
			t.Errorf("%s: title %s, want %s", c.q, got, c.title)
		}
		if c.text == "" {
			continue
		}
		if len(res.Hits[0].Text) == 0 {
			t.Errorf("%s: no excerpt", c.q)
			continue
		}
		if got := strings.ReplaceAll(marked(res.Hits[0].Text[0]), "：", ":"); !strings.Contains(got, c.text) {
			t.Errorf("%s: excerpt %s, want %s", c.q, got, c.text)
		}
	}
	res := search(t, ix, query.Filter{Q: `"大模型"`}, index.Request{Limit: 1, Highlight: true})
	if n := len(res.Hits[0].Text); n != 2 {
		t.Errorf("%d excerpts, want one at each end of the text", n)
	}
}

func marked(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Hit {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
