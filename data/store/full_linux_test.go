package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

func init() {
	children["limit"] = limitChild
	children["tmpfs"] = tmpfsChild
}

// TestFileSizeLimit lets a process run into a file-size limit.
func TestFileSizeLimit(t *testing.T) {
	dir := t.TempDir()
	if out, err := childOutput(t, "limit", dir, nil); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := mustOpen(t, dir, store.Options{})
	if err := readAll(s); err != nil {
		t.Error(err)
	}
	fill(t, s, 20)
}

// TestDiskFull lets a process fill a small file system of its own.
func TestDiskFull(t *testing.T) {
	attr := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := childOutput(t, "tmpfs", t.TempDir(), attr)
	if errors.Is(err, syscall.EPERM) || strings.Contains(out, "can't mount") {
		t.Skipf("this machine does not let a test mount a small file system: %v %s", err, out)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func childOutput(t *testing.T, name, dir string, attr *syscall.SysProcAttr) (string, error) {
	cmd := childCommand(t, name, dir)
	cmd.Stderr, cmd.SysProcAttr = nil, attr
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// limitChild fills the store up to the limit, then lifts it.
func limitChild(dir string) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	few := syscall.Rlimit{Cur: 1 << 20, Max: limit.Max}
	return fillUp(dir, func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &few) },
		func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit) })
}

// tmpfsChild fills a file system of 2 MB, with a file in it that can go.
func tmpfsChild(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("can't mount: %w", err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		return fmt.Errorf("can't mount: %w", err)
	}
	ballast := filepath.Join(dir, "ballast")
	return fillUp(filepath.Join(dir, "data"), func() error { return os.WriteFile(ballast, make([]byte, 1<<20), 0o600) },
		func() error { return os.Remove(ballast) })
}

// fillUp commits pages until there is no more room: the commit fails with an
// error, what was acknowledged stays readable, and the same open store goes on
// when there is room again.
func fillUp(dir string, narrow, widen func() error) error {
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		return err
	}
	if err := narrow(); err != nil {
		return err
	}
	pages, full := commitUntilError(s)
	if full == nil {
		return fmt.Errorf("%d pages went into a full disk", pages)
	}
	fmt.Println("after", pages, "pages:", full)
	if err := stillThere(s, pages); err != nil {
		return fmt.Errorf("on the full disk: %w", err)
	}
	if _, err := s.Commit(store.Commit{Page: randomPage(pages)}); err == nil {
		pages++ // a smaller one may have found room
	}
	if err := widen(); err != nil {
		return err
	}
	for range 20 {
		if _, err := s.Commit(store.Commit{Page: randomPage(pages)}); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
		pages++
	}
	if err := errors.Join(stillThere(s, pages), s.Close()); err != nil {
		return err
	}
	if s, err = store.Open(dir, store.Options{Timeout: time.Second}); err != nil {
		return err
	}
	return errors.Join(stillThere(s, pages), s.Close())
}

func commitUntilError(s *store.Store) (pages int, err error) {
	for ; pages < 1000; pages++ {
		if _, err := s.Commit(store.Commit{Page: randomPage(pages)}); err != nil {
			return pages, err
		}
	}
	return pages, nil
}

func randomPage(n int) *data.Page {
	b := make([]byte, 8000)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return somePage(n, string(b))
}

// stillThere checks that exactly these pages are there, and all is well.
func stillThere(s *store.Store, pages int) error {
	n := 0
	err := s.Pages(func(*data.Page) error { n++; return nil })
	if err == nil && n != pages {
		err = fmt.Errorf("%d pages of %d", n, pages)
	}
	return errors.Join(err, s.Check())
}
