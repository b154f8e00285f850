package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhongbiao/crawler/sample"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// stepClock stands still until it is told to go on.
type stepClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *stepClock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *stepClock) advance(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

// oneDetail is a portal with a single notice, whose answers a test controls:
// answer is called with the number of the request for it, from 1.
func oneDetail(t *testing.T, answer func(n int, w http.ResponseWriter)) (o Options, key string) {
	t.Helper()
	const path = "/cggg/dfgg/zbgg/202408/t20240805_1.htm"
	var n atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case path:
			answer(int(n.Add(1)), w)
		case "/cggg/dfgg/zbgg/":
			fmt.Fprintf(w, `<html><ul class="c_list_bid"><li><a href=".%s" title="示例大模型">示例</a><em rel="bxlx">中标公告</em> 发布时间：<em>2024-08-05 10:00</em> 地域：<em>示例省</em> 采购人：<em>示例单位</em></li></ul><script>Pager({size:1, current:0, prefix:'index',suffix:'htm'});</script></html>`,
				strings.TrimPrefix(path, "/cggg/dfgg/zbgg"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	d := at(t, srv.URL)
	for _, c := range d.Channels {
		if c.ID == "dfgg-zbgg" {
			d.Channels = d.Channels[:1]
			d.Channels[0] = c
		}
	}
	d.List.Whole = true
	return options(openStore(t), d), "detail|" + d.ID + "|" + srv.URL + path
}

func notice(text string) string {
	return `<html><body><div class="vF_detail_content">` + text + `</div></body></html>`
}

// crawlSoon is crawl for a test that would wait for ever when it fails.
func crawlSoon(t *testing.T, o Options) *Summary {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	sum, err := c.Run(ctx)
	if err != nil {
		t.Error(err)
	}
	return sum
}

// until waits for something that another goroutine brings about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("%s: it does not come", what)
			return
		}
	}
}

