package index

import (
	"strconv"
	"strings"

	"zhongbiao/data"
	"zhongbiao/data/reference"
)

// columns hold the facts of every project and notice in memory, by ordinals
// that are given once and never again. They are what filters, facets and
// trends look at. The caller guards them with a lock.
type columns struct {
	names    *nameTable
	projects []project
	ids      []data.ProjectID
	byID     idTable
	lists    []uint32 // names of suppliers, as project.suppliers points at them

	notices  []notice
	keys     []noticeKey
	byKey    keyTable
	odd      []data.NoticeID // ids that do not fit a noticeKey
	oddIndex map[data.NoticeID]uint32

	live, liveNotices int
	real              int // of the live projects, those that are no samples
}

// none is no ordinal.
const none = ^uint32(0)

// project is the row of a project. Small numbers stand for enumerations, see
// dims.go; names are numbers of the name table.
type project struct {
	fen       int64
	order     int64 // Project.OrderTime in Unix seconds
	month     data.Month
	day       data.Day // of the award, else of the first notice
	region    int32    // GB/T 2260 code
	buyer     uint32   // as printed
	buyerName uint32   // as ranked
	buyerKin  uint32   // its group
	agency    uint32
	method    uint32
	suppliers uint32 // index into lists
	first     uint32 // first notice, see notice.next
	nsup      uint8
	industry  uint8
	scene     uint8
	category  uint8
	relevance uint8
	stage     uint8
	sample    uint8
	flags     uint8
}

const (
	flagAlive = 1 << iota
	flagCounted
	flagSOE
	flagIntra
	flagDisclosed
)

func (p *project) is(flag uint8) bool { return p.flags&flag != 0 }

// notice is the row of a notice.
type notice struct {
	project uint32 // none when it belongs to none
	next    uint32 // the next notice of the same project, none at the end
	portal  uint32
	day     data.Day
	kind    uint8
}

// noticeKey holds the usual notice ids (16 hexadecimal digits and perhaps a
// number) without a pointer, so that a million of them cost the garbage
// collector nothing. Other ids are numbered by odd and have n = none.
type noticeKey struct {
	page uint64
	n    uint32
}

func newColumns() *columns {
	return &columns{names: newNameTable(), oddIndex: map[data.NoticeID]uint32{}}
}

// key gives the key of an id; ok is false for an odd id not seen before.
func (c *columns) key(id data.NoticeID, add bool) (k noticeKey, ok bool) {
	page, rest, numbered := strings.Cut(string(id), "-")
	if v, err := strconv.ParseUint(page, 16, 64); err == nil && len(page) == 16 && page == strings.ToLower(page) && page[0] != '+' {
		if !numbered {
			return noticeKey{v, 0}, true
		}
		if n, err := strconv.ParseUint(rest, 10, 31); err == nil && n > 0 && strconv.FormatUint(n, 10) == rest {
			return noticeKey{v, uint32(n)}, true
		}
	}
	i, known := c.oddIndex[id]
	if !known && add {
		i = uint32(len(c.odd))
		c.odd = append(c.odd, id)
		c.oddIndex[id] = i
		known = true
	}
	return noticeKey{uint64(i), none}, known
}

// noticeID is the inverse of key.
func (c *columns) noticeID(n uint32) data.NoticeID {
	k := c.keys[n]
	if k.n == none {
		return c.odd[k.page]
	}
	s := strconv.FormatUint(k.page, 16)
	s = "0000000000000000"[len(s):] + s
	if k.n > 0 {
		s += "-" + strconv.FormatUint(uint64(k.n), 10)
	}
	return data.NoticeID(s)
}

// ordinal gives the ordinal of a notice, none when it is not known.
func (c *columns) ordinal(id data.NoticeID) uint32 {
	k, ok := c.key(id, false)
	if !ok {
		return none
	}
	return c.byKey.find(c.keys, k)
}

// addNotice gives the ordinal of a notice and makes one for a new one.
func (c *columns) addNotice(id data.NoticeID) uint32 {
	k, _ := c.key(id, true)
	n := c.byKey.find(c.keys, k)
	if n == none {
		n = uint32(len(c.notices))
		c.notices = append(c.notices, notice{project: none, next: none})
		c.keys = append(c.keys, k)
		c.byKey.add(c.keys, n)
	}
	return n
}

