package crawler

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"zhongbiao/crawler/portal"
	"zhongbiao/data"
	"zhongbiao/data/store"
)

// tradList speaks the search of ggzy with its codes: 804 when the window is
// wider than a number of days, 800 for the first requests.
type tradList struct {
	widest   int // days that are answered; wider ones are 804
	throttle int // requests that are 800 first

	mu    sync.Mutex
	asked []string // "from to" of each request for a list
	paths map[string]int
}

func (s *tradList) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "getTradList"):
		s.paths[r.URL.Path]++
		s.list(w, r)
	case strings.Contains(r.URL.Path, "/html/b/"):
		fmt.Fprintf(w, `<html><body><div id="mycontent">%s</div></body></html>`, r.URL.Path)
	default:
		http.NotFound(w, r)
	}
}

func (s *tradList) list(w http.ResponseWriter, r *http.Request) {
	from, to := portal.ParseDay(r.FormValue("TIMEBEGIN")), portal.ParseDay(r.FormValue("TIMEEND"))
	s.asked = append(s.asked, from.String()+" "+to.String())
	if s.throttle > 0 {
		s.throttle--
		fmt.Fprint(w, `{"code":800,"message":"访问过于频繁，请稍后再试","data":null}`)
		return
	}
	if to.Sub(from)+1 > s.widest {
		fmt.Fprint(w, `{"code":804,"message":"请缩小查询范围","data":null}`)
		return
	}
	var rows []string
	for day := to; day >= from; day = day.Add(-1) {
		packed := strings.ReplaceAll(day.String(), "-", "")
		rows = append(rows, fmt.Sprintf(`{"id":"%[1]s","title":"示例大模型项目%[1]s中标公告","publishTime":"%[2]s","informationType":"0202","provinceText":"示例省","url":"/information/deal/html/a/330000/0202/%[1]s/%[1]s.html"}`, packed, day))
	}
	fmt.Fprintf(w, `{"code":200,"data":{"records":[%s],"total":%d,"pages":1,"size":20,"current":1}}`, strings.Join(rows, ","), len(rows))
}

// ggzyAt gives the definition of ggzy with one channel and query, at a server.
func ggzyAt(t *testing.T, s *tradList) *portal.Definition {
	t.Helper()
	s.paths = map[string]int{}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	all, err := portal.Load(os.DirFS("../data/reference/portals"))
	if err != nil {
		t.Fatal(err)
	}
	d := portal.Find(all, "ggzy").At("ggzy", srv.URL, data.NotSample)
	d.Channels, d.Queries = d.Channels[:1], []string{"大模型"}
	return d
}

func ggzyOptions(st *store.Store, d *portal.Definition) Options {
	o := options(st, d)
	o.From, o.To = 20240501, 20240520
	o.Now = clockFrom(20240601)
	return o
}

// clockFrom gives a clock that begins on a day and runs: a pause never ends
// on one that stands still.
func clockFrom(day data.Day) func() time.Time {
	begin := time.Now()
	return func() time.Time { return day.Time().Add(time.Since(begin)) }
}

// A window that the portal finds too wide (804) is asked for in halves, down
// to a day, and nothing is lost.
func TestTooWideWindowIsHalved(t *testing.T) {
	s := &tradList{widest: 3}
	st := openStore(t)
	sum := crawl(t, ggzyOptions(st, ggzyAt(t, s)))
	if sum.Incomplete() || sum.Portals[0].Pages != 20 {
		t.Errorf("%+v", sum.Portals[0])
	}
	if n := len(s.asked); n < 8 {
		t.Errorf("%d requests: the windows were not cut", n)
	}
	for path, n := range stored(t, st) {
		if n != 1 {
			t.Errorf("%s is there %d times", path, n)
		}
	}
}

// "Too frequent" (800) is waited out, not taken for an empty list.
func TestThrottleCodeIsWaitedOut(t *testing.T) {
	s := &tradList{widest: 99, throttle: 2}
	st := openStore(t)
	o := ggzyOptions(st, ggzyAt(t, s))
	o.Workers, o.Patience = 1, 5*time.Second
	sum := crawl(t, o)
	p := sum.Portals[0]
	if sum.Incomplete() || p.Pages != 20 || p.Outcomes[portal.Blocked] != 2 {
		t.Errorf("%+v", p)
	}
}

// What is older than a year is asked for at the archive's address.
func TestOldWindowsGoToTheArchive(t *testing.T) {
	s := &tradList{widest: 99}
	d := ggzyAt(t, s)
	o := ggzyOptions(openStore(t), d)
	o.Now = clockFrom(20250601)
	if sum := crawl(t, o); sum.Incomplete() || sum.Portals[0].Pages != 20 {
		t.Errorf("%+v", sum.Portals[0])
	}
	if s.paths["/his/information/pubTradingInfo/getTradList"] == 0 || len(s.paths) != 1 {
		t.Errorf("asked at %v", s.paths)
	}
}
