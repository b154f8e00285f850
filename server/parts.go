package server

import (
	"net/url"
	"slices"
	"strings"

	"zhongbiao/data/reference"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// parts are the keys of the split that get a colour and a column of their own,
// and whether there are more, which are drawn together.
func (s *series) parts() (shown []string, rest bool) {
	shown = s.Keys[:min(len(s.Keys), maxKeys)]
	if n := len(shown); n > 0 && shown[n-1] == index.TrendRest {
		return shown[:n-1], true
	}
	return shown, len(s.Keys) > maxKeys
}

// column gives a month's figure of each part; the rest is what is left of the
// month.
func (s *series) column(m monthRow) []int64 {
	shown, rest := s.parts()
	left := s.value(m)
	out := make([]int64, 0, len(shown)+1)
	for _, k := range shown {
		v := cellValue(m.Cells[k], s.Query.Measure)
		left -= v
		out = append(out, v)
	}
	if rest {
		out = append(out, left)
	}
	return out
}

// rowsOf gives the parameters that lead from the filter's rows to those that
// were counted for the given parts.
func (q trendQuery) rowsOf(keys ...string) url.Values {
	known := slices.Clone(keys)
	for i, k := range known {
		if k == "" {
			known[i] = query.None
		}
	}
	switch q.Split {
	case splitSupplier:
		return url.Values{"lead": known}
	case "region":
		known = inside(q.Filter.Region, known)
	}
	slices.Sort(known)
	return url.Values{q.Split: {strings.Join(known, ",")}}
}

// rowsOfRest gives the parameters of everything but the shown parts. Suppliers
// are too many to be listed, so those that are shown are left out.
func (q trendQuery) rowsOfRest(all, shown []string) url.Values {
	if q.Split != splitSupplier {
		return q.rowsOf(all[len(shown):]...)
	}
	not := slices.Clone(q.Filter.Lead)
	for _, k := range q.rowsOf(shown...)["lead"] {
		not = append(not, "-"+k)
	}
	slices.Sort(not)
	return url.Values{"lead": not}
}

// inside narrows provinces to what the filter asks for in them: the bar of a
// province holds no more than that.
func inside(asked, provinces []string) []string {
	if len(asked) == 0 {
		return provinces
	}
	var out []string
	for _, p := range provinces {
		for _, a := range asked {
			if a == p || reference.ProvinceCode(a) == p {
				out = append(out, a)
			}
		}
	}
	return out
}
