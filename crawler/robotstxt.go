package crawler

import (
	"bufio"
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// robotRules are the rules of a robots.txt that hold for one crawler, as RFC
// 9309 says: all groups that name it are one; without any, the groups of *.
type robotRules struct {
	rules []robotRule
	delay time.Duration // Crawl-delay, which is no part of the RFC but a wish
}

type robotRule struct {
	pattern string
	allow   bool
}

// parseRobots reads a robots.txt for the crawler with that product name.
// Lines that make no sense are skipped.
func parseRobots(body []byte, product string) robotRules {
	var mine, all robotRules
	named := false
	inMine, inAll, inRules := false, false, true
	sc := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	sc.Buffer(nil, maxRobots+1)
	sc.Split(scanAnyLine)
	for sc.Scan() {
		key, value, ok := robotLine(sc.Text())
		if !ok {
			continue
		}
		if key == "user-agent" {
			if inRules { // a new group
				inMine, inAll, inRules = false, false, false
			}
			name := strings.ToLower(productToken(value))
			inMine = inMine || name == strings.ToLower(product) && name != ""
			inAll = inAll || value == "*"
			named = named || inMine
			continue
		}
		// Only these end the names of a group: other records, Crawl-delay among
		// them, must not interfere (RFC 9309 §2.2.4).
		inRules = inRules || key == "allow" || key == "disallow"
		for _, g := range []struct {
			in    bool
			rules *robotRules
		}{{inMine, &mine}, {inAll, &all}} {
			if g.in {
				g.rules.add(key, value)
			}
		}
	}
	if named {
		return mine
	}
	return all
}

func (r *robotRules) add(key, value string) {
	switch key {
	case "allow", "disallow":
		if value != "" { // an empty rule says nothing
			r.rules = append(r.rules, robotRule{normalPath(value), key == "allow"})
		}
	case "crawl-delay":
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
			r.delay = time.Duration(s * float64(time.Second))
		}
	}
}

func robotLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok = strings.Cut(line, ":")
	key = strings.ToLower(strings.TrimSpace(key))
	switch key {
	case "useragent", "user agent":
		key = "user-agent"
	}
	return key, strings.TrimSpace(value), ok
}

// productToken is the leading part of letters, _ and -.
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-')
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

// scanAnyLine splits at \n, \r\n and \r alike.
func scanAnyLine(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// allows tells whether a path with its query may be fetched: the longest
// matching rule counts, and of two equal ones the one that allows.
func (r robotRules) allows(u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	if path == "/robots.txt" {
		return true
	}
	path = normalPath(path)
	best, allow := -1, true
	for _, rule := range r.rules {
		if !robotMatch(rule.pattern, path) {
			continue
		}
		if n := len(rule.pattern); n > best || n == best && rule.allow {
			best, allow = n, rule.allow
		}
	}
	return allow
}

// robotMatch matches a pattern with * (any run) and a $ at its end against
// the beginning of a path, in time linear in pattern × path.
func robotMatch(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	parts := strings.Split(strings.TrimSuffix(pattern, "$"), "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	for i, part := range parts[1:] {
		if anchored && i == len(parts)-2 {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !anchored || rest == ""
}

// normalPath writes a path so that equal ones are equal: non-ASCII letters
// percent-encoded, escapes in upper case, needless escapes undone.
func normalPath(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				i += 2
				if unreserved(byte(v)) {
					b.WriteByte(byte(v))
				} else {
					b.WriteString(percent(byte(v)))
				}
				continue
			}
		}
		if c >= 0x80 || c <= ' ' {
			b.WriteString(percent(c))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func percent(c byte) string {
	const hex = "0123456789ABCDEF"
	return string([]byte{'%', hex[c>>4], hex[c&15]})
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