// put writes the row of a project and of its notices.
func (c *columns) put(p *data.Project) {
	o, ok := c.byID.find(p.ID)
	if !ok {
		o = uint32(len(c.projects))
		c.projects = append(c.projects, project{first: none})
		c.ids = append(c.ids, p.ID)
		c.byID.add(p.ID, o)
	}
	old := c.projects[o]
	c.unlink(o)
	if !old.is(flagAlive) {
		c.live++
	}
	c.real -= collected(&old)
	c.projects[o] = c.row(p, old)
	c.real += collected(&c.projects[o])
	for i := len(p.Notices) - 1; i >= 0; i-- {
		c.link(o, p.Notices[i])
	}
}

// remove takes a project and its notices out.
func (c *columns) remove(id data.ProjectID) {
	o, ok := c.byID.find(id)
	if !ok || !c.projects[o].is(flagAlive) {
		return
	}
	c.unlink(o)
	c.real -= collected(&c.projects[o])
	c.projects[o] = project{first: none}
	c.live--
}

// collected is 1 for a project that was really collected, 0 for a sample or a row
// that is free.
func collected(p *project) int {
	if p.is(flagAlive) && p.sample == 0 {
		return 1
	}
	return 0
}

// unlink frees the notices of a project.
func (c *columns) unlink(o uint32) {
	for n := c.projects[o].first; n != none; {
		row := &c.notices[n]
		next := row.next
		row.project, row.next = none, none
		c.liveNotices--
		n = next
	}
	c.projects[o].first = none
}

// link puts a notice in front of those of a project, taking it from another.
func (c *columns) link(o uint32, l data.Link) {
	n := c.addNotice(l.Notice)
	row := &c.notices[n]
	switch row.project {
	case o:
		return // linked twice
	case none:
		c.liveNotices++
	default:
		c.unhook(n)
	}
	*row = notice{project: o, next: c.projects[o].first, portal: c.names.id(l.Portal), day: l.Published, kind: kinds.code(string(l.Kind))}
	c.projects[o].first = n
}

// unhook takes one notice out of its project's list.
func (c *columns) unhook(n uint32) {
	p := &c.projects[c.notices[n].project]
	if p.first == n {
		p.first = c.notices[n].next
		return
	}
	for m := p.first; m != none; m = c.notices[m].next {
		if c.notices[m].next == n {
			c.notices[m].next = c.notices[n].next
			return
		}
	}
}

// row makes the row of a project. The list of suppliers is written over the
// old one when it fits.
func (c *columns) row(p *data.Project, old project) project {
	r := project{
		fen: p.Fen, order: p.OrderTime().Unix(), month: p.Month, day: p.Awarded, first: none,
		buyer: c.names.id(p.Buyer), buyerName: c.names.id(ranked(p.BuyerName, p.Buyer)), buyerKin: c.names.id(groupName(p.BuyerGroup)),
		agency: c.names.id(p.Agency), method: c.names.id(p.Method),
		industry: industries.code(p.Industry.ID), scene: industries.code(p.Scene.ID), category: categories.code(string(p.Category)),
		relevance: relevances.code(string(p.Relevance.Label)), stage: stages.code(string(p.Stage)), sample: samples.code(string(p.Sample)),
		flags: flagAlive,
	}
	if r.day == 0 {
		r.day = p.Published
	}
	if code, err := strconv.ParseInt(p.Region, 10, 32); err == nil {
		r.region = int32(code)
	}
	for flag, on := range map[uint8]bool{flagCounted: p.Counted, flagSOE: p.SOE, flagIntra: p.IntraGroup, flagDisclosed: p.Disclosed} {
		if on {
			r.flags |= flag
		}
	}
	c.setSuppliers(&r, p.Suppliers(), old)
	return r
}

// setSuppliers writes three names per supplier: as ranked, as printed, group.
func (c *columns) setSuppliers(r *project, list []data.Supplier, old project) {
	list = list[:min(len(list), 255)]
	r.nsup, r.suppliers = uint8(len(list)), old.suppliers
	if len(list) > int(old.nsup) {
		r.suppliers = uint32(len(c.lists))
		c.lists = append(c.lists, make([]uint32, 3*len(list))...)
	}
	for i, s := range list {
		at := c.lists[int(r.suppliers)+3*i:]
		at[0], at[1], at[2] = c.names.id(ranked(s.Canonical, s.Name)), c.names.id(s.Name), c.names.id(groupName(s.Group))
	}
}

// supplierNames gives the names of a project's suppliers, three per supplier.
func (c *columns) supplierNames(p *project) []uint32 {
	return c.lists[p.suppliers : int(p.suppliers)+3*int(p.nsup)]
}

// ranked is the name that rankings use.
func ranked(canonical, name string) string {
	if canonical != "" {
		return canonical
	}
	return name
}

func groupName(id string) string {
	if id == "" {
		return ""
	}
	return reference.LabelText("group", id, "zh")
}
