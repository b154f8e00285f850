package saved

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"

	"zhongbiao/crawler/charset"
	"zhongbiao/data"
)

const (
	headerWithin = 10      // rows in which the header must stand
	maxRows      = 200_000 // of one list
	minTitle     = 5       // characters; what is shorter is no title
)

var errNoHeader = errors.New("no header row among the first 10 rows: want a column 标题 or 项目名称 (title) and one of 采购人, 中标供应商, 中标金额, 发布日期, 链接 or their English names")

// entry is a row of a list, read.
type entry struct {
	line                                                   int
	title, project, buyer, number, region, kind, url, unit string
	day                                                    data.Day
	amountName                                             string
	parts                                                  []part
}

// part is a supplier of an award with its amount as printed.
type part struct{ supplier, amount string }

// table collects the rows of one list. Rows that name the same notice, as
// lists with a row per supplier or lot do, are one page.
type table struct {
	im     *importer
	file   string
	head   *header
	rows   int
	serial bool // numbers in the date column are days since 1900
	since  bool // …since 1904
	list   []*entry
	by     map[string]*entry
}

func newTable(im *importer, file string) *table {
	return &table{im: im, file: file, by: map[string]*entry{}}
}

// row takes the next row: it looks for the header, then reads. It says false
// when no more rows are wanted.
func (t *table) row(line int, cells []string) bool {
	if blank(cells) {
		return true
	}
	if t.rows++; t.rows > maxRows {
		t.im.problem(t.file, line, "the list has more than %d rows; the rest was not read", maxRows)
		return false
	}
	if t.head == nil {
		if h, ok := readHeader(cells); ok {
			t.head = &h
			return true
		}
		return t.rows < headerWithin
	}
	if h, ok := readHeader(cells); ok && h == *t.head {
		return true // the header again, on each printed page
	}
	e, err := t.read(line, cells)
	if err != nil {
		t.im.problem(t.file, line, "%v", err)
		return true
	}
	t.put(e)
	return true
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// read reads a row's cells; the error names the column.
func (t *table) read(line int, cells []string) (*entry, error) {
	h := *t.head
	get := func(c column) string { return h.cell(cells, c) }
	e := &entry{line: line, title: get(colTitle), project: get(colProject), buyer: get(colBuyer), number: get(colNumber),
		region: get(colRegion), kind: get(colKind), unit: h.unit, amountName: h.amount}
	if e.title == "" {
		e.title = e.project
	}
	if n := len([]rune(e.title)); n < minTitle {
		return nil, fmt.Errorf("the title %q has fewer than %d characters", e.title, minTitle)
	}
	if u := get(colURL); u != "" {
		if e.url = webAddress(u); e.url == "" {
			return nil, fmt.Errorf("the address %q is not one of a page (want http://… or https://…)", clip(u))
		}
	}
	if d := get(colDate); d != "" {
		if e.day = t.day(d); e.day == 0 {
			return nil, fmt.Errorf("the date %q is none (want 2024-04-30, 2024/4/30, 2024年4月30日 or 20240430)", clip(d))
		}
	}
	amount, err := readAmount(get(colAmount))
	if err != nil {
		return nil, err
	}
	if s := get(colSupplier); s != "" || amount != "" {
		e.parts = []part{{s, amount}}
	}
	return e, nil
}

// put adds a row to the list, or to the row of the same notice.
func (t *table) put(e *entry) {
	key := strings.Join([]string{e.url, e.title, e.number, e.buyer, e.day.String(), e.kind}, "\x00")
	if e.url == "" && e.number == "" {
		key = fmt.Sprint(e.line) // nothing says that two such rows are one notice
	}
	old := t.by[key]
	if old == nil {
		t.by[key] = e
		t.list = append(t.list, e)
		return
	}
	for _, p := range e.parts {
		if !contains(old.parts, p) {
			old.parts = append(old.parts, p)
		}
	}
}

func contains(ps []part, p part) bool {
	for _, q := range ps {
		if p == q {
			return true
		}
	}
	return false
}

// done adds the pages of all rows that were taken.
func (t *table) done() error {
	for _, e := range t.list {
		p := e.page()
		if err := t.im.page(t.file, e.line, p); err != nil {
			return err
		}
	}
	return nil
}

// page is the row as a page: a JSON record as portals give them. Its keys are
// those that package extract knows.
func (e *entry) page() *data.Page {
	rec := map[string]string{"title": e.title, "content": e.content()}
	for k, v := range map[string]string{"url": e.url, "published": e.day.String(), "buyer": e.buyer, "projectcode": e.number,
		"projectname": e.project, "region": e.region, "announcetype": e.kind} {
		if v != "" {
			rec[k] = v
		}
	}
	body, _ := json.Marshal(rec) // a map of strings always marshals
	row := data.Row{Title: e.title, Published: e.day, Buyer: e.buyer, Region: e.region, KindHint: kindNamed(e.kind)}
	return &data.Page{Channel: ChannelRow, URL: e.url, Charset: charset.UTF8, Body: body, Row: row,
		Header: map[string]string{"Content-Type": "application/json; charset=utf-8"}}
}

// kindNamed reads a kind in our own English words, as our exports print it;
// Chinese words are read by package extract.
func kindNamed(s string) data.Kind {
	for _, k := range data.Kinds {
		if strings.EqualFold(s, string(k)) {
			return k
		}
	}
	return ""
}

// content is the body of the record: the row under the labels of a notice.
func (e *entry) content() string {
	var b strings.Builder
	line := func(label, v string) {
		if v != "" {
			fmt.Fprintf(&b, "<p>%s：%s</p>", label, html.EscapeString(v))
		}
	}
	line("项目编号", e.number)
	line("项目名称", e.project)
	line("采购人", e.buyer)
	supplier, amount := e.labels()
	if len(e.parts) == 1 {
		line(supplier, e.parts[0].supplier)
		line(amount, e.parts[0].amount)
	} else if len(e.parts) > 1 {
		fmt.Fprintf(&b, "<table><tr><td>%s</td><td>%s</td></tr>", supplier, amount)
		for _, p := range e.parts {
			fmt.Fprintf(&b, "<tr><td>%s</td><td>%s</td></tr>", html.EscapeString(p.supplier), html.EscapeString(p.amount))
		}
		b.WriteString("</table>")
	}
	return b.String()
}

// labels are those of supplier and amount. A candidate is no winner, and the
// supplier of a contract is its party.
func (e *entry) labels() (supplier, amount string) {
	supplier, amount = "中标供应商", "中标金额"
	switch {
	case strings.Contains(e.title+e.kind, "候选") || kindNamed(e.kind) == data.KindCandidate:
		supplier, amount = "中标候选人", "投标报价"
	case strings.HasPrefix(e.amountName, "合同"):
		amount = "合同金额"
	}
	if e.unit != "" {
		amount += "（" + e.unit + "）"
	}
	return supplier, amount
}
