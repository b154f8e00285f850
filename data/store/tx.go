package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Tx is a transaction: a read transaction in View, the write transaction in
// Derive. It must not be used after the function that got it has returned.
type Tx struct {
	b      *bolt.Tx
	s      *Store
	deltas map[string]int
	covers bool // changes the coverage
}

// Now is the time by the store's clock.
func (tx *Tx) Now() time.Time { return tx.s.o.Now() }

// Seq is the store's sequence as this transaction sees it.
func (tx *Tx) Seq() uint64 { return tx.bucket("changes").Sequence() }

func (tx *Tx) bucket(name string) *bolt.Bucket { return tx.b.Bucket([]byte(name)) }

// get reads a JSON value into v; false when there is none.
func (tx *Tx) get(bucket string, key []byte, v any) (bool, error) {
	b := tx.bucket(bucket).Get(key)
	if b == nil {
		return false, nil
	}
	if err := json.Unmarshal(b, v); err != nil {
		return false, badValue(bucket, key, err)
	}
	return true, nil
}

// put writes v as JSON; changed is false when exactly that is there already.
func (tx *Tx) put(bucket string, key []byte, v any) (changed bool, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return false, fmt.Errorf("write %s[%q]: %w", bucket, key, err)
	}
	return tx.putBytes(bucket, key, b)
}

func (tx *Tx) putBytes(bucket string, key, v []byte) (changed bool, err error) {
	b := tx.bucket(bucket)
	if old := b.Get(key); old != nil && bytes.Equal(old, v) {
		return false, nil
	}
	if err := b.Put(key, v); err != nil {
		return false, fmt.Errorf("write %s[%q]: %w", bucket, key, err)
	}
	return true, nil
}

// stored tells whether exactly v stands there as JSON.
func (tx *Tx) stored(bucket string, key []byte, v any) (bool, error) {
	b, err := json.Marshal(v)
	return bytes.Equal(b, tx.bucket(bucket).Get(key)), err
}

func (tx *Tx) delete(bucket string, key []byte) error {
	if err := tx.bucket(bucket).Delete(key); err != nil {
		return fmt.Errorf("delete %s[%q]: %w", bucket, key, err)
	}
	return nil
}

func (tx *Tx) has(bucket string, key []byte) bool { return tx.bucket(bucket).Get(key) != nil }

// copied gives a copy of a value that outlives the transaction, nil for none.
func copied(v []byte) []byte {
	if v == nil {
		return nil
	}
	return append([]byte{}, v...)
}

// count reads one number of Counts.
func (tx *Tx) count(name string) int { return int(un(tx.bucket("counts").Get([]byte(name)))) }

// add changes a number of Counts; flushCounts writes it with the transaction.
func (tx *Tx) add(name string, n int) {
	if tx.deltas == nil {
		tx.deltas = map[string]int{}
	}
	tx.deltas[name] += n
}

func (tx *Tx) flushCounts() error {
	for name, n := range tx.deltas {
		if n == 0 {
			continue
		}
		if _, err := tx.putBytes("counts", []byte(name), be(uint64(tx.count(name)+n))); err != nil {
			return err
		}
	}
	return nil
}

// item is one key and value, copied out of a transaction.
type item struct{ k, v []byte }

// A scan takes this much at a time, so that no read transaction is held long.
const (
	chunkItems = 256
	chunkBytes = 1 << 20
)

// chunk copies the next items of a bucket that are at or after from and begin
// with prefix. next is where the following chunk starts, nil at the end.
func (tx *Tx) chunk(bucket string, prefix, from []byte) (items []item, next []byte) {
	size := 0
	c := tx.bucket(bucket).Cursor()
	for k, v := c.Seek(from); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if len(items) == chunkItems || size > chunkBytes {
			return items, copied(k)
		}
		items = append(items, item{copied(k), copied(v)})
		size += len(k) + len(v)
	}
	return items, nil
}

// scan calls fn for the items of a bucket with the prefix, from a key on. fn
// may write to the bucket.
func (tx *Tx) scan(bucket string, prefix, from []byte, fn func(k, v []byte) error) error {
	for next := from; next != nil; {
		var items []item
		items, next = tx.chunk(bucket, prefix, next)
		for _, it := range items {
			if err := fn(it.k, it.v); err != nil {
				return err
			}
		}
	}
	return nil
}

// scan is the same in many short transactions: fn runs outside of them and
// may use the store. What changes meanwhile may or may not be seen.
func (s *Store) scan(bucket string, from []byte, fn func(k, v []byte) error) error {
	for next := from; next != nil; {
		var items []item
		err := s.View(func(tx *Tx) error {
			items, next = tx.chunk(bucket, nil, next)
			return nil
		})
		if err != nil {
			return err
		}
		for _, it := range items {
			if err := fn(it.k, it.v); err != nil {
				return err
			}
		}
	}
	return nil
}

// start is the key before all others.
var start = []byte{0}

// scanJSON decodes each value of a bucket for fn, from a key on.
func scanJSON[T any](s *Store, bucket string, from []byte, fn func(T) error) error {
	return s.scan(bucket, from, func(k, v []byte) error {
		var t T
		if err := json.Unmarshal(v, &t); err != nil {
			return badValue(bucket, k, err)
		}
		return fn(t)
	})
}

// find runs fn in a read transaction and gives what it found.
func find[T any](s *Store, fn func(tx *Tx) (T, error)) (v T, err error) {
	err = s.View(func(tx *Tx) error {
		v, err = fn(tx)
		return err
	})
	return v, err
}

// ErrStop, returned by the function given to a scan, ends the scan without
// an error, where the scan says that it may.
var ErrStop = errors.New("stop")
