package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhongbiao/data"
)

// Point is one month of a series: Count projects, of which Disclosed have a
// known total, Fen being the sum of those. Notices counts their award notices.
type Point struct {
	Month     data.Month `json:"month"`
	Count     int        `json:"count"`
	Disclosed int        `json:"disclosed"`
	Fen       int64      `json:"sum_fen"`
	Notices   int        `json:"notices"`
}

// Query chooses what a series is made of. Empty fields take everything that
// counts: every class that counts, awarded projects, the real pages (or, in a
// folder without any, the samples).
type Query struct {
	Classes    []data.Relevance
	Stages     []data.Stage // awarded by default; candidate, contract, direct, framework, failed, revoked
	Samples    []data.Sample
	Industry   []data.Industry
	Scene      []data.Industry
	Category   []data.Category
	Region     []string // prefixes of the code: "44" is 广东
	SOE, Intra *bool
}

func (q Query) takes(sample, series, class string) bool {
	if len(q.Samples) > 0 && !slices.Contains(q.Samples, data.Sample(sample)) {
		return false
	}
	if len(q.Classes) > 0 && !slices.Contains(q.Classes, data.Relevance(class)) {
		return false
	}
	if len(q.Stages) == 0 {
		return series == "a"
	}
	return slices.ContainsFunc(q.Stages, func(s data.Stage) bool { return stageSeries[s] == series })
}

func (q Query) fine() bool {
	return len(q.Scene) > 0 || len(q.Category) > 0 || len(q.Region) > 0 || q.SOE != nil || q.Intra != nil
}

func (q Query) takesDims(d []string) bool {
	return (len(q.Industry) == 0 || slices.Contains(q.Industry, data.Industry(d[0]))) &&
		(len(q.Scene) == 0 || slices.Contains(q.Scene, data.Industry(d[1]))) &&
		(len(q.Category) == 0 || slices.Contains(q.Category, data.Category(d[2]))) &&
		(len(q.Region) == 0 || slices.ContainsFunc(q.Region, func(r string) bool { return strings.HasPrefix(d[3], strings.TrimRight(r, "0")) })) &&
		(q.SOE == nil || yesNo(*q.SOE) == d[4]) && (q.Intra == nil || yesNo(*q.Intra) == d[5])
}

// Trend reads a series from the ledger's cells, by month, without gaps filled.
func Trend(tx Reader, q Query) ([]Point, error) {
	by, err := TrendBy(tx, q, "")
	if err != nil {
		return nil, err
	}
	return by[""], nil
}

// The dimensions by which TrendBy splits.
var dims = []string{"industry", "scene", "category", "region", "soe", "intra_group"}

// TrendBy reads a series split by one dimension (industry, scene, category,
// region, soe, intra_group, class, stage, sample); the empty one gives the
// whole under the key "".
func TrendBy(tx Reader, q Query, by string) (map[string][]Point, error) {
	q = q.in(tx)
	at := slices.Index(dims, by)
	kind := "t"
	switch {
	case at > 0 || q.fine():
		kind = "f"
	case at == 0 || len(q.Industry) > 0:
		kind = "i"
	}
	pick, err := picker(by, at)
	if err != nil {
		return nil, err
	}
	sums := map[string]map[data.Month]Cell{}
	err = q.scan(tx, kind, func(k string, v []byte) error {
		part := strings.Split(k, "|") // kind sample series class month dims…
		if !q.takes(part[1], part[2], part[3]) || kind == "f" && !q.takesDims(part[5:]) || kind == "i" && !q.takesIndustry(part[5]) {
			return nil
		}
		c, err := decodeCell(v)
		if err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
		key := pick(part)
		if sums[key] == nil {
			sums[key] = map[data.Month]Cell{}
		}
		m := parseMonthKey(part[4])
		sums[key][m] = sums[key][m].plus(c)
		return nil
	})
	out := map[string][]Point{}
	for key, months := range sums {
		out[key] = points(months)
	}
	return out, err
}

// scan reads the cells of a kind that can belong to q: those of its samples
// and series only, since the others may be many more.
func (q Query) scan(tx Reader, kind string, fn func(k string, v []byte) error) error {
	stages := q.Stages
	if len(stages) == 0 {
		stages = []data.Stage{data.StageAwarded}
	}
	for _, sample := range q.Samples {
		for _, st := range stages {
			if s := stageSeries[st]; s != "" {
				if err := tx.Cells(kind+"|"+string(sample)+"|"+s+"|", fn); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (q Query) takesIndustry(id string) bool {
	return len(q.Industry) == 0 || slices.Contains(q.Industry, data.Industry(id))
}

func picker(by string, at int) (func([]string) string, error) {
	column, ok := map[string]int{"": 0, "class": 3, "stage": 2, "sample": 1}[by]
	switch {
	case at >= 0:
		return func(part []string) string { return part[5+at] }, nil
	case !ok:
		return nil, fmt.Errorf("no dimension %q: use %s, class, stage or sample", by, strings.Join(dims, ", "))
	case by == "":
		return func([]string) string { return "" }, nil
	case by == "stage":
		return func(part []string) string { return string(stageOf(part[2])) }, nil
	}
	return func(part []string) string { return part[column] }, nil
}

func stageOf(series string) data.Stage {
	for st, s := range stageSeries {
		if s == series {
			return st
		}
	}
	return ""
}

func points(months map[data.Month]Cell) []Point {
	out := make([]Point, 0, len(months))
	for m, c := range months {
		out = append(out, Point{m, c.Projects, c.Disclosed, c.Fen, c.Notices})
	}
	slices.SortFunc(out, func(a, b Point) int { return cmp.Compare(a.Month, b.Month) })
	return out
}

func parseMonthKey(s string) data.Month {
	v, err := strconv.Atoi(s)
	if err != nil {
		return 0 // not reached: monthKey writes digits
	}
	return data.Month(v)
}

func inMonths(s string, from, to data.Month) bool {
	m := parseMonthKey(s)
	return (from == 0 || m >= from) && (to == 0 || m <= to)
}
