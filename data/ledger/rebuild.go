package ledger

import (
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
const Version = "ledger-1"

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

// RebuildOn links and folds every notice anew: it reads the notices once,
// finds the regions in memory, and writes what differs, region by region, so
// that it can be stopped and run again at any point. Ids, first-seen and
// first-counted times stay; what changes goes to the journal with the cause
// "rule". It gives the number of projects that changed.
func (l *Ledger) RebuildOn(ctx context.Context, b Backend) (changed int, err error) {
	rb := &rebuilder{l: l, b: b}
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
	fs      []*facts
	ds      decisions
	parent  []int32
	changed int
}

// read takes in every notice, without what the ledger doesn't need of it.
func (rb *rebuilder) read() error {
	err := rb.b.NoticeFacts(func(n *data.Notice) error {
		n.Text, n.Subject, n.Evidence = "", nil, nil
		rb.fs = append(rb.fs, factsOf(n))
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(rb.fs, func(a, b *facts) int { return compareNotices(a.n, b.n) })
	rb.parent = make([]int32, len(rb.fs))
	for i := range rb.parent {
		rb.parent[i] = int32(i)
	}
	rb.uniteByKeys()
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

// uniteByKeys unites notices as gather would reach them: everything that is
// found under a key becomes one region as soon as somebody looks there.
func (rb *rebuilder) uniteByKeys() {
	seed := maphash.MakeSeed()
	index := map[uint64][]int32{}
	for i, f := range rb.fs {
		keys, _ := f.keys()
		for _, k := range keys {
			h := maphash.String(seed, k)
			index[h] = append(index[h], int32(i))
		}
	}
	for i, f := range rb.fs {
		_, look := f.keys()
		for _, k := range look {
			h := maphash.String(seed, k)
			for _, j := range index[h] {
				rb.unite(int32(i), j)
			}
			if len(index[h]) > 1 {
				index[h] = index[h][:1] // all of them are one by now
			}
		}
	}
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
	for i, f := range rb.fs {
		if len(rb.ds.with[f.n.ID]) > 0 {
			at[f.n.ID] = int32(i)
		}
		id, ok := tx.ProjectOf(f.n.ID)
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
	members := make([][]*facts, len(rb.fs))
	var roots []int32
	for i, f := range rb.fs {
		r := rb.root(int32(i))
		if members[r] == nil {
			roots = append(roots, r)
		}
		members[r] = append(members[r], f)
	}
	for len(roots) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := roots[:min(rebuildBatch, len(roots))]
		roots = roots[len(part):]
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
		for _, r := range part {
			members[r] = nil
		}
	}
	return nil
}

func (rb *rebuilder) settle(tx Tx, fs []*facts) (int, error) {
	r := &region{fs: fs, was: map[data.NoticeID]data.ProjectID{}, old: map[data.ProjectID]*data.Project{}, ds: rb.ds}
	for _, f := range fs {
		id, ok := tx.ProjectOf(f.n.ID)
		if !ok {
			continue
		}
		r.was[f.n.ID] = id
		if r.old[id] != nil {
			continue
		}
		p, err := tx.Project(id)
		if err != nil {
			return 0, fmt.Errorf("project %s: %w", id, err)
		}
		r.old[id] = p
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
		for _, kind := range []string{"t|", "i|", "f|", "r|"} {
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
