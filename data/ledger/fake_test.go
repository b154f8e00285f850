package ledger

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"zhongbiao/data"
)

// fake is a store's transaction in memory. It keeps encoded copies, as a
// store does, so that no test can lean on shared pointers.
type fake struct {
	notices  map[data.NoticeID][]byte
	seen     map[data.NoticeID]time.Time
	projects map[data.ProjectID][]byte
	of       map[data.NoticeID]data.ProjectID
	alias    map[data.ProjectID]data.ProjectID
	keys     map[string][]data.ProjectID
	cells    map[string][]byte
	kv       map[string][]byte
	pos      map[string]uint64
	journal  []data.JournalEntry
	decided  []data.Decision
	next     data.ProjectID
	now      time.Time
}

func newFake() *fake {
	return &fake{notices: map[data.NoticeID][]byte{}, seen: map[data.NoticeID]time.Time{}, projects: map[data.ProjectID][]byte{},
		of: map[data.NoticeID]data.ProjectID{}, alias: map[data.ProjectID]data.ProjectID{}, keys: map[string][]data.ProjectID{},
		cells: map[string][]byte{}, kv: map[string][]byte{}, pos: map[string]uint64{}, now: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}
}

var errGone = errors.New("not found")

func (f *fake) clock() time.Time { f.now = f.now.Add(time.Second); return f.now }

func (f *fake) Facts(id data.NoticeID) (*data.Notice, error) {
	b, ok := f.notices[id]
	if !ok {
		return nil, errGone
	}
	n := &data.Notice{}
	return n, json.Unmarshal(b, n)
}

func (f *fake) Project(id data.ProjectID) (*data.Project, error) {
	b, ok := f.projects[f.Resolve(id)]
	if !ok {
		return nil, errGone
	}
	p := &data.Project{}
	return p, json.Unmarshal(b, p)
}

func (f *fake) Resolve(id data.ProjectID) data.ProjectID {
	for f.alias[id] != 0 {
		id = f.alias[id]
	}
	return id
}

func (f *fake) ProjectOf(id data.NoticeID) (data.ProjectID, bool) { p, ok := f.of[id]; return p, ok }
func (f *fake) KeyProjects(key string) []data.ProjectID           { return slices.Clone(f.keys[key]) }
func (f *fake) Cell(key string) []byte                            { return f.cells[key] }

func (f *fake) Cells(prefix string, fn func(string, []byte) error) error {
	for _, k := range slices.Sorted(maps.Keys(f.cells)) {
		if strings.HasPrefix(k, prefix) {
			if err := fn(k, f.cells[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fake) Position(name string) uint64               { return f.pos[name] }
func (f *fake) SetPosition(name string, seq uint64) error { f.pos[name] = seq; return nil }
func (f *fake) FirstSeen(id data.NoticeID) time.Time      { return f.seen[id] }
func (f *fake) GetKV(ns, key string) []byte               { return f.kv[ns+"/"+key] }
func (f *fake) PutKV(ns, key string, v []byte) error      { f.kv[ns+"/"+key] = v; return nil }
func (f *fake) DeleteKV(ns, key string) error             { delete(f.kv, ns+"/"+key); return nil }

func (f *fake) Decisions(fn func(data.Decision) error) error {
	for _, d := range f.decided {
		if err := fn(d); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) PutDecision(d data.Decision) (uint64, error) {
	d.ID = uint64(len(f.decided) + 1)
	f.decided = append(f.decided, d)
	return d.ID, nil
}

func (f *fake) Journal(fn func(data.JournalEntry) error) error {
	for _, e := range f.journal {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) AppendJournal(e data.JournalEntry) error {
	e.Seq = uint64(len(f.journal) + 1)
	f.journal = append(f.journal, e)
	return nil
}

func (f *fake) PutNotice(n *data.Notice) (bool, error) {
	b, err := json.Marshal(n)
	if err != nil {
		return false, err
	}
	if f.seen[n.ID].IsZero() {
		f.seen[n.ID] = f.now
	}
	same := string(f.notices[n.ID]) == string(b)
	f.notices[n.ID] = b
	return !same, nil
}

func (f *fake) DeleteNotice(id data.NoticeID) error {
	delete(f.notices, id)
	delete(f.of, id)
	return nil
}

func (f *fake) PutProject(p *data.Project) (bool, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return false, err
	}
	for _, l := range p.Notices {
		f.of[l.Notice] = p.ID
	}
	same := string(f.projects[p.ID]) == string(b)
	f.projects[p.ID] = b
	return !same, nil
}

func (f *fake) DeleteProject(id data.ProjectID) error { delete(f.projects, id); return nil }

func (f *fake) NewProjectID() (data.ProjectID, error) { f.next++; return f.next, nil }

func (f *fake) Alias(from, to data.ProjectID) error {
	delete(f.projects, from)
	f.alias[from] = to
	return nil
}

func (f *fake) Unalias(id data.ProjectID) error { delete(f.alias, id); return nil }

func (f *fake) AddKey(key string, id data.ProjectID) error {
	if !slices.Contains(f.keys[key], id) {
		f.keys[key] = append(f.keys[key], id)
	}
	return nil
}

func (f *fake) RemoveKey(key string, id data.ProjectID) error {
	f.keys[key] = slices.DeleteFunc(f.keys[key], func(x data.ProjectID) bool { return x == id })
	if len(f.keys[key]) == 0 {
		delete(f.keys, key)
	}
	return nil
}

func (f *fake) PutCell(key string, v []byte) error { f.cells[key] = v; return nil }
func (f *fake) DeleteCell(key string) error        { delete(f.cells, key); return nil }

// all gives the projects by id.
func (f *fake) all() []*data.Project {
	var out []*data.Project
	for _, id := range slices.Sorted(maps.Keys(f.projects)) {
		p, err := f.Project(id)
		if err != nil {
			panic(err)
		}
		out = append(out, p)
	}
	return out
}
