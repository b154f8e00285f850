package ledger

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"zhongbiao/data"
)

// facts are what linking needs of one notice. They depend on nothing else.
type facts struct {
	n       *data.Notice
	number  number
	attempt int  // 1 for the first
	anyTry  bool // the notice names no attempt and may belong to any, see followsAward
	lot     string
	buyer   string
	titles  []title // of the title and of the project name
	url     string
	links   []string
	winners []string // keys of the suppliers, sorted
	amounts []int64  // known totals, sorted
}

func factsOf(n *data.Notice) *facts {
	f := &facts{n: n, number: parseNumber(n.ProjectNumber), buyer: buyerKey(n), url: urlKey(n.URL)}
	f.attempt = max(n.Attempt, f.number.attempt, attemptInText(n.Title), attemptInText(n.ProjectName))
	f.anyTry = f.attempt == 0 && followsAward(n)
	f.attempt = max(f.attempt, 1)
	f.lot = lotOf(n, f.number)
	for _, s := range []string{n.Title, n.ProjectName} {
		if t := parseTitle(s, n.ProjectNumber, n.Buyer, n.BuyerName); t.print != "" && !slices.Contains(f.titles, t) {
			f.titles = append(f.titles, t)
		}
	}
	for _, l := range n.Links {
		if k := urlKey(l); k != "" && k != f.url {
			f.links = append(f.links, k)
		}
	}
	f.winnersOf(n)
	return f
}

// followsAward tells the kinds that speak of an award that was: their titles
// often leave out which attempt it came from.
func followsAward(n *data.Notice) bool {
	return n.Kind == data.KindContract || n.Revokes || n.Kind == data.KindCorrection && n.Corrects == data.CorrectsResult
}

// lotOf is the one lot that a notice is about as its number or title says.
func lotOf(n *data.Notice, num number) string {
	if num.lot != "" {
		return num.lot
	}
	return lotInText(n.Title)
}

func (f *facts) winnersOf(n *data.Notice) {
	for _, l := range n.Lots {
		if l.Status == data.LotFailed {
			continue
		}
		for _, s := range l.Suppliers {
			f.winners = append(f.winners, supplierKey(s))
		}
		if l.Amount.Disclosed() {
			f.amounts = append(f.amounts, l.Amount.Fen)
		}
	}
	slices.Sort(f.winners)
	f.winners = slices.Compact(f.winners)
	slices.Sort(f.amounts)
}

func supplierKey(s data.Supplier) string {
	if s.Canonical != "" {
		return nameKey(s.Canonical)
	}
	return nameKey(s.Name)
}

// keys gives the link keys under which a notice is found (index) and those
// under which it looks for others (look). Two notices that may belong
// together always meet: where one looks, the other is found, and the other
// way round. The sample set is part of every key, so a sample never meets a
// real page, nor one set the other.
func (f *facts) keys() (index, look []string) {
	prefix := string(f.n.Sample) + "|"
	both := func(k string) { index, look = append(index, prefix+k), append(look, prefix+k) }
	f.numberKeys(prefix, both, &index, &look)
	for _, t := range f.titles {
		if f.buyer != "" {
			both("t:" + t.print + "|" + f.buyer)
		}
		f.titleKeys(t.full, both)
		if !t.long {
			continue
		}
		// A title without a buyer meets all; titles with a buyer don't meet each
		// other by the title alone, else every common title would be one block.
		// Nor does one that has a number of its own need to.
		switch {
		case f.buyer == "" && !f.number.strong:
			both("q0:" + t.full)
			look = append(look, prefix+"q1:"+t.full)
		case f.buyer != "":
			index = append(index, prefix+"q1:"+t.full)
			look = append(look, prefix+"q0:"+t.full)
		}
	}
	if w := f.winKey(); w != "" {
		both("w:" + w)
	}
	if f.url != "" { // several notices may stand on one page: an equal address alone links nothing
		index = append(index, prefix+"u:"+f.url)
		look = append(look, prefix+"l:"+f.url)
	}
	for _, l := range f.links {
		index = append(index, prefix+"l:"+l)
		look = append(look, prefix+"u:"+l)
	}
	return uniq(index), uniq(look)
}

// titleKeys are for notices whose buyers are written differently or not at
// all: the title together with a number that alone says too little, and
// together with the winner.
func (f *facts) titleKeys(full string, both func(string)) {
	if full == "" {
		return
	}
	if f.number.core != "" && !f.number.strong {
		both("m:" + f.number.core + "|" + full)
	}
	if f.n.Kind == data.KindAward && len(f.winners) > 0 {
		both("s:" + full + "|" + f.winners[0])
	}
}

func (f *facts) numberKeys(prefix string, both func(string), index, look *[]string) {
	num := f.number
	if num.core != "" && f.buyer != "" {
		both("n:" + num.core + "|" + f.buyer)
	}
	if !num.strong { // says nothing without its buyer
		return
	}
	both("N:" + num.core)
	*look = append(*look, prefix+"b:"+num.core)
	if num.base != "" {
		*index = append(*index, prefix+"b:"+num.base)
		*look = append(*look, prefix+"N:"+num.base)
	}
}

// winKey is winner and amount of an award whose amount is too particular to
// come twice: neither small nor round.
func (f *facts) winKey() string {
	if f.n.Kind != data.KindAward || len(f.winners) != 1 || len(f.amounts) != 1 || !particular(f.amounts[0]) {
		return ""
	}
	return strconv.FormatInt(f.amounts[0], 10) + "|" + f.winners[0]
}

// particular tells an amount of at least 10,000 yuan that is no multiple of it.
func particular(fen int64) bool { return fen >= 10_000*data.Yuan && fen%(10_000*data.Yuan) != 0 }

// urlKey makes an address comparable; addresses without a path are no key,
// since every notice of a portal links to them.
func urlKey(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || strings.Trim(u.Path+u.RawQuery+u.Fragment, "/") == "" {
		return ""
	}
	k := strings.ToLower(u.Host) + "/" + strings.Trim(u.Path, "/")
	if strings.ContainsAny(u.Fragment, "/=") { // a page of a single-page application
		k += "#" + u.Fragment
	}
	if u.RawQuery != "" {
		k += "?" + u.RawQuery
	}
	return k
}

func uniq(ks []string) []string {
	slices.Sort(ks)
	return slices.Compact(ks)
}
