package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"zhongbiao/data"
	"zhongbiao/server/export"
)

// An export goes in blocks: a few workers load the projects of the next
// blocks while one is written, in order, and then the connection's deadline
// moves on. So a long file is whole, memory stays small, and a dead reader is
// dropped.
const (
	blockRows = 64
	blockTime = 30 * time.Second
)

// transfer is one export on its way.
type transfer struct {
	enc  export.Encoder
	conn *http.ResponseController
	ids  []data.ProjectID
	load func(data.ProjectID) (*export.Award, error)
	done int                     // rows written
	own  []data.ProjectID        // ids, sorted; made when the first alias is met
	via  map[data.ProjectID]bool // written in the place of an alias
}

// stream writes every project of ids. A failure ends the file with a line
// that says so where the format has a place for one, and breaks the transfer
// in any case: whoever reads by program must see it as well.
func (s *Server) stream(w http.ResponseWriter, v *visit, ids []data.ProjectID, enc export.Encoder, notices bool) {
	t := &transfer{enc: enc, conn: http.NewResponseController(w), ids: ids}
	t.load = func(id data.ProjectID) (*export.Award, error) { return s.award(v, id, notices) }
	err := t.run(v.Context())
	if err == nil {
		err = enc.Close()
	}
	if err == nil {
		return
	}
	s.log.Error("export broken off", "path", v.URL.Path, "rows", t.done, "of", len(ids), "err", err)
	if enc.Fail(errors.New(v.lang.T("file.broken"))) == nil {
		_ = t.conn.Flush() // the line must leave before the connection ends
	}
	panic(http.ErrAbortHandler)
}

// block is a few projects, which are loaded when ready is closed.
type block struct {
	ids    []data.ProjectID
	awards []*export.Award
	err    error
	ready  chan struct{}
}

// run loads side by side and writes in order.
func (t *transfer) run(ctx context.Context) error {
	workers := runtime.GOMAXPROCS(0)
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	queue, order := make(chan *block, workers), make(chan *block, 2*workers)
	wg.Go(func() { t.cut(ctx, queue, order) })
	for range workers {
		wg.Go(func() {
			for b := range queue {
				t.fill(ctx, b)
				close(b.ready)
			}
		})
	}
	for b := range order {
		select {
		case <-b.ready:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := t.write(b); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// cut hands blocks to the workers and, in the same order, to the writer.
func (t *transfer) cut(ctx context.Context, queue, order chan<- *block) {
	defer close(order)
	defer close(queue)
	for ids := range slices.Chunk(t.ids, blockRows) {
		b := &block{ids: ids, ready: make(chan struct{})}
		for _, to := range []chan<- *block{order, queue} {
			select {
			case to <- b:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (t *transfer) fill(ctx context.Context, b *block) {
	b.awards = make([]*export.Award, 0, len(b.ids))
	for _, id := range b.ids {
		if b.err = ctx.Err(); b.err != nil {
			return
		}
		a, err := t.load(id)
		if err != nil {
			b.err = fmt.Errorf("award %s: %w", id, err)
			return
		}
		b.awards = append(b.awards, a)
	}
}

func (t *transfer) write(b *block) error {
	if b.err != nil {
		return b.err
	}
	err := t.conn.SetWriteDeadline(time.Now().Add(blockTime))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	for i, a := range b.awards {
		if a.Project.ID != b.ids[i] && t.twice(a.Project.ID) {
			continue
		}
		if err := t.enc.Award(a); err != nil {
			return err
		}
		t.done++
	}
	return nil
}

// twice tells whether the project that took in another one has, or will get,
// a row of its own: the index may be a moment behind a merge, and no file may
// hold an award twice.
func (t *transfer) twice(id data.ProjectID) bool {
	if t.own == nil {
		t.own, t.via = slices.Sorted(slices.Values(t.ids)), map[data.ProjectID]bool{}
	}
	_, own := slices.BinarySearch(t.own, id)
	seen := t.via[id]
	t.via[id] = true
	return own || seen
}

// award loads what an export prints of a project.
func (s *Server) award(v *visit, id data.ProjectID, notices bool) (*export.Award, error) {
	p, err := s.project(id)
	if err != nil {
		return nil, err
	}
	a := &export.Award{Project: p, Page: s.absolute(v, "/awards/"+p.ID.String())}
	if notices {
		a.Notices, err = s.o.Store.ProjectNotices(p.ID)
	}
	return a, err
}
