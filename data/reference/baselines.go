package reference

import (
	"cmp"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"zhongbiao/data"
)

//go:embed baselines.yaml
var baselinesYAML []byte

// Unit says what a published figure counts. Figures of different units are
// never divided by each other.
type Unit string

// The units that trackers count.
const (
	UnitProject  Unit = "project"
	UnitNotice   Unit = "notice"
	UnitContract Unit = "contract"
	UnitBid      Unit = "bid"
	UnitAward    Unit = "award"
)

// Baseline is a published yearly total to compare a series with. A ratio to
// it uses exactly its unit and classes; its source is printed beside it.
type Baseline struct {
	ID         string           `yaml:"id" json:"id"`
	Name       string           `yaml:"name" json:"name"`
	Year       int              `yaml:"year" json:"year"`
	Unit       Unit             `yaml:"unit" json:"unit"`
	Classes    []data.Relevance `yaml:"classes" json:"classes"`
	Categories []data.Category  `yaml:"categories" json:"categories,omitempty"`
	Count      int              `yaml:"count" json:"count"`
	AmountFen  int64            `yaml:"amount_fen" json:"amount_fen,omitempty"`
	Partial    bool             `yaml:"partial" json:"partial"` // the amount covers the disclosed ones only
	Default    bool             `yaml:"default" json:"default,omitempty"`
	Scope      string           `yaml:"scope" json:"scope,omitempty"`
	Source     string           `yaml:"source" json:"source"`
	URLs       []string         `yaml:"urls" json:"urls,omitempty"`
	Note       string           `yaml:"note" json:"note,omitempty"`
	Own        bool             `yaml:"-" json:"own,omitempty"` // counted by ourselves, not published
	ZH         FigureText       `yaml:"zh" json:"-"`
}

// FigureText is what people read about a published figure, in one language.
type FigureText struct {
	Tracker string `yaml:"tracker"`
	Scope   string `yaml:"scope"`
	Source  string `yaml:"source"`
	Note    string `yaml:"note"`
}

// or takes what is empty from the other: names and addresses are the same in
// every language.
func (t FigureText) or(o FigureText) FigureText {
	return FigureText{cmp.Or(t.Tracker, o.Tracker), cmp.Or(t.Scope, o.Scope), cmp.Or(t.Source, o.Source), cmp.Or(t.Note, o.Note)}
}

// In gives the baseline's texts in "zh" or "en"; its name is the tracker.
func (b Baseline) In(lang string) FigureText {
	en := FigureText{b.Name, b.Scope, b.Source, b.Note}
	if lang == "zh" {
		return b.ZH.or(en)
	}
	return en
}

// In gives the figure's texts in "zh" or "en".
func (f Figure) In(lang string) FigureText {
	en := FigureText{f.Tracker, f.Scope, f.Source, f.Note}
	if lang == "zh" {
		return f.ZH.or(en)
	}
	return en
}

// Bound says how a figure of the reconciliation table is to be read.
type Bound string

// The bounds; the empty one means an exact or rounded value.
const (
	BoundAtLeast       Bound = "at_least"        // more than Count
	BoundBelow         Bound = "below"           // fewer than Count
	BoundNearly        Bound = "nearly"          // just below Count
	BoundAtLeastAmount Bound = "at_least_amount" // more than AmountFen
)

// Figure is one published figure: who counted what, where and when. Count and
// AmountFen are 0 when the source gives none.
type Figure struct {
	Tracker     string     `json:"tracker"`
	From        data.Month `json:"from"`
	To          data.Month `json:"to"`
	Unit        Unit       `json:"unit"`
	Count       int        `json:"count,omitempty"`
	Disclosed   int        `json:"disclosed,omitempty"` // how many of Count have an amount
	AmountFen   int64      `json:"amount_fen,omitempty"`
	Approximate bool       `json:"approximate,omitempty"`
	Bound       Bound      `json:"bound,omitempty"`
	Status      string     `json:"status"`           // "published", or "derived" with the arithmetic in Note
	Subset      string     `json:"subset,omitempty"` // "soe": buyers that are state-owned only
	Scope       string     `json:"scope"`
	Source      string     `json:"source"`
	Note        string     `json:"note,omitempty"`
	ZH          FigureText `json:"-"`
}

