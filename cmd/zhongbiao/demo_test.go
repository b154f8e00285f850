package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhongbiao/crawler/portal"
)

// TestDemoKeepsItsAddresses: what a demo that was killed left in its queue can
// only be fetched where it was found, so the next demo on the folder stands at
// the same addresses; one beside it, on the same folder, does not disturb it.
func TestDemoKeepsItsAddresses(t *testing.T) {
	dir := t.TempDir()
	start := func() (map[string]string, []*portal.Definition, func()) {
		defs, stop, err := (&demoCmd{}).startPortals(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		hosts := map[string]string{}
		for _, d := range defs {
			hosts[d.ID] = d.Hosts[0]
		}
		return hosts, defs, stop
	}
	first, defs, stop := start()
	if err := keepPorts(dir, defs); err != nil {
		t.Fatal(err)
	}
	beside, _, stopBeside := start()
	for id, host := range beside {
		if host == first[id] {
			t.Errorf("two demos have %s at %s", id, host)
		}
	}
	stopBeside()
	stop()
	again, _, stop := start()
	stop()
	if d := cmp.Diff(first, again); d != "" {
		t.Errorf("the next demo stands elsewhere:\n%s", d)
	}
}

// TestKeptPortsAreOnLoopback: a folder from elsewhere can't make the demo
// listen to the network, and a broken file is no file.
func TestKeptPortsAreOnLoopback(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{`{"sample-facts":"0.0.0.0:8099"}`, `{"sample-facts":`, `[]`} {
		if err := os.WriteFile(filepath.Join(dir, portsName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := keptPorts(dir); len(got) > 0 {
			t.Errorf("%s gives %v", text, got)
		}
	}
}
