package bench

import (
	"encoding/json"
	"os"
	"path/filepath"

	"zhongbiao/data/store"
)

// A million notices take a quarter of an hour to write and index. A folder
// that the caller names keeps them, so that the next run only searches, and
// in a process that built nothing: what its memory is worth is measured so.

// note is what keep writes beside the store when everything is built.
type note struct {
	Corpus                 Corpus
	TextBytes, RankedBytes int64
}

func (r *run) notePath() string { return filepath.Join(r.dir, "bench.json") }

// kept tells whether the folder holds what this run would build.
func (r *run) kept() bool {
	var n note
	b, err := os.ReadFile(r.notePath())
	if err != nil || json.Unmarshal(b, &n) != nil || n.Corpus != r.c {
		return false
	}
	r.f.TextBytes, r.f.RankedBytes = n.TextBytes, n.RankedBytes
	return true
}

func (r *run) keep() error {
	b, err := json.Marshal(note{r.c, r.f.TextBytes, r.f.RankedBytes})
	if err != nil {
		return err
	}
	return os.WriteFile(r.notePath(), b, 0o644)
}

func (r *run) openStore() (err error) {
	r.st, err = store.Open(filepath.Join(r.dir, "data"), store.Options{NoSync: true})
	return err
}

func (r *run) reopen() error {
	r.say("%d notices of an earlier run in %s, %.1f MB of text", r.c.N, r.dir, mb(r.f.TextBytes))
	return r.openStore()
}
