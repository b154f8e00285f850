package index

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unsafe"

	"github.com/klauspost/compress/zstd"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// A snapshot keeps the columns of a large index over a restart: reading a
// million projects from the store takes half a minute, a snapshot of them a
// second. It is DIR/index/columns.zst, written when the index is closed and
// gone with the index. It holds the rows as they lie in memory behind a line
// that describes them; with any other line it is not read. Changes after its
// sequence come from the feed, as they do for bleve.

// worthSnapshot is how many projects make a snapshot worth its while.
const worthSnapshot = 5000

// layout describes rows, codes and the names that rows take from tables of
// ours; a snapshot of another layout is no use.
func layout() string {
	var words, groups []string
	for _, g := range reference.Groups() {
		groups = append(groups, g.ID+"="+g.Zh)
	}
	for _, c := range []enumeration{industries, categories, relevances, stages, kinds, samples} {
		words = append(words, strings.Join(c.values, ","))
	}
	return fmt.Sprintf("zhongbiao columns 1 %s %d %d %d %s %08x\n", runtime.GOARCH, unsafe.Sizeof(project{}), unsafe.Sizeof(notice{}), unsafe.Sizeof(noticeKey{}),
		strings.Join(words, ";"), crc32.ChecksumIEEE([]byte(strings.Join(groups, ";"))))
}

func (ix *Index) snapshotPath() string { return filepath.Join(ix.dir, "columns.zst") }

// saveSnapshot writes the columns, whole or not at all. It is a help, not a
// must: what goes wrong is only logged. The caller holds syncing.
func (ix *Index) saveSnapshot() {
	if ix.cols == nil || ix.cols.live < worthSnapshot || ix.colSeq == ix.savedSeq || ix.live == nil {
		return
	}
	begin := time.Now()
	tmp := ix.snapshotPath() + ".tmp"
	err := writeFile(tmp, func(w io.Writer) error { return ix.cols.write(w, ix.colSeq) })
	if err == nil {
		err = os.Rename(tmp, ix.snapshotPath())
	}
	if err != nil {
		os.Remove(tmp)
		ix.log.Warn("keep index columns", "err", err)
		return
	}
	ix.savedSeq = ix.colSeq
	ix.log.Debug("kept index columns", "projects", ix.cols.live, "took", time.Since(begin))
}

func writeFile(path string, fn func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := zstd.NewWriter(f, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true))
	if err != nil {
		return err
	}
	if err := fn(z); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Sync()
}

// loadSnapshot gives the columns of the snapshot and the sequence that they
// reach, or an error when there is none that fits.
func (ix *Index) loadSnapshot() (*columns, uint64, error) {
	f, err := os.Open(ix.snapshotPath())
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		return nil, 0, err
	}
	defer z.Close()
	c := newColumns()
	seq, err := c.read(bufio.NewReaderSize(z, 1<<20))
	if err == nil && seq > ix.src.Seq() {
		err = errors.New("it is ahead of the store")
	}
	return c, seq, err
}

// write writes the columns: every slice with its length before it.
func (c *columns) write(w io.Writer, seq uint64) error {
	b := bufio.NewWriterSize(w, 1<<20)
	b.WriteString(layout())
	binary.Write(b, binary.LittleEndian, seq)
	writeStrings(b, c.names.shown)
	odd := make([]string, len(c.odd))
	for i, id := range c.odd {
		odd[i] = string(id)
	}
	writeStrings(b, odd)
	writeRows(b, c.projects)
	writeRows(b, c.ids)
	writeRows(b, c.lists)
	writeRows(b, c.notices)
	writeRows(b, c.keys)
	return b.Flush() // keeps the first error of all writes
}

func writeStrings(b *bufio.Writer, list []string) {
	binary.Write(b, binary.LittleEndian, uint64(len(list)))
	for _, s := range list {
		binary.Write(b, binary.LittleEndian, uint32(len(s)))
		b.WriteString(s)
	}
}

// writeRows writes rows as they lie in memory: they hold no pointers.
func writeRows[T any](b *bufio.Writer, rows []T) {
	binary.Write(b, binary.LittleEndian, uint64(len(rows)))
	b.Write(memory(rows))
}

