package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"zhongbiao/crawler/classify"
)

// classifyCmd prints relevance, category, industry, scene and ownership for
// each JSON line {"title","buyer","text"}, in order.
type classifyCmd struct{}

// maxLine bounds one input line; a notice's text is far shorter.
const maxLine = 64 << 20

// Run answers line by line, so that it can stand in a pipe.
func (c *classifyCmd) Run(a *app) error {
	cl, err := classify.New()
	if err != nil {
		return err
	}
	in := bufio.NewScanner(a.stdin)
	in.Buffer(make([]byte, 64<<10), maxLine)
	w := bufio.NewWriter(a.stdout)
	defer w.Flush()
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		if len(in.Bytes()) == 0 {
			continue
		}
		var q struct{ Title, Buyer, Text string }
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			return fmt.Errorf("standard input, line %d: %w (want {\"title\",\"buyer\",\"text\"})", n, err)
		}
		if err := out.Encode(cl.Classify(classify.Input{Title: q.Title, Buyer: q.Buyer, Text: q.Text})); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	return nil
}

func readAll(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return b, nil
}
