package ledger

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Version names the rules of linking and folding. A store whose ledger was
// made by another version is rebuilt by reread.
//
//	1  first
//	2  lots that portals name differently are one, also a total and its lots; corrections and revocations find the rerun that they are about;
//	   awards meet whose buyer is left out or once a branch; how many projects each sample set has
const Version = "ledger-2"

const versionKey = "version"

// NeedsRebuild tells whether other rules made the ledger that tx reads.
func NeedsRebuild(tx Reader) bool { return string(tx.GetKV(kvSpace, versionKey)) != Version }

// MarkVersion notes that the ledger is made by today's rules, if nothing is
// noted: for a store that is only now filled.
func MarkVersion(tx Tx) error {
	if tx.GetKV(kvSpace, versionKey) != nil {
		return nil
	}
	return tx.PutKV(kvSpace, versionKey, []byte(Version))
}

// Rebuild links and folds every notice of a store anew.
func (l *Ledger) Rebuild(st *store.Store) error {
	_, err := l.RebuildOn(context.Background(), On(st))
	return err
}

// rebuildBatch is how many regions share a transaction.
const rebuildBatch = 200

// RebuildOn links and folds every notice anew: it reads the notices once and
// keeps them packed, finds the regions in memory, and writes what differs,
// region by region, so that it can be stopped and run again at any point. Ids, first-seen and
// first-counted times stay; what changes goes to the journal with the cause
// "rule". It gives the number of projects that changed.
func (l *Ledger) RebuildOn(ctx context.Context, b Backend) (changed int, err error) {
	rb := &rebuilder{l: l, b: b}
	defer func() { rb.pack.close() }()
	if err := rb.read(); err != nil {
		return 0, fmt.Errorf("rebuild ledger: %w", err)
	}
	if err := rb.write(ctx); err != nil {
		return rb.changed, fmt.Errorf("rebuild ledger: %w", err)
	}
	if err := rb.retireStale(); err != nil {
		return rb.changed, fmt.Errorf("rebuild ledger: %w", err)
	}
	if err := rb.mendCells(); err != nil {
		return rb.changed, fmt.Errorf("rebuild ledger: %w", err)
	}
	return rb.changed, b.Derive(func(tx Tx) error { return tx.PutKV(kvSpace, versionKey, []byte(Version)) })
}

type rebuilder struct {
	l       *Ledger
	b       Backend
	es      []entry
	pack    *packer
	ds      decisions
	parent  []int32
	changed int
}

// entry is one notice of a rebuild, packed: a million of them take some
// hundred megabytes, and none is read from the store a second time.
type entry struct {
	id     data.NoticeID
	packed []byte
}

// read takes in every notice, without what the ledger doesn't need of it.
func (rb *rebuilder) read() error {
	u := newUniter(rb)
	var err error
	if rb.pack, err = newPacker(); err != nil {
		return err
	}
	err = rb.b.NoticeFacts(func(n *data.Notice) error {
		n.Text, n.Subject, n.Evidence = "", nil, nil
		f := factsOf(n)
		i := int32(len(rb.es))
		packed, err := rb.pack.pack(n)
		rb.es, rb.parent = append(rb.es, entry{n.ID, packed}), append(rb.parent, i)
		u.add(i, f)
		return err
	})
	if err != nil {
		return err
	}
	u.finish()
	return rb.b.View(rb.uniteByHistory)
}

func (rb *rebuilder) root(i int32) int32 {
	for rb.parent[i] != i {
		rb.parent[i] = rb.parent[rb.parent[i]]
		i = rb.parent[i]
	}
	return i
}

func (rb *rebuilder) unite(a, b int32) {
	if a, b = rb.root(a), rb.root(b); a != b {
		rb.parent[max(a, b)] = min(a, b)
	}
}

// uniter unites notices as gather would reach them: all that is found under a
// key becomes one region as soon as somebody looks there.
type uniter struct {
	rb           *rebuilder
	seed         maphash.Seed
	owner        map[uint64]int32 // of keys that a notice both has and looks for: the first that has it
	found, looks []sight          // of the others
}

type sight struct {
	key uint64
	at  int32
}

func newUniter(rb *rebuilder) *uniter {
	return &uniter{rb: rb, seed: maphash.MakeSeed(), owner: map[uint64]int32{}}
}

func (u *uniter) add(i int32, f *facts) {
	index, look := f.keys()
	for _, k := range index {
		h := maphash.String(u.seed, k)
		if !slices.Contains(look, k) {
			u.found = append(u.found, sight{h, i})
		} else if first, ok := u.owner[h]; ok {
			u.rb.unite(first, i)
		} else {
			u.owner[h] = i
		}
	}
	for _, k := range look {
		u.looks = append(u.looks, sight{maphash.String(u.seed, k), i})
	}
}

