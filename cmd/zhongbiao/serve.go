package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"

	"zhongbiao/crawler"
)

// serveCmd serves the pages of a data folder, and owns it while it runs.
type serveCmd struct {
	Listen  string      `help:"Address to serve on; port 0 takes any free one." default:"127.0.0.1:8080"`
	Crawl   bool        `help:"Also crawl the portals that are on, each at its own interval. A folder with sample data is never crawled." default:"true" negatable:""`
	Quiet   string      `help:"Hours (Beijing time) in which no portal is asked: a crawl that is under way stops, and goes on afterwards." placeholder:"22:00-06:00"`
	Base    string      `help:"Address of the site in feeds and links, for example https://zb.example.org (default: that of each request)." placeholder:"URL"`
	Tokens  string      `name:"token-file" help:"File with read tokens, a line each: only who brings one may read." placeholder:"FILE" type:"path"`
	Portals string      `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
	Polite  politeFlags `embed:""`
	sendFlags
}

// Run listens first, so that a port in use is said before anything is opened.
func (c *serveCmd) Run(a *app) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return err
	}
	if err := checkBase(c.Base); err != nil {
		return err
	}
	quiet, err := parseQuiet(c.Quiet)
	if err != nil {
		return err
	}
	alerts, err := c.settings()
	if err != nil {
		return err
	}
	var o crawler.Options
	if err := c.Polite.apply(&o); err != nil {
		return err
	}
	l, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	tokens, err := readTokens(c.Tokens)
	if err != nil {
		return err
	}
	s, err := a.openStack(dir, stackOptions{portals: defs, base: c.Base, tokens: tokens, alerts: alerts})
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(a.stdout, "serving %s on http://%s\n", dir, l.Addr())
	if c.Crawl && !s.sample {
		if o.Portals, err = choose(defs, nil); err != nil {
			return err
		}
	}
	return a.own(a.ctx, dir, s, l, func(ctx context.Context) error { return a.schedule(ctx, s, o, quiet) }, s.alerts.Run)
}

// own serves s on l and on the folder's socket, follows the store and does
// what is given beside it, until ctx ends. It returns only when the followers have stopped, so that the
// store can be closed.
func (a *app) own(ctx context.Context, dir string, s *stack, l net.Listener, beside ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { s.follow(ctx, a) })
	wg.Go(func() {
		if err := s.public.Warm(); err != nil {
			a.log.Warn("warm up", "err", err)
		}
	})
	for _, f := range beside {
		wg.Go(func() {
			if err := f(ctx); err != nil {
				a.log.Error("beside the server", "err", err)
			}
		})
	}
	defer wg.Wait()
	defer cancel()
	if sock, err := listenSocket(dir); err != nil {
		a.log.Warn("no socket for other commands", "dir", dir, "err", err)
	} else {
		defer sock.Close()
		wg.Go(func() {
			if err := serveUntil(ctx, asHost(hostOf(l), s.ops()), a.log, sock); err != nil {
				a.log.Error("serve the socket", "err", err)
			}
		})
	}
	return serveUntil(ctx, s.metrics.handler(), a.log, l)
}

// readTokens reads a line per token; blank lines and # comments are left out.
func readTokens(file string) ([]string, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("--token-file: %w", err)
	}
	var tokens []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			tokens = append(tokens, line)
		}
	}
	if len(tokens) == 0 {
		return nil, usagef("--token-file %s holds no token", file)
	}
	return tokens, nil
}
