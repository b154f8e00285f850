package crawler

import (
	"sync"
	"testing"
)

func TestPoolRunsAllAndNoMoreAtOnce(t *testing.T) {
	const limit, tasks = 3, 50
	p := newPool(limit)
	var mu sync.Mutex
	now, most, done := 0, 0, 0
	full, hold := make(chan bool, tasks), make(chan bool)
	task := func() {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		full <- true
		<-hold
		mu.Lock()
		now--
		done++
		mu.Unlock()
	}
	go func() {
		for range limit {
			<-full // all of its goroutines are busy
		}
		close(hold)
	}()
	for range tasks {
		p.Go(task)
	}
	p.Wait()
	if most != limit || done != tasks || p.n != limit {
		t.Errorf("%d at once in %d goroutines, %d done; want %d, %d, %d", most, p.n, done, limit, limit, tasks)
	}
}
