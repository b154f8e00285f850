package bench

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var (
	notices = flag.Int("notices", 10_000, "notices of the bench, for example 100000 or 1000000")
	repeat  = flag.Duration("repeat", time.Second, "how long each search is repeated")
	peers   = flag.Bool("peers", true, "measure SQLite FTS5 and PostgreSQL beside the index")
	keep    = flag.String("keep", "", "folder to keep what is built in, for the next run")
	only    = flag.String("only", "", "measure only the searches whose name holds this")
	full    = flag.Bool("full", false, "run the whole bench with its peers as a test")
)

// go test ./index/bench -run TestBench -full -notices 100000 -timeout 2h
func TestBench(t *testing.T) {
	if !*full {
		t.Skip("the bench is run with -full")
	}
	dir := *keep
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "zhongbiao-peers-"); err != nil { // short: a socket stands in it
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the server of PostgreSQL runs as another user
		t.Fatal(err)
	}
	o := Options{Notices: *notices, Dir: *keep, Repeat: *repeat, Only: *only, Peers: []Peer{&fts5{path: filepath.Join(dir, "fts5.db")}, &postgres{dir: filepath.Join(dir, "pg")}}}
	if !*peers {
		o.Peers = nil
	}
	if _, err := Run(context.Background(), os.Stdout, o); err != nil {
		t.Fatal(err)
	}
}
