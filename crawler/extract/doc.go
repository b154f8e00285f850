// Package extract reads a notice out of a page: pure functions from bytes to
// data.Notice, with the rule and the quoted words behind every field. It reads
// facts only; whether a notice is about language models, and in which
// industry, is decided by package classify.
//
// A page becomes a document (lines and tables, in reading order), the document
// becomes labels with values inside sections, and those become fields and
// lots. Headings are matched by their words, never by their numeral: provinces
// insert headings and renumber the rest.
package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is one line of text or one table of a document, in reading order.
type block struct {
	text  string
	table *table
}

// cell is one printed cell; spans put the same cell into several grid places.
type cell struct {
	blocks           []block
	text             string // the blocks' lines joined by blanks
	head             bool   // th, or a cell the template marks as a title
	colspan, rowspan int
}

// table is a grid: grid[r][c] is the cell that covers row r, column c.
type table struct {
	grid [][]*cell
}

// Limits against hostile spans: one cell may not cover more than this, and a
// table whose grid would be much larger than its cells is read without spans.
const (
	maxColspan  = 60
	maxRowspan  = 400
	maxColumns  = 400
	maxCellText = 20_000
)

// flattener walks a tree and emits blocks.
type flattener struct {
	hiddenCls map[string]bool
	drop      map[*html.Node]bool
	out       []block
	line      strings.Builder
}

// flatten turns the tree below n into lines and tables.
func flatten(n *html.Node, hiddenCls map[string]bool, drop map[*html.Node]bool) []block {
	f := &flattener{hiddenCls: hiddenCls, drop: drop}
	f.walk(n)
	f.flush()
	return f.out
}

func (f *flattener) flush() {
	if f.line.Len() == 0 {
		return
	}
	if s := squeeze(f.line.String()); s != "" {
		f.out = append(f.out, block{text: s})
	}
	f.line.Reset()
}

func (f *flattener) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		f.line.WriteString(n.Data)
		return
	case html.ElementNode:
		if skipped(n) || f.drop[n] || hidden(n, f.hiddenCls) || elsewhere(n) {
			return
		}
	}
	switch n.DataAtom {
	case atom.Br, atom.Hr:
		f.flush()
		return
	case atom.Table:
		f.flush()
		f.table(n)
		return
	}
	isBlock := blockElement(n.DataAtom) || shownAsBlock(n)
	if isBlock {
		f.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.walk(c)
	}
	if isBlock {
		f.flush()
	}
}

func blockElement(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead,
		atom.Form, atom.Fieldset, atom.Blockquote, atom.Pre, atom.Center, atom.Header, atom.Main, atom.Aside, atom.Body, atom.Html, atom.Caption:
		return true
	}
	return false
}

// maxLinkText is the longest text of a link, in bytes, that can be a title.
const maxLinkText = 400

// elsewhere tells whether an element is a link whose words are the title of
// another notice, as in the lists beside a notice.
func elsewhere(n *html.Node) bool {
	if n.DataAtom != atom.A || attr(n, "href") == "" || n.Parent != nil && headline(n.Parent.DataAtom) {
		return false
	}
	t := tight(visible(n, maxLinkText)) // bounded, since links may hold half a page
	return runeCount(t) > 10 && len(t) < maxLinkText && (strings.HasSuffix(t, "公告") || strings.HasSuffix(t, "公示") || strings.HasSuffix(t, "结果") || strings.HasSuffix(t, "…") || strings.HasSuffix(t, "..."))
}

func headline(a atom.Atom) bool {
	return a == atom.H1 || a == atom.H2 || a == atom.H3 || a == atom.H4
}

// shownAsBlock tells whether an inline element is laid out as a line of its own.
func shownAsBlock(n *html.Node) bool {
	return n.DataAtom == atom.Span && strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "display:block")
}

// table reads one table element. Rows that only lay out a page (one cell of
// many lines, or nested tables) are unwrapped into the surrounding flow, the
// rest stay tables.
func (f *flattener) table(n *html.Node) {
	rows := f.rows(n)
	var run [][]*cell
	end := func() {
		if len(run) > 0 {
			f.emit(run)
			run = nil
		}
	}
	covered := 0 // rows still under a span that began above
	for _, r := range rows {
		if covered == 0 && layoutRow(r) {
			end()
			for _, c := range r {
				f.out = append(f.out, c.blocks...)
			}
			continue
		}
		run = append(run, r)
		covered = max(covered-1, 0)
		for _, c := range r {
			covered = max(covered, c.rowspan-1)
		}
	}
	end()
}

