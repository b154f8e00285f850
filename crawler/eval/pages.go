package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"zhongbiao/crawler/extract"
	"zhongbiao/data"
)

// wanted is one labelled page, in either form: that of the shared cases
// (amount_cny, names of suppliers) or that of `inspect` (amount.fen, objects).
type wanted struct {
	File      string       `json:"file"`
	Portal    string       `json:"portal"`
	URL       string       `json:"url"`
	Template  string       `json:"template"`
	Kind      string       `json:"kind"`
	Title     *string      `json:"title"`
	Number    *string      `json:"project_number"`
	Name      *string      `json:"project_name"`
	Buyer     *string      `json:"buyer"`
	Agency    *string      `json:"agency"`
	Region    *string      `json:"region"`
	Published *string      `json:"published"`
	Lots      *[]wantedLot `json:"lots"`
}

type wantedLot struct {
	Lot        *string           `json:"lot"`
	Status     string            `json:"status"`
	Suppliers  []json.RawMessage `json:"suppliers"`
	Cny        *float64          `json:"amount_cny"`
	AmountKind string            `json:"amount_kind"`
	Amount     *struct {
		Fen  *int64 `json:"fen"`
		Kind string `json:"kind"`
	} `json:"amount"`
}

// measurePages reads the pages that an expected.json labels.
func measurePages(r *Report, path, portal string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var cases []wanted
	if err := json.Unmarshal(raw, &cases); err != nil {
		return fmt.Errorf("field names as of inspect are expected: %w", err)
	}
	for _, w := range cases {
		body, err := os.ReadFile(filepath.Join(filepath.Dir(path), w.File))
		if err != nil {
			return err
		}
		if w.Portal == "" {
			w.Portal = portal
		}
		n, err := first(extract.File(w.File, body, w.Portal, w.URL))
		if err != nil && !errors.Is(err, extract.ErrNoNotice) {
			return err
		}
		w.compare(r, n)
	}
	return nil
}

func first(ns []data.Notice, err error) (data.Notice, error) {
	if len(ns) == 0 {
		return data.Notice{}, err
	}
	return ns[0], err
}

func (w wanted) compare(r *Report, n data.Notice) {
	t := firstNonEmpty(w.Template, strings.TrimSuffix(w.File, filepath.Ext(w.File)))
	check := func(field, got string, want *string) {
		if want != nil {
			r.check(w.Portal, t, field, w.File, got, strings.TrimSpace(*want))
		}
	}
	r.check(w.Portal, t, "kind", w.File, string(n.Kind), w.Kind)
	check("title", n.Title, w.Title)
	check("number", n.ProjectNumber, w.Number)
	check("name", n.ProjectName, w.Name)
	check("buyer", n.Buyer, w.Buyer)
	check("agency", n.Agency, w.Agency)
	check("published", n.Published.String(), w.Published)
	if w.Region != nil && isCode(*w.Region) {
		check("region", n.Region, w.Region)
	}
	if w.Lots != nil {
		w.lots(r, t, n)
	}
}

// isCode tells a region's code from its printed name.
func isCode(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil && len(s) == 6
}

// lots compares lot by lot; a lot is found by its number.
func (w wanted) lots(r *Report, t string, n data.Notice) {
	byLot := map[string]data.Lot{}
	for _, l := range n.Lots {
		byLot[l.Lot] = l
	}
	var got, want []string
	for _, l := range n.Lots {
		got = append(got, "lot "+l.Lot)
	}
	for _, l := range *w.Lots {
		want = append(want, "lot "+bare(l.Lot))
	}
	r.check(w.Portal, t, "lots", w.File, joined(got), joined(want))
	for _, l := range *w.Lots {
		g, name := byLot[bare(l.Lot)], w.File+" lot "+bare(l.Lot)
		r.check(w.Portal, t, "status", name, string(g.Status), l.Status)
		r.check(w.Portal, t, "winners", name, winners(g.Suppliers), joined(l.names()))
		fen, kind := l.money()
		r.check(w.Portal, t, "amount", name, fenOf(g.Amount), fen)
		if kind != "" {
			r.check(w.Portal, t, "amount kind", name, kindOfMoney(g.Amount), kind)
		}
	}
}

func bare(lot *string) string {
	if lot == nil {
		return ""
	}
	if s := strings.TrimLeft(*lot, "0"); s != "" {
		return s
	}
	return *lot
}

