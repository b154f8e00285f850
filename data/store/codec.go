package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

// maxBody bounds what one value may unpack to: far above what the crawler's
// caps let in, far below what would hurt.
const maxBody = 512 << 20

// codec packs bodies and texts. EncodeAll and DecodeAll of one encoder and
// decoder may run at the same time.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder

	room sync.Pool // of *[]byte to pack into
}

func newCodec() (*codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithLowerEncoderMem(true), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxBody), zstd.WithDecoderConcurrency(0))
	return &codec{enc: enc, dec: dec}, err
}

func (c *codec) close() {
	c.enc.Close()
	c.dec.Close()
}

// pack compresses b into a slice of just the right size: growing one costs as
// much again as filling it, and what is too large is kept until the commit.
func (c *codec) pack(b []byte) []byte {
	room, _ := c.room.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	*room = c.enc.EncodeAll(b, (*room)[:0])
	out := bytes.Clone(*room)
	if cap(*room) <= maxRoom {
		c.room.Put(room)
	}
	return out
}

// maxRoom bounds the slices that are kept for the next page.
const maxRoom = 1 << 20

func (c *codec) unpack(b []byte) ([]byte, error) { return c.dec.DecodeAll(b, []byte{}) }

// be is a number as an ordered key or value of 8 bytes.
func be(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// un reads what be wrote; 0 for anything else.
func un(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// timeKey orders times as keys; times before 1970 sort as 1970.
func timeKey(t time.Time) []byte { return be(uint64(max(0, t.UnixNano()))) }

// descending orders larger numbers first.
func descending(n int64) []byte { return be(^(uint64(n) ^ (1 << 63))) }

// joined joins the parts with NUL bytes. Parts come from definition files and
// addresses; a NUL inside one would let two keys meet, so it is replaced, and
// bytes that are no text become what they become in the JSON value.
func joined(parts ...string) []byte {
	var b []byte
	for i, p := range parts {
		if i > 0 {
			b = append(b, 0)
		}
		if !utf8.ValidString(p) {
			p = string([]rune(p))
		}
		b = append(b, strings.ReplaceAll(p, "\x00", "\ufffd")...)
	}
	return b
}

// bounded makes a key of foreign text one that bbolt and JSON can both take:
// a key that is too long or no text keeps its beginning, and a hash stands for
// the rest. What it gives stays the same when bounded again.
func bounded(key string) []byte {
	const most = 1024
	if len(key) <= most && utf8.ValidString(key) {
		return []byte(key)
	}
	h := sha256.Sum256([]byte(key))
	head := strings.ToValidUTF8(key[:min(len(key), most-128)], "")
	return append([]byte(head), "#sha256:"+hex.EncodeToString(h[:])...)
}
