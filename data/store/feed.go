package store

import (
	"encoding/binary"
	"fmt"

	"zhongbiao/data"
)

// changeCodes are the first bytes of a row of the feed. They are part of the
// file's format: never give one another meaning.
var changeCodes = map[ChangeKind]byte{
	ChangeNotice: 'n', ChangeDeleteNotice: 'N', ChangeProject: 'p', ChangeDeleteProject: 'P',
}

// thing is what identifies the notice or project of a change in latest.
func (c Change) thing() []byte {
	if c.Notice != "" {
		return append([]byte{'n'}, c.Notice...)
	}
	return append([]byte{'p'}, be(uint64(c.Project))...)
}

func (c Change) encode() []byte {
	return append([]byte{changeCodes[c.Kind]}, c.thing()[1:]...)
}

func decodeChange(v []byte) (Change, error) {
	if len(v) < 2 {
		return Change{}, fmt.Errorf("row of %d bytes", len(v))
	}
	for kind, code := range changeCodes {
		if code != v[0] {
			continue
		}
		if code == 'n' || code == 'N' {
			return Change{Kind: kind, Notice: data.NoticeID(v[1:])}, nil
		}
		if len(v) == 9 {
			return Change{Kind: kind, Project: data.ProjectID(binary.BigEndian.Uint64(v[1:]))}, nil
		}
	}
	return Change{}, fmt.Errorf("row %q", v)
}

// nextSeq advances the store's sequence.
func (tx *Tx) nextSeq() (uint64, error) {
	seq, err := tx.bucket("changes").NextSequence()
	if err != nil {
		return 0, fmt.Errorf("advance the sequence: %w", err)
	}
	return seq, nil
}

// announce puts a change at the end of the feed, and takes the thing's former
// change out of it, so that the feed never has more rows than things.
func (tx *Tx) announce(seq uint64, c Change) error {
	thing := c.thing()
	if old := tx.bucket("latest").Get(thing); old != nil {
		if err := tx.delete("changes", copied(old)); err != nil {
			return err
		}
	}
	if _, err := tx.putBytes("latest", thing, be(seq)); err != nil {
		return err
	}
	_, err := tx.putBytes("changes", be(seq), c.encode())
	return err
}

// ChangesAfter tells of the notices and projects that changed after seq, in
// the order of their last change, up to limit of them (0: all). From 0 on it
// tells of everything that ever was. A thing that changes meanwhile is told
// again at its new place: save the last seq given to fn, and start there the
// next time. fn may use the store; ErrStop ends the scan.
func (s *Store) ChangesAfter(seq uint64, limit int, fn func(seq uint64, c Change) error) error {
	n := 0
	return noStop(s.scan("changes", be(seq+1), func(k, v []byte) error {
		if limit > 0 && n == limit {
			return ErrStop
		}
		n++
		c, err := decodeChange(v)
		if err != nil {
			return badValue("changes", k, err)
		}
		return fn(un(k), c)
	}))
}
