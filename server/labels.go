package server

import (
	"zhongbiao/data"
	"zhongbiao/data/reference"
	"zhongbiao/index"
)

// Label is the reader's word for an id of a group: industry, scene, category,
// relevance, kind, stage, region, soe, sample, portal …
func (l Lang) Label(group, id string) string {
	switch {
	case group == "sample":
		return l.sampleWord(data.Sample(id))
	case id == "" || id == "none":
		return l.T("unknown")
	case group == "soe", group == "intra":
		if id == "true" || id == "1" || id == "soe" || id == "yes" {
			return l.T(group + ".yes")
		}
		return l.T(group + ".no")
	case group == "month":
		if m, err := data.ParseMonth(id); err == nil {
			return l.Month(m)
		}
	}
	return reference.LabelText(group, id, string(l))
}

// part is the word for a part of the trend.
func (l Lang) part(split, key string) string {
	switch {
	case key == index.TrendRest:
		return l.T("split.rest")
	case split != splitSupplier:
		return l.Label(split, key)
	case key == "":
		return l.T("split.nosupplier")
	}
	return key
}

func (l Lang) sampleWord(s data.Sample) string {
	switch s {
	case data.NotSample:
		return ""
	case data.Facts:
		return l.T("sample.facts")
	}
	return l.T("sample.fictional")
}
