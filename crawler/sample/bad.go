package sample

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// AnyOf draws one of several bad sides for each request.
func AnyOf(bads ...Bad) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		i := int(p.random() * float64(len(bads)))
		p.mu.Unlock()
		bads[i](p, w, r)
	}
}

// Throttle is the page that says "too often", with HTTP 200.
func Throttle(_ *Portal, w http.ResponseWriter, _ *http.Request) {
	writeHTML(w, http.StatusOK, "<!doctype html><html><head><title>频繁访问!</title></head><body><p>您的访问过于频繁，请稍后再试。</p></body></html>")
}

// Challenge is the page of a firewall that wants a script to be run, with
// HTTP 200.
func Challenge(_ *Portal, w http.ResponseWriter, _ *http.Request) {
	writeHTML(w, http.StatusOK, `<html><head><meta name="aliyun_waf_aa" content="0"></head><body><textarea id="renderData" style="display:none">{"_waf_bd":"x"}</textarea><script>var acw_sc__v2='';</script></body></html>`)
}

// Captcha asks for a proof of being human, with HTTP 200.
func Captcha(_ *Portal, w http.ResponseWriter, _ *http.Request) {
	writeHTML(w, http.StatusOK, "<html><head><title>验证码</title></head><body>请完成安全验证</body></html>")
}

// Status answers with a status and, when it is not empty, Retry-After.
func Status(code int, retryAfter string) Bad {
	return func(_ *Portal, w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		http.Error(w, http.StatusText(code), code)
	}
}

// RetryIn answers with a status and Retry-After in whole seconds.
func RetryIn(code, seconds int) Bad { return Status(code, strconv.Itoa(seconds)) }

// RetryAt answers with a status and Retry-After as a date, so far from the
// moment of the answer (HTTP dates are cut to the second).
func RetryAt(code int, after time.Duration) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		Status(code, time.Now().Add(after).UTC().Format(http.TimeFormat))(p, w, r)
	}
}

// Drip sends the page in pieces of so many bytes with a pause before each.
func Drip(piece int, pause time.Duration) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		d := p.documentOr(r)
		w.Header().Set("Content-Type", d.mime)
		for b := d.body; len(b) > 0 && r.Context().Err() == nil; b = b[min(piece, len(b)):] {
			wait(r, pause)
			if _, err := w.Write(b[:min(piece, len(b))]); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// wait pauses, but no longer than the client stays.
func wait(r *http.Request, d time.Duration) {
	select {
	case <-r.Context().Done():
	case <-time.After(d):
	}
}

// Silence accepts the request and says nothing for so long.
func Silence(d time.Duration) Bad {
	return func(_ *Portal, w http.ResponseWriter, r *http.Request) {
		wait(r, d)
		http.Error(w, "too late", http.StatusGatewayTimeout)
	}
}

// Truncate announces the whole page and sends a share of it.
func Truncate(share float64) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		d := p.documentOr(r)
		w.Header().Set("Content-Type", d.mime)
		w.Header().Set("Content-Length", strconv.Itoa(len(d.body)))
		_, _ = w.Write(d.body[:int(float64(len(d.body))*share)])
	}
}

// CutSilently sends a share of the page with a length that fits, so that only
// the missing end of the document shows it.
func CutSilently(share float64) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		d := p.documentOr(r)
		writeBody(w, d.mime, d.body[:int(float64(len(d.body))*share)])
	}
}

// HangUp closes the connection without an answer.
func HangUp(_ *Portal, w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// Redirect sends elsewhere: another host, a private address, another scheme.
func Redirect(to string) Bad {
	return func(_ *Portal, w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// RedirectLoop sends on for ever, each time to a new address of this host.
func RedirectLoop(_ *Portal, w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.URL.Query().Get("hop"))
	http.Redirect(w, r, r.URL.Path+"?hop="+strconv.Itoa(n+1), http.StatusFound)
}

// WrongHeader sends the UTF-8 page with another charset in its header.
func WrongHeader(charset string) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		writeBody(w, "text/html; charset="+charset, p.documentOr(r).body)
	}
}

// Mojibake sends the page after somebody read its bytes as Windows-1252 and
// wrote them again as UTF-8: valid text, all of it wrong.
func Mojibake(p *Portal, w http.ResponseWriter, r *http.Request) {
	b, err := charmap.Windows1252.NewDecoder().Bytes(p.documentOr(r).body)
	if err != nil {
		b = []byte(strings.Repeat("\ufffd", 400))
	}
	writeBody(w, "text/html; charset=utf-8", b)
}

