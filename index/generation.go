package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	bolterrors "go.etcd.io/bbolt/errors"
)

// A generation is one bleve index on disk. DIR/index answers; DIR/index.new is
// one being built to take its place; DIR/index.old is one that did, until it
// is deleted. Every step is a rename, so a crash leaves either the old or the
// new one (PITFALLS B2, B3, B10).
type generation struct {
	idx     bleve.Index
	path    string
	version string
	seq     uint64 // the store's sequence up to which it holds everything
}

// The internal keys of a generation. They are written with the documents of
// the same batch, so they never claim more than is there (B11).
var (
	keySeq     = []byte("zhongbiao.seq")
	keyVersion = []byte("zhongbiao.version")
)

// lockTimeout is how long to wait for a folder that is open elsewhere (B1).
const lockTimeout = "2s"

func runtimeConfig(unsafe bool) map[string]any {
	return map[string]any{"bolt_timeout": lockTimeout, "unsafe_batch": unsafe}
}

// openGeneration opens the index at path.
func openGeneration(path string, unsafe bool) (*generation, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	idx, err := bleve.OpenUsing(path, runtimeConfig(unsafe))
	if err != nil {
		if isLock(err) {
			return nil, fmt.Errorf("%w: %s is open in another process, probably a zhongbiao serve or crawl; end it or use its folder's other commands", ErrLocked, path)
		}
		return nil, fmt.Errorf("open index %s: %w", path, err)
	}
	g := &generation{idx: idx, path: path}
	if err := g.readKeys(); err != nil {
		idx.Close()
		return nil, fmt.Errorf("open index %s: %w", path, err)
	}
	return g, nil
}

// isLock tells a lock from damage: the two must never be mixed up, or a
// second process would throw away the index of the first.
func isLock(err error) bool {
	return errors.Is(err, bolterrors.ErrTimeout) || strings.Contains(err.Error(), bolterrors.ErrTimeout.Error())
}

func (g *generation) readKeys() error {
	v, err := g.idx.GetInternal(keyVersion)
	if err != nil {
		return err
	}
	s, err := g.idx.GetInternal(keySeq)
	if err != nil {
		return err
	}
	g.version = string(v)
	if len(s) == 8 {
		g.seq = binary.BigEndian.Uint64(s)
	}
	return nil
}

// create makes an empty generation at path, in a temporary folder first: a
// process that dies while bleve creates an index leaves none.
func create(path string, unsafe bool) (*generation, error) {
	m, err := Mapping()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("create index: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(path), "index.tmp-")
	if err != nil {
		return nil, fmt.Errorf("create index: %w", err)
	}
	defer os.RemoveAll(tmp)
	inner := filepath.Join(tmp, "index")
	idx, err := bleve.NewUsing(inner, m, scorch.Name, bleve.Config.DefaultKVStore, map[string]any{"bolt_timeout": lockTimeout})
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", path, err)
	}
	err = idx.SetInternal(keyVersion, []byte(version()))
	if e := idx.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(inner, path)
	}
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", path, err)
	}
	return openGeneration(path, unsafe)
}

// maxCompact bounds the indexes that are compacted, in documents.
const maxCompact = 200_000

// compact merges the segments of an index that was just built into one: a
// small index loses a sixth of its size by that, in a second. A large one is
// left to bleve's own merges, which bring it nearly as far.
func (g *generation) compact(ctx context.Context, log *slog.Logger) {
	if n, err := g.idx.DocCount(); err != nil || n > maxCompact {
		return
	}
	adv, err := g.idx.Advanced()
	if err != nil {
		return
	}
	if s, ok := adv.(*scorch.Scorch); ok {
		if err := s.ForceMerge(ctx, &mergeplan.SingleSegmentMergePlanOptions); err != nil && ctx.Err() == nil {
			log.Warn("compact index", "err", err) // it answers all the same
		}
	}
}

// close is safe on nil.
func (g *generation) close() error {
	if g == nil || g.idx == nil {
		return nil
	}
	err := g.idx.Close()
	g.idx = nil
	return err
}

func (ix *Index) pathNew() string { return ix.dir + ".new" }
func (ix *Index) pathOld() string { return ix.dir + ".old" }

