package crawler

import (
	"compress/flate"
	"compress/gzip"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"code.dny.dev/ssrf"
	"github.com/klauspost/compress/zstd"

	"zhongbiao/crawler/portal"
)

// errTooLarge says that a body is over the cap. It is never cut to fit: half
// a notice must not be read as a whole one (C5, C6).
var errTooLarge = errors.New("body is over the size limit")

// rawContentType is the header under which the transport hands on the content
// type: colly would convert the body by its charset.
const rawContentType = "X-Zhongbiao-Content-Type"

// transport is what a portal's requests go through: addresses are checked
// after DNS and before connecting (C4), bodies are capped after decompression.
type transport struct {
	next    http.RoundTripper
	maxBody int64
}

// newTransport makes the transport of one portal. Loopback and private
// addresses are open to it only when its own host is such an address and the
// user allowed that; so a public portal can't lead there.
func newTransport(o Options, d *portal.Definition) (*transport, error) {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: guardian(o, d).Safe}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  min(30*time.Second, o.Timeout),
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    o.Workers,
		MaxConnsPerHost:        o.Workers,
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true, // asked for by the fetcher, decoded here, under the cap
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        tlsConfig(d.TLS),
	}
	if o.Proxy != "" {
		u, err := url.Parse(o.Proxy)
		if err != nil {
			return nil, fmt.Errorf("crawler: proxy: %w", err)
		}
		t.Proxy = http.ProxyURL(u)
		// The proxy connects for us, so only its own address can be checked.
		t.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	return &transport{next: t, maxBody: d.MaxBody}, nil
}

// guardian refuses special addresses and ports that the portal doesn't use.
func guardian(o Options, d *portal.Definition) *ssrf.Guardian {
	ports := []uint16{80, 443}
	var v4, v6 []netip.Prefix
	for _, h := range d.Hosts {
		if _, p, err := net.SplitHostPort(h); err == nil {
			if n, err := strconv.ParseUint(p, 10, 16); err == nil && !slices.Contains(ports, uint16(n)) {
				ports = append(ports, uint16(n))
			}
		}
		switch {
		case o.allowed(h):
			v4 = append(v4, prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10")...)
			v6 = append(v6, prefixes("fc00::/7", "::1/128")...)
		case o.AllowLoopback && isLoopback(h):
			v4 = append(v4, prefixes("127.0.0.0/8")...)
			v6 = append(v6, prefixes("::1/128")...)
		}
	}
	return ssrf.New(ssrf.WithPorts(ports...), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func tlsConfig(t portal.TLS) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	switch t.Min {
	case "1.0":
		c.MinVersion = tls.VersionTLS10
	case "1.1":
		c.MinVersion = tls.VersionTLS11
	case "1.3":
		c.MinVersion = tls.VersionTLS13
	}
	if t.Renegotiate {
		c.Renegotiation = tls.RenegotiateOnceAsClient
	}
	if t.OldCiphers {
		for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			c.CipherSuites = append(c.CipherSuites, s.ID)
		}
	}
	return c
}

// RoundTrip sends the request and prepares the answer for colly: decoded
// under the cap, and without the charset by which colly would convert it.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := decode(resp)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	if req.URL.Path == "/robots.txt" { // of which the first part counts, whatever its size
		body = io.LimitReader(body, maxRobots)
	}
	resp.Body = &capped{r: body, closer: resp.Body, left: t.maxBody, max: t.maxBody}
	contentType := resp.Header.Get("Content-Type")
	resp.Header.Set(rawContentType, contentType)
	media, _, _ := strings.Cut(contentType, ";")
	resp.Header.Set("Content-Type", strings.ReplaceAll(media, "gzip", "g-zip")) // colly would decode by the word
	resp.Header.Del("Content-Encoding")
	resp.Uncompressed = true
	resp.ContentLength = -1
	return resp, nil
}

// CloseIdleConnections lets the client close what it keeps open.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func decode(resp *http.Response) (io.Reader, error) {
	body := resp.Body // the caller puts another one in its place before anything is read
	switch e := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))); e {
	case "", "identity", "utf-8":
		return body, nil
	case "gzip", "x-gzip":
		return &lazy{open: func() (io.Reader, error) { return gzip.NewReader(body) }}, nil
	case "deflate":
		return flate.NewReader(body), nil
	case "zstd":
		return &lazy{open: func() (io.Reader, error) {
			return zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderMaxWindow(16<<20))
		}}, nil
	default:
		return nil, fmt.Errorf("content encoding %q was not asked for and can't be read", e)
	}
}

// lazy opens a reader on the first read, so that an answer without a body
// (304) is no error.
type lazy struct {
	open func() (io.Reader, error)
	r    io.Reader
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.r == nil {
		r, err := l.open()
		if err != nil {
			return 0, err
		}
		l.r = r
	}
	return l.r.Read(p)
}

// capped reads at most max bytes and then fails.
type capped struct {
	r         io.Reader
	closer    io.Closer
	left, max int64
}

func (c *capped) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, fmt.Errorf("%w of %d bytes", errTooLarge, c.max)
	}
	return n, err
}

func (c *capped) Close() error { return c.closer.Close() }
