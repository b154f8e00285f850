package crawler

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// Options of New. Store and Portals are required.
type Options struct {
	Store   *store.Store
	Portals []*portal.Definition
	// Wanted tells whether a row's detail is opened; nil opens all. Workers
	// call it at the same time.
	Wanted func(data.Row) bool
	Log    *slog.Logger
	Now    func() time.Time

	UserAgent string // default "zhongbiao"; its first word is the name that robots.txt knows us by
	Contact   string // address or mail of who runs this, added to the user agent
	Proxy     string // URL of a proxy; the environment's proxy variables are not read

	Workers       int                      // requests at the same time, default 4
	AllowLoopback bool                     // portals on loopback addresses may be crawled, without a delay
	AllowHosts    []string                 // "host" or "host:port" on private networks that may be crawled
	Delay         time.Duration            // between two requests to a host; can only be raised by this
	Delays        map[string]time.Duration // by registrable host, named by the user: may also be lower

	From, To data.Day // backfill; 0 means from the last complete day to today
	Lookback int      // days that a first crawl goes back without From, default 30
	Again    bool     // list complete days again

	Progress    func(Event) // called for every page; it must not block
	RetryFailed bool        // take up the dead letters again

	Timeout     time.Duration // of a whole request, default 60 s
	RetryBase   time.Duration // first back-off, default 10 s (100 ms on loopback), doubled each time
	MaxTries    int           // then a task is a dead letter, default 5
	BreakerBase time.Duration // how long a portal that refuses is left alone at first, default 15 min, four times as long each time
	Patience    time.Duration // how long Run waits for retries before it ends, default 2 min
	LeaseTime   time.Duration // after which a task of a dead run is taken up again, default 5 min
}

// Event tells about one page, for a progress bar. The numbers are those of
// the portal so far.
type Event struct {
	Portal  string
	Kind    string // "list" or "detail"
	URL     string
	Outcome portal.Outcome
	Reason  string
	Lists   int  // list pages read
	Rows    int  // rows seen
	Pages   int  // details kept
	Queued  int  // tasks of the portal that wait or are under way
	Failed  int  // dead letters of this run
	Kept    bool // the page is new or changed
	Final   bool // the portal's last event of this run
}

// Crawler crawls portals into a store. Run may be called again and again, but
// not at the same time.
type Crawler struct {
	o     Options
	limit *limiter
}

// New checks the options and makes a crawler.
func New(o Options) (*Crawler, error) {
	if o.Store == nil {
		return nil, errors.New("crawler: no store")
	}
	o.defaults()
	if err := checkDelays(o); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, d := range o.Portals {
		if seen[d.ID] {
			return nil, fmt.Errorf("crawler: portal %q is there twice", d.ID)
		}
		seen[d.ID] = true
		if d.Mode == portal.ImportOnly {
			return nil, fmt.Errorf("crawler: portal %q is import-only: %s", d.ID, d.Why)
		}
		if err := o.mayCrawl(d); err != nil {
			return nil, err
		}
	}
	if o.Proxy != "" {
		if u, err := url.Parse(o.Proxy); err != nil || u.Host == "" {
			return nil, fmt.Errorf("crawler: proxy %q is no address", o.Proxy)
		}
	}
	if o.From != 0 && o.To != 0 && o.From > o.To {
		return nil, fmt.Errorf("crawler: from %s is after to %s", o.From, o.To)
	}
	return &Crawler{o: o, limit: newLimiter(o)}, nil
}

func (o *Options) defaults() {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wanted == nil {
		o.Wanted = func(data.Row) bool { return true }
	}
	if o.UserAgent == "" {
		o.UserAgent = "zhongbiao"
	}
	setDefault(&o.Workers, 4)
	setDefault(&o.Lookback, 30)
	setDefault(&o.MaxTries, 5)
	setDefault(&o.Timeout, time.Minute)
	setDefault(&o.BreakerBase, 15*time.Minute)
	setDefault(&o.Patience, 2*time.Minute)
	setDefault(&o.LeaseTime, 5*time.Minute)
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

func checkDelays(o Options) error {
	for host, d := range o.Delays {
		if d < 0 || host == "" || strings.Contains(host, "/") {
			return fmt.Errorf("crawler: delay %s for host %q is not usable", d, host)
		}
	}
	if o.Delay < 0 {
		return fmt.Errorf("crawler: delay %s is negative", o.Delay)
	}
	return nil
}

// mayCrawl refuses a portal on a private address that nobody allowed, before
// the first request. The dialer checks again after DNS.
func (o *Options) mayCrawl(d *portal.Definition) error {
	for _, h := range d.Hosts {
		ip, err := netip.ParseAddr(strings.Trim(hostname(h), "[]"))
		if err != nil || o.allowed(h) {
			continue
		}
		if ip.IsLoopback() && !o.AllowLoopback || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() {
			return fmt.Errorf("crawler: portal %q is at the private address %s, which is not allowed", d.ID, h)
		}
	}
	return nil
}

// allowed tells whether the user named the host.
func (o *Options) allowed(host string) bool {
	for _, h := range o.AllowHosts {
		if strings.EqualFold(h, host) || strings.EqualFold(h, hostname(host)) {
			return true
		}
	}
	return false
}

func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return host
}

// isLoopback tells whether a host is a loopback address by its name.
func isLoopback(host string) bool {
	h := strings.Trim(hostname(host), "[]")
	if strings.EqualFold(h, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(h)
	return err == nil && ip.IsLoopback()
}

// agent is the User-Agent header.
func (o *Options) agent() string {
	if o.Contact == "" {
		return o.UserAgent
	}
	return o.UserAgent + " (+" + o.Contact + ")"
}

// product is the name that robots.txt knows us by: "zhongbiao" of
// "zhongbiao/1.2 …".
func (o *Options) product() string {
	return strings.FieldsFunc(o.UserAgent, func(r rune) bool { return r == '/' || r == ' ' })[0]
}
