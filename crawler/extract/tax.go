package extract

import (
	"regexp"

	"zhongbiao/data"
)

// bothTaxes gives the label's tax basis to the first of two prices when the
// second says the other one: （不含税）：792,452.83元；（含税）：840,000.00元.
func bothTaxes(ts []numToken, h taxHint) {
	first := -1
	for i := range ts {
		switch {
		case ts[i].words:
		case first < 0:
			first = i
		case h != taxNone && ts[first].tax == taxNone && ts[i].tax != taxNone && ts[i].tax != h:
			ts[first].tax = h
			return
		}
	}
}

// reTaxSaid is the tax basis anywhere in a price's text: 含6%增值税, 不含税.
var reTaxSaid = regexp.MustCompile(`([不未]?)含\s*(?:\d{1,2}%)?\s*(?:的)?(?:增值)?税`)

// taxInText takes the tax basis from the rest of the text, when all that it
// says agrees.
func (p *price) taxInText(rs []rune) {
	if p.Tax != data.TaxUnknown {
		return
	}
	var in, ex bool
	for _, m := range reTaxSaid.FindAllStringSubmatch(string(rs), 6) {
		in, ex = in || m[1] == "", ex || m[1] != ""
	}
	switch {
	case in && !ex:
		p.Tax = data.TaxIncluded
	case ex && !in:
		p.Tax = data.TaxExcluded
	}
}

// taxIncluded picks the price with tax where both are printed side by side.
func taxIncluded(toks []numToken) *numToken {
	var in *numToken
	ex := false
	for i := range toks {
		switch toks[i].tax {
		case taxIn:
			if in != nil {
				return nil
			}
			in = &toks[i]
		case taxEx:
			ex = true
		}
	}
	if ex {
		return in
	}
	return nil
}

func taxBasis(h taxHint) data.TaxBasis {
	switch h {
	case taxIn:
		return data.TaxIncluded
	case taxEx:
		return data.TaxExcluded
	}
	return data.TaxUnknown
}
