package main

import (
	"errors"
	"os"

	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/eval"
)

// evalCmd measures the reading on labelled cases and prints, field by field,
// how much of it is right.
type evalCmd struct {
	Folder   string `arg:"" name:"folder" help:"Folder of labelled cases." type:"path"`
	Portal   string `help:"Only this portal's cases." placeholder:"ID"`
	Failures int    `help:"How many failing cases to show per field; a negative number shows none." default:"10"`
}

// Run prints the tables.
func (c *evalCmd) Run(a *app) error {
	if info, err := os.Stat(c.Folder); err != nil || !info.IsDir() {
		return usagef("%s is not a folder of labelled cases", c.Folder)
	}
	cl, err := classify.New()
	if err != nil {
		return err
	}
	_, err = eval.Run(c.Folder, cl, a.stdout, eval.Options{Portal: c.Portal, Failures: c.Failures})
	if errors.Is(err, eval.ErrNoCases) {
		return usagef("%s: %w", c.Folder, err)
	}
	return err
}
