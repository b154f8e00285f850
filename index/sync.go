package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index/segment"
)

// Sync brings the index up to the store and gives the number of changes that
// it took in. A generation being built aside takes the live one's place when
// it has caught up.
func (ix *Index) Sync(ctx context.Context) (int, error) {
	ix.syncing.Lock()
	defer ix.syncing.Unlock()
	if ix.closed {
		return 0, ErrClosed
	}
	if ix.damaged.Load() {
		if err := ix.rescue(); err != nil {
			return 0, err
		}
	}
	total := 0
	for {
		n, err := ix.step(ctx)
		total += n
		if err != nil {
			return total, err
		}
		if n == 0 {
			break
		}
	}
	if ix.next != nil {
		if err := ix.swap(); err != nil {
			return total, err
		}
		n, err := ix.step(ctx)
		if err != nil {
			return total + n, err
		}
	}
	ix.settle()
	return total, nil
}

// Rebuild builds the index anew from the store, aside, and swaps it in.
func (ix *Index) Rebuild(ctx context.Context) (int, error) {
	ix.syncing.Lock()
	if ix.closed {
		ix.syncing.Unlock()
		return 0, ErrClosed
	}
	ix.next.close()
	ix.next = nil
	err := os.RemoveAll(ix.pathNew())
	if err == nil {
		err = ix.aside()
	}
	ix.syncing.Unlock()
	if err != nil {
		return 0, err
	}
	return ix.Sync(ctx)
}

// rescue begins anew after the live index proved damaged.
func (ix *Index) rescue() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.log.Warn("index damaged, building it anew", "folder", ix.dir)
	ix.next.close()
	ix.next = nil
	if err := ix.discard(); err != nil {
		return err
	}
	v, err := newView(ix.live.idx, nil, ix.cols.ordinal)
	if err != nil {
		return err
	}
	ix.view = v
	ix.damaged.Store(false)
	ix.ready.Store(false)
	return nil
}

// target is the generation that Sync writes to.
func (ix *Index) target() *generation {
	if ix.next != nil {
		return ix.next
	}
	return ix.live
}

// settle says how far the index is.
func (ix *Index) settle() {
	seq := min(ix.live.seq, ix.colSeq)
	ix.seq.Store(seq)
	if ix.next == nil && seq >= ix.src.Seq() {
		ix.ready.Store(true)
	}
}

// changes are those of one step, each thing once.
type changes struct {
	notices  []data.NoticeID // put or deleted
	projects []data.ProjectID
	last     uint64
	n        int
}

// collect reads the next changes from the feed.
func (ix *Index) collect(from uint64) (changes, error) {
	var c changes
	seenN, seenP := map[data.NoticeID]bool{}, map[data.ProjectID]bool{}
	err := ix.src.ChangesAfter(from, 2*ix.o.Batch, func(seq uint64, ch store.Change) error {
		c.last, c.n = seq, c.n+1
		switch {
		case ch.Notice != "" && !seenN[ch.Notice]:
			seenN[ch.Notice] = true
			c.notices = append(c.notices, ch.Notice)
		case ch.Project != 0 && !seenP[ch.Project]:
			seenP[ch.Project] = true
			c.projects = append(c.projects, ch.Project)
		}
		return nil
	})
	return c, err
}

// step takes in one batch of changes: documents into bleve, then facts into
// the columns, and shows both to searches in one moment.
func (ix *Index) step(ctx context.Context) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	g := ix.target()
	ch, err := ix.collect(min(g.seq, ix.colSeq))
	if err != nil || ch.n == 0 {
		return 0, err
	}
	if err := segment.Load(ix.o.CacheDir); err != nil {
		return 0, err
	}
	if err := ix.write(g, ch); err != nil {
		return 0, err
	}
	projects, err := ix.loadProjects(ch.projects)
	if err != nil {
		return 0, err
	}
	ix.colSeq = max(ix.colSeq, ch.last)
	if err := ix.publish(projects); err != nil {
		return 0, err
	}
	ix.seq.Store(min(ix.live.seq, ix.colSeq))
	return ch.n, nil
}

// write puts the notices of a step into a generation.
func (ix *Index) write(g *generation, ch changes) error {
	m, ok := g.idx.Mapping().(*mapping.IndexMappingImpl)
	if !ok {
		return errStructure
	}
	a := newAnalyzers(m)
	b := g.idx.NewBatch()
	for _, id := range ch.notices {
		n, err := ix.src.Notice(id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			b.Delete(string(id))
		case err != nil:
			return fmt.Errorf("index notice %s: %w", id, err)
		default:
			if err := b.IndexAdvanced(newDocument(n, a)); err != nil {
				return fmt.Errorf("index notice %s: %w", id, err)
			}
		}
	}
	return g.commit(b, max(g.seq, ch.last))
}

// commit writes a batch together with the sequence that it reaches.
func (g *generation) commit(b *bleve.Batch, seq uint64) error {
	b.SetInternal(keySeq, binary.BigEndian.AppendUint64(nil, seq))
	if err := g.idx.Batch(b); err != nil {
		return fmt.Errorf("write index %s: %w", g.path, err)
	}
	g.seq = seq
	return nil
}

// changedProject is a project as it is now; gone when it is no more.
type changedProject struct {
	id   data.ProjectID
	now  *data.Project
	gone bool
}

func (ix *Index) loadProjects(ids []data.ProjectID) ([]changedProject, error) {
	out := make([]changedProject, 0, len(ids))
	for _, id := range ids {
		p, err := ix.src.Project(id)
		switch {
		case errors.Is(err, store.ErrNotFound), err == nil && p.ID != id: // an alias is no project of its own
			out = append(out, changedProject{id: id, gone: true})
		case err != nil:
			return nil, fmt.Errorf("index project %s: %w", id, err)
		default:
			out = append(out, changedProject{id: id, now: p})
		}
	}
	return out, nil
}

// publish shows the live generation as it is now, and the changed projects,
// to searches. Reading the new segments, which takes time, comes before the
// lock; an ordinal is given to every notice in them first.
func (ix *Index) publish(projects []changedProject) error {
	var v *view
	if ix.live != nil {
		var err error
		if v, err = newView(ix.live.idx, ix.view, ix.newOrdinal); err != nil {
			return err
		}
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for _, p := range projects {
		if p.gone {
			ix.cols.remove(p.id)
		}
	}
	for _, p := range projects {
		if !p.gone {
			ix.cols.put(p.now)
		}
	}
	ix.view.close()
	ix.view = v
	return nil
}

// newOrdinal gives the ordinal of a notice, making one when it has none yet.
// Only Sync writes columns, so reading them here needs no lock.
func (ix *Index) newOrdinal(id data.NoticeID) uint32 {
	if n := ix.cols.ordinal(id); n != none {
		return n
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.cols.addNotice(id)
}

// tidy looks at the live generation again after its segments were merged, so
// that the former ones are let go of. bleve deletes their files when it next
// writes, so something is written.
func (ix *Index) tidy() {
	ix.syncing.Lock()
	defer ix.syncing.Unlock()
	if ix.closed || ix.live == nil || ix.damaged.Load() {
		return
	}
	before := ix.view
	if err := ix.publish(nil); err != nil {
		ix.log.Warn("index look again", "err", err)
		return
	}
	if ix.view.sameSegments(before) {
		return
	}
	if err := ix.live.idx.SetInternal(keyVersion, []byte(ix.live.version)); err != nil {
		ix.log.Warn("index tidy up", "err", err)
	}
}
