package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/search"

	"zhongbiao/index/query"
)

// fileFormat is a format that a command writes.
type fileFormat struct {
	name    string   // and the suffix of the server's address for it
	also    []string // what else people call it
	endings []string // of files that hold it
}

var exportFormats = []fileFormat{
	{"csv", nil, []string{".csv"}},
	{"xlsx", []string{"excel"}, []string{".xlsx"}},
	{"json", nil, []string{".json"}},
	{"ndjson", []string{"jsonl", "json-lines", "jsonlines"}, []string{".ndjson", ".jsonl"}},
	{"ocds.json", []string{"ocds-json", "releases", "ocds-releases", "releases.ocds"}, []string{".ocds.json", ".json"}},
	{"records.ocds.json", []string{"records", "ocds-records", "ocds.records", "records-ocds"}, []string{".records.ocds.json", ".json"}},
}

var feedFormats = []fileFormat{
	{"rss", []string{"rss.xml", "xml"}, []string{".rss", ".xml"}},
	{"atom", []string{"atom.xml"}, []string{".atom", ".xml"}},
	{"feed.json", []string{"json", "jsonfeed", "json-feed"}, []string{".feed.json", ".json"}},
}

// trendFormats begin with the table, which is for the eye and not for a file.
var trendFormats = []fileFormat{{name: "table"}, exportFormats[0], exportFormats[1], exportFormats[2]}

// endings are those that say what a file holds. That of the old Excel format,
// which nothing here writes, is one of them.
var endings = func() []string {
	out := []string{".xls"}
	for _, f := range slices.Concat(exportFormats, feedFormats) {
		out = append(out, f.endings...)
	}
	return out
}()

// endingOf gives the longest ending of a file's name that says what it holds,
// "" for none.
func endingOf(file string) string {
	name, out := strings.ToLower(filepath.Base(file)), ""
	for _, e := range endings {
		if strings.HasSuffix(name, e) && len(e) > len(out) {
			out = e
		}
	}
	return out
}

// chooseFormat gives the format that --format names in any usual spelling;
// without one, that which the ending of the output file says, else the first.
// An ending that says otherwise than the flag is wrong usage: whoever opens
// the file goes by it.
func chooseFormat(flag, file string, among []fileFormat) (string, error) {
	ending := endingOf(file)
	if flag == "" {
		for _, f := range among {
			if slices.Contains(f.endings, ending) {
				return f.name, nil
			}
		}
		if ending != "" {
			return "", usagef("--output %s ends in %s, which is not written here: end it like one of %s", file, ending, formatNames(among))
		}
		return among[0].name, nil
	}
	word := formatWord(flag)
	i := spelled(word, among)
	if i < 0 {
		return "", usagef("--format %q is not known; known are %s%s", flag, formatNames(among), meantFormat(word, among))
	}
	f := among[i]
	if ending != "" && len(f.endings) > 0 && !slices.Contains(f.endings, ending) {
		stem := file[:len(file)-len(ending)]
		return "", usagef("--output %s ends in %s, but --format is %s: name it %s, or leave --format out to go by the ending", file, ending, f.name, stem+f.endings[0])
	}
	return f.name, nil
}

// formatWord takes .CSV and json_feed for csv and json-feed.
func formatWord(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.NewReplacer("_", "-", " ", "-").Replace(strings.TrimLeft(s, "*."))
}

func spelled(word string, among []fileFormat) int {
	return slices.IndexFunc(among, func(f fileFormat) bool { return slices.Contains(f.spellings(), word) })
}

// spellings are all words for a format, the short form of its name included.
func (f fileFormat) spellings() []string {
	return append([]string{f.name, strings.TrimSuffix(f.name, ".json")}, f.also...)
}

func formatNames(among []fileFormat) string {
	var out []string
	for _, f := range among {
		out = append(out, f.name)
	}
	return strings.Join(out, ", ")
}

// meantFormat is the hint for a word that is nearly one for a format, or one
// for what another command writes.
func meantFormat(word string, among []fileFormat) string {
	switch {
	case spelled(word, feedFormats) >= 0:
		return " (`zhongbiao feed` writes feeds)"
	case spelled(word, exportFormats) >= 0:
		return " (`zhongbiao export` writes it)"
	}
	best, least := "", len(word)/3+1
	for _, f := range among {
		for _, s := range f.spellings() {
			d := search.LevenshteinDistance(word, s)
			if query.Near(word, s) {
				d = 0 // two neighbours swapped are one slip, not two
			}
			if d < least {
				best, least = f.name, d
			}
		}
	}
	if best == "" {
		return ""
	}
	return " (did you mean " + best + "?)"
}
