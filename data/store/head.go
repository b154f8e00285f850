package store

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The head of a bbolt file is two pages, each with a header of 16 bytes and a
// meta record; of those with a right checksum, the one with the higher
// transaction holds.
const (
	metaMagic  = 0xED0CDAED
	headerSize = 16
	metaSize   = 64
	maxPage    = 64 << 10
)

// head is a meta record: which pages the store consists of.
type head struct {
	pageSize int64
	root     uint64 // page of the bucket of buckets
	freelist uint64
	end      uint64 // the first page number that is not in use
	tx       uint64 // the transaction that wrote it
}

func (h head) bytes() int64 { return int64(h.end) * h.pageSize }

// checkHead refuses a file that is not a bbolt file or is shorter than its
// head says: reading such a file through the memory map would be a fault.
func checkHead(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	defer f.Close()
	heads := readHeads(f)
	if len(heads) == 0 {
		return &fileDamage{path: path, what: "its head is not that of a store", foreign: true}
	}
	h := heads[0]
	if last := heads[len(heads)-1]; last.tx > h.tx {
		h = last
	}
	st, err := f.Stat() // after the head: an owner may let the file grow meanwhile
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	if st.Size() < h.bytes() {
		return &fileDamage{path: path, what: fmt.Sprintf("it has %d bytes where its head says %d or more", st.Size(), h.bytes())}
	}
	return nil
}

// readHeads gives the meta records with a right checksum, two at most. The
// page size is known only from them, and is a power of two.
func readHeads(r io.ReaderAt) (heads []head) {
	if h, ok := readHead(r, 0); ok {
		heads = append(heads, h)
	}
	for size := int64(1024); size <= maxPage; size *= 2 {
		if h, ok := readHead(r, size); ok && h.pageSize == size {
			return append(heads, h)
		}
	}
	return heads
}

func readHead(r io.ReaderAt, at int64) (h head, ok bool) {
	b := make([]byte, metaSize)
	if _, err := r.ReadAt(b, at+headerSize); err != nil {
		return h, false
	}
	sum := fnv.New64a()
	sum.Write(b[:56])
	ne := binary.NativeEndian // as bbolt
	if ne.Uint32(b) != metaMagic || ne.Uint64(b[56:]) != sum.Sum64() {
		return h, false
	}
	h = head{pageSize: int64(ne.Uint32(b[8:])), root: ne.Uint64(b[16:]), freelist: ne.Uint64(b[32:]), end: ne.Uint64(b[40:]), tx: ne.Uint64(b[48:])}
	return h, h.pageSize >= 1024 && h.pageSize <= maxPage && h.end < 1<<40
}
