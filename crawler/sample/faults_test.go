package sample

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zhongbiao/data"
)

func started(t *testing.T) *Server {
	t.Helper()
	s, err := Start(context.Background(), Options{Set: data.Fictional})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// answer is what a plain client gets to see.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

var plain = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: 20 * time.Second}

func ask(t *testing.T, url string) answer {
	t.Helper()
	resp, err := plain.Get(url)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	return answer{resp.StatusCode, resp.Header, string(b), err}
}

// Each bad side looks to a client as the thing that it stands for.
func TestBadSides(t *testing.T) {
	s := started(t)
	path := s.Pages()[0].Path
	whole := ask(t, s.URL+path).body
	has := func(part string) func(answer) bool {
		return func(a answer) bool { return a.err == nil && a.status == 200 && strings.Contains(a.body, part) }
	}
	status := func(code int) func(answer) bool { return func(a answer) bool { return a.status == code } }
	for name, c := range map[string]struct {
		bad  Bad
		seen func(answer) bool
	}{
		"throttle":  {Throttle, has("频繁访问")},
		"challenge": {Challenge, has("renderData")},
		"captcha":   {Captcha, has("验证码")},
		"503":       {RetryIn(503, 7), func(a answer) bool { return a.status == 503 && a.header.Get("Retry-After") == "7" }},
		"429 date": {RetryAt(429, time.Minute), func(a answer) bool {
			d, err := http.ParseTime(a.header.Get("Retry-After"))
			return err == nil && time.Until(d) > 30*time.Second
		}},
		"500":          {Status(500, ""), status(500)},
		"drip":         {Drip(4000, time.Millisecond), func(a answer) bool { return a.body == whole }},
		"truncate":     {Truncate(0.5), func(a answer) bool { return errors.Is(a.err, io.ErrUnexpectedEOF) }},
		"cut silently": {CutSilently(0.5), func(a answer) bool { return a.err == nil && len(a.body) == len(whole)/2 }},
		"hang up":      {HangUp, func(a answer) bool { return a.err != nil }},
		"redirect":     {Redirect("http://169.254.169.254/latest/"), func(a answer) bool { return a.status == 302 && strings.Contains(a.header.Get("Location"), "169.254") }},
		"loop":         {RedirectLoop, func(a answer) bool { return strings.HasSuffix(a.header.Get("Location"), "?hop=1") }},
		"header": {WrongHeader("gbk"), func(a answer) bool {
			return a.body == whole && a.header.Get("Content-Type") == "text/html; charset=gbk"
		}},
		"mojibake": {Mojibake, func(a answer) bool { return utf8.ValidString(a.body) && !strings.Contains(a.body, "公告") }},
		"invalid":  {InvalidText, func(a answer) bool { return !utf8.ValidString(a.body) }},
		"nul":      {NULs, has("\x00")},
		"changed": {Changed, func(a answer) bool {
			return !strings.Contains(a.body, "vF_detail_content") && strings.Contains(a.body, "公告")
		}},
		"empty body": {EmptyBody, func(a answer) bool { return a.status == 200 && a.body == "" }},
		"type":       {WrongType, func(a answer) bool { return a.header.Get("Content-Type") == "application/pdf" }},
		"bomb":       {GzipBomb, func(a answer) bool { return a.err == nil && len(a.body) == 4<<20 }},
		"endless":    {Endless, func(a answer) bool { return len(a.body) == 4<<20 }},
		"headers":    {HeaderFlood(20), func(a answer) bool { return len(a.header) > 20 }},
		"long line":  {LongLine(2 << 20), func(a answer) bool { return len(a.body) > 2<<20 }},
		"deep":       {Deep(5000), func(a answer) bool { return strings.Count(a.body, "<div>") == 5000 }},
		"empty list": {EmptyList, func(a answer) bool {
			return strings.Contains(a.body, "c_list_bid") && !strings.Contains(a.body, "<li>   <a")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s.Mend()
			s.Break(&Fault{Match: Details, Bad: c.bad})
			if a := ask(t, s.URL+path); !c.seen(a) {
				t.Errorf("status %d, %d bytes, header %v, err %v", a.status, len(a.body), a.header, a.err)
			}
		})
	}
	s.Mend()
	if a := ask(t, s.URL+path); a.body != whole {
		t.Error("the portal is not mended")
	}
}

func TestFaultsByScriptTimesAndShare(t *testing.T) {
	s := started(t)
	one, two := s.Pages()[0].Path, s.Pages()[1].Path
	s.Break(&Fault{Match: OnPath(one), Script: []Bad{Status(503, ""), nil, Status(500, "")}})
	for i, want := range []int{503, 200, 500, 200} {
		if a := ask(t, s.URL+one); a.status != want {
			t.Errorf("request %d: %d, want %d", i, a.status, want)
		}
	}
	if a := ask(t, s.URL+two); a.status != 200 {
		t.Errorf("another path: %d", a.status)
	}
	s.Mend()
	s.Break(&Fault{Times: 2, Bad: Status(500, "")})
	for i, want := range []int{500, 500, 200} {
		if a := ask(t, s.URL+one); a.status != want {
			t.Errorf("request %d: %d, want %d", i, a.status, want)
		}
	}
	s.Mend()
	s.Break(&Fault{Match: Details, Share: 1.0 / 3, Bad: AnyOf(Status(500, ""), Status(503, ""))})
	bad := 0
	for range 300 {
		if ask(t, s.URL+one).status != 200 {
			bad++
		}
	}
	if bad < 70 || bad > 130 {
		t.Errorf("%d of 300 are bad, want about a third", bad)
	}
}

func TestCappedLists(t *testing.T) {
	s := started(t)
	s.SetCap(3)
	if a := ask(t, s.URL+"/cggg/dfgg/zbgg/index.htm"); !strings.Contains(a.body, "Pager({size:3,") {
		t.Error("the pager names more pages than the cap")
	}
	if a := ask(t, s.URL+"/cggg/dfgg/zbgg/index_2.htm"); a.status != 200 {
		t.Errorf("the last page within the cap: %d", a.status)
	}
	if a := ask(t, s.URL+"/cggg/dfgg/zbgg/index_3.htm"); a.status != 404 {
		t.Errorf("a page beyond the cap: %d", a.status)
	}
}

func TestRobotsOfManyKinds(t *testing.T) {
	s := started(t)
	s.SetRobots("User-agent: *\nDisallow: /\n")
	if a := ask(t, s.URL+"/robots.txt"); a.body != "User-agent: *\nDisallow: /\n" {
		t.Errorf("robots.txt is %q", a.body)
	}
	s.Break(Robots(Status(503, "")))
	if a := ask(t, s.URL+"/robots.txt"); a.status != 503 {
		t.Errorf("robots.txt: %d", a.status)
	}
	if a := ask(t, s.URL+s.Pages()[0].Path); a.status != 200 {
		t.Error("a fault of robots.txt meets other paths")
	}
	huge := HugeRobots(600 << 10)
	last := ""
	for sc := bufio.NewScanner(strings.NewReader(huge)); sc.Scan(); {
		last = sc.Text()
	}
	if len(huge) < 590<<10 || last != "Disallow: /" {
		t.Errorf("%d bytes, last line %q", len(huge), last)
	}
}
