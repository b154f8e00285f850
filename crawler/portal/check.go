package portal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"zhongbiao/crawler/charset"
	"zhongbiao/data"
)

// CheckReport is what a definition finds on one page: for the person who
// mends a definition, or who wonders why a portal is empty.
type CheckReport struct {
	Portal  string        `json:"portal"`
	URL     string        `json:"url,omitempty"`
	Charset string        `json:"charset,omitempty"`
	Page    PageType      `json:"page"` // empty when it is neither list nor detail
	Outcome Outcome       `json:"outcome"`
	Reason  string        `json:"reason,omitempty"` // names the selector that found nothing
	Found   int           `json:"found"`            // rows in the list
	Dropped int           `json:"dropped"`          // rows that list.keep leaves out
	Total   int           `json:"total"`            // by the portal's own count, -1 when it gives none
	Pages   int           `json:"pages"`
	Rows    []data.Row    `json:"rows,omitempty"`
	Bad     []string      `json:"bad,omitempty"` // rows that can't be used, and why
	Fields  []FieldReport `json:"fields,omitempty"`
	Parts   []PartReport  `json:"parts,omitempty"`
	Missing []string      `json:"missing,omitempty"` // what the definition expects and the page lacks
	Look    []string      `json:"look,omitempty"`    // where the missing things may be now
}

// PageType says what a page is.
type PageType string

// The types of page.
const (
	ListPageType   PageType = "list"
	DetailPageType PageType = "detail"
)

// OK tells whether the definition reads the page as it should.
func (r *CheckReport) OK() bool { return r.Outcome.Complete() && len(r.Bad) == 0 }

// Check tells what a definition finds on a saved page of unknown address.
func Check(d *Definition, body []byte, contentType string) *CheckReport {
	return CheckAt(d, "", body, contentType)
}

// CheckAt tells what a definition finds on a page. The address decides the
// channel and what relative links lead to; when it is empty, it is that of
// the first channel's list.
func CheckAt(d *Definition, address string, body []byte, contentType string) *CheckReport {
	at := d.placeOf(address)
	if address == "" {
		address = d.guessURL(at)
	}
	r := &CheckReport{Portal: d.ID, URL: address, Outcome: OK, Total: -1, Pages: -1}
	if bytes.HasPrefix(bytes.TrimLeft(body, "\r\n\t "), []byte("%PDF-")) {
		r.pdf(d)
		return r
	}
	text, label, err := charset.Decode(body, contentType)
	r.Charset = label
	if err != nil {
		r.Outcome, r.Reason = Mojibake, err.Error()
		return r
	}
	r.judge(d, Answer{URL: address, Status: 200, ContentType: contentType, Text: text}, at)
	return r
}

func (r *CheckReport) pdf(d *Definition) {
	r.Page = DetailPageType
	if !d.Detail.PDF && d.Mode != ImportOnly {
		r.Outcome, r.Reason = Changed, "it is a PDF, and the definition does not say detail.pdf"
	}
}

// placeOf finds the channel whose list has an address.
func (d *Definition) placeOf(address string) At {
	if len(d.Channels) == 0 {
		return At{}
	}
	for _, c := range d.Channels {
		for page := range 3 {
			at := At{Channel: c, Page: page}
			if address != "" && d.ListFetch(at).URL == address {
				return at
			}
		}
	}
	return At{Channel: d.Channels[0]}
}

func (d *Definition) guessURL(at At) string {
	if d.Mode == ImportOnly {
		return d.Home
	}
	return d.ListFetch(at).URL
}

// judge decides what the page is: a list with rows, else a notice, else an
// empty list, else neither.
func (r *CheckReport) judge(d *Definition, a Answer, at At) {
	page, listErr := r.asList(d, a, at)
	if listErr == nil && page.Found > 0 {
		r.list(d, a, page)
		return
	}
	detailErr := asDetail(d, a)
	switch {
	case detailErr == nil:
		r.detail(d, a)
	case listErr == nil:
		r.Page, r.Outcome, r.Reason = ListPageType, Empty, fmt.Sprintf("list.rows %q finds nothing within the container", d.List.Rows)
		r.Look = suggest(a, true)
	default:
		r.neither(d, a, listErr, detailErr)
	}
}

func (r *CheckReport) asList(d *Definition, a Answer, at At) (*ListPage, error) {
	if d.Mode == ImportOnly {
		return nil, errors.New("the definition has no list")
	}
	return d.ReadList(a, at)
}

func asDetail(d *Definition, a Answer) error {
	err := d.CheckDetail(a)
	switch {
	case d.Mode == ListOnly && err == nil:
		return errors.New("the portal is list-only")
	case err == nil && len(d.Detail.Expect) == 0 && d.Mode != ImportOnly:
		return errors.New("the definition expects nothing of a detail")
	}
	return err
}

// neither reports a page that is nothing of what the definition knows.
func (r *CheckReport) neither(d *Definition, a Answer, listErr, detailErr error) {
	for _, err := range []error{listErr, detailErr} {
		var p *Problem
		if errors.As(err, &p) && p.Outcome != Changed {
			r.Outcome, r.Reason = p.Outcome, p.Reason
			return
		}
	}
	r.Outcome = Changed
	if r.listLike(d, a) {
		r.Page, r.Reason = ListPageType, reasonOf(listErr)
		r.fields(d, a)
	} else {
		r.Reason = "as a list: " + reasonOf(listErr) + "; as a notice: " + reasonOf(detailErr)
	}
	r.Look = append(r.Look, suggest(a, true)...)
}

// listLike tells whether the list's container is there after all, with rows
// that can't be used.
func (r *CheckReport) listLike(d *Definition, a Answer) bool {
	return d.Mode != ImportOnly && len(d.records(a)) > 0
}

func reasonOf(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Reason
	}
	return fmt.Sprint(err)
}

// cut shortens a text to n runes, on one line.
func cut(s string, n int) string {
	r := []rune(squeeze(s))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimSpace(string(r[:n])) + "…"
}
