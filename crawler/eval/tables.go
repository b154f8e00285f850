package eval

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"zhongbiao/crawler/classify"
	"zhongbiao/data"
)

// readTable reads a CSV file with a header.
func readTable(path string, columns ...string) ([]map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	at := map[string]int{}
	for i, h := range rows[0] {
		at[strings.TrimPrefix(h, "\ufeff")] = i
	}
	for _, c := range columns {
		if _, ok := at[c]; !ok {
			return nil, fmt.Errorf("column %q is missing; the header must be the file's first line", c)
		}
	}
	out := make([]map[string]string, 0, len(rows)-1)
	for _, r := range rows[1:] {
		m := map[string]string{}
		for h, i := range at {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out, nil
}

// unsure tells whether a label is called a judgement call by its author.
func unsure(reason string) string {
	if strings.HasPrefix(reason, "unsure") {
		return " (unsure)"
	}
	return ""
}

const gold = "gold"

// measureRelevance reads labelled titles. Core against the rest is a field of
// its own, whose precision and recall make the F1 that is required.
func measureRelevance(r *Report, path string, cl *classify.Classifier) error {
	rows, err := readTable(path, "id", "title", "label", "reason", "buyer")
	if err != nil {
		return err
	}
	for _, row := range rows {
		got := cl.Classify(classify.Input{Title: row["title"], Buyer: row["buyer"]}).Relevance.Label
		name := row["id"] + " " + row["title"]
		r.check(gold, "titles", "relevance"+unsure(row["reason"]), name, string(got), row["label"])
		if unsure(row["reason"]) == "" {
			r.check(gold, "titles", "relevance core", name, core(string(got)), core(row["label"]))
		}
	}
	return nil
}

func core(label string) string {
	if label == string(data.Core) {
		return label
	}
	return ""
}

// measureIndustry reads labelled buyers.
func measureIndustry(r *Report, path string, cl *classify.Classifier) error {
	rows, err := readTable(path, "buyer", "industry", "soe", "note")
	if err != nil {
		return err
	}
	for _, row := range rows {
		got := cl.Classify(classify.Input{Buyer: row["buyer"]})
		r.check(gold, "buyers", "industry"+unsure(row["note"]), row["buyer"], got.Industry.ID, row["industry"])
		r.check(gold, "buyers", "soe", row["buyer"], flag(got.SOE), flag(row["soe"] == "1"))
	}
	return nil
}

func flag(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// measureBody reads notices whose body mentions models, truly or falsely.
func measureBody(r *Report, path string, cl *classify.Classifier) error {
	rows, err := readTable(path, "id", "title", "buyer", "label", "reason", "body_snippet")
	if err != nil {
		return err
	}
	for _, row := range rows {
		got := cl.Classify(classify.Input{Title: row["title"], Buyer: row["buyer"], Text: row["body_snippet"]}).Relevance.Label
		r.check(gold, "body", "body mention"+unsure(row["reason"]), row["id"]+" "+row["title"], string(got), row["label"])
	}
	return nil
}
