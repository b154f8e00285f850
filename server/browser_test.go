package server

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// chromium finds the browser, or skips; on CI a missing browser is a failure.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no browser")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no chromium on the path, and CI=true asks for the browser tests")
	}
	t.Skip("no chromium on the path: the pages are not tried in a browser")
	return ""
}

// tab is a browser tab that remembers what its console said.
type tab struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	log []string
}

func newTab(t *testing.T) *tab {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun)
	for _, f := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage"} {
		opts = append(opts, chromedp.Flag(f, true))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mu.Lock()
			b.log = append(b.log, fmt.Sprint(m))
			b.mu.Unlock()
		}
	}()
	return b
}

// screen sets the width and the colour scheme of the following pages.
func (b *tab) screen(width int, scheme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(int64(width), 800))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs a script and gives its value.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// until waits for a condition on the page.
func (b *tab) until(what, script string) {
	b.t.Helper()
	for range 200 {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script)); err == nil && ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("%s: never true: %s", what, script)
}

// quiet fails if the console said anything.
func (b *tab) quiet(page string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.log {
		b.t.Errorf("%s: console: %s", page, m)
	}
	b.log = nil
}

// colours counts the different colours of the chart: a blank canvas has one.
const colours = `(() => { const c = document.getElementById("trend-chart"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data, seen = new Set();
 for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 0) seen.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]); return seen.size; })()`

func TestBrowserPages(t *testing.T) {
	b := newTab(t)
	web := httptest.NewServer(newTest(t, newFake(6, "示例大模型知识库平台建设项目")))
	defer web.Close()
	axe := axeSource(t)
	for _, v := range []struct {
		width        int
		lang, scheme string
		pages        []string
	}{{360, "zh", "light", everyPage}, {1440, "en", "dark", everyPage}, {360, "en", "dark", everyPage[:4]}, {1440, "zh", "light", everyPage[:4]}} {
		b.screen(v.width, v.scheme)
		for _, path := range v.pages {
			page := fmt.Sprintf("%s %s %d %s", path, v.lang, v.width, v.scheme)
			b.do(chromedp.Navigate(web.URL + path + "?lang=" + v.lang))
			if got := eval[int](b, "document.documentElement.scrollWidth"); got > v.width {
				t.Errorf("%s: the page is %d wide", page, got)
			}
			b.quiet(page)
			checkAxe(t, b, axe, page)
		}
	}
}

// everyPage is one address of every page.
var everyPage = []string{"/", "/awards", "/awards/zb-000001", "/buyers", "/suppliers", "/industries", "/regions", "/industries/energy", "/regions/330000",
	"/buyers/%E7%A4%BA%E4%BE%8B%E5%A4%A7%E6%A8%A1%E5%9E%8B%E5%B1%80", "/suppliers/%E7%A4%BA%E4%BE%8B%E5%A4%A7%E6%A8%A1%E5%9E%8B%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8",
	"/coverage", "/method", "/help", "/about", "/api"}

func axeSource(t *testing.T) string {
	t.Helper()
	f, err := os.Open("testdata/axe.min.js.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	src, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// checkAxe runs axe's WCAG 2.2 A and AA rules on the page.
func checkAxe(t *testing.T, b *tab, src, page string) {
	t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void](src)); err != nil {
		t.Fatal(err)
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
	  .then(r => r.violations.map(v => v.impact + " " + v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: axe: %s", page, v)
	}
}

func TestBrowserChart(t *testing.T) {
	b := newTab(t)
	web := httptest.NewServer(newTest(t, newFake(6, "示例大模型")))
	defer web.Close()
	for _, width := range []int{360, 1440} {
		b.screen(width, "light")
		b.do(chromedp.Navigate(web.URL + "/?lang=zh"))
		b.until("chart", `!!(window.Chart && Chart.getChart("trend-chart"))`)
		if n := eval[int](b, colours); n < 8 {
			t.Errorf("width %d: the chart has %d colours, is it drawn?", width, n)
		}
		if n := eval[int](b, `Chart.getChart("trend-chart").data.datasets.length`); n != 9 { // 6 industries, year to date, two baselines
			t.Errorf("width %d: %d series", width, n)
		}
	}
	b.screen(1440, "light")
	sum := eval[int](b, `Chart.getChart("trend-chart").data.datasets.filter(s => s.type === "bar").flatMap(s => s.data).reduce((a, v) => a + v, 0)`)
	if sum != 120 {
		t.Errorf("the bars add up to %d, want 120", sum)
	}
	eval[chromedp.Void](b, `(() => { const c = Chart.getChart("trend-chart"), bar = c.getDatasetMeta(0).data[19], r = c.canvas.getBoundingClientRect();
	  c.canvas.dispatchEvent(new MouseEvent("click", { clientX: r.left + bar.x, clientY: r.top + (bar.y + bar.base) / 2, bubbles: true })); })()`)
	b.until("a click on a bar leads to its rows", `location.pathname === "/awards" && location.search.includes("from=2024-08") && location.search.includes("industry=") && !!document.querySelector(".total")`)
	if got := eval[string](b, `document.querySelector(".total").textContent`); !strings.HasPrefix(got, "1 个项目") {
		t.Errorf("rows behind the bar: %q", got)
	}
	b.quiet("chart")
}
