package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

func TestOpenedTwice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	pid, release := hold(t, dir)
	for _, o := range []store.Options{{Timeout: 50 * time.Millisecond}, {Timeout: 50 * time.Millisecond, ReadOnly: true}} {
		_, err := store.Open(dir, o)
		if !errors.Is(err, store.ErrLocked) {
			t.Fatalf("read-only %v: %v", o.ReadOnly, err)
		}
		for _, want := range []string{dir, fmt.Sprint(pid), "--dir"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the error does not name %q: %v", want, err)
			}
		}
	}
	if o, ok := store.ReadOwner(dir); !ok || o.PID != pid {
		t.Errorf("owner %+v, %v", o, ok)
	}
	os.Remove(filepath.Join(dir, store.OwnerFile))
	if _, err := store.Open(dir, store.Options{Timeout: time.Millisecond}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("without the owner file: %v", err)
	}
	release()
	mustOpen(t, dir, store.Options{})
}

func TestOwnerOfAnEndedProcess(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, store.OwnerFile), []byte(`{"pid":2147483646,"command":"zhongbiao serve"}`), 0o600)
	if o, ok := store.ReadOwner(dir); ok {
		t.Errorf("an ended process owns the folder: %+v", o)
	}
	s := mustOpen(t, dir, store.Options{})
	if o, ok := store.ReadOwner(dir); !ok || o.PID != os.Getpid() {
		t.Errorf("owner %+v, %v", o, ok)
	}
	s.Close()
	if _, err := os.Stat(filepath.Join(dir, store.OwnerFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the owner file outlives its owner: %v", err)
	}
}

func TestWaitsForTheLock(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, store.Options{})
	time.AfterFunc(100*time.Millisecond, func() { s.Close() })
	mustOpen(t, dir, store.Options{Timeout: 10 * time.Second})
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.Open(dir, store.Options{ReadOnly: true}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no store there: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("opening for reading left %v", left)
	}
	s := mustOpen(t, dir, store.Options{})
	done, err := s.Commit(store.Commit{Page: somePage(1, "a")})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	a, b := mustOpen(t, dir, store.Options{ReadOnly: true}), mustOpen(t, dir, store.Options{ReadOnly: true})
	for _, s := range []*store.Store{a, b} {
		if p, err := s.Page(done.Page); err != nil || string(p.Body) != "a" || s.Seq() != done.Seq {
			t.Errorf("read %+v, %v", p, err)
		}
	}
	if _, err := a.Commit(store.Commit{Page: somePage(2, "a")}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("commit: %v", err)
	}
	if err := a.Derive(func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("derive: %v", err)
	}
	if err := a.Check(); err != nil {
		t.Error(err)
	}
}

func TestFolderNotUsable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	for name, dir := range map[string]string{"a file": file, "below a file": filepath.Join(file, "x"), "below /proc": "/proc/zhongbiao"} {
		_, err := store.Open(dir, store.Options{})
		if err == nil || errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if os.Getuid() == 0 {
		t.Log("root may write everywhere: the folder without permission is not tried")
		return
	}
	locked := t.TempDir()
	os.Chmod(locked, 0o500)
	if _, err := store.Open(locked, store.Options{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("no permission: %v", err)
	}
}

// TestCreatedTogether opens one new folder from many goroutines at once: they
// share the file that one of them made.
func TestCreatedTogether(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := store.Open(dir, store.Options{Timeout: 20 * time.Second})
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := s.Commit(store.Commit{Page: somePage(i, "a")}); err != nil {
				t.Error(err)
			}
			s.Close()
		})
	}
	wg.Wait()
	s := mustOpen(t, dir, store.Options{})
	if c, _ := s.Counts(); c.Pages != 8 {
		t.Errorf("%d of 8 pages", c.Pages)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.new-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNewerSchema(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir, store.Options{}).Close()
	tamper(t, dir, func(b *bolt.Tx) error { return b.Bucket([]byte("meta")).Put([]byte("schema"), []byte("99")) })
	_, err := store.Open(dir, store.Options{})
	if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "99") {
		t.Errorf("schema 99: %v", err)
	}
	mustLock(t, dir)
}

// mustLock checks that a failed open has let the file go.
func mustLock(t *testing.T, dir string) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, store.FileName), 0o600, &bolt.Options{Timeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatalf("the file stays locked: %v", err)
	}
	db.Close()
}

// tamper changes the file behind the store's back.
func tamper(t *testing.T, dir string, fn func(*bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, store.FileName), 0o600, &bolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(fn); err != nil {
		t.Fatal(err)
	}
}

func somePage(n int, body string) *data.Page {
	return &data.Page{Portal: "p", URL: fmt.Sprintf("https://example.test/%d", n), Fetched: time.Now(), Status: 200, Body: []byte(body)}
}

func TestRestore(t *testing.T) {
	from := mustOpen(t, t.TempDir(), store.Options{NoSync: true})
	fill(t, from, 30)
	var b bytes.Buffer
	if err := from.Backup(&b); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "new")
	if err := store.Restore(dir, bytes.NewReader(b.Bytes()), store.Options{}); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, dir, store.Options{})
	if err := readAll(s); err != nil {
		t.Error(err)
	}
	if c, _ := s.Counts(); c.Pages != 30 || s.Seq() != from.Seq() {
		t.Errorf("restored %+v at sequence %d", c, s.Seq())
	}
	if s.ID() == "" || s.ID() == from.ID() {
		t.Errorf("the copy has id %q, the original %q", s.ID(), from.ID())
	}
	if err := store.Restore(dir, &b, store.Options{}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("over a store: %v", err)
	}
	for name, bad := range map[string][]byte{"cut": b.Bytes()[:b.Len()/2], "empty": nil, "text": []byte("no backup")} {
		dir := t.TempDir()
		if err := store.Restore(dir, bytes.NewReader(bad), store.Options{}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

func TestIDStays(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, store.Options{})
	id := s.ID()
	s.Close()
	if again := mustOpen(t, dir, store.Options{}).ID(); id == "" || again != id {
		t.Errorf("id %q, then %q", id, again)
	}
}
