// Package store keeps everything that zhongbiao knows in one bbolt file,
// DIR/zhongbiao.db, which one process owns at a time.
//
// Records (pages, rows, coverage, tasks, first-seen times, decisions, the
// journal, project ids and aliases, alerts and what they sent) are never
// rebuilt; derived state (notices, projects, cells, keys) is written only
// inside Derive and can be made again from the records. Every value is JSON or, where noted, zstd of the bytes as
// they came, so that a file can be read without this program. Numbers in keys
// are big-endian, so that keys sort as numbers do. "‖" joins with a NUL byte.
//
//	meta           "schema" → decimal; "created" → RFC 3339; "id" → Store.ID
//	counts         name → int64: the numbers of Counts, kept with every change
//
//	pages          seq → version of a page without its body, in the order it came
//	bodies         seq → zstd of the body
//	page_versions  page id, version(4) → seq
//	page_checks    page id → when the same content was seen last, with headers
//	listed         page id → row seen but not opened, with the time
//
//	tasks          task key → Task
//	ready          portal ‖ host ‖ ^priority, n → task key   queued, may start
//	later          next time (ns), n → task key              queued, not before
//	leased         lease end (ns), n → task key
//	failed         portal ‖ n → task key                     the dead-letter list
//	coverage       portal ‖ channel ‖ query ‖ day(4) → Coverage
//	cursors        name → text
//	kv             namespace ‖ key → bytes of the owner of the namespace: "ledger", "read",
//	               "state", "alert" (saved searches, their queues and what they sent, see package alert)
//
//	notices        notice id → Notice without text
//	texts          notice id → zstd of Notice.Text
//	first_seen     notice id → RFC 3339
//	projects       project id(8) → Project; its bucket sequence gives new ids
//	aliases        project id(8) → project id(8) it was merged into
//	notice_project notice id → project id(8), from the links of the projects
//	keys           length(2), key, project id(8) → nothing
//	cells          key → bytes of the ledger
//	positions      name → seq
//	decisions      id(8) → Decision
//	journal        n(8) → JournalEntry
//
//	changes        seq → kind, id: the feed; only the last change of each thing
//	latest         kind, id → seq of its row in changes
//
// The sequence is that of the bucket changes; pages and changes share it.
package store

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
)

// FileName is the store's file inside a data folder.
const FileName = "zhongbiao.db"

var buckets = []string{
	"meta", "counts", "pages", "bodies", "page_versions", "page_checks", "listed",
	"tasks", "ready", "later", "leased", "failed", "coverage", "cursors", "kv",
	"notices", "texts", "first_seen", "projects", "aliases", "notice_project", "keys", "cells",
	"positions", "decisions", "journal", "changes", "latest",
}

// Store is an open data folder. Its methods may be called from any goroutine.
// What they return is the caller's: nothing points into the file.
type Store struct {
	db    *bolt.DB
	path  string
	id    string
	owner bool // the folder has an owner file of ours
	o     Options
	codec *codec
	ops   chan *op
	quit  chan struct{} // closed by Close: no new writes
	idle  chan struct{} // closed when the writer has stopped
	once  sync.Once

	together int           // how many ops the writer's last transaction had
	patience time.Duration // of patient ops

	seq     atomic.Uint64
	covered atomic.Uint64
	broken  atomic.Pointer[error] // set for good when the file proves damaged

	writing sync.Mutex // held by the write transaction; guards recent
	recent  recent

	mu      sync.Mutex
	changed chan struct{} // closed at the next change
}

// Dir is the data folder that was opened.
func (s *Store) Dir() string { return filepath.Dir(s.path) }

// ID is the store's own name, given at random when it was made or restored. A
// sequence means something only together with it: what follows the store by a
// saved sequence saves the id too, and begins anew when it differs.
func (s *Store) ID() string { return s.id }

// Path is the store's file.
func (s *Store) Path() string { return s.path }

// Seq is the sequence of the last change. It grows with every new page
// version and with every changed notice or project, never with a no-op.
func (s *Store) Seq() uint64 { return s.seq.Load() }

// Changed gives a channel that is closed when Seq next grows. Take the channel
// first and look at Seq after, so that no change falls between the two.
func (s *Store) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// advance makes a committed sequence visible and wakes who waits for it.
func (s *Store) advance(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > s.seq.Load() {
		s.seq.Store(seq)
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

// View runs fn in a read transaction: one consistent picture of the store. It
// should be short, since the file grows while an old picture is held.
func (s *Store) View(fn func(tx *Tx) error) error {
	return s.guard(func() error {
		return s.db.View(func(b *bolt.Tx) error { return fn(&Tx{b: b, s: s}) })
	})
}

// Derive runs fn in the write transaction, alone: when fn returns an error
// or panics, nothing of it is kept. Writes of derived state belong here. fn
// must not call writing methods of the Store, which would wait for ever.
func (s *Store) Derive(fn func(tx *Tx) error) error {
	return s.update(fn)
}

// update commits what fn writes, with the counts and the sequence.
func (s *Store) update(fn func(tx *Tx) error) error {
	if s.o.ReadOnly {
		return fmt.Errorf("write to %s: %w", s.Path(), ErrReadOnly)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	kept := false
	defer func() {
		if !kept { // undone, be it by an error or a panic
			clear(s.recent)
		}
	}()
	var seq uint64
	covers := false
	err := s.guard(func() error {
		err := s.db.Update(func(b *bolt.Tx) error {
			tx := &Tx{b: b, s: s}
			if err := fn(tx); err != nil {
				return err
			}
			seq, covers = tx.bucket("changes").Sequence(), tx.covers
			return tx.flushCounts()
		})
		s.distrust(err)
		return err
	})
	if kept = err == nil; kept {
		s.advance(seq)
	}
	if err == nil && covers {
		s.covered.Add(1)
	}
	return err
}

// Counts says how many things the store holds, and how large it is.
func (s *Store) Counts() (Counts, error) {
	c := Counts{Tasks: map[TaskState]int{}}
	err := s.View(func(tx *Tx) error {
		c.Pages, c.Versions = tx.count("pages"), tx.count("versions")
		c.Notices, c.Projects = tx.count("notices"), tx.count("projects")
		c.Listed, c.Journal = tx.count("listed"), tx.count("journal")
		for _, st := range TaskStates {
			c.Tasks[st] = tx.count(taskCount(st))
		}
		c.Seq, c.Bytes = tx.bucket("changes").Sequence(), tx.b.Size()
		return nil
	})
	return c, err
}

// Close ends the writer and gives the folder back. It may be called twice.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		close(s.quit)
		<-s.idle
		if err = s.intact(); err == nil {
			err = s.db.Close()
		} else {
			err = closeSoon(s.db)
		}
		s.codec.close()
		if s.owner {
			removeOwner(s.Dir())
		}
	})
	return err
}

// closeSoon closes a damaged file, but does not wait for ever: a transaction
// that died in it may have left bbolt's locks behind.
func closeSoon(db *bolt.DB) error {
	done := make(chan error, 1)
	go func() { done <- db.Close() }()
	select {
	case err := <-done:
		return err
	case <-time.After(2 * time.Second):
		return nil
	}
}