// finish lets everybody look under the keys of everybody.
func (u *uniter) finish() {
	slices.SortFunc(u.found, func(a, b sight) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	done := map[uint64]bool{}
	for _, l := range u.looks {
		if first, ok := u.owner[l.key]; ok {
			u.rb.unite(first, l.at)
		}
		at, some := slices.BinarySearchFunc(u.found, l.key, func(s sight, k uint64) int { return cmp.Compare(s.key, k) })
		for ; at < len(u.found) && u.found[at].key == l.key; at++ {
			if u.rb.unite(u.found[at].at, l.at); done[l.key] {
				break // the rest is one with this already
			}
		}
		if some {
			done[l.key] = true
		}
	}
	u.owner, u.found, u.looks = nil, nil, nil
}

// uniteByHistory puts the notices of one old project into one region, so that
// its id is claimed once, and obeys decisions.
func (rb *rebuilder) uniteByHistory(tx Reader) error {
	var err error
	if rb.ds, err = readDecisions(tx); err != nil {
		return err
	}
	home := map[data.ProjectID]int32{}
	at := map[data.NoticeID]int32{}
	for i, e := range rb.es {
		if len(rb.ds.with[e.id]) > 0 {
			at[e.id] = int32(i)
		}
		id, ok := tx.ProjectOf(e.id)
		if !ok {
			continue
		}
		if j, seen := home[id]; seen {
			rb.unite(int32(i), j)
		} else {
			home[id] = int32(i)
		}
	}
	for pair := range rb.ds.join {
		a, okA := at[pair[0]]
		b, okB := at[pair[1]]
		if okA && okB {
			rb.unite(a, b)
		}
	}
	return nil
}

// write settles the regions, some per transaction.
func (rb *rebuilder) write(ctx context.Context) error {
	members := make([][]int32, len(rb.es))
	var roots []int32
	for i := range rb.es {
		r := rb.root(int32(i))
		if members[r] == nil {
			roots = append(roots, r)
		}
		members[r] = append(members[r], int32(i))
	}
	for part := range slices.Chunk(roots, rebuildBatch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		did := 0
		err := rb.b.Derive(func(tx Tx) error {
			did = 0
			for _, r := range part {
				n, err := rb.settle(tx, members[r])
				if err != nil {
					return err
				}
				did += n
			}
			return nil
		})
		if err != nil {
			return err
		}
		rb.changed += did
		rb.forget(members, part)
	}
	return nil
}

// forget lets go of what is written.
func (rb *rebuilder) forget(members [][]int32, roots []int32) {
	for _, r := range roots {
		for _, i := range members[r] {
			rb.es[i] = entry{}
		}
		members[r] = nil
	}
}

// region loads the notices of a region and the projects they are in.
func (rb *rebuilder) region(tx Tx, members []int32) (*region, error) {
	r := &region{was: map[data.NoticeID]data.ProjectID{}, old: map[data.ProjectID]*data.Project{}, ds: rb.ds}
	for _, i := range members {
		e := rb.es[i]
		n, err := rb.pack.unpack(e.packed)
		if err != nil {
			return nil, fmt.Errorf("notice %s: %w", e.id, err)
		}
		r.fs = append(r.fs, factsOf(n))
		id, ok := tx.ProjectOf(e.id)
		if !ok {
			continue
		}
		r.was[e.id] = id
		if r.old[id] != nil {
			continue
		}
		p, err := tx.Project(id)
		if err != nil {
			return nil, fmt.Errorf("project %s: %w", id, err)
		}
		r.old[id] = p
	}
	slices.SortFunc(r.fs, func(a, b *facts) int { return compareNotices(a.n, b.n) })
	return r, nil
}

func (rb *rebuilder) settle(tx Tx, members []int32) (int, error) {
	r, err := rb.region(tx, members)
	if err != nil {
		return 0, err
	}
	ids, err := rb.l.settle(tx, r, cause{code: CauseRule, detail: Version})
	return len(ids), err
}

// retireStale ends projects that no notice belongs to any more.
func (rb *rebuilder) retireStale() error {
	var stale []data.ProjectID
	err := rb.b.Projects(func(p *data.Project) error {
		return rb.b.View(func(tx Reader) error {
			if !alive(tx, p) {
				stale = append(stale, p.ID)
			}
			return nil
		})
	})
	if err != nil || len(stale) == 0 {
		return err
	}
	rb.changed += len(stale)
	return rb.b.Derive(func(tx Tx) error {
		r := &region{old: map[data.ProjectID]*data.Project{}}
		for _, id := range stale {
			p, err := tx.Project(id)
			if err != nil {
				return err
			}
			r.old[id] = p
		}
		_, err := rb.l.retire(tx, r, nil, nil, cause{code: CauseRule, detail: Version})
		return err
	})
}

func alive(tx Reader, p *data.Project) bool {
	return slices.ContainsFunc(p.Notices, func(l data.Link) bool {
		id, ok := tx.ProjectOf(l.Notice)
		return ok && id == p.ID
	})
}

// mendCells compares every sum with the footprints that it should add up, and
// puts right what differs: after a crash of an older version, say.
func (rb *rebuilder) mendCells() error {
	want, have := map[string]Cell{}, map[string]bool{}
	var wrong []string
	err := rb.b.View(func(tx Reader) error {
		if err := addFootprints(tx, want); err != nil {
			return err
		}
		for _, kind := range []string{"s|", "t|", "i|", "f|", "r|"} {
			err := tx.Cells(kind, func(k string, v []byte) error {
				have[k] = true
				if c, err := decodeCell(v); err != nil || c != want[k] {
					wrong = append(wrong, k)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for k := range want {
		if !have[k] {
			wrong = append(wrong, k)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return rb.b.Derive(func(tx Tx) error { return putCells(tx, wrong, want) })
}

func addFootprints(tx Reader, sum map[string]Cell) error {
	return tx.Cells("p|", func(k string, v []byte) error {
		fp, err := decodeFootprint(k, v)
		for _, s := range fp.Shares {
			sum[s.Key] = sum[s.Key].plus(s.Cell)
		}
		return err
	})
}

func putCells(tx Tx, keys []string, want map[string]Cell) error {
	for _, k := range keys {
		var err error
		if c := want[k]; c == (Cell{}) {
			err = tx.DeleteCell(k)
		} else {
			err = tx.PutCell(k, c.encode())
		}
		if err != nil {
			return err
		}
	}
	return nil
}