// open finds the generations of the folder and decides what to do with them.
func (ix *Index) open() error {
	if err := ix.sweep(); err != nil {
		return err
	}
	live, err := openGeneration(ix.dir, ix.o.Unsafe)
	switch {
	case err == nil:
		ix.live = live
	case errors.Is(err, ErrLocked):
		return err
	case !errors.Is(err, os.ErrNotExist):
		ix.log.Warn("index damaged, building it anew", "folder", ix.dir, "err", err)
		if err := ix.discard(); err != nil {
			return err
		}
	}
	if ix.live != nil && ix.live.seq > ix.src.Seq() {
		ix.log.Warn("index is ahead of the store, which was put back; building it anew", "index", ix.live.seq, "store", ix.src.Seq())
		if err := ix.discard(); err != nil {
			return err
		}
	}
	if ix.live != nil && ix.live.version != version() {
		ix.log.Info("index of another version, building a new one aside", "has", ix.live.version, "wants", version())
		return ix.aside()
	}
	if ix.live == nil {
		return ix.fresh()
	}
	return nil
}

// sweep tidies up after a process that ended in the middle of a swap.
func (ix *Index) sweep() error {
	if _, err := os.Stat(ix.dir); errors.Is(err, os.ErrNotExist) {
		for _, p := range []string{ix.pathOld(), ix.pathNew()} {
			if os.Rename(p, ix.dir) == nil {
				break
			}
		}
	}
	left, _ := filepath.Glob(ix.dir + ".tmp-*")
	for _, p := range append(left, ix.pathOld()) {
		if err := os.RemoveAll(p); err != nil {
			return fmt.Errorf("tidy up index: %w", err)
		}
	}
	return nil
}

// discard throws away a damaged index; the next Sync builds it anew.
func (ix *Index) discard() error {
	ix.view.close()
	ix.view = nil
	ix.live.close()
	ix.live, ix.savedSeq = nil, 0 // the snapshot goes with the folder
	if err := os.RemoveAll(ix.pathOld()); err != nil {
		return err
	}
	if err := os.Rename(ix.dir, ix.pathOld()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("move damaged index away: %w", err)
	}
	if err := os.RemoveAll(ix.pathOld()); err != nil {
		return err
	}
	return ix.fresh()
}

// fresh makes an empty index that answers at once, with what it has.
func (ix *Index) fresh() error {
	if err := os.RemoveAll(ix.pathNew()); err != nil {
		return err
	}
	live, err := create(ix.dir, ix.o.Unsafe)
	ix.live = live
	return err
}

// aside opens the index that is to take the place of the live one, going on
// with what an earlier process has built.
func (ix *Index) aside() error {
	ix.rebuilding.Store(true)
	if g, err := openGeneration(ix.pathNew(), ix.o.Unsafe); err == nil {
		if g.version == version() {
			ix.next = g
			return nil
		}
		g.close()
	}
	if err := os.RemoveAll(ix.pathNew()); err != nil {
		return err
	}
	g, err := create(ix.pathNew(), ix.o.Unsafe)
	ix.next = g
	return err
}

// swap lets the generation built aside take the place of the live one.
func (ix *Index) swap() error {
	if err := ix.next.close(); err != nil {
		return err
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.view.close()
	ix.view = nil
	if err := ix.live.close(); err != nil {
		ix.log.Warn("close old index", "err", err)
	}
	ix.live, ix.next, ix.savedSeq = nil, nil, 0 // the snapshot goes with the folder
	if err := os.Rename(ix.dir, ix.pathOld()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("swap index: %w", err)
	}
	if err := os.Rename(ix.pathNew(), ix.dir); err != nil {
		return fmt.Errorf("swap index: %w", err)
	}
	live, err := openGeneration(ix.dir, ix.o.Unsafe)
	if err != nil {
		return err
	}
	ix.live = live
	if ix.view, err = newView(live.idx, nil, ix.cols.ordinal); err != nil {
		return err
	}
	ix.rebuilding.Store(false)
	ix.log.Info("new index answers", "documents", ix.view.documents())
	return os.RemoveAll(ix.pathOld())
}
