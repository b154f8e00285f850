package alert_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/server/alert"
)

// TestMain runs a child of the kill test when it is one.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childVar); dir != "" {
		if err := child(dir, os.Getenv(childVar+"_URL")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	var err error
	if cacheDir, err = os.MkdirTemp("", "zhongbiao-alert-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(cacheDir)
	os.Exit(code)
}

// cacheDir holds the dictionaries, unpacked once for all tests.
var cacheDir string

// env is a data folder with everything real in it: store, ledger and index,
// under a clock that the test moves.
type env struct {
	*testing.T
	st    *store.Store
	led   *ledger.Ledger
	ix    *index.Index
	d     *alert.Deliverer
	o     alert.Options
	clock *clock
	log   strings.Builder
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// noon is a Monday's, Beijing time.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, data.Shanghai)

func newEnv(t *testing.T) *env {
	e := &env{T: t, clock: &clock{t: noon}}
	e.led = ledger.New(ledger.Options{Now: e.clock.now})
	e.open(t.TempDir())
	return e
}

// open opens a data folder and what works on it.
func (e *env) open(dir string) {
	st, err := store.Open(dir, store.Options{NoSync: true, Now: e.clock.now})
	e.must(err)
	ix, err := index.Open(dir, st, index.Options{CacheDir: cacheDir, Unsafe: true})
	e.must(err)
	e.Cleanup(func() {
		ix.Close()
		if err := st.Check(); err != nil && !errors.Is(err, store.ErrClosed) {
			e.Errorf("after the test the store does not hold together: %v", err)
		}
		st.Close()
	})
	e.st, e.ix = st, ix
	e.o = alert.Options{Store: st, Index: ix, Now: e.clock.now, Base: "https://zb.example.cn", Log: slog.New(slog.NewTextHandler(&e.log, nil)),
		Private: []string{"127.0.0.1"}, Timeout: 5 * time.Second}
	e.restart()
}

// restart is the next process over the same store.
func (e *env) restart() { e.d = alert.New(e.o) }

func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// add makes an alert; an empty name is "示例".
func (e *env) add(a alert.Alert) alert.Alert {
	e.Helper()
	if a.Name == "" {
		a.Name = "示例"
	}
	out, err := e.d.Add(a)
	e.must(err)
	return out
}

// publish takes notices in as a reading does, and lets a minute pass.
func (e *env) publish(ns ...*data.Notice) {
	e.Helper()
	for _, n := range ns {
		e.must(e.st.Derive(func(tx *store.Tx) error { _, err := e.led.Apply(tx, n); return err }))
	}
	e.clock.advance(time.Minute)
}

// look brings the index up and looks for what is to be told.
func (e *env) look() {
	e.Helper()
	if _, err := e.ix.Sync(context.Background()); err != nil {
		e.Fatal(err)
	}
	behind, err := e.d.Look(context.Background())
	e.must(err)
	if behind {
		e.Fatal("the index is behind after a sync")
	}
}

// tell looks and sends, and gives the error of sending.
func (e *env) tell() error {
	e.Helper()
	e.look()
	_, err := e.d.Once(context.Background())
	return err
}

func (e *env) status(name string) alert.Status {
	e.Helper()
	s, err := e.d.Status(name)
	e.must(err)
	return s
}

// notice is an award notice of an invented project; i makes it another one.
func notice(i int, day data.Day, yuan int64, supplier string) *data.Notice {
	core := data.RelevanceLabel{Label: data.Core, Rule: "test", Evidence: "大模型"}
	name := fmt.Sprintf("示例第%d号大模型平台建设项目", i)
	return &data.Notice{ID: data.NoticeID(fmt.Sprintf("n%d", i)), Page: data.PageID(fmt.Sprintf("n%d", i)), Version: 1, Portal: "ccgp",
		URL: fmt.Sprintf("http://www.example.cn/notice/%d.htm", i), Kind: data.KindAward, Title: name + "中标公告", ProjectNumber: fmt.Sprintf("SL-2026-%04d", i),
		ProjectName: name, Buyer: fmt.Sprintf("示例第%d电力公司", i), Region: "110000", Published: day, TotalFen: yuan * data.Yuan,
		Lots: []data.Lot{{Status: data.LotAwarded, Relevance: core, Suppliers: []data.Supplier{{Name: supplier, Role: data.RoleSupplier}},
			Amount: &data.Money{Fen: yuan * data.Yuan, Kind: data.Total, Tax: data.TaxUnknown, Raw: fmt.Sprint(yuan)}}},
		Category: data.CategoryApp, Relevance: core, Industry: data.Label{ID: string(data.Energy), Rule: "test"}, Scene: data.Label{ID: string(data.OtherIndustry)}, Text: name}
}

// correction is a notice that corrects the award of another.
func correction(of *data.Notice, yuan int64, supplier string) *data.Notice {
	n := *of
	n.ID, n.Page, n.Kind, n.Corrects = of.ID+"x", data.PageID(of.ID+"x"), data.KindCorrection, data.CorrectsResult
	n.Title, n.URL = of.ProjectName+"更正公告", of.URL+"x"
	n.Lots = []data.Lot{{Status: data.LotAwarded, Relevance: of.Relevance, Suppliers: []data.Supplier{{Name: supplier, Role: data.RoleSupplier}},
		Amount: &data.Money{Fen: yuan * data.Yuan, Kind: data.Total, Tax: data.TaxUnknown, Raw: fmt.Sprint(yuan)}}}
	n.TotalFen = yuan * data.Yuan
	return &n
}

const today = data.Day(20260302)

// receiver is a webhook's other end. answer decides what each request gets;
// without it, all is well.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []request
	answer func(w http.ResponseWriter, n int) // n requests came before
}

type request struct {
	header http.Header
	body   []byte
	event  struct {
		Type  alert.Kind
		Alert string
		URL   string
		alert.Event
	}
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	b, _ := io.ReadAll(req.Body)
	q := request{header: req.Header, body: b}
	if err := json.Unmarshal(b, &q.event); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	n, answer := len(r.got), r.answer
	r.got = append(r.got, q)
	r.mu.Unlock()
	if answer != nil {
		answer(w, n)
	}
}

// requests gives what came so far, and forgets it.
func (r *receiver) requests() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

func (r *receiver) answers(f func(w http.ResponseWriter, n int)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) to() alert.Destination { return alert.Destination{Address: r.URL + "/hook"} }

// kinds lists what came as "kind project cause".
func kinds(rs []request) string {
	var out []string
	for _, r := range rs {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.event.Type, r.event.Project, r.event.Cause)))
	}
	return strings.Join(out, "; ")
}
