package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// Searcher is what the pages ask for numbers; *index.Index satisfies it.
type Searcher interface {
	Search(context.Context, query.Filter, index.Request) (*index.Result, error)
	Projects(context.Context, query.Filter, func(data.ProjectID) error) error
	Related(context.Context, data.ProjectID, int) ([]index.Hit, error)
	Suggest(ctx context.Context, typed string, limit int) ([]index.Suggestion, error)
	Ready() bool
}

// Store is where the pages get details; *store.Store satisfies it.
type Store interface {
	Project(data.ProjectID) (*data.Project, error)
	ProjectAlias(data.ProjectID) (data.ProjectID, error)
	ProjectNotices(data.ProjectID) ([]*data.Notice, error)
	Notice(data.NoticeID) (*data.Notice, error)
	Coverage(func(store.Coverage) error) error
	Span(portal string) (first, last data.Day, err error)
	CoverageSeq() uint64
	JournalAfter(seq uint64, fn func(data.JournalEntry) error) error
	Counts() (store.Counts, error)
	Seq() uint64
}

// Options of New. Store and Index are needed, the rest has defaults.
type Options struct {
	Store   Store
	Index   Searcher
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	Sample  bool                     // the folder holds samples: every page says so
	Tokens  []string                 // read tokens; empty for a server that anybody who reaches it may read
	Portals func() ([]Portal, error) // for the coverage page; nil shows none
	// Unreadable counts the pages that are kept and could not be read, for the
	// coverage page; nil shows none.
	Unreadable func() (int, error)
	Ledger     Ledger // for the method page and the checks; nil leaves their reports out
	Base       string // address of the site for feeds, e.g. "https://zb.example.org"; empty takes the request's
}

// Server is the site as an http.Handler.
type Server struct {
	o       Options
	log     *slog.Logger
	now     func() time.Time
	assets  *assets
	pages   pages
	handler http.Handler
	cover   coverCache
	samples sampleCache
	restate restateLog
	limits  *limiter
	cache   pageCache
}

// requestTime bounds the work of one page; exports bound each step instead.
const requestTime = 10 * time.Second

// New parses every template and prepares every asset, so that a mistake in
// one of them shows at start and not on the page.
func New(o Options) (*Server, error) {
	s := &Server{o: o, log: o.Log, now: o.Now, limits: newLimiter(apiPerSecond, apiBurst)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = parsePages(s.assets); err != nil {
		return nil, err
	}
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.SuffixETag(gzSuffix), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	s.handler = headers(s.guarded(wrap(s.routes())))
	return s, nil
}

// Warm reads what pages need beside the index, the coverage and the journal, so
// that the first visitor need not wait for it.
func (s *Server) Warm() error {
	if _, err := s.covered(); err != nil {
		return fmt.Errorf("read coverage: %w", err)
	}
	if _, _, err := s.restatements(); err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	return nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// visit is one request and the language of its answer.
type visit struct {
	*http.Request
	lang     Lang
	explicit bool    // the address says the language, so links keep it
	keep     *cached // where a finished answer is kept, if anywhere
}

// handler answers a visit or says why it can't.
type handler func(w http.ResponseWriter, v *visit) error

// handle makes an http.Handler of a handler: language, deadline, panic and
// error are dealt with here, once.
func (s *Server) handle(h handler, limit time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if limit > 0 {
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			r = r.WithContext(ctx)
		}
		l, explicit := langOf(r)
		v := &visit{Request: r, lang: l, explicit: explicit}
		err := everywhere(r.URL.RawQuery)
		if err == nil {
			err = h(w, v)
		}
		if err != nil {
			s.fail(w, v, err)
		}
	}
}

// everywhere reads the parameters that every page takes.
func everywhere(raw string) error {
	v, err := url.ParseQuery(raw)
	if err != nil {
		return &httpError{status: http.StatusBadRequest, key: "error.address", args: []any{err}, hint: "hint.escape"}
	}
	if lang := v.Get("lang"); lang != "" {
		if _, ok := langNamed(lang); !ok {
			return badParam("lang", lang, "hint.oneof", "zh, en")
		}
	}
	_, err = query.FromValues(url.Values{"sample": v["sample"]})
	return err
}

// gzSuffix marks the ETag of a compressed answer, since a strong ETag names
// the bytes; it is taken off again when the reader sends it back.
const gzSuffix = "-gzip"

// contentPolicy allows nothing but the server's own files: no inline script
// or style, no other host, no frame.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if tags := r.Header.Get("If-None-Match"); strings.Contains(tags, gzSuffix+`"`) {
			r.Header.Set("If-None-Match", strings.ReplaceAll(tags, gzSuffix+`"`, `"`))
			w = &zippedTag{w, tags}
		}
		next.ServeHTTP(w, r)
	})
}

// zippedTag gives back, with "not modified", the tag that the reader holds: a
// cache would take another one for another representation.
type zippedTag struct {
	http.ResponseWriter
	tags string // as the reader sent them
}

func (z *zippedTag) WriteHeader(status int) {
	if tag, ok := strings.CutSuffix(z.Header().Get("ETag"), `"`); ok && status == http.StatusNotModified {
		if tag += gzSuffix + `"`; strings.Contains(z.tags, tag) {
			z.Header().Set("ETag", tag)
		}
	}
	z.ResponseWriter.WriteHeader(status)
}

// Flush passes on what a stream has written.
func (z *zippedTag) Flush() { _ = http.NewResponseController(z.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController find the connection.
func (z *zippedTag) Unwrap() http.ResponseWriter { return z.ResponseWriter }

// send answers with a finished body: strong ETag, conditional requests, HEAD.
func (s *Server) send(w http.ResponseWriter, v *visit, mime string, body []byte, modified time.Time) {
	e := v.keep
	if e == nil {
		e = &cached{}
	}
	sum := sha256.Sum256(body)
	e.ok, e.mime, e.body, e.modified, e.etag = true, mime, body, modified, `"`+hex.EncodeToString(sum[:12])+`"`
	e.saveAs = w.Header().Get("Content-Disposition")
	if v.keep != nil {
		s.cache.count(len(body))
	}
	s.deliver(w, v, e)
}

// deliver sends an answer that is made.
func (s *Server) deliver(w http.ResponseWriter, v *visit, e *cached) {
	h := w.Header()
	h.Set("ETag", e.etag)
	h.Set("Content-Type", e.mime)
	if e.saveAs != "" {
		h.Set("Content-Disposition", e.saveAs)
	}
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Language")
	http.ServeContent(w, v.Request, "", e.modified, bytes.NewReader(e.body))
}

// page renders a page into a buffer and sends it.
func (s *Server) page(w http.ResponseWriter, v *visit, name string, p any) error {
	b, err := s.render(name, p)
	if err != nil {
		return err
	}
	s.send(w, v, "text/html; charset=utf-8", b, time.Time{})
	return nil
}

// absolute is the site's own address of a path, for feeds and files.
func (s *Server) absolute(v *visit, path string) string {
	if s.o.Base != "" {
		return strings.TrimSuffix(s.o.Base, "/") + path
	}
	scheme := "http"
	if v.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + v.Host + path
}
