package server

import (
	"strings"
	"sync"
	"testing"
)

// TestCache: a page is made once for many readers, anew when the store has
// changed, and apart for each language and host.
func TestCache(t *testing.T) {
	f := newFake(2, "示例")
	s := newTest(t, f)
	get(t, s, "/awards")
	made := f.searches.Load()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { get(t, s, "/awards") })
	}
	wg.Wait()
	if n := f.searches.Load(); n != made {
		t.Errorf("%d more searches for a page that was made already", n-made)
	}
	if body := get(t, s, "/awards", "Accept-Language", "en").Body.String(); !strings.Contains(body, `lang="en"`) {
		t.Error("the English reader got the Chinese page")
	}
	for range 2 {
		if name := get(t, s, "/trend.csv").Header().Get("Content-Disposition"); !strings.Contains(name, "zhongbiao-sample-trend-20240910.csv") {
			t.Errorf("file name %q", name)
		}
	}
	f.add(202408, 0, "刚刚新增")
	f.seq++
	if body := get(t, s, "/awards").Body.String(); !strings.Contains(body, "刚刚新增") {
		t.Error("the page is old after the store has changed")
	}
	f.err = errGone
	f.seq++
	if w := get(t, s, "/awards"); w.Code != 500 {
		t.Errorf("status %d", w.Code)
	}
	f.err = nil
	if w := get(t, s, "/awards"); w.Code != 200 {
		t.Errorf("a failure was kept: status %d", w.Code)
	}
}
