package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"

	"zhongbiao/crawler"
	"zhongbiao/data"
)

// quietHours is a part of the day, in Asia/Shanghai, in which no portal is
// asked. It may go over midnight; the zero value is no part.
type quietHours struct{ from, to time.Duration }

// parseQuiet reads "22:00-06:00"; the empty string is no quiet hours.
func parseQuiet(s string) (quietHours, error) {
	if s == "" {
		return quietHours{}, nil
	}
	var h1, m1, h2, m2 int
	n, err := fmt.Sscanf(s, "%d:%d-%d:%d", &h1, &m1, &h2, &m2)
	if err != nil || n != 4 || h1 > 24 || h2 > 24 || m1 > 59 || m2 > 59 || h1 < 0 || h2 < 0 || m1 < 0 || m2 < 0 {
		return quietHours{}, usagef("--quiet %q is not of the form 22:00-06:00", s)
	}
	at := func(h, m int) time.Duration { return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute }
	return quietHours{at(h1, m1), at(h2, m2)}, nil
}

// left is how long the quiet hours last from t on; zero outside them.
func (q quietHours) left(t time.Time) time.Duration {
	d := ofDay(t)
	switch {
	case q.from <= q.to && d >= q.from && d < q.to, q.from > q.to && d < q.to:
		return q.to - d
	case q.from > q.to && d >= q.from:
		return q.to + day - d
	}
	return 0
}

// until is how long it is from t, outside the quiet hours, to their next
// beginning; zero when there are none.
func (q quietHours) until(t time.Time) time.Duration {
	if q.from == q.to {
		return 0
	}
	return (q.from - ofDay(t) + day) % day
}

const day = 24 * time.Hour

// ofDay is the time of the day in Asia/Shanghai.
func ofDay(t time.Time) time.Duration {
	t = t.In(data.Shanghai)
	return t.Sub(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, data.Shanghai))
}

// sideBySide is how many portals are crawled at the same time. They share one
// crawler, so one host's limit holds over all of them.
const sideBySide = 4

// schedule crawls each portal at its own interval, with jitter, until ctx
// ends; it returns when the last crawl has drained.
func (a *app) schedule(ctx context.Context, s *stack, o crawler.Options, quiet quietHours) error {
	if len(o.Portals) == 0 {
		return nil
	}
	c, err := a.newCrawler(s, o)
	if err != nil {
		return err
	}
	sched, err := gocron.NewScheduler(gocron.WithLocation(data.Shanghai), gocron.WithLimitConcurrentJobs(sideBySide, gocron.LimitModeWait), gocron.WithStopTimeout(time.Minute))
	if err != nil {
		return fmt.Errorf("schedule crawls: %w", err)
	}
	for _, d := range o.Portals {
		job := func() { a.crawlOne(ctx, s, c, d.ID, quiet) }
		every := time.Duration(d.Every)
		_, err := sched.NewJob(gocron.DurationRandomJob(every*9/10, every*11/10), gocron.NewTask(job), gocron.WithName(d.ID),
			gocron.WithSingletonMode(gocron.LimitModeReschedule), gocron.WithStartAt(gocron.WithStartImmediately()))
		if err != nil {
			return fmt.Errorf("schedule portal %s: %w", d.ID, err)
		}
	}
	sched.Start()
	<-ctx.Done()
	return sched.Shutdown()
}

// crawlOne is one scheduled crawl of one portal, outside the quiet hours. What
// is incomplete stands on the coverage page; it never stops the server.
func (a *app) crawlOne(ctx context.Context, s *stack, c *crawler.Crawler, id string, quiet quietHours) {
	if left := quiet.left(time.Now()); left > 0 {
		a.log.Info("crawl waits for the end of the quiet hours", "portal", id, "left", left)
	}
	quiet.outside(ctx, func(loud context.Context) {
		sum, err := c.RunOnly(loud, id)
		a.crawlEnded(ctx, s, id, sum, err)
	})
}

// outside does work outside the quiet hours: it waits for their end; and when
// they begin before work is done, work's context ends, and it is done again
// after them, to go on where it was.
func (q quietHours) outside(ctx context.Context, work func(loud context.Context)) {
	for ctx.Err() == nil {
		if left := q.left(time.Now()); left > 0 {
			pause(ctx, left)
			continue
		}
		loud, cancel := ctx, context.CancelFunc(func() {})
		if d := q.until(time.Now()); d > 0 {
			loud, cancel = context.WithTimeout(ctx, d)
		}
		work(loud)
		stopped := loud.Err() != nil
		cancel()
		if !stopped {
			return
		}
	}
}

// crawlEnded says how a scheduled crawl ended.
func (a *app) crawlEnded(ctx context.Context, s *stack, id string, sum *crawler.Summary, err error) {
	sum, err = s.crawled(sum, err)
	var incomplete incompleteError
	switch {
	case errors.As(err, &incomplete):
		a.log.Warn("crawl incomplete", "portal", id, "err", err)
	case errors.Is(err, context.DeadlineExceeded):
		a.log.Info("crawl stopped for the quiet hours", "portal", id)
	case err != nil && ctx.Err() == nil:
		a.log.Error("crawl", "portal", id, "err", err)
	case err == nil && sum != nil:
		a.log.Info("crawl", "portal", id, "pages", sum.Portals[0].Pages)
	}
}
