package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"zhongbiao/data/store"
)

// backupCmd writes a consistent copy of the store, which holds all records,
// also while a server runs.
type backupCmd struct {
	File string `arg:"" help:"File to write; it must not exist." type:"path"`
}

// Run copies in one read transaction, to a file that appears when it is whole.
func (c *backupCmd) Run(a *app) error {
	if _, err := os.Stat(c.File); err == nil {
		return usagef("%s is there already: name another file", c.File)
	}
	tmp, err := os.CreateTemp(filepath.Dir(c.File), ".zhongbiao-backup-*")
	if err != nil {
		return badPlace("backup", c.File, err)
	}
	defer os.Remove(tmp.Name())
	if err := a.askTo(tmp, "/-/backup", nil); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Sync(); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), c.File)
}

// restoreCmd makes a data folder from a backup; it never replaces a store.
type restoreCmd struct {
	File string `arg:"" help:"The backup." type:"path"`
}

// Run checks the copy before it takes its place.
func (c *restoreCmd) Run(a *app) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	f, err := openBackup(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := store.Restore(dir, f, store.Options{}); err != nil {
		return fmt.Errorf("restore %s: %w", c.File, err)
	}
	fmt.Fprintf(a.stdout, "restored %s from %s\n", dir, c.File)
	return nil
}

// openBackup opens the file that was named; one that can't be a backup, by
// what it is, is wrong usage.
func openBackup(file string) (*os.File, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usagef("restore %s: there is no such file (name a file that `zhongbiao backup` wrote)", file)
	case err == nil && info.IsDir():
		return nil, usagef("restore %s: it is a folder (name a file that `zhongbiao backup` wrote; --dir names the folder to make)", file)
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("restore %s: it can't be read: permission denied (see who owns it)", file)
	}
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", file, err)
	}
	return f, nil
}
