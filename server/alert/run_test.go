package alert_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"zhongbiao/server/alert"
)

// A receiver that hangs holds up its own alert: others are told, and the
// crawl writes on.
func TestRunHoldsUpNobody(t *testing.T) {
	e, hangs, good := newEnv(t), newReceiver(t), newReceiver(t)
	entered, told := make(chan struct{}, 100), make(chan struct{}, 100)
	release := make(chan struct{})
	hangs.answers(func(http.ResponseWriter, int) { entered <- struct{}{}; <-release })
	good.answers(func(http.ResponseWriter, int) { told <- struct{}{} })
	e.o.Timeout = time.Minute
	e.restart()
	e.add(alert.Alert{Name: "hangs", To: hangs.to()})
	e.add(alert.Alert{Name: "good", To: good.to()})
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = e.ix.Run(ctx) })
	wg.Go(func() { _ = e.d.Run(ctx) })
	for i := range 3 {
		e.publish(notice(i+1, today, 100, "示例甲公司"))
		await(t, told)
	}
	await(t, entered)
	if s := e.status("hangs"); s.Sent != 0 || s.Waiting != 3 {
		t.Errorf("the alert that hangs: %+v", s)
	}
	stop()
	close(release)
	wg.Wait()
	if s := e.status("hangs"); s.State == "failing" {
		t.Errorf("a stop is taken for a failure: %s", s.Error)
	}
}

func await(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		t.Fatal("nothing came within a minute")
	}
}

// An alert that fails for long is a trouble that operators are told of.
func TestOperatorHearsOfFailingAlerts(t *testing.T) {
	e, bad, ops := newEnv(t), newReceiver(t), newReceiver(t)
	bad.answers(func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusInternalServerError) })
	e.add(alert.Alert{Name: "bad", To: bad.to()})
	e.add(alert.Alert{Name: "ops", Operator: true, To: ops.to(), Lang: "en"})
	e.publish(notice(1, today, 100, "示例甲公司"))
	_ = e.tell()
	if got := ops.requests(); len(got) > 0 {
		t.Errorf("told at once: %q", kinds(got))
	}
	e.clock.advance(2 * time.Hour)
	_ = e.tell()
	if got := kinds(ops.requests()); got != "raised" {
		t.Errorf("told %q", got)
	}
	bad.answers(nil)
	e.clock.advance(2 * time.Hour)
	e.must(e.tell())
	e.clock.advance(2 * time.Minute)
	e.must(e.tell())
	if got := kinds(ops.requests()); got != "cleared" {
		t.Errorf("told %q", got)
	}
}
