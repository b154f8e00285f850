package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"zhongbiao/data"
)

// pageRecord is a version of a page as it stands in the bucket pages.
type pageRecord struct {
	ID       data.PageID       `json:"id"`
	Version  int               `json:"version"`
	Portal   string            `json:"portal"`
	Channel  string            `json:"channel,omitempty"`
	URL      string            `json:"url"`
	FinalURL string            `json:"final_url,omitempty"`
	Fetched  time.Time         `json:"fetched"`
	Status   int               `json:"status,omitempty"`
	Header   map[string]string `json:"header,omitempty"`
	Charset  string            `json:"charset,omitempty"`
	Hash     string            `json:"sha256"`
	Size     int               `json:"size"`
	Row      data.Row          `json:"row"`
	Sample   data.Sample       `json:"sample,omitempty"`
}

// pageCheck says when a page was fetched again and had not changed. The
// headers are those of that answer, for the next conditional request.
type pageCheck struct {
	At     time.Time         `json:"at"`
	Header map[string]string `json:"header,omitempty"`
}

// PackedPage is a page made ready to be written, outside of the transaction.
type PackedPage struct {
	rec  pageRecord
	hash [32]byte
	body []byte
	page *data.Page
}

// Pack makes a page ready for Commit.Packed. It is most of the work of a
// commit, and can be done by another goroutine than the one that then waits
// for the disk.
func (s *Store) Pack(p *data.Page) (*PackedPage, error) {
	if p.Portal == "" || p.URL == "" {
		return nil, fmt.Errorf("commit page: portal %q and url %q must both be given", p.Portal, p.URL)
	}
	id := data.NewPageID(p.Portal, p.URL)
	if p.ID != "" && p.ID != id {
		return nil, fmt.Errorf("commit page %s: its id is %s, but portal and url give %s", p.URL, p.ID, id)
	}
	if len(p.Body) > maxBody {
		return nil, fmt.Errorf("commit page %s: body of %d bytes is over the limit of %d", p.URL, len(p.Body), maxBody)
	}
	h := sha256.Sum256(p.Body)
	rec := pageRecord{ID: id, Portal: p.Portal, Channel: p.Channel, URL: p.URL, FinalURL: p.FinalURL, Fetched: p.Fetched,
		Status: p.Status, Header: p.Header, Charset: p.Charset, Hash: hex.EncodeToString(h[:]), Size: len(p.Body), Row: p.Row, Sample: p.Sample}
	return &PackedPage{rec: rec, hash: h, body: s.codec.pack(p.Body), page: p}, nil
}

func (r *pageRecord) page(body []byte) (*data.Page, error) {
	p := &data.Page{ID: r.ID, Portal: r.Portal, Channel: r.Channel, URL: r.URL, FinalURL: r.FinalURL, Fetched: r.Fetched, Status: r.Status,
		Header: r.Header, Charset: r.Charset, Body: body, Version: r.Version, Row: r.Row, Sample: r.Sample}
	n, err := hex.Decode(p.Hash[:], []byte(r.Hash))
	if err != nil || n != len(p.Hash) {
		return nil, fmt.Errorf("%w: page %s has no right hash", ErrCorrupt, r.ID)
	}
	return p, nil
}

// versionKey orders the versions of a page; the newest is the last.
func versionKey(id data.PageID, v int) []byte {
	return binary.BigEndian.AppendUint32([]byte(id), uint32(v))
}

// newest finds the row of a page's newest version in pages; nil if none.
func (tx *Tx) newest(id data.PageID) []byte {
	c := tx.bucket("page_versions").Cursor()
	after := versionKey(id, 1<<32-1)
	k, v := c.Seek(after)
	if !bytes.Equal(k, after) {
		if k == nil {
			k, v = c.Last()
		} else {
			k, v = c.Prev()
		}
	}
	if len(k) != len(id)+4 || !bytes.HasPrefix(k, []byte(id)) {
		return nil
	}
	return v
}

