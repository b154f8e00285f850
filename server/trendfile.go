package server

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"zhongbiao/data/ledger"
	"zhongbiao/data/reference"
	"zhongbiao/index"
	"zhongbiao/server/export"
)

// trendTable writes the series as CSV or XLSX: one line per month, the parts
// of the split in columns. A month that is not covered has empty cells.
func (s *Server) trendTable(w io.Writer, v *visit, fm format, se *series) error {
	l := v.lang
	bom, err := bomOf(v.URL.Query())
	if err != nil {
		return err
	}
	var out export.TableWriter = export.NewCSV(w, bom)
	if fm.suffix == "xlsx" {
		notes, err := s.notes(v, se.Query.Filter, se.Result.Projects)
		if err != nil {
			return err
		}
		if y := se.Yard; y != nil {
			notes = append(notes, [2]string{l.T("file.baseline"), fmt.Sprintf("%s: %d %d, %s", y.ID, y.Year, y.Count, y.In(string(l)).Source)})
		}
		x, err := export.NewXLSX(w, export.XLSXOptions{Sheet: export.SheetName(l.T("trend.title")), About: export.SheetName(l.T("about.title")), Notes: notes})
		if err != nil {
			return err
		}
		out = x
	}
	head := []any{l.T("col.month"), l.T("col.count." + unitOf(se.Query.Filter.Unit)), l.T("col.disclosed.n"), l.T("col.amount.yuan"), l.T("col.ytd"), l.T("col.ratio"), l.T("col.ratio.ytd"), l.T("col.complete")}
	for _, k := range se.Keys {
		head = append(head, l.part(se.Query.Split, k))
	}
	head = append(head, l.T("col.sample"))
	if err := out.Row(head...); err != nil {
		return err
	}
	for _, m := range se.Months {
		if err := out.Row(trendCells(se, m, s.sampleNote(v))...); err != nil {
			return err
		}
	}
	return out.Close()
}

func trendCells(se *series, m monthRow, sample string) []any {
	row := []any{m.Month.String(), nil, nil, nil, nil, nil, nil, string(m.State())}
	if m.State() != coverNone {
		row[1], row[2], row[3], row[4] = m.Count, m.Disclosed, export.Fen(m.SumFen), m.YTD
		if r := se.ratio(m); r != nil {
			row[5], row[6] = math.Round(*r*1e4)/1e4, math.Round(float64(se.ytd(m))/float64(se.yard())*1e4)/1e4
		}
	}
	for _, k := range se.Keys {
		switch c := m.Cells[k]; {
		case m.State() == coverNone:
			row = append(row, nil)
		case se.Query.Measure == measureAmount:
			row = append(row, export.Fen(c.Fen))
		default:
			row = append(row, c.Count)
		}
	}
	return append(row, sample)
}

// trendJSON is the contract of `trend --json`, which the ledger's Series
// keeps, with the query and the parts of the split beside it.
type trendJSON struct {
	ledger.Series
	Query   string                      `json:"query"`
	Measure measure                     `json:"measure"`
	Split   string                      `json:"split"`
	Parts   map[string]map[string]int64 `json:"parts"`  // month → key → count, or fen
	States  map[string]coverState       `json:"states"` // month → complete, partial, none
	Own     *reference.Baseline         `json:"own_2023"`
	Sample  string                      `json:"sample,omitempty"`
}

func writeTrendJSON(w io.Writer, se *series, sample string) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(trendOf(se, sample))
}

func trendOf(se *series, sample string) trendJSON {
	out := trendJSON{Series: se.Ledger, Query: se.Query.Filter.Values().Encode(), Measure: se.Query.Measure, Split: se.Query.Split,
		Parts: map[string]map[string]int64{}, States: map[string]coverState{}, Own: se.Own, Sample: sample}
	out.Baseline = se.Yard
	for _, m := range se.Months {
		out.States[m.Month.String()] = m.State()
		if len(m.Cells) == 0 {
			continue
		}
		parts := map[string]int64{}
		for k, c := range m.Cells {
			if k == index.TrendRest {
				k = "rest"
			}
			parts[k] = cellValue(c, se.Query.Measure)
		}
		out.Parts[m.Month.String()] = parts
	}
	return out
}
