package server

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// print makes the following pages those that go to the printer, as wide as a
// sheet of paper between its margins.
func (b *tab) print() {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(720, 1000))
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		b.t.Fatal(err)
	}
}

// TestBrowserPrint: paper has no scroll bar and no button: every column of a
// table lies on the sheet, the chart fills its width, and the quoted words of a
// project are printed.
func TestBrowserPrint(t *testing.T) {
	b := newTab(t)
	f := newFake(6, "示例大模型知识库平台建设项目")
	web := httptest.NewServer(newTest(t, f))
	defer web.Close()
	award := "/awards/" + f.projects[0].ID.String()
	for _, path := range []string{"/?lang=zh", "/?lang=en&measure=amount", "/?lang=en&split=supplier", "/?lang=en&split=supplier&measure=amount", award + "?lang=zh", "/coverage?lang=en", "/method?lang=zh"} {
		b.screen(1300, "light") // what is printed was looked at on a wide screen
		b.do(chromedp.Navigate(web.URL + path))
		b.until("chart", `!document.getElementById("trend-chart") || !!(window.Chart && Chart.getChart("trend-chart"))`)
		b.print()
		if wide := eval[string](b, `[...document.querySelectorAll("table, canvas")].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.tagName + " to " + e.getBoundingClientRect().right).join("; ")`); wide != "" {
			t.Errorf("%s: cut off at the edge of the paper: %s", path, wide)
		}
		if hidden := eval[int](b, `[...document.querySelectorAll("details blockquote, details .checks")].filter(e => !e.checkVisibility({contentVisibilityAuto: true}) || e.getBoundingClientRect().height === 0).length`); hidden > 0 {
			t.Errorf("%s: %d quotes are not printed", path, hidden)
		}
	}
	if eval[int](b, `document.querySelectorAll(".wide").length`) == 0 {
		t.Error("the method page has no sources")
	}
	b.do(chromedp.Navigate(web.URL + award))
	if eval[int](b, `document.querySelectorAll("details blockquote").length`) == 0 {
		t.Error("the project has no quotes to print")
	}
}

// TestBrowserSources: the sources of the published figures wrap, however
// narrow the window is, so that none has to be scrolled into view.
func TestBrowserSources(t *testing.T) {
	b := newTab(t)
	web := httptest.NewServer(newTest(t, newFake(2, "示例大模型")))
	defer web.Close()
	for _, width := range []int{320, 360, 700, 1000, 1280, 1300, 1600} {
		for _, lang := range []string{"zh", "en"} {
			b.screen(width, "light")
			b.do(chromedp.Navigate(web.URL + "/method?lang=" + lang))
			if over := eval[string](b, `[...document.querySelectorAll(".scroll:has(.stack)")].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.scrollWidth + ">" + e.clientWidth).join("; ")`); over != "" {
				t.Errorf("width %d, %s: %s", width, lang, over)
			}
		}
	}
	if n := eval[int](b, `document.querySelectorAll(".scroll:has(.stack)").length`); n != 2 {
		t.Errorf("%d tables of figures", n)
	}
}
