package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"zhongbiao": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(report(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr), os.Stderr))
		},
	})
}

// TestScripts runs testdata/script/*.txtar: the command line as users see it.
func TestScripts(t *testing.T) {
	cache := t.TempDir() // one cache for all: unpacking the dictionaries is tested apart
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"waitfor": waitFor, "holdport": holdPort, "receiver": receiver, "testportal": testPortal},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("ZHONGBIAO_CACHE_DIR", cache)
			return nil
		},
	})
}

// waitFor waits until a file is there, and holds a text: waitfor FILE [TEXT].
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	for range 300 {
		b, _ := os.ReadFile(ts.MkAbs(args[0])) // a socket can't be read
		if len(args) > 1 && strings.Contains(string(b), args[1]) {
			return
		}
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil && len(args) == 1 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear", strings.Join(args, " with "))
}

// holdPort takes a free port for the rest of the script: holdport VARIABLE.
func holdPort(ts *testscript.TestScript, neg bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
}

// receiver takes webhooks for the rest of the script, and writes the body of
// each as a line: receiver VARIABLE FILE.
func receiver(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[1]), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	ts.Check(err)
	var mu sync.Mutex
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if _, err := io.Copy(f, r.Body); err != nil {
			panic(http.ErrAbortHandler)
		}
		f.WriteString("\n")
	}))
	ts.Defer(func() { srv.Close(); f.Close() })
	ts.Setenv(args[0], srv.URL)
}
