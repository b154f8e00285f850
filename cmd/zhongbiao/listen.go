package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// socketName is the owner's socket in the data folder, through which other
// commands work while a process owns it.
const socketName = "zhongbiao.sock"

// defaultListen is where serve listens when not told otherwise.
const defaultListen = "127.0.0.1:8080"

// hostOf is the address under which a listener is reached from this machine.
func hostOf(l net.Listener) string {
	a, ok := l.Addr().(*net.TCPAddr)
	if !ok || !a.IP.IsUnspecified() {
		return l.Addr().String()
	}
	return fmt.Sprintf("127.0.0.1:%d", a.Port)
}

// asHost answers every request as one for host: what comes over the socket
// names no address of its own, and links must lead to the site.
func asHost(host string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = host
		next.ServeHTTP(w, r)
	})
}

// listen opens the public address; an address in use is said as such.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--listen %s: the port is in use (choose another, or port 0 for any free one)", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("--listen %s: not allowed to use this port (ports below 1024 need privileges)", addr)
	case errors.As(err, new(*net.AddrError)), errors.As(err, new(*net.DNSError)):
		return nil, usagef("--listen %s: %w (write HOST:PORT with a port up to 65535, as in 127.0.0.1:8080)", addr, errors.Unwrap(err))
	case err != nil:
		return nil, fmt.Errorf("--listen %s: %w", addr, err)
	}
	return l, nil
}

// listenSocket opens the owner's socket. The caller owns the folder's lock,
// so a socket that is already there was left by a process that died.
func listenSocket(dir string) (net.Listener, error) {
	path := filepath.Join(dir, socketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// newHTTPServer sets every timeout; exports extend theirs per request.
func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// serveUntil serves h on every listener until ctx ends, then lets running
// requests finish.
func serveUntil(ctx context.Context, h http.Handler, log *slog.Logger, ls ...net.Listener) error {
	srv := newHTTPServer(h, log)
	errs := make(chan error, len(ls))
	for _, l := range ls {
		go func() { errs <- srv.Serve(l) }()
	}
	var first error
	select {
	case <-ctx.Done():
	case first = <-errs:
	}
	stop, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		srv.Close()
	}
	if errors.Is(first, http.ErrServerClosed) {
		first = nil
	}
	return first
}
