package crawler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// kept are the headers of a page that are kept with it.
var kept = []string{"Content-Type", "Last-Modified", "Etag", "Date", "Content-Disposition"}

// detail fetches the notice behind a row and keeps it.
func (r *run) detail(ctx context.Context, s *site, t store.Task) error {
	if t.Row.ListOnly {
		return r.rowPage(s, t)
	}
	id := data.NewPageID(t.Portal, t.Row.URL)
	var header map[string]string
	if !t.Added.After(r.began) { // else its page is hardly there yet
		var err error
		if header, err = r.conditions(id); err != nil {
			return err
		}
	}
	f := portal.Fetch{Method: t.Method, URL: t.URL, Body: t.Body, ContentType: t.ContentType, Headers: s.def.Headers}
	resp, a, label, err := r.answer(ctx, s, f, header)
	if err != nil {
		return err
	}
	if a == nil {
		return r.unchanged(s, t)
	}
	for step := 0; !isPDF(resp.body); step++ {
		next, ok, err := s.def.FollowFetch(step, *a, t.Row.URL, t.Body)
		if err != nil {
			return fail(portal.Changed, "%v", err)
		}
		if !ok {
			break
		}
		if resp, a, label, err = r.answer(ctx, s, next, nil); err != nil {
			return err
		}
	}
	if !isPDF(resp.body) {
		if err := s.def.CheckDetail(*a); err != nil {
			return err
		}
	}
	return r.keep(s, t, r.page(t, resp, label))
}

// conditions are the headers that ask for a page only if it is newer than the
// stored one.
func (r *run) conditions(id data.PageID) (map[string]string, error) {
	_, old, err := r.st.Checked(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, &storeError{fmt.Errorf("read page %s: %w", id, err)}
	}
	return conditional(old["Etag"], old["Last-Modified"]), nil
}

func conditional(etag, modified string) map[string]string {
	h := map[string]string{}
	if etag != "" {
		h["If-None-Match"] = etag
	}
	if modified != "" {
		h["If-Modified-Since"] = modified
	}
	return h
}

// page makes the page to keep.
func (r *run) page(t store.Task, resp *response, label string) *data.Page {
	p := &data.Page{Portal: t.Portal, Channel: t.Channel, URL: t.Row.URL, Fetched: r.o.Now(), Status: resp.status,
		Header: map[string]string{}, Charset: label, Body: resp.body, Row: t.Row, Sample: t.Row.Sample}
	if resp.url != t.Row.URL {
		p.FinalURL = resp.url
	}
	for _, name := range kept {
		if v := resp.header.Get(name); v != "" {
			p.Header[name] = v
		}
	}
	if resp.contentType != "" {
		p.Header["Content-Type"] = resp.contentType
	} else {
		delete(p.Header, "Content-Type")
	}
	return p
}

// keep commits a page: the task is done only with it.
func (r *run) keep(s *site, t store.Task, p *data.Page) error {
	if err := s.brake.success(); err != nil {
		return &storeError{err}
	}
	page, err := r.st.Pack(p)
	if err != nil {
		return &storeError{err}
	}
	r.later(t, func(t *store.Task) error {
		done, err := r.st.Commit(store.Commit{Task: t, Packed: page, Outcome: string(portal.OK), Patient: true})
		if err != nil {
			return err
		}
		outcome := portal.OK
		if !done.Changed {
			outcome = portal.Unchanged
		}
		r.open.done(t.Key)
		r.sum.page(*t, outcome, done.Changed)
		return r.settle(false)
	})
	return nil
}

// unchanged closes a task whose page is still the stored one.
func (r *run) unchanged(s *site, t store.Task) error {
	if err := s.brake.success(); err != nil {
		return &storeError{err}
	}
	r.later(t, func(t *store.Task) error {
		if _, err := r.st.Commit(store.Commit{Task: t, Outcome: string(portal.Unchanged)}); err != nil {
			return err
		}
		r.open.done(t.Key)
		r.sum.page(*t, portal.Unchanged, false)
		return r.settle(false)
	})
	return nil
}

// rowPage keeps the row itself as a page, for portals that show no details.
func (r *run) rowPage(s *site, t store.Task) error {
	body, err := json.Marshal(t.Row)
	if err != nil {
		return fail(portal.Failed, "row: %v", err)
	}
	resp := &response{status: http.StatusOK, header: http.Header{}, contentType: "application/json", body: body, url: t.Row.URL}
	return r.keep(s, t, r.page(t, resp, "utf-8"))
}

func opensHTML(text string) bool {
	return holdsTag(text[:min(len(text), 2048)], "<html")
}

func closesHTML(text string) bool {
	return holdsTag(text[max(0, len(text)-2048):], "</html")
}

func holdsTag(part, tag string) bool {
	return strings.Contains(part, tag) || strings.Contains(strings.ToLower(part), tag)
}