type figureYAML struct {
	Tracker     string     `yaml:"tracker"`
	From        string     `yaml:"from"`
	To          string     `yaml:"to"`
	Unit        Unit       `yaml:"unit"`
	Count       int        `yaml:"count"`
	Disclosed   int        `yaml:"disclosed"`
	AmountFen   int64      `yaml:"amount_fen"`
	Approximate bool       `yaml:"approximate"`
	Bound       Bound      `yaml:"bound"`
	Status      string     `yaml:"status"`
	Subset      string     `yaml:"subset"`
	Scope       string     `yaml:"scope"`
	Source      string     `yaml:"source"`
	Note        string     `yaml:"note"`
	ZH          FigureText `yaml:"zh"`
}

func (y figureYAML) figure() (Figure, error) {
	f := Figure{Tracker: y.Tracker, Unit: y.Unit, Count: y.Count, Disclosed: y.Disclosed, AmountFen: y.AmountFen,
		Approximate: y.Approximate, Bound: y.Bound, Status: y.Status, Subset: y.Subset,
		Scope: y.Scope, Source: y.Source, Note: y.Note, ZH: y.ZH}
	var err error
	if f.From, err = data.ParseMonth(y.From); err != nil {
		return f, err
	}
	f.To, err = data.ParseMonth(y.To)
	return f, err
}

type baselineTable struct {
	Version   int
	Baselines []Baseline
	Figures   []Figure
}

var loadBaselines = sync.OnceValue(func() baselineTable {
	t, err := parseBaselines(baselinesYAML)
	if err != nil {
		panic("embedded baselines.yaml: " + err.Error()) // a test reads the table, so no release has it
	}
	return t
})

func parseBaselines(b []byte) (baselineTable, error) {
	var y struct {
		Version        int          `yaml:"version"`
		Baselines      []Baseline   `yaml:"baselines"`
		Reconciliation []figureYAML `yaml:"reconciliation"`
	}
	if err := yaml.UnmarshalWithOptions(b, &y, yaml.Strict()); err != nil {
		return baselineTable{}, err
	}
	t := baselineTable{Version: y.Version, Baselines: y.Baselines}
	for i, fy := range y.Reconciliation {
		f, err := fy.figure()
		if err != nil {
			return t, fmt.Errorf("reconciliation row %d (%s): %w", i+1, fy.Tracker, err)
		}
		t.Figures = append(t.Figures, f)
	}
	return t, nil
}

// Baselines lists the published yearly totals that a series may be compared
// with; exactly one is the default.
func Baselines() []Baseline { return append([]Baseline(nil), loadBaselines().Baselines...) }

// DefaultBaseline is the published total of 2023 that is used unless another
// one is chosen: 92 projects.
func DefaultBaseline() Baseline {
	for _, b := range loadBaselines().Baselines {
		if b.Default {
			return b
		}
	}
	return Baseline{} // not reached: a test holds that there is one
}

// BaselineByID finds a published baseline; the error lists the known ids.
func BaselineByID(id string) (Baseline, error) {
	var ids []string
	for _, b := range loadBaselines().Baselines {
		if b.ID == id {
			return b, nil
		}
		ids = append(ids, b.ID)
	}
	return Baseline{}, fmt.Errorf("baseline %q is not known; known are %s", id, strings.Join(ids, ", "))
}

// Reconciliation lists every published figure that we know of, with unit,
// scope, period and source, for showing beside our own.
func Reconciliation() []Figure { return append([]Figure(nil), loadBaselines().Figures...) }
