package reference

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"zhongbiao/data"
)

//go:embed register.csv
var registerCSV string

// RegisterRow is one reported award: facts that stood in public, with the
// report they come from. Empty strings and 0 mean that the report does not
// say it.
type RegisterRow struct {
	ID            string
	ProjectTitle  string
	NoticeTitle   string
	Buyer         string
	Supplier      string
	Fen           int64 // in fen; the reports mostly round to 100 yuan
	Day           data.Day
	Stage         RegisterStage
	Category      data.Category
	BuyerIndustry data.Industry
	SceneIndustry data.Industry
	Evidence      string // where the LLM shows: title, lot, body, implied, none_compute, vendor_list
	Confidence    string // high, med, low
	Source        string // the report
}

// RegisterStage says what the report is about.
type RegisterStage string

// The stages of the register.
const (
	ReportedAward     RegisterStage = "award"
	ReportedCandidate RegisterStage = "candidate"
	ReportedContract  RegisterStage = "contract"
	ReportedDirect    RegisterStage = "direct_publicity" // 直接采购公示
)

// Publishable tells whether the row is a fact that may be shown: it has day,
// title and buyer, the LLM stands in its title or lot, it is not of low
// confidence, and its report can be looked up. The other rows are leads.
func (r RegisterRow) Publishable() bool {
	seen := r.Evidence == "title" || r.Evidence == "lot"
	known := r.Day != 0 && r.NoticeTitle != "" && r.Buyer != ""
	report := r.Source != "" && !strings.HasPrefix(r.Source, "public file") && !strings.Contains(r.Source, "data/labelled")
	return seen && known && report && r.Confidence != "low"
}

// Register gives the reported awards in the order of their ids. The slice is
// the caller's.
func Register() []RegisterRow {
	return append([]RegisterRow(nil), register()...)
}

var register = sync.OnceValue(func() []RegisterRow {
	rows, err := parseRegister(registerCSV)
	if err != nil {
		panic(err) // the table is embedded; its test reads it
	}
	return rows
})

var registerColumns = []string{"id", "project_title", "notice_title", "buyer", "supplier", "amount_cny", "date", "stage", "category",
	"buyer_industry", "scene_industry", "llm_evidence", "confidence", "source"}

func parseRegister(text string) ([]RegisterRow, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment = '#'
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("register.csv: %w", err)
	}
	if strings.Join(head, ",") != strings.Join(registerColumns, ",") {
		return nil, fmt.Errorf("register.csv: columns are %v, want %v", head, registerColumns)
	}
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("register.csv: %w", err)
	}
	rows := make([]RegisterRow, 0, len(records))
	for _, rec := range records {
		row, err := registerRow(rec)
		if err != nil {
			return nil, fmt.Errorf("register.csv: row %s: %w", rec[0], err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func registerRow(f []string) (RegisterRow, error) {
	r := RegisterRow{ID: f[0], ProjectTitle: f[1], NoticeTitle: f[2], Buyer: f[3], Supplier: f[4],
		Stage: RegisterStage(f[7]), Category: data.Category(f[8]), BuyerIndustry: data.Industry(f[9]), SceneIndustry: data.Industry(f[10]),
		Evidence: f[11], Confidence: f[12], Source: f[13]}
	if len(f[6]) == len("2006-01-02") { // some reports only give a month or a year: no day is known
		day, err := data.ParseDay(f[6])
		if err != nil {
			return r, err
		}
		r.Day = day
	}
	if f[5] != "" {
		yuan, err := strconv.ParseFloat(f[5], 64)
		if err != nil {
			return r, fmt.Errorf("amount %q is not a number", f[5])
		}
		r.Fen = int64(yuan*100 + 0.5)
	}
	return r, nil
}
