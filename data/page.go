package data

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// PageID identifies a page by portal and address: 16 hexadecimal digits that
// stay the same over all versions of the page.
type PageID string

// NewPageID derives the id from the portal and the page's canonical URL.
func NewPageID(portal, url string) PageID {
	h := sha256.Sum256([]byte(portal + "\n" + url))
	return PageID(hex.EncodeToString(h[:8]))
}

// Page is one fetched document, kept as it came. Body holds the bytes after
// transfer and content decoding but before any charset conversion; Charset is
// the crawler's verdict on them. Pages are records: they are never rebuilt.
type Page struct {
	ID       PageID
	Portal   string // id of the portal definition
	Channel  string // the definition's channel it was found under
	URL      string // canonical address
	FinalURL string // after redirects, empty when the same
	Fetched  time.Time
	Status   int
	Header   map[string]string // the few that matter: Content-Type, Last-Modified, ETag, Date
	Charset  string            // WHATWG label, e.g. "utf-8", "gb18030"
	Body     []byte
	Version  int      // 1 for the first content seen, set by the store
	Hash     [32]byte // SHA-256 of Body, set by the store
	Row      Row      // what the list said about it
	Sample   Sample
}

// Row is what a portal's list page says about one notice. Rows whose detail
// is not opened are kept as "listed, unread".
type Row struct {
	Portal    string   `json:"portal"`
	Channel   string   `json:"channel,omitempty"`
	Query     string   `json:"query,omitempty"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Summary   string   `json:"summary,omitempty"`
	Published Day      `json:"published"`
	Buyer     string   `json:"buyer,omitempty"`
	Region    string   `json:"region,omitempty"`   // as printed
	Industry  string   `json:"industry,omitempty"` // as printed
	KindHint  Kind     `json:"kind_hint,omitempty"`
	ListOnly  bool     `json:"list_only,omitempty"` // the portal shows no detail
	Sample    Sample   `json:"sample,omitempty"`
	Links     []string `json:"links,omitempty"` // addresses of other notices of the project
}
