package read

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"zhongbiao/crawler/extract"
	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
)

const (
	position  = "read" // name of the saved position
	failSpace = "read" // namespace of the failures
)

// Classifier fills what a notice is about: relevance, industry, canonical names.
type Classifier interface{ Notice(n *data.Notice) }

// Extractor reads the notices of one page. ErrNoNotice (or an error that wraps
// it) says that the page holds none, which is no failure.
type Extractor func(p *data.Page) ([]data.Notice, error)

// ErrNoNotice says that a page holds no notice.
var ErrNoNotice = extract.ErrNoNotice

// Options of a Reader.
type Options struct {
	Log     *slog.Logger // nil logs nothing
	Extract Extractor    // nil reads with package extract
	Hints   Hints        // of the portals' definitions, for the default Extract
	Now     func() time.Time
	Batch   int // pages per transaction; default 100
}

// Reader reads stored pages.
type Reader struct {
	st  *store.Store
	led *ledger.Ledger
	cl  Classifier
	o   Options
	mu  sync.Mutex // one run or reread at a time
}

// New makes a reader over a store.
func New(st *store.Store, led *ledger.Ledger, cl Classifier, o Options) *Reader {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Batch <= 0 {
		o.Batch = 100
	}
	if o.Extract == nil {
		o.Extract = fromExtract(o.Hints)
	}
	return &Reader{st: st, led: led, cl: cl, o: o}
}

// Report says what a run did.
type Report struct {
	Pages    int       `json:"pages"`    // read, whatever came of it
	Notices  int       `json:"notices"`  // found on them
	Changed  int       `json:"changed"`  // projects that changed, each counted once per page
	Removed  int       `json:"removed"`  // notices that a page no longer holds
	NoNotice int       `json:"empty"`    // pages that hold no notice
	Failed   []Failure `json:"failures"` // pages that could not be read
}

// Failure is one page that could not be read, and why. It is kept in the
// store until the page can be read.
type Failure struct {
	Page   data.PageID `json:"page"`
	Portal string      `json:"portal"`
	URL    string      `json:"url"`
	Reason string      `json:"reason"`
	At     time.Time   `json:"at"`
}

func (r *Report) add(o Report) {
	r.Pages, r.Notices, r.Changed = r.Pages+o.Pages, r.Notices+o.Notices, r.Changed+o.Changed
	r.Removed, r.NoNotice = r.Removed+o.Removed, r.NoNotice+o.NoNotice
	r.Failed = append(r.Failed, o.Failed...)
}

// parsed is what one page says.
type parsed struct {
	page    *data.Page
	notices []data.Notice
	empty   bool
	err     error
}

// Run reads every page that was stored after the saved position, a batch per
// transaction: what was read is committed together with the position, so a
// crash repeats at most one batch, which changes nothing. A page that fails is
// recorded and skipped.
func (r *Reader) Run(ctx context.Context) (Report, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var total Report
	for {
		rep, more, err := r.batch(ctx)
		total.add(rep)
		if err != nil || !more {
			return total, err
		}
	}
}

var errFull = errors.New("batch is full")

