package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zhongbiao/data"
	"zhongbiao/index/segment"
)

// Index answers filters over the notices of a store. Its methods may be
// called from any goroutine; searches are not held up by Sync.
type Index struct {
	src Source
	o   Options
	log *slog.Logger
	dir string // DIR/index

	loaded  chan struct{} // closed by load
	loadErr error         // set before that

	syncing sync.Mutex // one Sync at a time

	mu     sync.RWMutex // guards what follows; searches hold it for reading
	cols   *columns
	live   *generation // what answers; nil while there is nothing to ask
	view   *view       // of live
	closed bool

	untidy     bool        // segments were let go of whose files may be there still; guarded by syncing
	next       *generation // being built aside, guarded by syncing
	colSeq     uint64      // the columns hold every change up to here; guarded by syncing
	savedSeq   uint64      // likewise for the snapshot of them
	seq        atomic.Uint64
	ready      atomic.Bool
	rebuilding atomic.Bool
	stop       atomic.Bool // Close was called
	damaged    atomic.Bool // live proved damaged while it was read
}

// Open opens the index of the data folder dir, and makes one when there is
// none or the one there is damaged. It returns at once: facts and words are
// loaded in the background, and searches wait for what they need of them. Sync
// or Run brings the index up to the store. A folder that another process has
// open gives ErrLocked.
func Open(dir string, src Source, o Options) (*Index, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Batch <= 0 {
		o.Batch = 500
	}
	segment.Start(o.CacheDir)
	ix := &Index{src: src, o: o, log: o.Log, dir: filepath.Join(dir, "index"), loaded: make(chan struct{})}
	if err := ix.open(); err != nil {
		return nil, err
	}
	go ix.load()
	return ix, nil
}

// load reads what searches need. A store of a million projects takes half a
// minute, in which the program can do other things; a small one, no time.
func (ix *Index) load() {
	defer close(ix.loaded)
	ix.syncing.Lock()
	defer ix.syncing.Unlock()
	if ix.closed {
		ix.loadErr = ErrClosed
		return
	}
	if ix.loadErr = ix.loadColumns(); ix.loadErr != nil {
		return
	}
	if err := ix.publish(nil); err != nil {
		ix.log.Warn("index unreadable, building it anew", "folder", ix.dir, "err", err)
		if ix.loadErr = ix.discard(); ix.loadErr != nil {
			return
		}
		ix.damaged.Store(false)
		if ix.loadErr = ix.publish(nil); ix.loadErr != nil {
			return
		}
	}
	ix.settle()
}

// wait waits until load has ended.
func (ix *Index) wait(ctx context.Context) error {
	select { // what is there is used, however late it is
	case <-ix.loaded:
		return ix.loadErr
	default:
	}
	select {
	case <-ix.loaded:
		return ix.loadErr
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("%w: facts are still being read from the store", ErrBuilding)
		}
		return ctx.Err()
	}
}

// loadColumns reads the facts of all projects, from a snapshot or the store.
func (ix *Index) loadColumns() error {
	cols, seq, err := ix.loadSnapshot()
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			ix.log.Info("index columns are read from the store", "because", err)
		}
		if cols, seq, err = ix.readColumns(); err != nil {
			return err
		}
	} else {
		ix.savedSeq = seq
	}
	ix.mu.Lock()
	ix.cols = cols
	ix.mu.Unlock()
	ix.colSeq = seq
	return nil
}

func (ix *Index) readColumns() (*columns, uint64, error) {
	cols, seq := newColumns(), ix.src.Seq()
	err := ix.src.Projects(func(p *data.Project) error {
		if ix.stop.Load() {
			return ErrClosed
		}
		cols.put(p)
		return nil
	})
	return cols, seq, err
}

// Close ends every use of the index.
func (ix *Index) Close() error {
	ix.stop.Store(true)
	ix.syncing.Lock()
	defer ix.syncing.Unlock()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	ix.saveSnapshot()
	ix.view.close()
	err := ix.live.close()
	if e := ix.next.close(); err == nil {
		err = e
	}
	return err
}

// Dir is the data folder that was opened.
func (ix *Index) Dir() string { return filepath.Dir(ix.dir) }

// Ready tells whether everything that the store held when the index was
// opened can be found. Before, searches answer from what there is.
func (ix *Index) Ready() bool { return ix.ready.Load() }

// Stats says what the index holds.
func (ix *Index) Stats() Stats {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	s := Stats{Seq: ix.seq.Load(), Version: version(), Rebuilding: ix.rebuilding.Load(), Unreadable: unreadable.Load()}
	if ix.closed || ix.cols == nil {
		return s
	}
	s.Notices, s.Projects = ix.cols.liveNotices, ix.cols.live
	if ix.view != nil {
		s.Documents, s.Segments = ix.view.documents(), len(ix.view.segments)
	}
	if now := ix.src.Seq(); now > s.Seq {
		s.Behind = now - s.Seq
	}
	s.Bytes = folderSize(ix.dir)
	return s
}

func folderSize(dir string) int64 {
	var n int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // files come and go while segments are merged
		}
		if info, err := d.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n
}

// Run keeps the index up to the store until ctx ends: a change is findable
// about as soon as it is committed. Errors are logged and tried again.
func (ix *Index) Run(ctx context.Context) error {
	// Merges go on after a batch; looking again lets go of the merged segments.
	tidy := time.NewTicker(3 * time.Second)
	defer tidy.Stop()
	for {
		changed := ix.src.Changed()
		pause := time.Duration(0)
		if _, err := ix.Sync(ctx); err != nil && ctx.Err() == nil {
			ix.log.Error("index sync", "err", err)
			pause = 2 * time.Second
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-tidy.C:
			ix.tidy()
		}
		if pause > 0 {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(pause):
			}
		}
	}
}
