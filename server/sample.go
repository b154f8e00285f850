package server

import (
	"context"
	"sync"

	"zhongbiao/data"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// sampleState says whether the folder holds samples: pages, files and feeds
// must say so wherever one stands, whoever started the server.
type sampleState string

const (
	sampleNone sampleState = ""     // real pages only
	sampleSome sampleState = "some" // both; lines carry the mark
	sampleAll  sampleState = "all"  // the demo
)

// sampleCache remembers the answer until the store changes.
type sampleCache struct {
	mu    sync.Mutex
	seq   uint64
	known bool
	state sampleState
}

func (s *Server) sample(ctx context.Context) sampleState {
	if s.o.Sample {
		return sampleAll
	}
	c := &s.samples
	c.mu.Lock()
	defer c.mu.Unlock()
	seq := s.o.Store.Seq()
	if c.known && c.seq == seq {
		return c.state
	}
	state, err := s.findSamples(ctx)
	if err != nil {
		s.log.Warn("look for samples", "err", err)
		return c.state
	}
	c.seq, c.known, c.state = seq, s.o.Index.Ready(), state
	return state
}

func (s *Server) findSamples(ctx context.Context) (sampleState, error) {
	n := map[string]int{}
	for _, kind := range []string{query.SampleReal, string(data.Facts), string(data.Fictional)} {
		res, err := s.o.Index.Search(ctx, query.Filter{Sample: kind, Scope: query.ScopeAll}, index.Request{})
		if err != nil {
			return sampleNone, err
		}
		n[kind] = res.Projects
	}
	switch samples := n[string(data.Facts)] + n[string(data.Fictional)]; {
	case samples == 0:
		return sampleNone, nil
	case n[query.SampleReal] == 0:
		return sampleAll, nil
	}
	return sampleSome, nil
}

// sampleNote is what tables and files print; empty without samples.
func (s *Server) sampleNote(v *visit) string {
	state := s.sample(v.Context())
	if state == sampleNone {
		return ""
	}
	return v.lang.T("sample.word") + " · " + v.lang.T("sample.banner."+string(state))
}