func memory[T any](rows []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows)*int(unsafe.Sizeof(zero)))
}

// read is the inverse of write.
func (c *columns) read(r *bufio.Reader) (seq uint64, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return 0, err
	}
	if line != layout() {
		return 0, errors.New("it has another layout")
	}
	if err := binary.Read(r, binary.LittleEndian, &seq); err != nil {
		return 0, err
	}
	names, err := readStrings(r)
	if err != nil {
		return 0, err
	}
	odd, err := readStrings(r)
	for i, id := range odd {
		c.odd = append(c.odd, data.NoticeID(id))
		c.oddIndex[data.NoticeID(id)] = uint32(i)
	}
	for _, read := range []func(*bufio.Reader) error{into(&c.projects), into(&c.ids), into(&c.lists), into(&c.notices), into(&c.keys)} {
		if err == nil {
			err = read(r)
		}
	}
	if err != nil {
		return 0, err
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) { // reads the checksum as well
		return 0, errors.Join(errors.New("it goes on behind its end"), err)
	}
	return seq, c.restore(names)
}

func readStrings(r *bufio.Reader) ([]string, error) {
	var n uint64
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil || n > math.MaxUint32 {
		return nil, errors.Join(errors.New("no number of strings"), err)
	}
	var list []string
	for range n {
		var size uint32
		if err := binary.Read(r, binary.LittleEndian, &size); err != nil || size > 1<<20 {
			return nil, errors.Join(errors.New("no length of a string"), err)
		}
		b := make([]byte, size)
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, err
		}
		list = append(list, string(b))
	}
	return list, nil
}

// into reads rows in pieces, so that a wrong length can't take all memory.
func into[T any](rows *[]T) func(*bufio.Reader) error {
	return func(r *bufio.Reader) error {
		var n uint64
		if err := binary.Read(r, binary.LittleEndian, &n); err != nil || n > math.MaxUint32 {
			return errors.Join(errors.New("no number of rows"), err)
		}
		for left := int(n); left > 0; {
			piece := make([]T, min(left, 1<<16))
			if _, err := io.ReadFull(r, memory(piece)); err != nil {
				return err
			}
			*rows = append(*rows, piece...)
			left -= len(piece)
		}
		return nil
	}
}

// restore makes what follows from the rows, and refuses rows that point
// outside of each other.
func (c *columns) restore(names []string) error {
	if len(c.ids) != len(c.projects) || len(c.keys) != len(c.notices) {
		return errors.New("its parts do not fit")
	}
	for _, n := range names {
		c.names.id(n)
	}
	if len(c.names.shown) != len(names) {
		return errors.New("a name comes twice")
	}
	for o := range c.projects {
		p := &c.projects[o]
		if !c.sound(p) {
			return fmt.Errorf("row %d is damaged", o)
		}
		c.byID.add(c.ids[o], uint32(o))
		if p.is(flagAlive) {
			c.live++
		}
		c.real += collected(p)
	}
	for n := range c.notices {
		row := &c.notices[n]
		if row.project != none && int(row.project) >= len(c.projects) || row.next != none && int(row.next) >= len(c.notices) || int(row.portal) >= len(names) ||
			int(row.kind) >= len(kinds.values) {
			return fmt.Errorf("row of notice %d is damaged", n)
		}
		c.byKey.add(c.keys, uint32(n))
		if row.project != none {
			c.liveNotices++
		}
	}
	return nil
}

func (c *columns) sound(p *project) bool {
	for _, id := range []uint32{p.buyer, p.buyerName, p.buyerKin, p.agency, p.method} {
		if int(id) >= len(c.names.shown) {
			return false
		}
	}
	if int(p.suppliers)+3*int(p.nsup) > len(c.lists) || p.first != none && int(p.first) >= len(c.notices) {
		return false
	}
	return int(p.industry) < len(industries.values) && int(p.scene) < len(industries.values) && int(p.category) < len(categories.values) &&
		int(p.relevance) < len(relevances.values) && int(p.stage) < len(stages.values) && int(p.sample) < len(samples.values)
}
