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
	sampleSome sampleState = "some" // both are shown, as asked; lines carry the mark
	sampleAway sampleState = "away" // there are both, and only the real ones are shown
	sampleAll  sampleState = "all"  // samples only
)

// sampleOf says what a visitor sees of the samples: without asking for them,
// never beside real pages.
func (s *Server) sampleOf(v *visit) sampleState {
	state := s.sample(v.Context())
	if state != sampleSome {
		return state
	}
	switch v.URL.Query().Get("sample") {
	case "", query.SampleReal:
		return sampleAway
	case query.SampleAny:
		return sampleSome
	}
	return sampleAll
}

// sampleCache remembers the answer until the store changes.
type sampleCache struct {
	mu    sync.Mutex
	seq   uint64
	known bool
	state sampleState
}

func (s *Server) sample(ctx context.Context) sampleState {
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
	case samples == 0 && n[query.SampleReal] == 0 && s.o.Sample:
		return sampleAll, nil // nothing is indexed yet
	case samples == 0:
		return sampleNone, nil
	case n[query.SampleReal] == 0:
		return sampleAll, nil
	}
	return sampleSome, nil
}

// sampleNote is what tables and files print; empty without samples.
func (s *Server) sampleNote(v *visit) string {
	state := s.sampleOf(v)
	if state == sampleNone || state == sampleAway {
		return ""
	}
	return v.lang.T("sample.word") + " · " + v.lang.T("sample.banner."+string(state))
}
