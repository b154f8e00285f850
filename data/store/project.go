package store

import (
	"encoding/json"
	"fmt"

	"zhongbiao/data"
)

func projectKey(id data.ProjectID) []byte { return be(uint64(id)) }

// NewProjectID gives an id that was never given before in a transaction that
// was committed.
func (tx *Tx) NewProjectID() (data.ProjectID, error) {
	n, err := tx.bucket("projects").NextSequence()
	if err != nil {
		return 0, fmt.Errorf("new project id: %w", err)
	}
	return data.ProjectID(n), nil
}

// Resolve follows the aliases of an id to the end. The id of a project that
// was never merged is its own end.
func (tx *Tx) Resolve(id data.ProjectID) data.ProjectID {
	for {
		to := tx.bucket("aliases").Get(projectKey(id))
		if to == nil {
			return id
		}
		id = data.ProjectID(un(to))
	}
}

// Project reads a project; an alias is followed.
func (tx *Tx) Project(id data.ProjectID) (*data.Project, error) {
	end := tx.Resolve(id)
	p := new(data.Project)
	ok, err := tx.get("projects", projectKey(end), p)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("project %s: %w", id, ErrNotFound)
	}
	return p, nil
}

// PutProject writes a project and the links of its notices. p.Seq is set to
// the sequence of this change, or to that of the last one when exactly this
// is stored already, in which case nothing is written. The id must be one of
// NewProjectID and no alias.
func (tx *Tx) PutProject(p *data.Project) (changed bool, err error) {
	if err := tx.checkProjectID(p.ID); err != nil {
		return false, err
	}
	old := new(data.Project)
	known, err := tx.get("projects", projectKey(p.ID), old)
	if err != nil {
		return false, err
	}
	if known {
		p.Seq = old.Seq
		if same, err := tx.stored("projects", projectKey(p.ID), p); err != nil || same {
			return false, err
		}
	} else {
		tx.add("projects", 1)
	}
	if p.Seq, err = tx.nextSeq(); err != nil {
		return false, err
	}
	if err := tx.link(old, p); err != nil {
		return false, err
	}
	if _, err := tx.put("projects", projectKey(p.ID), p); err != nil {
		return false, err
	}
	return true, tx.announce(p.Seq, Change{Kind: ChangeProject, Project: p.ID})
}

func (tx *Tx) checkProjectID(id data.ProjectID) error {
	switch {
	case id == 0 || uint64(id) > tx.bucket("projects").Sequence():
		return fmt.Errorf("put project %d: its id was not given by NewProjectID", uint64(id))
	case tx.Resolve(id) != id:
		return fmt.Errorf("put project %s: it was merged into %s", id, tx.Resolve(id))
	}
	return nil
}

// link keeps notice_project in step with the links of a project. A notice
// that has moved to another project meanwhile stays there.
func (tx *Tx) link(old, p *data.Project) error {
	kept := map[data.NoticeID]bool{}
	for _, l := range p.Notices {
		kept[l.Notice] = true
		if _, err := tx.putBytes("notice_project", []byte(l.Notice), projectKey(p.ID)); err != nil {
			return err
		}
	}
	return tx.unlink(old, kept)
}

func (tx *Tx) unlink(p *data.Project, kept map[data.NoticeID]bool) error {
	for _, l := range p.Notices {
		if kept[l.Notice] {
			continue
		}
		if at, ok := tx.linked(l.Notice); ok && at == p.ID {
			if err := tx.delete("notice_project", []byte(l.Notice)); err != nil {
				return err
			}
		}
	}
	return nil
}

// linked gives the project that a notice was linked to, aliases not followed.
func (tx *Tx) linked(id data.NoticeID) (data.ProjectID, bool) {
	v := tx.bucket("notice_project").Get([]byte(id))
	return data.ProjectID(un(v)), v != nil
}

// ProjectOf gives the project that a notice belongs to; aliases are followed.
func (tx *Tx) ProjectOf(id data.NoticeID) (data.ProjectID, bool) {
	p, ok := tx.linked(id)
	if !ok {
		return 0, false
	}
	return tx.Resolve(p), true
}

