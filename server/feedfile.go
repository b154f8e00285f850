package server

import (
	"bytes"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
	"zhongbiao/server/export"
)

// feedSize is the number of entries of one feed page.
const feedSize = 50

// feedFile gives the newest projects of a filter as a feed.
func (s *Server) feedFile(fm format) handler {
	write := map[string]func(io.Writer, export.Feed) error{"rss": export.RSS, "atom": export.Atom, "feed.json": export.JSONFeed}[fm.suffix]
	return func(w http.ResponseWriter, v *visit) error {
		feed, err := s.feed(v, fm)
		if err != nil {
			return err
		}
		var buf bytes.Buffer
		if err := write(&buf, feed); err != nil {
			return err
		}
		s.send(w, v, withCharset(fm.mime), buf.Bytes(), feed.Updated)
		return nil
	}
}

func (s *Server) feed(v *visit, fm format) (export.Feed, error) {
	vals := v.URL.Query()
	f, err := filterOf(vals)
	if err != nil {
		return export.Feed{}, err
	}
	since, err := sinceOf(vals.Get("since"))
	if err != nil {
		return export.Feed{}, err
	}
	offset, _ := strconv.Atoi(vals.Get("offset"))
	if offset < 0 || offset > maxOffset {
		offset = 0
	}
	f.Sort = sortNewest
	res, err := s.o.Index.Search(v.Context(), f, index.Request{Offset: offset, Limit: feedSize})
	if err != nil {
		return export.Feed{}, err
	}
	b := s.base(v, "")
	home := f
	home.Sort = ""
	out := export.Feed{Title: b.feedTitle(home), Description: b.T("feed.about"), Lang: v.lang.Tag(), Generator: "zhongbiao",
		Home: s.absolute(v, b.With("/awards", home.Values())), Self: s.absolute(v, v.URL.RequestURI())}
	if len(res.Hits) == feedSize && offset+feedSize < res.Projects && offset+feedSize <= maxOffset {
		next := home.Values()
		next.Set("offset", strconv.Itoa(offset+feedSize))
		if since := vals.Get("since"); since != "" {
			next.Set("since", since)
		}
		out.Next = s.absolute(v, b.With("/awards."+fm.suffix, next))
	}
	for _, h := range res.Hits {
		p, err := s.project(h.Project)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return out, err
		}
		if p.OrderTime().Before(since) {
			break
		}
		out.Entries = append(out.Entries, s.entry(v, b, p))
		if p.Updated.After(out.Updated) {
			out.Updated = p.Updated.In(data.Shanghai)
		}
	}
	if out.Updated.IsZero() {
		out.Updated = time.Date(2023, 1, 1, 0, 0, 0, 0, data.Shanghai) // an empty feed never changes
	}
	return out, nil
}

// sinceOf reads a day or a moment; empty means from the beginning.
func sinceOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	d, err := data.ParseDay(s)
	if err != nil {
		return time.Time{}, badRequest(errors.New("since: write 2024-04-30 or 2024-04-30T08:00:00+08:00"))
	}
	return d.Time(), nil
}

func (b base) feedTitle(f query.Filter) string {
	title := b.T("feed.title")
	if b.Sample != sampleNone {
		title = "[" + b.T("sample.word") + "] " + title
	}
	var words []string
	for _, c := range b.chips(f, "/awards", nil) {
		words = append(words, c.Label)
	}
	if len(words) > 0 {
		title += " · " + strings.Join(words, " ")
	}
	return title
}

// entryID is a project's id in feeds: it never changes, whatever the address
// of the site.
func entryID(p *data.Project) string { return "urn:zhongbiao:" + p.ID.String() }

func (s *Server) entry(v *visit, b base, p *data.Project) export.Entry {
	e := export.Entry{ID: entryID(p), Title: heading(p), Link: s.absolute(v, b.URL("/awards/"+p.ID.String())), Author: p.Buyer,
		Source: safeURL(bestLink(p).URL), Published: p.OrderTime().In(data.Shanghai), Updated: p.Updated.In(data.Shanghai)}
	if p.Sample != data.NotSample {
		e.Title = "[" + b.T("sample.word") + "] " + e.Title
	}
	if e.Updated.Before(e.Published) {
		e.Updated = e.Published
	}
	facts := [][2]string{{b.T("param.buyer"), p.Buyer}, {b.T("param.supplier"), export.SupplierNames(p)}, {b.T("col.amount"), b.amount(p)},
		{b.T("param.industry"), b.Lang.Label("industry", p.Industry.ID)}, {b.T("fact.awarded"), b.Lang.Day(p.Awarded)}}
	var text, markup []string
	for _, f := range facts {
		if f[1] != "" {
			text = append(text, f[0]+b.T("colon")+f[1])
			markup = append(markup, "<li>"+html.EscapeString(f[0]+b.T("colon")+f[1])+"</li>")
		}
	}
	e.Text, e.HTML = strings.Join(text, "\n"), "<ul>"+strings.Join(markup, "")+"</ul>"
	e.Categories = []string{b.Lang.Label("industry", p.Industry.ID)}
	if p.Category != "" {
		e.Categories = append(e.Categories, b.Lang.Label("category", string(p.Category)))
	}
	return e
}

// safeURL lets only web addresses through: a portal's page may claim to be
// javascript:.
func safeURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}
