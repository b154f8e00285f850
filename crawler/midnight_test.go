package crawler

import (
	"fmt"
	"testing"
	"time"

	"zhongbiao/data"
	"zhongbiao/data/store"
)

// A walk that begins before midnight and ends after it has not seen what came
// later on the day that it began on: that day is not complete until a walk of
// after its end has listed it.
func TestWalkAcrossMidnightLeavesItsDayOpen(t *testing.T) {
	for _, stream := range []bool{false, true} {
		name := map[bool]string{false: "window", true: "stream"}[stream]
		t.Run(name, func(t *testing.T) {
			s := startMoving(t)
			s.publish(25, 20240806)
			s.publish(25, 20240807)
			c := &clock{}
			c.set(20240807, 23)
			s.hook = func(s *moving, page int) {
				if page == 2 && len(s.rows) == 50 {
					s.publish(7, 20240807) // in the last hour of the day
					c.set(20240808, 1)
				}
			}
			o := options(openStore(t), s.definition(t, stream))
			o.From, o.Now = 20240805, c.now
			crawl(t, o)
			v, err := o.Store.CoverageOf("moving", "cc", "", 20240807)
			if err != nil || v.State == store.CoverageComplete || v.Reason != notOver {
				t.Errorf("the day that it began on is %+v, %v", v, err)
			}
			if v, err = o.Store.CoverageOf("moving", "cc", "", 20240806); err != nil || v.State != store.CoverageComplete || v.Listed != 25 {
				t.Errorf("the day before is %+v, %v", v, err)
			}
			o.From = 0
			crawl(t, o)
			if v, err = o.Store.CoverageOf("moving", "cc", "", 20240807); err != nil || v.State != store.CoverageComplete || v.Listed != 32 {
				t.Errorf("after the next walk it is %+v, %v", v, err)
			}
			s.allKept(t, o.Store)
		})
	}
}

// A stream's walk that was stopped on one day and goes on on the next judges
// by the day that it began on, and never takes back what a newer walk found.
func TestWalkStoppedBeforeMidnightLeavesItsDayOpen(t *testing.T) {
	for _, opened := range []bool{false, true} {
		t.Run(fmt.Sprintf("opened %v", opened), func(t *testing.T) { stoppedBeforeMidnight(t, opened) })
	}
}

func stoppedBeforeMidnight(t *testing.T, opened bool) {
	s := startMoving(t)
	s.publish(25, 20240806)
	s.publish(25, 20240807)
	c := &clock{}
	c.set(20240807, 20)
	o := options(openStore(t), s.definition(t, true))
	o.From, o.Now, o.Workers = 20240805, c.now, 1
	o.Wanted = func(data.Row) bool { return opened }
	s.stopAt(t, o, 2)
	s.publish(14, 20240807)
	s.failOnce = 4 // of the old walk, which is ahead: so the new one is done first
	o.RetryBase = 200 * time.Millisecond
	o.Patience = 10 * time.Second
	c.set(20240808, 2)
	crawl(t, o)
	if v, err := o.Store.CoverageOf("moving", "cc", "", 20240807); err != nil || v.State != store.CoverageComplete || v.Listed != 39 {
		t.Errorf("the day that it was stopped on is %+v, %v", v, err)
	}
	if n := listedRows(t, o.Store, data.Day(20240808)); n != 64 {
		t.Errorf("%d rows are listed, want 64", n)
	}
	if opened {
		s.allKept(t, o.Store)
	}
}
