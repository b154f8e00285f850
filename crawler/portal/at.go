package portal

import (
	"net/url"
	"strings"

	"zhongbiao/data"
)

// At gives the same definition under another id and address: how the demo
// and the tests crawl the sample portal. Every request, the home page and the
// rows' addresses move to base; s marks everything that comes from it.
func (d *Definition) At(id, base string, s data.Sample) *Definition {
	c := *d
	base = strings.TrimRight(base, "/")
	move := func(address string) string { return moveTo(address, base) }
	c.ID, c.Sample, c.Home = id, s, move(d.Home)
	c.Hosts = []string{hostOf(base)}
	c.Default, c.Mode, c.Session = "on", d.Mode, ""
	if d.Session != "" {
		c.Session = move(d.Session)
	}
	c.List.Request.URL = move(d.List.Request.URL)
	if d.List.First != nil {
		first := *d.List.First
		first.URL = move(first.URL)
		c.List.First = &first
	}
	if d.List.History != nil {
		h := *d.List.History
		h.URL = move(h.URL)
		c.List.History = &h
	}
	if d.Detail.Request != nil {
		r := *d.Detail.Request
		r.URL = move(r.URL)
		c.Detail.Request = &r
	}
	c.Detail.Follow = nil
	for _, f := range d.Detail.Follow {
		f.Request.URL = move(f.Request.URL)
		c.Detail.Follow = append(c.Detail.Follow, f)
	}
	if u := d.List.Fields.URL; u != nil && u.Template != "" {
		moved := *u
		moved.Template = move(u.Template)
		c.List.Fields.URL = &moved
	}
	if s != data.NotSample {
		c.List.Whole = true // the sample portal lists everything it has
	}
	return &c
}

// moveTo puts another scheme and host before the rest of an address, which
// may be a template.
func moveTo(address, base string) string {
	i := strings.Index(address, "://")
	if i < 0 {
		return address
	}
	rest := address[i+3:]
	if j := strings.IndexAny(rest, "/?#"); j >= 0 {
		return base + rest[j:]
	}
	return base + "/"
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Host
}
