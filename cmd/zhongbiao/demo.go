package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zhongbiao/crawler"
	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
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
	defs, stop, err := c.startPortals(a.ctx, dir)
	if err != nil {
		return err
	}
	defer stop()
	if c.Once {
		return c.once(a, dir, defs)
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
	if err := keepPorts(dir, defs); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "zhongbiao demo: sample data, not real statistics\n")
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	crawled := make(chan error, 1)
	go func() {
		err := a.crawlAll(ctx, s, demoOptions(defs))
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

// demoOptions crawls all that the sample has, at full speed: it is on loopback.
func demoOptions(defs []*portal.Definition) crawler.Options {
	o := crawler.Options{Portals: defs, AllowLoopback: true}
	for _, d := range defs {
		if o.From == 0 || d.FirstDay() < o.From {
			o.From = d.FirstDay()
		}
	}
	return o
}

// once crawls, prints what was counted, and exits.
func (c *demoCmd) once(a *app, dir string, defs []*portal.Definition) error {
	s, err := a.openStack(dir, stackOptions{portals: defs})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := keepPorts(dir, defs); err != nil {
		return err
	}
	if err := a.crawlAll(a.ctx, s, demoOptions(defs)); err != nil {
		return err
	}
	return a.printTrend(&inProcess{s}, url.Values{}, true)
}

// startPortals serves the sample sets on loopback and gives their
// definitions: that of ccgp, with another host. Where the folder's last demo
// had them they are again, so that what it left in the queue can be fetched.
func (c *demoCmd) startPortals(ctx context.Context, dir string) (defs []*portal.Definition, stop func(), err error) {
	base, err := definition("ccgp")
	if err != nil {
		return nil, nil, err
	}
	sets := []data.Sample{data.Facts, data.Fictional}
	if c.FactsOnly {
		sets = sets[:1]
	}
	kept := keptPorts(dir)
	var servers []*sample.Server
	stop = func() {
		for _, s := range servers {
			s.Close()
		}
	}
	for _, set := range sets {
		srv, err := startSample(ctx, set, kept["sample-"+string(set)])
		if err != nil {
			stop()
			return nil, nil, fmt.Errorf("start sample portal %s: %w", set, err)
		}
		servers = append(servers, srv)
		defs = append(defs, sampleDefinition(base, srv, set))
	}
	return defs, stop, nil
}

// startSample starts a set at its address of last time, or at a free one when
// that is taken or not known.
func startSample(ctx context.Context, set data.Sample, addr string) (*sample.Server, error) {
	if addr != "" {
		if srv, err := sample.Start(ctx, sample.Options{Set: set, Addr: addr}); err == nil {
			return srv, nil
		}
	}
	return sample.Start(ctx, sample.Options{Set: set})
}

// portsName is the file in a demo's folder that holds the addresses of the
// sample portals, by portal id.
const portsName = "sample-portals.json"

// keptPorts gives the addresses of the folder's last demo; none for a folder
// without one. Only addresses on loopback are taken from a file.
func keptPorts(dir string) map[string]string {
	var out map[string]string
	b, err := os.ReadFile(filepath.Join(dir, portsName))
	if err != nil || json.Unmarshal(b, &out) != nil {
		return nil
	}
	maps.DeleteFunc(out, func(_, addr string) bool { return !strings.HasPrefix(addr, "127.0.0.1:") })
	return out
}

// keepPorts writes the addresses down, once the folder is this process's own.
func keepPorts(dir string, defs []*portal.Definition) error {
	ports := keptPorts(dir)
	if ports == nil {
		ports = map[string]string{}
	}
	for _, d := range defs {
		ports[d.ID] = d.Hosts[0]
	}
	b, err := json.Marshal(ports)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, portsName), b, 0o600)
}

// sampleDefinition is base at the sample portal's address, bounded by the
// days that the set has anything of: what lies outside is not covered.
func sampleDefinition(base *portal.Definition, srv *sample.Server, set data.Sample) *portal.Definition {
	d := base.At("sample-"+string(set), srv.URL, set)
	first, last := srv.Span()
	d.First, d.Last = first.String(), last.String()
	// It borrows ccgp's structure, never its name.
	d.Name, d.English, d.Verified = "示例门户：报道事实", "Sample portal: reported facts", "the sample portal itself"
	d.Covers = "awards reported in public in August 2026, with their source"
	if set == data.Fictional {
		d.Name, d.English = "示例门户：虚构项目", "Sample portal: fictional awards"
		d.Covers = "invented awards after the published series of 2023 and 2024"
	}
	return d
}

// folder is the demo's data folder and what removes it afterwards.
func (c *demoCmd) folder(a *app) (string, func(), error) {
	if a.dirFlag != "" {
		return a.dirFlag, func() {}, os.MkdirAll(a.dirFlag, 0o755)
	}
	dir, err := os.MkdirTemp("", "zhongbiao-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("no temporary folder for the demo: %w (name one with --dir)", err)
	}
	return filepath.Clean(dir), func() { os.RemoveAll(dir) }, nil
}
