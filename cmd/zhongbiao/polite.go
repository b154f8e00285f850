package main

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"zhongbiao/crawler"
)

// politeFlags say how portals are asked; crawl, serve and probe share them.
type politeFlags struct {
	Contact   string                   `help:"Contact to name in the User-Agent, an address or URL." placeholder:"TEXT"`
	Delay     time.Duration            `help:"Time between two requests to a host. What a portal's definition says (3s at least) can only be raised by it." placeholder:"DUR"`
	DelayFor  map[string]time.Duration `help:"Time between two requests to a host that you name, which may also be shorter: example.org=1s." placeholder:"HOST=DUR"`
	AllowHost []string                 `help:"A host on a private or loopback address that may be crawled." placeholder:"HOST"`
	Proxy     string                   `help:"Proxy for all requests. The proxy variables of the environment are not heeded." placeholder:"URL"`
}

// apply sets the flags on the crawler's options.
func (f *politeFlags) apply(o *crawler.Options) error {
	if f.Delay < 0 {
		return usagef("--delay %s is negative", f.Delay)
	}
	for host, d := range f.DelayFor {
		if d < 0 {
			return usagef("--delay-for %s=%s is negative", host, d)
		}
	}
	if f.Proxy != "" && !isWebURL(f.Proxy, "http", "https", "socks5", "socks5h") {
		return usagef("--proxy %q is no address of a proxy (write it as in http://127.0.0.1:3128)", f.Proxy)
	}
	for _, host := range f.AllowHost {
		if host == "" || strings.ContainsAny(host, "/ ") {
			return usagef("--allow-host %q is not a host (write it as in 10.0.0.5 or 10.0.0.5:8000)", host)
		}
	}
	o.Contact, o.Delay, o.Delays, o.AllowHosts, o.Proxy = f.Contact, f.Delay, f.DelayFor, f.AllowHost, f.Proxy
	return nil
}

// isWebURL tells whether s is an address of one of the schemes, with a host.
func isWebURL(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
}

// checkBase refuses a --base that no link could begin with.
func checkBase(base string) error {
	if base != "" && !isWebURL(base, "http", "https") {
		return usagef("--base %q is no address of a site (write it as in https://zb.example.org)", base)
	}
	return nil
}
