package server

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"zhongbiao/data"
	"zhongbiao/index/query"
	"zhongbiao/server/export"
)

// An export goes in steps: the projects of one step are loaded side by side,
// written in order, and then the connection's deadline moves on. So a long
// file is whole, memory stays small, and a dead reader is dropped.
const (
	stepRows = 256
	stepTime = 30 * time.Second
)

// stream writes every project of the filter. A failure ends the file with a
// line that says so; where the format can't say it, the transfer breaks.
func (s *Server) stream(w http.ResponseWriter, v *visit, f query.Filter, enc export.Encoder, notices bool) {
	st := &stepper{s: s, v: v, enc: enc, notices: notices, deadline: http.NewResponseController(w)}
	err := s.o.Index.Projects(v.Context(), f, st.add)
	if err == nil {
		err = st.flush()
	}
	if err == nil {
		err = enc.Close()
	}
	if err == nil {
		return
	}
	s.log.Error("export broken off", "path", v.URL.Path, "rows", st.done, "err", err)
	if enc.Fail(errors.New(v.lang.T("file.broken"))) != nil {
		panic(http.ErrAbortHandler)
	}
}

// stepper gathers ids and writes them step by step.
type stepper struct {
	s        *Server
	v        *visit
	enc      export.Encoder
	notices  bool
	deadline *http.ResponseController
	ids      []data.ProjectID
	done     int
}

func (t *stepper) add(id data.ProjectID) error {
	if t.ids = append(t.ids, id); len(t.ids) < stepRows {
		return nil
	}
	return t.flush()
}

func (t *stepper) flush() error {
	err := t.deadline.SetWriteDeadline(time.Now().Add(stepTime))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	awards := make([]*export.Award, len(t.ids))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, id := range t.ids {
		g.Go(func() error {
			a, err := t.s.award(t.v, id, t.notices)
			if err != nil {
				return fmt.Errorf("award %s: %w", id, err)
			}
			awards[i] = a
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, a := range awards {
		if err := t.enc.Award(a); err != nil {
			return err
		}
	}
	t.done += len(awards)
	t.ids = t.ids[:0]
	return nil
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