// DeleteProject removes a project that has lost its notices. Its id is never
// given again. ErrNotFound when it is not there.
func (tx *Tx) DeleteProject(id data.ProjectID) error {
	p := new(data.Project)
	ok, err := tx.get("projects", projectKey(id), p)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("delete project %s: %w", id, ErrNotFound)
	}
	if err := tx.unlink(p, nil); err != nil {
		return err
	}
	if err := tx.delete("projects", projectKey(id)); err != nil {
		return err
	}
	tx.add("projects", -1)
	seq, err := tx.nextSeq()
	if err != nil {
		return err
	}
	return tx.announce(seq, Change{Kind: ChangeDeleteProject, Project: id})
}

// Alias merges one project into another: from becomes an alias of to, and its
// own facts go. Both ids are followed first, so chains stay free of circles.
// Put the merged project afterwards, with the notices of both.
func (tx *Tx) Alias(from, to data.ProjectID) error {
	if last := tx.bucket("projects").Sequence(); from == 0 || to == 0 || uint64(max(from, to)) > last {
		return fmt.Errorf("merge project %d into %d: both ids must be given by NewProjectID", uint64(from), uint64(to))
	}
	from, to = tx.Resolve(from), tx.Resolve(to)
	if from == to {
		return nil
	}
	if tx.has("projects", projectKey(from)) {
		if err := tx.DeleteProject(from); err != nil {
			return err
		}
	}
	_, err := tx.putBytes("aliases", projectKey(from), projectKey(to))
	return err
}

// Unalias makes an alias an id of its own again, for a merge that is undone.
// Put the project afterwards.
func (tx *Tx) Unalias(id data.ProjectID) error { return tx.delete("aliases", projectKey(id)) }

// Projects calls fn for every project, in the order of their ids. fn may
// write; ErrStop ends the scan.
func (tx *Tx) Projects(fn func(*data.Project) error) error {
	return noStop(tx.scan("projects", nil, start, func(k, v []byte) error {
		p := new(data.Project)
		if err := json.Unmarshal(v, p); err != nil {
			return badValue("projects", k, err)
		}
		return fn(p)
	}))
}

// Project reads a project; an alias is followed.
func (s *Store) Project(id data.ProjectID) (*data.Project, error) {
	return find(s, func(tx *Tx) (*data.Project, error) { return tx.Project(id) })
}

// ProjectAlias gives the id under which a project stands now: its own, or
// that of the project it was merged into. ErrNotFound when there is none.
func (s *Store) ProjectAlias(id data.ProjectID) (data.ProjectID, error) {
	return find(s, func(tx *Tx) (data.ProjectID, error) {
		end := tx.Resolve(id)
		if !tx.has("projects", projectKey(end)) {
			return 0, fmt.Errorf("project %s: %w", id, ErrNotFound)
		}
		return end, nil
	})
}

// ProjectOf gives the project that a notice belongs to; aliases are followed.
// An unreadable store answers as if there were none.
func (s *Store) ProjectOf(id data.NoticeID) (p data.ProjectID, ok bool) {
	_ = s.View(func(tx *Tx) error {
		p, ok = tx.ProjectOf(id)
		return nil
	})
	return p, ok
}

// Projects calls fn for every project, in the order of their ids. fn may use
// the store; ErrStop ends the scan.
func (s *Store) Projects(fn func(*data.Project) error) error {
	return noStop(scanJSON(s, "projects", start, func(p data.Project) error { return fn(&p) }))
}

// ProjectNotices reads the notices of a project with their texts, in the
// order of its links. A link whose notice is gone is left out.
func (s *Store) ProjectNotices(id data.ProjectID) ([]*data.Notice, error) {
	return find(s, func(tx *Tx) ([]*data.Notice, error) {
		p, err := tx.Project(id)
		if err != nil {
			return nil, err
		}
		var ns []*data.Notice
		for _, l := range p.Notices {
			if !tx.has("notices", []byte(l.Notice)) {
				continue
			}
			n, err := tx.Notice(l.Notice)
			if err != nil {
				return nil, err
			}
			ns = append(ns, n)
		}
		return ns, nil
	})
}
