package main

import (
	"errors"
	"sync"
	"time"

	"zhongbiao/server"
)

// behind keeps a report that goes through the whole store: some ten seconds
// for 200,000 projects, which no reader may wait for. It is made behind the
// readers' backs; they wait a moment for it, and else get the one before.
type behind[T any] struct {
	make func(stop <-chan struct{}) (T, error) // gives up when stop is closed
	key  func() uint64                         // what it is made of; another one makes it old
	rest time.Duration                         // for so long it is not made again

	patience time.Duration // how long a reader waits

	mu      sync.Mutex
	now     *made[T]
	next    chan struct{} // closed when the one that is being made is there; nil for none
	stop    chan struct{}
	stopped bool
	running sync.WaitGroup
}

type made[T any] struct {
	value T
	err   error
	key   uint64
	at    time.Time
	took  time.Duration
}

const (
	reportPatience = time.Second
	reportPrice    = 20 // it is not made again for so many times as long as making it takes
)

func newBehind[T any](rest time.Duration, key func() uint64, make func(<-chan struct{}) (T, error)) *behind[T] {
	return &behind[T]{make: make, key: key, rest: rest, patience: reportPatience, stop: newStop()}
}

func newStop() chan struct{} { return make(chan struct{}) }

// get gives the report; server.ErrLater when it is not there yet.
func (b *behind[T]) get() (out T, err error) {
	b.mu.Lock()
	if b.fresh() {
		defer b.mu.Unlock()
		return b.now.value, nil
	}
	if b.next == nil && !b.stopped {
		b.next = newStop()
		b.running.Add(1)
		go b.renew(b.next)
	}
	next := b.next
	b.mu.Unlock()
	wait := time.NewTimer(b.patience)
	defer wait.Stop()
	select {
	case <-next:
	case <-b.stop:
	case <-wait.C:
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now == nil {
		return out, server.ErrLater
	}
	return b.now.value, b.now.err
}

func (b *behind[T]) fresh() bool {
	return b.now != nil && b.now.err == nil && (b.now.key == b.key() || time.Since(b.now.at) < max(b.rest, reportPrice*b.now.took))
}

func (b *behind[T]) renew(done chan struct{}) {
	defer b.running.Done()
	m := &made[T]{key: b.key(), at: time.Now()} // what changes meanwhile is not in it
	m.value, m.err = b.make(b.stop)
	m.took = time.Since(m.at)
	b.mu.Lock()
	defer b.mu.Unlock()
	if !errors.Is(m.err, errStopped) {
		b.now = m
	}
	b.next = nil
	close(done)
}

// errStopped is what a report gives that was told to stop.
var errStopped = errors.New("stopped")

// close stops the one that is being made, and waits for its end: the store is
// closed next.
func (b *behind[T]) close() {
	b.mu.Lock()
	if !b.stopped {
		b.stopped = true
		close(b.stop)
	}
	b.mu.Unlock()
	b.running.Wait()
}
