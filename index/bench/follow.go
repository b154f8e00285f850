package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
)

// changed is how many notices follow changes.
const changed = 40

// follow measures how long after its commit a notice is found, while the
// index keeps up by itself as it does in a server. It gives existing notices
// another text and takes it back, so that a kept corpus stays what it is.
func (r *run) follow() error {
	ctx, cancel := context.WithCancel(r.ctx)
	var wg sync.WaitGroup
	wg.Go(func() { _ = r.ix.Run(ctx) }) // logs its errors
	defer wg.Wait()
	defer cancel()
	var took []time.Duration
	for i := range min(changed, r.c.N) {
		n := r.c.Notice(i)
		text := n.Text
		word := fmt.Sprintf("zz%dzz", i)
		n.Text += "，" + word
		if err := r.rewrite(n); err != nil {
			return err
		}
		committed := time.Now()
		if err := r.found(ctx, word); err != nil {
			return err
		}
		took = append(took, time.Since(committed))
		n.Text = text
		if err := r.rewrite(n); err != nil {
			return err
		}
	}
	slices.Sort(took)
	r.say("a notice is found after its commit in %s (median), %s (longest of %d)", short(took[len(took)/2]), short(took[len(took)-1]), len(took))
	return nil
}

func (r *run) rewrite(n *data.Notice) error {
	return r.st.Derive(func(tx *store.Tx) error {
		_, err := tx.PutNotice(n)
		return err
	})
}

// found waits until a word is found.
func (r *run) found(ctx context.Context, word string) error {
	for {
		res, err := r.ix.Search(ctx, query.Filter{Q: word, Scope: query.ScopeAll}, index.Request{})
		if err != nil {
			return err
		}
		if res.Notices > 0 {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
}
