package store

// OpenTasks calls fn for every task that is not done, in no order. It costs
// nothing for those that are. fn may use the store; ErrStop ends the scan. A
// task that changes its state meanwhile may be told twice, but is not missed.
func (s *Store) OpenTasks(fn func(Task) error) error {
	// Tasks move from later and leased to ready, so ready is read after them.
	for _, bucket := range []string{"later", "leased", "ready", "failed"} {
		err := s.scan(bucket, start, func(_, key []byte) error {
			t, err := find(s, func(tx *Tx) (*Task, error) { return tx.task(key) })
			if err != nil || t == nil || t.State == TaskDone {
				return err
			}
			return fn(*t)
		})
		if err != nil {
			return noStop(err)
		}
	}
	return nil
}
