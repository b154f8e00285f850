package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// fill puts some of everything into a store, so that its file has branches,
// leaves, values over several pages, and free pages.
func fill(t testing.TB, s *store.Store, pages int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range pages {
		body := make([]byte, r.IntN(9000))
		for j := range body {
			body[j] = byte(r.Uint32())
		}
		_, err := s.Commit(store.Commit{Page: somePage(i, string(body)), Tasks: []store.Task{{Key: fmt.Sprint("t", i), Portal: "p", Host: "h"}},
			Listed: []data.Row{{Portal: "p", URL: fmt.Sprint("u", i), Title: "示例"}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := s.Derive(func(tx *store.Tx) error {
		for i := range pages {
			id, _ := tx.NewProjectID()
			n := &data.Notice{ID: data.NoticeID(fmt.Sprint("n", i)), Title: "示例", Text: strings.Repeat("示例正文", i)}
			if _, err := tx.PutNotice(n); err != nil {
				return err
			}
			if _, err := tx.PutProject(&data.Project{ID: id, Notices: []data.Link{{Notice: n.ID}}}); err != nil {
				return err
			}
			if err := tx.AppendJournal(data.JournalEntry{Project: id}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// readAll uses everything there is.
func readAll(s *store.Store) error {
	n := 0
	return errors.Join(
		s.Check(),
		s.Pages(func(p *data.Page) error { n++; return nil }),
		s.Notices(func(*data.Notice) error { n++; return nil }),
		s.Projects(func(*data.Project) error { n++; return nil }),
		s.Journal(func(data.JournalEntry) error { n++; return nil }),
		s.ChangesAfter(0, 0, func(uint64, store.Change) error { n++; return nil }),
		s.Listed(func(data.Row) error { n++; return nil }),
		s.Tasks(func(store.Task) error { n++; return nil }),
		s.Backup(io.Discard),
	)
}

// use opens a possibly damaged store and uses it in every way; it gives the
// first error.
func use(dir string) error {
	s, err := store.Open(dir, store.Options{NoSync: true, Timeout: time.Second})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := readAll(s); err != nil {
		return err
	}
	leased, err := s.Lease(time.Now(), time.Minute, 5, nil)
	if err != nil {
		return err
	}
	for i, t := range leased {
		if _, err := s.Commit(store.Commit{Task: &t, Page: somePage(1000+i, "more")}); err != nil {
			return err
		}
	}
	return readAll(s)
}

// healthy gives the bytes of a good store's file.
func healthy(t testing.TB, pages int) []byte {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(dir, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, pages)
	if err := errors.Join(readAll(s), s.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDamagedFile(t *testing.T) {
	good := healthy(t, 60)
	foreign := otherBolt(t)
	for name, b := range map[string][]byte{
		"empty":             {},
		"one byte":          good[:1],
		"half a head":       good[:60],
		"head only":         good[:8192],
		"half":              good[:len(good)/2],
		"text":              []byte(strings.Repeat("not a store\n", 9000)),
		"zeros":             make([]byte, len(good)),
		"another program's": foreign,
		"no head":           append(make([]byte, 8192), good[8192:]...),
		"all pages noise":   append(bytes.Clone(good[:8192]), noise(len(good)-8192)...),
		"all pages zero":    append(bytes.Clone(good[:8192]), make([]byte, len(good)-8192)...),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, store.FileName)
			os.WriteFile(path, b, 0o600)
			_, err := store.Open(dir, store.Options{Timeout: time.Second})
			if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), path) {
				t.Errorf("open: %v", err)
			}
			if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, b) {
				t.Errorf("the damaged file was changed: %d bytes of %d, %v", len(left), len(b), err)
			}
		})
	}
}

func otherBolt(t *testing.T) []byte {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	b, _ := os.ReadFile(path)
	return b
}

func noise(n int) []byte {
	r := rand.New(rand.NewPCG(3, 4))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestDamagedPages puts noise over single pages and bytes of a good file.
// Whatever is hit, the process lives, and Check or the use says that the
// store is damaged, or nothing that counts was hit and it works.
func TestDamagedPages(t *testing.T) {
	good := healthy(t, 60)
	rounds := 150
	if testing.Short() {
		rounds = 30
	}
	r := rand.New(rand.NewPCG(5, 6))
	hits := 0
	for i := range rounds {
		b := bytes.Clone(good)
		at := 4096 * (2 + r.IntN(len(b)/4096-2))
		switch i % 4 {
		case 0:
			copy(b[at:at+4096], noise(4096))
		case 1:
			copy(b[at:at+4096], make([]byte, 4096))
		case 2:
			b[at+r.IntN(64)] ^= byte(1 + r.IntN(255))
		case 3:
			copy(b[at:at+4096], good[4096*(2+r.IntN(len(b)/4096-2)):][:4096])
		}
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, store.FileName), b, 0o600)
		if err := use(dir); errors.Is(err, store.ErrCorrupt) {
			hits++
		} else if err != nil {
			t.Errorf("round %d, page %d: %v", i, at/4096, err)
		}
	}
	if hits < rounds/4 {
		t.Errorf("only %d of %d damages were noticed", hits, rounds)
	}
}

// TestCheckFinds tampers with values, which bbolt can't notice.
func TestCheckFinds(t *testing.T) {
	for name, fn := range map[string]func(*bolt.Tx) error{
		"a body replaced":    func(b *bolt.Tx) error { return swapBodies(b) },
		"an index row lost":  func(b *bolt.Tx) error { return deleteFirst(b, "ready") },
		"a task lost":        func(b *bolt.Tx) error { return deleteFirst(b, "tasks") },
		"a feed row lost":    func(b *bolt.Tx) error { return deleteFirst(b, "latest") },
		"a link lost":        func(b *bolt.Tx) error { return deleteFirst(b, "notice_project") },
		"a journal row lost": func(b *bolt.Tx) error { return deleteFirst(b, "journal") },
		"a page lost":        func(b *bolt.Tx) error { return deleteFirst(b, "pages") },
		"a version lost":     func(b *bolt.Tx) error { return deleteFirst(b, "page_versions") },
		"a value cut short":  func(b *bolt.Tx) error { return cutFirst(b, "projects") },
		"a task unreadable":  func(b *bolt.Tx) error { return cutFirst(b, "tasks") },
		"a body cut short":   func(b *bolt.Tx) error { return cutFirst(b, "bodies") },
		"a listed row lost":  func(b *bolt.Tx) error { return deleteFirst(b, "listed") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := mustOpen(t, dir, store.Options{NoSync: true})
			fill(t, s, 3)
			s.Close()
			tamper(t, dir, fn)
			err := mustOpen(t, dir, store.Options{}).Check()
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("check says %v", err)
			}
			t.Log(err)
		})
	}
}

func deleteFirst(b *bolt.Tx, bucket string) error {
	k, _ := b.Bucket([]byte(bucket)).Cursor().First()
	return b.Bucket([]byte(bucket)).Delete(bytes.Clone(k))
}

func cutFirst(b *bolt.Tx, bucket string) error {
	k, v := b.Bucket([]byte(bucket)).Cursor().First()
	return b.Bucket([]byte(bucket)).Put(bytes.Clone(k), bytes.Clone(v[:len(v)/2]))
}

func swapBodies(b *bolt.Tx) error {
	bodies := b.Bucket([]byte("bodies"))
	k, _ := bodies.Cursor().First()
	_, v := bodies.Cursor().Last()
	return bodies.Put(bytes.Clone(k), bytes.Clone(v))
}

// FuzzOpen gives arbitrary bytes as the store's file.
func FuzzOpen(f *testing.F) {
	good := healthy(f, 2)
	f.Add(good, 0, byte(0))
	f.Add(good[:len(good)/2], 9000, byte(1))
	f.Add([]byte("not a store"), 0, byte(0))
	f.Fuzz(func(t *testing.T, b []byte, at int, x byte) {
		if b = bytes.Clone(b); len(b) > 0 {
			b[uint(at)%uint(len(b))] ^= x
		}
		defer time.AfterFunc(20*time.Second, func() { panic("the store walks in a circle") }).Stop()
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, store.FileName), b, 0o600)
		if err := use(dir); err != nil && !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrNewer) {
			t.Error(err)
		}
	})
}
