package sample_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"zhongbiao/crawler/charset"
	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/extract"
	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// reading reads the pages of a set as the crawler would.
type reading struct {
	t      *testing.T
	portal *sample.Portal
	class  *classify.Classifier
	hints  extract.Hints
	wrong  map[string]int // field → pages on which it is wrong
}

func newReading(t *testing.T, set data.Sample) *reading {
	t.Helper()
	p, err := sample.New(sample.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New()
	if err != nil {
		t.Fatal(err)
	}
	defs, err := portal.Load(reference.PortalFS())
	if err != nil {
		t.Fatal(err)
	}
	r := &reading{t: t, portal: p, class: c, wrong: map[string]int{}}
	for _, d := range defs {
		if d.ID == "ccgp" {
			h := d.Hints()
			r.hints = extract.Hints{Body: h.Body, Drop: h.Drop}
		}
	}
	return r
}

// read gives the notice on a page, nil after an error.
func (r *reading) read(pg sample.Page) *data.Notice {
	body, mime := r.portal.Body(pg.Path)
	_, label, err := charset.Decode(body, mime)
	if err != nil {
		r.bad(pg, "charset", "%v", err)
		return nil
	}
	ns, err := extract.Read(extract.Input{Portal: "ccgp", URL: "http://127.0.0.1:1" + pg.Path, ContentType: mime, Charset: label, Body: body, Hints: r.hints,
		Row: data.Row{Sample: pg.Want.Sample}})
	if err != nil || len(ns) != 1 {
		r.bad(pg, "notice", "%d notices, %v", len(ns), err)
		return nil
	}
	r.class.Notice(&ns[0])
	return &ns[0]
}

func (r *reading) bad(pg sample.Page, field, format string, args ...any) {
	r.wrong[field]++
	if r.wrong[field] <= 6 {
		r.t.Errorf("%s %s: %s\n\t%s", field, pg.Path, fmt.Sprintf(format, args...), pg.Want.Title)
	}
}

func (r *reading) same(pg sample.Page, field string, got, want any) {
	if got != want {
		r.bad(pg, field, "got %v, want %v", got, want)
	}
}

// report sums up what is wrong.
func (r *reading) report() {
	var fields []string
	for f, n := range r.wrong {
		fields = append(fields, fmt.Sprintf("%s %d", f, n))
	}
	sort.Strings(fields)
	if len(fields) > 0 {
		r.t.Errorf("wrong pages by field: %s", strings.Join(fields, ", "))
	}
}

// evaluation is the report of an evaluation service for AIGC forgery detection.
// The register calls it an application, the labelled titles call the same title
// adjacent: opinions differ, and as a 直接采购公示 it is not counted anyway.
const evaluation = "github:howx813/feixueworkshop public/data/tenders.json (git history) id 70349909081612"

func TestEveryFactIsReadRight(t *testing.T) {
	r := newReading(t, data.Facts)
	for _, pg := range r.portal.Pages() {
		n := r.read(pg)
		if n == nil {
			continue
		}
		r.facts(pg, n)
		r.same(pg, "withheld number", n.ProjectNumber == "未公开", false)
		r.same(pg, "source", n.Source, pg.Want.Source)
		if pg.Want.Source != evaluation {
			r.same(pg, "relevant", n.Relevant(), pg.Want.Relevant())
		}
	}
	r.report()
}

func TestEveryFictionalNoticeIsReadRight(t *testing.T) {
	r := newReading(t, data.Fictional)
	for _, pg := range r.portal.Pages() {
		n := r.read(pg)
		if n == nil {
			continue
		}
		r.facts(pg, n)
		r.same(pg, "number", n.ProjectNumber, pg.Want.ProjectNumber)
		r.same(pg, "relevance", n.Relevance.Label, pg.Want.Relevance.Label)
		r.same(pg, "agency", n.Agency, pg.Want.Agency)
		r.same(pg, "region", n.Region, pg.Want.Region)
		r.same(pg, "corrects", n.Corrects, pg.Want.Corrects)
		r.same(pg, "revokes", n.Revokes, pg.Want.Revokes)
		if pg.Want.Method != "" {
			r.same(pg, "method", n.Method, pg.Want.Method)
		}
		if len(pg.Want.Lots) == 1 {
			r.same(pg, "category", n.Category, pg.Want.Category)
		}
		r.private(pg, n)
	}
	r.report()
}

// facts compares what both sets have. Whether a reported award is computing or
// an application is the register's judgement, so that only counting or not is
// compared there.
func (r *reading) facts(pg sample.Page, n *data.Notice) {
	w := &pg.Want
	r.same(pg, "kind", n.Kind, w.Kind)
	r.same(pg, "direct", n.Direct, w.Direct)
	r.same(pg, "title", n.Title, w.Title)
	r.same(pg, "buyer", n.Buyer, w.Buyer)
	r.same(pg, "project name", n.ProjectName, w.ProjectName)
	r.same(pg, "published", n.Published, w.Published)
	r.same(pg, "industry", n.Industry.ID, w.Industry.ID)
	if w.Kind == data.KindSingleSource && !w.Direct {
		return // it names a supplier, but nothing is awarded
	}
	r.lots(pg, n)
}

func (r *reading) lots(pg sample.Page, n *data.Notice) {
	w := &pg.Want
	if len(w.Lots) == 0 { // no award: it may list nothing that counts
		for _, l := range n.Lots {
			if l.Status == data.LotAwarded && w.Kind != data.KindFramework {
				r.bad(pg, "lots", "an awarded lot where nothing is awarded: %+v", l)
			}
		}
		return
	}
	if len(n.Lots) != len(w.Lots) {
		r.bad(pg, "lots", "%d lots, want %d", len(n.Lots), len(w.Lots))
		return
	}
	for i, wl := range w.Lots {
		l := n.Lots[i]
		if len(w.Lots) > 1 {
			j := slices.IndexFunc(n.Lots, func(x data.Lot) bool { return x.Lot == wl.Lot })
			if j < 0 {
				r.bad(pg, "lot number", "no lot %q", wl.Lot)
				continue
			}
			l = n.Lots[j]
			if wl.Status != data.LotFailed { // of a failed lot some templates print nothing but the reason
				r.same(pg, "lot relevant", l.Relevance.Label.Counts(), wl.Relevance.Label.Counts())
			}
		}
		r.same(pg, "lot status", l.Status, wl.Status)
		r.same(pg, "suppliers", suppliers(l), suppliers(wl))
		r.same(pg, "amount", amount(l.Amount), amount(wl.Amount))
	}
	r.same(pg, "total", n.TotalFen, w.TotalFen)
	for _, want := range w.Warnings {
		if !slices.ContainsFunc(n.Warnings, func(x data.Warning) bool { return x.Code == want.Code }) {
			r.bad(pg, "warning", "no %s among %v", want.Code, n.Warnings)
		}
	}
}

func suppliers(l data.Lot) string {
	var out []string
	for _, s := range l.Suppliers {
		out = append(out, string(s.Role)+" "+s.Name)
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}

// amount leaves out the raw text; no amount is as good as an undisclosed one.
func amount(m *data.Money) string {
	if m == nil || m.Kind == data.Undisclosed {
		return "undisclosed"
	}
	return fmt.Sprintf("%s %d %s", m.Kind, m.Fen, m.Tax)
}

// private checks that no person, phone or address was kept.
func (r *reading) private(pg sample.Page, n *data.Notice) {
	all := fmt.Sprintf("%+v %s", *n, n.Text)
	for _, word := range []string{"示例专家", "示例联系人", "000-0000000", "示例路"} {
		if i := strings.Index(all, word); i >= 0 {
			r.bad(pg, "private", "%q is kept: %.120q", word, all[max(0, i-60):])
		}
	}
}
