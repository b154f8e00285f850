package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// A page is known by its address, and so are the tasks that lead to it and the
// days that it fills. A sample portal therefore has one address in a folder
// for ever, that of the folder's first demo, although the port may belong to
// another program by now, or the folder come from another machine. Where a
// portal can't stand at its address, requests for it go through the gateway.

// samplePortals are the sample portals of a demo while they run.
type samplePortals struct {
	defs    []*portal.Definition
	gateway string   // address of the proxy that leads to them, "" when none is needed
	moved   []string // what to tell about those that stand elsewhere
	servers []interface{ Close() }
}

func (p *samplePortals) stop() {
	for _, s := range p.servers {
		s.Close()
	}
}

// startPortals serves the sample sets on loopback and gives their
// definitions: that of ccgp, with another host.
func startPortals(ctx context.Context, dir string, sets []data.Sample) (*samplePortals, error) {
	base, err := definition("ccgp")
	if err != nil {
		return nil, err
	}
	known, err := knownAddresses(dir)
	if err != nil {
		return nil, err
	}
	p, routes := &samplePortals{}, map[string]http.Handler{}
	for _, set := range sets {
		if err := p.start(ctx, base, set, known[sampleID(set)], routes); err != nil {
			p.stop()
			return nil, fmt.Errorf("start sample portal %s: %w", set, err)
		}
	}
	if p.gateway, err = p.route(ctx, routes); err != nil {
		p.stop()
		return nil, fmt.Errorf("start the way to the sample portals: %w", err)
	}
	return p, nil
}

// start starts one set at its address in the folder, or at a free one when
// that is taken or not known. Routes gets the addresses that it stands for.
func (p *samplePortals) start(ctx context.Context, base *portal.Definition, set data.Sample, known []string, routes map[string]http.Handler) error {
	srv, err := startSample(ctx, set, known)
	if err != nil {
		return err
	}
	p.servers = append(p.servers, srv)
	live := strings.TrimPrefix(srv.URL, "http://")
	if len(known) == 0 {
		known = []string{live}
	}
	for _, addr := range known {
		routes[addr] = srv.Portal
	}
	if live != known[0] {
		p.moved = append(p.moved, fmt.Sprintf("sample portal %s: port %s is taken by another program; it is at %s this time, and is crawled as if it were at the old one", set, known[0], srv.URL))
	}
	p.defs = append(p.defs, sampleDefinition(base, srv, set, known))
	return nil
}

// startSample starts a set at the first of its addresses that is free.
func startSample(ctx context.Context, set data.Sample, known []string) (*sample.Server, error) {
	for _, addr := range known {
		if srv, err := sample.Start(ctx, sample.Options{Set: set, Addr: addr}); err == nil {
			return srv, nil
		}
	}
	return sample.Start(ctx, sample.Options{Set: set})
}

// route starts the gateway, a proxy that knows the sample portals only, when
// one of them has an address at which it does not stand.
func (p *samplePortals) route(ctx context.Context, routes map[string]http.Handler) (string, error) {
	if len(routes) == len(p.defs) && len(p.moved) == 0 {
		return "", nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	srv := &http.Server{ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := routes[r.URL.Host]; h != nil {
			h.ServeHTTP(w, r)
			return
		}
		http.Error(w, "this leads to sample portals only", http.StatusBadGateway)
	})}
	go func() { _ = srv.Serve(l) }()
	p.servers = append(p.servers, closer{srv})
	return "http://" + l.Addr().String(), nil
}

// closer closes a server as a sample portal closes.
type closer struct{ *http.Server }

func (c closer) Close() { _ = c.Server.Close() }

func sampleID(set data.Sample) string { return "sample-" + string(set) }

// addressState is the record in the store of the addresses of the sample
// portals, by portal id, and addressFile where demos of before kept it.
const (
	addressState = "sample/addresses"
	addressFile  = "sample-portals.json"
)

// knownAddresses gives the addresses under which a folder knows the sample
// portals, by portal id, their own first; none for a new folder. A backup has
// the record; one of before has only the tasks to tell by.
func knownAddresses(dir string) (map[string][]string, error) {
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	st, err := store.Open(dir, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	own, err := ownAddresses(dir, st)
	if err != nil {
		return nil, err
	}
	scan := st.OpenTasks // addresses of what is done are not asked for again
	if len(own) == 0 {
		scan = st.Tasks
	}
	seen, err := addressesOf(scan)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for id, addr := range own {
		out[id] = []string{addr}
	}
	for id, counts := range seen {
		often := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
		for _, addr := range often {
			if !slices.Contains(out[id], addr) {
				out[id] = append(out[id], addr)
			}
		}
	}
	return out, nil
}

// ownAddresses reads what the folder says of the portals' own addresses. Only
// addresses on loopback are taken: a folder from elsewhere must not make the
// demo listen to the network.
func ownAddresses(dir string, st *store.Store) (map[string]string, error) {
	b, err := st.State(addressState)
	if err != nil {
		return nil, err
	}
	if b == nil {
		b, _ = os.ReadFile(filepath.Join(dir, addressFile)) // of most folders there is none
	}
	var out map[string]string
	if json.Unmarshal(b, &out) != nil {
		return nil, nil
	}
	maps.DeleteFunc(out, func(_, addr string) bool { return !onLoopback(addr) })
	return out, nil
}

func onLoopback(addr string) bool { return strings.HasPrefix(addr, "127.0.0.1:") }

// addressesOf counts the addresses that the tasks of sample portals lead to.
func addressesOf(scan func(func(store.Task) error) error) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	err := scan(func(t store.Task) error {
		if !onLoopback(t.Host) || !strings.HasPrefix(t.Portal, sampleID("")) {
			return nil
		}
		if out[t.Portal] == nil {
			out[t.Portal] = map[string]int{}
		}
		out[t.Portal][t.Host]++
		return nil
	})
	return out, err
}

// keepAddresses writes the addresses down, once the folder is this process's
// own. Those that are there stay.
func keepAddresses(st *store.Store, defs []*portal.Definition) error {
	own := map[string]string{}
	b, err := st.State(addressState)
	if err != nil {
		return err
	}
	if b != nil && json.Unmarshal(b, &own) != nil {
		own = map[string]string{}
	}
	for _, d := range defs {
		own[d.ID] = d.Hosts[0]
	}
	now, err := json.Marshal(own)
	if err != nil || string(now) == string(b) {
		return err
	}
	return st.SetState(addressState, now)
}

// sampleDefinition is base at the sample portal's addresses, bounded by the
// days that the set has anything of: what lies outside is not covered.
func sampleDefinition(base *portal.Definition, srv *sample.Server, set data.Sample, known []string) *portal.Definition {
	d := base.At(sampleID(set), "http://"+known[0], set)
	d.Hosts = known
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
