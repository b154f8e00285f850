package export

import (
	"fmt"
	"strings"

	"zhongbiao/data"
)

// Labels turns an id into the reader's words: Label("industry", "energy") is
// 能源. Region codes, stages, kinds, categories and relevances go the same way.
type Labels func(group, id string) string

// Award is one line of an export: a project and its address on this server.
// Notices are filled only for the formats that print them (OCDS).
type Award struct {
	Project *data.Project
	Page    string
	Notices []*data.Notice
}

// Column is one column of the table of awards. ID is its name in the address
// (columns=id,month,…) and the English header.
type Column struct {
	ID    string
	ZH    string
	Value func(a *Award, l Labels) any
}

// Columns lists every column of the table of awards, in order.
var Columns = []Column{
	{"id", "编号", func(a *Award, _ Labels) any { return a.Project.ID.String() }},
	{"month", "月份", func(a *Award, _ Labels) any { return a.Project.Month.String() }},
	{"awarded", "中标公告日期", func(a *Award, _ Labels) any { return a.Project.Awarded }},
	{"title", "标题", func(a *Award, _ Labels) any { return a.Project.Title }},
	{"name", "项目名称", func(a *Award, _ Labels) any { return a.Project.Name }},
	{"number", "项目编号", func(a *Award, _ Labels) any { return a.Project.Number }},
	{"buyer", "采购人", func(a *Award, _ Labels) any { return a.Project.Buyer }},
	{"suppliers", "中标供应商", func(a *Award, _ Labels) any { return SupplierNames(a.Project) }},
	{"amount", "中标金额", func(a *Award, _ Labels) any { return amount(a.Project) }},
	{"amount_unit", "金额单位", func(a *Award, _ Labels) any { return "CNY" }},
	{"disclosed", "金额已披露", func(a *Award, _ Labels) any { return a.Project.Disclosed }},
	{"industry", "行业", func(a *Award, l Labels) any { return l("industry", a.Project.Industry.ID) }},
	{"scene", "场景行业", func(a *Award, l Labels) any { return l("industry", a.Project.Scene.ID) }},
	{"category", "类型", func(a *Award, l Labels) any { return l("category", string(a.Project.Category)) }},
	{"relevance", "相关性", func(a *Award, l Labels) any { return l("relevance", string(a.Project.Relevance.Label)) }},
	{"soe", "国企央企", func(a *Award, _ Labels) any { return a.Project.SOE }},
	{"intra_group", "集团内部", func(a *Award, _ Labels) any { return a.Project.IntraGroup }},
	{"region", "地区", func(a *Award, l Labels) any { return l("region", a.Project.Region) }},
	{"region_code", "地区代码", func(a *Award, _ Labels) any { return a.Project.Region }},
	{"stage", "阶段", func(a *Award, l Labels) any { return l("stage", string(a.Project.Stage)) }},
	{"counted", "计入统计", func(a *Award, _ Labels) any { return a.Project.Counted }},
	{"lots", "包数", func(a *Award, _ Labels) any { return len(a.Project.Lots) }},
	{"lots_failed", "废标包数", func(a *Award, _ Labels) any { return failedLots(a.Project) }},
	{"corrected", "有更正", func(a *Award, _ Labels) any { return a.Project.Corrected }},
	{"agency", "采购代理机构", func(a *Award, _ Labels) any { return a.Project.Agency }},
	{"method", "采购方式", func(a *Award, _ Labels) any { return a.Project.Method }},
	{"portal", "来源网站", func(a *Award, _ Labels) any { return mainLink(a.Project).Portal }},
	{"url", "原文链接", func(a *Award, _ Labels) any { return mainLink(a.Project).URL }},
	{"page", "本站链接", func(a *Award, _ Labels) any { return a.Page }},
	{"sample", "示例数据", func(a *Award, l Labels) any { return l("sample", string(a.Project.Sample)) }},
}

// PickColumns reads a list such as "id,month,buyer"; empty means all. The
// sample column is added whenever it is left out, so that no file can hide
// that its rows are samples.
func PickColumns(list string) ([]Column, error) {
	if strings.TrimSpace(list) == "" {
		return Columns, nil
	}
	var out []Column
	sample := false
	for _, id := range strings.Split(list, ",") {
		c, ok := column(strings.TrimSpace(id))
		if !ok {
			return nil, fmt.Errorf("columns: no column %q, there are %s", strings.TrimSpace(id), ColumnIDs())
		}
		sample = sample || c.ID == "sample"
		out = append(out, c)
	}
	if !sample {
		c, _ := column("sample")
		out = append(out, c)
	}
	return out, nil
}

func column(id string) (Column, bool) {
	for _, c := range Columns {
		if c.ID == id {
			return c, true
		}
	}
	return Column{}, false
}

// ColumnIDs lists the columns that a table may have, with commas between them.
func ColumnIDs() string {
	var ids []string
	for _, c := range Columns {
		ids = append(ids, c.ID)
	}
	return strings.Join(ids, ", ")
}

// amount is the known total, or an empty cell: never 0 for "not disclosed".
func amount(p *data.Project) any {
	if !p.Disclosed {
		return nil
	}
	return Fen(p.Fen)
}

func failedLots(p *data.Project) int {
	n := 0
	for _, l := range p.Lots {
		if l.Status == data.LotFailed {
			n++
		}
	}
	return n
}

// SupplierNames joins the distinct suppliers, the leads first.
func SupplierNames(p *data.Project) string {
	var names []string
	for _, s := range p.Suppliers() {
		names = append(names, s.Name)
	}
	return strings.Join(names, "；")
}

// mainLink is the notice that a reader wants to see first: the award, else
// the latest one.
func mainLink(p *data.Project) data.Link {
	var last data.Link
	for _, l := range p.Notices {
		if l.Kind == data.KindAward {
			return l
		}
		last = l
	}
	return last
}

// AwardTable writes awards into a table, the header first.
type AwardTable struct {
	out  TableWriter
	cols []Column
	lab  Labels
	rec  []any
}

// NewAwardTable writes the header, in Chinese unless english is set.
func NewAwardTable(out TableWriter, cols []Column, lab Labels, english bool) (*AwardTable, error) {
	t := &AwardTable{out: out, cols: cols, lab: lab}
	for _, c := range cols {
		if english {
			t.rec = append(t.rec, c.ID)
		} else {
			t.rec = append(t.rec, c.ZH)
		}
	}
	return t, out.Row(t.rec...)
}

// Award writes one line.
func (t *AwardTable) Award(a *Award) error {
	t.rec = t.rec[:0]
	for _, c := range t.cols {
		t.rec = append(t.rec, c.Value(a, t.lab))
	}
	return t.out.Row(t.rec...)
}

// Close ends the table.
func (t *AwardTable) Close() error { return t.out.Close() }

// Fail ends a broken table.
func (t *AwardTable) Fail(reason error) error { return t.out.Fail(reason) }