func (l wantedLot) names() []string {
	var out []string
	for _, raw := range l.Suppliers {
		var s string
		var o struct{ Name string }
		if json.Unmarshal(raw, &s) == nil {
			out = append(out, s)
		} else if json.Unmarshal(raw, &o) == nil {
			out = append(out, o.Name)
		}
	}
	return out
}

// money gives the wanted value in fen and kind as text, empty when none.
func (l wantedLot) money() (fen, kind string) {
	switch {
	case l.Amount != nil:
		if l.Amount.Fen != nil {
			fen = strconv.FormatInt(*l.Amount.Fen, 10)
		}
		return fen, l.Amount.Kind
	case l.Cny != nil:
		fen = strconv.FormatInt(int64(math.Round(*l.Cny*100)), 10)
	}
	if l.AmountKind != "none" {
		kind = l.AmountKind
	}
	return fen, kind
}

func fenOf(m *data.Money) string {
	if m == nil || m.Fen == 0 {
		return ""
	}
	return strconv.FormatInt(m.Fen, 10)
}

func kindOfMoney(m *data.Money) string {
	if m == nil {
		return ""
	}
	return string(m.Kind)
}

func winners(ss []data.Supplier) string {
	var out []string
	for _, s := range ss {
		out = append(out, s.Name)
	}
	return joined(out)
}

func joined(ss []string) string {
	ss = append([]string(nil), ss...)
	sort.Strings(ss)
	return strings.Join(ss, " + ")
}

func firstNonEmpty(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// measureRows reads JSON lines whose rows carry their labels under
// "expected": the labels of the page itself (招标人, 中标人, 中标价(元) …).
func measureRows(r *Report, path, portal string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	for line := 1; ; line++ {
		var row map[string]json.RawMessage
		err := dec.Decode(&row)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		if err := measureRow(r, portal, row); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func measureRow(r *Report, portal string, row map[string]json.RawMessage) error {
	raw, ok := row["expected"]
	if !ok {
		return nil
	}
	var e map[string]string
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	delete(row, "expected") // the reader must not see the answers
	body, err := json.Marshal(row)
	if err != nil {
		return err
	}
	n, err := first(extract.File("row.json", body, portal, ""))
	if err != nil && !errors.Is(err, extract.ErrNoNotice) {
		return err
	}
	name := strings.Trim(string(bytes.TrimSpace(row["id"])), `"`)
	compareRow(r, portal, name, e, n)
	return nil
}

// rowFields are the page's labels and the fields they stand for.
var rowFields = []struct {
	field, label string
	got          func(data.Notice) string
}{
	{"buyer", "招标人", func(n data.Notice) string { return n.Buyer }},
	{"agency", "招标机构", func(n data.Notice) string { return n.Agency }},
	{"number", "标段(包)编号", func(n data.Notice) string { return n.ProjectNumber }},
	{"name", "标段(包)名称", func(n data.Notice) string { return n.ProjectName }},
	{"published", "公告发布日期", func(n data.Notice) string { return n.Published.String() }},
}

func compareRow(r *Report, portal, name string, e map[string]string, n data.Notice) {
	const t = "epoint"
	r.check(portal, t, "kind", name, string(n.Kind), string(data.KindAward))
	for _, f := range rowFields {
		if want, ok := e[f.label]; ok {
			r.check(portal, t, f.field, name, f.got(n), strings.TrimSpace(want))
		}
	}
	var ss []data.Supplier
	var m *data.Money
	for _, l := range n.Lots {
		ss = append(ss, l.Suppliers...)
		m = l.Amount
	}
	if w := e["中标人"]; w != "" {
		r.check(portal, t, "winners", name, winners(ss), joined(strings.Split(strings.TrimSuffix(w, "联合体"), "、")))
	}
	switch {
	case e["中标价(元)"] != "":
		yuan, err := strconv.ParseFloat(e["中标价(元)"], 64)
		if err != nil {
			return
		}
		r.check(portal, t, "amount", name, fenOf(m), strconv.FormatInt(int64(math.Round(yuan*100)), 10))
		r.check(portal, t, "amount kind", name, kindOfMoney(m), string(data.Total))
	case e["中标价(%)"] != "":
		r.check(portal, t, "amount kind", name, kindOfMoney(m), string(data.Rate))
	}
}
