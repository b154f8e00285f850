package extract

import (
	"strings"

	"zhongbiao/data"
)

// correction collects what a 更正公告 says it corrects.
type correction struct {
	result, tender bool
}

// item reads 更正事项. Forms print all choices and tick one.
func (c *correction) item(v string) {
	v = tight(v)
	if i := strings.IndexAny(v, "☑√■✓✔"); i >= 0 {
		v = v[i:]
		if j := strings.IndexAny(v[1:], "□☐"); j >= 0 {
			v = v[:j+1]
		}
	}
	if hasAny(v, "采购结果", "中标结果", "成交结果", "结果公告", "中标公告", "成交公告", "中标（成交）结果", "中标(成交)结果") {
		c.result = true
	}
	if hasAny(v, "采购公告", "采购文件", "招标公告", "招标文件", "磋商文件", "谈判文件", "询价通知书", "资格预审", "磋商公告", "谈判公告") {
		c.tender = true
	}
}

// verdict joins the title's view with the body's; a ticked choice wins.
func (c correction) verdict(title data.Corrects) data.Corrects {
	switch {
	case c.result && !c.tender:
		return data.CorrectsResult
	case c.tender && !c.result:
		return data.CorrectsTender
	case title != "":
		return title
	}
	return data.CorrectsUnknown
}

// correctPair reads a label inside 更正信息: only new values count.
func (r *reader) correctPair(p pair) bool {
	switch p.label.field {
	case fCorrectItem:
		return false
	case fBefore:
		return true
	case fAfter:
		r.afterText("", p.value)
		return true
	case fWinner, fAmount, fFailReason, fNumber, fProject, fBuyer, fLot:
		return false
	}
	return true
}

// afterText reads a new value; what it is stands in the same cell or in the
// row's first cell (更正项).
func (r *reader) afterText(what, v string) {
	old := r.sec
	r.sec = secAward
	if l := readLabel(what); l.field == fWinner || l.field == fAmount || l.field == fSupplier || l.field == fBid {
		r.pair(pair{label: l, name: what, value: v})
	} else {
		for _, s := range splitHeadings(v) {
			ps := splitPairs(s)
			for _, p := range ps {
				if f := p.label.field; f == fWinner || f == fAmount || f == fSupplier || f == fBid || f == fLot {
					r.pair(p)
				}
			}
		}
	}
	r.sec = old
}
