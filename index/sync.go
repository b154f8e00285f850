package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index/segment"
)

// Sync brings the index up to the store and gives the number of changes that
// it took in. A generation being built aside takes the live one's place when
// it has caught up.
func (ix *Index) Sync(ctx context.Context) (int, error) {
	if err := ix.wait(ctx); err != nil {
		return 0, err
	}
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
	whole := ix.target().seq == 0
	total, err := ix.catchUp(ctx)
	if err == nil && whole && total > 0 {
		ix.target().compact(ctx, ix.log)
		err = ix.publish(nil)
	}
	if err == nil && ix.next != nil {
		if err = ix.swap(); err == nil {
			var n int
			n, err = ix.catchUp(ctx)
			total += n
		}
	}
	if err != nil {
		return total, err
	}
	ix.settle()
	if whole {
		ix.saveSnapshot()
	}
	return total, nil
}

// Rebuild builds the index anew from the store, aside, and swaps it in.
func (ix *Index) Rebuild(ctx context.Context) (int, error) {
	if err := ix.wait(ctx); err != nil {
		return 0, err
	}
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

// step is one batch of changes, each thing once, as it stood when the step was
// prepared. What changes later comes again in the feed.
type step struct {
	docs     []*document.Document
	deleted  []data.NoticeID
	projects []changedProject
	last     uint64 // the sequence that it reaches
	n        int    // changes
	err      error
}

// catchUp takes in every change there is. The next step is prepared while
// bleve writes the last one.
func (ix *Index) catchUp(ctx context.Context) (total int, err error) {
	if err := segment.Load(ix.o.CacheDir); err != nil {
		return 0, err
	}
	g := ix.target()
	m, ok := g.idx.Mapping().(*mapping.IndexMappingImpl)
	if !ok {
		return 0, errStructure
	}
	an := newAnalyzers(m)
	next := make(chan *step, 1)
	prepare := func(from uint64) { next <- ix.prepare(from, an) }
	prepare(min(g.seq, ix.colSeq))
	for {
		s := <-next
		if s.err != nil || s.n == 0 {
			return total, s.err
		}
		if err := ctx.Err(); err != nil {
			return total, err
		}
		go prepare(s.last)
		if err := ix.apply(g, s); err != nil {
			<-next
			return total, err
		}
		total += s.n
	}
}

// prepare reads the changes after from, and makes the documents.
func (ix *Index) prepare(from uint64, an analyzers) *step {
	s := &step{}
	seenN, seenP := map[data.NoticeID]bool{}, map[data.ProjectID]bool{}
	s.err = ix.src.ChangesAfter(from, 2*ix.o.Batch, func(seq uint64, c store.Change) error {
		s.last, s.n = seq, s.n+1
		switch {
		case c.Notice != "" && !seenN[c.Notice]:
			seenN[c.Notice] = true
			return ix.prepareNotice(s, c.Notice, an)
		case c.Project != 0 && !seenP[c.Project]:
			seenP[c.Project] = true
			return ix.prepareProject(s, c.Project)
		}
		return nil
	})
	return s
}

func (ix *Index) prepareNotice(s *step, id data.NoticeID, an analyzers) error {
	n, err := ix.src.Notice(id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		s.deleted = append(s.deleted, id)
	case err != nil:
		return fmt.Errorf("index notice %s: %w", id, err)
	default:
		s.docs = append(s.docs, newDocument(n, an))
	}
	return nil
}

// prepareProject reads a project; an alias is no project of its own.
func (ix *Index) prepareProject(s *step, id data.ProjectID) error {
	p, err := ix.src.Project(id)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && p.ID != id:
		s.projects = append(s.projects, changedProject{id: id, gone: true})
	case err != nil:
		return fmt.Errorf("index project %s: %w", id, err)
	default:
		s.projects = append(s.projects, changedProject{id: id, now: p})
	}
	return nil
}

// apply writes a step: documents into bleve, then facts into the columns, and
// shows both to searches in one moment.
func (ix *Index) apply(g *generation, s *step) error {
	b := g.idx.NewBatch()
	for _, d := range s.docs {
		if err := b.IndexAdvanced(d); err != nil {
			return fmt.Errorf("index notice %s: %w", d.ID(), err)
		}
	}
	for _, id := range s.deleted {
		b.Delete(string(id))
	}
	if err := g.commit(b, max(g.seq, s.last)); err != nil {
		return err
	}
	ix.colSeq = max(ix.colSeq, s.last)
	if err := ix.publish(s.projects); err != nil {
		return err
	}
	ix.seq.Store(min(ix.live.seq, ix.colSeq))
	return nil
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

// publish shows the live generation as it is now, and the changed projects,
// to searches. Reading the new segments, which takes time, comes before the
// lock; an ordinal is given to every notice in them first.
func (ix *Index) publish(projects []changedProject) error {
	var v *view
	if ix.live != nil {
		var err error
		if v, err = newView(ix.live.idx, ix.view, ix.newOrdinal); err != nil {
			if errors.Is(err, errDamaged) {
				ix.damaged.Store(true)
			}
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
	ix.untidy = ix.untidy || !v.sameSegments(ix.view)
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
	if ix.closed || ix.live == nil || ix.view == nil || ix.damaged.Load() {
		return
	}
	if err := ix.publish(nil); err != nil {
		ix.log.Warn("index look again", "err", err)
		return
	}
	if !ix.untidy {
		return
	}
	ix.untidy = false
	if err := ix.live.idx.SetInternal(keyVersion, []byte(ix.live.version)); err != nil {
		ix.log.Warn("index tidy up", "err", err)
	}
}
