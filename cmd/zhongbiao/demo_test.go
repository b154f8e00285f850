package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/crawler"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

var bothSets = []data.Sample{data.Facts, data.Fictional}

func testApp(t *testing.T) *app {
	return &app{ctx: t.Context(), stdin: bytes.NewReader(nil), stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler), cacheDir: t.TempDir()}
}

// begunDemo makes the folder of a demo that stopped on its way, and gives the
// addresses of its sample portals.
func begunDemo(t *testing.T, dir string) map[string]string {
	t.Helper()
	a := testApp(t)
	p, err := startPortals(t.Context(), dir, bothSets)
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	s, err := a.openStack(dir, stackOptions{portals: p.defs})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := keepAddresses(s.store, p.defs); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var kept atomic.Int32
	o := demoOptions(p)
	o.Progress = func(e crawler.Event) {
		if e.Kept && kept.Add(1) == 200 {
			cancel()
		}
	}
	if _, err := a.crawl(ctx, s, o); ctx.Err() == nil {
		t.Fatalf("the crawl ended by itself: %v", err)
	}
	open := 0
	if err := s.store.OpenTasks(func(store.Task) error { open++; return nil }); err != nil || open == 0 {
		t.Fatalf("%d tasks are left, %v", open, err)
	}
	own, err := ownAddresses(dir, s.store)
	if err != nil || len(own) != len(bothSets) {
		t.Fatalf("addresses %v, %v", own, err)
	}
	return own
}

// take holds addresses as another program would that speaks something else,
// for the rest of the test.
func take(t *testing.T, addrs map[string]string) {
	t.Helper()
	for _, addr := range addrs {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() { // until it is closed
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				c.Close()
			}
		}()
	}
}

// forget takes the record of the addresses away, as in a store of before.
func forget(t *testing.T, dir string) {
	t.Helper()
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.SetState(addressState, nil); err != nil {
		t.Fatal(err)
	}
}

// TestDemoGoesOnAnywhere: a demo that stopped on its way is completed to the
// same numbers as one that did not, when other programs have its ports, and
// from a backup.
func TestDemoGoesOnAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("a demo takes a while")
	}
	t.Setenv("ZHONGBIAO_CACHE_DIR", t.TempDir())
	whole, begun := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "begun")
	command(t, whole, []string{"demo", "--once"})
	own := begunDemo(t, begun)
	take(t, own)
	backup := filepath.Join(t.TempDir(), "b.db")
	command(t, begun, []string{"backup", backup})
	for name, prepare := range map[string]func(dir string){
		"ports taken": func(dir string) {
			if err := os.CopyFS(dir, os.DirFS(begun)); err != nil {
				t.Fatal(err)
			}
		},
		"restored": func(dir string) { command(t, dir, []string{"restore", backup}) },
		"restored from an older program": func(dir string) {
			command(t, dir, []string{"restore", backup})
			forget(t, dir)
		},
		"of an older program": func(dir string) {
			command(t, dir, []string{"restore", backup})
			forget(t, dir)
			b, _ := json.Marshal(own) // can't fail: plain values
			if err := os.WriteFile(filepath.Join(dir, addressFile), b, 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "zb")
			prepare(dir)
			command(t, dir, []string{"demo", "--once"}) // incomplete would be an error
			for _, args := range [][]string{{"trend", "--csv"}, {"trend", "--csv", "--unit", "notice"}, {"coverage"}} {
				if d := cmp.Diff(command(t, whole, args), command(t, dir, args)); d != "" {
					t.Errorf("%v (-whole +completed):\n%s", args, d)
				}
			}
		})
	}
}

// TestDemoKeepsItsAddresses: the next demo on a folder stands at the same
// addresses; one beside it, on the same folder, does not disturb it.
func TestDemoKeepsItsAddresses(t *testing.T) {
	dir := t.TempDir()
	start := func() (map[string]string, *samplePortals) {
		p, err := startPortals(t.Context(), dir, bothSets)
		if err != nil {
			t.Fatal(err)
		}
		hosts := map[string]string{}
		for _, d := range p.defs {
			hosts[d.ID] = d.Hosts[0]
		}
		return hosts, p
	}
	first, p := start()
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = keepAddresses(st, p.defs)
	st.Close()
	if err != nil {
		t.Fatal(err)
	}
	beside, other := start()
	if d := cmp.Diff(first, beside); d != "" || other.gateway == "" || len(other.moved) != 2 {
		t.Errorf("a demo beside it goes by other addresses, or can't reach them: %q, %q\n%s", other.gateway, other.moved, d)
	}
	other.stop()
	p.stop()
	again, p := start()
	p.stop()
	if d := cmp.Diff(first, again); d != "" || p.gateway != "" || len(p.moved) > 0 {
		t.Errorf("the next demo stands elsewhere: %q\n%s", p.moved, d)
	}
}

// TestKnownAddressesAreOnLoopback: a folder from elsewhere can't make the demo
// listen to the network, and a broken record is no record.
func TestKnownAddressesAreOnLoopback(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{`{"sample-facts":"0.0.0.0:8099"}`, `{"sample-facts":`, `[]`} {
		for _, inStore := range []bool{true, false} {
			st, err := store.Open(dir, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			record := []byte(text)
			if !inStore {
				record = nil
				if err := os.WriteFile(filepath.Join(dir, addressFile), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err = st.SetState(addressState, record)
			st.Close()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := knownAddresses(dir); err != nil || len(got) > 0 {
				t.Errorf("%s gives %v, %v", text, got, err)
			}
		}
	}
}
