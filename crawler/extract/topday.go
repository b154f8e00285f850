package extract

import (
	"regexp"
	"strings"

	"zhongbiao/data"
)

// reTopDay is the line under a page's title that says when it went up, as far
// as it has no label of its own: "2026-03-30 来源：某某公司", "来源：某某 时间：2025/7/3",
// "时间：2025年10月11日", "2025-11-19 10:00".
var reTopDay = regexp.MustCompile(`^(?:(?:文章|信息)?(?:来源|作者|发布人|发布单位|发布机构)[:：]\s*\S{2,30}\s+)?(?:(?:更新|录入|上传|添加|创建)?(?:时间|日期|于)\s*[:：]?\s*)?([12]\d{3}[年./-]\d{1,2}[月./-]\d{1,2}日?)(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?(?:\s*$|[\s|]+.{0,16}(?:来源|浏览|点击|阅读|访问|作者|字号|字体|打印|分享|发布).*$)`)

// topLines is how far below the title that line is looked for, titleLines how
// far below a page's start the title.
const topLines, titleLines = 3, 40

// topDay reads the day that stands under the title without a label that names
// it. It is not looked for behind the first of the notice's own labels, nor in
// the last line, where a day is a signature's.
func topDay(blocks []block, title string) (data.Day, string) {
	from := 0
	for i, b := range blocks[:min(len(blocks), titleLines)] {
		if b.table == nil && title != "" && tight(b.text) == tight(title) {
			from = i + 1
		}
	}
	for i, b := range blocks[from:] {
		if i > topLines || b.table != nil || from+i == len(blocks)-1 {
			break
		}
		s := squeeze(foldString(b.text))
		if m := reTopDay.FindStringSubmatch(s); m != nil && runeCount(s) < 90 {
			return readDay(m[1]), clip(strings.TrimSpace(b.text), 80)
		}
		if ps := splitPairs(b.text); ps[0].name != "" && keyLabel(ps[0].label.field) {
			break
		}
	}
	return 0, ""
}

func keyLabel(f field) bool {
	switch f {
	case fNumber, fProject, fBuyer, fWinner, fSupplier, fAmount:
		return true
	}
	return false
}
