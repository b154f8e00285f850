package store

import (
	"bytes"
	"fmt"

	"zhongbiao/data"
)

// GetKV reads a value of a namespace; nil when there is none. Namespaces keep
// the small states of other packages apart ("alert", "robots", "breaker").
func (tx *Tx) GetKV(ns, key string) []byte {
	return copied(tx.bucket("kv").Get(joined(ns, key)))
}

// PutKV writes a value of a namespace.
func (tx *Tx) PutKV(ns, key string, v []byte) error {
	_, err := tx.putBytes("kv", joined(ns, key), v)
	return err
}

// DeleteKV removes a value of a namespace, if it is there.
func (tx *Tx) DeleteKV(ns, key string) error { return tx.delete("kv", joined(ns, key)) }

// ScanKV calls fn for the keys of a namespace that begin with prefix, in
// order. fn may write; ErrStop ends the scan.
func (tx *Tx) ScanKV(ns, prefix string, fn func(key string, v []byte) error) error {
	p := joined(ns, prefix)
	head := len(ns) + 1
	return noStop(tx.scan("kv", p, p, func(k, v []byte) error { return fn(string(k[head:]), v) }))
}

// stateSpace is the namespace of State and SetState.
const stateSpace = "state"

// State reads a small value by name; nil when there is none.
func (s *Store) State(name string) ([]byte, error) {
	return find(s, func(tx *Tx) ([]byte, error) { return tx.GetKV(stateSpace, name), nil })
}

// SetState writes a small value by name; nil removes it.
func (s *Store) SetState(name string, v []byte) error {
	return s.write(func(tx *Tx) error { return tx.setState(name, v) })
}

func (tx *Tx) setState(name string, v []byte) error {
	if v == nil {
		return tx.DeleteKV(stateSpace, name)
	}
	return tx.PutKV(stateSpace, name, v)
}

// Cursor reads a text by name; empty when there is none.
func (s *Store) Cursor(name string) (string, error) {
	return find(s, func(tx *Tx) (string, error) {
		return string(tx.bucket("cursors").Get(bounded(name))), nil
	})
}

// SetCursor writes a text by name.
func (s *Store) SetCursor(name, v string) error {
	return s.write(func(tx *Tx) error { return tx.setCursor(name, v) })
}

func (tx *Tx) setCursor(name, v string) error {
	_, err := tx.putBytes("cursors", bounded(name), []byte(v))
	return err
}

// Cell reads a cell of the ledger; nil when there is none.
func (tx *Tx) Cell(key string) []byte { return copied(tx.bucket("cells").Get([]byte(key))) }

// PutCell writes a cell of the ledger.
func (tx *Tx) PutCell(key string, v []byte) error {
	_, err := tx.putBytes("cells", []byte(key), v)
	return err
}

// DeleteCell removes a cell of the ledger, if it is there.
func (tx *Tx) DeleteCell(key string) error { return tx.delete("cells", []byte(key)) }

// Cells calls fn for the cells whose key begins with prefix, in order. fn may
// write; ErrStop ends the scan.
func (tx *Tx) Cells(prefix string, fn func(key string, v []byte) error) error {
	from := []byte(prefix)
	if len(from) == 0 {
		from = start
	}
	return noStop(tx.scan("cells", []byte(prefix), from, func(k, v []byte) error { return fn(string(k), v) }))
}

// Position reads how far a reader of the store has come; 0 for never.
func (tx *Tx) Position(name string) uint64 {
	return un(tx.bucket("positions").Get([]byte(name)))
}

// SetPosition writes how far a reader of the store has come.
func (tx *Tx) SetPosition(name string, seq uint64) error {
	_, err := tx.putBytes("positions", []byte(name), be(seq))
	return err
}

// keyRow is the row that says that a project has a linking key.
func keyRow(key string, id data.ProjectID) []byte {
	k := bounded(key)
	return append(keyPrefix(k), be(uint64(id))...)
}

func keyPrefix(k []byte) []byte {
	return append([]byte{byte(len(k) >> 8), byte(len(k))}, k...)
}

// KeyProjects gives the projects that have a linking key, oldest id first.
func (tx *Tx) KeyProjects(key string) []data.ProjectID {
	var ids []data.ProjectID
	p := keyPrefix(bounded(key))
	c := tx.bucket("keys").Cursor()
	for k, _ := c.Seek(p); bytes.HasPrefix(k, p) && len(k) == len(p)+8; k, _ = c.Next() {
		ids = append(ids, data.ProjectID(un(k[len(p):])))
	}
	return ids
}

// AddKey says that a project has a linking key.
func (tx *Tx) AddKey(key string, id data.ProjectID) error {
	if key == "" || id == 0 {
		return fmt.Errorf("add key %q of project %q: both must be given", key, id)
	}
	_, err := tx.putBytes("keys", keyRow(key, id), nil)
	return err
}

// RemoveKey takes a linking key from a project.
func (tx *Tx) RemoveKey(key string, id data.ProjectID) error {
	return tx.delete("keys", keyRow(key, id))
}

func noStop(err error) error {
	if err == ErrStop {
		return nil
	}
	return err
}
