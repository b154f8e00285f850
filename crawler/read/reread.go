package read

import (
	"context"
	"fmt"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
)

// RereadOptions choose what is read again.
type RereadOptions struct {
	Portal string // one portal only; empty for all
	// Confirm is shown what would change and says whether to go on. nil goes
	// on without asking, and without the cost of finding out first.
	Confirm  func(Restatement) (bool, error)
	Progress func(done, pages int) // called after each batch, when not nil
}

// Restatement is what a reread changes, or would change.
type Restatement struct {
	Report    Report                 `json:"report"`
	Committed bool                   `json:"committed"`
	Rebuilt   bool                   `json:"rebuilt"`  // the rules of linking changed: every project was folded anew
	Projects  int                    `json:"projects"` // whose part of the counted series changes
	Months    []ledger.MonthRestated `json:"months"`   // by month and cause
	Entries   []ledger.Restated      `json:"entries"`  // every change
}

// Reread reads all stored pages again by today's rules. With Confirm it first
// does all the work in memory, over the store but not in it, and shows which
// months would change by how much. Pages that fail keep what an earlier
// reading found in them.
func (r *Reader) Reread(ctx context.Context, o RereadOptions) (Restatement, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o.Confirm != nil {
		pv := ledger.NewPreview(ledger.On(r.st))
		rs, err := r.reread(ctx, o, pv)
		if err != nil {
			return rs, fmt.Errorf("preview of reread: %w", err)
		}
		rs.restate(pv.Entries())
		if ok, err := o.Confirm(rs); err != nil || !ok {
			return rs, err
		}
	}
	before, err := r.journalEnd()
	if err != nil {
		return Restatement{}, err
	}
	rs, err := r.reread(ctx, o, ledger.On(r.st))
	if err != nil {
		return rs, fmt.Errorf("reread: %w", err)
	}
	rs.Committed = true
	entries, err := r.journalAfter(before)
	rs.restate(entries)
	return rs, err
}

// reread does the work on a backend: the store, or a preview of it.
func (r *Reader) reread(ctx context.Context, o RereadOptions, b ledger.Backend) (Restatement, error) {
	var rs Restatement
	last, ids, err := r.pagesOf(o.Portal)
	if err != nil {
		return rs, err
	}
	for done := 0; done < len(ids); {
		part := ids[done:min(done+r.o.Batch, len(ids))]
		pages, err := r.load(ctx, part)
		if err != nil {
			return rs, err
		}
		done += len(part)
		rep, err := r.commitAll(ctx, b, ofPortal(pages, o.Portal), func(tx ledger.Tx) error {
			if done < len(ids) || o.Portal != "" {
				return nil
			}
			return tx.SetPosition(position, last)
		})
		if err != nil {
			return rs, err
		}
		rs.Report.add(rep)
		if o.Progress != nil {
			o.Progress(done, len(ids))
		}
	}
	if o.Portal == "" {
		rs.Rebuilt, err = r.rebuild(ctx, b)
	}
	return rs, err
}

// rebuild folds every project anew if other rules made the ledger.
func (r *Reader) rebuild(ctx context.Context, b ledger.Backend) (bool, error) {
	needs := false
	err := b.View(func(tx ledger.Reader) error { needs = ledger.NeedsRebuild(tx); return nil })
	if err != nil || !needs {
		return false, err
	}
	_, err = r.led.RebuildOn(ctx, b)
	return true, err
}

// pagesOf lists the pages in the order they came, and the last one's sequence.
func (r *Reader) pagesOf(portal string) (last uint64, ids []data.PageID, err error) {
	err = r.st.PagesAfter(0, func(seq uint64, id data.PageID) error {
		last, ids = seq, append(ids, id)
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("list pages of %q: %w", portal, err)
	}
	return last, ids, nil
}

func ofPortal(pages []parsed, portal string) []parsed {
	if portal == "" {
		return pages
	}
	var out []parsed
	for _, p := range pages {
		if p.page.Portal == portal {
			out = append(out, p)
		}
	}
	return out
}

func (r *Reader) journalEnd() (last uint64, err error) {
	err = r.st.Journal(func(e data.JournalEntry) error { last = e.Seq; return nil })
	return last, err
}

func (r *Reader) journalAfter(seq uint64) (out []data.JournalEntry, err error) {
	err = r.st.Journal(func(e data.JournalEntry) error {
		if e.Seq > seq {
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

func (rs *Restatement) restate(entries []data.JournalEntry) {
	projects := map[data.ProjectID]bool{}
	rs.Entries = nil
	for _, e := range entries {
		projects[e.Project] = true
		rs.Entries = append(rs.Entries, ledger.RestatedBy(e)...)
	}
	rs.Projects, rs.Months = len(projects), ledger.ByMonth(rs.Entries)
}
