package store

import (
	"crypto/rand"
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
	o = o.withDefaults()
	if err := prepare(dir, o); err != nil {
		return nil, err
	}
	s, err := openAt(filepath.Join(dir, FileName), o)
	if err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		s.owner = true
		writeOwner(dir, o.Now())
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// openAt opens the file at path.
func openAt(path string, o Options) (*Store, error) {
	db, err := openFile(path, o)
	if err != nil {
		return nil, err
	}
	s, err := newStore(db, path, o)
	if err != nil {
		closeSoon(db)
		return nil, err
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
	err := install(dir, path, func(f *os.File) error { return initialise(f.Name(), o) })
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// install lets fill make a file beside path and links it there; fs.ErrExist
// when something is there already.
func install(dir, path string, fill func(*os.File) error) error {
	removeStale(dir)
	f, err := os.CreateTemp(dir, FileName+".new-*")
	if err != nil {
		return fmt.Errorf("make store: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := fill(f); err != nil {
		return fmt.Errorf("make store %s: %w", path, err)
	}
	if err := os.Link(f.Name(), path); err != nil {
		return fmt.Errorf("make store: %w", err)
	}
	return syncDir(dir)
}

// removeStale removes what a creation that was killed left behind.
func removeStale(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, FileName+".new-*"))
	for _, name := range left {
		if st, err := os.Stat(name); err == nil && time.Since(st.ModTime()) > time.Hour {
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
		if err := meta.Put([]byte("id"), newID()); err != nil {
			return err
		}
		return meta.Put([]byte("schema"), []byte(strconv.Itoa(schema)))
	})
	return errors.Join(err, db.Close())
}

// newID is a name for a store that no other has.
func newID() []byte { return []byte(rand.Text()) }

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
func openFile(path string, o Options) (*bolt.DB, error) {
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
		return nil, fmt.Errorf("%w: %s", ErrLocked, describeOwner(filepath.Dir(path), path))
	case errors.Is(err, ErrCorrupt):
		file.Close()
		return nil, err
	case errors.Is(err, bolterr.ErrInvalid), errors.Is(err, bolterr.ErrVersionMismatch), errors.Is(err, bolterr.ErrChecksum):
		return nil, &fileDamage{path: path, what: err.Error()}
	}
	return nil, fmt.Errorf("open store: %w", err)
}

// newStore checks the schema and starts the writer.
func newStore(db *bolt.DB, path string, o Options) (*Store, error) {
	c, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	s := &Store{db: db, path: path, o: o, codec: c, recent: recent{}, patience: patience, ops: make(chan *op, maxBatch),
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
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	go s.writer()
	return s, nil
}

// newerStore is the error for a store that a later program has written.
type newerStore struct {
	path   string
	schema int
}

func (e *newerStore) Error() string {
	return fmt.Sprintf("store %s has schema %d, this program knows up to %d: %v: update zhongbiao", e.path, e.schema, schema, ErrNewer)
}

func (e *newerStore) Is(target error) bool { return target == ErrNewer }

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
		return &fileDamage{path: s.Path(), what: "it is a bbolt file, but not of zhongbiao", foreign: true}
	}
	v, err := strconv.Atoi(string(meta.Get([]byte("schema"))))
	if err != nil {
		return &fileDamage{path: s.Path(), what: "its schema version can't be read"}
	}
	if v > schema {
		return &newerStore{s.Path(), v}
	}
	for _, name := range buckets {
		b := tx.b.Bucket([]byte(name))
		if b == nil {
			return &fileDamage{path: s.Path(), what: "bucket " + name + " is missing"}
		}
		b.Cursor().First()
		b.Cursor().Last()
	}
	s.id = string(meta.Get([]byte("id")))
	s.seq.Store(tx.bucket("changes").Sequence())
	return nil
}
