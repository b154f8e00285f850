package main

import (
	"errors"
	"strings"
	"testing"
)

// TestChooseFormat: the usual spellings of a format are taken, an unknown one
// brings the list and the nearest, and a file's ending is never at odds with
// what is in the file.
func TestChooseFormat(t *testing.T) {
	for _, c := range []struct {
		among      []fileFormat
		flag, file string
		want, err  string
	}{
		{exportFormats, "", "", "csv", ""},
		{exportFormats, "CSV", "", "csv", ""},
		{exportFormats, ".csv", "", "csv", ""},
		{exportFormats, " .Xlsx", "", "xlsx", ""},
		{exportFormats, "Excel", "", "xlsx", ""},
		{exportFormats, "ocds", "", "ocds.json", ""},
		{exportFormats, "OCDS.JSON", "", "ocds.json", ""},
		{exportFormats, ".records.ocds", "", "records.ocds.json", ""},
		{exportFormats, "ocds_records", "", "records.ocds.json", ""},
		{exportFormats, "jsonl", "", "ndjson", ""},
		{feedFormats, "feed", "", "feed.json", ""},
		{feedFormats, "JSON", "", "feed.json", ""},
		{feedFormats, "json feed", "", "feed.json", ""},
		{feedFormats, "", "", "rss", ""},
		{trendFormats, "", "", "table", ""},
		{trendFormats, "TABLE", "", "table", ""},

		{exportFormats, "cvs", "", "", `"cvs" is not known; known are csv, xlsx, json, ndjson, ocds.json, records.ocds.json (did you mean csv?)`},
		{exportFormats, "xls", "", "", "did you mean xlsx?"},
		{exportFormats, "ocds-recrods", "", "", "did you mean records.ocds.json?"},
		{exportFormats, "pdf", "", "", "ocds.json, records.ocds.json$"},
		{exportFormats, "ocsd", "", "", "did you mean ocds.json?"},
		{exportFormats, "Feed", "", "", "`zhongbiao feed`"},
		{feedFormats, "csv", "", "", "`zhongbiao export`"},
		{feedFormats, "atmo", "", "", "known are rss, atom, feed.json (did you mean atom?)"},

		{exportFormats, "", "a/b.XLSX", "xlsx", ""},
		{exportFormats, "", "b.json", "json", ""},
		{exportFormats, "", "b.ocds.json", "ocds.json", ""},
		{exportFormats, "", "b.records.ocds.json", "records.ocds.json", ""},
		{exportFormats, "", "b.txt", "csv", ""},
		{exportFormats, "ocds", "b.json", "ocds.json", ""},
		{exportFormats, "xlsx", "b.d/file", "xlsx", ""},
		{feedFormats, "", "b.atom", "atom", ""},
		{feedFormats, "", "b.json", "feed.json", ""},
		{feedFormats, "atom", "b.xml", "atom", ""},
		{trendFormats, "", "b.csv", "csv", ""},

		{exportFormats, "csv", "b.xlsx", "", "--output b.xlsx ends in .xlsx, but --format is csv: name it b.csv"},
		{exportFormats, "xlsx", "b.xls", "", "name it b.xlsx"},
		{exportFormats, "json", "b.ocds.json", "", "ends in .ocds.json"},
		{exportFormats, "ndjson", "b.json", "", "name it b.ndjson"},
		{exportFormats, "", "b.rss", "", "ends in .rss, which is not written here"},
		{feedFormats, "", "b.csv", "", "end it like one of rss, atom, feed.json"},
	} {
		got, err := chooseFormat(c.flag, c.file, c.among)
		var usage usageError
		switch {
		case c.err == "" && (err != nil || got != c.want):
			t.Errorf("--format %q -o %q: %q, %v, want %s", c.flag, c.file, got, err, c.want)
		case c.err != "" && (!errors.As(err, &usage) || !strings.Contains(err.Error()+"$", c.err)):
			t.Errorf("--format %q -o %q: %q, error %v, want %s", c.flag, c.file, got, err, c.err)
		}
	}
}
