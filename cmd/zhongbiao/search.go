package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"zhongbiao/data"
)

// searchCmd finds awards, by the handler that answers the awards page.
type searchCmd struct {
	Query  []string `arg:"" optional:"" help:"The query, see \"help query\" on the pages: words, \"exact\", -not, OR, industry:energy, amount:>=100万 …"`
	JSON   bool     `name:"json" help:"Print JSON, all of them." xor:"format"`
	CSV    bool     `name:"csv" help:"Print CSV, all of them." xor:"format"`
	Limit  int      `help:"How many to print; 0 prints all." default:"20"`
	Sort   string   `help:"Order: relevance, date or amount." placeholder:"ORDER"`
	All    bool     `help:"Also candidates, failures and what is not counted."`
	Filter string   `help:"Further filters, as in a page's address: industry=energy&region=110000." placeholder:"QUERY"`
}

// Run prints a line per award and how many there are.
func (c *searchCmd) Run(a *app) error {
	if c.Limit < 0 {
		return usagef("--limit %d is negative; 0 prints all", c.Limit)
	}
	return asFlags(c.run(a), c.Filter, map[string]string{"sort": "sort"})
}

func (c *searchCmd) run(a *app) error {
	q, err := c.values()
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return a.askTo(a.stdout, "/awards.json", q)
	case c.CSV:
		q.Set("bom", "0")
		return a.askTo(a.stdout, "/awards.csv", q)
	}
	var buf bytes.Buffer
	if err := a.askTo(&buf, "/awards.json", q); err != nil {
		return err
	}
	var found struct {
		Meta struct {
			Sample string
			Meant  []string `json:"did_you_mean"`
		}
		Awards []data.Project
	}
	if err := json.Unmarshal(buf.Bytes(), &found); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	c.print(a, found.Awards)
	for _, q := range found.Meta.Meant {
		fmt.Fprintf(a.stdout, "did you mean %s?\n", q)
	}
	if found.Meta.Sample != "" {
		fmt.Fprintf(a.stdout, "SAMPLE: %s\n", found.Meta.Sample)
	}
	return nil
}

func (c *searchCmd) values() (url.Values, error) {
	q, err := filterValues(c.Filter, strings.Join(c.Query, " "), "en", c.All)
	if err != nil {
		return nil, err
	}
	if c.Sort != "" {
		q.Set("sort", c.Sort)
	}
	return q, nil
}

func (c *searchCmd) print(a *app, found []data.Project) {
	for i := range found {
		if c.Limit > 0 && i == c.Limit {
			fmt.Fprintf(a.stdout, "… and %d more (--limit 0 prints all)\n", len(found)-i)
			break
		}
		p := &found[i]
		amount, winners := "amount not disclosed", "supplier not disclosed"
		if p.Disclosed {
			amount = wan(p.Fen) + " 万元"
		}
		var names []string
		for _, s := range p.Suppliers() {
			names = append(names, s.Name)
		}
		if len(names) > 0 {
			winners = strings.Join(names, "、")
		}
		fmt.Fprintf(a.stdout, "%s  %s  %s\n           %s ← %s  %s  [%s]\n", p.ID, cmp.Or(p.Awarded, p.Published), p.Title, p.Buyer, winners, amount, p.Industry.ID)
	}
	fmt.Fprintf(a.stdout, "%d awards\n", len(found))
}
