package store

import (
	"bytes"
	"encoding/binary"
	"io"
)

// The kinds of a bbolt page, and the marks of its elements.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
	bucketMark   = 0x01
	elementSize  = 16
	noFreelist   = ^uint64(0)
)

// fileChecker walks the pages of one state of a bbolt file by plain reads.
// bbolt has a check of its own, but it reads through the memory map in a
// goroutine of its own: on a damaged file a fault there ends the process, and
// a circle of pages overflows its stack.
type fileChecker struct {
	r       io.ReaderAt
	head    head
	used    []bool
	shallow bool // leave the leaves unread where a branch leads to them
	fault   func(format string, args ...any)
}

// checkFile reads every page. The shallow check of Open reads only the upper
// pages, about one in a hundred: enough to be sure that bbolt does not walk in
// a circle, which nothing could stop.
func checkFile(r io.ReaderAt, h head, shallow bool, fault func(string, ...any)) {
	c := &fileChecker{r: r, head: h, used: make([]bool, h.end), shallow: shallow, fault: fault}
	c.claim(0, 0)
	c.claim(1, 0)
	c.tree(h.root, new([]byte))
	free, known := c.freelist()
	if shallow {
		return
	}
	for id, used := range c.used {
		switch {
		case used && free[uint64(id)]:
			c.fault("page %d is in use and free", id)
		case !used && !free[uint64(id)] && known:
			c.fault("page %d is neither in use nor free", id)
		}
	}
}

// claim marks a page and those that continue it as used; false when one is
// used already or out of bounds.
func (c *fileChecker) claim(id, overflow uint64) bool {
	if id >= c.head.end || overflow >= c.head.end-id {
		c.fault("page %d with %d more lies beyond the end %d", id, overflow, c.head.end)
		return false
	}
	for i := id; i <= id+overflow; i++ {
		if c.used[i] {
			c.fault("page %d is used twice", i)
			return false
		}
		c.used[i] = true
	}
	return true
}

// filePage is one page with what continues it.
type filePage struct {
	id    uint64
	flags uint16
	count int
	b     []byte
}

// load claims and reads a page.
func (c *fileChecker) load(id uint64) (p filePage, ok bool) {
	at := int64(id) * c.head.pageSize
	h := make([]byte, headerSize)
	if id >= c.head.end {
		c.fault("page %d lies beyond the end %d", id, c.head.end)
		return p, false
	}
	if _, err := c.r.ReadAt(h, at); err != nil {
		c.fault("page %d: %v", id, err)
		return p, false
	}
	ne := binary.NativeEndian
	overflow := uint64(ne.Uint32(h[12:]))
	if got := ne.Uint64(h); got != id {
		c.fault("page %d says that it is page %d", id, got)
		return p, false
	}
	if !c.claim(id, overflow) {
		return p, false
	}
	p = filePage{id: id, flags: ne.Uint16(h[8:]), count: int(ne.Uint16(h[10:])), b: make([]byte, (int64(overflow)+1)*c.head.pageSize)}
	if _, err := c.r.ReadAt(p.b, at); err != nil {
		c.fault("page %d: %v", id, err)
		return p, false
	}
	return p, true
}

// tree walks a bucket in the order of its keys; last is the key before. It
// tells whether the page is a leaf.
func (c *fileChecker) tree(id uint64, last *[]byte) (leaf bool) {
	p, ok := c.load(id)
	switch {
	case !ok:
	case p.flags == branchPage:
		c.branch(p, last)
	case p.flags == leafPage:
		c.leaf(p, last)
		return true
	default:
		c.fault("page %d is of an unexpected kind %#x", id, p.flags)
	}
	return false
}

// element gives the bytes that an element at offset at points to.
func (p filePage) element(at int, pos, size uint64) ([]byte, bool) {
	from := uint64(at) + pos
	if size > uint64(len(p.b)) || from+size > uint64(len(p.b)) {
		return nil, false
	}
	return p.b[from : from+size], true
}

func (c *fileChecker) branch(p filePage, last *[]byte) {
	if !c.fits(p) {
		return
	}
	ne := binary.NativeEndian
	leaves := false
	for i := range p.count {
		at := headerSize + i*elementSize
		e := p.b[at:]
		if _, ok := p.element(at, uint64(ne.Uint32(e)), uint64(ne.Uint32(e[4:]))); !ok {
			c.fault("page %d: element %d lies outside of it", p.id, i)
			return
		}
		switch child := ne.Uint64(e[8:]); {
		case leaves && c.shallow: // all leaves lie at one depth
			c.claim(child, 0)
		default:
			leaves = c.tree(child, last)
		}
	}
}

// fits tells whether the table of elements lies inside the page.
func (c *fileChecker) fits(p filePage) bool {
	if headerSize+p.count*elementSize > len(p.b) {
		c.fault("page %d can't hold %d elements", p.id, p.count)
		return false
	}
	return true
}

func (c *fileChecker) leaf(p filePage, last *[]byte) {
	if !c.fits(p) {
		return
	}
	ne := binary.NativeEndian
	for i := range p.count {
		at := headerSize + i*elementSize
		e := p.b[at:]
		pos, ksize, vsize := uint64(ne.Uint32(e[4:])), uint64(ne.Uint32(e[8:])), uint64(ne.Uint32(e[12:]))
		kv, ok := p.element(at, pos, ksize+vsize)
		if !ok {
			c.fault("page %d: element %d lies outside of it", p.id, i)
			return
		}
		key := kv[:ksize]
		if len(key) == 0 || (*last != nil && bytes.Compare(*last, key) >= 0) {
			c.fault("page %d: key %d (%.40q) is not after the one before it", p.id, i, key)
		}
		if *last = key; ne.Uint32(e)&bucketMark != 0 {
			c.bucket(p, key, kv[ksize:])
		}
	}
}

// bucket walks the bucket that stands as a value: its root page, or 0 when
// its one page stands inside the value.
func (c *fileChecker) bucket(p filePage, key, value []byte) {
	if len(value) < headerSize {
		c.fault("page %d: bucket %.40q has no head", p.id, key)
		return
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		c.tree(root, new([]byte))
		return
	}
	inner := filePage{id: p.id, b: value[headerSize:]}
	if len(inner.b) < headerSize || binary.NativeEndian.Uint16(inner.b[8:]) != leafPage {
		c.fault("page %d: bucket %.40q has no page", p.id, key)
		return
	}
	inner.count = int(binary.NativeEndian.Uint16(inner.b[10:]))
	c.leaf(inner, new([]byte))
}

// freelist reads which pages are free; known is false when it isn't stored or
// can't be read.
func (c *fileChecker) freelist() (free map[uint64]bool, known bool) {
	free = map[uint64]bool{}
	if c.head.freelist == noFreelist {
		return free, false
	}
	p, ok := c.load(c.head.freelist)
	if !ok {
		return free, false
	}
	n, at := uint64(p.count), headerSize
	if n == 0xFFFF { // too many for the header: the first number says how many
		n, at = binary.NativeEndian.Uint64(p.b[at:]), at+8
	}
	if p.flags != freelistPage || n > uint64(len(p.b)-at)/8 {
		c.fault("page %d is not a list of %d free pages", p.id, n)
		return free, false
	}
	for i := range int(n) {
		id := binary.NativeEndian.Uint64(p.b[at+8*i:])
		if id < 2 || id >= c.head.end || free[id] {
			c.fault("free page %d is out of bounds or listed twice", id)
		}
		free[id] = true
	}
	return free, true
}
