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
//
// When it fails, the folder is as it was. What is wrong with the copy is
// ErrForeign, ErrCorrupt or ErrNewer, in words that leave it to the caller to
// say which file it is.
func Restore(dir string, r io.Reader, o Options) error {
	o = o.withDefaults()
	path := filepath.Join(dir, FileName)
	undo, err := makeFolder(dir)
	if err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	var bad error
	err = install(dir, path, func(f *os.File) error {
		bad = fillFrom(f, r, o)
		return bad
	})
	if err == nil {
		return nil
	}
	undo()
	var copied *badBackup
	switch {
	case errors.As(bad, &copied):
		return copied
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("restore into %s: a store is there already: move it away first", dir)
	}
	return fmt.Errorf("restore into %s: %w", dir, err)
}

// fillFrom copies a backup to the new file f and makes a store of it.
func fillFrom(f *os.File, r io.Reader, o Options) error {
	n, err := io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	switch {
	case err != nil:
		return fmt.Errorf("copy backup: %w", err)
	case n == 0:
		return &badBackup{ErrForeign, "it is empty"}
	}
	return backupFault(adopt(f.Name(), o))
}

// makeFolder makes dir and what leads to it; undo removes what was made.
func makeFolder(dir string) (undo func(), err error) {
	var made []string
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if _, err := os.Stat(d); !errors.Is(err, fs.ErrNotExist) || d == filepath.Dir(d) {
			break
		}
		made = append(made, d)
	}
	undo = func() {
		for _, d := range made {
			os.Remove(d) // only an empty folder can be removed so
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		undo()
		return nil, err
	}
	return undo, nil
}

// badBackup says what is wrong with a backup. It does not name the file: the
// one that was looked at is a copy that is gone already.
type badBackup struct {
	kind error
	what string
}

func (e *badBackup) Error() string {
	switch e.kind {
	case ErrForeign:
		return fmt.Sprintf("it is no store: %s (name a file that `zhongbiao backup` wrote, unpacked if it was packed)", e.what)
	case ErrNewer:
		return fmt.Sprintf("it is of a newer version: %s (update zhongbiao)", e.what)
	}
	return fmt.Sprintf("it is damaged: %s (see whether it was copied whole, or take another backup)", e.what)
}

func (e *badBackup) Is(target error) bool {
	return target == e.kind || target == ErrCorrupt && e.kind == ErrForeign
}

// backupFault turns what is wrong with the copy into what is wrong with the
// backup; other errors are those of the folder.
func backupFault(err error) error {
	var damage *fileDamage
	var newer *newerStore
	var check *checkFaults
	switch {
	case errors.As(err, &damage) && damage.foreign:
		return &badBackup{ErrForeign, damage.what}
	case errors.As(err, &damage):
		return &badBackup{ErrCorrupt, damage.what}
	case errors.As(err, &newer):
		return &badBackup{ErrNewer, fmt.Sprintf("schema %d, this program knows up to %d", newer.schema, schema)}
	case errors.As(err, &check):
		return &badBackup{ErrCorrupt, fmt.Sprintf("%d faults, the first: %v", len(check.faults), check.faults[0])}
	case errors.Is(err, ErrCorrupt):
		return &badBackup{ErrCorrupt, "a value in it can't be read"}
	}
	return err
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