// rows collects the cells of n's own rows; nested tables stay in their cell.
func (f *flattener) rows(n *html.Node) [][]*cell {
	var rows [][]*cell
	var collect func(*html.Node)
	loose := -1 // the row that cells outside any tr are put into
	collect = func(p *html.Node) {
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				if strings.TrimSpace(c.Data) != "" {
					rows, loose = append(rows, []*cell{{blocks: []block{{text: squeeze(c.Data)}}, text: squeeze(c.Data), colspan: 1, rowspan: 1}}), -1
				}
			case c.Type != html.ElementNode || skipped(c) || f.drop[c] || hidden(c, f.hiddenCls):
			case c.DataAtom == atom.Tr:
				rows, loose = append(rows, nil), -1
				rows[len(rows)-1] = f.cells(c)
			case c.DataAtom == atom.Td || c.DataAtom == atom.Th:
				if loose < 0 {
					rows, loose = append(rows, nil), len(rows)
				}
				rows[loose] = append(rows[loose], f.cell(c))
			case c.DataAtom == atom.Tbody || c.DataAtom == atom.Thead || c.DataAtom == atom.Tfoot || c.DataAtom == atom.Colgroup || c.DataAtom == atom.Form:
				collect(c)
				loose = -1
			default:
				rows, loose = append(rows, []*cell{f.cell(c)}), -1
			}
		}
	}
	collect(n)
	return rows
}

func (f *flattener) cells(tr *html.Node) []*cell {
	var out []*cell
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !skipped(c) && !f.drop[c] && !hidden(c, f.hiddenCls) {
			out = append(out, f.cell(c))
		} else if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			s := squeeze(c.Data)
			out = append(out, &cell{blocks: []block{{text: s}}, text: s, colspan: 1, rowspan: 1})
		}
	}
	return out
}

func (f *flattener) cell(n *html.Node) *cell {
	sub := &flattener{hiddenCls: f.hiddenCls, drop: f.drop}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sub.walk(c)
	}
	if n.DataAtom == atom.Table {
		sub.table(n)
	}
	sub.flush()
	c := &cell{blocks: sub.out, colspan: span(n, "colspan", maxColspan), rowspan: span(n, "rowspan", maxRowspan)}
	c.head = n.DataAtom == atom.Th || attr(n, "class") == "title"
	c.text = joinBlocks(sub.out)
	return c
}

func span(n *html.Node, key string, limit int) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, limit)
}

func joinBlocks(bs []block) string {
	if len(bs) == 1 {
		return clip(bs[0].text, maxCellText)
	}
	var b strings.Builder
	for _, x := range bs {
		if x.table != nil || b.Len() > maxCellText {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(x.text)
	}
	return b.String()
}

// layoutRow tells whether a row only holds other content in place.
func layoutRow(r []*cell) bool {
	filled, nested := 0, false
	var only *cell
	for _, c := range r {
		if len(c.blocks) == 0 {
			continue
		}
		filled++
		only = c
		for _, b := range c.blocks {
			nested = nested || b.table != nil
		}
	}
	return nested || filled == 1 && (len(only.blocks) > 2 || len(only.text) > 300) || filled == 0
}

// emit puts a run of plain rows into the flow: as lines when no row has more
// than one cell, else as a table with its spans resolved.
func (f *flattener) emit(rows [][]*cell) {
	wide := false
	for _, r := range rows {
		wide = wide || len(r) > 1
	}
	if !wide {
		for _, r := range rows {
			for _, c := range r {
				f.out = append(f.out, c.blocks...)
			}
		}
		return
	}
	f.out = append(f.out, block{table: &table{grid: layGrid(rows)}})
}

// layGrid resolves spans. A grid that would be more than six times as large
// as its cells is laid out without them.
func layGrid(rows [][]*cell) [][]*cell {
	cells, area := 0, 0
	for _, r := range rows {
		for _, c := range r {
			cells++
			area += c.colspan * min(c.rowspan, len(rows))
		}
	}
	if area > 6*cells+2000 {
		return rows
	}
	grid := make([][]*cell, len(rows))
	var hang []*cell // hang[c] covers column c from above
	var left []int   // for so many more rows
	for i, r := range rows {
		var line []*cell
		next := 0
		r = r[:min(len(r), maxColumns)]
		for col := 0; next < len(r) || col < len(hang); col++ {
			if col < len(hang) && left[col] > 0 {
				left[col]--
				line = append(line, hang[col])
				continue
			}
			if next >= len(r) {
				if !anyLeft(left, col) {
					break
				}
				line = append(line, blankCell)
				continue
			}
			c := r[next]
			next++
			for k := 0; k < c.colspan; k++ {
				if k > 0 && col+k < len(hang) && left[col+k] > 0 {
					break
				}
				for len(hang) <= col+k {
					hang, left = append(hang, nil), append(left, 0)
				}
				hang[col+k], left[col+k] = c, c.rowspan-1
				line = append(line, c)
			}
			col = len(line) - 1
		}
		grid[i] = line
	}
	return grid
}

var blankCell = &cell{colspan: 1, rowspan: 1}

func anyLeft(left []int, from int) bool {
	for _, n := range left[min(from, len(left)):] {
		if n > 0 {
			return true
		}
	}
	return false
}

// distinct gives the row's cells with each spanning cell once.
func distinct(row []*cell) []*cell {
	out := make([]*cell, 0, len(row))
	for i, c := range row {
		if i == 0 || c != row[i-1] {
			out = append(out, c)
		}
	}
	return out
}
