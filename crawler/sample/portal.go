package sample

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhongbiao/data"
)

// Options say what a portal publishes.
type Options struct {
	Set  data.Sample      // data.Facts or data.Fictional
	Seed int64            // of the fictional set; 0 is the seed that the demo uses
	Now  func() time.Time // notices of later times are not out yet; nil shows all
	Addr string           // where Start listens; empty for a free port of 127.0.0.1
}

// Portal is the sample portal: an http.Handler that serves one set and keeps a
// log of what it was asked.
type Portal struct {
	set    *set
	addr   string
	now    func() time.Time
	byPath map[string]*notice
	lists  map[string][]*notice // by folder, newest first

	mu     sync.Mutex
	log    []Request
	faults []*Fault
	robots string
	rng    uint64
	// listCap is the greatest number of pages that a list shows; 0 is no limit.
	listCap int
}

// New makes the portal of a set.
func New(o Options) (*Portal, error) {
	p := &Portal{addr: cmp.Or(o.Addr, "127.0.0.1:0"), now: o.Now, byPath: map[string]*notice{}, lists: map[string][]*notice{}, robots: defaultRobots, rng: uint64(o.Seed)}
	switch o.Set {
	case data.Facts:
		p.set = factSet()
	case data.Fictional:
		p.set = fictionalSet(o.Seed)
	default:
		return nil, fmt.Errorf("sample portal: set %q is unknown, use %q or %q", o.Set, data.Facts, data.Fictional)
	}
	for _, l := range levels {
		p.lists["/cggg/"+l.id+"/"] = nil
		for _, c := range channels {
			p.lists["/cggg/"+l.id+"/"+c.id+"/"] = nil
		}
	}
	for i := len(p.set.notices) - 1; i >= 0; i-- {
		n := p.set.notices[i]
		p.byPath[n.path()] = n
		level := "/cggg/" + n.level + "/"
		p.lists[level] = append(p.lists[level], n)
		p.lists[n.dir()] = append(p.lists[n.dir()], n)
	}
	return p, nil
}

// Truth gives the projects of the set, by key.
func (p *Portal) Truth() []Award {
	out := make([]Award, 0, len(p.set.projects))
	for _, pr := range p.set.projects {
		out = append(out, pr.award)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key < out[j].Key })
	return out
}

// Pages gives the detail pages that are out, oldest first, with what a reader
// must find on them.
func (p *Portal) Pages() []Page {
	var out []Page
	for _, n := range p.set.notices {
		if p.isOut(n) {
			out = append(out, Page{Path: n.path(), Want: n.want})
		}
	}
	return out
}

// Body gives the bytes of a document and its Content-Type as a client gets
// them, nil when there is none.
func (p *Portal) Body(urlPath string) (body []byte, contentType string) {
	if d := p.document(urlPath); d != nil {
		return d.body, d.mime
	}
	return nil, ""
}

// Lists gives the folders of the lists, in order.
func (p *Portal) Lists() []string {
	var out []string
	for dir := range p.lists {
		out = append(out, dir)
	}
	sort.Strings(out)
	return out
}

func (p *Portal) isOut(n *notice) bool { return p.now == nil || !n.at.After(p.now()) }

const defaultRobots = "User-agent: *\nDisallow: /oss/\nAllow: /cggg/\n"

// ServeHTTP answers as the portal does, or as a fault says.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := &recorder{ResponseWriter: w}
	start := time.Now()
	defer func() { p.record(r, rec.status, start) }()
	if bad := p.bad(r); bad != nil {
		bad(p, rec, r)
		return
	}
	p.serve(rec, r)
}

func (p *Portal) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	d := p.document(r.URL.Path)
	if d == nil {
		http.NotFound(w, r)
		return
	}
	h := fnv.New64a()
	_, _ = h.Write(d.body)
	w.Header().Set("ETag", `"`+strconv.FormatUint(h.Sum64(), 16)+`"`)
	w.Header().Set("Content-Type", d.mime)
	if !d.modified.IsZero() {
		w.Header().Set("Last-Modified", d.modified.UTC().Format(http.TimeFormat))
	}
	if unchanged(r, w.Header()) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(d.body)))
	_, _ = w.Write(d.body)
}

