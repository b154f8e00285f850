package server

import (
	"net/http"
	"time"
)

// routes is the table of every address.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	page := func(pattern string, h handler) { mux.HandleFunc("GET "+pattern, s.handle(h, requestTime)) }
	file := func(pattern string, h handler) { mux.HandleFunc("GET "+pattern, s.handle(h, 0)) }
	page("/{$}", s.cached(s.trendPage))
	page("/awards", s.cached(s.awardsPage))
	page("/awards/{id}", s.awardPage)
	for _, f := range trendFormats {
		page("/trend."+f.suffix, s.cached(s.trendFile(f)))
	}
	for _, f := range awardFormats {
		if f.feed {
			page("/awards."+f.suffix, s.cached(s.feedFile(f)))
		} else {
			file("/awards."+f.suffix, s.awardsFile(f))
		}
	}
	for _, p := range profiles {
		page("/"+p.plural, s.cached(s.profileList(p)))
		page("/"+p.plural+"/{id}", s.cached(s.profilePage(p)))
	}
	page("/coverage", s.cached(s.coveragePage))
	page("/method", s.cached(s.methodPage))
	page("/checks", s.cached(s.checksPage))
	page("/help", s.prosePage("help"))
	page("/about", s.prosePage("about"))
	page("/static/", func(w http.ResponseWriter, v *visit) error { return s.assets.serve(w, v.Request) })
	for _, o := range operations {
		page(o.Path, s.limited(o.handler(s)))
	}
	page("/suggest.json", s.suggest)
	page("/api/v1/openapi.json", s.limited(s.openAPI))
	page("/api", s.apiDocs)
	page("/healthz", s.healthy)
	page("/readyz", s.ready)
	page("/robots.txt", robots)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.assets.hashed["icon.svg"], http.StatusFound)
	})
	mux.HandleFunc("/", s.handle(func(w http.ResponseWriter, v *visit) error {
		if v.Method != http.MethodGet && v.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			return &httpError{status: http.StatusMethodNotAllowed, key: "error.method"}
		}
		return notFound("page")
	}, time.Second))
	return mux
}

// healthy answers as long as the process does.
func (s *Server) healthy(w http.ResponseWriter, v *visit) error {
	s.send(w, v, "text/plain; charset=utf-8", []byte("ok\n"), time.Time{})
	return nil
}

// ready answers once the index has caught up with the store.
func (s *Server) ready(w http.ResponseWriter, v *visit) error {
	if !s.o.Index.Ready() {
		return &httpError{status: http.StatusServiceUnavailable, key: "state.indexing"}
	}
	s.send(w, v, "text/plain; charset=utf-8", []byte("ready\n"), time.Time{})
	return nil
}

// robots keeps crawlers out of the endless combinations of filters.
func robots(w http.ResponseWriter, v *visit) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("User-agent: *\nDisallow: /*?\nDisallow: /*.csv\nDisallow: /*.xlsx\nDisallow: /*json\n"))
	return err
}
