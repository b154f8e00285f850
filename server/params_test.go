package server

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// unreadableFilter are those of every view that takes a filter, with a value that
// none of them can read. q, buyer, supplier, lead, portal and method take any.
var unreadableFilter = map[string]string{"from": "abc", "to": "2024-13", "industry": "abc", "scene": "abc", "category": "abc", "kind": "abc",
	"relevance": "abc", "stage": "abc", "region": "abc", "soe": "abc", "intra": "abc", "min": "abc", "max": "abc", "scope": "abc", "unit": "abc",
	"sort": "abc", "candidates": "abc", "exact": "abc", "q": "(abc"}

// TestParams: a parameter that can't be read is refused by every page, file and
// answer that takes it, in the language of the page, with its name and with
// what to write instead. One that nobody takes is left alone.
func TestParams(t *testing.T) {
	f := newFake(2, "示例")
	s := newTest(t, f)
	s.limits = newLimiter(1e6, 1e6)
	award := "/awards/" + f.projects[0].ID.String()
	pages := []string{"/", "/awards", award, "/buyers", "/suppliers", "/industries", "/regions", "/industries/energy", "/coverage", "/method", "/help", "/about", "/api",
		"/trend.csv", "/trend.json", "/awards.csv", "/awards.json", "/awards.rss", "/api/v1/projects", "/api/v1/coverage", "/api/v1/trend"}
	own := map[string][]url.Values{
		"/coverage":            {{"year": {"abc"}}, {"year": {"20.24"}}, {"year": {"1999"}}, {"year": {"-1"}}},
		"/":                    {{"split": {"abc"}}, {"measure": {"abc"}}, {"baseline": {"abc"}}},
		"/industries/energy":   {{"split": {"abc"}}, {"measure": {"abc"}}},
		"/trend.csv":           {{"split": {"abc"}}, {"bom": {"abc"}}, {"baseline": {"abc"}}},
		"/trend.json":          {{"split": {"abc"}}},
		"/awards":              {{"offset": {"abc"}}, {"offset": {"-1"}}, {"offset": {"99999999"}}},
		"/awards.csv":          {{"columns": {"id,abc"}}, {"bom": {"abc"}}},
		"/awards.rss":          {{"since": {"abc"}}},
		"/api/v1/projects":     {{"limit": {"abc"}}, {"limit": {"0"}}, {"limit": {"100000"}}},
		"/api/v1/notices":      {{"limit": {"abc"}}},
		"/api/v1/facets":       {{"facets": {"abc"}}},
		"/api/v1/restatements": {{"limit": {"abc"}}, {"after": {"abc"}}},
		"/api/v1/buyers":       {{"limit": {"abc"}}},
		"/api/v1/trend":        {{"split": {"abc"}}, {"measure": {"abc"}}, {"baseline": {"abc"}}},
		"/healthz":             {{"lang": {"abc"}}},
		"/suggest.json":        {{"lang": {"abc"}}},
		"/awards.feed.json":    {{"since": {"2024-02-30"}}},
		"/api/v1/openapi.json": {{"lang": {"abc"}}},
	}
	for _, p := range []string{"/buyers", "/suppliers", "/industries", "/regions"} {
		own[p] = []url.Values{{"offset": {"abc"}}, {"offset": {"-1"}}}
	}
	for _, p := range []string{"/", "/awards", "/buyers", "/trend.csv", "/awards.csv", "/awards.rss", "/awards.json", "/api/v1/projects", "/api/v1/notices", "/api/v1/facets", "/api/v1/suppliers", "/api/v1/trend"} {
		for name, value := range unreadableFilter {
			own[p] = append(own[p], url.Values{name: {value}})
		}
	}
	for _, p := range pages {
		own[p] = append(own[p], url.Values{"lang": {"abc"}}, url.Values{"sample": {"abc"}})
		if w := get(t, s, p+"?nonsense=abc"); w.Code != http.StatusOK {
			t.Errorf("%s: an unknown parameter gets status %d", p, w.Code)
		}
	}
	for path, list := range own {
		for _, v := range list {
			for name := range v {
				refused(t, s, path, name, v)
			}
		}
	}
}

// refused holds that an address gets a 400 that names the parameter, or the
// place in the query, and gives a hint in both languages.
func refused(t *testing.T, s *Server, path, name string, v url.Values) {
	t.Helper()
	for _, lang := range []Lang{ZH, EN} {
		u := path + "?" + v.Encode()
		w := get(t, s, u, "Accept-Language", lang.Tag())
		if name != "lang" {
			w = get(t, s, u+"&lang="+string(lang))
		}
		body := html.UnescapeString(w.Body.String())
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s in %s: status %d", u, lang, w.Code)
			continue
		}
		if strings.Contains(w.Header().Get("Content-Type"), "json") {
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Field != name && (name != "q" || p.Pos == 0) || p.Hint == "" && name != "after" {
				t.Errorf("%s: %+v, %v", u, p, err)
			}
			body = p.Message
		}
		if name != "q" && !strings.Contains(body, name) {
			t.Errorf("%s in %s does not name the parameter:\n%s", u, lang, body)
		}
		said := map[Lang]bool{ZH: refusals.ZH.MatchString(body), EN: refusals.EN.MatchString(body)}
		if !said[lang] || said[lang.Other()] {
			t.Errorf("%s answers in the wrong language for %s: %s", u, lang, body)
		}
	}
}

// refusals are words of the messages; the examples in them may be Chinese.
var refusals = struct{ ZH, EN *regexp.Regexp }{regexp.MustCompile("无法识别|没有“|不是|失效|没有配对|没有闭合|解析"), regexp.MustCompile("can't be|has no value|is not|no longer|never closed|partner")}
