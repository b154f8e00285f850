package ledger

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Backend is where a whole ledger lives: the store, or a Preview over it.
type Backend interface {
	NoticeFacts(fn func(*data.Notice) error) error // all notices without texts; fn may use the backend
	Projects(fn func(*data.Project) error) error
	Derive(fn func(tx Tx) error) error // fn may run twice
	View(fn func(tx Reader) error) error
}

// On makes a store a Backend.
func On(st *store.Store) Backend { return stored{st} }

type stored struct{ *store.Store }

func (s stored) Derive(fn func(tx Tx) error) error {
	return s.Store.Derive(func(tx *store.Tx) error { return fn(tx) })
}

func (s stored) View(fn func(tx Reader) error) error {
	return s.Store.View(func(tx *store.Tx) error { return fn(tx) })
}

// Preview is a Backend that reads a store and keeps every write in memory:
// what a reread or a decision would change can be seen before it is done. It
// holds what differs, not the store. It is for one goroutine.
type Preview struct {
	st       Backend
	notices  map[data.NoticeID]*data.Notice // nil: deleted
	projects map[data.ProjectID][]byte      // nil: deleted
	of       map[data.NoticeID]data.ProjectID
	alias    map[data.ProjectID]data.ProjectID // itself: no alias any more
	keys     map[string]map[data.ProjectID]bool
	cells    map[string][]byte
	kv       map[string][]byte
	decided  []data.Decision
	entries  []data.JournalEntry
	next     data.ProjectID
}

// NewPreview starts a preview over a store.
func NewPreview(st Backend) *Preview {
	return &Preview{st: st, notices: map[data.NoticeID]*data.Notice{}, projects: map[data.ProjectID][]byte{}, of: map[data.NoticeID]data.ProjectID{},
		alias: map[data.ProjectID]data.ProjectID{}, keys: map[string]map[data.ProjectID]bool{}, cells: map[string][]byte{}, kv: map[string][]byte{}}
}

// Entries are the journal's lines that the previewed work would append.
func (p *Preview) Entries() []data.JournalEntry { return p.entries }

// NoticeFacts gives the notices as they would be.
func (p *Preview) NoticeFacts(fn func(*data.Notice) error) error {
	seen := map[data.NoticeID]bool{}
	err := p.st.NoticeFacts(func(n *data.Notice) error {
		if m, ok := p.notices[n.ID]; ok {
			if seen[n.ID] = true; m == nil {
				return nil
			}
			n = m
		}
		return fn(n)
	})
	for _, id := range slices.Sorted(maps.Keys(p.notices)) {
		if n := p.notices[id]; err == nil && n != nil && !seen[id] {
			err = fn(n)
		}
	}
	return err
}

// Projects gives the projects as they would be.
func (p *Preview) Projects(fn func(*data.Project) error) error {
	seen := map[data.ProjectID]bool{}
	err := p.st.Projects(func(q *data.Project) error {
		b, ok := p.projects[q.ID]
		if !ok {
			return fn(q)
		}
		if seen[q.ID] = true; b == nil {
			return nil
		}
		return decodeTo(b, fn)
	})
	for _, id := range slices.Sorted(maps.Keys(p.projects)) {
		if b := p.projects[id]; err == nil && b != nil && !seen[id] {
			err = decodeTo(b, fn)
		}
	}
	return err
}

func decodeTo(b []byte, fn func(*data.Project) error) error {
	q := new(data.Project)
	if err := json.Unmarshal(b, q); err != nil {
		return err
	}
	return fn(q)
}

// Derive runs fn over the store as it is now and keeps what it writes.
func (p *Preview) Derive(fn func(tx Tx) error) error {
	return p.st.View(func(tx Reader) error { return fn(&previewTx{tx, p}) })
}

// View is Derive for reading.
func (p *Preview) View(fn func(tx Reader) error) error {
	return p.Derive(func(tx Tx) error { return fn(tx) })
}

type previewTx struct {
	Reader
	p *Preview
}

func (t *previewTx) Facts(id data.NoticeID) (*data.Notice, error) {
	n, ok := t.p.notices[id]
	switch {
	case !ok:
		return t.Reader.Facts(id)
	case n == nil:
		return nil, store.ErrNotFound
	}
	return n, nil
}

func (t *previewTx) PutNotice(n *data.Notice) (bool, error) {
	if old, err := t.Facts(n.ID); err == nil && sameFacts(old, n) {
		return false, nil
	}
	m := *n
	m.Text, m.Subject = "", nil
	t.p.notices[n.ID] = &m
	return true, nil
}

// sameFacts compares what the ledger reads of two notices: not the versions
// of the rules nor the quotes, which change in every reread.
func sameFacts(a, b *data.Notice) bool {
	x, y := *a, *b
	for _, n := range []*data.Notice{&x, &y} {
		n.Text, n.Subject, n.Rules, n.Evidence = "", nil, "", nil
	}
	if reflect.DeepEqual(x, y) {
		return true
	}
	p, errP := json.Marshal(x) // nil and empty lists are one
	q, errQ := json.Marshal(y)
	return errP == nil && errQ == nil && bytes.Equal(p, q)
}

func (t *previewTx) DeleteNotice(id data.NoticeID) error {
	t.p.notices[id] = nil
	t.p.of[id] = 0
	return nil
}

