package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/extract"
	"zhongbiao/data"
)

// inspectCmd prints what saved pages say, in the form that DESIGN's contract
// fixes: a JSON line per notice, and an error line per file without one.
type inspectCmd struct {
	Files  []string `arg:"" name:"file" help:"Saved pages (HTML, JSON, JSON lines or text); - is standard input."`
	URL    string   `name:"url" help:"The page's address, when it is known."`
	Portal string   `help:"The portal's id, for example ccgp or yichang."`
}

// inspectFailure is the line of a file without a notice.
type inspectFailure struct {
	File  string       `json:"file"`
	Error inspectError `json:"error"`
}

type inspectError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Run reads each file on its own: a bad one doesn't hide the next.
func (c *inspectCmd) Run(a *app) error {
	hints, err := hintsOf(c.Portal)
	if err != nil {
		return err
	}
	cl, err := classify.New()
	if err != nil {
		return err
	}
	out := json.NewEncoder(a.stdout)
	out.SetEscapeHTML(false)
	bad := 0
	for _, file := range c.Files {
		notices, err := c.read(a, file, hints)
		if err != nil {
			bad++
			err = out.Encode(inspectFailure{file, failureOf(err)})
		}
		for i := 0; err == nil && i < len(notices); i++ {
			cl.Notice(&notices[i])
			err = out.Encode(notices[i].Inspect(file))
		}
		if err != nil {
			return err
		}
	}
	if bad > 0 {
		return incompleteError{fmt.Sprintf("%d of %d files hold no notice", bad, len(c.Files))}
	}
	return nil
}

func (c *inspectCmd) read(a *app, file string, h extract.Hints) ([]data.Notice, error) {
	body, err := readInput(a, file)
	if err != nil {
		return nil, err
	}
	return extract.FileWith(file, extract.Input{Portal: c.Portal, URL: c.URL, Body: body, Hints: h})
}

func readInput(a *app, file string) ([]byte, error) {
	if file == "-" {
		return readAll(a.stdin)
	}
	return os.ReadFile(file)
}

func failureOf(err error) inspectError {
	var e *extract.Error
	if errors.As(err, &e) {
		return inspectError{e.Code, e.Message}
	}
	return inspectError{"unreadable", err.Error()}
}
