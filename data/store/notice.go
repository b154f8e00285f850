package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"zhongbiao/data"
)

// Facts reads a notice without its text, which is cheaper. It must not be put
// back, or the text would be lost.
func (tx *Tx) Facts(id data.NoticeID) (*data.Notice, error) {
	n := new(data.Notice)
	ok, err := tx.get("notices", []byte(id), n)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("notice %s: %w", id, ErrNotFound)
	}
	return n, nil
}

// Notice reads a notice with its text.
func (tx *Tx) Notice(id data.NoticeID) (*data.Notice, error) {
	n, err := tx.Facts(id)
	if err != nil {
		return nil, err
	}
	n.Text, err = tx.text(id)
	return n, err
}

func (tx *Tx) text(id data.NoticeID) (string, error) {
	b := tx.bucket("texts").Get([]byte(id))
	if b == nil {
		return "", nil
	}
	text, err := tx.s.codec.unpack(b)
	if err != nil {
		return "", badValue("texts", []byte(id), err)
	}
	return string(text), nil
}

// PutNotice writes a notice and its text; changed is false, and nothing is
// written, when exactly that is stored already. The first PutNotice of an id
// ever sets its FirstSeen.
func (tx *Tx) PutNotice(n *data.Notice) (changed bool, err error) {
	if n.ID == "" {
		return false, fmt.Errorf("put notice %s: it has no id", n.URL)
	}
	id := []byte(n.ID)
	known := tx.has("notices", id)
	facts, err := tx.put("notices", id, n)
	if err != nil {
		return false, err
	}
	text, err := tx.putText(n)
	if err != nil || !(facts || text) {
		return false, err
	}
	if !known {
		tx.add("notices", 1)
		if err := tx.see(n.ID); err != nil {
			return false, err
		}
	}
	seq, err := tx.nextSeq()
	if err != nil {
		return false, err
	}
	return true, tx.announce(seq, Change{Kind: ChangeNotice, Notice: n.ID})
}

func (tx *Tx) putText(n *data.Notice) (changed bool, err error) {
	old, err := tx.text(n.ID)
	if err != nil || old == n.Text {
		return false, err
	}
	if n.Text == "" {
		return true, tx.delete("texts", []byte(n.ID))
	}
	return tx.putBytes("texts", []byte(n.ID), tx.s.codec.pack([]byte(n.Text)))
}

// see records when a notice was first stored, once and for all.
func (tx *Tx) see(id data.NoticeID) error {
	if tx.has("first_seen", []byte(id)) {
		return nil
	}
	_, err := tx.putBytes("first_seen", []byte(id), []byte(tx.Now().UTC().Format(time.RFC3339Nano)))
	return err
}

// FirstSeen is when a notice was first stored. It survives DeleteNotice and
// every reread. Zero when it never was.
func (tx *Tx) FirstSeen(id data.NoticeID) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, string(tx.bucket("first_seen").Get([]byte(id))))
	return t
}

// DeleteNotice removes a notice; its first-seen time stays. ErrNotFound when
// it is not there.
func (tx *Tx) DeleteNotice(id data.NoticeID) error {
	if !tx.has("notices", []byte(id)) {
		return fmt.Errorf("delete notice %s: %w", id, ErrNotFound)
	}
	for _, bucket := range []string{"notices", "texts", "notice_project"} {
		if err := tx.delete(bucket, []byte(id)); err != nil {
			return err
		}
	}
	tx.add("notices", -1)
	seq, err := tx.nextSeq()
	if err != nil {
		return err
	}
	return tx.announce(seq, Change{Kind: ChangeDeleteNotice, Notice: id})
}

// NoticesOfPage lists the notices that a page has given: its own id, and that
// with "-2", "-3" ….
func (tx *Tx) NoticesOfPage(id data.PageID) []data.NoticeID {
	var ids []data.NoticeID
	c := tx.bucket("notices").Cursor()
	more := []byte(id + "-")
	if tx.has("notices", []byte(id)) {
		ids = append(ids, data.NoticeID(id))
	}
	for k, _ := c.Seek(more); bytes.HasPrefix(k, more); k, _ = c.Next() {
		ids = append(ids, data.NoticeID(k))
	}
	return ids
}

// Notice reads a notice with its text.
func (s *Store) Notice(id data.NoticeID) (*data.Notice, error) {
	return find(s, func(tx *Tx) (*data.Notice, error) { return tx.Notice(id) })
}

// Notices calls fn for every notice with its text, in the order of their ids.
// fn may use the store; ErrStop ends the scan.
func (s *Store) Notices(fn func(*data.Notice) error) error {
	return noStop(s.scan("notices", start, func(k, v []byte) error {
		n, err := decodeNotice(k, v)
		if err != nil {
			return err
		}
		n.Text, err = find(s, func(tx *Tx) (string, error) { return tx.text(n.ID) })
		if err != nil {
			return err
		}
		return fn(n)
	}))
}

// NoticeFacts is Notices without the texts.
func (s *Store) NoticeFacts(fn func(*data.Notice) error) error {
	return noStop(s.scan("notices", start, func(k, v []byte) error {
		n, err := decodeNotice(k, v)
		if err != nil {
			return err
		}
		return fn(n)
	}))
}

// NoticeFacts calls fn for every notice without its text. fn may write.
func (tx *Tx) NoticeFacts(fn func(*data.Notice) error) error {
	return noStop(tx.scan("notices", nil, start, func(k, v []byte) error {
		n, err := decodeNotice(k, v)
		if err != nil {
			return err
		}
		return fn(n)
	}))
}

func decodeNotice(k, v []byte) (*data.Notice, error) {
	n := new(data.Notice)
	if err := json.Unmarshal(v, n); err != nil {
		return nil, badValue("notices", k, err)
	}
	return n, nil
}
