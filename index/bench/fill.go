package bench

import (
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Fill writes the corpus into an empty store. It gives the bytes of text that
// the notices hold, which sizes are compared with.
func Fill(st *store.Store, c Corpus) (text int64, err error) {
	type pair struct {
		p    *data.Project
		list []*data.Notice
	}
	var batch []pair
	flush := func() error {
		defer func() { batch = batch[:0] }()
		return st.Derive(func(tx *store.Tx) error {
			for _, b := range batch {
				for _, n := range b.list {
					if _, err := tx.PutNotice(n); err != nil {
						return err
					}
				}
				id, err := tx.NewProjectID()
				if err != nil {
					return err
				}
				b.p.ID = id
				if _, err := tx.PutProject(b.p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = c.Each(func(p *data.Project, list []*data.Notice) error {
		for _, n := range list {
			text += int64(len(n.Text) + len(n.Title) + len(n.Buyer) + len(n.Agency))
		}
		if batch = append(batch, pair{p, list}); len(batch) == 2000 {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	return text, err
}
