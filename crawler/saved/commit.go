package saved

import (
	"errors"
	"sync"

	"zhongbiao/crawler/extract"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// batch is how many pages are committed side by side: the store syncs them
// together, which is what makes a list of thousands of rows quick.
const batch = 64

// add takes a page for the next batch. Two pages of one address never share
// a batch, so that the later of them is the newer version.
func (im *importer) add(p *data.Page) error {
	p.Portal, p.ID = im.o.Portal, data.NewPageID(im.o.Portal, p.URL)
	p.Fetched, p.Status = im.o.Now(), 200
	p.Row.Portal, p.Row.Channel, p.Row.URL = p.Portal, p.Channel, p.URL
	if len(im.pending) >= batch || im.ids[p.ID] {
		if err := im.flush(); err != nil {
			return err
		}
	}
	im.pending, im.ids[p.ID] = append(im.pending, p), true
	return nil
}

// flush commits what is pending.
func (im *importer) flush() error {
	if err := im.ctx.Err(); err != nil {
		return err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for _, p := range im.pending {
		wg.Go(func() {
			done, err := im.commit(p)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				errs = append(errs, err)
			case !done.Changed:
				im.report.Unchanged++
			case done.Version == 1:
				im.report.New++
			default:
				im.report.Changed++
			}
		})
	}
	wg.Wait()
	im.pending = im.pending[:0]
	clear(im.ids)
	return errors.Join(errs...)
}

// commit writes a page, except a list's row whose notice itself is stored:
// the whole page says more and must not be replaced.
func (im *importer) commit(p *data.Page) (store.Committed, error) {
	if p.Channel == ChannelRow {
		old, err := im.o.Store.Page(p.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return store.Committed{}, err
		}
		if err == nil && old.Channel != ChannelRow {
			return store.Committed{Page: old.ID, Version: old.Version}, nil
		}
	}
	return im.o.Store.Commit(store.Commit{Page: p})
}

// check reads the page as it will be read from the store, so that a page
// without a notice is a problem of the import and not a silent loss.
func (im *importer) check(p *data.Page) error {
	_, err := extract.Read(extract.Input{Portal: im.o.Portal, URL: p.URL, Charset: p.Charset, ContentType: p.Header["Content-Type"],
		Body: p.Body, Row: p.Row, Hints: im.o.Hints})
	return err
}
