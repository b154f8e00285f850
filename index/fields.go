package index

import (
	"bytes"
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

// The signs between the strings of a notice in its exact text, and between
// the sections of titles, numbers and all the rest. They are control
// characters, which no normal text and no query holds, so that nothing is
// found across two strings.
const (
	gap        = '\x01'
	sectionEnd = '\x02'
)

// exactText is the text of a notice in which exact strings are looked for.
func exactText(n *data.Notice) string {
	var b strings.Builder
	b.Grow(len(n.Text) + 512)
	for _, section := range [][]string{titles(n), {n.ProjectNumber}, append(orgs(n), n.Text)} {
		for _, t := range distinct(section) {
			if tight := segment.Tight(t).Text; tight != "" {
				b.WriteString(tight)
				b.WriteByte(gap)
			}
		}
		b.WriteByte(sectionEnd)
	}
	return b.String()
}

// of gives the part of an exact text that a scope looks into.
func (s scope) of(exact []byte) []byte {
	if s == anywhere {
		return exact
	}
	titles, rest, _ := bytes.Cut(exact, []byte{sectionEnd})
	if s == inTitle {
		return titles
	}
	number, _, _ := bytes.Cut(rest, []byte{sectionEnd})
	return number
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
