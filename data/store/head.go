package store

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The head of a bbolt file: two pages, each with a header of 16 bytes and a
// meta record; the one with the higher transaction and a right checksum holds.
const (
	metaMagic  = 0xED0CDAED
	metaOffset = 16
	metaSize   = 64
	maxPage    = 64 << 10
)

// checkHead refuses a file that is not a bbolt file or is shorter than its
// head says: reading such a file through the memory map would be a fault.
func checkHead(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	defer f.Close()
	need, ok := fileNeeds(f)
	if !ok {
		return &fileDamage{path: path, what: "its head is not that of a store"}
	}
	st, err := f.Stat() // after the head: an owner may let the file grow meanwhile
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	if st.Size() < need {
		return &fileDamage{path: path, what: fmt.Sprintf("it has %d bytes where its head says %d or more", st.Size(), need)}
	}
	return nil
}

// fileNeeds gives the bytes that the newest valid meta record speaks of.
func fileNeeds(r io.ReaderAt) (need int64, ok bool) {
	var newest uint64
	for _, at := range metaPlaces() {
		b := make([]byte, metaSize)
		if _, err := r.ReadAt(b, at+metaOffset); err != nil || !validMeta(b) {
			continue
		}
		if tx := binary.NativeEndian.Uint64(b[48:]); !ok || tx >= newest {
			newest, ok = tx, true
			need = int64(binary.NativeEndian.Uint64(b[40:])) * int64(binary.NativeEndian.Uint32(b[8:]))
		}
	}
	return need, ok && need > 0
}

// metaPlaces lists where meta records may begin: the page size is known only
// from them, and is a power of two.
func metaPlaces() []int64 {
	at := []int64{0}
	for size := int64(1024); size <= maxPage; size *= 2 {
		at = append(at, size)
	}
	return at
}

func validMeta(b []byte) bool {
	h := fnv.New64a()
	h.Write(b[:56])
	return binary.NativeEndian.Uint32(b) == metaMagic && binary.NativeEndian.Uint64(b[56:]) == h.Sum64()
}