// InvalidText spoils the text with bytes that are valid in no charset.
func InvalidText(p *Portal, w http.ResponseWriter, r *http.Request) {
	b := bytes.ReplaceAll(p.documentOr(r).body, []byte("示例"), []byte("\xff\xfe\x81\xff"))
	writeBody(w, "text/html", b)
}

// NULs puts a NUL after every tag.
func NULs(p *Portal, w http.ResponseWriter, r *http.Request) {
	writeBody(w, "text/html", bytes.ReplaceAll(p.documentOr(r).body, []byte(">"), []byte(">\x00")))
}

// Changed renames the containers of list and notice, as after a relaunch.
func Changed(p *Portal, w http.ResponseWriter, r *http.Request) {
	b := bytes.ReplaceAll(p.documentOr(r).body, []byte("c_list_bid"), []byte("news-list"))
	writeBody(w, "text/html", bytes.ReplaceAll(b, []byte("vF_detail_content"), []byte("article-main")))
}

// EmptyList has the container and no row.
func EmptyList(p *Portal, w http.ResponseWriter, r *http.Request) {
	writeHTML(w, http.StatusOK, listPage(p.set.kind, r.URL.Path[:strings.LastIndex(r.URL.Path, "/")+1], nil, 0, 1))
}

// EmptyBody answers 200 with nothing.
func EmptyBody(_ *Portal, w http.ResponseWriter, _ *http.Request) { writeHTML(w, http.StatusOK, "") }

// WrongType sends a file where a page is expected.
func WrongType(_ *Portal, w http.ResponseWriter, _ *http.Request) {
	writeBody(w, "application/pdf", []byte("%PDF-1.4\n%示例\n"))
}

// bomb is 64 MiB of zeros, packed once.
var bomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	return b.Bytes()
})

// GzipBomb sends 64 KiB that unpack to 64 MiB.
func GzipBomb(_ *Portal, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	writeBody(w, "text/html", bomb())
}

// Endless sends text until the client goes away.
func Endless(_ *Portal, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	line := bytes.Repeat([]byte("示例，没有尽头。"), 200)
	for r.Context().Err() == nil {
		if _, err := w.Write(line); err != nil {
			return
		}
	}
}

// HeaderFlood sends so many header lines of 1 KiB before the page.
func HeaderFlood(lines int) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		for i := range lines {
			w.Header().Set("X-Flood-"+strconv.Itoa(i), strings.Repeat("x", 1024))
		}
		writeBody(w, "text/html", p.documentOr(r).body)
	}
}

// LongLine sends one line of so many bytes, Deep so many elements one inside
// the other; both are whole pages otherwise.
func LongLine(size int) Bad {
	return func(_ *Portal, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.Copy(w, io.MultiReader(strings.NewReader("<html><body><ul class=\"c_list_bid\"></ul><div class=\"vF_detail_content\">"), io.LimitReader(ones{}, int64(size))))
	}
}

// Deep sends so many elements, one inside the other.
func Deep(depth int) Bad {
	return func(_ *Portal, w http.ResponseWriter, _ *http.Request) {
		writeHTML(w, http.StatusOK, `<html><body><div class="vF_detail_content">`+strings.Repeat("<div>", depth))
	}
}

// ones is an endless row of digits.
type ones struct{}

func (ones) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '1'
	}
	return len(b), nil
}

// documentOr gives what stands under the request's path; something short when
// there is nothing.
func (p *Portal) documentOr(r *http.Request) *document {
	if d := p.document(r.URL.Path); d != nil {
		return d
	}
	return &document{body: []byte("<html><body>没有找到</body></html>"), mime: "text/html; charset=utf-8"}
}

func writeHTML(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func writeBody(w http.ResponseWriter, mime string, b []byte) {
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}

// Robots answers for robots.txt alone.
func Robots(bad Bad) *Fault { return &Fault{Match: OnPath("/robots.txt"), Bad: bad} }

// HugeRobots is a robots.txt of so many bytes whose last line forbids all.
func HugeRobots(size int) string {
	line := "# filler of a robots.txt that never ends\n"
	return "User-agent: *\nAllow: /\n" + strings.Repeat(line, size/len(line)) + fmt.Sprintln("Disallow: /")
}

// Late answers as it should, but only after so long.
func Late(d time.Duration) Bad {
	return func(p *Portal, w http.ResponseWriter, r *http.Request) {
		wait(r, d)
		p.serve(w, r)
	}
}