// putPage writes a new version, or only notes that nothing has changed.
func (tx *Tx) putPage(p *PackedPage) (version int, changed bool, err error) {
	var old pageRecord
	id := p.rec.ID
	if row := tx.newest(id); row != nil {
		if ok, err := tx.get("pages", row, &old); err != nil || !ok {
			return 0, false, cmp.Or(err, badValue("page_versions", []byte(id), errDangling))
		}
	}
	if old.Version > 0 && old.Hash == p.rec.Hash {
		_, err := tx.put("page_checks", []byte(id), pageCheck{At: p.rec.Fetched, Header: p.rec.Header})
		return old.Version, false, err
	}
	rec := p.rec
	rec.Version = old.Version + 1
	if rec.Version == 1 {
		tx.add("pages", 1)
	}
	tx.add("versions", 1)
	return rec.Version, true, tx.writePage(rec, p.body)
}

func (tx *Tx) writePage(rec pageRecord, body []byte) error {
	seq, err := tx.nextSeq()
	if err != nil {
		return err
	}
	if _, err := tx.put("pages", be(seq), rec); err != nil {
		return err
	}
	if _, err := tx.putBytes("bodies", be(seq), body); err != nil {
		return err
	}
	_, err = tx.putBytes("page_versions", versionKey(rec.ID, rec.Version), be(seq))
	return err
}

// loadPage reads the version that stands at row.
func (tx *Tx) loadPage(row []byte) (*data.Page, error) {
	var rec pageRecord
	if ok, err := tx.get("pages", row, &rec); err != nil || !ok {
		return nil, cmp.Or(err, badValue("pages", row, errDangling))
	}
	body, err := tx.s.codec.unpack(tx.bucket("bodies").Get(row))
	if err != nil {
		return nil, badValue("bodies", row, err)
	}
	return rec.page(body)
}

// Page reads the newest version of a page.
func (tx *Tx) Page(id data.PageID) (*data.Page, error) {
	row := tx.newest(id)
	if row == nil {
		return nil, fmt.Errorf("page %s: %w", id, ErrNotFound)
	}
	return tx.loadPage(row)
}

// Page reads the newest version of a page.
func (s *Store) Page(id data.PageID) (*data.Page, error) {
	return find(s, func(tx *Tx) (*data.Page, error) { return tx.Page(id) })
}

// PageVersion reads one version of a page; the first is 1.
func (s *Store) PageVersion(id data.PageID, v int) (*data.Page, error) {
	return find(s, func(tx *Tx) (*data.Page, error) {
		row := tx.bucket("page_versions").Get(versionKey(id, v))
		if row == nil {
			return nil, fmt.Errorf("version %d of page %s: %w", v, id, ErrNotFound)
		}
		return tx.loadPage(row)
	})
}

// Checked says when a page was fetched last, and with which headers, whether
// or not its content had changed. ErrNotFound when it never was.
func (s *Store) Checked(id data.PageID) (at time.Time, header map[string]string, err error) {
	err = s.View(func(tx *Tx) error {
		var rec pageRecord
		row := tx.newest(id)
		if row == nil {
			return fmt.Errorf("page %s: %w", id, ErrNotFound)
		}
		if _, err := tx.get("pages", row, &rec); err != nil {
			return err
		}
		var c pageCheck
		if _, err := tx.get("page_checks", []byte(id), &c); err != nil {
			return err
		}
		if at, header = rec.Fetched, rec.Header; c.At.After(at) {
			at, header = c.At, c.Header
		}
		return nil
	})
	return at, header, err
}

// Pages reads the newest version of every page, in the order they came.
func (s *Store) Pages(fn func(*data.Page) error) error {
	return s.PagesAfter(0, func(_ uint64, id data.PageID) error {
		p, err := s.Page(id)
		if err != nil {
			return err
		}
		return fn(p)
	})
}

// PagesAfter tells of the pages whose newest version came after seq, in the
// order they came. A version that a newer one has replaced is left out.
func (s *Store) PagesAfter(seq uint64, fn func(seq uint64, id data.PageID) error) error {
	return noStop(s.scan("pages", be(seq+1), func(k, v []byte) error {
		var r struct {
			ID data.PageID `json:"id"`
		}
		if err := json.Unmarshal(v, &r); err != nil {
			return badValue("pages", k, err)
		}
		row, err := find(s, func(tx *Tx) ([]byte, error) { return copied(tx.newest(r.ID)), nil })
		if err != nil || !bytes.Equal(row, k) {
			return err
		}
		return fn(un(k), r.ID)
	}))
}
