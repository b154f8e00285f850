package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// Backup writes a consistent copy of the store to w while it is in use. The
// copy is a whole store, which Restore takes.
func (s *Store) Backup(w io.Writer) error {
	return s.guard(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			_, err := b.WriteTo(w)
			return err
		})
	})
}

// Restore makes the store of a folder from what Backup wrote, and checks all
// of it first. A store that is there is never replaced: move it away before.
// The restored store has an id of its own, since its sequence goes on from
// where the copy was made and not from where the folder had come to.
func Restore(dir string, r io.Reader, o Options) error {
	o = o.withDefaults()
	path := filepath.Join(dir, FileName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	err := install(dir, path, func(f *os.File) error {
		if _, err := io.Copy(f, r); err != nil {
			return fmt.Errorf("copy backup: %w", err)
		}
		if err := f.Sync(); err != nil {
			return fmt.Errorf("copy backup: %w", err)
		}
		return adopt(f.Name(), o)
	})
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("restore into %s: a store is there already: move it away first", dir)
	}
	if err != nil {
		return fmt.Errorf("restore into %s: %w", dir, err)
	}
	return nil
}

// adopt checks a copied file and gives it an id of its own.
func adopt(path string, o Options) error {
	s, err := openAt(path, o)
	if err != nil {
		return err
	}
	err = s.Check()
	if err == nil {
		err = s.update(func(tx *Tx) error {
			_, err := tx.putBytes("meta", []byte("id"), newID())
			return err
		})
	}
	return errors.Join(err, s.Close())
}