// A worker that lost its lease (its machine slept, say) comes back with an
// answer when another has the task: its word does not count.
func TestZombieIsRefused(t *testing.T) {
	c := &clock{}
	first, second := make(chan bool), make(chan bool)
	o, key := oneDetail(t, func(n int, w http.ResponseWriter) {
		if n == 1 {
			close(first)
			<-second
			fmt.Fprint(w, notice("中标公告：来自僵尸"))
			return
		}
		fmt.Fprint(w, notice("中标公告：来自后来者"))
	})
	o.Now, o.Workers, o.LeaseTime, o.Timeout = c.now, 2, time.Hour, time.Minute
	go func() {
		<-first
		c.offset.Add(int64(2 * time.Hour))
		until(t, "the second worker's page", func() bool { k, err := o.Store.Task(key); return err == nil && k.State == store.TaskDone })
		close(second)
	}()
	if sum := crawlSoon(t, o); sum.Incomplete() || sum.Portals[0].Pages != 1 {
		t.Errorf("%+v", sum.Portals[0])
	}
	if err := o.Store.Pages(func(p *data.Page) error {
		if p.Version != 1 || !strings.Contains(string(p.Body), "后来者") {
			t.Errorf("version %d is kept: %s", p.Version, p.Body)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if k, err := o.Store.Task(key); err != nil || k.Lost != 1 || k.State != store.TaskDone {
		t.Errorf("task %+v, %v", k, err)
	}
}

// An answer that takes longer than a lease keeps it all the same: the run
// renews it as long as it is at work.
func TestSlowAnswerKeepsItsLease(t *testing.T) {
	c := &stepClock{at: time.Now()}
	begun, release := make(chan bool), make(chan bool)
	var asked atomic.Int32
	o, key := oneDetail(t, func(n int, w http.ResponseWriter) {
		if asked.Store(int32(n)); n == 1 {
			close(begun)
			<-release
		}
		fmt.Fprint(w, notice("中标公告"))
	})
	o.Now, o.Workers, o.LeaseTime, o.Timeout = c.now, 2, 60*time.Millisecond, time.Minute
	go func() {
		defer close(release)
		<-begun
		for range 5 {
			c.advance(o.LeaseTime / 2)
			until(t, "a longer lease", func() bool {
				k, err := o.Store.Task(key)
				return err != nil || !k.Lease.Before(c.now().Add(o.LeaseTime))
			})
		}
	}()
	if sum := crawlSoon(t, o); sum.Incomplete() || asked.Load() != 1 {
		t.Errorf("asked %d times: %+v", asked.Load(), sum.Portals[0])
	}
}

// loseLeases lets every queued task lose so many leases, as kills do.
func loseLeases(t *testing.T, st *store.Store, times int) {
	t.Helper()
	now := time.Now()
	for range times {
		if _, err := st.Lease(now, time.Minute, 1000, nil); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	got, err := st.Lease(now, time.Minute, 1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range got {
		if err := st.Release(k); err != nil {
			t.Fatal(err)
		}
	}
}

// A suspect is alone while it is under way, and its note is there until its
// commit is over: nothing else can be the reason if the process ends.
func TestSuspectIsAlone(t *testing.T) {
	srv, st := startSample(t, data.Fictional), openStore(t)
	d := at(t, srv.URL)
	d.Channels = d.Channels[:3]
	o := options(st, d)
	var tasks []store.Task
	for path := range wanted(srv) {
		channel, day := place(path)
		tasks = append(tasks, store.Task{Key: "detail|" + d.ID + "|" + srv.URL + path, Portal: d.ID, Channel: channel, Host: host(srv.URL), URL: srv.URL + path, Kind: "detail",
			Method: "GET", Row: data.Row{Portal: d.ID, Channel: channel, URL: srv.URL + path, Title: "示例", Published: day, Sample: data.Fictional}, Priority: int64(day)})
	}
	if _, err := st.Enqueue(tasks[:20]...); err != nil {
		t.Fatal(err)
	}
	loseLeases(t, st, maxLost)
	var now, most, noted atomic.Int32
	srv.Break(&sample.Fault{Match: sample.Details, Bad: func(p *sample.Portal, w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		if k, err := st.Task("detail|" + d.ID + "|" + srv.URL + r.URL.Path); err == nil && suspect(k) {
			most.Store(max(most.Load(), n))
		}
		sample.Late(5*time.Millisecond)(p, w, r)
	}})
	o.Workers = 8
	o.Progress = func(e Event) {
		if k, err := st.Task("detail|" + d.ID + "|" + e.URL); err == nil && suspect(k) {
			if b, _ := st.State(begunKey(k.Key)); string(b) == "1" {
				noted.Add(1)
			}
		}
	}
	if sum := crawl(t, o); sum.Incomplete() {
		t.Errorf("%+v", sum.Portals[0])
	}
	if most.Load() != 1 || noted.Load() != 20 {
		t.Errorf("%d at the same time, want 1; %d noted until they were kept, want 20", most.Load(), noted.Load())
	}
	if b, err := st.State(begunKey(tasks[0].Key)); err != nil || b != nil {
		t.Errorf("the note %q is left, %v", b, err)
	}
}

// A page that ends the process each time it is asked for ends itself as
// failed, with the reason; the pages that were under way beside it each time
// are kept.
func TestPoisonPageCondemnsOnlyItself(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	srv := startSample(t, data.Fictional)
	want := wanted(srv)
	poison := ""
	for path := range want {
		if poison == "" || path[len(path)-20:] > poison[len(poison)-20:] { // the newest, and so among the first
			poison = path
		}
	}
	var child atomic.Pointer[os.Process]
	srv.Break(&sample.Fault{Match: byPath(poison), Bad: func(_ *sample.Portal, _ http.ResponseWriter, r *http.Request) {
		_ = child.Load().Kill()
		<-r.Context().Done()
	}}, &sample.Fault{Match: sample.Details, Bad: sample.Late(30 * time.Millisecond)})
	dir := t.TempDir()
	ends := 0
	for ; ends <= maxLost+maxEnds; ends++ {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "ZHONGBIAO_TEST_CRAWL_DIR="+dir, "ZHONGBIAO_TEST_CRAWL_URL="+srv.URL)
		out := &tail{}
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		child.Store(cmd.Process)
		err := cmd.Wait()
		if err == nil {
			break
		}
		if len(out.b) > 0 {
			t.Fatalf("the crawl ended by itself: %v\n%s", err, out.b)
		}
	}
	if ends != maxLost+maxEnds {
		t.Errorf("the page ended %d processes, want %d", ends, maxLost+maxEnds)
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	delete(want, poison)
	exactlyOnce(t, stored(t, st), want)
	k, err := st.Task("detail|sample-fictional|" + srv.URL + poison)
	if err != nil || k.State != store.TaskFailed || !strings.Contains(k.Reason, "the process ended 20 times") {
		t.Errorf("the page's task is %s, %q, %v", k.State, k.Reason, err)
	}
	channel, day := place(poison)
	if v, err := st.CoverageOf("sample-fictional", channel, "", day); err != nil || v.State != store.CoveragePartial || !strings.Contains(v.Reason, "1 of them failed") {
		t.Errorf("its day is %+v, %v", v, err)
	}
}
