package server

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
)

//go:embed templates
var templateFiles embed.FS

// pages holds a parsed template per page, each with the layout and the parts.
type pages map[string]*template.Template

func parsePages(a *assets) (pages, error) {
	shared, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := pages{}
	for _, n := range names {
		id := strings.TrimSuffix(path.Base(n), ".html")
		if id == "layout" || id == "parts" {
			continue
		}
		t, err := template.Must(shared.Clone()).ParseFS(templateFiles, n)
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		out[id] = t
	}
	return out, nil
}

// render executes a page into memory, so that a failure never shows as half a
// page.
func (s *Server) render(name string, p any) ([]byte, error) {
	t, ok := s.pages[name]
	if !ok {
		return nil, fmt.Errorf("no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// link is an address with its words. Count and the like are already printed
// in the page's language.
type link struct {
	Label, URL string
	Type       string // media type of a format
	Note       string
	Count      string
	Active     bool
	Feed       bool // a format to follow rather than to download
}

// base is what every page has.
type base struct {
	Lang    Lang
	Title   string
	Sample  sampleState
	Version string
	Nav     []link
	FootNav []link
	Feeds   []link
	Formats []link
	Scripts []string

	OtherLang string
	explicit  bool
	assets    *assets
}

func (s *Server) base(v *visit, title string) base {
	b := base{Lang: v.lang, Title: title, Sample: s.sampleOf(v), Version: s.o.Version, Scripts: []string{"app.js"},
		explicit: v.explicit, assets: s.assets}
	other := v.URL.Query()
	other.Set("lang", string(v.lang.Other()))
	b.OtherLang = v.URL.EscapedPath() + "?" + other.Encode()
	for _, n := range navigation {
		b.Nav = append(b.Nav, link{Label: b.T(n.key), URL: b.URL(n.path), Active: within(v.URL.Path, n.path)})
	}
	for _, n := range footNavigation {
		b.FootNav = append(b.FootNav, link{Label: b.T(n.key), URL: b.URL(n.path)})
	}
	return b
}

type navItem struct{ path, key string }

var navigation = []navItem{{"/", "nav.trend"}, {"/awards", "nav.awards"}, {"/buyers", "nav.buyers"}, {"/suppliers", "nav.suppliers"},
	{"/coverage", "nav.coverage"}, {"/method", "nav.method"}, {"/help", "nav.help"}}

var footNavigation = []navItem{{"/industries", "nav.industries"}, {"/regions", "nav.regions"}, {"/coverage", "nav.coverage"},
	{"/method", "nav.method"}, {"/help", "nav.help"}, {"/api", "nav.api"}, {"/about", "nav.about"}}

func within(at, section string) bool {
	return at == section || section != "/" && strings.HasPrefix(at, section+"/")
}

// Follow tells whether one of the formats is a feed.
func (b base) Follow() bool {
	return slices.ContainsFunc(b.Formats, func(l link) bool { return l.Feed })
}

// T gives a message in the page's language.
func (b base) T(key string, args ...any) string { return b.Lang.T(key, args...) }

// Asset is the hashed address of a static file.
func (b base) Asset(name string) (string, error) { return b.assets.URL(name) }

// URL is a path of the site, keeping the language if the address said it.
func (b base) URL(path string) string { return b.With(path, nil) }

// With is a path with a query, keeping the language if the address said it. The
// path may bring a query of its own.
func (b base) With(path string, q url.Values) string {
	if b.explicit {
		kept := url.Values{}
		for k, v := range q {
			kept[k] = v
		}
		kept.Set("lang", string(b.Lang))
		q = kept
	}
	if len(q) == 0 {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + q.Encode()
}