// batch reads the next pages; more is false when there was none.
func (r *Reader) batch(ctx context.Context) (rep Report, more bool, err error) {
	var at uint64
	if err := r.st.View(func(tx *store.Tx) error { at = tx.Position(position); return nil }); err != nil {
		return rep, false, err
	}
	var ids []data.PageID
	last := at
	err = r.st.PagesAfter(at, func(seq uint64, id data.PageID) error {
		if len(ids) == r.o.Batch {
			return errFull
		}
		ids, last = append(ids, id), seq
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return rep, false, fmt.Errorf("list pages after %d: %w", at, err)
	}
	if len(ids) == 0 {
		return rep, false, nil
	}
	pages, err := r.load(ctx, ids)
	if err != nil {
		return rep, false, err
	}
	rep, err = r.commitAll(ctx, ledger.On(r.st), pages, func(tx ledger.Tx) error {
		if at == 0 {
			if err := ledger.MarkVersion(tx); err != nil {
				return err
			}
		}
		return tx.SetPosition(position, last)
	})
	return rep, true, err
}

// load fetches and parses pages on all cores, in order.
func (r *Reader) load(ctx context.Context, ids []data.PageID) ([]parsed, error) {
	out := make([]parsed, len(ids))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, id := range ids {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			p, err := r.st.Page(id)
			if err != nil {
				out[i] = parsed{page: &data.Page{ID: id}, err: fmt.Errorf("load page: %w", err)}
				return nil
			}
			out[i] = r.parse(p)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return out, nil
}

// parse reads one page. A panic in a parser is that page's failure, not the
// program's: pages are hostile input.
func (r *Reader) parse(p *data.Page) (out parsed) {
	out.page = p
	defer func() {
		if x := recover(); x != nil {
			out.notices, out.err = nil, fmt.Errorf("panic: %v", x)
		}
	}()
	ns, err := r.o.Extract(p)
	switch {
	case errors.Is(err, ErrNoNotice) || err == nil && len(ns) == 0:
		out.empty = true
		return out
	case err != nil:
		out.err = err
		return out
	}
	for i := range ns {
		identify(&ns[i], p, i)
		r.cl.Notice(&ns[i])
		withRules(&ns[i])
	}
	out.notices = ns
	return out
}

// identify fills what a notice has from its page and not from its text.
func identify(n *data.Notice, p *data.Page, i int) {
	n.ID = noticeID(p.ID, i)
	n.Page, n.Version, n.Portal, n.Sample = p.ID, p.Version, p.Portal, p.Sample
	if n.URL == "" {
		n.URL = p.URL
	}
	if n.Published == 0 {
		n.Published = p.Row.Published
	}
}

func noticeID(p data.PageID, i int) data.NoticeID {
	if i == 0 {
		return data.NoticeID(p)
	}
	return data.NoticeID(fmt.Sprintf("%s-%d", p, i+1))
}

// commitAll is commit, but a page that can't be linked or stored does not hold
// up the others: when the batch fails, its pages go one by one, and the one
// that fails again is recorded as a failure. When the store itself is in trouble
// the run ends, and nothing is skipped.
func (r *Reader) commitAll(ctx context.Context, b ledger.Backend, pages []parsed, then func(tx ledger.Tx) error) (Report, error) {
	rep, err := r.commit(b, pages, then)
	if err == nil || !ofPage(err) {
		return rep, err
	}
	r.o.Log.Warn("read batch page by page", "pages", len(pages), "err", err)
	var total Report
	nothing := func(ledger.Tx) error { return nil }
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		rep, err := r.commit(b, []parsed{p}, nothing)
		if err != nil {
			if !ofPage(err) {
				return total, err
			}
			p.err = err
			if rep, err = r.commit(b, []parsed{p}, nothing); err != nil {
				return total, err
			}
		}
		total.add(rep)
	}
	_, err = r.commit(b, nil, then)
	return total, err
}

// pageError is what went wrong with one page. An error of the store itself, a
// full disk for example, is none: it would come with any page, and a page that
// is skipped for it would never be read.
type pageError struct {
	page *data.Page
	err  error
}

func (e *pageError) Error() string {
	return fmt.Sprintf("read page %s (%s): %v", e.page.ID, e.page.URL, e.err)
}

func (e *pageError) Unwrap() error { return e.err }

// ofPage tells whether an error is one page's own.
func ofPage(err error) bool {
	var e *pageError
	return errors.As(err, &e)
}

// commit puts parsed pages into the store in one transaction.
func (r *Reader) commit(b ledger.Backend, pages []parsed, then func(tx ledger.Tx) error) (Report, error) {
	var rep Report
	err := b.Derive(func(tx ledger.Tx) error {
		rep = Report{} // the store may run this twice
		for _, p := range pages {
			if err := r.put(tx, p, &rep); err != nil {
				return &pageError{p.page, err}
			}
		}
		return then(tx)
	})
	if err != nil {
		return Report{}, err
	}
	for _, f := range rep.Failed {
		r.o.Log.Warn("read page", "page", f.Page, "url", f.URL, "err", f.Reason)
	}
	return rep, nil
}

func (r *Reader) put(tx ledger.Tx, p parsed, rep *Report) error {
	rep.Pages++
	if p.err != nil {
		f := Failure{p.page.ID, p.page.Portal, p.page.URL, p.err.Error(), r.o.Now().UTC()}
		rep.Failed = append(rep.Failed, f)
		return r.putFailure(tx, f) // what was read of it before stays
	}
	if p.empty {
		rep.NoNotice++
	}
	for i := range p.notices {
		changed, err := r.led.Apply(tx, &p.notices[i])
		if err != nil {
			return err
		}
		rep.Notices++
		rep.Changed += len(changed)
	}
	if tx.GetKV(failSpace, string(p.page.ID)) != nil {
		if err := tx.DeleteKV(failSpace, string(p.page.ID)); err != nil {
			return err
		}
	}
	n, err := r.dropRest(tx, p)
	rep.Removed += n
	return err
}

// dropRest removes notices that an earlier reading found and this one did not.
func (r *Reader) dropRest(tx ledger.Tx, p parsed) (int, error) {
	for i := len(p.notices); ; i++ {
		id := noticeID(p.page.ID, i)
		if _, err := tx.Facts(id); err != nil {
			if errors.Is(err, store.ErrNotFound) {
				return i - len(p.notices), nil
			}
			return 0, err
		}
		if _, err := r.led.Remove(tx, id); err != nil {
			return 0, err
		}
	}
}

func (r *Reader) putFailure(tx ledger.Tx, f Failure) error {
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return tx.PutKV(failSpace, string(f.Page), b)
}

// Failures lists the pages that could not be read so far.
func Failures(st *store.Store) ([]Failure, error) {
	var out []Failure
	err := st.View(func(tx *store.Tx) error {
		out = nil
		return tx.ScanKV(failSpace, "", func(_ string, v []byte) error {
			var f Failure
			if err := json.Unmarshal(v, &f); err != nil {
				return fmt.Errorf("read failure: %w", err)
			}
			out = append(out, f)
			return nil
		})
	})
	return out, err
}
