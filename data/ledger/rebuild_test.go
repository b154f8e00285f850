package ledger

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Backend over the fake.
func (f *fake) Derive(fn func(Tx) error) error   { return fn(f) }
func (f *fake) View(fn func(Reader) error) error { return fn(f) }

func (f *fake) NoticeFacts(fn func(*data.Notice) error) error {
	for _, id := range sortedKeys(f.notices) {
		n, err := f.Facts(id)
		if err != nil {
			return err
		}
		if err := fn(n); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) Projects(fn func(*data.Project) error) error {
	for _, p := range f.all() {
		if err := fn(p); err != nil {
			return err
		}
	}
	return nil
}

func rebuilt(t testing.TB, f *fake) int {
	t.Helper()
	n, err := New(Options{Now: f.clock}).RebuildOn(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRebuildIsTheIncrementalLedger(t *testing.T) {
	for seed := range uint64(3) {
		w := newWorld(seed, 30, hostile)
		want := run(t, w.notices...)
		journal := len(want.journal)
		if n := rebuilt(t, want); n != 0 || len(want.journal) != journal {
			t.Errorf("seed %d: a rebuild changed %d projects and %d months", seed, n, len(want.journal)-journal)
		}
		empty := newFake()
		for _, n := range w.notices {
			if _, err := empty.PutNotice(n); err != nil {
				t.Fatal(err)
			}
		}
		rebuilt(t, empty)
		checkSame(t, fmt.Sprintf("seed %d, rebuilt from nothing", seed), empty, want)
	}
}

// readOnce counts how often the notices of a fake are read.
type readOnce struct {
	*fake
	passes, single int
}

func (r *readOnce) NoticeFacts(fn func(*data.Notice) error) error {
	r.passes++
	return r.fake.NoticeFacts(fn)
}

func (r *readOnce) Facts(id data.NoticeID) (*data.Notice, error) {
	r.single++
	return r.fake.Facts(id)
}

func (r *readOnce) Derive(fn func(tx Tx) error) error   { return fn(r) }
func (r *readOnce) View(fn func(tx Reader) error) error { return fn(r) }

func TestRebuildReadsTheStoreOnce(t *testing.T) {
	w := newWorld(7, 30, hostile)
	want, f := run(t, w.notices...), newFake()
	for _, n := range w.notices {
		if _, err := f.PutNotice(n); err != nil {
			t.Fatal(err)
		}
	}
	r := &readOnce{fake: f}
	if _, err := New(Options{Now: f.clock}).RebuildOn(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	if r.passes != 1 || r.single != 0 {
		t.Errorf("the store was read through %d times, and %d notices alone", r.passes, r.single)
	}
	checkSame(t, "rebuilt in one reading", f, want)
}

func TestRebuildMendsWhatIsWrong(t *testing.T) {
	w := newWorld(1, 30, hostile)
	want, f := run(t, w.notices...), run(t, w.notices...)
	for _, k := range sortedKeys(f.cells)[:40] {
		if k[0] != 'p' {
			f.cells[k] = Cell{Projects: 99}.encode()
		}
	}
	f.cells["t||a|core|202401"] = []byte{1}
	id, err := f.NewProjectID()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.PutProject(&data.Project{ID: id, Notices: []data.Link{{Notice: "gone"}}}); err != nil {
		t.Fatal(err)
	}
	delete(f.of, "gone")
	rebuilt(t, f)
	checkSame(t, "mended", f, want)
}

func TestRebuildKeepsIDs(t *testing.T) {
	w := newWorld(2, 30, hostile)
	f := run(t, w.notices...)
	before := map[data.NoticeID]data.ProjectID{}
	for id, p := range f.of {
		before[id] = p
	}
	rebuilt(t, f)
	for id, p := range f.of {
		if before[id] != p {
			t.Errorf("notice %s moved from %s to %s", id, before[id], p)
		}
	}
}

// A preview shows the journal that the work would write, and writes nothing.
func TestPreviewIsWhatHappens(t *testing.T) {
	w := newWorld(4, 30, hostile)
	half := len(w.notices) / 2
	f := run(t, w.notices[:half]...)
	before := fmt.Sprint(shape(f), len(f.journal), len(f.cells), len(f.keys))
	pv := NewPreview(f)
	l := New(Options{Now: func() time.Time { return time.Unix(0, 0) }})
	work := func(tx Tx) error {
		for _, n := range w.notices[half:] {
			if _, err := l.Apply(tx, n); err != nil {
				return err
			}
		}
		for _, n := range w.notices[:10] {
			if _, err := l.Remove(tx, n.ID); err != nil {
				return err
			}
		}
		return nil
	}
	if err := pv.Derive(work); err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprint(shape(f), len(f.journal), len(f.cells), len(f.keys)); after != before {
		t.Fatal("the preview wrote to the store")
	}
	at := len(f.journal)
	if err := work(f); err != nil {
		t.Fatal(err)
	}
	got, want := ByMonth(restated(pv.Entries())), ByMonth(restated(f.journal[at:]))
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("preview %v\nreality %v", got, want)
	}
	trend := func(b Backend) (ps []Point) {
		if err := b.View(func(tx Reader) (err error) { ps, err = Trend(tx, Query{}); return err }); err != nil {
			t.Fatal(err)
		}
		return ps
	}
	if a, b := fmt.Sprint(trend(pv)), fmt.Sprint(trend(f)); a != b {
		t.Errorf("preview %v\nreality %v", a, b)
	}
}

func restated(es []data.JournalEntry) (out []Restated) {
	for _, e := range es {
		out = append(out, restatedBy(e, Query{})...)
	}
	return out
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	st, err := store.Open(filepath.Join(t.TempDir(), "data"), store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// The same over the real store: apply in any order, rebuild, compare.
func TestOnTheStore(t *testing.T) {
	w := newWorld(6, 40, hostile)
	st := openStore(t)
	l := New(Options{})
	for chunk := range slicesOf(w.notices, 25) {
		err := st.Derive(func(tx *store.Tx) error {
			for _, n := range chunk {
				if _, err := l.Apply(tx, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := run(t, w.notices...)
	check := func(what string) {
		t.Helper()
		var got []*data.Project
		if err := st.Projects(func(p *data.Project) error { got = append(got, p); return nil }); err != nil {
			t.Fatal(err)
		}
		if a, b := fmt.Sprint(strip(got)), fmt.Sprint(strip(want.all())); a != b {
			t.Errorf("%s: the store's projects differ from the fake's", what)
		}
	}
	check("incremental")
	if n, err := l.RebuildOn(context.Background(), On(st)); err != nil || n != 0 {
		t.Errorf("rebuild changed %d, %v", n, err)
	}
	check("rebuilt")
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		n := w.notices[r.IntN(len(w.notices))]
		err := st.Derive(func(tx *store.Tx) error {
			if _, err := l.Remove(tx, n.ID); err != nil {
				return err
			}
			_, err := l.Apply(tx, n)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	check("removed and added")
}

func slicesOf[T any](s []T, n int) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		for len(s) > 0 {
			k := min(n, len(s))
			if !yield(s[:k]) {
				return
			}
			s = s[k:]
		}
	}
}
