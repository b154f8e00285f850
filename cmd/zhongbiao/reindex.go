package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// reindexCmd builds the search index anew. The index is derived from the
// store, so nothing can be lost.
type reindexCmd struct{}

// Run owns the folder while it works, so that no server reads a half index.
func (c *reindexCmd) Run(a *app) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	s, err := a.openStack(dir, stackOptions{mustExist: true, noIndex: true})
	if err != nil {
		return err
	}
	err = os.RemoveAll(filepath.Join(dir, "index"))
	if cerr := s.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	s, err = a.openStack(dir, stackOptions{})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.ready(a.ctx); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "indexed %d notices\n", s.index.Stats().Notices)
	return nil
}
