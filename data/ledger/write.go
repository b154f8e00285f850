package ledger

import (
	"fmt"
	"slices"
	"time"

	"zhongbiao/data"
)

// write stores a project, its part of the ledger and the journal's entry, if
// anything differs from before.
func (l *Ledger) write(tx Tx, r *region, g group, p *data.Project, merged map[data.ProjectID]data.ProjectID, c cause) (bool, error) {
	old := r.old[p.ID]
	if err := l.stamp(tx, r, g, p, old, merged); err != nil {
		return false, err
	}
	changed, err := tx.PutProject(p)
	if err != nil {
		return false, fmt.Errorf("store project %s: %w", p.ID, err)
	}
	if err := l.recordIDs(tx, r, g, p.ID); err != nil {
		return false, err
	}
	if err := putFootprint(tx, p.ID, footprintOf(r, g, p)); err != nil {
		return false, err
	}
	return changed, l.journal(tx, old, p, c)
}

func footprintOf(r *region, g group, p *data.Project) footprint {
	fp := footprint{Shares: shares(p)}
	for _, m := range g.members {
		index, _ := r.fs[m].keys()
		fp.Keys = append(fp.Keys, index...)
	}
	fp.Keys = uniq(fp.Keys)
	return fp
}

// stamp sets the times. First seen and first counted are records: they come
// from what is stored, over every id that the project ever had, and no reread
// moves them. Updated moves only when the award itself changes.
func (l *Ledger) stamp(tx Tx, r *region, g group, p, old *data.Project, merged map[data.ProjectID]data.ProjectID) error {
	now := l.now().UTC()
	for _, m := range g.members {
		p.FirstSeen = earliest(p.FirstSeen, tx.FirstSeen(r.fs[m].n.ID))
	}
	if old != nil { // a notice that is gone by now was seen all the same
		p.FirstSeen = earliest(p.FirstSeen, old.FirstSeen)
	}
	if p.FirstSeen.IsZero() {
		p.FirstSeen = now
	}
	for _, id := range ancestors(r, g, p.ID, merged) {
		p.FirstCounted = earliest(p.FirstCounted, firstCounted(tx, id))
	}
	if p.Counted && p.FirstCounted.IsZero() {
		p.FirstCounted = now
	}
	if p.Counted && firstCounted(tx, p.ID).IsZero() {
		if err := tx.PutKV(kvSpace, countedKey(p.ID), []byte(p.FirstCounted.UTC().Format(time.RFC3339Nano))); err != nil {
			return err
		}
	}
	p.Updated = now
	if old != nil && awardPrint(old) == awardPrint(p) {
		p.Updated = old.Updated
	}
	return nil
}

// ancestors are the ids whose records a project inherits: its own, those
// merged into it, and those that its notices were in.
func ancestors(r *region, g group, id data.ProjectID, merged map[data.ProjectID]data.ProjectID) []data.ProjectID {
	out := []data.ProjectID{id}
	for from, to := range merged {
		if to == id {
			out = append(out, from)
		}
	}
	for _, m := range g.members {
		if was := r.was[r.fs[m].n.ID]; was != 0 && !slices.Contains(out, was) {
			out = append(out, was)
		}
	}
	return out
}

func countedKey(id data.ProjectID) string { return "c:" + id.String() }

func firstCounted(tx Reader, id data.ProjectID) time.Time {
	b := tx.GetKV(kvSpace, countedKey(id))
	if b == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return time.Time{}
	}
	return t
}

// recordIDs notes, once and for ever, which project each notice first was in.
func (l *Ledger) recordIDs(tx Tx, r *region, g group, id data.ProjectID) error {
	for _, m := range g.members {
		n := r.fs[m].n.ID
		if recordedID(tx, n) != 0 {
			continue
		}
		if err := tx.PutKV(kvSpace, "o:"+string(n), []byte(id.String())); err != nil {
			return err
		}
	}
	return nil
}

// retire ends the projects of the region that no group claimed: those merged
// become aliases, those without notices are deleted.
func (l *Ledger) retire(tx Tx, r *region, ids []data.ProjectID, merged map[data.ProjectID]data.ProjectID, c cause) ([]data.ProjectID, error) {
	var gone []data.ProjectID
	for _, id := range sortedIDs(r.old) {
		if slices.Contains(ids, id) {
			continue
		}
		why := c
		if to, ok := merged[id]; ok {
			why = cause{code: CauseMerge, detail: "into " + to.String(), notice: c.notice}
		}
		if err := putFootprint(tx, id, footprint{}); err != nil {
			return nil, err
		}
		if err := l.journal(tx, r.old[id], nil, why); err != nil {
			return nil, err
		}
		if err := l.end(tx, id, merged[id]); err != nil {
			return nil, fmt.Errorf("retire project %s: %w", id, err)
		}
		gone = append(gone, id)
	}
	return gone, nil
}

func (l *Ledger) end(tx Tx, id, into data.ProjectID) error {
	if into != 0 {
		return tx.Alias(id, into)
	}
	return tx.DeleteProject(id)
}

// journal appends an entry when the project's part of the counted series
// changed.
func (l *Ledger) journal(tx Tx, old, now *data.Project, c cause) error {
	e := data.JournalEntry{At: l.now().UTC(), Cause: c.code, Detail: c.detail, Notice: c.notice}
	if old != nil {
		e.Project, e.Sample = old.ID, old.Sample
	}
	if now != nil {
		e.Project, e.Sample = now.ID, now.Sample
	}
	if old != nil && old.Counted {
		e.OldCounted, e.OldMonth, e.OldFen, e.OldDisclosed = true, old.Month, old.Fen, old.Disclosed
		e.OldIndustry, e.OldRelevance = data.Industry(old.Industry.ID), old.Relevance.Label
	}
	if now != nil && now.Counted {
		e.NewCounted, e.NewMonth, e.NewFen, e.NewDisclosed = true, now.Month, now.Fen, now.Disclosed
		e.NewIndustry, e.NewRelevance = data.Industry(now.Industry.ID), now.Relevance.Label
	}
	if e.OldCounted == e.NewCounted && e.OldMonth == e.NewMonth && e.OldFen == e.NewFen && e.OldDisclosed == e.NewDisclosed &&
		e.OldIndustry == e.NewIndustry && e.OldRelevance == e.NewRelevance {
		return nil
	}
	return tx.AppendJournal(e)
}
