package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots takes a picture of pages of a running site, narrow and wide,
// in both languages, light and dark, for people to look at. It runs only when
// asked:
//
//	ZHONGBIAO_SHOTS=/tmp/shots ZHONGBIAO_SHOTS_SITE=http://127.0.0.1:8080 go test ./server -run TestScreenshots
//
// ZHONGBIAO_SHOTS_PAGES gives other addresses than the usual ones, separated by
// blanks.
func TestScreenshots(t *testing.T) {
	dir, site := os.Getenv("ZHONGBIAO_SHOTS"), os.Getenv("ZHONGBIAO_SHOTS_SITE")
	if dir == "" || site == "" {
		t.Skip("ZHONGBIAO_SHOTS and ZHONGBIAO_SHOTS_SITE do not say where to and from")
	}
	list := append([]string{"/?split=supplier", "/?measure=amount&split=region", "/awards?q=大模型&industry=energy", "/awards?q=没有的东西&scope=all", "/awards/zb-999999",
		"/?from=2099-13"}, everyPage...)
	if own := strings.Fields(os.Getenv("ZHONGBIAO_SHOTS_PAGES")); len(own) > 0 {
		list = own
	}
	b := newTab(t)
	for _, v := range []struct {
		width        int
		lang, scheme string
	}{{1440, "zh", "light"}, {360, "en", "light"}, {1440, "en", "dark"}, {360, "zh", "dark"}} {
		b.screen(v.width, v.scheme)
		for _, path := range list {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			b.do(chromedp.Navigate(site + path + sep + "lang=" + v.lang))
			picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
			if err != nil {
				t.Fatal(err)
			}
			name := strings.NewReplacer("/", "_", "?", "-", "&", "-").Replace(strings.Trim(path, "/"))
			if name == "" {
				name = "trend"
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s.%s.%d.%s.png", name, v.lang, v.width, v.scheme)), picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
