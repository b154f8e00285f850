package alert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
)

// lookBatch bounds the changes of one transaction, so that the crawl never
// waits long for its turn to write.
const lookBatch = 1000

// slack is how much earlier than the last look a notice may have been first
// stored and still be new: its transaction may have ended after the look began.
const slack = time.Hour

// errBehind says that the index does not have the changes yet.
var errBehind = errors.New("the index is behind the store")

// Look follows the store's changes for every alert and queues what is to be
// told. behind tells that the index has to catch up first: look again soon.
// What fails for one alert does not keep the others.
func (d *Deliverer) Look(ctx context.Context) (behind bool, err error) {
	d.looking.Lock()
	defer d.looking.Unlock()
	alerts, err := d.alerts()
	if err != nil {
		return false, err
	}
	var errs []error
	for _, a := range alerts {
		look := d.lookAll
		if a.Operator {
			look = d.examine
		}
		switch err := look(ctx, &a); {
		case errors.Is(err, errBehind):
			behind = true
		case ctx.Err() != nil:
			return false, ctx.Err()
		default:
			if e := d.trouble(a.ID, err); e != nil || err != nil {
				errs = append(errs, fmt.Errorf("look for alert %q: %w", a.Name, errors.Join(err, e)))
			}
		}
	}
	return behind, errors.Join(errs...)
}

// trouble writes down why an alert can't look, or that it can again.
func (d *Deliverer) trouble(id uint64, cause error) error {
	text := ""
	if cause != nil {
		text = cause.Error()
	}
	s, err := d.stateOf(id)
	if err != nil || s.Trouble == text {
		return err
	}
	return d.o.Store.Derive(func(tx *store.Tx) error {
		if _, err := getJSON(tx, alertKey("s", id), &s); err != nil {
			return err
		}
		s.Trouble = text
		return putJSON(tx, alertKey("s", id), s)
	})
}

func (d *Deliverer) alerts() (out []Alert, err error) {
	err = d.o.Store.View(func(tx *store.Tx) error {
		return scanJSON(tx, "a/", func(_ string, a Alert) error {
			if a.Removed.IsZero() {
				out = append(out, a)
			}
			return nil
		})
	})
	return out, err
}

// lookAll takes one batch after the other, to the end of the feed. The time of
// the look is saved at its end: a notice that was stored before it has then
// been looked at.
func (d *Deliverer) lookAll(ctx context.Context, a *Alert) error {
	began := d.o.Now()
	for {
		s, err := d.stateOf(a.ID)
		if err != nil {
			return err
		}
		b, err := d.batch(s.Seq)
		if err != nil {
			return err
		}
		if b.n == 0 && began.Sub(s.Looked) < slack {
			return nil
		}
		if b.n > 0 && d.o.Index.Stats().Seq < b.last {
			return errBehind
		}
		found, err := d.matching(ctx, a, b)
		if err != nil {
			return err
		}
		if err := d.o.Store.Derive(func(tx *store.Tx) error { return d.note(tx, a, b, found, began) }); err != nil {
			return err
		}
		if b.n < lookBatch {
			return nil
		}
	}
}

func (d *Deliverer) stateOf(id uint64) (s state, err error) {
	err = d.o.Store.View(func(tx *store.Tx) error {
		_, err := getJSON(tx, alertKey("s", id), &s)
		return err
	})
	return s, err
}

// changes are the next ones of the feed, as projects of today.
type changes struct {
	from, last uint64
	n          int
	projects   []data.ProjectID
	merged     map[data.ProjectID]data.ProjectID
}

// batch reads the changes after seq. A notice stands for its project, and a
// project that was merged for the one that it is in now.
func (d *Deliverer) batch(seq uint64) (*changes, error) {
	b := &changes{from: seq, last: seq, merged: map[data.ProjectID]data.ProjectID{}}
	err := d.o.Store.ChangesAfter(seq, lookBatch, func(at uint64, c store.Change) error {
		b.last, b.n = at, b.n+1
		id := c.Project
		if c.Notice != "" {
			id, _ = d.o.Store.ProjectOf(c.Notice)
		}
		if id == 0 {
			return nil
		}
		now, err := d.o.Store.ProjectAlias(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if now != id {
			b.merged[id] = now
		}
		b.projects = append(b.projects, now)
		return nil
	})
	slices.Sort(b.projects)
	b.projects = slices.Compact(b.projects)
	return b, err
}

// matching asks the index which of the changed projects the search finds: the
// very question of the awards page.
func (d *Deliverer) matching(ctx context.Context, a *Alert, b *changes) (map[data.ProjectID]bool, error) {
	if len(b.projects) == 0 {
		return nil, nil
	}
	f, err := a.filter()
	if err != nil {
		return nil, err
	}
	found := map[data.ProjectID]bool{}
	err = d.o.Index.Projects(ctx, f, func(id data.ProjectID) error {
		if _, ok := slices.BinarySearch(b.projects, id); ok {
			found[id] = true
		}
		return nil
	})
	if errors.Is(err, index.ErrBuilding) {
		err = errBehind
	}
	return found, err
}

// note writes what the batch makes of the alert.
func (d *Deliverer) note(tx *store.Tx, a *Alert, b *changes, found map[data.ProjectID]bool, began time.Time) error {
	var s state
	if _, err := getJSON(tx, alertKey("s", a.ID), &s); err != nil {
		return err
	}
	if s.Seq != b.from {
		return nil
	}
	if err := inherit(tx, a.ID, b.merged); err != nil {
		return err
	}
	ps, err := load(tx, b.projects)
	if err != nil {
		return err
	}
	l := look{tx: tx, a: a, s: &s, now: d.o.Now()}
	for _, p := range ps {
		if err := l.project(p, found[p.ID]); err != nil {
			return err
		}
	}
	if s.Seq = b.last; b.n < lookBatch {
		s.Looked = began
	}
	return putJSON(tx, alertKey("s", a.ID), s)
}

// load reads projects, in the order in which feeds have them.
func load(tx *store.Tx, ids []data.ProjectID) ([]*data.Project, error) {
	var out []*data.Project
	for _, id := range ids {
		p, err := tx.Project(id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if p.ID == id {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b *data.Project) int {
		return cmp.Or(a.OrderTime().Compare(b.OrderTime()), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// inherit hands what was told of a merged project on to the one it is in.
func inherit(tx *store.Tx, id uint64, merged map[data.ProjectID]data.ProjectID) error {
	for from, to := range merged {
		old := tx.GetKV(space, toldKey(id, from))
		if old == nil || tx.GetKV(space, toldKey(id, to)) != nil {
			continue
		}
		if err := tx.PutKV(space, toldKey(id, to), old); err != nil {
			return err
		}
	}
	return nil
}
