package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// asker answers a GET as the server would: through the owner's socket while
// another process owns the data folder, else by the server's own handlers in
// this process. Commands therefore print what the pages show.
type asker interface {
	get(ctx context.Context, path string, q url.Values, w io.Writer) error
	post(ctx context.Context, path string, q url.Values, w io.Writer) error
	Close() error
}

// ask finds whoever can answer for the data folder.
func (a *app) ask() (asker, error) { return a.askWith(stackOptions{}) }

// askWith is ask; when this process has to answer itself, it does so as o says.
func (a *app) askWith(o stackOptions) (asker, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	if o, ok := dialOwner(filepath.Join(dir, socketName)); ok {
		return o, nil
	}
	o.mustExist = true
	st, err := a.openStack(dir, o)
	if err != nil {
		return nil, err
	}
	return &inProcess{st}, nil
}

// askTo asks for path and copies the answer to w as it comes.
func (a *app) askTo(w io.Writer, path string, q url.Values) error {
	s, err := a.ask()
	if err != nil {
		return err
	}
	defer s.Close()
	return s.get(a.ctx, path, q, w)
}

// owner is the process that holds the folder, reached by its socket.
type owner struct{ client *http.Client }

func dialOwner(socket string) (*owner, bool) {
	c, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return nil, false
	}
	c.Close()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}
	return &owner{&http.Client{Transport: &http.Transport{DialContext: dial}}}, true
}

func (o *owner) get(ctx context.Context, path string, q url.Values, w io.Writer) error {
	return o.do(ctx, http.MethodGet, path, q, w)
}

func (o *owner) post(ctx context.Context, path string, q url.Values, w io.Writer) error {
	return o.do(ctx, http.MethodPost, path, q, w)
}

func (o *owner) do(ctx context.Context, method, path string, q url.Values, w io.Writer) error {
	req, err := question(ctx, method, path, q)
	if err != nil {
		return err
	}
	resp, err := o.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the process that owns the data folder: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return answerError(resp.StatusCode, resp.Body)
	}
	_, err = io.Copy(w, resp.Body)
	return err
}

func (o *owner) Close() error { o.client.CloseIdleConnections(); return nil }

// inProcess calls the server's handlers without a network.
type inProcess struct{ st *stack }

func (p *inProcess) get(ctx context.Context, path string, q url.Values, w io.Writer) error {
	return p.do(ctx, http.MethodGet, path, q, w)
}

// post also brings the index up to what the request changed.
func (p *inProcess) post(ctx context.Context, path string, q url.Values, w io.Writer) error {
	if err := p.do(ctx, http.MethodPost, path, q, w); err != nil {
		return err
	}
	return p.st.ready(ctx)
}

func (p *inProcess) do(ctx context.Context, method, path string, q url.Values, w io.Writer) (err error) {
	defer func() {
		// A handler breaks a transfer off so; over a network the client sees it.
		if r := recover(); r == http.ErrAbortHandler {
			err = fmt.Errorf("answer for %s broke off", path)
		} else if r != nil {
			panic(r)
		}
	}()
	if err := p.st.ready(ctx); err != nil {
		return err
	}
	req, err := question(ctx, method, path, q)
	if err != nil {
		return err
	}
	rw := &answer{w: w, header: http.Header{}}
	p.st.ops().ServeHTTP(rw, req)
	if rw.status >= 400 {
		return answerError(rw.status, &rw.failure)
	}
	return rw.err
}

func (p *inProcess) Close() error { return p.st.Close() }

// answer is a ResponseWriter that streams a good answer on and keeps a bad
// one for its message.
type answer struct {
	w       io.Writer
	header  http.Header
	status  int
	failure bytes.Buffer
	err     error
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if a.status >= 400 {
		return a.failure.Write(b)
	}
	n, err := a.w.Write(b)
	if err != nil && a.err == nil {
		a.err = err
	}
	return n, err
}

// question is a request whose refusal can be read by a program.
func question(ctx context.Context, method, path string, q url.Values) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, target(path, q), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/problem+json, */*")
	return req, nil
}

// target is the address of a question. Its host is where serve listens unless
// told otherwise, so that the links in files lead somewhere. Answers to
// commands are in English.
func target(path string, q url.Values) string {
	if !q.Has("lang") {
		q = maps.Clone(q)
		if q == nil {
			q = url.Values{}
		}
		q.Set("lang", "en")
	}
	u := url.URL{Scheme: "http", Host: defaultListen, Path: path, RawQuery: q.Encode()}
	return u.String()
}

// answerError turns the server's problem document into a one-line error: what
// is wrong, without the title of the page that would say it in a browser. A
// refused query is wrong usage.
func answerError(status int, body io.Reader) error {
	b, _ := io.ReadAll(io.LimitReader(body, 64<<10))
	var p struct {
		Title, Detail, Error, Hint, Field string
	}
	msg := strings.TrimSpace(string(b))
	if json.Unmarshal(b, &p) == nil {
		msg = cmp.Or(p.Detail, p.Error, p.Title)
		if p.Hint != "" {
			msg += " (" + p.Hint + ")"
		}
	}
	if msg == "" {
		msg = http.StatusText(status)
	}
	if status == http.StatusBadRequest || status == http.StatusNotFound {
		return usageError{paramError{p.Field, msg}}
	}
	return errors.New(msg)
}

// paramError is what a server says of a parameter; name is empty when it is
// none in particular.
type paramError struct{ name, msg string }

func (e paramError) Error() string { return e.msg }
