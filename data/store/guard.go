package store

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	bolterr "go.etcd.io/bbolt/errors"
)

// guard runs fn, in which bbolt reads the mapped file. bbolt answers a damaged
// page with a panic, or with a memory fault that would kill the process; both
// become ErrCorrupt here, and the store refuses all further work. A panic of
// a caller's own function goes on to the caller.
func (s *Store) guard(fn func() error) (err error) {
	if err := s.intact(); err != nil {
		return err
	}
	err = protect(s.Path(), fn)
	if errors.Is(err, bolterr.ErrDatabaseNotOpen) {
		return fmt.Errorf("store %s: %w", s.Dir(), ErrClosed)
	}
	var f *fileDamage
	if errors.As(err, &f) {
		s.broken.CompareAndSwap(nil, &err)
	}
	return err
}

// intact gives the error that ended all work on the store, if one did.
func (s *Store) intact() error {
	if p := s.broken.Load(); p != nil {
		return *p
	}
	return nil
}

// distrust stops all further work after an error of the device itself: once
// fsync has failed, the kernel may show data that is not on the disk.
func (s *Store) distrust(err error) {
	if errors.Is(err, syscall.EIO) {
		bad := fmt.Errorf("store %s: the disk failed, no more is written until it is opened again: %w", s.Path(), err)
		s.broken.CompareAndSwap(nil, &bad)
	}
}

// protect turns bbolt's panics and faults on damaged pages into errors.
func protect(path string, fn func() error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		if r := recover(); r != nil {
			if !damage(r) {
				panic(r)
			}
			err = &fileDamage{path: path, what: fmt.Sprint(r)}
		}
	}()
	return fn()
}

// damage tells whether the panic r comes from a damaged file: a fault on a
// mapped address (a nil pointer has none), or a panic inside bbolt. It must
// be called by the deferred function itself.
func damage(r any) bool {
	if f, ok := r.(interface{ Addr() uintptr }); ok && f.Addr() != 0 {
		return true
	}
	var pc [64]uintptr
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc[:])])
	for panicking := false; ; {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicking = true
		case panicking && !strings.HasPrefix(f.Function, "runtime."):
			return strings.HasPrefix(f.Function, "go.etcd.io/bbolt")
		}
		if !more {
			return false
		}
	}
}

// fileDamage is the error for a file whose pages can't be read. A foreign one
// shows no sign that it ever was a store.
type fileDamage struct {
	path, what string
	foreign    bool
}

func (e *fileDamage) Error() string {
	return fmt.Sprintf("store %s is damaged: %s; nothing was deleted: put a backup in its place, or move it away to start anew", e.path, e.what)
}

func (e *fileDamage) Is(target error) bool {
	return target == ErrCorrupt || target == ErrForeign && e.foreign
}

// badValue is the error for one value that can't be read.
func badValue(bucket string, key []byte, err error) error {
	return fmt.Errorf("%w: value of %s[%q]: %v", ErrCorrupt, bucket, key, err)
}

// errDangling is why badValue complains about a row that leads nowhere.
var errDangling = errors.New("it leads to a row that is not there")
