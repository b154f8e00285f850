package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/data"
)

// demoCmd does the whole job offline: it starts the sample portal on
// loopback, crawls it as any portal, reads, counts, indexes and serves.
type demoCmd struct {
	Listen    string `help:"Address to serve on; port 0 takes any free one." default:"127.0.0.1:8080"`
	FactsOnly bool   `help:"Leave the fictional set out: only reported awards, with their source."`
	Once      bool   `help:"Crawl, print the monthly table and the top industries, and exit."`
}

// Run keeps its data in --dir if given, else in a temporary folder that it
// removes at the end.
func (c *demoCmd) Run(a *app) error {
	dir, cleanup, err := c.folder(a)
	if err != nil {
		return err
	}
	defer cleanup()
	sets := []data.Sample{data.Facts, data.Fictional}
	if c.FactsOnly {
		sets = sets[:1]
	}
	portals, err := startPortals(a.ctx, dir, sets)
	if err != nil {
		return err
	}
	defer portals.stop()
	for _, line := range portals.moved {
		fmt.Fprintln(a.stderr, line)
	}
	if c.Once {
		return c.once(a, dir, portals)
	}
	l, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	s, err := a.openStack(dir, stackOptions{portals: portals.defs})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := keepAddresses(s.store, portals.defs); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "zhongbiao demo: sample data, not real statistics\n")
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	crawled := make(chan error, 1)
	go func() {
		err := a.crawlAll(ctx, s, demoOptions(portals))
		if err == nil {
			err = s.ready(ctx)
		}
		if err != nil {
			cancel()
		} else {
			fmt.Fprintf(a.stdout, "\n  open http://%s in a browser; stop with Ctrl-C\n", l.Addr())
		}
		crawled <- err
	}()
	err = a.own(ctx, dir, s, l)
	select {
	case cerr := <-crawled:
		if a.ctx.Err() == nil && cerr != nil {
			return cerr
		}
	case <-time.After(5 * time.Second):
	}
	return err
}

// demoOptions crawls all that the sample has, at full speed: it is on
// loopback. What an earlier demo gave up is tried again, for it is there now.
func demoOptions(p *samplePortals) crawler.Options {
	o := crawler.Options{Portals: p.defs, AllowLoopback: true, Proxy: p.gateway, RetryFailed: true}
	for _, d := range p.defs {
		if o.From == 0 || d.FirstDay() < o.From {
			o.From = d.FirstDay()
		}
	}
	return o
}

// once crawls, prints what was counted, and exits.
func (c *demoCmd) once(a *app, dir string, portals *samplePortals) error {
	s, err := a.openStack(dir, stackOptions{portals: portals.defs})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := keepAddresses(s.store, portals.defs); err != nil {
		return err
	}
	if err := a.crawlAll(a.ctx, s, demoOptions(portals)); err != nil {
		return err
	}
	return a.printTrend(&inProcess{s}, url.Values{}, true)
}

// folder is the demo's data folder and what removes it afterwards.
func (c *demoCmd) folder(a *app) (string, func(), error) {
	if a.dirFlag != "" {
		dir, err := a.dataDir()
		if err != nil {
			return "", nil, err
		}
		return dir, func() {}, os.MkdirAll(dir, 0o755)
	}
	dir, err := os.MkdirTemp("", "zhongbiao-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("no temporary folder for the demo: %w (name one with --dir)", err)
	}
	return filepath.Clean(dir), func() { os.RemoveAll(dir) }, nil
}