func (t *previewTx) Project(id data.ProjectID) (*data.Project, error) {
	id = t.Resolve(id)
	b, ok := t.p.projects[id]
	switch {
	case !ok:
		return t.Reader.Project(id)
	case b == nil:
		return nil, store.ErrNotFound
	}
	q := new(data.Project)
	return q, json.Unmarshal(b, q)
}

func (t *previewTx) PutProject(q *data.Project) (bool, error) {
	if old, err := t.Project(q.ID); err == nil {
		for _, l := range old.Notices {
			if t.p.of[l.Notice] == q.ID {
				t.p.of[l.Notice] = 0
			}
		}
	}
	b, err := json.Marshal(q)
	if err != nil {
		return false, err
	}
	for _, l := range q.Notices {
		t.p.of[l.Notice] = q.ID
	}
	same := bytes.Equal(t.p.projects[q.ID], b)
	t.p.projects[q.ID] = b
	return !same, nil
}

func (t *previewTx) DeleteProject(id data.ProjectID) error {
	t.p.projects[id] = nil
	return nil
}

func (t *previewTx) Resolve(id data.ProjectID) data.ProjectID {
	for {
		to, ok := t.p.alias[id]
		if !ok {
			to = t.Reader.Resolve(id)
			if _, moved := t.p.alias[to]; !moved {
				return to
			}
		}
		if to == id {
			return id
		}
		id = to
	}
}

func (t *previewTx) Alias(from, to data.ProjectID) error {
	t.p.projects[from], t.p.alias[from] = nil, to
	return nil
}

func (t *previewTx) Unalias(id data.ProjectID) error { t.p.alias[id] = id; return nil }

// NewProjectID counts from far above the store's ids: a preview gives none away.
func (t *previewTx) NewProjectID() (data.ProjectID, error) {
	t.p.next++
	return 1<<62 + t.p.next, nil
}

func (t *previewTx) ProjectOf(id data.NoticeID) (data.ProjectID, bool) {
	if q, ok := t.p.of[id]; ok {
		return t.Resolve(q), q != 0
	}
	q, ok := t.Reader.ProjectOf(id)
	return t.Resolve(q), ok
}

func (t *previewTx) KeyProjects(key string) []data.ProjectID {
	m := t.p.keys[key]
	var out []data.ProjectID
	for _, id := range t.Reader.KeyProjects(key) {
		if has, ok := m[id]; has || !ok {
			out = append(out, id)
		}
	}
	for id, has := range m {
		if has && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

func (t *previewTx) setKey(key string, id data.ProjectID, has bool) {
	if t.p.keys[key] == nil {
		t.p.keys[key] = map[data.ProjectID]bool{}
	}
	t.p.keys[key][id] = has
}

func (t *previewTx) AddKey(key string, id data.ProjectID) error { t.setKey(key, id, true); return nil }
func (t *previewTx) RemoveKey(key string, id data.ProjectID) error {
	t.setKey(key, id, false)
	return nil
}

func (t *previewTx) Cell(key string) []byte {
	if v, ok := t.p.cells[key]; ok {
		return v
	}
	return t.Reader.Cell(key)
}

func (t *previewTx) PutCell(key string, v []byte) error { t.p.cells[key] = v; return nil }
func (t *previewTx) DeleteCell(key string) error        { t.p.cells[key] = nil; return nil }

func (t *previewTx) Cells(prefix string, fn func(key string, v []byte) error) error {
	seen := map[string]bool{}
	err := t.Reader.Cells(prefix, func(k string, v []byte) error {
		if w, ok := t.p.cells[k]; ok {
			if seen[k] = true; w == nil {
				return nil
			}
			v = w
		}
		return fn(k, v)
	})
	for _, k := range slices.Sorted(maps.Keys(t.p.cells)) {
		if v := t.p.cells[k]; err == nil && v != nil && !seen[k] && strings.HasPrefix(k, prefix) {
			err = fn(k, v)
		}
	}
	return err
}

func (t *previewTx) GetKV(ns, key string) []byte {
	if v, ok := t.p.kv[ns+"/"+key]; ok {
		return v
	}
	return t.Reader.GetKV(ns, key)
}

func (t *previewTx) PutKV(ns, key string, v []byte) error { t.p.kv[ns+"/"+key] = v; return nil }
func (t *previewTx) DeleteKV(ns, key string) error        { t.p.kv[ns+"/"+key] = nil; return nil }
func (t *previewTx) SetPosition(string, uint64) error     { return nil }
func (t *previewTx) FirstSeen(id data.NoticeID) time.Time { return t.Reader.FirstSeen(id) }

func (t *previewTx) Decisions(fn func(data.Decision) error) error {
	if err := t.Reader.Decisions(fn); err != nil {
		return err
	}
	for _, d := range t.p.decided {
		if err := fn(d); err != nil {
			return err
		}
	}
	return nil
}

func (t *previewTx) PutDecision(d data.Decision) (uint64, error) {
	d.ID = 1<<62 + uint64(len(t.p.decided)) + 1
	t.p.decided = append(t.p.decided, d)
	return d.ID, nil
}

func (t *previewTx) AppendJournal(e data.JournalEntry) error {
	t.p.entries = append(t.p.entries, e)
	return nil
}

func (t *previewTx) Journal(fn func(data.JournalEntry) error) error {
	if err := t.Reader.Journal(fn); err != nil {
		return err
	}
	for _, e := range t.p.entries {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}
