package classify

import (
	"math/rand"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/data"
)

// naive finds all occurrences by looking everywhere.
func naive(words []string, text []rune) []hit {
	var out []hit
	for i := range text {
		for w, s := range words {
			if r := []rune(s); i+len(r) <= len(text) && string(text[i:i+len(r)]) == s {
				out = append(out, hit{w, i, i + len(r)})
			}
		}
	}
	return out
}

func sorted(h []hit) []hit {
	sort.Slice(h, func(i, j int) bool {
		if h[i].start != h[j].start {
			return h[i].start < h[j].start
		}
		return h[i].word < h[j].word
	})
	return h
}

// TestMatcherFindsAll compares the automaton with the naive search on words
// that overlap, nest and share prefixes and suffixes.
func TestMatcherFindsAll(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	alphabet := []rune("大模型智能体a𠮷")
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(alphabet[rng.Intn(len(alphabet))])
		}
		return b.String()
	}
	for range 300 {
		seen, words := map[string]bool{}, []string{}
		for range 1 + rng.Intn(12) {
			if w := word(1 + rng.Intn(4)); !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
		text := []rune(word(40))
		m := newMatcher(words)
		want, got := naive(words, text), m.find(nil, text)
		if d := cmp.Diff(sorted(want), sorted(got), cmp.AllowUnexported(hit{})); d != "" {
			t.Fatalf("words %v text %s:\n%s", words, string(text), d)
		}
		if m.contains(text) != (len(want) > 0) {
			t.Fatalf("words %v text %s: contains is wrong", words, string(text))
		}
	}
}

func TestFoldQuotesTheSource(t *testing.T) {
	const src = "某 AI　大 模型（ＬＬＭ）  big model 采购"
	f := fold(src)
	if got := string(f.runes); got != "某ai大模型(llm)big model采购" {
		t.Errorf("folded %q", got)
	}
	i := strings.Index(string(f.runes), "大模型")
	start := len([]rune(string(f.runes)[:i]))
	if q := f.quote(start, start+3); q != "大 模型" {
		t.Errorf("quote %q", q)
	}
	if f.quote(-1, 2) != "" || f.quote(3, 99) != "" {
		t.Error("quote outside the text")
	}
}

func FuzzClassify(f *testing.F) {
	f.Add("某市大模型平台采购", "某市大数据局", "采购内容：大模型《关于智能体的通知》")
	f.Add("《《《》有限公司有限公司分公司智能体", "(((", "。。。大模型")
	f.Add("\xff\xfe大模型\x00", "\xff", "\x00\xff智能体")
	c := newTest(f)
	f.Fuzz(func(t *testing.T, title, buyer, text string) {
		r := c.Classify(Input{Title: title, Buyer: buyer, Text: text})
		if r.Relevance.Label == "" || r.Industry.ID == "" || r.Scene.ID == "" {
			t.Fatalf("empty label: %+v", r)
		}
		for _, q := range strings.Split(r.Relevance.Evidence, " … ") {
			if !strings.Contains(title, q) && !strings.Contains(text, q) {
				t.Fatalf("evidence %q is quoted from nowhere", q)
			}
		}
		if !strings.Contains(buyer, r.Industry.Evidence) {
			t.Fatalf("industry evidence %q is not in %q", r.Industry.Evidence, buyer)
		}
		if (r.Category != "") != r.Relevance.Label.Counts() {
			t.Fatalf("category %q beside %s", r.Category, r.Relevance.Label)
		}
		n := award(title, text, buyer, text, title)
		n.Text = text
		c.Notice(n)
		if n.Relevance.Label == "" || n.Lots[0].Relevance.Label == "" {
			t.Fatalf("empty label: %+v", n)
		}
	})
}

// TestHugeInput feeds a quarter of a megabyte of the words that cost most. It asserts no
// time; work that grows with the square of the input would not come back.
func TestHugeInput(t *testing.T) {
	c := newTest(t)
	for _, w := range []string{"智能体", "智能体系", "盘古", "大模型", "有限公司", "《", "星火大模型地址：", "算力中心"} {
		text := strings.Repeat(w, 1<<18/len(w))
		n := award(text, text, text, text, "包1")
		n.Text, n.Subject = text, []string{text}
		c.Notice(n)
		c.Classify(Input{Title: text, Buyer: text, Text: text})
	}
	n := award("大模型平台中标公告", "大模型平台", "")
	for range 50000 {
		n.Lots = append(n.Lots, data.Lot{Name: "排班系统", Status: data.LotAwarded})
	}
	c.Notice(n)
}

// page is a notice of about 10 KB with two mentions in it.
func page() string {
	line := "采购人名称：某市示例单位，预算金额以采购文件为准，供应商应当在规定时间内提交响应文件并缴纳保证金。"
	return strings.Repeat(line, 35) + "采购需求：建设大模型服务平台。" + strings.Repeat(line, 35)
}

func BenchmarkClassify10KB(b *testing.B) {
	c := newTest(b)
	in := Input{Title: "某市示例单位信息化平台建设项目中标公告", Buyer: "某市大数据发展管理局", Text: page()}
	b.SetBytes(int64(len(in.Text)))
	b.ReportAllocs()
	for b.Loop() {
		c.Classify(in)
	}
}

func BenchmarkTitle(b *testing.B) {
	c := newTest(b)
	in := Input{Title: "某市示例单位基于大模型的政务服务智能体平台建设项目中标（成交）结果公告", Buyer: "某市大数据发展管理局"}
	b.ReportAllocs()
	for b.Loop() {
		c.Classify(in)
	}
}

func BenchmarkWanted(b *testing.B) {
	c := newTest(b)
	for b.Loop() {
		c.terms.wanted("某市第一人民医院2025年医用耗材采购项目中标（成交）结果公告")
	}
}
