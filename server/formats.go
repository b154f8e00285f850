package server

import (
	"zhongbiao/index/query"
)

// format is one way in which a list leaves the house, by the suffix of its
// address.
type format struct {
	suffix, mime, label string
	feed                bool
	notices             bool // prints notices, not only what was folded of them
}

var awardFormats = []format{
	{suffix: "csv", mime: "text/csv", label: "CSV"},
	{suffix: "xlsx", mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", label: "Excel"},
	{suffix: "json", mime: "application/json", label: "JSON"},
	{suffix: "ndjson", mime: "application/x-ndjson", label: "NDJSON"},
	{suffix: "ocds.json", mime: "application/json", label: "OCDS", notices: true},
	{suffix: "records.ocds.json", mime: "application/json", label: "OCDS records", notices: true},
	{suffix: "rss", mime: "application/rss+xml", label: "RSS", feed: true},
	{suffix: "atom", mime: "application/atom+xml", label: "Atom", feed: true},
	{suffix: "feed.json", mime: "application/feed+json", label: "JSON Feed", feed: true},
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
