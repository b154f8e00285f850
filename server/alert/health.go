package alert

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"zhongbiao/data/store"
	"zhongbiao/server"
)

// everyMinute is how often an operator's alert looks at the system.
const everyMinute = time.Minute

// examine compares the conditions of the system with those that an operator's
// alert told, and queues the differences: each trouble is told when it begins
// and when it ends, and not in between.
func (d *Deliverer) examine(ctx context.Context, a *Alert) error {
	if d.o.Now().Sub(d.examined[a.ID]) < everyMinute {
		return nil
	}
	d.examined[a.ID] = d.o.Now()
	now, err := d.troubles(ctx)
	if err != nil {
		return err
	}
	s := state{}
	raised, cleared, err := d.differences(a.ID, now, &s)
	if err != nil || len(raised)+len(cleared) == 0 {
		return err
	}
	return d.o.Store.Derive(func(tx *store.Tx) error {
		if _, err := getJSON(tx, alertKey("s", a.ID), &s); err != nil {
			return err
		}
		for _, c := range raised {
			if err := d.condition(tx, a, &s, KindRaised, c); err != nil {
				return err
			}
		}
		for _, c := range cleared {
			if err := d.condition(tx, a, &s, KindCleared, c); err != nil {
				return err
			}
		}
		return putJSON(tx, alertKey("s", a.ID), s)
	})
}

// failingLong is how long an alert has to fail before operators hear of it.
const failingLong = time.Hour

// troubles are those of the system, and the alerts that can't be delivered.
func (d *Deliverer) troubles(ctx context.Context) (out []Condition, err error) {
	if d.o.Health != nil {
		if out, err = d.o.Health(ctx); err != nil {
			return nil, err
		}
	}
	all, err := d.Statuses()
	for _, s := range all {
		if s.Operator || s.Failing.IsZero() || d.o.Now().Sub(s.Failing) < failingLong {
			continue
		}
		out = append(out, Condition{ID: fmt.Sprintf("alert/%d/failing", s.ID),
			ZH: fmt.Sprintf("提醒“%s”自 %s 起无法送达：%s", s.Name, server.ZH.Time(s.Failing), s.Error),
			EN: fmt.Sprintf("alert %q can't be delivered since %s: %s", s.Name, server.EN.Time(s.Failing), s.Error)})
	}
	return out, err
}

func (d *Deliverer) differences(id uint64, now []Condition, s *state) (raised, cleared []Condition, err error) {
	was := map[string]Condition{}
	prefix := alertKey("c", id) + "/"
	err = d.o.Store.View(func(tx *store.Tx) error {
		return scanJSON(tx, prefix, func(key string, c Condition) error {
			was[strings.TrimPrefix(key, prefix)] = c
			return nil
		})
	})
	for _, c := range now {
		if _, ok := was[c.ID]; !ok {
			raised = append(raised, c)
		}
		delete(was, c.ID)
	}
	for _, key := range slices.Sorted(maps.Keys(was)) {
		cleared = append(cleared, was[key])
	}
	return raised, cleared, err
}

func (d *Deliverer) condition(tx *store.Tx, a *Alert, s *state, kind Kind, c Condition) error {
	key := alertKey("c", a.ID) + "/" + c.ID
	e := Event{Kind: kind, At: d.o.Now(), Condition: &c, Key: fmt.Sprintf("%s_%d", a.UID, s.Last+1)}
	if err := enqueue(tx, a, s, e); err != nil {
		return err
	}
	if kind == KindCleared {
		return tx.DeleteKV(space, key)
	}
	return putJSON(tx, key, c)
}
