package sample

import "zhongbiao/data"

// Span gives the first and last day of which the set has anything. The
// fictional set is whole for the months it covers; the reported facts are
// known only for the days between the first and the last of them.
func (p *Portal) Span() (first, last data.Day) {
	for _, n := range p.set.notices {
		d := data.DayOf(n.at)
		if first == 0 || d < first {
			first = d
		}
		last = max(last, d)
	}
	if p.set.kind == data.Fictional {
		return first.Month().First(), last.Month().Last()
	}
	return first, last
}
