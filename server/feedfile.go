package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
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

// feedQuery is what a feed is asked. A feed speaks of projects, newest first,
// whatever unit and order the page has: no id may stand in it twice.
type feedQuery struct {
	filter query.Filter
	since  time.Time
	after  string // the mark of the page before
}

func feedQueryOf(v url.Values) (q feedQuery, err error) {
	if q.filter, err = filterOf(v); err != nil {
		return q, err
	}
	q.filter.Unit, q.filter.Sort = "", ""
	if q.since, err = sinceOf(v.Get("since")); err != nil {
		return q, err
	}
	q.after = v.Get("after")
	return q, nil
}

// values is the address of the feed's page behind a mark. Marks are places in
// the order, so that no entry is skipped or shown twice when others come in.
func (q feedQuery) values(after string) url.Values {
	v := q.filter.Values()
	if after != "" {
		v.Set("after", after)
	}
	if !q.since.IsZero() {
		v.Set("since", q.since.Format(time.RFC3339))
	}
	return v
}

func (s *Server) feed(v *visit, fm format) (export.Feed, error) {
	q, err := feedQueryOf(v.URL.Query())
	if err != nil {
		return export.Feed{}, err
	}
	f := q.filter
	f.Sort = query.SortNew
	res, err := s.o.Index.Search(v.Context(), f, index.Request{After: q.after, Limit: feedSize})
	if err != nil {
		return export.Feed{}, err
	}
	b := s.base(v, "")
	out := export.Feed{ID: feedID(v.lang, q.filter), Title: b.feedTitle(q.filter), Description: b.T("feed.about"), Lang: v.lang.Tag(), Generator: "zhongbiao",
		Home: s.absolute(v, b.With("/awards", q.filter.Values())), Self: uriSafe(s.absolute(v, v.URL.RequestURI()))}
	page := func(after string) string { return s.absolute(v, b.With("/awards."+fm.suffix, q.values(after))) }
	if q.after != "" {
		out.First = page("")
	}
	if res.Next != "" {
		out.Next = page(res.Next)
	}
	return out, s.feedEntries(v, b, &out, res.Hits, q.since)
}

// feedID is the name of a filter's feed: the same on each of its pages, in
// every format and wherever the site stands.
func feedID(l Lang, f query.Filter) string {
	sum := sha256.Sum256([]byte(string(l) + "?" + f.Values().Encode()))
	return "urn:zhongbiao:feed:" + hex.EncodeToString(sum[:8])
}

// feedEntries fills the feed down to the moment since. The feed was updated
// when the latest of its entries was; an empty one never changes.
func (s *Server) feedEntries(v *visit, b base, out *export.Feed, hits []index.Hit, since time.Time) error {
	out.Updated = firstMonth.First().Time()
	seen := map[data.ProjectID]bool{} // the index may be a moment behind a merge
	for _, h := range hits {
		p, err := s.project(h.Project)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if p.OrderTime().Before(since) {
			out.Next = "" // everything behind is older still
			break
		}
		if seen[p.ID] {
			continue
		}
		seen[p.ID] = true
		out.Entries = append(out.Entries, s.entry(v, b, p))
		if p.Updated.After(out.Updated) {
			out.Updated = p.Updated.In(data.Shanghai)
		}
	}
	return nil
}

// firstMonth is the first that anything is counted in.
const firstMonth = data.Month(202301)

// sinceOf reads a day or a moment; empty means from the beginning.
func sinceOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	// a plus that was not escaped in the address arrives as a space
	if t, err := time.Parse(time.RFC3339, strings.Replace(s, " ", "+", 1)); err == nil {
		return t, nil
	}
	d, err := data.ParseDay(s)
	if err != nil {
		return time.Time{}, badParam("since", s, "hint.since")
	}
	return d.Time(), nil
}

func (b base) feedTitle(f query.Filter) string {
	title := b.T("feed.title")
	if b.Sample != sampleNone && b.Sample != sampleAway {
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
	e.Categories = b.feedCategories(p)
	return e
}

// feedCategories are what readers sort entries by.
func (b base) feedCategories(p *data.Project) []export.Category {
	const urn = "urn:zhongbiao:"
	out := []export.Category{{Scheme: urn + "industry", Term: b.Lang.Label("industry", p.Industry.ID)}, {Scheme: urn + "buyer", Term: p.Buyer}}
	for _, s := range p.Suppliers() {
		out = append(out, export.Category{Scheme: urn + "supplier", Term: s.Name})
	}
	out = append(out, export.Category{Scheme: urn + "amount", Term: b.amount(p)})
	if p.Category != "" {
		out = append(out, export.Category{Scheme: urn + "category", Term: b.Lang.Label("category", string(p.Category))})
	}
	return out
}

// safeURL lets only web addresses through: a portal's page may claim to be
// javascript:.
func safeURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return uriSafe(s)
}

// uriSafe escapes what no address may hold, and leaves all else as it is: the
// result leads to the same place.
func uriSafe(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
