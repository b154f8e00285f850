package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterr "go.etcd.io/bbolt/errors"
)

// schema is the version of the key schema in the package comment.
// 1: the first.
const schema = 1

// Open opens the store of a data folder, and makes both when they are not
// there. The owner's open is exclusive. With ReadOnly several processes may
// read, but none while an owner is there; the store must exist then.
//
// Errors: ErrLocked, ErrCorrupt, ErrNewer, ErrNotFound (ReadOnly and no store
// there), or what the file system says.
func Open(dir string, o Options) (*Store, error) {
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := prepare(dir, o); err != nil {
		return nil, err
	}
	db, err := openFile(dir, o)
	if err != nil {
		return nil, err
	}
	s, err := newStore(db, dir, o)
	if err != nil {
		closeSoon(db)
		return nil, err
	}
	if !o.ReadOnly {
		writeOwner(dir, o.Now())
	}
	return s, nil
}

// prepare makes the folder and a new store in it, unless a store is there.
func prepare(dir string, o Options) error {
	path := filepath.Join(dir, FileName)
	_, err := os.Stat(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if o.ReadOnly {
		return fmt.Errorf("no store in %s: %w (a crawl or an import makes one)", dir, ErrNotFound)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return create(dir, path, o)
}

// create makes a whole new store under another name first and links it to its
// own, so that a crash never leaves half a store behind, and an empty file is
// always a damaged one. Whoever comes second uses the store of the first.
func create(dir, path string, o Options) error {
	removeStale(dir)
	f, err := os.CreateTemp(dir, FileName+".new-*")
	if err != nil {
		return fmt.Errorf("make store: %w", err)
	}
	f.Close()
	defer os.Remove(f.Name())
	if err := initialise(f.Name(), o); err != nil {
		return fmt.Errorf("make store %s: %w", path, err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make store: %w", err)
	}
	return syncDir(dir)
}

// removeStale removes what a creation that was killed left behind.
func removeStale(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, FileName+".new-*"))
	for _, name := range left {
		if st, err := os.Stat(name); err == nil && time.Since(st.ModTime()) > time.Minute {
			os.Remove(name)
		}
	}
}

func initialise(path string, o Options) error {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: o.Timeout})
	if err != nil {
		return err
	}
	err = db.Update(func(b *bolt.Tx) error {
		for _, name := range buckets {
			if _, err := b.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		meta := b.Bucket([]byte("meta"))
		if err := meta.Put([]byte("created"), []byte(o.Now().UTC().Format(time.RFC3339))); err != nil {
			return err
		}
		return meta.Put([]byte("schema"), []byte(strconv.Itoa(schema)))
	})
	return errors.Join(err, db.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}

// openFile opens the file with bbolt after a look at its head, so that a
// truncated or foreign file is an error and not a fault.
func openFile(dir string, o Options) (*bolt.DB, error) {
	path := filepath.Join(dir, FileName)
	if err := checkHead(path); err != nil {
		return nil, err
	}
	var file *os.File // bbolt leaves it open when it panics
	var db *bolt.DB
	err := protect(path, func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{
			Timeout: o.Timeout, ReadOnly: o.ReadOnly, NoSync: o.NoSync, FreelistType: bolt.FreelistMapType,
			OpenFile: func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
				file, err = os.OpenFile(name, flag, mode)
				return file, err
			},
		})
		return err
	})
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, bolterr.ErrTimeout):
		return nil, fmt.Errorf("%w: %s", ErrLocked, describeOwner(dir, path))
	case errors.Is(err, ErrCorrupt):
		file.Close()
		return nil, err
	case errors.Is(err, bolterr.ErrInvalid), errors.Is(err, bolterr.ErrVersionMismatch), errors.Is(err, bolterr.ErrChecksum):
		return nil, &fileDamage{path: path, what: err.Error()}
	}
	return nil, fmt.Errorf("open store: %w", err)
}

// newStore checks the schema and starts the writer.
func newStore(db *bolt.DB, dir string, o Options) (*Store, error) {
	c, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", dir, err)
	}
	s := &Store{db: db, dir: dir, o: o, codec: c, ops: make(chan *op, maxBatch),
		quit: make(chan struct{}), idle: make(chan struct{}), changed: make(chan struct{})}
	if err := s.View(s.checkSchema); err != nil {
		c.close()
		return nil, err
	}
	if o.ReadOnly {
		close(s.idle)
		return s, nil
	}
	if err := s.update(requeueOrphans); err != nil {
		c.close()
		return nil, fmt.Errorf("open store %s: %w", dir, err)
	}
	go s.writer()
	return s, nil
}

// checkSchema looks at the upper pages of the file, refuses the stores of
// later programs and looks into every bucket.
func (s *Store) checkSchema(tx *Tx) error {
	c := &checker{tx: tx}
	if err := c.file(s.Path(), true); err != nil {
		return err
	}
	if len(c.faults) > 0 {
		return &fileDamage{path: s.Path(), what: c.faults[0].Error()}
	}
	meta := tx.b.Bucket([]byte("meta"))
	if meta == nil {
		return &fileDamage{path: s.Path(), what: "it is a bbolt file, but not of zhongbiao"}
	}
	v, err := strconv.Atoi(string(meta.Get([]byte("schema"))))
	if err != nil {
		return &fileDamage{path: s.Path(), what: "its schema version can't be read"}
	}
	if v > schema {
		return fmt.Errorf("store %s has schema %d, this program knows up to %d: %w: update zhongbiao", s.Path(), v, schema, ErrNewer)
	}
	for _, name := range buckets {
		b := tx.b.Bucket([]byte(name))
		if b == nil {
			return &fileDamage{path: s.Path(), what: "bucket " + name + " is missing"}
		}
		b.Cursor().First()
		b.Cursor().Last()
	}
	s.seq.Store(tx.bucket("changes").Sequence())
	return nil
}
