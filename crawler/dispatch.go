package crawler

import (
	"context"
	"time"

	"zhongbiao/data/store"
)

// leaseBatch is how many tasks are leased at once for each worker, so that
// leasing costs little. More are leased while half of them are left: no worker
// waits for the store.
const leaseBatch = 16

// dispatcher hands leased tasks to the workers. It alone uses its fields.
type dispatcher struct {
	r      *run
	front  []store.Task // next pages of lists: they go first
	buffer []store.Task
	asked  chan leased // the answer of a lease that is under way; nil when none is
	dry    bool        // the last lease found nothing
	ends   int         // how many tasks had ended before it
}

// leased is what a lease found.
type leased struct {
	tasks  []store.Task
	wake   time.Time // when a lane that was passed over becomes ready
	err    error
	looked time.Time
	before int // how many tasks had ended before it looked
}

// dispatch is the loop that leases. It ends when there is nothing that could
// be done within the patience, or ctx is done.
func (r *run) dispatch(ctx context.Context) error {
	d := &dispatcher{r: r}
	defer d.giveBack()
	for {
		d.front = append(d.front, r.following()...)
		d.ask()
		work, from := d.first()
		var t store.Task
		if work != nil {
			t = (*from)[0]
		}
		select {
		case work <- t:
			*from = (*from)[1:]
		case l := <-d.asked:
			d.asked = nil
			if l.err != nil {
				return l.err
			}
			if done := d.take(ctx, l); done {
				return ctx.Err()
			}
		case <-r.more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// first says from where the next task comes; a nil channel when there is none.
func (d *dispatcher) first() (work chan store.Task, from *[]store.Task) {
	switch {
	case len(d.front) > 0:
		return d.r.work, &d.front
	case len(d.buffer) > 0:
		return d.r.work, &d.buffer
	}
	return nil, nil
}

// ask begins a lease when the buffer runs low.
func (d *dispatcher) ask() {
	if len(d.buffer) == 0 && (len(d.front) == 0 || d.r.endings() != d.ends) {
		d.dry = false
	}
	if d.asked != nil || d.dry || len(d.buffer) > leaseBatch*d.r.o.Workers/2 {
		return
	}
	asked := make(chan leased, 1)
	d.asked = asked
	go func() {
		l := leased{before: d.r.endings(), looked: d.r.o.Now().Round(0)}
		l.tasks, l.wake, l.err = d.r.lease()
		asked <- l
	}()
}

// take takes up what a lease found. When there is nothing at all to do, it
// waits; done when the run is over.
func (d *dispatcher) take(ctx context.Context, l leased) (done bool) {
	d.buffer = append(d.buffer, l.tasks...)
	if len(l.tasks) > 0 {
		return false
	}
	d.dry, d.ends = true, l.before
	if d.front = append(d.front, d.r.following()...); len(d.front)+len(d.buffer) > 0 {
		return false
	}
	return d.r.pause(ctx, l.wake, l.looked, l.before)
}

// giveBack releases what was leased and not begun.
func (d *dispatcher) giveBack() {
	if d.asked != nil {
		d.buffer = append(d.buffer, (<-d.asked).tasks...)
	}
	d.r.release(d.front)
	d.r.release(d.buffer)
}
