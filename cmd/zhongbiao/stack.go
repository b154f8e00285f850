package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"zhongbiao/crawler/classify"
	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/read"
	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/server"
	"zhongbiao/server/alert"
)

// stack is everything over one data folder, wired: the store, the reading of
// pages into the ledger, the index that follows it, and the server's handlers.
type stack struct {
	store      *store.Store
	ledger     *ledger.Ledger
	reader     *read.Reader
	classifier *classify.Classifier
	index      *index.Index
	server     *server.Server // for the socket and this process
	public     *server.Server // for the network: with read tokens, if there are any
	metrics    *metrics
	alerts     *alert.Deliverer
	audit      *audit // reports over all projects, made behind the readers' backs
	sample     bool   // the folder holds sample data
}

type stackOptions struct {
	mustExist bool // a command that only reads must not create an empty folder
	portals   []*portal.Definition
	noIndex   bool
	base      string        // of the site, for feeds
	tokens    []string      // read tokens
	alerts    alert.Options // how alerts are sent; the rest is set here
}

// openStack opens the data folder dir and wires what works on it.
func (a *app) openStack(dir string, o stackOptions) (*stack, error) {
	if o.mustExist {
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("no data folder %s yet (run `zhongbiao crawl` or `zhongbiao demo --dir DIR`, or name another with --dir)", dir)
		}
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		return nil, err
	}
	s := &stack{store: st}
	if err := a.wire(s, dir, o); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (a *app) wire(s *stack, dir string, o stackOptions) error {
	cl, err := classify.New()
	if err != nil {
		return err
	}
	s.classifier = cl
	s.ledger = ledger.New(ledger.Options{})
	s.reader = read.New(s.store, s.ledger, cl, read.Options{Log: a.log, Hints: hintsFrom(o.portals)})
	if o.noIndex {
		return nil
	}
	s.index, err = index.Open(dir, s.store, index.Options{CacheDir: a.cacheDir, Log: a.log})
	if err != nil {
		return err
	}
	sample, err := s.store.State(sampleState)
	if err != nil {
		return err
	}
	s.sample = sample != nil || hasSample(o.portals)
	s.audit = newAudit(s)
	so := server.Options{Store: s.store, Index: s.index, Log: a.log, Version: version(), Sample: s.sample, Base: o.base,
		Portals: portalStates(s.store, known(o.portals)), Unreadable: func() (int, error) { fs, err := s.unreadable(nil); return len(fs), err },
		Ledger: s.audit}
	if s.server, err = server.New(so); err != nil {
		return err
	}
	s.public = s.server
	if len(o.tokens) > 0 {
		so.Tokens = o.tokens // the socket is guarded by the file system instead
		if s.public, err = server.New(so); err != nil {
			return err
		}
	}
	s.metrics = newMetrics(s)
	ao := o.alerts
	ao.Store, ao.Index, ao.Log, ao.Base, ao.Health, ao.Sent = s.store, s.index, a.log, o.base, s.health(known(o.portals)), s.metrics.alertSent
	s.alerts = alert.New(ao)
	return nil
}

// sampleState is the record that says that the folder holds sample data, so
// that every page keeps saying so.
const sampleState = "sample"

func hasSample(defs []*portal.Definition) bool {
	return slices.ContainsFunc(defs, func(d *portal.Definition) bool { return d.Sample != data.NotSample })
}

// ready brings the derived state up to the store before a one-shot answer.
func (s *stack) ready(ctx context.Context) error {
	if _, err := s.reader.Run(ctx); err != nil {
		return err
	}
	_, err := s.index.Sync(ctx)
	return err
}

// follow keeps notices, ledger and index up with the store until ctx ends:
// what a crawl commits is read, counted and findable within seconds.
func (s *stack) follow(ctx context.Context, a *app) {
	go func() {
		if err := s.index.Run(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("follow the store", "err", err)
		}
	}()
	for ctx.Err() == nil {
		changed := s.store.Changed()
		if _, err := s.reader.Run(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("read pages", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-changed:
			pause(ctx, 100*time.Millisecond) // let a burst of commits gather
		case <-time.After(time.Minute): // what failed for a passing reason is tried again
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// Close closes what was opened, the store last.
func (s *stack) Close() error {
	var errs []error
	if s.audit != nil {
		s.audit.close()
	}
	if s.index != nil {
		errs = append(errs, s.index.Close())
	}
	errs = append(errs, s.store.Close())
	return errors.Join(errs...)
}