// unchanged answers a conditional request; the tag decides when both are sent.
func unchanged(r *http.Request, h http.Header) bool {
	if tag := r.Header.Get("If-None-Match"); tag != "" {
		return tag == h.Get("ETag")
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	modified, err2 := http.ParseTime(h.Get("Last-Modified"))
	return err == nil && err2 == nil && !modified.After(since)
}

// document is what stands under a path.
type document struct {
	body     []byte
	mime     string
	modified time.Time
}

func (p *Portal) document(urlPath string) *document {
	if urlPath == "/robots.txt" {
		p.mu.Lock()
		defer p.mu.Unlock()
		return &document{body: []byte(p.robots), mime: "text/plain; charset=utf-8"}
	}
	if urlPath == "/" {
		return &document{body: []byte(p.front()), mime: "text/html; charset=utf-8"}
	}
	if n := p.byPath[urlPath]; n != nil && p.isOut(n) {
		return p.detail(n)
	}
	return p.list(urlPath)
}

// detail renders a notice. One of them comes in GBK without any word about it.
func (p *Portal) detail(n *notice) *document {
	text := detailPage(p.set.kind, n)
	if n.gbk {
		// The names are written in characters that GBK has; what it lacks would
		// come out as a numeric reference, as browsers' forms do it.
		if b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text)); err == nil {
			return &document{body: b, mime: "text/html", modified: n.at}
		}
	}
	return &document{body: []byte(text), mime: "text/html", modified: n.at}
}

// list renders index.htm and index_N.htm of a folder.
func (p *Portal) list(urlPath string) *document {
	dir, file := path.Split(urlPath)
	all, ok := p.lists[dir]
	index, ok2 := listIndex(file)
	if !ok || !ok2 {
		return nil
	}
	rows := p.out(all)
	pages := p.capped(max(1, (len(rows)+pageSize-1)/pageSize))
	if index >= pages {
		return nil
	}
	rows = rows[index*pageSize : min(len(rows), (index+1)*pageSize)]
	d := &document{body: []byte(listPage(p.set.kind, dir, rows, index, pages)), mime: "text/html"}
	if len(rows) > 0 {
		d.modified = rows[0].at
	}
	return d
}

func (p *Portal) capped(pages int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listCap > 0 {
		return min(pages, p.listCap)
	}
	return pages
}

// out gives those of a list, newest first, that are published by now.
func (p *Portal) out(all []*notice) []*notice {
	for len(all) > 0 && !p.isOut(all[0]) {
		all = all[1:]
	}
	return all
}

// listIndex reads the page number out of "", index.htm or index_N.htm.
func listIndex(file string) (int, bool) {
	if file == "" || file == "index.htm" {
		return 0, true
	}
	s, ok := strings.CutPrefix(file, "index_")
	s, ok2 := strings.CutSuffix(s, ".htm")
	n, err := strconv.Atoi(s)
	return n, ok && ok2 && err == nil && n > 0
}

func (p *Portal) front() string {
	var b page
	chromeTop(&b, p.set.kind, "index", siteName(p.set.kind), "", true)
	b.raw("<ul>")
	for _, dir := range p.Lists() {
		b.raw(`<li><a href="`, dir, `">`, listName(dir), "</a></li>")
	}
	b.raw("</ul>")
	chromeEnd(&b, p.set.kind)
	return b.String()
}

// Server is a portal that listens on loopback.
type Server struct {
	URL string // for example http://127.0.0.1:41234
	*Portal
	http *http.Server
}

// Start serves a set on a free port of 127.0.0.1 until ctx ends or Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	p, err := New(o)
	if err != nil {
		return nil, err
	}
	return p.Start(ctx)
}

// Start serves the portal on its address until ctx ends or Close.
func (p *Portal) Start(ctx context.Context) (*Server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.addr)
	if err != nil {
		return nil, fmt.Errorf("sample portal: %w", err)
	}
	s := &Server{URL: "http://" + l.Addr().String(), Portal: p,
		http: &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}}
	go func() { _ = s.http.Serve(l) }()
	context.AfterFunc(ctx, s.Close)
	return s, nil
}

// Close stops the server at once; running answers are cut off.
func (s *Server) Close() { _ = s.http.Close() }
