package server

import (
	"zhongbiao/index/query"
)

// format is one way in which a list leaves the house, by the suffix of its
// address.
type format struct {
	suffix, mime, label string
	feed                bool
}

var awardFormats = []format{
	{"csv", "text/csv", "CSV", false},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", false},
	{"json", "application/json", "JSON", false},
	{"ndjson", "application/x-ndjson", "NDJSON", false},
	{"ocds.json", "application/json", "OCDS", false},
	{"rss", "application/rss+xml", "RSS", true},
	{"atom", "application/atom+xml", "Atom", true},
	{"feed.json", "application/feed+json", "JSON Feed", true},
}

var trendFormats = []format{awardFormats[0], awardFormats[1], awardFormats[2]}

func (b base) awardFormats(f query.Filter) []link {
	var out []link
	for _, x := range awardFormats {
		out = append(out, link{Label: x.label, URL: b.With("/awards."+x.suffix, f.Values()), Type: x.mime, Feed: x.feed})
	}
	return out
}

func (b base) trendFormats(q trendQuery) []link {
	var out []link
	for _, x := range trendFormats {
		out = append(out, link{Label: x.label, URL: b.With("/trend."+x.suffix, q.values()), Type: x.mime})
	}
	return out
}

// feedLinks let readers find the feeds of a filter by themselves.
func (b base) feedLinks(f query.Filter) []link {
	f.Sort = ""
	var out []link
	for _, x := range awardFormats {
		if x.feed {
			out = append(out, link{Label: b.T("feed.title") + " (" + x.label + ")", URL: b.With("/awards."+x.suffix, f.Values()), Type: x.mime})
		}
	}
	return out
}
