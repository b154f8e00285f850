package main

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// serveCmd serves the pages of a data folder, and owns it while it runs.
type serveCmd struct {
	Listen  string `help:"Address to serve on; port 0 takes any free one." default:"127.0.0.1:8080"`
	Portals string `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
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
	l, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	s, err := a.openStack(dir, stackOptions{portals: defs})
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(a.stdout, "serving %s on http://%s\n", dir, l.Addr())
	return a.own(a.ctx, dir, s, l)
}

// own serves s on l and on the folder's socket and follows the store, until
// ctx ends. It returns only when the followers have stopped, so that the
// store can be closed.
func (a *app) own(ctx context.Context, dir string, s *stack, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { s.follow(ctx, a) })
	defer wg.Wait()
	defer cancel()
	if sock, err := listenSocket(dir); err != nil {
		a.log.Warn("no socket for other commands", "dir", dir, "err", err)
	} else {
		defer sock.Close()
		wg.Go(func() {
			if err := serveUntil(ctx, s.ops(), a.log, sock); err != nil {
				a.log.Error("serve the socket", "err", err)
			}
		})
	}
	return serveUntil(ctx, s.server, a.log, l)
}
