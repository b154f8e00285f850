package index

import (
	"strings"

	"zhongbiao/data"
	"zhongbiao/index/segment"
)

// scope is a part of a notice that a field of the query language looks into.
type scope uint8

const (
	anywhere scope = iota
	inTitle
	inNumber
)

// titles are the strings that name what is bought.
func titles(n *data.Notice) []string {
	out := []string{n.Title, n.ProjectName}
	for _, l := range n.Lots {
		out = append(out, l.Name)
	}
	return out
}

// orgs are the names of organisations.
func orgs(n *data.Notice) []string {
	out := []string{n.Buyer, n.BuyerName, n.Agency}
	for _, l := range n.Lots {
		for _, s := range l.Suppliers {
			out = append(out, s.Name, s.Canonical)
		}
	}
	return out
}

// strings of a notice that an exact search may look into. A string that is
// part of one before it adds nothing.
func (s scope) strings(n *data.Notice) []string {
	switch s {
	case inTitle:
		return titles(n)
	case inNumber:
		return []string{n.ProjectNumber}
	}
	all := append([]string{n.Text}, titles(n)...)
	return append(append(all, n.ProjectNumber), orgs(n)...)
}

// gap stands between the strings of a notice in exact text. It is a control
// character, which no normal text and no query holds, so that nothing is
// found across two strings.
const gap = "\x01"

// exactText is the text of a notice in which exact strings are looked for.
func exactText(n *data.Notice, s scope) string {
	var b strings.Builder
	b.Grow(len(n.Text) + 256)
	for _, t := range distinct(s.strings(n)) {
		if tight := segment.Tight(t).Text; tight != "" {
			b.WriteString(tight)
			b.WriteString(gap)
		}
	}
	return b.String()
}

// distinct drops empty and repeated strings.
func distinct(list []string) []string {
	out := list[:0:0]
	for i, s := range list {
		if s == "" {
			continue
		}
		again := false
		for _, t := range list[:i] {
			if t == s {
				again = true
				break
			}
		}
		if !again {
			out = append(out, s)
		}
	}
	return out
}

// joined joins strings for the words of a field: words never cross a line.
func joined(list []string) string { return strings.Join(distinct(list), "\n") }
