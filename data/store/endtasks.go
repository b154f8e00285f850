package store

import "time"

// EndTasks marks tasks as done that are no longer of use: what they were to
// bring comes by other tasks. Keys that are not known are passed over. Nobody
// may be at work on them.
func (s *Store) EndTasks(outcome string, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	return s.write(func(tx *Tx) error {
		for _, key := range keys {
			old, err := tx.task(bounded(key))
			if err != nil {
				return err
			}
			if old == nil || old.State == TaskDone {
				continue
			}
			n := *old
			n.State, n.Lease, n.Next, n.Ended = TaskDone, time.Time{}, time.Time{}, tx.Now()
			n.Reason, n.Outcome = "", outcome
			if err := tx.move(old, &n); err != nil {
				return err
			}
		}
		return nil
	})
}
