package extract

import (
	"flag"
	"fmt"
	"strings"
	"testing"
)

var full = flag.Bool("full", false, "read the hostile pages at full size")

// hostile gives pages that broke readers of their kind: each must be read, or
// refused, in linear time and without deep recursion.
func hostile(scale int) map[string]string {
	n := 1000 * scale
	title := "<h2>示例项目中标公告</h2>"
	return map[string]string{
		"table":       title + "<table><tr><th>供应商名称</th><th>中标金额</th></tr>" + strings.Repeat("<tr><td>示例甲有限公司</td><td>1,234.00元</td></tr>", n) + "</table>",
		"winners":     title + "<table><tr><th>供应商名称</th><th>中标金额</th></tr>" + eachOf(n, "<tr><td>示例%[1]d号有限公司</td><td>%[1]d,234.00元</td></tr>") + "</table>",
		"text lots":   "示例项目中标公告\n标项\n供应商名称\n中标金额\n" + eachOf(n, "%[1]d\n示例%[1]d号有限公司\n%[1]d000元\n"),
		"wide row":    title + "<table><tr>" + strings.Repeat("<td>供应商名称</td><td>示例甲有限公司</td>", n) + "</tr>" + strings.Repeat("<tr><td rowspan=999>x</td></tr>", n/10) + "</table>",
		"spans":       title + "<table>" + strings.Repeat("<tr><td colspan=1000 rowspan=1000>中标人</td><td colspan=99>示例甲有限公司</td></tr>", n) + "</table>",
		"nested tags": title + strings.Repeat("<div><span><table><tr><td>", n/4) + "中标人：示例甲有限公司",
		"open tags":   title + strings.Repeat("<b><i><a><p>", n) + "中标人：示例甲有限公司" + strings.Repeat("</i></b></p>", n),
		"labels":      title + "<p>" + strings.Repeat("中标人：示例甲有限公司 中标金额：1元 ", n) + "</p>",
		"label lines": title + strings.Repeat("<p>中标供应商：示例甲有限公司</p><p>中标金额：100000元</p>", n),
		"bare labels": title + strings.Repeat("<p>序号</p><p>中标供应商</p>", n),
		"colons":      title + "<p>" + strings.Repeat("：", n*10) + "</p>",
		"numbers":     title + "<p>中标金额：" + strings.Repeat("1,", n*10) + "元</p>",
		"brackets":    title + "<p>项目编号：" + strings.Repeat("(", n*10) + "</p>",
		"lots":        title + "<p>废标理由：" + strings.Repeat("标项1：不足三家；", n) + "</p>",
		"lot heads":   title + strings.Repeat("<p>第1包</p><p>废标</p>", n),
		"names":       title + "<p>中标人：" + strings.Repeat("甲有限公司、", n) + "</p>",
		"long title":  "<h2>" + strings.Repeat("更正终止取消中标", n) + "公告</h2>",
		"ranks":       "<h2>示例中标候选人公示</h2><p>" + strings.Repeat("第一名 示例甲有限公司 报价1元 ", n) + "</p>",
		"cells":       title + "<table>" + strings.Repeat("<tr><td>中标人</td><td>"+strings.Repeat("<p>x</p>", 50)+"</td></tr>", n/50) + "</table>",
		"entities":    title + strings.Repeat("&#20013;&#26631;&#x4eba;", n),
		"glued heads": title + "<p>" + strings.Repeat("甲一、", n*5) + "</p>",
		"priced":      title + "<p>成交供应商及成交金额：" + strings.Repeat("；1元", n) + "</p>",
		"links":       title + strings.Repeat("<a href=x><table><tr><td>示例项目", n/4) + "公告",
		"winner list": title + "<p>下列供应商入围：</p>" + strings.Repeat("<p>示例甲有限公司</p>", n),
		"blanks":      title + "<p>中标金额：" + strings.Repeat("1 234 ", n*3) + "元</p>",
		"day labels":  title + "<p>" + strings.Repeat("某处 发布时间：甲 ", n) + "</p>",
		"comment":     title + strings.Repeat("<!--<table>", n),
		"text":        "示例项目中标公告\n" + strings.Repeat("序号\n供应商名称\n中标金额\n1\n示例甲有限公司\n5000元\n", n),
		"json":        strings.Repeat(`[`, 5000),
		"json deep":   strings.Repeat(`{"data":`, 5000) + `1` + strings.Repeat(`}`, 5000),
		"json rows":   `[` + strings.Repeat(`{"title":"示例项目中标公告","content":"中标人：示例甲有限公司"},`, n/10) + `{}]`,
	}
}

// eachOf repeats a pattern with the numbers 1 to n: no two are alike, so what
// compares each with all others shows.
func eachOf(n int, pattern string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, pattern, i+1)
	}
	return b.String()
}

func TestHostilePages(t *testing.T) {
	scale := 10
	if testing.Short() {
		scale = 2
	}
	if *full {
		scale = 60 // a table of 5 MB, 15,000 nested tags, 120,000 labels
	}
	for name, page := range hostile(scale) {
		t.Run(name, func(t *testing.T) {
			ns, err := Read(Input{Portal: "x", Body: []byte(page)})
			if err == nil && len(ns) == 0 {
				t.Error("neither a notice nor an error")
			}
			for _, n := range ns {
				if len(n.Text) > maxText+maxCellText || len(n.Subject) > 200 {
					t.Errorf("unbounded result: %d bytes of text, %d subjects", len(n.Text), len(n.Subject))
				}
			}
		})
	}
}

// BenchmarkHostile shows that ten times the input takes ten times as long:
// compare ns/op of the same page at both scales.
func BenchmarkHostile(b *testing.B) {
	for _, scale := range []int{4, 40} {
		for name, page := range hostile(scale) {
			b.Run(fmt.Sprintf("%s/%d", name, scale), func(b *testing.B) {
				for b.Loop() {
					_, _ = Read(Input{Portal: "x", Body: []byte(page)})
				}
			})
		}
	}
}
