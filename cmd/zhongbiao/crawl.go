package main

import (
	"context"
	"fmt"

	"zhongbiao/crawler"
	"zhongbiao/data"
)

// crawlCmd crawls the portals once: from today back to the last complete day,
// or the days of --from and --to.
type crawlCmd struct {
	Portal      []string    `help:"Only these portals, by id (default: all that are on)." placeholder:"ID"`
	Portals     string      `help:"Folder with portal definitions that override the built-in ones." placeholder:"DIR" type:"path"`
	From        string      `help:"First day of a backfill." placeholder:"YYYY-MM-DD"`
	To          string      `help:"Last day of a backfill." placeholder:"YYYY-MM-DD"`
	RetryFailed bool        `help:"Take up the dead letters again."`
	Workers     int         `help:"Pages fetched at the same time, over all hosts." default:"4"`
	Polite      politeFlags `embed:""`
}

// Run crawls, then reads and indexes what came.
func (c *crawlCmd) Run(a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	s, err := a.openStack(dir, stackOptions{portals: o.Portals})
	if err != nil {
		return err
	}
	defer s.Close()
	crawlErr := a.crawlAll(a.ctx, s, o)
	if err := s.ready(context.WithoutCancel(a.ctx)); err != nil {
		return err
	}
	unread, err := s.unreadable(ids(o.Portals))
	if err != nil {
		return err
	}
	printUnreadable(a.stderr, unread)
	if crawlErr == nil && len(unread) > 0 {
		return incompleteError{fmt.Sprintf("%d pages could not be read (see `zhongbiao coverage`)", len(unread))}
	}
	return crawlErr
}

func (c *crawlCmd) options() (o crawler.Options, err error) {
	if o.From, err = dayFlag("--from", c.From); err != nil {
		return o, err
	}
	if o.To, err = dayFlag("--to", c.To); err != nil {
		return o, err
	}
	if o.From != 0 && o.To != 0 && o.From > o.To {
		return o, usagef("--from %s lies after --to %s", c.From, c.To)
	}
	if c.Workers < 1 {
		return o, usagef("--workers %d: want at least 1", c.Workers)
	}
	defs, err := loadPortals(c.Portals)
	if err != nil {
		return o, err
	}
	if err := c.Polite.apply(&o); err != nil {
		return o, err
	}
	o.RetryFailed, o.Workers = c.RetryFailed, c.Workers
	o.Portals, err = choose(defs, c.Portal)
	return o, err
}

func dayFlag(flag, s string) (data.Day, error) {
	d, err := data.ParseDay(s)
	if err != nil {
		return 0, usagef("%s: %w", flag, err)
	}
	return d, nil
}

// crawlAll runs the crawler and shows its progress; what is incomplete
// becomes exit code 3.
func (a *app) crawlAll(ctx context.Context, s *stack, o crawler.Options) error {
	bar := newProgress(a.stderr)
	o.Progress = bar.event
	a.logOut.above(bar)
	sum, err := a.crawl(ctx, s, o)
	a.logOut.above(nil)
	bar.done()
	if sum != nil {
		printSummary(a.stderr, sum)
	}
	return err
}

// crawl runs the crawler once over all its portals.
func (a *app) crawl(ctx context.Context, s *stack, o crawler.Options) (*crawler.Summary, error) {
	c, err := a.newCrawler(s, o)
	if err != nil {
		return nil, err
	}
	sum, err := c.Run(ctx)
	return s.crawled(sum, err)
}

// newCrawler makes a crawler with the term test of the classifier.
func (a *app) newCrawler(s *stack, o crawler.Options) (*crawler.Crawler, error) {
	for _, d := range o.Portals {
		if err := s.store.SetSpan(d.ID, d.FirstDay(), d.LastDay()); err != nil {
			return nil, err
		}
	}
	if hasSample(o.Portals) {
		if err := s.store.SetState(sampleState, []byte("1")); err != nil {
			return nil, err
		}
	}
	shown := o.Progress
	o.Progress = func(e crawler.Event) {
		s.metrics.event(e)
		if shown != nil {
			shown(e)
		}
	}
	o.Store, o.Wanted, o.Log = s.store, s.classifier.Wanted, a.log
	return crawler.New(o)
}

// crawled notes what a crawl came to; what is missing is an error of its own.
func (s *stack) crawled(sum *crawler.Summary, err error) (*crawler.Summary, error) {
	if sum != nil {
		s.metrics.crawled(sum)
	}
	if err == nil && sum.Incomplete() {
		err = incompleteError{"some windows are not complete (see the table above, and `zhongbiao coverage`)"}
	}
	return sum, err
}
