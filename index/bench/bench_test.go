package bench

import (
	"context"
	"flag"
	"os"
	"testing"
	"time"
)

var (
	notices = flag.Int("notices", 10_000, "notices of the bench, for example 100000 or 1000000")
	repeat  = flag.Duration("repeat", time.Second, "how long each search is repeated")
	full    = flag.Bool("full", false, "run the whole bench with its peers as a test")
)

// go test ./index/bench -run TestBench -full -notices 100000 -timeout 2h
func TestBench(t *testing.T) {
	if !*full {
		t.Skip("the bench is run with -full")
	}
	if _, err := Run(context.Background(), os.Stdout, Options{Notices: *notices, Repeat: *repeat}); err != nil {
		t.Fatal(err)
	}
}
