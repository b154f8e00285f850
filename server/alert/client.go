package alert

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// client makes the HTTP client for one address. The address that its name
// resolves to is checked before connecting: private, loopback and reserved
// ones are refused, unless the host is among those that were named to be
// allowed. Every port is open to it, since a webhook may listen on any.
func (o Options) client(address string) *http.Client {
	opts := []ssrf.Option{ssrf.WithAnyPort()}
	if u, err := url.Parse(address); err == nil && (slices.Contains(o.Private, u.Host) || slices.Contains(o.Private, u.Hostname())) {
		opts = append(opts, ssrf.WithAllowedV4Prefixes(privateV4...), ssrf.WithAllowedV6Prefixes(privateV6...))
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: hinted(ssrf.New(opts...).Safe)}
	return &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
			MaxResponseHeaderBytes: 64 << 10, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// hinted says of a refused address that could be allowed how that is done.
func hinted(safe func(network, address string, c syscall.RawConn) error) func(string, string, syscall.RawConn) error {
	return func(network, address string, c syscall.RawConn) error {
		err := safe(network, address, c)
		at, parsed := netip.ParseAddrPort(address)
		holds := func(p netip.Prefix) bool { return p.Contains(at.Addr()) }
		if err != nil && parsed == nil && (slices.ContainsFunc(privateV4, holds) || slices.ContainsFunc(privateV6, holds)) {
			return fmt.Errorf("%w; --alert-host HOST allows it", err)
		}
		return err
	}
}

var (
	privateV4 = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10")}
	privateV6 = []netip.Prefix{netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("::1/128")}
)
