package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Fetch is one request, ready to be sent.
type Fetch struct {
	Method      string
	URL         string
	Body        string
	ContentType string
	Headers     map[string]string
}

// ListFetch makes the request for one page of a list.
func (d *Definition) ListFetch(at At) Fetch {
	r := d.List.Request
	if d.List.First != nil && at.Page == 0 {
		r = *d.List.First
	}
	if h := d.List.History; h != nil && !at.Now.IsZero() && at.To != 0 && at.Now.Sub(at.To.Time()).Hours() > float64(24*h.Days) {
		r.URL = h.URL
	}
	return d.fetch(r, d.value(at), at.Channel.Vars)
}

// NextFetch makes the request for a page that the one before links to.
func (d *Definition) NextFetch(url string) Fetch {
	return Fetch{Method: http.MethodGet, URL: url, Headers: d.Headers}
}

// fetch fills a request.
func (d *Definition) fetch(r Request, value func(string) string, static ...map[string]string) Fetch {
	static = append(static, d.Vars)
	f := Fetch{Method: r.Method, URL: expandURL(r.URL, value, static...), Headers: map[string]string{}}
	for _, headers := range []map[string]string{d.Headers, r.Headers} {
		for k, v := range headers {
			f.Headers[k] = expand(v, value, plain)
		}
	}
	switch {
	case len(r.Form) > 0:
		form := url.Values{}
		for k, v := range r.Form {
			form.Set(k, expand(v, value, plain))
		}
		f.Body, f.ContentType = form.Encode(), "application/x-www-form-urlencoded; charset=UTF-8"
	case r.JSON != "":
		f.Body, f.ContentType = strings.TrimSpace(expand(r.JSON, value, inJSON)), "application/json;charset=UTF-8"
	}
	if f.Method == "" {
		f.Method = http.MethodGet
		if f.ContentType != "" {
			f.Method = http.MethodPost
		}
	}
	return f
}

// DetailFetch makes the request for the notice behind a row: by the detail's
// own request, or the row's address, rewritten when the file says so.
func (d *Definition) DetailFetch(rowURL string, fields func(string) string) Fetch {
	value := func(name string) string {
		if name == "url" {
			return rowURL
		}
		if v := fields(name); v != "" {
			return v
		}
		return d.Vars[name]
	}
	if d.Detail.Request != nil {
		return d.fetch(*d.Detail.Request, value)
	}
	target := rowURL
	if r := d.Detail.Rewrite; r != nil {
		if re, err := regexp.Compile(r.Match); err == nil { // checked by Load
			target = re.ReplaceAllString(target, r.With)
		}
	}
	return Fetch{Method: http.MethodGet, URL: target, Headers: d.Headers}
}

// FollowFetch makes the request of a further step to a notice's text, from
// the answer to the one before; ok is false when there is none to make.
// {body} is the body of the detail's first request.
func (d *Definition) FollowFetch(step int, answer Answer, rowURL, body string) (f Fetch, ok bool, err error) {
	if step >= len(d.Detail.Follow) {
		return Fetch{}, false, nil
	}
	s := d.Detail.Follow[step]
	found, err := answer.find(s.Find)
	if err != nil || found == "" {
		return Fetch{}, false, err
	}
	value := func(name string) string {
		switch name {
		case "value":
			return found
		case "url":
			return rowURL
		case "body":
			return body
		}
		return d.Vars[name]
	}
	if s.Request.URL == "{value}" {
		u, err := resolve(answer.URL, found)
		if err != nil {
			return Fetch{}, false, fmt.Errorf("detail.follow[%d]: %w", step, err)
		}
		return Fetch{Method: http.MethodGet, URL: u, Headers: d.Headers}, true, nil
	}
	return d.fetch(s.Request, value), true, nil
}
