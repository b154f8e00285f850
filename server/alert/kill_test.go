package alert_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/ledger"
	"zhongbiao/data/store"
	"zhongbiao/index"
	"zhongbiao/index/query"
	"zhongbiao/server/alert"
)

var kills = flag.Int("kills", 25, "how often TestKill kills the process that sends alerts")

// childVar makes this test binary a process that publishes awards and sends
// alerts of them, in the folder that it names.
const childVar = "ALERT_TEST_CHILD"

// everything is an index in which every project is found at once. The real
// one would take most of the time that a child lives.
type everything struct{ st *store.Store }

func (x everything) Stats() index.Stats { return index.Stats{Seq: x.st.Seq()} }

func (x everything) Projects(_ context.Context, _ query.Filter, fn func(data.ProjectID) error) error {
	return x.st.Projects(func(p *data.Project) error { return fn(p.ID) })
}

// child publishes and corrects awards as fast as it can, and tells of them.
func child(dir, url string) error {
	st, err := store.Open(dir, store.Options{NoSync: true}) // a kill loses no written page, whether it was synced or not
	if err != nil {
		return err
	}
	d := alert.New(alert.Options{Store: st, Index: everything{st}, Private: []string{"127.0.0.1"}})
	if _, err := d.Status("示例"); err != nil {
		if _, err := d.Add(alert.Alert{Name: "示例", To: alert.Destination{Address: url}}); err != nil {
			return err
		}
	}
	if err := d.Retry("示例", false); err != nil { // tries at once what a kill left failing
		return err
	}
	fmt.Println("open")
	go func() {
		if err := d.Run(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}()
	led := ledger.New(ledger.Options{})
	c, err := st.Counts()
	for i := c.Notices + 1; err == nil; i++ {
		err = st.Derive(func(tx *store.Tx) error {
			n := notice(i, data.DayOf(time.Now()), 100, "示例甲公司")
			if i%4 == 0 && i > 60 { // of an award that was told by now
				n = correction(notice(i-59, data.DayOf(time.Now()), 100, "示例甲公司"), int64(100+i), "示例乙公司")
			}
			_, err := led.Apply(tx, n)
			return err
		})
		time.Sleep(20 * time.Millisecond)
	}
	return err
}

// TestKill kills the process that sends alerts, at random moments, again and
// again in the same folder, while the receiver fails now and then. In the end
// everything was told, in order, and what was told twice has the same key and
// the same body.
func TestKill(t *testing.T) {
	n := *kills
	if testing.Short() {
		n = 5
	}
	r := newReceiver(t)
	r.answers(func(w http.ResponseWriter, n int) {
		if n%7 == 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	dir := t.TempDir()
	for range n {
		killed(t, dir, r.URL, time.Duration(rand.IntN(800))*time.Millisecond)
	}
	r.answers(nil)
	st, sent := drain(t, dir)
	got := r.requests()
	first := checkOrder(t, got)
	if len(first) != sent {
		t.Errorf("%d events are on record as sent, %d came", sent, len(first))
	}
	c, err := st.Counts()
	if err != nil || len(first) < c.Projects || c.Projects < n {
		t.Errorf("%d projects, %d events told, %v", c.Projects, len(first), err)
	}
	t.Logf("%d kills; %d projects; %d events came in %d requests", n, c.Projects, len(first), len(got))
}

func killed(t *testing.T, dir, url string, after time.Duration) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childVar+"="+dir, childVar+"_URL="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(line) != "open" {
		cmd.Process.Kill()
		cmd.Wait()
		t.Fatalf("the process said %q, %v", line, err)
	}
	time.Sleep(after)
	cmd.Process.Kill()
	cmd.Wait()
}

// drain sends what is left, and gives how many events are on record.
func drain(t *testing.T, dir string) (*store.Store, int) {
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.Check(); err != nil {
		t.Error(err)
	}
	now := time.Now().Add(time.Hour) // whatever waits for another try is due
	d := alert.New(alert.Options{Store: st, Index: everything{st}, Private: []string{"127.0.0.1"}, Now: func() time.Time { return now }})
	if _, err := d.Look(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Once(context.Background()); err != nil {
		t.Fatal(err)
	}
	s, err := d.Status("示例")
	if err != nil || s.Waiting != 0 {
		t.Fatalf("%d events wait still, %v", s.Waiting, err)
	}
	return st, s.Sent
}

// checkOrder gives the distinct events that came, and checks that they came in
// order and that repetitions are exact.
func checkOrder(t *testing.T, got []request) map[string]string {
	first := map[string]string{}
	last := uint64(0)
	for _, q := range got {
		key := q.header.Get("webhook-id")
		body, again := first[key]
		switch {
		case again && body != string(q.body):
			t.Errorf("key %s came with two bodies:\n%s\n%s", key, body, q.body)
		case !again && q.event.N != last+1:
			t.Errorf("event %d came after %d", q.event.N, last)
		case again && q.event.N != last:
			t.Errorf("event %d was repeated after %d", q.event.N, last)
		}
		first[key], last = string(q.body), q.event.N
	}
	return first
}
